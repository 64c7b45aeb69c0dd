"""Both results on one page: what is worth a talk, where the band lies, and never who is right."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain.comparison import gap, margins, worth_a_talk
from quizzes.domain.scoring import score
from quizzes.domain.sharing import gaps
from quizzes.together import side_by_side
from tests.quizzes.definitions import small
from tests.quizzes.test_sharing import shares, text
from tests.quizzes.verbs import page, takes

TOGETHER = reverse("quizzes:together")
scores = st.lists(st.tuples(*[st.integers(0, 100)] * 2), min_size=1, max_size=8)


@pytest.fixture
def both_share(couple, alex, sam):
    """A function: what each answers, by area; both take the quiz and share it."""

    def share(alex_says: dict, sam_says: dict):
        mine, theirs = takes(alex, **alex_says), takes(sam, **sam_says)
        shares(alex, mine), shares(sam, theirs)
        return mine, theirs

    return share


# --- Worth a talk -------------------------------------------------------------------------------


def test_a_large_gap_is_worth_a_talk_for_both(both_share, alex, sam):
    both_share({"trust": 4}, {"trust": 1})

    for someone in (alex, sam):
        assert "Trust is worth a talk" in text(someone, TOGETHER)
        assert "you see it differently, and not who is right" in text(someone, TOGETHER)


def test_a_small_gap_is_within_the_margin(both_share, alex):
    # 25 points, under the 32.6 that five areas ask for.
    both_share({"trust": 3}, {"trust": 2})

    shown = text(alex, TOGETHER)

    assert "You answered much alike" in shown
    assert "worth a talk" not in shown.replace("A gap larger than the margin is worth a talk.", "")


def test_what_is_worth_a_talk_comes_with_ways_to_begin(both_share, alex):
    both_share({"trust": 4}, {"trust": 1})

    assert "Two ways to begin:" in text(alex, TOGETHER)
    assert "If talking about it would not feel safe, leave it." in text(alex, TOGETHER)


def test_only_common_areas_are_compared(both_share, alex, sam):
    both_share({"closeness": 4, "trust": None}, {"trust": 0})

    for someone in (alex, sam):
        shown = text(someone, TOGETHER)
        assert "Physical closeness" not in shown
        assert "Trust" not in shown


def test_what_a_missing_area_gives_away_is_said_before(couple, alex):
    assert "it stands there only if you were both asked" in text(alex, reverse("quizzes:start"))

    mine = takes(alex)

    assert "so each can tell when the other left one open" in text(alex, page("result", mine))


def test_without_a_common_area_it_says_so(both_share, alex):
    nothing = dict.fromkeys(("time", "openness", "listening", "trust", "appreciation"))
    both_share({**nothing, "trust": 2}, {**nothing, "time": 2})

    assert "No area has enough answers from both of you." in text(alex, TOGETHER)


def test_a_gap_counts_each_one_s_own_missing_answers():
    instrument = small("time")
    full = {item.key: 2 for item in instrument.items}
    whole, part = (
        score(instrument, answers, {"time"}) for answers in (full, {**full, "time-1": None})
    )

    # 10·√(1 + 6/5).
    assert gaps(instrument, whole, part)["time"].se == pytest.approx(14.832, abs=0.001)


def test_the_gap_is_the_same_from_both_sides_with_the_other_sign(both_share):
    mine, theirs = both_share({"trust": 4}, {"trust": 1})

    own, other = (side_by_side(*pair) for pair in ((mine, theirs), (theirs, mine)))

    assert own.headline == other.headline
    assert [line.gap.difference for line in own.lines] == [
        -line.gap.difference for line in other.lines
    ]


# --- The band -----------------------------------------------------------------------------------


def test_the_margin_is_that_of_the_next_area_to_pass():
    # Two areas, one passes: the other had to pass alone, at 1.96·12.65.
    found = margins({"time": gap(90, 10, 20, 0.8), "trust": gap(60, 50, 20, 0.8)})

    assert found["trust"] == pytest.approx(24.79, abs=0.01)


def test_where_no_area_passes_the_margin_is_that_of_the_first():
    # Five areas: z(1 − 0.01/2) = 2.5758, times 12.65.
    found = margins({f"area {n}": gap(60, 50, 20, 0.8) for n in range(5)})

    assert list(found.values()) == pytest.approx([32.58] * 5, abs=0.01)


@given(scores)
def test_a_gap_is_worth_a_talk_exactly_where_it_is_larger_than_its_margin(pairs):
    found = {str(n): gap(mine, theirs, 20, 0.8) for n, (mine, theirs) in enumerate(pairs)}

    talk, bounds = worth_a_talk(found), margins(found)

    assert talk == {area for area, one in found.items() if abs(one.difference) > bounds[area]}


def test_the_dots_lie_outside_the_band_exactly_where_it_is_worth_a_talk(both_share):
    rows = side_by_side(*both_share({"trust": 4, "time": 3}, {"trust": 1, "time": 2})).rows

    for row in rows:
        left, right = sorted((row["mine"], row["theirs"]))
        assert row["is_talk"] == (left < row["low"] and right > row["high"])
    assert [row["label"] for row in rows if row["is_talk"]] == ["Trust"]


def test_the_band_is_as_wide_as_the_margin_around_the_middle_of_both(both_share):
    rows = side_by_side(*both_share({"trust": 3}, {"trust": 2})).rows

    trust = next(row for row in rows if row["label"] == "Trust")
    # The middle of 75 and 50, and 32.58 across.
    assert (trust["low"], trust["high"]) == pytest.approx((46.21, 78.79), abs=0.01)


def test_the_band_ends_with_the_scale(both_share):
    rows = side_by_side(*both_share({"trust": 4, "time": 0}, {"trust": 4, "time": 0})).rows

    assert {row["label"]: (row["low"] >= 0, row["high"] <= 100) for row in rows} == {
        row["label"]: (True, True) for row in rows
    }


# --- The page -----------------------------------------------------------------------------------


def test_the_picture_says_the_same_in_words_and_as_a_table(both_share, alex):
    both_share({"trust": 4}, {"trust": 1})

    html = alex.opens(TOGETHER).content.decode()

    assert "Trust: you 82 to 100, Sam 7 to 43 of 100, more than the margin, worth a talk" in html
    assert re.search(r"<td>100<br>.*?82 to 100.*?</td><td>25<br>.*?7 to 43", html)


def test_the_arithmetic_is_open(both_share, alex):
    both_share({"trust": 4}, {"trust": 1})

    # 75 ÷ 12.65 = 5.93; four areas are left to chance: z(1 − 0.05/8) = 2.4977, times 12.65.
    assert "gap 75.00; error 12.65; z = 5.93; p: less than 0.0001; margin 31.59" in text(
        alex, TOGETHER
    )


def test_somebody_alone_has_no_such_page(alex):
    assert alex.opens(TOGETHER).status_code == 404

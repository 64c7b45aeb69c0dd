"""What has changed since the first and the previous result, in words and as a picture."""

import re

import pytest

from quizzes import changes, content, services
from quizzes.domain.change import Baseline, Look, Verdict, baselines, verdicts
from quizzes.domain.instrument import Instrument, load
from quizzes.domain.retest import looks
from quizzes.domain.scoring import score
from tests.quizzes.definitions import small
from tests.quizzes.verbs import page, takes


def _shown(someone, attempt) -> str:
    html = someone.opens(page("result", attempt)).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]).split())


def _said(attempt) -> list[list[str]]:
    """The sentences against each earlier result."""
    read = changes.read(attempt, services.earlier_than(attempt))
    return [since.sentences for since in read.since]


def _changed(instrument: Instrument, old: str, new: str) -> Instrument:
    """The instrument with one line of its structure written otherwise."""
    return load(instrument.structure.replace(old, new), instrument.words)


# --- In words -----------------------------------------------------------------------------------


def test_a_first_result_has_nothing_to_be_held_against(alex):
    attempt = takes(alex)

    assert _said(attempt) == []
    assert "What has changed" not in _shown(alex, attempt)


def test_a_large_rise_is_clearly_up_and_the_rest_is_not_clear(alex):
    takes(alex, weeks_ago=12, listening=1)

    attempt = takes(alex, listening=3)

    assert _said(attempt) == [["Listening is clearly up.", "Nothing else changed clearly."]]


def test_a_large_fall_is_clearly_down(alex):
    takes(alex, weeks_ago=12, trust=4, listening=4)

    attempt = takes(alex, trust=1, listening=1)

    assert _said(attempt)[0][0] == "Listening and Trust are clearly down."


def test_a_small_difference_is_no_clear_change(alex):
    takes(alex, weeks_ago=12, listening=2)

    # 25 points: under the 32.6 that five areas ask for.
    attempt = takes(alex, listening=3)

    assert _said(attempt) == [["Nothing changed clearly."]]


def test_from_the_third_on_there_are_two_to_be_held_against(alex):
    takes(alex, weeks_ago=24, listening=1)
    takes(alex, weeks_ago=12, listening=2)

    attempt = takes(alex, listening=3)

    since_first, since_last = _said(attempt)
    assert since_first[0] == "Listening is clearly up."
    assert since_last == ["Nothing changed clearly."]


def test_more_looks_ask_for_a_larger_change():
    # Up by 8 of 24 points: 33.3 of 100, error 10·√2, z = 2.36, p = 0.018. Two areas ask for 0.025,
    # and twice as many looks for 0.0125.
    instrument = small()
    level = {item.key: 2 for item in instrument.items}
    raised = level | {f"time-{number}": 4 for number in range(1, 5)}
    then, now = (score(instrument, answers, {"time", "trust"}) for answers in (level, raised))

    one = verdicts(looks(instrument, now, {Baseline.FIRST: then}))
    two = verdicts(looks(instrument, now, {Baseline.FIRST: then, Baseline.PREVIOUS: now}))

    look = Look("time", Baseline.FIRST)
    assert (one[look], two[look]) == (Verdict.CLEARLY_UP, Verdict.NO_CLEAR_CHANGE)


def test_an_earlier_result_is_read_as_it_was_then(alex):
    first = takes(alex, weeks_ago=12, listening=1)
    takes(alex, listening=3)

    assert "What has changed" not in _shown(alex, first)


def test_an_area_that_was_not_asked_then_is_not_looked_at(alex):
    takes(alex, weeks_ago=12)

    attempt = takes(alex, closeness=4)

    since = changes.read(attempt, services.earlier_than(attempt)).since[0]
    assert "Physical closeness" not in [row["label"] for row in since.rows]


def test_an_area_with_too_few_answers_is_not_looked_at(alex):
    takes(alex, weeks_ago=12, trust=None)

    attempt = takes(alex, trust=4)

    since = changes.read(attempt, services.earlier_than(attempt)).since[0]
    assert "Trust" not in [row["label"] for row in since.rows]


def test_with_fewer_answers_the_error_is_larger():
    instrument = small("time")
    areas = {"time"}
    full = {item.key: 2 for item in instrument.items}
    one_left_out = {**full, "time-1": None}

    whole, part = (
        looks(instrument, score(instrument, answers, areas), {Baseline.FIRST: before})
        for before in [score(instrument, full, areas)]
        for answers in (full, one_left_out)
    )

    look = Look("time", Baseline.FIRST)
    # 10·√2 and 10·√(1 + 6/5).
    assert whole[look].se == pytest.approx(14.142, abs=0.001)
    assert part[look].se == pytest.approx(14.832, abs=0.001)


def test_the_retest_reliability_is_used_where_there_is_one():
    published = "reliability = 0.75\nretest_reliability = 0.5"
    instrument = _changed(small("time"), "reliability = 0.75", published)
    scored = score(instrument, {item.key: 2 for item in instrument.items}, {"time"})

    found = looks(instrument, scored, {Baseline.FIRST: scored})

    # 20·√(2·(1 − 0.5)) = 20.
    assert found[Look("time", Baseline.FIRST)].se == pytest.approx(20)


def test_another_version_of_the_quiz_is_said_to_be_incomparable(alex, monkeypatch):
    takes(alex, weeks_ago=12, listening=0)
    changed = _changed(content.current("en"), "sd = 20.0", "sd = 10.0")
    monkeypatch.setattr(content, "current", lambda language: changed)

    attempt = takes(alex, listening=4)

    assert _said(attempt) == []
    assert "from another version of this quiz" in _shown(alex, attempt)


def test_where_lower_is_better_the_words_say_so():
    instrument = _changed(small("time"), "higher_is_better = true", "higher_is_better = false")

    words = changes._words(instrument, "time", Verdict.CLEARLY_DOWN)

    assert words == "clearly down, lower is better"
    assert changes._sentences(instrument, {"time": Verdict.CLEARLY_UP}) == [
        f"{instrument.area('time').name} (lower is better) is clearly up."
    ]


def test_no_clear_change_is_explained(alex):
    takes(alex, weeks_ago=12)

    assert "the quiz cannot tell, not that nothing happened" in _shown(alex, takes(alex))


# --- The picture --------------------------------------------------------------------------------


def test_the_picture_says_the_same_in_words_and_as_a_table(alex):
    takes(alex, weeks_ago=12, listening=1)
    attempt = takes(alex, listening=3)

    html = alex.opens(page("result", attempt)).content.decode()

    assert "Listening: then 7 to 43, now 57 to 93 of 100, clearly up" in html
    table = html[html.index('<th scope="col">Then</th>') :]
    assert re.search(r"<td>25<br>.*?7 to 43.*?</td><td>75<br>.*?57 to 93.*?<td>clearly up", table)
    assert "Trust: then 32 to 68, now 32 to 68 of 100, no clear change" in html


def test_only_a_clear_change_is_marked(alex):
    takes(alex, weeks_ago=12, listening=1)
    attempt = takes(alex, listening=3)

    html = alex.opens(page("result", attempt)).content.decode()

    assert html.count("dumbbell__row--clear") == 1


# --- Home ---------------------------------------------------------------------------------------


def test_home_says_in_one_line_what_has_changed(alex, time_machine):
    time_machine.move_to("2026-11-23 12:00+00:00", tick=False)
    takes(alex, weeks_ago=14, listening=1)
    takes(alex, listening=3)

    assert services.standing(alex.person).latest.change_words == (
        "Since August: Listening is clearly up. Nothing else changed clearly."
    )
    assert "Since August: Listening is clearly up." in alex.opens("/").content.decode()


def test_home_tells_of_the_last_one_where_only_that_shows_a_change(alex, time_machine):
    time_machine.move_to("2026-11-23 12:00+00:00", tick=False)
    takes(alex, weeks_ago=28, listening=4)
    takes(alex, weeks_ago=14, listening=1)
    takes(alex, listening=4)

    words = services.standing(alex.person).latest.change_words

    assert words.startswith("Since August: Listening is clearly up.")


def test_a_month_of_another_year_is_named_with_it(alex, time_machine):
    time_machine.move_to("2026-11-23 12:00+00:00", tick=False)
    takes(alex, weeks_ago=52)
    takes(alex)

    assert services.standing(alex.person).latest.change_words.startswith("Since November 2025:")


def test_home_says_nothing_of_change_after_a_first_result(alex):
    takes(alex)

    assert services.standing(alex.person).latest.change_words == ""


def test_with_one_earlier_result_there_is_one_family_of_looks():
    assert baselines(1) == (Baseline.FIRST,)

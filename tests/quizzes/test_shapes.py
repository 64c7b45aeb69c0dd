"""Every shape of published scale can be written down: made-up items, the arithmetic of each kind.

The scales whose shapes these are: Couples Satisfaction Index (Funk & Rogge 2007), Relationship
Assessment Scale (Hendrick 1988), ENRICH Marital Satisfaction (Fowers & Olson 1993), Beck Depression
Inventory (Beck, Steer & Brown 1996), Eating Attitudes Test (Garner et al. 1982), WHO-5 (1998).
"""

import pytest

from quizzes.domain.instrument import Instrument
from quizzes.domain.scoring import AreaScore, NotEnough, anchor, score
from tests.quizzes.definitions import AGREE, items, named_answers, scored, shaped

# --- Mixed ranges, as in the Couples Satisfaction Index ------------------------------------------

MIXED = shaped(
    """
[options.degree]
none = 0
little = 1
some = 2
mostly = 3
nearly = 4
all = 5
[options.seldom]
always = 5
often = 3
never = 0
[[areas]]
key = "content"
score = "sum"
higher_is_better = true
[[areas.cut_offs]]
key = "distress"
at = 11
source = "Made up"
[[items]]
key = "overall"
area = "content"
reverse = false
options = { awful = 0, poor = 1, fair = 2, fine = 3, good = 4, great = 5, perfect = 6 }
"""
    + items("warm sure", 'area = "content"\nreverse = false\noptions = "degree"')
    + items("doubts", 'area = "content"\nreverse = true\noptions = "seldom"')
)


def test_items_of_different_ranges_add_up():
    # 6 + 3 + 2 + (0 + 5 − 3) = 13 of 6 + 5 + 5 + 5 = 21.
    found = scored(MIXED, "content", overall="perfect", warm="mostly", sure="some", doubts="often")

    assert (found.raw, found.lowest, found.highest) == (13, 0, 21)
    assert found.pomp == pytest.approx(100 * 13 / 21)


def test_a_cut_off_is_reached_from_its_score_on():
    above = scored(MIXED, "content", overall="perfect", warm="all", sure="none", doubts="always")
    below = scored(MIXED, "content", overall="good", warm="all", sure="little", doubts="always")

    assert (above.raw, above.reached) == (11, ("distress",))
    assert (below.raw, below.reached) == (10, ())


def test_a_spread_in_raw_points_becomes_one_of_the_whole_reach():
    assert MIXED.constants_for("content").sd == pytest.approx(100 * 1 / 21)


def test_where_items_have_different_answers_no_answer_stands_for_a_score():
    assert anchor(MIXED, "content", 50) is None


# --- Reverse keys and a mean from 1 to 5, as in the Relationship Assessment Scale ---------------

MEAN = shaped(
    AGREE
    + """
[[areas]]
key = "bond"
score = "mean"
higher_is_better = true
missing = { policy = "prorate", items = 6 }
"""
    + items("r1 r2 r3 r5 r6", 'area = "bond"\nreverse = false')
    + items("r4 r7", 'area = "bond"\nreverse = true')
)


def test_a_mean_stays_in_the_range_of_itsnamed_answers():
    # 4 + 4 + 4 + 4 + 5 + (6 − 2) + (6 − 1) = 30, and 30 ÷ 7.
    chosen = {"r1": "a4", "r2": "a4", "r3": "a4", "r5": "a4", "r6": "a5", "r4": "a2", "r7": "a1"}

    found = scored(MEAN, "bond", **chosen)

    assert found.raw == pytest.approx(30 / 7)
    assert found.pomp == pytest.approx(100 * (30 - 7) / 28)
    assert (MEAN.area("bond").least, MEAN.area("bond").most) == (1, 5)


def test_a_mean_of_fewer_answers_is_the_mean_of_those():
    chosen = {"r1": "a4", "r2": "a4", "r3": "a4", "r5": "a4", "r4": "a2", "r7": "a1"}

    found = scored(MEAN, "bond", **chosen)

    assert found.raw == pytest.approx(25 / 6)
    assert (found.answered, found.of) == (6, 7)


def test_fewer_items_than_asked_for_are_too_few():
    chosen = {"r1": "a4", "r2": "a4", "r3": "a4", "r5": "a4", "r4": "a2"}

    assert scored(MEAN, "bond", **chosen) == NotEnough("bond", 5, 7)


# --- A correction, as in the ENRICH Marital Satisfaction Scale ----------------------------------


def _corrected(unit: str, product: float, norms: str = "") -> Instrument:
    """Ten items and five rosy ones; what is said of both is own + product·own·rosy."""
    return shaped(
        AGREE
        + f"""
[[areas]]
key = "marriage"
score = "sum"
higher_is_better = true
{norms and "[areas.norms]"}
{norms}
[areas.correction]
by = "rosy"
unit = "{unit}"
own = 1.0
product = {product}
source = "Made up"
[[areas]]
key = "rosy"
score = "sum"
higher_is_better = true
reported = false
{norms and "[areas.norms]"}
{norms}
"""
        + items(" ".join(f"m{n}" for n in range(10)), 'area = "marriage"\nreverse = false')
        + items(" ".join(f"i{n}" for n in range(5)), 'area = "rosy"\nreverse = false')
    )


ROSY = {f"m{n}": "a4" for n in range(10)} | {f"i{n}": "a3" for n in range(5)}


def test_a_correction_takes_off_what_is_rosy():
    # 40 of 10-50 is 75; 15 of 5-25 is 50; 75 − 0.40·75·50·0.01 = 60.
    found = scored(_corrected("pomp", -0.004), "marriage", **ROSY)

    assert found.raw == pytest.approx(60)
    assert found.pomp == pytest.approx(60)


def test_a_correction_can_work_on_the_values_of_a_norm_table():
    # 40 is the 50th and 15 the 20th percentile: 50 − 0.40·50·20·0.01 = 46.
    norms = 'table = [[5, 0], [15, 20], [40, 50], [50, 99]]\nsource = "Made up"'

    found = scored(_corrected("norm", -0.004, norms), "marriage", **ROSY)

    assert found.norm == 50
    assert found.raw == pytest.approx(46)
    # From 0 to 99 in the corners of both tables.
    assert found.pomp == pytest.approx(100 * 46 / 99)


def test_a_correction_can_add_a_share_of_the_other_raw_score():
    # 40 + (−0.1)·40·15 = −20, of 10 − 0.1·10·5 = 5 … and the least, 50 − 0.1·50·25 = −75.
    instrument = _corrected("raw", -0.1)

    found = scored(instrument, "marriage", **ROSY)

    assert found.raw == pytest.approx(-20)
    assert (instrument.area("marriage").least, instrument.area("marriage").most) == (-75, 25)


def test_without_the_scale_that_corrects_there_is_no_score():
    found = scored(_corrected("pomp", -0.004), "marriage", **ROSY | {"i0": "a3"})
    assert isinstance(found, AreaScore)

    del (lacking := dict(ROSY))["i0"]

    assert scored(_corrected("pomp", -0.004), "marriage", **lacking) == NotEnough(
        "marriage", 10, 10, needs="rosy"
    )


def test_an_area_that_only_serves_another_stands_aside():
    instrument = _corrected("pomp", -0.004)

    found = score(instrument, named_answers(instrument, **ROSY), {"marriage", "rosy"})

    assert [one.area for one in found.areas] == ["marriage"]
    assert [one.area for one in found.aside] == ["rosy"]


# --- Lower is better and bands, as in the Beck Depression Inventory -----------------------------

MOOD = shaped(
    """
[options.mood]
none = 0
some = 1
much = 2
most = 3
[[areas]]
key = "low"
score = "sum"
higher_is_better = false
[areas.bands]
source = "Made up"
from = { minimal = 0, mild = 3, severe = 7 }
[[items]]
key = "sleep"
area = "low"
reverse = false
options = { same = 0, more = 1, less = 1, much-more = 2, much-less = 2, hardly = 3 }
"""
    + items("sad tired", 'area = "low"\nreverse = false\noptions = "mood"')
)


def test_lower_is_better_is_said_and_turns_no_score_round():
    found = scored(MOOD, "low", sleep="hardly", sad="most", tired="most")

    assert not MOOD.higher_is_better("low")
    assert (found.raw, found.pomp) == (9, 100)


@pytest.mark.parametrize(
    ("chosen", "raw", "band"),
    [
        ({"sleep": "same", "sad": "some", "tired": "some"}, 2, "minimal"),
        ({"sleep": "less", "sad": "some", "tired": "some"}, 3, "mild"),
        ({"sleep": "more", "sad": "most", "tired": "much"}, 6, "mild"),
        ({"sleep": "more", "sad": "most", "tired": "most"}, 7, "severe"),
    ],
)
def test_a_band_runs_from_its_start_to_the_next(chosen, raw, band):
    found = scored(MOOD, "low", **chosen)

    assert (found.raw, found.band.key, found.band.source) == (raw, band, "Made up")


def test_answers_that_count_the_same_are_kept_apart():
    codes = named_answers(MOOD, sleep="less") | {"x": 0}

    assert codes["sleep"] == 2
    assert MOOD.items[0].options[2].value == MOOD.items[0].options[1].value == 1


def test_complete_only_means_all_of_them():
    assert scored(MOOD, "low", sleep="same", sad="none") == NotEnough("low", 2, 3)


# --- Asymmetric keys, as in the Eating Attitudes Test -------------------------------------------

EATING = shaped(
    """
[options.often]
always = 3
usually = 2
often = 1
sometimes = 0
rarely = 0
never = 0
[options.turned]
always = 0
usually = 0
often = 0
sometimes = 1
rarely = 2
never = 3
[[areas]]
key = "eating"
score = "sum"
higher_is_better = false
[[areas.cut_offs]]
key = "refer"
at = 5
source = "Made up"
"""
    + items("diet count weigh", 'area = "eating"\nreverse = false\noptions = "often"')
    + items("enjoy", 'area = "eating"\nreverse = false\noptions = "turned"')
)


@pytest.mark.parametrize(
    ("chosen", "raw"),
    [
        # 3 + 2 + 1 + 0
        ({"diet": "always", "count": "usually", "weigh": "often", "enjoy": "always"}, 6),
        # Three different answers, and each counts nothing.
        ({"diet": "sometimes", "count": "rarely", "weigh": "never", "enjoy": "often"}, 0),
        # Turned by its own key: sometimes is 1, where turning the other key round would make it 3.
        ({"diet": "never", "count": "never", "weigh": "never", "enjoy": "sometimes"}, 1),
    ],
)
def test_several_answers_may_count_nothing(chosen, raw):
    assert scored(EATING, "eating", **chosen).raw == raw

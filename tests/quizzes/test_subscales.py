"""Subscales, totals, weights, counts and constants: what an area may say about its own score."""

import pytest

from quizzes.domain.instrument import InstrumentFault
from quizzes.domain.scoring import NotEnough, score
from tests.quizzes.definitions import AGREE, items, named_answers, scored, shaped

PARTS = shaped(
    AGREE
    + """
[[areas]]
key = "calm"
score = "sum"
higher_is_better = true
missing = { policy = "ignore" }
[[areas]]
key = "worry"
score = "mean"
higher_is_better = false
[[areas]]
key = "signs"
score = "count"
threshold = 4
higher_is_better = false
[[totals]]
key = "all"
score = "sum"
pools = ["calm", "worry"]
higher_is_better = true
multiplier = 2
offset = -1
constants = { unit = "pomp", sd = 15, reliability = 0.9, citation = "Made up (2001)" }
[[totals]]
key = "mixed"
score = "mean"
adds = { calm = 1, worry = 3 }
higher_is_better = true
constants = { unit = "pomp", sd = 15, reliability = 0.9, citation = "Made up (2001)" }
[[items]]
key = "still"
uses = [{ area = "calm", reverse = false, weight = 2 }, { area = "worry", reverse = true }]
[[items]]
key = "rest"
area = "calm"
reverse = false
[[items]]
key = "children"
area = "calm"
reverse = false
optional = true
[[items]]
key = "fret"
uses = [
    { area = "worry", reverse = false },
    { area = "signs", reverse = false },
]
[[items]]
key = "ache"
uses = [{ area = "signs", reverse = false, threshold = 2 }]
"""
)
FULL = {"still": "a4", "rest": "a3", "children": "a5", "fret": "a2", "ache": "a2"}


def test_an_item_can_serve_several_areas_each_in_its_own_way():
    # 2·4 + 3 + 5 in one; (6 − 4 + 2) ÷ 2 in the other, where it is reversed.
    assert scored(PARTS, "calm", **FULL).raw == 16
    assert scored(PARTS, "worry", **FULL).raw == 2


def test_a_count_is_of_the_items_that_reach_their_threshold():
    # 2 is under 4; 2 reaches this item's own threshold of 2.
    found = scored(PARTS, "signs", **FULL)

    assert (found.raw, found.pomp) == (1, 50)


def test_a_total_can_pool_the_items_of_areas_and_counts_each_once():
    # 2·(2·4 + 3 + 5 + 2) − 1
    assert scored(PARTS, "all", **FULL).raw == 35


def test_a_total_can_add_the_scores_of_areas_with_weights():
    # (1·16 + 3·2) ÷ 4, of (4 + 3·1) ÷ 4 to (20 + 3·5) ÷ 4.
    found = scored(PARTS, "mixed", **FULL)

    assert found.raw == 5.5
    assert found.pomp == pytest.approx(100 * (22 - 7) / (35 - 7))


def test_a_total_needs_all_its_parts():
    answers = named_answers(PARTS, **FULL)

    assert score(PARTS, answers, {"calm"}).totals == ()
    del answers["fret"]
    assert scored(PARTS, "mixed", **{k: v for k, v in FULL.items() if k != "fret"}) == NotEnough(
        "mixed", 4, 5, needs="worry"
    )


def test_an_optional_item_without_an_answer_is_not_missing():
    without = {key: named for key, named in FULL.items() if key != "children"}

    found = scored(PARTS, "calm", **without)

    assert (found.answered, found.of, found.total) == (2, 2, 11)
    # 11 of 3-15 is two thirds, and so of 4-20.
    assert found.raw == pytest.approx(4 + 16 * 2 / 3)


def test_ignoring_what_is_missing_counts_it_as_nothing_and_not_as_zero():
    found = scored(PARTS, "calm", still="a5")

    assert (found.pomp, found.raw) == (100, 20)


def test_without_any_answer_there_is_no_score_under_any_policy():
    assert scored(PARTS, "calm") == NotEnough("calm", 0, 2)


def test_a_score_can_be_multiplied():
    instrument = shaped(
        "[options.time]\n"
        + "\n".join(f"t{value} = {value}" for value in range(6))
        + '\n[[areas]]\nkey = "well"\nscore = "sum"\nmultiplier = 4\nhigher_is_better = true\n'
        + items("w1 w2 w3 w4 w5", 'area = "well"\nreverse = false')
    )

    found = scored(instrument, "well", w1="t5", w2="t4", w3="t3", w4="t2", w5="t0")

    assert (found.raw, found.pomp) == (56, 56)


# --- Constants of an area -----------------------------------------------------------------------


def test_an_area_can_have_constants_of_its_own_in_its_own_unit():
    # A sum from 2 to 10: an SD of 2 is 25 of 100, a mean of 8 is 75.
    instrument = shaped(
        AGREE
        + """
[[areas]]
key = "bond"
score = "sum"
higher_is_better = true
[areas.constants]
unit = "raw"
sd = 2
mean = 8
reliability = 0.84
retest_reliability = 0.76
citation = "Made up (2001)"
functional = { mean = 9, sd = 1, citation = "Made up (2002)" }
dysfunctional = { mean = 4, sd = 2, citation = "Made up (2003)" }
"""
        + items("b1 b2", 'area = "bond"\nreverse = false'),
        spread="",
    )

    found = instrument.constants_for("bond")

    assert (found.sd, found.mean, found.sem) == (25, 75, pytest.approx(10))
    assert (found.retest_reliability, found.is_provisional) == (0.76, False)
    assert (found.functional.mean, found.functional.sd) == (87.5, 12.5)
    assert (found.dysfunctional.mean, found.dysfunctional.sd) == (25, 25)


def test_an_area_without_constants_falls_back_on_those_of_the_file():
    assert PARTS.constants_for("calm").is_provisional


def test_an_area_with_no_constants_at_all_is_refused():
    area = '\n[[areas]]\nkey = "bond"\nscore = "sum"\nhigher_is_better = true\n'

    with pytest.raises(InstrumentFault, match="its score has no range"):
        shaped(AGREE + area + items("b1", 'area = "bond"\nreverse = false'), spread="")

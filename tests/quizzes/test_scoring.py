"""From answers to ranges: keys, missing answers, and the arithmetic beside each row."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain.instrument import load
from quizzes.domain.scoring import AnswerFault, AreaScore, NotEnough, anchor, counted, score
from tests.quizzes.definitions import small, structure, wording

SMALL = small()
TIME = [item.key for item in SMALL.items_in({"time"})]
values = st.integers(min_value=0, max_value=4)
some_answers = st.dictionaries(st.sampled_from(TIME), st.none() | values)


def _time(answers):
    return score(SMALL, answers, {"time"}).areas[0]


@pytest.mark.parametrize(
    ("answers", "middle"),
    [
        # Four straight, two reversed: 4·4 + 2·(4 − 0) = 24 of 24.
        ((4, 4, 4, 4, 0, 0), 100),
        # 4·0 + 2·(4 − 4) = 0 of 24.
        ((0, 0, 0, 0, 4, 4), 0),
        # 3 + 2 + 3 + 1 + (4 − 1) + (4 − 1) = 15 of 24: 62.5.
        ((3, 2, 3, 1, 1, 1), 62.5),
        # One skipped: 3 + 2 + 3 + (4 − 1) + (4 − 1) = 14 of 20: 70.
        ((3, 2, 3, None, 1, 1), 70),
    ],
)
def test_a_score_is_the_percentage_of_what_was_possible(answers, middle):
    assert _time(dict(zip(TIME, answers, strict=True))).pomp == middle


@pytest.mark.parametrize(
    ("answers", "low", "high"),
    [
        # SEM 10, so 62.5 ± 19.6.
        ((3, 2, 3, 1, 1, 1), 42.9, 82.1),
        # 100 − 19.6 up to the end of the scale.
        ((4, 4, 4, 4, 0, 0), 80.4, 100),
        ((0, 0, 0, 0, 4, 4), 0, 19.6),
    ],
)
def test_the_range_is_the_margin_within_the_scale(answers, low, high):
    found = _time(dict(zip(TIME, answers, strict=True)))

    assert (found.low, found.high) == pytest.approx((low, high))


def test_a_score_from_fewer_answers_is_less_certain():
    # SEM 20·sqrt((1 − 0.75)/(5/6)) = 10.95, and 70 ± 1.96·10.95 is from 48.53.
    found = _time(dict(zip(TIME, (3, 2, 3, None, 1, 1), strict=True)))

    assert (found.sem, found.low) == pytest.approx((10.954, 48.53), abs=0.001)


def test_five_of_six_are_enough_and_four_are_too_few_to_say():
    five = dict.fromkeys(TIME[:5], 2)
    four = dict.fromkeys(TIME[:4], 2)

    assert _time(five).answered == 5
    assert _time(four) == NotEnough("time", 4, 6)


def test_exactly_the_share_needed_is_enough():
    # 4 of 5 is 0.8, and must not fail by a rounding error.
    instrument = load(structure("time", 5), wording("time", 5))

    found = score(instrument, {f"time-{number}": 2 for number in range(1, 5)}, {"time"})

    assert isinstance(found.areas[0], AreaScore)


@pytest.mark.parametrize("value", [-1, 5, 99])
def test_a_value_off_the_scale_is_refused(value):
    with pytest.raises(AnswerFault):
        _time({"time-1": value})


def test_an_item_the_instrument_does_not_have_is_refused():
    with pytest.raises(AnswerFault):
        _time({"time-7": 1})


def test_only_the_areas_that_were_asked_are_scored():
    found = score(SMALL, dict.fromkeys(TIME, 2), {"time"})

    assert [one.area for one in found.areas] == ["time"]


def test_each_item_shows_its_answer_and_how_it_counts():
    rows = counted(SMALL, {"time-1": 3, "time-5": 3, "time-6": None}, "time")

    assert [(row.item.key, row.answer, row.value) for row in (rows[0], rows[4], rows[5])] == [
        ("time-1", 3, 3),
        ("time-5", 3, 1),
        ("time-6", None, None),
    ]


@pytest.mark.parametrize(
    ("middle", "label"), [(0, "Answer 0"), (37, "Answer 1"), (38, "Answer 2"), (100, "Answer 4")]
)
def test_a_score_is_said_by_the_nearest_answer(middle, label):
    assert anchor(SMALL, "time", middle).label == label


@given(values)
def test_reversing_twice_is_identity(value):
    item = SMALL.items_in({"time"})[4]

    assert item.reverse
    once = item.worth(item.uses[0], item.options[value])
    assert item.worth(item.uses[0], item.options[once]) == value


@given(some_answers, st.permutations(SMALL.items))
def test_the_order_of_items_does_not_matter(answers, items):
    shuffled = replace(SMALL, items=tuple(items))

    assert score(shuffled, answers, {"time"}) == score(SMALL, answers, {"time"})


@given(some_answers)
def test_scores_and_ranges_stay_within_0_and_100(answers):
    found = _time(answers)

    if isinstance(found, AreaScore):
        assert 0 <= found.low <= found.pomp <= found.high <= 100


@given(st.lists(values, min_size=6, max_size=6), st.sampled_from(TIME))
def test_a_missing_answer_never_counts_as_zero(given_values, missing):
    answers = dict(zip(TIME, given_values, strict=True))
    kept = [row.value for row in counted(SMALL, answers, "time") if row.item.key != missing]

    found = _time(answers | {missing: None})

    assert found.pomp == pytest.approx(100 * sum(kept) / 20)
    assert found == _time({key: value for key, value in answers.items() if key != missing})


@given(st.lists(values, min_size=6, max_size=6))
def test_answering_the_other_way_round_mirrors_the_score(given_values):
    answers = dict(zip(TIME, given_values, strict=True))
    mirrored = {key: 4 - value for key, value in answers.items()}

    assert _time(answers).pomp + _time(mirrored).pomp == pytest.approx(100)

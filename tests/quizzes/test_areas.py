"""What stands out: against one's own other areas, by more than noise, over all areas together."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain.areas import Stands, compare, difference_error, holm, outlook, two_sided_p
from quizzes.domain.scoring import AreaScore, NotEnough, Scores

SEM = 9.0
chances = st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=8)


def _scores(*missing: str, **middles: float) -> Scores:
    known = [
        AreaScore(area, pomp, 0, 100, 6, 6, 0, 0, 24, raw=pomp, sem=SEM)
        for area, pomp in middles.items()
    ]
    return Scores((*known, *[NotEnough(area, 1, 6) for area in missing]))


@pytest.mark.parametrize(
    ("given_chances", "corrected"),
    [
        # 3·0.01; 2·0.03; 1·0.04 is under the one before it, so that one's 0.06.
        ((0.01, 0.04, 0.03), (0.03, 0.06, 0.06)),
        # 4·0.005; 3·0.011; 2·0.02; 0.04 and 0.04 alike.
        ((0.02, 0.005, 0.04, 0.011), (0.04, 0.02, 0.04, 0.033)),
        # Nothing goes above 1.
        ((0.6, 0.7), (1.0, 1.0)),
        ((0.03,), (0.03,)),
    ],
)
def test_holm_steps_down_from_the_smallest(given_chances, corrected):
    assert holm(given_chances) == pytest.approx(corrected)


@given(chances)
def test_a_correction_never_makes_a_chance_smaller(given_chances):
    assert all(
        given_one <= after <= 1
        for given_one, after in zip(given_chances, holm(given_chances), strict=True)
    )


@given(chances, st.randoms())
def test_the_order_of_areas_does_not_matter_to_holm(given_chances, dice):
    order = list(range(len(given_chances)))
    dice.shuffle(order)

    shuffled = holm([given_chances[place] for place in order])

    assert list(shuffled) == [holm(given_chances)[place] for place in order]


@pytest.mark.parametrize(("z", "p"), [(0, 1), (1.644854, 0.1), (-1.959964, 0.05), (2.575829, 0.01)])
def test_chances_are_two_sided(z, p):
    assert two_sided_p(z) == pytest.approx(p, abs=1e-6)


def test_the_error_of_a_difference_holds_both_sides():
    # Five areas: var(own) + var(others)/4 = 100 + 25, and the root of 125 is 11.18.
    assert difference_error(10, [10] * 4) == pytest.approx(math.sqrt(125))


def test_each_area_brings_its_own_error():
    # 12² + (6² + 8²)/2² = 144 + 25 = 169.
    assert difference_error(12, [6, 8]) == pytest.approx(13)


def test_an_area_measured_badly_must_stand_further_out():
    well = _scores(time=30, trust=60, openness=60, listening=60, appreciation=60).known
    badly = (replace(well[0], sem=2 * SEM), *well[1:])

    found = [compare(scores) for scores in (well, badly)]

    assert [one[0].difference for one in found] == [-30, -30]
    assert [one[0].stands for one in found] == [Stands.BELOW, Stands.LEVEL]


def test_the_error_of_the_others_counts_too():
    well = _scores(time=30, trust=60, openness=60).known
    badly = (replace(well[0], sem=2 * SEM), *well[1:])

    error = compare(badly)[1].error

    # 9² + (18² + 9²)/2² = 81 + 101.25.
    assert error == pytest.approx(math.sqrt(182.25))


def test_where_lower_is_better_a_low_score_is_a_strength():
    scores = _scores(strain=5, trust=60, openness=60, listening=60, appreciation=60)

    found = outlook(scores, lower_is_better={"strain"})

    assert found.strengths == ("strain",)
    # 100 − 5 = 95 against a mean of 60.
    assert found.comparisons[0].difference == 35


def test_each_area_is_compared_with_the_mean_of_the_others():
    found = compare(_scores(time=30, trust=60, openness=90).known)

    assert [one.others for one in found] == [75, 60, 45]
    assert [one.difference for one in found] == [-45, 0, 45]


def test_an_area_far_below_the_others_is_one_to_work_on():
    found = outlook(_scores(time=25, trust=70, openness=68, listening=72, appreciation=70))

    assert found.to_work_on == ("time",)
    assert found.strengths == ()


def test_an_area_far_above_the_others_is_a_strength():
    found = outlook(_scores(time=98, trust=50, openness=52, listening=48, appreciation=50))

    assert found.strengths == ("time",)
    assert found.to_work_on == ()


def test_no_area_stands_out_where_all_lie_together():
    found = outlook(_scores(time=60, trust=66, openness=55, listening=70, appreciation=62))

    assert found.is_level


def test_a_difference_that_would_pass_alone_must_pass_over_all_areas():
    # z = 23/10.06 = 2.29, p = 0.022 alone; five times that is over 0.05.
    scores = _scores(time=37, trust=60, openness=60, listening=60, appreciation=60)
    found = outlook(scores)

    assert found.comparisons[0].p < 0.05 < found.comparisons[0].holm
    assert found.to_work_on == ()


def test_at_most_two_areas_are_to_work_on():
    scores = _scores(a=0, b=5, c=10, d=100, e=100, f=100, g=100, h=100)

    assert outlook(scores).to_work_on == ("a", "b")


def test_what_matters_most_orders_the_areas_that_stand_out():
    scores = _scores(a=0, b=5, c=10, d=100, e=100, f=100, g=100, h=100)

    assert outlook(scores, matters={"c"}).to_work_on == ("c", "a")


def test_what_matters_most_never_adds_an_area():
    scores = _scores(time=60, trust=66, openness=55, listening=70, appreciation=62)

    assert outlook(scores, matters={"openness"}).to_work_on == ()


def test_an_area_with_too_few_answers_takes_no_part():
    found = outlook(_scores("closeness", time=25, trust=70, openness=70, listening=70))

    assert [one.area for one in found.comparisons] == ["time", "trust", "openness", "listening"]


@pytest.mark.parametrize("scores", [_scores("time"), _scores(time=0)])
def test_with_fewer_than_two_areas_nothing_is_compared(scores):
    assert outlook(scores).comparisons == ()

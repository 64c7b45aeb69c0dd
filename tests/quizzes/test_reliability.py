"""Alpha, its interval and its items, against published examples and laws."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain.reliability import (
    Consistency,
    columns,
    consistency,
    correlation,
    cronbach_alpha,
    feldt,
    item_fits,
    standardised_alpha,
)
from quizzes.domain.undefined import NotEnoughData, Reason

# Denis, Applied Univariate, Bivariate, and Multivariate Statistics (Wiley): ten people, five
# items, with the output of SPSS: alpha .633, standardised .691, first item against rest .712.
DENIS = [
    (10, 12, 15, 11, 12),
    (12, 18, 12, 12, 1),
    (8, 16, 14, 14, 4),
    (6, 8, 16, 8, 6),
    (4, 7, 8, 7, 5),
    (6, 6, 3, 7, 3),
    (3, 4, 6, 5, 8),
    (7, 3, 7, 9, 9),
    (8, 9, 4, 10, 10),
    (9, 5, 6, 11, 12),
]
# A survey of ten customers, printed with pingouin's alpha .7734375, 95 % from .336 to .939
# (Statology, How to Calculate Cronbach's Alpha in Python).
SURVEY = list(
    zip(
        (1, 2, 2, 3, 2, 2, 3, 3, 2, 3),
        (1, 1, 1, 2, 3, 3, 2, 3, 3, 3),
        (1, 1, 2, 1, 2, 3, 3, 3, 2, 3),
        strict=True,
    )
)
answers = st.lists(st.tuples(*[st.integers(min_value=0, max_value=4)] * 4), min_size=2, max_size=12)


def _with_covariances(own, shared):
    """Eight rows in which item i has the variance own[i] and every pair the covariance shared."""
    signs = [[(-1) ** (row & mask).bit_count() for mask in (7, 1, 2, 4, 3)] for row in range(8)]
    unit = 7 / 8
    return [
        [
            math.sqrt(shared * unit) * common + math.sqrt((variance - shared) * unit) * sign
            for variance, sign in zip(own, alone, strict=True)
        ]
        for common, *alone in signs
    ]


def test_alpha_of_the_example_of_denis():
    assert cronbach_alpha(DENIS) == pytest.approx(0.633, abs=0.0005)


def test_standardised_alpha_of_the_example_of_denis():
    assert standardised_alpha(DENIS) == pytest.approx(0.691, abs=0.0005)


def test_the_first_item_of_denis_against_the_rest():
    assert item_fits(DENIS)[0].item_rest == pytest.approx(0.712, abs=0.0005)


def test_alpha_if_an_item_is_dropped():
    # The example in the documentation of StatsBase.jl, cronbachalpha: variances 10 to 13, all
    # covariances 6, alpha .8136, without each item .7500, .7606, .7714, .7826.
    rows = _with_covariances(own=(10, 11, 12, 13), shared=6)

    assert cronbach_alpha(rows) == pytest.approx(0.8136, abs=0.00005)
    assert [fit.alpha_if_dropped for fit in item_fits(rows)] == pytest.approx(
        [0.7500, 0.7606, 0.7714, 0.7826], abs=0.00005
    )


def test_alpha_of_a_survey_has_the_printed_interval():
    found = consistency(SURVEY)

    assert found.alpha == pytest.approx(0.7734375)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.336, 0.939), abs=0.0005)


def test_more_confidence_needs_a_wider_interval():
    narrow, wide = feldt(0.8, 100, 6), feldt(0.8, 100, 6, confidence=0.99)

    assert wide.low < narrow.low < 0.8 < narrow.high < wide.high


def test_more_people_narrow_the_interval():
    few, many = feldt(0.8, 100, 6), feldt(0.8, 400, 6)

    assert many.high - many.low < few.high - few.low


def test_the_interval_holds_the_truth_as_often_as_it_says():
    # Six parallel items with covariance .4 have a true alpha of 6·.4 / (1 + 5·.4) = .8.
    dice, hits, rounds = random.Random(20), 0, 300
    for _ in range(rounds):
        rows = []
        for _ in range(60):
            common = dice.gauss(0, math.sqrt(0.4))
            rows.append([common + dice.gauss(0, math.sqrt(0.6)) for _ in range(6)])
        interval = feldt(cronbach_alpha(rows), 60, 6)
        hits += interval.low <= 0.8 <= interval.high

    # Three standard errors of a share of .95 in 300 rounds are .038.
    assert hits / rounds == pytest.approx(0.95, abs=0.038)


def test_items_that_contradict_each_other_have_a_negative_alpha():
    assert cronbach_alpha([(0, 4), (4, 1), (1, 3), (3, 0)]) < 0


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], Reason.TOO_FEW_CASES),
        ([(1, 2, 3)], Reason.TOO_FEW_CASES),
        ([(1,), (2,)], Reason.TOO_FEW_MEASURES),
        ([(2, 2), (2, 2)], Reason.NO_SPREAD),
        # Each person's sum is 4: what one item gains the other loses.
        ([(0, 4), (4, 0), (2, 2)], Reason.NO_SPREAD),
        # The same with 0.8, which one of the sums misses by rounding.
        ([(0.1, 0.7), (0.3, 0.5), (0.6, 0.2)], Reason.NO_SPREAD),
    ],
)
def test_alpha_that_cannot_be_worked_out_says_why(rows, reason):
    assert cronbach_alpha(rows) == NotEnoughData(reason)
    assert consistency(rows) == NotEnoughData(reason)


def test_an_item_that_everybody_answers_alike_fits_nothing():
    found = consistency([(1, 2, 1), (2, 2, 3), (4, 2, 4)])

    assert found.fits[1].item_rest == NotEnoughData(Reason.NO_SPREAD)
    assert found.standardised == NotEnoughData(Reason.NO_SPREAD)


def test_standardised_alpha_of_opposites_is_undefined():
    assert standardised_alpha([(1, 3), (2, 2), (3, 1)]) == NotEnoughData(Reason.NO_SPREAD)


def test_of_two_items_none_can_be_dropped():
    fits = item_fits([(1, 2), (2, 2), (4, 5)])

    assert fits[0].alpha_if_dropped == NotEnoughData(Reason.TOO_FEW_MEASURES)


@given(answers)
def test_alpha_never_exceeds_one_and_is_never_nan(rows):
    found = cronbach_alpha(rows)

    assert isinstance(found, NotEnoughData) or found <= 1 + 1e-12


@given(answers, st.permutations(range(4)))
def test_the_order_of_items_does_not_matter(rows, order):
    turned = [tuple(row[place] for place in order) for row in rows]

    assert cronbach_alpha(turned) == pytest.approx(cronbach_alpha(rows))


@given(answers)
def test_the_order_of_people_does_not_matter(rows):
    assert cronbach_alpha(rows[::-1]) == pytest.approx(cronbach_alpha(rows))


@given(answers)
def test_keying_every_item_the_other_way_round_changes_nothing(rows):
    turned = [tuple(4 - value for value in row) for row in rows]

    assert cronbach_alpha(turned) == pytest.approx(cronbach_alpha(rows))


@given(answers, st.floats(min_value=0.1, max_value=10))
def test_another_unit_for_one_item_leaves_the_standardised_alpha(rows, scale):
    rescaled = [(row[0] * scale, *row[1:]) for row in rows]

    assert standardised_alpha(rescaled) == pytest.approx(standardised_alpha(rows), abs=1e-6)


@given(answers)
def test_items_of_equal_spread_have_one_alpha(rows):
    # Each item's values are the same numbers, only dealt to other people.
    shared = [row[0] for row in rows]
    rows = list(zip(shared, shared[1:] + shared[:1], strict=True))

    raw, standardised = cronbach_alpha(rows), standardised_alpha(rows)

    assert raw == pytest.approx(standardised, abs=1e-9)


def test_everything_about_one_area_comes_together():
    found = consistency(DENIS)

    assert isinstance(found, Consistency)
    assert (found.people, found.items, len(found.fits)) == (10, 5, 5)
    assert found.standardised == standardised_alpha(DENIS)


def test_a_correlation_stays_within_its_bounds():
    # Rounding alone would make this one larger than 1.
    assert correlation((1.7, 2.1, 0.5), (5.1, 6.300000000000001, 1.5)) == 1


def test_equal_decimals_do_not_vary_however_they_are_rounded():
    assert correlation((0.1, 0.1, 0.1), (1, 2, 3)) == NotEnoughData(Reason.NO_SPREAD)


@pytest.mark.parametrize("rows", [[(1, 2), (3,)], [(1, math.nan), (2, 3)], [(1, math.inf), (2, 3)]])
def test_a_gap_in_the_table_is_refused(rows):
    with pytest.raises(ValueError, match=r"finite|shorter|longer"):
        columns(rows)


@pytest.mark.parametrize(
    "arguments", [(1.1, 10, 5), (0.8, 1, 5), (0.8, 10, 1), (0.8, 10, 5, 0), (0.8, 10, 5, 1)]
)
def test_an_interval_for_nothing_is_refused(arguments):
    with pytest.raises(ValueError, match="no interval"):
        feldt(*arguments)

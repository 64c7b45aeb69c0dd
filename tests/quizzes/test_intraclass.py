"""Intraclass correlations: the tables of Shrout and Fleiss, couples, and laws."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizzes.domain.intraclass import Icc, anova, double_entry, dyad_icc, shrout_fleiss
from quizzes.domain.reliability import cronbach_alpha
from quizzes.domain.undefined import NotEnoughData, Reason

# Shrout & Fleiss (1979), Psychological Bulletin 86(2), table 2: six targets, four judges.
SHROUT_FLEISS = [
    (9, 2, 5, 8),
    (6, 1, 3, 2),
    (8, 4, 6, 8),
    (7, 1, 2, 6),
    (10, 5, 6, 9),
    (6, 2, 4, 7),
]
FORMS = ("icc11", "icc21", "icc31", "icc1k", "icc2k", "icc3k")
# Six couples worked out step by step after Kenny, Kashy & Cook (2006), pp. 34-35, on
# seodle.info, Compute intraclass correlation to check non-independence of dyadic data.
COUPLES = [(8, 6), (5, 3), (7, 2), (8, 5), (8, 7), (5, 6)]
ratings = st.integers(min_value=0, max_value=10)
tables = st.lists(st.tuples(ratings, ratings, ratings), min_size=2, max_size=8)
# Each correlation has six quantiles of F, and a busy machine takes its time over them.
unhurried = settings(deadline=None)
couples = st.lists(st.tuples(ratings, ratings), min_size=2, max_size=12)


def _values(found):
    return {form: getattr(found, form) for form in FORMS}


def test_the_mean_squares_of_shrout_and_fleiss():
    # Their table 3: BMS 11.24, WMS 6.26, JMS 32.49, EMS 1.02.
    found = anova(SHROUT_FLEISS)

    assert (found.targets, found.within, found.judges, found.residual) == pytest.approx(
        (11.24, 6.26, 32.49, 1.02), abs=0.006
    )


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        # Their table 4.
        ("icc11", 0.17),
        ("icc21", 0.29),
        ("icc31", 0.71),
        ("icc1k", 0.44),
        ("icc2k", 0.62),
        ("icc3k", 0.91),
    ],
)
def test_the_six_correlations_of_shrout_and_fleiss(form, printed):
    assert getattr(shrout_fleiss(SHROUT_FLEISS), form).value == pytest.approx(printed, abs=0.006)


@pytest.mark.parametrize(
    ("form", "low", "high"),
    [
        # Worked out anew from the formulas of Shrout & Fleiss with SciPy's F distribution.
        ("icc11", -0.1329, 0.7226),
        ("icc21", 0.0188, 0.7611),
        ("icc31", 0.3425, 0.9459),
        ("icc1k", -0.8844, 0.9124),
        ("icc2k", 0.0711, 0.9272),
        ("icc3k", 0.6757, 0.9859),
    ],
)
def test_each_correlation_has_its_interval(form, low, high):
    found = getattr(shrout_fleiss(SHROUT_FLEISS), form).interval

    assert (found.low, found.high) == pytest.approx((low, high), abs=0.0001)


def test_each_model_has_its_own_f():
    # 11.24 / 6.26 = 1.79 with 5 and 18, 11.24 / 1.02 = 11.03 with 5 and 15 degrees of freedom.
    found = shrout_fleiss(SHROUT_FLEISS)

    assert (found.icc11.test.df1, found.icc11.test.df2) == (5, 18)
    assert (found.icc31.test.df1, found.icc31.test.df2) == (5, 15)
    assert (found.icc11.test.f, found.icc31.test.f) == pytest.approx((1.79, 11.03), abs=0.01)
    assert found.icc31.test.p < 0.001 < 0.05 < found.icc11.test.p


@unhurried
@given(tables)
def test_the_mean_of_fixed_judges_is_as_reliable_as_alpha_says(rows):
    found = shrout_fleiss(rows)
    alpha = cronbach_alpha(rows)
    assume(not isinstance(found, NotEnoughData) and isinstance(found.icc3k, Icc))
    assume(not isinstance(alpha, NotEnoughData))

    assert found.icc3k.value == pytest.approx(alpha, abs=1e-9)


@unhurried
@given(tables)
def test_each_correlation_lies_within_its_own_interval(rows):
    found = shrout_fleiss(rows)
    assume(not isinstance(found, NotEnoughData))

    for icc in _values(found).values():
        if isinstance(icc, Icc) and not isinstance(icc.interval, NotEnoughData):
            assert icc.interval.low - 1e-9 <= icc.value <= icc.interval.high + 1e-9


@unhurried
@given(tables, st.permutations(range(3)))
def test_the_order_of_judges_does_not_matter(rows, order):
    turned = [tuple(row[place] for place in order) for row in rows]
    found, again = shrout_fleiss(rows), shrout_fleiss(turned)
    assume(not isinstance(found, NotEnoughData))

    for form, icc in _values(found).items():
        other = getattr(again, form)
        assert type(other) is type(icc)
        assert isinstance(icc, NotEnoughData) or other.value == pytest.approx(icc.value, abs=1e-9)


@unhurried
@given(tables)
def test_a_strict_judge_lowers_agreement_and_not_consistency(rows):
    strict = [(row[0] - 20, *row[1:]) for row in rows]
    found, other = shrout_fleiss(rows), shrout_fleiss(strict)
    assume(not isinstance(found, NotEnoughData) and isinstance(found.icc31, Icc))
    assume(found.icc31.value > 0.1 and found.anova.residual > 0)

    assert other.icc31.value == pytest.approx(found.icc31.value, abs=1e-6)
    assert other.icc11.value < found.icc11.value


def test_judges_who_agree_in_everything_leave_no_error_to_test():
    found = shrout_fleiss([(0.1, 0.1), (0.2, 0.2), (0.7, 0.7)])

    assert found.icc11.value == pytest.approx(1)
    assert found.icc11.test == NotEnoughData(Reason.NO_ERROR)
    assert found.icc21.interval == NotEnoughData(Reason.NO_ERROR)


def test_random_judges_with_an_estimate_below_zero_have_no_interval():
    found = shrout_fleiss([(8, 3, 2), (2, 8, 2)])

    assert found.icc21.value < 0
    assert found.icc21.interval == NotEnoughData(Reason.NOT_ABOVE_ZERO)


def test_targets_with_equal_means_have_no_reliable_mean():
    found = shrout_fleiss([(1, 3), (3, 1)])

    assert found.icc1k == NotEnoughData(Reason.NO_SPREAD)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], Reason.TOO_FEW_CASES),
        ([(1, 2)], Reason.TOO_FEW_CASES),
        ([(1,), (2,)], Reason.TOO_FEW_MEASURES),
        ([(3, 3), (3, 3)], Reason.NO_SPREAD),
    ],
)
def test_ratings_that_say_nothing_say_why(rows, reason):
    assert shrout_fleiss(rows) == NotEnoughData(reason)


def test_the_worked_example_of_six_couples():
    # M = 5.8333, MSB = 2·9.8333/5 = 3.9333, MSW = 44/12 = 3.6667: 0.2667 / 7.6 = 0.035.
    found = dyad_icc(COUPLES)

    assert found.couples == 6
    assert found.anova.value == pytest.approx((3.9333 - 3.6667) / (3.9333 + 3.6667), abs=0.0001)
    assert (found.anova.test.df1, found.anova.test.df2) == (5, 6)


def test_entering_each_couple_twice():
    # The same sums: (2·9.8333 − 44/2) / (2·9.8333 + 44/2) = −2.3333 / 41.6667 = −0.056.
    assert dyad_icc(COUPLES).pairwise == pytest.approx(-2.3333 / 41.6667, abs=0.0001)


@unhurried
@given(couples, st.lists(st.booleans(), min_size=12, max_size=12))
def test_it_does_not_matter_who_of_a_couple_is_first(pairs, turns):
    turned = [pair[::-1] if turn else pair for pair, turn in zip(pairs, turns, strict=False)]

    found, again = dyad_icc(pairs), dyad_icc(turned)

    assert type(found) is type(again)
    assume(not isinstance(found, NotEnoughData))
    assert again.pairwise == pytest.approx(found.pairwise, abs=1e-12)
    assert again.anova.value == pytest.approx(found.anova.value, abs=1e-9)


@unhurried
@given(couples)
def test_the_pairwise_likeness_never_exceeds_the_other_one(pairs):
    found = dyad_icc(pairs)
    assume(not isinstance(found, NotEnoughData))

    assert -1 <= found.pairwise <= found.anova.value + 1e-9 <= 1 + 1e-9


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ([], Reason.TOO_FEW_CASES),
        ([(1, 2)], Reason.TOO_FEW_CASES),
        ([(2, 2), (2, 2)], Reason.NO_SPREAD),
    ],
)
def test_couples_that_say_nothing_say_why(pairs, reason):
    assert dyad_icc(pairs) == NotEnoughData(reason)
    assert double_entry(pairs) == NotEnoughData(reason)


@pytest.mark.parametrize("work", [anova, shrout_fleiss, double_entry, dyad_icc])
def test_a_table_with_a_gap_is_refused(work):
    with pytest.raises(ValueError, match="finite"):
        work([(1, float("nan")), (2, 3)])

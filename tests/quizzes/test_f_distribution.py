"""The F distribution against printed tables, closed forms, and its own laws."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.domain.f_distribution import quantile, regularized_beta, upper_tail

degrees = st.floats(min_value=0.5, max_value=5000)
values = st.floats(min_value=0.001, max_value=1000)
# Many degrees of freedom need many terms, and a busy machine takes its time over them.
unhurried = settings(deadline=None)


@pytest.mark.parametrize(
    ("tail", "df1", "df2", "printed"),
    [
        # As in any table of upper F values, for example NIST/SEMATECH e-Handbook of Statistical
        # Methods, 1.3.6.7.3, and Pearson & Hartley, Biometrika Tables, table 18.
        (0.10, 1, 1, 39.8635),
        (0.05, 1, 1, 161.4476),
        (0.025, 1, 1, 647.7890),
        (0.01, 1, 1, 4052.1807),
        (0.05, 10, 1, 241.8817),
        (0.05, 2, 2, 19.0000),
        (0.01, 5, 2, 99.2993),
        (0.10, 4, 3, 5.3426),
        (0.05, 3, 3, 9.2766),
        (0.05, 1000, 3, 8.5292),
        (0.025, 10, 3, 14.4189),
    ],
)
def test_quantiles_are_those_of_the_printed_tables(tail, df1, df2, printed):
    assert quantile(1 - tail, df1, df2) == pytest.approx(printed, abs=0.00006)


@unhurried
@given(values, degrees)
def test_with_two_and_any_degrees_the_tail_has_a_closed_form(f, df2):
    # For df1 = 2 the integral can be done by hand: (1 + 2f/df2)^(−df2/2).
    assert upper_tail(f, 2, df2) == pytest.approx((1 + 2 * f / df2) ** (-df2 / 2), rel=1e-8)


@unhurried
@given(st.floats(min_value=0.01, max_value=0.99), degrees)
def test_equal_degrees_have_their_middle_at_one(share, df):
    assert upper_tail(1, df, df) == pytest.approx(0.5)
    assert quantile(share, df, df) == pytest.approx(1 / quantile(1 - share, df, df), rel=1e-6)


@unhurried
@given(values, degrees, degrees)
def test_the_reciprocal_swaps_the_tails(f, df1, df2):
    assert upper_tail(f, df1, df2) + upper_tail(1 / f, df2, df1) == pytest.approx(1, abs=1e-9)


@unhurried
@given(
    st.floats(min_value=0.01, max_value=0.99),
    st.floats(min_value=1, max_value=5000),
    st.floats(min_value=1, max_value=5000),
)
def test_the_quantile_undoes_the_tail(share, df1, df2):
    assert upper_tail(quantile(share, df1, df2), df1, df2) == pytest.approx(1 - share, abs=1e-9)


def test_a_report_of_ten_thousand_people_stays_exact():
    # Wilson & Hilferty's cube root is within 0.0001 at such degrees of freedom.
    df1, df2, z = 9999, 9999 * 5, 1.959964
    one, other = 2 / (9 * df1), 2 / (9 * df2)
    root = math.sqrt(one * (1 - other) ** 2 + other * (1 - one) ** 2 - z * z * one * other)
    middle = (1 - one) * (1 - other)
    by_root = ((middle + z * root) / ((1 - other) ** 2 - z * z * other)) ** 3

    assert quantile(0.975, df1, df2) == pytest.approx(by_root, abs=0.0001)


def test_the_beta_function_at_its_ends_and_at_a_value_done_by_hand():
    # I_x(2, 3) = 1 − (1−x)⁴ − 4x(1−x)³; at 1/4: 1 − 81/256 − 108/256 = 67/256.
    assert regularized_beta(0.25, 0.75, 2, 3) == pytest.approx(67 / 256)
    assert regularized_beta(0, 1, 2, 3) == 0
    assert regularized_beta(1, 0, 2, 3) == 1


@pytest.mark.parametrize(
    "work",
    [
        lambda: upper_tail(-1, 2, 2),
        lambda: upper_tail(math.nan, 2, 2),
        lambda: upper_tail(1, 0, 2),
        lambda: quantile(1, 2, 2),
        lambda: quantile(0.5, 2, 0),
    ],
)
def test_what_has_no_chance_is_refused(work):
    with pytest.raises(ValueError, match="must be"):
        work()

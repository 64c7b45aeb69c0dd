"""Standard errors and ranges: hand arithmetic, textbook formulas, and what must always hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain.error import Interval, kelley, range95, sem, spearman_brown

sds = st.floats(min_value=0.1, max_value=50)
reliabilities = st.floats(min_value=0, max_value=1)
inner_reliabilities = st.floats(min_value=0.01, max_value=0.99)
shares = st.floats(min_value=0.05, max_value=1)
scores = st.floats(min_value=0, max_value=100)


@pytest.mark.parametrize(
    ("sd", "reliability", "expected"),
    [
        # 20·sqrt(0.20), the provisional constants of Evenings.
        (20, 0.80, 8.944),
        # 7.5·sqrt(0.20), the worked example of Jacobson & Truax (1991): 3.35.
        (7.5, 0.80, 3.354),
        # Without error, and with nothing but error.
        (15, 1, 0),
        (15, 0, 15),
    ],
)
def test_the_standard_error_of_measurement_is_that_of_classical_test_theory(
    sd, reliability, expected
):
    assert sem(sd, reliability) == pytest.approx(expected, abs=0.001)


def test_fewer_answers_make_the_error_larger():
    # 20·sqrt(0.20 / (5/6)) = 20·sqrt(0.24) = 9.798.
    assert sem(20, 0.80, share=5 / 6) == pytest.approx(9.798, abs=0.001)


@given(sds, inner_reliabilities, shares)
def test_the_error_of_fewer_answers_is_the_one_spearman_and_brown_give(sd, reliability, share):
    shorter = spearman_brown(reliability, share)
    # The true scores vary as before, so a less reliable scale has the larger SD.
    sd_of_shorter = sd * math.sqrt(reliability / shorter)

    assert sem(sd, reliability, share) == pytest.approx(sem(sd_of_shorter, shorter))


@given(sds, reliabilities, reliabilities)
def test_higher_reliability_never_raises_the_error(sd, one, other):
    low, high = sorted((one, other))

    assert sem(sd, high) <= sem(sd, low)


def test_the_range_is_not_cut_until_it_is_asked_to_be():
    found = range95(90, sem=10)

    assert (found.low, found.high) == pytest.approx((70.4, 109.6))
    assert found.within(0, 100) == Interval(found.low, 100)


def test_a_range_that_lies_beyond_the_scale_shows_its_nearest_end():
    assert Interval(101, 120).within(0, 100) == Interval(100, 100)
    assert Interval(-20, -1).within(0, 100) == Interval(0, 0)


@given(scores, st.floats(min_value=0, max_value=50))
def test_a_cut_range_still_holds_the_score(score, error):
    shown = range95(score, error).within(0, 100)

    assert 0 <= shown.low <= score <= shown.high <= 100


@pytest.mark.parametrize(
    ("score", "mean", "reliability", "expected"),
    [
        # 60 + 0.75·(80 − 60) = 75: above the mean it comes down, below it goes up.
        (80, 60, 0.75, 75),
        (40, 60, 0.75, 45),
        # A perfect score is kept, a worthless one is replaced by the mean.
        (80, 60, 1, 80),
        (80, 60, 0, 60),
    ],
)
def test_kelleys_estimate_lies_between_the_score_and_the_mean(score, mean, reliability, expected):
    assert kelley(score, mean, reliability) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("reliability", "factor", "expected"),
    [
        # 2·0.6 / 1.6: a test of 0.60, doubled.
        (0.60, 2, 0.75),
        # Halves that correlate at 0.70 make a whole of 1.4 / 1.7.
        (0.70, 2, 0.8235),
        # 0.8·5/6 / (1 − 0.8/6).
        (0.80, 5 / 6, 0.7692),
        (0.80, 1, 0.80),
    ],
)
def test_spearman_and_brown_foretell_longer_and_shorter_scales(reliability, factor, expected):
    assert spearman_brown(reliability, factor) == pytest.approx(expected, abs=0.0001)


@given(inner_reliabilities, st.floats(min_value=0.1, max_value=10))
def test_lengthening_and_shortening_again_changes_nothing(reliability, factor):
    longer = spearman_brown(reliability, factor)

    assert spearman_brown(longer, 1 / factor) == pytest.approx(reliability)


@pytest.mark.parametrize(
    "work",
    [
        lambda: sem(0, 0.8),
        lambda: sem(math.nan, 0.8),
        lambda: sem(20, 1.1),
        lambda: sem(20, math.nan),
        lambda: sem(20, 0.8, share=0),
        lambda: sem(20, 0.8, share=1.2),
        lambda: range95(50, -1),
        lambda: range95(50, math.nan),
        lambda: kelley(50, 50, -0.1),
        lambda: spearman_brown(0.8, 0),
        lambda: spearman_brown(1.5, 2),
    ],
)
def test_constants_that_cannot_be_are_refused(work):
    with pytest.raises(ValueError, match="must be"):
        work()

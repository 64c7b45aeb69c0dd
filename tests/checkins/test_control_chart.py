"""The individuals chart: published figures, the arithmetic of each limit, runs, and laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkins.domain.control_chart import (
    FACTOR,
    FEWEST,
    Chart,
    Mark,
    TooFew,
    TooLittleVariation,
    chart_of,
    limits_of,
)

figures = st.integers(0, 10)
enough = st.lists(figures, min_size=FEWEST, max_size=104)
varied = enough.filter(lambda values: len(set(values)) > 1)


def _marks(values: list[int], *, runs: bool = False) -> str:
    """One letter for each figure: a dot within, A and B outside, a and b in a run."""
    letters = {"within": ".", "above": "A", "below": "B", "run-above": "a", "run-below": "b"}
    return "".join(letters[point.mark] for point in chart_of(values, runs=runs).points)


def test_the_worked_example_of_the_nist_handbook():
    # NIST/SEMATECH e-Handbook, 6.3.2.2, flow rates of ten batches: mean 50.81, mean moving range
    # 1.8778, limits 55.8041 and 45.8159 with 3 / 1.128; 2.66 gives 50.81 ± 4.9949.
    flow = ["49.6", "47.6", "49.9", "51.3", "47.8", "51.2", "52.6", "52.4", "53.6", "52.1"]

    limits = limits_of([Fraction(rate) for rate in flow])

    assert float(limits.mean) == pytest.approx(50.81)
    assert float(limits.upper) == pytest.approx(55.8041, abs=0.002)
    assert float(limits.lower) == pytest.approx(45.8159, abs=0.002)


def test_the_factor_is_three_standard_deviations_in_moving_ranges_of_two():
    # 3 / 1.128 = 2.6596, which is printed as 2.66.
    assert float(FACTOR) == pytest.approx(3 / 1.128, abs=0.0005)


@pytest.mark.parametrize(
    ("values", "mean", "reach", "marks"),
    [
        # Sum 44, moving ranges seven times 1: 5.5 ± 2.66 · 1 is 2.84 to 8.16.
        ([5, 6, 5, 6, 5, 6, 5, 6], "11/2", "2.66", "........"),
        # Sum 54, ranges 6 · 1 + 5 = 11: 6.75 ± 2.66 · 11/7 = 4.18 is 2.57 to 10.93; 2 is below.
        ([7, 8, 7, 8, 7, 8, 7, 2], "27/4", "4.18", ".......B"),
        # The same turned round: sum 26, 3.25 ± 4.18 is -0.93 to 7.43; 8 is above.
        ([3, 2, 3, 2, 3, 2, 3, 8], "13/4", "4.18", ".......A"),
        # An outlier within the row makes two ranges of 9: 1.125 ± 2.66 · 18/7 = 6.84; 9 is above.
        ([0, 0, 0, 0, 9, 0, 0, 0], "9/8", "6.84", "....A..."),
        # As wide as the scale: 5 ± 2.66 · 10; nothing can stand out.
        ([0, 10, 0, 10, 0, 10, 0, 10], "5", "26.6", "........"),
        # One step in twenty: sum 159, ranges 2: 7.95 ± 2.66 · 2/19 = 0.28; 7 is below.
        ([8] * 10 + [7] + [8] * 9, "159/20", "0.28", ".........." + "B" + "........."),
    ],
)
def test_the_limits_and_what_lies_outside(values, mean, reach, marks):
    limits = limits_of(values)

    assert limits.mean == Fraction(mean)
    assert float(limits.upper - limits.mean) == pytest.approx(float(reach))
    assert float(limits.mean - limits.lower) == pytest.approx(float(reach))
    assert _marks(values) == marks


@pytest.mark.parametrize(
    ("values", "drawn", "has_room"),
    [
        # 5.5 ± 2.66: both limits lie on the scale.
        ([5, 6] * 4, ("2.84", "8.16"), (True, True)),
        # 9 ± 2.66 · 2: 3.68 to 14.32, cut at 10. No evening can lie above.
        ([8, 10] * 4, ("3.68", "10"), (False, True)),
        # 1 ± 5.32, cut at 0. No evening can lie below.
        ([0, 2] * 4, ("0", "6.32"), (True, False)),
        # 5 ± 26.6, cut at both ends.
        ([0, 10] * 4, ("0", "10"), (False, False)),
    ],
)
def test_limits_are_cut_at_the_ends_of_the_scale(values, drawn, has_room):
    limits = limits_of(values)

    assert limits.drawn == tuple(Fraction(end) for end in drawn)
    assert (limits.has_room_above, limits.has_room_below) == has_room


@pytest.mark.parametrize(("count", "missing"), [(0, 8), (1, 7), (5, 3), (7, 1)])
def test_fewer_than_eight_are_too_few_and_say_how_many_more(count, missing):
    found = chart_of([5] * count)

    assert isinstance(found, TooFew)
    assert found.missing == missing


def test_eight_are_enough():
    assert isinstance(chart_of([5, 6] * 4), Chart)


@pytest.mark.parametrize("value", [0, 7, 10])
def test_eight_times_the_same_is_too_little_variation(value):
    assert chart_of([value] * 8) == TooLittleVariation((value,) * 8)


@pytest.mark.parametrize("value", [-1, 11])
def test_a_figure_outside_the_scale_is_refused(value):
    with pytest.raises(ValueError, match="0 to 10"):
        chart_of([5] * 8 + [value])


def test_limits_need_two_figures():
    with pytest.raises(ValueError, match="two"):
        limits_of([5])


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        # Sum 64 + 32, mean 6: eight above it, then eight below.
        ([9, 7] * 4 + [3, 5] * 4, "aaaaaaaa" + "bbbbbbbb"),
        # Sum 57 + 27, mean 6: seven on each side are no run.
        ([9, 7, 9, 7, 9, 7, 9, 3, 5, 3, 5, 3, 5, 3], "." * 14),
        # Sum 32 + 6 + 32 + 26, mean 6: the one on it is passed over, the eight around it count.
        ([9, 7, 9, 7, 6, 9, 7, 9, 7, 3, 4, 3, 4, 3, 4, 5], "aaaa.aaaa" + "." * 7),
        # Sum 32 + 5 + 32 + 27, mean 6: one on the other side ends a run.
        ([9, 7, 9, 7, 5, 9, 7, 9, 7, 3, 4, 3, 4, 4, 5, 4], "." * 16),
    ],
)
def test_eight_in_a_row_on_one_side_of_the_mean(values, marks):
    assert _marks(values, runs=True) == marks


def test_runs_are_looked_for_only_when_asked():
    assert _marks([9, 7] * 4 + [3, 5] * 4) == "." * 16


def test_outside_the_limits_goes_before_a_run():
    # Sum 36 + 42 + 10, ranges 7 · 1 + 1 + 4 = 12: 5.5 ± 2.66 · 12/15 is 3.37 to 7.63.
    values = [4, 5] * 4 + [6] * 7 + [10]

    assert _marks(values, runs=True) == "bbbbbbbb" + "aaaaaaa" + "A"


# Sum 60, moving ranges 2 + 12 · 3 + 4 · 1 + 8 = 50: 3 ± 2.66 · 50/19 = 7, so 10 lies on the limit.
TEN_ON_THE_LIMIT = [2, 4, *[1, 4] * 6, 3, 4, 3, 2, 2, 10]


def test_a_figure_exactly_on_a_limit_is_within():
    assert limits_of(TEN_ON_THE_LIMIT).upper == 10
    assert _marks(TEN_ON_THE_LIMIT) == "." * 20
    assert _marks([10 - value for value in TEN_ON_THE_LIMIT]) == "." * 20


def test_the_latest_point_is_the_one_the_words_are_about():
    assert chart_of([7, 8, 7, 8, 7, 8, 7, 2]).latest.mark is Mark.BELOW


@given(varied)
def test_no_figure_lies_outside_a_limit_that_was_cut(values):
    found = chart_of(values)

    marks = {point.mark for point in found.points}

    assert found.limits.has_room_above or Mark.ABOVE not in marks
    assert found.limits.has_room_below or Mark.BELOW not in marks


@given(varied)
def test_the_marks_agree_with_the_band_that_is_drawn(values):
    low, high = chart_of(values).limits.drawn

    for point in chart_of(values).points:
        assert (point.mark is Mark.WITHIN) == (low <= point.value <= high)


@given(varied)
def test_turned_round_everything_is_mirrored(values):
    mirror = {"A": "B", "B": "A", "a": "b", "b": "a", ".": "."}

    turned = _marks([10 - value for value in values], runs=True)

    assert turned == "".join(mirror[letter] for letter in _marks(values, runs=True))


@given(varied)
def test_order_decides_the_limits_but_not_the_mean(values):
    assert limits_of(values).mean == limits_of(sorted(values)).mean
    # In order of size the moving ranges add up to largest - smallest, the least they can.
    assert limits_of(sorted(values)).upper <= limits_of(values).upper


@given(enough)
def test_a_run_never_takes_a_mark_away(values):
    found = chart_of(values)
    if isinstance(found, Chart):
        looked = chart_of(values, runs=True)
        pairs = list(zip(found.points, looked.points, strict=True))
        assert all(plain.mark in (Mark.WITHIN, run.mark) for plain, run in pairs)

"""Two partners side by side: gaps against their error, and how far two profiles agree."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.domain.comparison import ProfileAgreement, gap, profile_agreement, worth_a_talk
from quizzes.domain.undefined import NotEnoughData, Reason

AREAS = ("time", "openness", "listening", "trust", "appreciation")
scores = st.integers(min_value=0, max_value=100).map(float)
profiles = st.fixed_dictionaries(dict.fromkeys(AREAS, scores))


def _gaps(**differences):
    """Gaps with SE 10·sqrt(2) = 14.1 around a partner at 50."""
    return {area: gap(50 + by, 50, 20, 0.75) for area, by in differences.items()}


def _agreement(mine, theirs):
    return profile_agreement(
        dict(zip(AREAS, mine, strict=False)), dict(zip(AREAS, theirs, strict=False))
    )


def test_a_gap_is_measured_by_the_errors_of_both():
    # 25 / (20·sqrt(2·0.2)) = 25 / 12.65 = 1.976.
    found = gap(mine=80, theirs=55, sd=20, reliability=0.80)

    assert (found.difference, found.se, found.z) == pytest.approx((25, 12.649, 1.976), abs=0.001)


def test_a_gap_brings_the_error_of_the_answers_each_left_out():
    # 100 with all answers and 100 / 0.8 = 125 with four of five.
    assert gap(80, 50, 20, 0.75, shares=(1.0, 0.8)).se == pytest.approx(math.sqrt(225))


def test_worth_a_talk_is_a_gap_larger_than_its_error():
    # z = 40 / 14.1 = 2.83, p = 0.0047, doubled 0.009.
    assert worth_a_talk(_gaps(time=40, trust=5)) == {"time"}


def test_a_gap_counts_in_both_directions():
    assert worth_a_talk(_gaps(time=-40, trust=5)) == {"time"}


def test_the_more_areas_are_compared_the_larger_a_gap_must_be():
    # z = 30 / 14.1 = 2.12, p = 0.034: enough alone, 0.068 among two.
    assert worth_a_talk(_gaps(time=30)) == {"time"}
    assert worth_a_talk(_gaps(time=30, trust=0)) == frozenset()


def test_no_common_area_leaves_nothing_to_talk_about():
    assert worth_a_talk({}) == frozenset()


@given(profiles, profiles)
def test_what_is_worth_a_talk_is_the_same_for_both(mine, theirs):
    ours = {area: gap(mine[area], theirs[area], 20, 0.8) for area in AREAS}
    other_way = {area: gap(theirs[area], mine[area], 20, 0.8) for area in AREAS}

    assert worth_a_talk(ours) == worth_a_talk(other_way)


def test_equal_profiles_agree_in_everything():
    found = _agreement((40, 60, 80, 55), (40, 60, 80, 55))

    assert found.elevation_difference == 0
    assert (found.shape, found.double_entry) == pytest.approx((1, 1))


def test_a_higher_profile_of_the_same_shape_differs_in_elevation_only():
    found = _agreement((40, 60, 80), (20, 40, 60))

    assert (found.elevation_difference, found.shape) == pytest.approx((20, 1))
    assert found.scatter_mine == pytest.approx(found.scatter_theirs)
    # m = 50; 2·(−10·−30 + 10·−10 + 30·10) / (100 + 100 + 900 + 900 + 100 + 100) = 1000 / 2200.
    assert found.double_entry == pytest.approx(1000 / 2200)


def test_a_flatter_profile_of_the_same_shape_differs_in_scatter_only():
    # SD of 30, 50, 70 is 20, of 45, 50, 55 is 5.
    found = _agreement((30, 50, 70), (45, 50, 55))

    assert (found.scatter_mine, found.scatter_theirs) == pytest.approx((20, 5))
    assert (found.elevation_difference, found.shape) == pytest.approx((0, 1))
    assert found.double_entry == pytest.approx(2 * 200 / (800 + 50))


def test_only_areas_that_both_have_count():
    mine = {"time": 40.0, "trust": 60.0, "openness": 50.0, "closeness": 0.0}
    theirs = {"time": 40.0, "trust": 60.0, "openness": 50.0, "listening": 100.0}

    assert profile_agreement(mine, theirs).elevation_difference == 0


def test_two_common_areas_are_too_few_for_a_shape():
    assert _agreement((40, 60), (50, 70)) == NotEnoughData(Reason.TOO_FEW_MEASURES)


def test_a_flat_profile_has_no_shape_and_still_an_elevation():
    found = _agreement((50, 50, 50), (30, 40, 50))

    assert found.shape == NotEnoughData(Reason.NO_SPREAD)
    assert found.elevation_difference == 10


def test_two_equal_flat_profiles_have_no_double_entry_correlation():
    assert _agreement((50, 50, 50), (50, 50, 50)).double_entry == NotEnoughData(Reason.NO_SPREAD)


@given(profiles, profiles)
def test_agreement_reads_the_same_from_both_sides(mine, theirs):
    ours, other_way = profile_agreement(mine, theirs), profile_agreement(theirs, mine)

    assert isinstance(ours, ProfileAgreement)
    assert isinstance(other_way, ProfileAgreement)
    assert other_way.elevation_difference == -ours.elevation_difference
    assert other_way.shape == pytest.approx(ours.shape)
    assert other_way.double_entry == ours.double_entry


@given(profiles, profiles)
def test_the_order_of_areas_does_not_matter(mine, theirs):
    turned = dict(reversed(mine.items()))

    found = profile_agreement(turned, theirs)

    assert found.double_entry == pytest.approx(profile_agreement(mine, theirs).double_entry)


@given(profiles, profiles)
def test_agreement_is_never_higher_than_the_shape_allows(mine, theirs):
    found = profile_agreement(mine, theirs)
    assume(not isinstance(found.shape, NotEnoughData))

    # Differences in elevation and scatter can only take away from the size of the numerator.
    assert found.double_entry <= max(found.shape, 0) + 1e-9

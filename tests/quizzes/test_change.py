"""Change between two results: the example of Jacobson and Truax, Holm's families, and laws."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.domain.change import (
    Baseline,
    Change,
    Look,
    Outcome,
    Verdict,
    baselines,
    classify,
    corrected,
    cut_offs,
    needed,
    reliable_change,
    verdicts,
)

scores = st.floats(min_value=0, max_value=100)
sds = st.floats(min_value=1, max_value=50)
reliabilities = st.floats(min_value=0, max_value=0.99)
alphas = st.floats(min_value=0.001, max_value=0.5)
chances = st.floats(min_value=0, max_value=1)
shares = st.floats(min_value=0.5, max_value=1)
looks = st.builds(Look, st.sampled_from(["time", "trust", "closeness"]), st.sampled_from(Baseline))
families = st.dictionaries(looks, st.builds(Change, scores, st.just(1.0), scores, chances))


def _by_chance(*found):
    """A re-test whose looks have these p values, all of them upwards."""
    return {
        Look(f"area-{number}", Baseline.FIRST): Change(10, 5, 2, p)
        for number, p in enumerate(found)
    }


def test_the_worked_example_of_jacobson_and_truax():
    # Jacobson & Truax (1991), p. 14: S = 7.5, r = .80, 32.5 and 47.5; S_E = 3.35, S_diff = 4.74,
    # RC = 15 / 4.74 = 3.16, which is beyond 1.96.
    found = reliable_change(before=32.5, after=47.5, sd=7.5, reliability=0.80)

    assert found.difference == 15
    assert found.se == pytest.approx(4.74, abs=0.005)
    assert found.z == pytest.approx(3.16, abs=0.005)
    assert found.p == pytest.approx(0.0016, abs=0.00005)


def test_each_result_brings_the_error_of_its_own_missing_answers():
    # sem² = 400·0.2 = 80 with all answers and 80 / 0.8 = 100 with four of five: sqrt(180).
    found = reliable_change(50, 70, 20, 0.80, shares=(0.8, 1.0))

    assert found.se == pytest.approx(math.sqrt(180))


@given(scores, scores, sds, reliabilities, shares, shares)
def test_change_is_antisymmetric(before, after, sd, reliability, share_before, share_after):
    there = reliable_change(before, after, sd, reliability, (share_before, share_after))
    back = reliable_change(after, before, sd, reliability, (share_after, share_before))

    assert (back.difference, back.z) == (-there.difference, -there.z)
    assert (back.se, back.p) == (there.se, there.p)


@given(
    scores, scores, sds, reliabilities, st.floats(0.01, 100), st.floats(-1000, 1000), st.booleans()
)
def test_a_linear_rescale_of_scores_and_sd_together_changes_nothing(
    before, after, sd, reliability, scale, shift, is_turned
):
    turned = -scale if is_turned else scale
    plain = reliable_change(before, after, sd, reliability)

    rescaled = reliable_change(
        turned * before + shift, turned * after + shift, scale * sd, reliability
    )

    assert rescaled.z == pytest.approx(math.copysign(1, turned) * plain.z, abs=1e-6)


@given(sds, reliabilities, reliabilities, alphas)
def test_higher_reliability_never_raises_the_change_needed(sd, one, other, alpha):
    low, high = sorted((one, other))

    assert needed(sd, high, alpha) <= needed(sd, low, alpha)


@given(scores, scores, sds, reliabilities, alphas)
def test_the_change_needed_is_the_one_at_which_a_single_look_turns_clear(
    before, after, sd, reliability, alpha
):
    limit = needed(sd, reliability, alpha)
    found = reliable_change(before, after, sd, reliability)
    assume(not math.isclose(abs(found.difference), limit, rel_tol=1e-9))

    assert (abs(found.difference) > limit) == (found.p < alpha)


def test_the_change_needed_with_our_own_constants():
    # 1.959964·20·sqrt(0.4) = 24.79.
    assert needed(20, 0.80) == pytest.approx(24.79, abs=0.005)


def test_one_earlier_result_is_looked_at_once():
    assert baselines(0) == ()
    assert baselines(1) == (Baseline.FIRST,)
    assert baselines(5) == (Baseline.FIRST, Baseline.PREVIOUS)


def test_all_areas_and_both_baselines_are_one_family():
    # Alone, 26 points of 20·sqrt(0.4) = 12.65 give p = 0.040. Two looks need p < 0.025.
    clear = reliable_change(40, 66, 20, 0.80)
    none = reliable_change(50, 50, 20, 0.80)
    first, previous = Look("trust", Baseline.FIRST), Look("trust", Baseline.PREVIOUS)

    assert verdicts({first: clear})[first] is Verdict.CLEARLY_UP
    assert verdicts({first: clear, previous: none})[first] is Verdict.NO_CLEAR_CHANGE


def test_holm_steps_down_over_the_looks():
    # 0.005·4 = 0.02; 0.01·3 = 0.03; 0.03·2 = 0.06; 0.04·1 stays at 0.06.
    found = corrected(_by_chance(0.01, 0.04, 0.03, 0.005))

    assert list(found.values()) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_a_chance_of_exactly_alpha_is_not_clear():
    assert set(verdicts(_by_chance(0.05)).values()) == {Verdict.NO_CLEAR_CHANGE}


def test_up_and_down_are_directions_of_the_score():
    rises, falls = Look("time", Baseline.FIRST), Look("trust", Baseline.FIRST)

    found = verdicts(
        {rises: reliable_change(10, 90, 20, 0.8), falls: reliable_change(90, 10, 20, 0.8)}
    )

    assert found == {rises: Verdict.CLEARLY_UP, falls: Verdict.CLEARLY_DOWN}


def test_a_retest_with_nothing_to_compare_says_nothing():
    assert verdicts({}) == {}


@given(families, looks, chances)
def test_another_look_never_makes_a_change_clear(family, look, p):
    assume(look not in family)
    before = verdicts(family)

    after = verdicts({**family, look: Change(5, 1, 5, p)})

    assert all(
        before[one] is not Verdict.NO_CLEAR_CHANGE or after[one] is before[one] for one in before
    )


@given(families)
def test_what_is_clear_among_all_is_clear_alone(family):
    found = verdicts(family)

    clear = {look for look in found if found[look] is not Verdict.NO_CLEAR_CHANGE}

    assert all(verdicts({look: family[look]})[look] is found[look] for look in clear)


def test_the_cut_offs_of_jacobson_and_truax():
    # Jacobson & Truax (1991), pp. 13-14, with means 40 and 60 and SD 7.5: a = 40 + 15,
    # b = 60 − 15, c halfway as the SD are equal.
    found = cut_offs(mean_dysfunctional=40, sd_d=7.5, mean_functional=60, sd_f=7.5)

    assert (found.a, found.b, found.c) == (55, 45, 50)


def test_the_cut_off_between_lies_equally_far_from_both_in_their_own_sd():
    # (5·30 + 10·60) / 15 = 50: two SD of 5 below 60, and two SD of 10 above 30.
    found = cut_offs(mean_dysfunctional=60, sd_d=5, mean_functional=30, sd_f=10)

    assert found.c == pytest.approx(50)
    assert (60 - found.c) / 5 == pytest.approx((found.c - 30) / 10)


def test_cut_offs_point_downwards_where_lower_is_better():
    found = cut_offs(mean_dysfunctional=60, sd_d=5, mean_functional=30, sd_f=10)

    assert (found.a, found.b) == (50, 50)


@pytest.mark.parametrize(
    ("before", "after", "higher_is_better", "outcome"),
    [
        # Cut-off 50; with S = 7.5 and r = .80 a change must exceed 1.96·4.74 = 9.3.
        (40, 55, True, Outcome.RECOVERED),
        (30, 45, True, Outcome.IMPROVED),
        (52, 70, True, Outcome.IMPROVED),
        (46, 54, True, Outcome.UNCHANGED),
        (60, 45, True, Outcome.DETERIORATED),
        (40, 50, True, Outcome.IMPROVED),
        (60, 45, False, Outcome.RECOVERED),
        (70, 55, False, Outcome.IMPROVED),
        (40, 55, False, Outcome.DETERIORATED),
    ],
)
def test_recovered_needs_a_reliable_change_and_the_other_side(
    before, after, higher_is_better, outcome
):
    change = reliable_change(before, after, 7.5, 0.80)

    assert classify(before, change, 50, higher_is_better=higher_is_better) is outcome


@pytest.mark.parametrize(
    "work",
    [
        lambda: reliable_change(50, 60, 20, 1.0),
        lambda: reliable_change(50, math.nan, 20, 0.8),
        lambda: needed(20, 0.8, alpha=0),
        lambda: needed(20, 0.8, alpha=1.5),
        lambda: baselines(-1),
        lambda: cut_offs(50, 5, 50, 5),
        lambda: cut_offs(40, 0, 50, 5),
    ],
)
def test_what_cannot_be_worked_out_is_refused(work):
    with pytest.raises(ValueError, match="must"):
        work()

"""The week's question: which one a couple is given, for how long none comes again, and the note."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkins import content
from checkins.domain import prompts
from checkins.domain.catalogue import AREAS
from checkins.domain.prompts import Prompt
from checkins.models import CheckIn
from tests.checkins.verbs import gets_ready, keeps, reads, shares
from tests.support.people import Someone

CATALOGUE = list(content.prompts().values())
OPEN_AREAS = [area for area in AREAS if area != "closeness"]
FOCUSES = [None, *AREAS]
NOVEMBER = date(2026, 11, 1)
TWO_YEARS = 104
THIRTY = 30
ALL_OPEN = THIRTY * len(OPEN_AREAS)


def _asked(focuses: Sequence[str | None]) -> list[Prompt]:
    """What a couple is asked week after week, given the focus of each week."""
    seen: dict[str, date] = {}
    asked = []
    for week, focus in enumerate(focuses):
        closeness = focus == "closeness"
        prompt = prompts.choose(CATALOGUE, seen=seen, focus=focus, closeness=closeness)
        seen[prompt.key] = NOVEMBER + timedelta(weeks=week)
        asked.append(prompt)
    return asked


def _weeks_between_repeats(asked: Sequence[Prompt]) -> list[int]:
    last: dict[str, int] = {}
    gaps = []
    for week, prompt in enumerate(asked):
        if prompt.key in last:
            gaps.append(week - last[prompt.key])
        last[prompt.key] = week
    return gaps


@pytest.mark.parametrize("focus", FOCUSES)
def test_no_prompt_comes_again_within_two_years(focus: str | None) -> None:
    gaps = _weeks_between_repeats(_asked([focus] * 400))

    assert gaps
    assert min(gaps) > TWO_YEARS


@given(st.lists(st.tuples(st.sampled_from(FOCUSES), st.integers(1, 60)), max_size=12))
def test_nor_does_it_for_a_couple_that_changes_its_focus(
    spells: list[tuple[str | None, int]],
) -> None:
    asked = _asked([focus for focus, weeks in spells for _ in range(weeks)][:400])

    assert min(_weeks_between_repeats(asked), default=ALL_OPEN) >= ALL_OPEN


@pytest.mark.parametrize("focus", AREAS)
def test_the_focus_comes_first_and_then_the_next_area(focus: str) -> None:
    asked = _asked([focus] * (THIRTY + 5))

    assert {prompt.area for prompt in asked[:THIRTY]} == {focus}
    others = [*AREAS[AREAS.index(focus) + 1 :], *AREAS[: AREAS.index(focus)]]
    asked_about = [area for area in others if area != "closeness"]
    assert [prompt.area for prompt in asked[THIRTY:]][: len(asked_about)] == asked_about


def test_without_a_focus_the_areas_take_turns() -> None:
    asked = _asked([None] * 20)

    assert [prompt.area for prompt in asked] == OPEN_AREAS * 4


@pytest.mark.parametrize("area", AREAS)
def test_within_an_area_it_begins_light_and_grows_deeper(area: str) -> None:
    depths = [prompt.depth for prompt in _asked([area] * THIRTY)]

    assert tuple(depths) == prompts.PACE
    assert depths[:4] == [1, 1, 1, 1]
    assert sum(depths[:10]) < sum(depths[10:20]) < sum(depths[20:])


def test_no_step_is_more_than_one_deeper_than_the_deepest_before() -> None:
    deepest = [max(prompts.PACE[:met], default=0) for met in range(THIRTY)]

    assert all(prompts.pace(met) <= deepest[met] + 1 for met in range(THIRTY))


def test_one_area_does_not_make_another_deeper() -> None:
    met_openness = {prompt.key: NOVEMBER for prompt in CATALOGUE if prompt.area == "openness"}

    assert prompts.choose(CATALOGUE, seen=met_openness, focus="trust").depth == 1


def test_when_all_were_asked_the_one_asked_longest_ago_comes_again() -> None:
    asked = _asked([None] * (2 * ALL_OPEN))

    assert len({prompt.key for prompt in asked[:ALL_OPEN]}) == ALL_OPEN
    assert asked[ALL_OPEN:] == asked[:ALL_OPEN]


def test_closeness_is_asked_only_where_both_switched_it_on() -> None:
    assert "closeness" not in {prompt.area for prompt in _asked([None] * 200)}
    assert prompts.choose(CATALOGUE, seen={}, focus="closeness").area != "closeness"


@given(st.sets(st.sampled_from([prompt.key for prompt in CATALOGUE])), st.sampled_from(FOCUSES))
def test_what_is_chosen_is_fresh_and_of_the_focus_while_there_is_any(
    keys: set[str], focus: str | None
) -> None:
    closeness = focus == "closeness"
    allowed = [prompt for prompt in CATALOGUE if closeness or prompt.area != "closeness"]
    fresh = [prompt for prompt in allowed if prompt.key not in keys]

    seen = dict.fromkeys(keys, NOVEMBER)
    chosen = prompts.choose(CATALOGUE, seen=seen, focus=focus, closeness=closeness)

    assert chosen in (fresh or allowed)
    assert chosen.area == focus or focus not in {prompt.area for prompt in fresh}


@given(st.sets(st.sampled_from([prompt.key for prompt in CATALOGUE])))
def test_a_prompt_deeper_than_its_turn_comes_only_where_no_lighter_one_is_left(
    keys: set[str],
) -> None:
    chosen = prompts.choose(CATALOGUE, seen=dict.fromkeys(keys, NOVEMBER))

    of_area = [prompt for prompt in CATALOGUE if prompt.area == chosen.area]
    wanted = prompts.pace(sum(prompt.key in keys for prompt in of_area))
    left = {prompt.depth for prompt in of_area if prompt.key not in keys}
    assert (chosen.depth == wanted) == (wanted in left)
    assert chosen.depth <= wanted or min(left) > wanted


def test_where_a_depth_is_used_up_the_lighter_neighbour_comes_before_the_deeper() -> None:
    light, deep = (Prompt(f"depth-{depth}", "time", depth, "?") for depth in (1, 3))
    met = [Prompt(f"met-{number}", "time", 1, "?") for number in range(prompts.PACE.index(2))]

    seen = {prompt.key: NOVEMBER for prompt in met}

    assert prompts.choose([deep, light, *met], seen=seen) == light


def test_without_any_prompt_there_is_nothing_to_choose() -> None:
    with pytest.raises(ValueError, match="empty"):
        prompts.choose([], seen={})


def test_the_note_stands_beside_the_answer_of_the_other(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    note = content.prompts()[check_in.prompt_key].note
    shares(alex, check_in, "The walk on Tuesday", "prompt")

    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    assert note in reads(sam, check_in)
    assert note not in reads(alex, check_in)


def test_no_note_tells_of_an_answer_that_was_kept(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    keeps(alex, check_in, "The walk on Tuesday", "prompt")

    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    assert content.prompts()[check_in.prompt_key].note not in reads(sam, check_in)

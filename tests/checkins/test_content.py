"""Prompts and ideas: what is there, what is chosen, and what is said when a file is damaged."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkins import content
from checkins.domain import ideas, prompts
from checkins.domain.catalogue import AREAS, ContentFault

CATALOGUE = list(content.prompts().values())
NOVEMBER = date(2026, 11, 1)


def test_there_are_six_prompts_an_area_two_of_each_depth() -> None:
    found = Counter((prompt.area, prompt.depth) for prompt in CATALOGUE)

    assert found == {(area, depth): 2 for area in AREAS for depth in (1, 2, 3)}


def test_there_are_eighteen_ideas_three_an_area() -> None:
    assert Counter(idea.area for idea in content.ideas().values()) == dict.fromkeys(AREAS, 3)


def test_the_check_says_what_is_there() -> None:
    assert content.check() == ["36 prompts, at least 6 an area", "18 ideas for time together"]


def _weeks(number: int, closeness: bool = False) -> list[prompts.Prompt]:
    """What a couple is asked in so many weeks."""
    seen: dict[str, date] = {}
    asked = []
    for week in range(number):
        prompt = prompts.choose(CATALOGUE, seen=seen, closeness=closeness)
        seen[prompt.key] = NOVEMBER + timedelta(weeks=week)
        asked.append(prompt)
    return asked


def test_no_prompt_comes_twice_before_all_were_asked() -> None:
    assert len({prompt.key for prompt in _weeks(30)}) == 30


def test_then_the_one_asked_longest_ago_comes_first() -> None:
    asked = _weeks(60)

    assert asked[30:] == asked[:30]


def test_closeness_is_asked_only_where_both_switched_it_on() -> None:
    assert "closeness" not in {prompt.area for prompt in _weeks(60)}
    assert "closeness" in {prompt.area for prompt in _weeks(6, closeness=True)}


def test_prompts_grow_deeper_and_go_round_the_areas() -> None:
    asked = _weeks(30)

    assert [prompt.depth for prompt in asked] == sorted(prompt.depth for prompt in asked)
    assert len({prompt.area for prompt in asked[:5]}) == 5


@given(st.sets(st.sampled_from([prompt.key for prompt in CATALOGUE])))
def test_what_is_chosen_was_not_seen_while_something_is_left(keys: set[str]) -> None:
    open_keys = {prompt.key for prompt in CATALOGUE if prompt.area != "closeness"}

    chosen = prompts.choose(CATALOGUE, seen=dict.fromkeys(keys, NOVEMBER)).key

    assert chosen in open_keys
    assert chosen not in keys or open_keys <= keys


@pytest.mark.parametrize("month", range(1, 13))
def test_an_idea_of_the_season_comes_before_one_of_another(month: int) -> None:
    on = date(2026, month, 15)
    offered = [i for i in ideas.suggest(content.ideas().values(), on=on) if i.is_new]

    fits = [idea.season in ("any", ideas.season(on)) for idea in offered]
    assert fits == sorted(fits, reverse=True)


PROMPT = '[[prompt]]\nkey = "walk"\narea = "time"\ndepth = 1\n'
WORDS = '[prompt]\nwalk = "Where shall we walk?"\n'


@pytest.mark.parametrize(
    ("structure", "words", "said"),
    [
        (PROMPT.replace("time", "weather"), WORDS, "prompts.toml, walk: set area to one of: time"),
        (PROMPT.replace("1", "4"), WORDS, "prompts.toml, walk: set depth to one of: 1, 2, 3"),
        (PROMPT + PROMPT, WORDS, "prompts.toml, walk: use each key once"),
        (PROMPT.replace("key", "kye"), WORDS, "prompts.toml, prompt number 1: give it a key"),
        ("", WORDS, "prompts.toml, prompt: add [[prompt]] entries"),
        ("[[prompt", WORDS, "prompts.toml, the file: make it valid TOML"),
        (PROMPT, "[prompt]\n", "prompts.en.toml, walk: write its words"),
        (PROMPT, "", "prompts.en.toml, prompt: add a [prompt] table"),
        (PROMPT, WORDS + 'run = "?"\n', "prompts.en.toml, run: take it out"),
    ],
)
def test_a_damaged_file_names_itself_the_item_and_the_mend(
    tmp_path: Path, structure: str, words: str, said: str
) -> None:
    (tmp_path / "prompts.toml").write_text(structure, encoding="utf-8")
    (tmp_path / "prompts.en.toml").write_text(words, encoding="utf-8")

    with pytest.raises(ContentFault) as fault:
        prompts.load(tmp_path / "prompts.toml", tmp_path / "prompts.en.toml")

    assert str(fault.value).startswith(said)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match=r"prompts\.toml, the file: put it back"):
        prompts.load(tmp_path / "prompts.toml", tmp_path / "prompts.en.toml")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("minutes = 60", "minutes = 5"), "set minutes between 15 and 720"),
        (("minutes = 60", 'minutes = "long"'), "set minutes between 15 and 720"),
        (('"new"', '"brand new"'), "set kind to one of: familiar, new"),
    ],
)
def test_a_damaged_idea_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    structure = (
        '[[idea]]\nkey = "walk"\narea = "time"\nminutes = 60\ncost = "free"\nplace = "out"\n'
        'kind = "new"\nseason = "any"\n'
    )
    (tmp_path / "ideas.toml").write_text(structure.replace(*change), encoding="utf-8")
    (tmp_path / "ideas.en.toml").write_text('[idea.walk]\ntitle = "A"\nhow = "B"\n', "utf-8")

    with pytest.raises(ContentFault, match=f"ideas.toml, walk: {said}"):
        ideas.load(tmp_path / "ideas.toml", tmp_path / "ideas.en.toml")

"""Prompts and ideas: what is there, and what is said when a file is damaged."""

import re
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from checkins import content
from checkins.domain import ideas, prompts
from checkins.domain.catalogue import AREAS, ContentFault

CATALOGUE = list(content.prompts().values())


def test_there_are_thirty_prompts_an_area_or_more() -> None:
    found = Counter(prompt.area for prompt in CATALOGUE)

    assert set(found) == set(AREAS)
    assert min(found.values()) >= 30


def test_every_area_has_prompts_for_each_step_of_its_pace() -> None:
    found = Counter((prompt.area, prompt.depth) for prompt in CATALOGUE)
    needed = Counter(prompts.PACE)

    assert needed == {1: 12, 2: 12, 3: 6}
    assert all(found[area, depth] >= needed[depth] for area in AREAS for depth in prompts.DEPTHS)


def test_keys_begin_with_the_area_and_fit_their_column() -> None:
    wrong = [p.key for p in CATALOGUE if not re.fullmatch(rf"{p.area}(-[a-z]+)+", p.key)]

    assert wrong == []
    assert max(len(prompt.key) for prompt in CATALOGUE) <= 64


def test_every_prompt_is_one_question_and_every_note_one_sentence() -> None:
    assert [p.key for p in CATALOGUE if not re.fullmatch(r"[^?]+\?", p.words)] == []
    assert [p.key for p in CATALOGUE if not re.fullmatch(r"[^.?]+\.", p.note)] == []


def _vocabulary(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("field", ["words", "note"])
def test_no_two_prompts_are_alike(field: str) -> None:
    said = {prompt.key: _vocabulary(getattr(prompt, field)) for prompt in CATALOGUE}

    alike = [
        (one, other)
        for one, other in combinations(said, 2)
        if len(said[one] & said[other]) > 0.5 * len(said[one] | said[other])
    ]

    assert alike == []


# Prompts name neither a gender nor a marriage, use no clinic's words, and never touch on harm.
UNWELCOME = re.compile(
    r"\b(he|she|him|her|his|hers|husband|wife|boyfriend|girlfriend|spouse|marriage|married|"
    r"therapy|therapist|trauma|attachment|trigger\w*|boundar\w+|process\w*|validat\w*|diagnos\w*|"
    r"afraid|fear\w*|scared|threat\w*|control\w*|viol\w+|hit|hurt\w*|sex\w*|secret\w*|confess\w*)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("field", ["words", "note"])
def test_no_prompt_uses_an_unwelcome_word(field: str) -> None:
    said = {prompt.key: UNWELCOME.findall(getattr(prompt, field)) for prompt in CATALOGUE}

    assert {key: found for key, found in said.items() if found} == {}


@pytest.mark.parametrize("field", ["title", "lead", "speaker", "listener", "together", "why"])
def test_no_step_of_the_meeting_uses_an_unwelcome_word(field: str) -> None:
    said = {step.key: UNWELCOME.findall(getattr(step, field)) for step in content.meeting()}

    # What was studied has to be called what it was.
    said["topic"] = [word for word in said["topic"] if (field, word) != ("why", "therapy")]
    assert {key: found for key, found in said.items() if found} == {}


def test_every_source_names_its_authors_year_and_pages() -> None:
    citation = re.compile(r"[A-Z][^()]+ \((19|20)\d\d\)\. .+, \d+(\(\d+\))?, \d+-\d+\.")
    sources = [source for step in content.meeting() for source in step.sources]

    assert len(sources) == len(set(sources)) == 12
    assert [source for source in sources if not citation.fullmatch(source)] == []


def test_there_are_eighteen_ideas_three_an_area() -> None:
    assert Counter(idea.area for idea in content.ideas().values()) == dict.fromkeys(AREAS, 3)


def test_the_check_says_what_is_there() -> None:
    assert content.check() == [
        "180 prompts, at least 30 an area",
        "42 starters of appreciations",
        "30 questions after a good thing",
        "18 ideas for time together",
        "11 steps of the meeting: regular up to 35 minutes, light up to 10 minutes",
    ]


@pytest.mark.parametrize("month", range(1, 13))
def test_an_idea_of_the_season_comes_before_one_of_another(month: int) -> None:
    on = date(2026, month, 15)
    offered = [i for i in ideas.suggest(content.ideas().values(), on=on) if i.is_new]

    fits = [idea.season in ("any", ideas.season(on)) for idea in offered]
    assert fits == sorted(fits, reverse=True)


PROMPT = '[[prompt]]\nkey = "walk"\narea = "time"\ndepth = 1\ntags = ["rest"]\n'
WORDS = '[prompt.walk]\nwords = "Where shall we walk?"\nnote = "Ask why there."\n'


@pytest.mark.parametrize(
    ("structure", "words", "said"),
    [
        (PROMPT.replace("time", "weather"), WORDS, "prompts.toml, walk: set area to one of: time"),
        (PROMPT.replace("1", "4"), WORDS, "prompts.toml, walk: set depth to one of: 1, 2, 3"),
        (PROMPT.replace('["rest"]', "[]"), WORDS, "prompts.toml, walk: set tags to a list of"),
        (PROMPT.replace("rest", "nap"), WORDS, "prompts.toml, walk: set tags to a list of"),
        (PROMPT.replace('"rest"', '"rest", "rest"'), WORDS, "prompts.toml, walk: set tags to a"),
        (PROMPT.replace('["rest"]', '"rest"'), WORDS, "prompts.toml, walk: set tags to a list of"),
        (PROMPT + PROMPT, WORDS, "prompts.toml, walk: use each key once"),
        (PROMPT.replace("key", "kye"), WORDS, "prompts.toml, prompt number 1: give it a key"),
        ("", WORDS, "prompts.toml, prompt: add [[prompt]] entries"),
        ("[[prompt", WORDS, "prompts.toml, the file: make it valid TOML"),
        (PROMPT, "[prompt]\n", "prompts.en.toml, walk: write its words"),
        (PROMPT, "", "prompts.en.toml, prompt: add a [prompt] table"),
        (PROMPT, '[prompt]\nwalk = "Where?"\n', "prompts.en.toml, walk: write its words"),
        (PROMPT, WORDS.replace("note", "nite"), "prompts.en.toml, walk: write its note"),
        (
            PROMPT,
            WORDS.replace("Ask", " " * 9 + "!"),
            "prompts.en.toml, walk: take the exclamation",
        ),
        (PROMPT, WORDS.replace("Where", "x" * 120), "prompts.en.toml, walk: shorten its words to"),
        (PROMPT, WORDS.replace("Ask", "x" * 100), "prompts.en.toml, walk: shorten its note to 100"),
        (PROMPT, WORDS + '[prompt.run]\nwords = "?"\n', "prompts.en.toml, run: take it out"),
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

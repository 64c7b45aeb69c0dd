"""Prompts and ideas: what is there, and what is said when a file is damaged."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from checkins import content
from checkins.domain import ideas, prompts
from checkins.domain.catalogue import AREAS, ContentFault

CATALOGUE = list(content.prompts().values())
IDEAS = list(content.ideas().values())


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


def test_there_are_sixty_six_ideas_nine_an_area_or_more() -> None:
    found = Counter(idea.area for idea in IDEAS)

    assert len(IDEAS) >= 66
    assert min(found[area] for area in AREAS) >= 9


def test_at_least_half_of_the_ideas_are_new() -> None:
    assert sum(idea.is_new for idea in IDEAS) >= len(IDEAS) / 2


@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_ideas_at_home_and_out_for_nothing_and_for_an_evening(area: str) -> None:
    found = [idea for idea in IDEAS if idea.area == area]

    assert {idea.place for idea in found} == set(ideas.PLACES)
    assert {idea.kind for idea in found} == set(ideas.KINDS)
    assert {"free", "little"} <= {idea.cost for idea in found}
    assert min(idea.minutes for idea in found) <= 45 < 90 <= max(idea.minutes for idea in found)


def test_every_season_has_five_ideas_or_more() -> None:
    found = Counter(idea.season for idea in IDEAS)

    assert min(found[season] for season in ideas.SEASONS) >= 5


def test_ideas_last_from_a_quarter_of_an_hour_to_eight_hours() -> None:
    lengths = [idea.minutes for idea in IDEAS]

    assert (min(lengths), max(lengths)) == (15, 480)


def test_some_ideas_are_for_weeks_apart() -> None:
    assert sum("week apart" in f"{idea.title} {idea.how}" for idea in IDEAS) >= 4


def test_the_first_eighteen_keys_are_still_there() -> None:
    first = (
        *("breakfast-elsewhere", "slow-supper", "last-stop"),
        *("three-photographs", "first-home", "walk-by-night"),
        *("one-record", "dark-sky", "read-aloud"),
        *("eyes-closed", "first-lesson", "mend-a-thing"),
        *("half-a-page", "chosen-for-you", "window-box"),
        *("cold-water", "kitchen-dance", "blankets-and-tea"),
    )

    assert set(first) <= set(content.ideas())


def test_a_title_has_no_full_stop_and_a_how_is_one_sentence_or_two() -> None:
    assert [idea.key for idea in IDEAS if re.search(r"[.?:;]", idea.title)] == []
    assert [idea.key for idea in IDEAS if not re.fullmatch(r"([^.?]+\.){1,2}", idea.how)] == []


@pytest.mark.parametrize("field", ["title", "how"])
def test_no_two_ideas_are_alike(field: str) -> None:
    said = {idea.key: _vocabulary(getattr(idea, field)) for idea in IDEAS}

    alike = [
        (one, other)
        for one, other in combinations(said, 2)
        if len(said[one] & said[other]) > 0.5 * len(said[one] | said[other])
    ]

    assert alike == []


# Drinks that are the point of an evening, and words that sell.
UNWANTED = re.compile(
    r"\b(wine|beer|whisky|cocktail\w*|champagne|bar|pub|drunk|"
    r"magic\w*|perfect\w*|amazing|unforgettable|ultimate|special|treat|indulg\w*|pamper\w*|"
    r"romantic|romance|spark|passion\w*|naked|undress\w*)\b",
    re.IGNORECASE,
)


def test_no_idea_uses_an_unwelcome_word_sells_or_is_about_drinking() -> None:
    said = {idea.key: f"{idea.title}. {idea.how}" for idea in IDEAS}

    found = {key: UNWELCOME.findall(text) + UNWANTED.findall(text) for key, text in said.items()}

    assert {key: words for key, words in found.items() if words} == {}


def test_the_check_says_what_is_there() -> None:
    assert content.check() == [
        "180 prompts, at least 30 an area",
        "42 starters of appreciations",
        "30 questions after a good thing",
        "73 ideas for time together, at least 12 an area, 54 of them new",
        "11 steps of the meeting: regular up to 35 minutes, light up to 10 minutes",
    ]


def test_the_check_refuses_fewer_than_sixty_ideas(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {idea.key: idea for idea in IDEAS[:59]}
    monkeypatch.setattr(content, "ideas", lambda language=content.FALLBACK: few)

    with pytest.raises(ContentFault) as fault:
        content.check()

    assert str(fault.value) == "ideas.toml, the file: write at least 60 ideas, there are 59"


@pytest.mark.parametrize("month", range(1, 13))
def test_an_idea_of_the_season_comes_before_one_of_another(month: int) -> None:
    on = date(2026, month, 15)
    offered = [i for i in ideas.suggest(IDEAS, on=on) if i.is_new]

    fits = [idea.season in ("any", ideas.season(on)) for idea in offered]
    assert fits == sorted(fits, reverse=True)


SUNDAY = date(2026, 12, 6)


def _offered(done: dict[str, date], focus: str | None = None) -> list[str]:
    return [idea.key for idea in ideas.suggest(IDEAS, on=SUNDAY, focus=focus, done=done)]


def test_what_was_done_lately_goes_to_the_very_end_the_longest_ago_first() -> None:
    done = {
        "last-stop": SUNDAY - timedelta(weeks=2),
        "two-oars": SUNDAY - timedelta(weeks=20),
        "pile-then-cake": SUNDAY - timedelta(weeks=9),
    }

    before, after = _offered({}), _offered(done)

    assert after[-3:] == ["two-oars", "pile-then-cake", "last-stop"]
    assert after[:-3] == [key for key in before if key not in done]


def test_what_was_done_lately_goes_to_the_end_even_in_the_focus() -> None:
    assert _offered({"two-oars": SUNDAY - timedelta(weeks=1)}, focus="trust")[-1] == "two-oars"


def test_what_is_planned_for_a_coming_day_rests_behind_what_was_done() -> None:
    done = {"last-stop": SUNDAY + timedelta(days=6), "two-oars": SUNDAY}

    assert _offered(done)[-2:] == ["two-oars", "last-stop"]


@pytest.mark.parametrize(("days", "is_last"), [(181, True), (182, False), (400, False)])
def test_after_twenty_six_weeks_an_idea_takes_its_place_again(days: int, is_last: bool) -> None:
    done = {"last-stop": SUNDAY - timedelta(days=days)}

    assert (_offered(done)[-1] == "last-stop") is is_last
    assert (_offered(done) == _offered({})) is not is_last


def test_what_the_catalogue_no_longer_has_and_closeness_stay_out_though_done() -> None:
    done = {"gone": SUNDAY, "warm-feet": SUNDAY}

    assert _offered(done) == _offered({})


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


IDEA = (
    '[[idea]]\nkey = "walk"\narea = "time"\nminutes = 60\ncost = "free"\nplace = "out"\n'
    'kind = "new"\nseason = "any"\n'
)
SAID = '[idea.walk]\ntitle = "A long walk"\nhow = "Go out. Come back."\n'


@pytest.mark.parametrize(
    ("structure", "words", "said"),
    [
        (IDEA.replace("60", "5"), SAID, "ideas.toml, walk: set minutes between 15 and 720"),
        (IDEA.replace("60", '"long"'), SAID, "ideas.toml, walk: set minutes between 15 and 720"),
        (IDEA.replace("new", "odd"), SAID, "ideas.toml, walk: set kind to one of: familiar, new"),
        (IDEA.replace("any", "rain"), SAID, "ideas.toml, walk: set season to one of: any, spring"),
        (IDEA + IDEA, SAID, "ideas.toml, walk: use each key once"),
        (IDEA, "[idea]\n", "ideas.en.toml, walk: write its words"),
        (IDEA, '[idea]\nwalk = "A walk"\n', "ideas.en.toml, walk: write its title"),
        (IDEA, SAID.replace("title", "tilte"), "ideas.en.toml, walk: write its title"),
        (IDEA, SAID.replace("how =", "who ="), "ideas.en.toml, walk: write its how"),
        (IDEA, SAID.replace("A long walk", " "), "ideas.en.toml, walk: write its title"),
        (IDEA, SAID.replace('"Go out. Come back."', "3"), "ideas.en.toml, walk: write its how"),
        (
            IDEA,
            SAID.replace("long walk", "walk!"),
            "ideas.en.toml, walk: take the exclamation mark out of its title",
        ),
        (
            IDEA,
            SAID.replace("back.", "back!"),
            "ideas.en.toml, walk: take the exclamation mark out of its how",
        ),
        (
            IDEA,
            SAID.replace("A long walk", "x" * 41),
            "ideas.en.toml, walk: shorten its title to 40 characters",
        ),
        (
            IDEA,
            SAID.replace("Go out.", "x" * 160),
            "ideas.en.toml, walk: shorten its how to 160 characters",
        ),
        (IDEA, SAID + '[idea.run]\ntitle = "A"\n', "ideas.en.toml, run: take it out"),
    ],
)
def test_a_damaged_idea_names_its_file_itself_and_the_mend(
    tmp_path: Path, structure: str, words: str, said: str
) -> None:
    (tmp_path / "ideas.toml").write_text(structure, encoding="utf-8")
    (tmp_path / "ideas.en.toml").write_text(words, encoding="utf-8")

    with pytest.raises(ContentFault) as fault:
        ideas.load(tmp_path / "ideas.toml", tmp_path / "ideas.en.toml")

    assert str(fault.value).startswith(said)


def test_a_title_of_forty_and_a_how_of_a_hundred_and_sixty_characters_are_read(
    tmp_path: Path,
) -> None:
    title, how = "x" * 40, "y" * 160
    (tmp_path / "ideas.toml").write_text(IDEA, encoding="utf-8")
    words = f'[idea.walk]\ntitle = "{title}"\nhow = "{how}"\n'
    (tmp_path / "ideas.en.toml").write_text(words, encoding="utf-8")

    [walk] = ideas.load(tmp_path / "ideas.toml", tmp_path / "ideas.en.toml")

    assert (walk.title, walk.how) == (title, how)

"""The evening as data: its steps, the way through them, and what a damaged file says."""

from pathlib import Path

import pytest

from checkins import content
from checkins.domain import meeting
from checkins.domain.catalogue import ContentFault
from checkins.domain.meeting import (
    BACK,
    LIGHT,
    NEXT,
    NONE,
    REGULAR,
    SKIP,
    STOP,
    TALK,
    WRITE,
    Scene,
    Step,
)

STEPS = content.meeting()


def evening(length: str = REGULAR, topic: str = NONE, *, agreements: bool = False) -> list[str]:
    """The names of an evening's scenes, in order."""
    found = meeting.scenes(STEPS, length=length, topic=topic, has_agreements=agreements)
    return [scene.name for scene in found]


def test_a_regular_evening_goes_from_arriving_to_closing_alone() -> None:
    assert evening() == [
        *("arrive.whole", "appreciations.first", "appreciations.second"),
        *("good-news.first", "good-news.second", "prompt.first", "prompt.second"),
        *("stress.first", "stress.second", "wish.first", "wish.second", "wish.agree"),
        *("plan.whole", "close.whole"),
    ]


def test_a_light_evening_has_a_few_steps_and_no_topic() -> None:
    short = ["arrive", "appreciations", "wish", "plan", "close"]

    assert [*dict.fromkeys(name.split(".")[0] for name in evening(LIGHT))] == short
    assert evening(LIGHT, TALK) == evening(LIGHT, WRITE) == evening(LIGHT)


def test_a_topic_is_talked_about_by_turns_and_ends_in_small_steps() -> None:
    added = [name for name in evening(topic=TALK) if name not in evening()]

    assert added == ["topic.first", "topic.second", "topic.agree"]


def test_writing_takes_the_place_of_talking() -> None:
    written, talked = evening(topic=WRITE), evening(topic=TALK)

    assert "writing.whole" in written
    assert not any(name.startswith("topic.") for name in written)
    assert not any(name.startswith("writing.") for name in talked)


@pytest.mark.parametrize("length", [REGULAR, LIGHT])
def test_open_agreements_come_right_after_arriving(length: str) -> None:
    assert evening(length, agreements=True)[:2] == ["arrive.whole", "last-time.whole"]
    assert "last-time.whole" not in evening(length)


def test_the_names_of_scenes_fit_their_column_and_are_used_once() -> None:
    longest = evening(topic=TALK, agreements=True) + evening(topic=WRITE)

    assert max(map(len, longest)) <= 32
    assert len(set(evening(topic=TALK))) == len(evening(topic=TALK))


@pytest.mark.parametrize("topic", [NONE, TALK, WRITE])
@pytest.mark.parametrize("agreements", [True, False])
def test_a_regular_evening_takes_25_to_35_minutes(topic: str, agreements: bool) -> None:
    scenes = meeting.scenes(STEPS, length=REGULAR, topic=topic, has_agreements=agreements)

    assert 25 * 60 <= sum(scene.seconds for scene in scenes) <= 35 * 60


@pytest.mark.parametrize("agreements", [True, False])
def test_a_light_evening_takes_ten_minutes_at_most(agreements: bool) -> None:
    scenes = meeting.scenes(STEPS, length=LIGHT, has_agreements=agreements)

    assert sum(scene.seconds for scene in scenes) <= 10 * 60


def test_the_parts_of_a_step_share_its_minutes() -> None:
    wish = Step("wish", meeting.IN_TURNS, {REGULAR: 3}, agrees=True)

    scenes = meeting.scenes([wish], length=REGULAR)

    assert [(scene.part, scene.seconds) for scene in scenes] == [
        ("first", 60),
        ("second", 60),
        ("agree", 60),
    ]
    assert [scene.is_turn for scene in scenes] == [True, True, False]


def _walk(scenes: tuple[Scene, ...], start: str, *ways: str) -> str:
    here = meeting.scene_named(scenes, start)
    for way in ways:
        here = meeting.moved(scenes, here, way)
    return here.name


@pytest.mark.parametrize(
    ("start", "ways", "there"),
    [
        ("arrive.whole", [NEXT], "appreciations.first"),
        ("arrive.whole", [BACK], "arrive.whole"),
        ("appreciations.first", [NEXT, NEXT], "good-news.first"),
        ("appreciations.second", [BACK, BACK], "arrive.whole"),
        ("appreciations.first", [SKIP], "good-news.first"),
        ("appreciations.second", [SKIP], "good-news.first"),
        ("wish.agree", [SKIP, SKIP], "close.whole"),
        ("prompt.first", [STOP], "close.whole"),
        ("close.whole", [NEXT], "close.whole"),
        ("close.whole", [SKIP], "close.whole"),
        ("close.whole", [STOP], "close.whole"),
        ("close.whole", [BACK], "plan.whole"),
        ("a-step-that-has-left", [NEXT], "appreciations.first"),
    ],
)
def test_where_each_way_leads(start: str, ways: list[str], there: str) -> None:
    assert _walk(meeting.scenes(STEPS, length=REGULAR), start, *ways) == there


def test_pressing_on_goes_through_everything_once() -> None:
    scenes = meeting.scenes(STEPS, length=REGULAR, topic=TALK, has_agreements=True)
    here, seen = scenes[0], [scenes[0]]

    while (there := meeting.moved(scenes, here, NEXT)) is not here:
        seen.append(here := there)

    assert seen == list(scenes)


def test_there_is_no_other_way_to_go() -> None:
    scenes = meeting.scenes(STEPS, length=LIGHT)

    with pytest.raises(KeyError):
        meeting.moved(scenes, scenes[0], "sideways")


# Two steps of 2 and 3 minutes by turns: four scenes of 60, 60, 90 and 90 seconds.
SHORT = meeting.scenes(
    [Step("one", meeting.IN_TURNS, {LIGHT: 2}), Step("two", meeting.IN_TURNS, {LIGHT: 3})],
    length=LIGHT,
)


@pytest.mark.parametrize(
    ("scene", "gone", "left"),
    [
        (0, 0, 5),  # 60 + 60 + 90 + 90 = 300 s
        (0, 45, 4),  # 15 + 240 = 255 s
        (0, 900, 4),  # a scene that takes longer takes nothing from those to come
        (2, 0, 3),  # 90 + 90 = 180 s
        (3, 80, 1),  # 10 s are still a minute
        (3, 900, 1),
    ],
)
def test_how_many_minutes_are_left(scene: int, gone: int, left: int) -> None:
    assert meeting.minutes_left(SHORT, SHORT[scene], gone) == left


def test_steps_are_counted_and_not_their_parts() -> None:
    assert [meeting.number_of(SHORT, scene) for scene in SHORT] == [(1, 2), (1, 2), (2, 2), (2, 2)]


def test_who_begins_changes_from_week_to_week() -> None:
    weeks = ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]

    # A year of 53 weeks lets the same one begin twice.
    assert [meeting.seat_that_begins(week) for week in weeks] == [1, 2, 2, 1]


STRUCTURE = """
[[step]]
key = "arrive"
speaks = "together"
minutes = { regular = 10, light = 4 }

[[step]]
key = "topic"
speaks = "in-turns"
needs = "talk"
minutes = { regular = 5 }

[[step]]
key = "writing"
speaks = "alone"
needs = "write"
minutes = { regular = 5 }

[[step]]
key = "wish"
speaks = "in-turns"
shows = "wish"
agrees = true
minutes = { regular = 11, light = 4 }
sources = ["A study."]

[[step]]
key = "close"
speaks = "alone"
minutes = { regular = 4, light = 1 }
"""
WORDS = """
[step.arrive]
title = "Arrive"
lead = "Sit down."
[step.topic]
title = "Topic"
lead = "One thing."
speaker = "Say it."
listener = "Listen."
[step.writing]
title = "Write"
lead = "Alone."
[step.wish]
title = "Wish"
lead = "One each."
speaker = "Say it."
listener = "Listen."
together = "Agree."
why = "It was tried."
[step.close]
title = "Close"
lead = "That was it."
"""


def _load(folder: Path, structure: str, words: str) -> tuple[Step, ...]:
    (folder / "meeting.toml").write_text(structure, encoding="utf-8")
    (folder / "meeting.en.toml").write_text(words, encoding="utf-8")
    return meeting.load(folder / "meeting.toml", folder / "meeting.en.toml")


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    steps = _load(tmp_path, STRUCTURE, WORDS)

    assert [step.key for step in steps] == ["arrive", "topic", "writing", "wish", "close"]
    assert steps[3].agrees
    assert (steps[3].why, steps[3].sources) == ("It was tried.", ("A study.",))


ARRIVE_TAKES = "minutes = { regular = 10, light = 4 }"
WISH_TAKES = "minutes = { regular = 11, light = 4 }"


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        (ARRIVE_TAKES, "", "arrive: set minutes to"),
        (ARRIVE_TAKES, "minutes = 10", "arrive: set minutes to"),
        (ARRIVE_TAKES, "minutes = {}", "arrive: set minutes to"),
        ("regular = 10", "regular = 0", "arrive: set minutes to"),
        ("regular = 10", "regular = 16", "arrive: set minutes to"),
        ("regular = 10", "regular = true", "arrive: set minutes to"),
        ("regular = 10", 'regular = "4"', "arrive: set minutes to"),
        ("regular = 10", "regular = [4]", "arrive: set minutes to"),
        ("regular = 10", "long = 10", "arrive: set minutes to"),
        (
            "regular = 11",
            "regular = 9",
            "regular: let it take 25 to 35 minutes; now it is 23 to 28",
        ),
        (
            "regular = 5",
            "regular = 13",
            "regular: let it take 25 to 35 minutes; now it is 25 to 38",
        ),
        (WISH_TAKES, "minutes = { regular = 11, light = 6 }", "light: let it take 8 to 10"),
        (
            WISH_TAKES,
            "minutes = { regular = 11 }",
            "light: let it take 8 to 10 minutes; now it is 5",
        ),
        (
            'speaks = "together"',
            'speaks = "loudly"',
            "arrive: set speaks to one of: together, in-t",
        ),
        ('speaks = "together"', "", "arrive: set speaks to one of"),
        ('speaks = "together"', 'speaks = ["together"]', "arrive: set speaks to one of"),
        ('shows = "wish"', 'shows = "wishes"', "wish: set shows to one of"),
        ('shows = "wish"', 'shows = ["wish"]', "wish: set shows to one of"),
        ('shows = "wish"', "shows = { kind = 1 }", "wish: set shows to one of"),
        ('needs = "talk"', 'needs = "time"', "topic: set needs to one of"),
        ('needs = "talk"', "needs = []", "topic: set needs to one of"),
        ('needs = "talk"', "", 'topic: let this one step, and no other, have needs = "talk"'),
        ('shows = "wish"', 'needs = "write"', "writing: let this one step, and no other"),
        ("agrees = true", "agrees = 1", "wish: set agrees to true or false"),
        ("agrees = true", 'agrees = "yes"', "wish: set agrees to true or false"),
        ("agrees = true", "optional = 0", "wish: set optional to true or false"),
        ('sources = ["A study."]', "sources = [4]", "wish: set sources to a list of texts"),
        ('sources = ["A study."]', 'sources = "A study."', "wish: set sources to a list of texts"),
        ('sources = ["A study."]', 'sources = [" "]', "wish: set sources to a list of texts"),
        ('sources = ["A study."]', "sources = 0", "wish: set sources to a list of texts"),
        ('key = "wish"', 'key = "writing"', "writing: use each key once"),
        ('key = "wish"', "key = 7", "step number 4: give it a key"),
        ("[[step]]", "[step]", "the file: make it valid TOML"),
    ],
)
def test_a_damaged_structure_names_itself_the_item_and_the_mend(
    tmp_path: Path, there: str, instead: str, said: str
) -> None:
    assert there in STRUCTURE
    damaged = STRUCTURE.replace(there, instead, 1)

    with pytest.raises(ContentFault) as fault:
        _load(tmp_path, damaged, WORDS)

    assert str(fault.value).startswith(f"meeting.toml, {said}")


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ('lead = "Sit down."', "", "arrive: write its lead"),
        ('title = "Arrive"', 'title = " "', "arrive: write its title"),
        ('title = "Arrive"', "title = 3", "arrive: write its title"),
        ("Arrive", "A" * 41, "arrive: shorten its title to 40"),
        ("Sit down.", "Sit. " * 45, "arrive: shorten its lead to 220"),
        ("Sit down.", "Sit down!", "arrive: take the exclamation mark out of its lead"),
        ('speaker = "Say it."', "", "topic: write its speaker"),
        ('listener = "Listen."', "", "topic: write its listener"),
        ('together = "Agree."', "", "wish: write its together"),
        ('why = "It was tried."', "", "wish: write its why"),
        ('[step.close]\ntitle = "Close"\nlead = "That was it."', "", "close: write its words"),
        ("[step.close]", "[step.end]", "close: write its words"),
        ("[step.arrive]", '[step.run]\nlead = "Off."\n[step.arrive]', "run: take it out"),
        ("[step.writing]", "[[step.writing]]", "writing: write its title"),
    ],
)
def test_damaged_words_name_themselves_the_item_and_the_mend(
    tmp_path: Path, there: str, instead: str, said: str
) -> None:
    assert there in WORDS
    damaged = WORDS.replace(there, instead, 1)

    with pytest.raises(ContentFault) as fault:
        _load(tmp_path, STRUCTURE, damaged)

    assert str(fault.value).startswith(f"meeting.en.toml, {said}")


@pytest.mark.parametrize(
    ("structure", "said"),
    [
        ("", "step: add [[step]] entries"),
        ("step = [1, 2]", "step number 1: give it a key"),
        ('step = "arrive"', "step: add [[step]] entries"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, structure: str, said: str) -> None:
    with pytest.raises(ContentFault, match=r"meeting\.toml, ") as fault:
        _load(tmp_path, structure, WORDS)

    assert said in str(fault.value)


@pytest.mark.parametrize(("first", "last"), [("wish", "close"), ("arrive", "wish")])
def test_an_evening_begins_with_arriving_and_ends_with_the_close(
    tmp_path: Path, first: str, last: str
) -> None:
    blocks = {block.split('"')[1]: "[[step]]" + block for block in STRUCTURE.split("[[step]]")[1:]}
    between = [key for key in blocks if key not in (first, last)]

    with pytest.raises(ContentFault, match="begin with arrive and end with close"):
        _load(tmp_path, "".join(blocks[key] for key in (first, *between, last)), WORDS)


def test_only_who_speaks_by_turns_can_agree_afterwards(tmp_path: Path) -> None:
    damaged = STRUCTURE.replace('speaks = "together"', 'speaks = "together"\nagrees = true')
    words = WORDS.replace('lead = "Sit down."', 'lead = "Sit down."\ntogether = "Agree."')

    with pytest.raises(ContentFault, match="arrive: let it speak in-turns, or take agrees out"):
        _load(tmp_path, damaged, words)


@pytest.mark.parametrize("key", ["x" * 25, "two.parts", "Wish", "wish list"])
def test_a_key_has_to_fit_where_it_is_kept(tmp_path: Path, key: str) -> None:
    damaged = STRUCTURE.replace('key = "wish"', f'key = "{key}"')
    words = WORDS.replace("[step.wish]", f'[step."{key}"]')

    with pytest.raises(ContentFault, match="use a key of at most 24 small letters and dashes"):
        _load(tmp_path, damaged, words)


def test_both_must_arrive_and_close_in_either_length(tmp_path: Path) -> None:
    damaged = STRUCTURE.replace("minutes = { regular = 4, light = 1 }", "minutes = { regular = 4 }")

    with pytest.raises(ContentFault, match="close: begin with arrive and end with close"):
        _load(tmp_path, damaged, WORDS)

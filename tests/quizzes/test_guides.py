"""The guides: what a file must hold, what is said of its faults, and the texts we ship."""

import re
import tomllib

import pytest
from django.utils.html import escape

from quizzes import content
from quizzes.domain.guides import Who, exercise, load_guides
from quizzes.domain.reading import InstrumentFault
from tests.quizzes.verbs import page, takes

SHIPPED = content.guides("en")

STRUCTURE = """
licence = "CC BY 4.0"
languages = ["en"]

[[sources]]
key = "doe-2001"
author = "Doe, J."
year = 2001
title = "Do plans help?"
where = "Journal of Plans, 1(2), 3–4"

[[areas]]
key = "garden"

[[areas.evidence]]
key = "rain"
sources = ["doe-2001"]
"""
EXERCISE = """
[[areas.exercises]]
key = "{key}"
minutes = 10
who = "{who}"
sources = ["doe-2001"]
"""
WORDS = """
language = "en"

[areas.garden]
what = "A garden."
obstacle = "Weeds."
notice = ["It is green.", "It is tall."]
say = ["Look.", "Smell.", "Wait."]
wrong_tool = "In a storm."

[areas.garden.evidence]
rain = "Rain fell."
"""
EXERCISE_WORDS = """
[areas.garden.exercises.{key}]
title = "The {key}"
steps = ["Kneel.", "Pull."]
why = "It clears."
"""
EXERCISES = {"weed": "alone", "sow": "together", "water": "each", "rest": "together"}


def _structure(exercises=EXERCISES):
    rows = (EXERCISE.format(key=key, who=who) for key, who in exercises.items())
    return STRUCTURE + "".join(rows)


def _words(exercises=EXERCISES):
    return WORDS + "".join(EXERCISE_WORDS.format(key=key) for key in exercises)


def _changed(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


# --- A guide as it is read ----------------------------------------------------------------------


def test_a_guide_has_everything_its_area_needs():
    guide = load_guides(_structure(), _words())["garden"]

    assert (guide.area, guide.what, guide.obstacle) == ("garden", "A garden.", "Weeds.")
    assert guide.notice == ("It is green.", "It is tall.")
    assert guide.say == ("Look.", "Smell.", "Wait.")
    assert guide.wrong_tool == "In a storm."


def test_an_exercise_knows_its_area_who_does_it_its_steps_and_why():
    first = load_guides(_structure(), _words())["garden"].exercises[0]

    assert (first.key, first.area, first.minutes, first.who) == ("weed", "garden", 10, Who.ALONE)
    assert (first.title, first.steps) == ("The weed", ("Kneel.", "Pull."))
    assert first.why == "It clears."


def test_the_first_exercise_of_the_file_is_the_first_of_the_guide():
    guide = load_guides(_structure(), _words(dict(reversed(EXERCISES.items()))))["garden"]

    assert [one.key for one in guide.exercises] == ["weed", "sow", "water", "rest"]


def test_a_claim_carries_its_source_and_how_to_cite_it():
    [claim] = load_guides(_structure(), _words())["garden"].evidence

    assert (claim.key, claim.text) == ("rain", "Rain fell.")
    citation = "Doe, J. (2001). Do plans help? Journal of Plans, 1(2), 3–4."
    assert [source.citation for source in claim.sources] == [citation]


def test_an_exercise_is_found_by_its_key_in_any_area():
    found = exercise(SHIPPED, "say-it-back")

    assert found is not None
    assert (found.area, found.title) == ("listening", "Say it back")


def test_an_exercise_that_is_no_more_is_not_found():
    assert exercise(SHIPPED, "gone-since-last-year") is None


# --- Faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('author = "Doe, J."', "", 'source doe-2001: Add "author"'),
        ("year = 2001", "year = 20001.5", 'source doe-2001: Give "year" a whole number'),
        ("year = 2001", "year = 201", 'source doe-2001: Give "year" a whole number of at least'),
        ('"doe-2001"]', '"roe-2002"]', 'evidence rain: Cite a source that is listed, or add "roe'),
        ('"doe-2001"]', "]", 'evidence rain: Make "sources" a list'),
        ('who = "alone"', 'who = "nobody"', 'exercise weed: Set "who" to one of these: alone, tog'),
        ("minutes = 10", "minutes = 0", 'exercise weed: Give "minutes" a whole number'),
        ('key = "sow"', 'key = "weed"', 'exercise weed: Give it another "key"'),
        ("minutes = 10", "minutes = 10\nhours = 1", 'exercise weed: Remove or rename "hours"'),
    ],
)
def test_a_fault_in_the_structure_is_named_with_its_mend(old, new, said):
    with pytest.raises(InstrumentFault) as fault:
        load_guides(_changed(_structure(), old, new), _words())

    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('wrong_tool = "In a storm."', "", 'areas.garden: Add "wrong_tool"'),
        ('wrong_tool = "In a storm."', 'wrong_tool = " "', 'areas.garden: Give "wrong_tool" a te'),
        ('"Look.", ', "", 'areas.garden: Give "say" at least 3 lines.'),
        ('"It is green.", ', "", 'areas.garden: Give "notice" at least 2 lines.'),
        ('"Kneel.", ', "", 'areas.garden.exercises.weed: Give "steps" 2 to 6 lines.'),
        ('"Pull."', '"1", "2", "3", "4", "5", "6"', 'exercises.weed: Give "steps" 2 to 6 lines.'),
        ('"Kneel."', '" "', 'exercises.weed: Make "steps" a list of different texts'),
        ('why = "It clears."', "", 'areas.garden.exercises.weed: Add "why"'),
        ("rain = ", "snow = ", 'areas.garden.evidence: Add "rain"'),
        ("rain = ", 'snow = "x"\nrain = ', 'areas.garden.evidence: Remove or rename "snow"'),
        ('language = "en"', 'language = "fr"', 'Set "language" to one that is listed: en.'),
    ],
)
def test_a_fault_in_the_words_is_named_with_its_mend(old, new, said):
    with pytest.raises(InstrumentFault) as fault:
        load_guides(_structure(), _changed(_words(), old, new))

    assert said in str(fault.value)


def test_fewer_than_four_exercises_are_refused():
    three = {key: who for key, who in EXERCISES.items() if key != "rest"}

    with pytest.raises(InstrumentFault, match='area garden: Give it at least 4 "exercises"'):
        load_guides(_structure(three), _words(three))


def test_two_areas_may_not_share_the_key_of_an_exercise():
    yard = _structure().partition("[[areas]]")[2].replace('"garden"', '"yard"')
    yard_words = _words().partition("[areas.garden]")[2].replace("areas.garden", "areas.yard")
    structure = f"{_structure()}\n[[areas]]{yard}"
    words = f"{_words()}\n[areas.yard]{yard_words}"

    with pytest.raises(InstrumentFault, match=r"exercise weed: .* in area yard; area garden has"):
        load_guides(structure, words)


# --- What we ship -------------------------------------------------------------------------------


@pytest.mark.parametrize("area", list(SHIPPED))
def test_every_area_has_something_to_do_for_one_person(area):
    assert Who.ALONE in {one.who for one in SHIPPED[area].exercises}


@pytest.mark.parametrize("area", list(SHIPPED))
def test_every_area_says_for_whom_the_help_page_is_meant(area):
    assert "help page" in SHIPPED[area].wrong_tool


def test_every_source_is_cited_somewhere():
    with content.GUIDES.open("rb") as file:
        listed = {source["key"] for source in tomllib.load(file)["sources"]}

    claims = [one for guide in SHIPPED.values() for one in (*guide.evidence, *guide.exercises)]
    assert {source.key for claim in claims for source in claim.sources} == listed


def _texts():
    for guide in SHIPPED.values():
        yield from (guide.what, guide.obstacle, guide.wrong_tool, *guide.notice, *guide.say)
        yield from (claim.text for claim in guide.evidence)
        for one in guide.exercises:
            yield from (one.title, one.why, *one.steps)


def _sentences():
    return [one for text in _texts() for one in re.split(r"(?<=[.?:…])[”]?\s+", text)]


def test_no_text_raises_its_voice():
    assert [text for text in _texts() if "!" in text] == []


def test_no_sentence_is_longer_than_a_tired_person_reads():
    assert [one for one in _sentences() if len(one.split()) > 30] == []


def test_no_text_names_a_gender_or_speaks_like_a_clinic():
    avoided = re.compile(
        r"\b(husband|wife|wives|he|she|his|her|dyadic|intervention|dysfunction\w*|attachment"
        r"|self-disclosure|responsiveness|validation|trauma|symptoms?|significant\w*)\b",
        re.IGNORECASE,
    )

    assert [text for text in _texts() if avoided.search(text)] == []


def test_no_text_promises_that_something_works():
    avoided = re.compile(r"\b(proven|proves|guarantee\w*|always works|will make you)\b")

    assert [text for text in _texts() if avoided.search(text)] == []


# --- On the page of a result --------------------------------------------------------------------


@pytest.fixture
def help_for_time(alex):
    """The part of Alex's result that is about time together, as HTML."""
    html = alex.opens(page("result", takes(alex, time=0))).content.decode()
    return html.split("<h2>Time together</h2>", 1)[1].split("</section>", 1)[0]


def test_the_first_exercise_is_open_and_the_others_are_folded(help_for_time):
    first, *others = SHIPPED["time"].exercises
    before, _, after = help_for_time.partition("<details>")

    assert f"<li>{first.steps[0]}</li>" in before
    assert all(one.title in after and one.title not in before for one in others)


def test_each_of_the_others_opens_by_itself(help_for_time):
    assert help_for_time.count("How it goes") == len(SHIPPED["time"].exercises) - 1


def test_when_to_leave_it_alone_stands_before_the_first_exercise(help_for_time):
    guide = SHIPPED["time"]
    before, _, _ = help_for_time.partition(guide.exercises[0].title)

    assert guide.wrong_tool in before
    assert 'href="/help/"' in before


def test_what_is_known_is_shown_with_its_sources(help_for_time):
    claim = SHIPPED["time"].evidence[0]

    assert f"<p>{claim.text}</p>" in help_for_time
    assert escape(claim.sources[0].citation) in help_for_time


def test_it_is_said_for_how_many_an_exercise_is(help_for_time):
    said = " ".join(help_for_time.split())

    assert "about 15 minutes, for both of you" in said
    assert "about 10 minutes, for you alone" in said

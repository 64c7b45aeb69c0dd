"""Help to begin with: the same for both, the whole week long, and gone again the next."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from checkins import content
from checkins.domain import starters
from checkins.domain.catalogue import ContentFault
from checkins.domain.preparation import APPRECIATION, GOOD_THING, STEPS
from checkins.models import CheckIn
from tests.checkins.verbs import page, shares
from tests.support.people import Someone

CATALOGUE = content.starters()
KINDS = [APPRECIATION, GOOD_THING]
STEP = {step.kind: step.slug for step in STEPS}
MONDAY = date(2026, 11, 30)


def _words(kind: str, on: date) -> list[str]:
    return [starter.words for starter in starters.for_week(CATALOGUE, kind=kind, on=on)]


def test_there_are_forty_beginnings_and_thirty_questions() -> None:
    found = Counter(starter.kind for starter in CATALOGUE)

    assert found[APPRECIATION] >= 40
    assert found[GOOD_THING] >= 30


def test_no_two_say_the_same() -> None:
    assert len({starter.words.casefold() for starter in CATALOGUE}) == len(CATALOGUE)


def test_beginnings_are_left_open_and_questions_are_asked() -> None:
    ends = {(starter.kind, starter.words[-1]) for starter in CATALOGUE}

    assert ends == {(APPRECIATION, "…"), (GOOD_THING, "?")}


@pytest.mark.parametrize(("kind", "number"), [(APPRECIATION, 3), (GOOD_THING, 1)])
def test_a_week_shows_three_beginnings_and_one_question(kind: str, number: int) -> None:
    assert len(set(_words(kind, MONDAY))) == number


@given(st.dates(date(2020, 1, 1), date(2120, 1, 1)), st.sampled_from(KINDS))
def test_a_week_keeps_its_starters_from_monday_to_sunday(on: date, kind: str) -> None:
    monday = on - timedelta(days=on.weekday())

    assert _words(kind, on) == _words(kind, monday)


@pytest.mark.parametrize("kind", KINDS)
def test_all_come_round_before_one_comes_again(kind: str) -> None:
    of_kind = [starter.words for starter in CATALOGUE if starter.kind == kind]
    weeks = len(of_kind) // starters.SHOWN[kind]

    shown = [words for n in range(weeks) for words in _words(kind, MONDAY + timedelta(weeks=n))]

    assert sorted(shown) == sorted(of_kind)


def test_a_catalogue_smaller_than_a_week_shows_what_it_has() -> None:
    only = [starters.Starter("only", APPRECIATION, "You …")]

    assert starters.for_week(only, kind=APPRECIATION, on=MONDAY) == only
    assert starters.for_week(only, kind=GOOD_THING, on=MONDAY) == []


@pytest.mark.parametrize("kind", KINDS)
def test_both_see_the_same_on_the_screen_where_it_helps(
    check_in: CheckIn, alex: Someone, sam: Someone, kind: str
) -> None:
    shares(alex, check_in, "You sang", STEP[kind])

    for someone in (alex, sam):
        screen = someone.opens(page("prepare", check_in, STEP[kind])).content.decode()
        assert all(escape(words) in screen for words in _words(kind, check_in.meets_on))


@pytest.mark.parametrize("step", [s for s in STEPS if s.kind not in KINDS], ids=lambda s: s.slug)
def test_other_screens_offer_no_beginning(check_in: CheckIn, alex: Someone, step) -> None:
    assert "helps to begin" not in alex.opens(page("prepare", check_in, step)).content.decode()


STARTER = '[[starter]]\nkey = "sang"\nkind = "appreciation"\n'
WORDS = '[starter]\nsang = "You sang when …"\n'


@pytest.mark.parametrize(
    ("structure", "words", "said"),
    [
        (STARTER.replace("appre", "depre"), WORDS, "starters.toml, sang: set kind to one of: appr"),
        (STARTER + STARTER, WORDS, "starters.toml, sang: use each key once"),
        (STARTER, "[starter]\n", "starters.en.toml, sang: write its words"),
        (STARTER, '[starter]\nsang = " "\n', "starters.en.toml, sang: write its words"),
        (STARTER, "[starter]\nsang = 3\n", "starters.en.toml, sang: write its words"),
        (STARTER, WORDS.replace("…", "!"), "starters.en.toml, sang: take the exclamation mark out"),
        (STARTER, WORDS.replace("…", "x" * 90), "starters.en.toml, sang: shorten its words to 90"),
    ],
)
def test_a_damaged_file_names_itself_the_starter_and_the_mend(
    tmp_path: Path, structure: str, words: str, said: str
) -> None:
    (tmp_path / "starters.toml").write_text(structure, encoding="utf-8")
    (tmp_path / "starters.en.toml").write_text(words, encoding="utf-8")

    with pytest.raises(ContentFault) as fault:
        starters.load(tmp_path / "starters.toml", tmp_path / "starters.en.toml")

    assert str(fault.value).startswith(said)

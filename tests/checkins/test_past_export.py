"""Past weeks as files: one's own, what the partner shared, and nothing they kept."""

import json

import pytest
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone, translation

from accounts import services as accounts
from accounts.models import Couple
from checkins import export
from checkins.models import Agreement, CheckIn, Closing, Entry, OutsideView
from checkins.services import past_weeks
from tests.checkins.past_verbs import notes, takes_along, weeks_later
from tests.checkins.verbs import gets_ready, keeps, shares
from tests.support.people import Someone

KINDS = pytest.mark.parametrize("kind", ["json", "txt"])


@pytest.fixture
def revealed(check_in: CheckIn, couple: Couple, alex: Someone, sam: Someone, friday) -> CheckIn:
    """A week in which Alex left a canary in every private place, and shared some words."""
    shares(alex, check_in, "You sang.\nTwice.", "appreciations", words_2="canary-kept")
    keeps(alex, check_in, "canary-good", "good-thing")
    shares(alex, check_in, "canary-topic", "topic", welcome="on")
    shares(sam, check_in, "You carried the ladder.", "appreciations")
    for someone in (alex, sam):
        gets_ready(someone, check_in)
    said = {"heard": 7, "close": 9, "fit": "right"}
    Closing.objects.create(check_in=check_in, person=alex.person, said=said)
    OutsideView.objects.create(check_in=check_in, person=alex.person, text="canary-outside")
    step = couple.agreements.create(check_in=check_in, kind=Agreement.Kind.STEP, made_at=friday)
    for number, someone in enumerate((sam, alex), 1):
        words = f"A walk on day {number}"
        step.wordings.create(author=someone.person, number=number, text=words, written_at=friday)
    check_in.refresh_from_db()
    return check_in


def text_of(answer: HttpResponse) -> str:
    """All of a streamed file."""
    return answer.getvalue().decode()


@KINDS
def test_a_file_asks_once_more_who_it_is(revealed: CheckIn, alex: Someone, kind: str) -> None:
    asked = alex.opens(f"/week/past/evenings.{kind}")

    assert asked.status_code == 302
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert alex.opens("/week/past/export/").url.startswith("/accounts/reauthenticate/")


@KINDS
def test_a_file_is_saved_under_a_neutral_name_and_stored_nowhere(
    revealed: CheckIn, alex: Someone, kind: str
) -> None:
    answer = takes_along(alex, kind)

    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Disposition"] == f'attachment; filename="evenings.{kind}"'
    assert "no-store" in answer["Cache-Control"]


def test_after_the_password_both_files_are_offered(revealed: CheckIn, alex: Someone) -> None:
    takes_along(alex, "txt")

    page = alex.opens("/week/past/export/").content.decode()

    assert 'href="/week/past/evenings.json"' in page
    assert 'href="/week/past/evenings.txt"' in page


def test_one_takes_along_all_of_ones_own(revealed: CheckIn, alex: Someone) -> None:
    data = json.loads(text_of(takes_along(alex, "json")))

    week = data["weeks"][0]
    assert (data["format"], data["version"], data["partner"]) == ("evenings-weeks", 1, "Sam")
    assert (week["date"], week["week"], week["kind"]) == ("2026-12-06", "2026-W49", "meeting")
    assert [(one["text"], one["shared"]) for one in week["mine"]] == [
        ("You sang.\nTwice.", True),
        ("canary-kept", False),
        ("canary-good", False),
        ("canary-topic", True),
        ("yes", False),
    ]
    assert [one["text"] for one in week["theirs"]] == ["You carried the ladder."]
    assert week["close"] == {"heard": 7, "close": 9, "fit": "right"}
    assert week["seen_from_outside"] == "canary-outside"
    assert data["agreements"][0]["wordings"] == ["A walk on day 1", "A walk on day 2"]


def test_the_text_reads_like_a_page(revealed: CheckIn, alex: Someone) -> None:
    text = text_of(takes_along(alex, "txt"))

    assert "Sunday, 6 December 2026\n=======================" in text
    assert "Noticed this week (shared)\n    You sang.\n    Twice.\n" in text
    assert "Noticed this week (for you alone)\n    canary-kept\n" in text
    assert "Noticed this week (Sam)\n    You carried the ladder.\n" in text
    assert "How heard you felt\n    7 of 10\n" in text
    assert "Seen from outside\n    canary-outside\n" in text
    assert "A small step, 4 December 2026\n    A walk on day 2\n" in text
    assert "Before it was changed\n    A walk on day 1\n" in text


@KINDS
def test_the_partners_file_holds_nothing_of_what_was_kept(
    revealed: CheckIn, alex: Someone, sam: Someone, kind: str
) -> None:
    theirs = text_of(takes_along(sam, kind))

    assert "You sang." in theirs
    assert "A walk on day 2" in theirs
    assert "canary" not in theirs

    Entry.objects.filter(preparation__person=alex.person, shared=False).delete()
    Closing.objects.all().delete()
    OutsideView.objects.all().delete()

    assert text_of(takes_along(sam, kind)) == theirs


@KINDS
def test_nothing_of_the_partner_before_the_reveal_and_after_an_unlink(
    check_in: CheckIn, alex: Someone, sam: Someone, kind: str
) -> None:
    shares(sam, check_in, "You carried the ladder.", "appreciations")
    shares(alex, check_in, "You sang.", "appreciations")
    assert "ladder" not in text_of(takes_along(alex, kind))

    for someone in (alex, sam):
        gets_ready(someone, check_in)
    assert "ladder" in text_of(takes_along(alex, kind))

    accounts.unlink(by=sam.person, at=check_in.meets_at)
    mine = text_of(takes_along(alex, kind))
    assert "You sang." in mine
    assert "ladder" not in mine
    assert "Sam" not in mine


def test_notes_of_weeks_alone_are_taken_along(friday, robin: Someone) -> None:
    notes(robin, "A walk")

    data = json.loads(text_of(takes_along(robin, "json")))

    week = data["weeks"][0]
    assert (week["kind"], week["week"], week["date"]) == ("note", "2026-W49", None)
    assert week["mine"][0]["text"] == "A walk"
    assert "A note of the week of 30 November 2026" in text_of(takes_along(robin, "txt"))


@KINDS
def test_somebody_new_takes_along_an_empty_file(friday, robin: Someone, kind: str) -> None:
    file = text_of(takes_along(robin, kind))

    assert file == "" if kind == "txt" else json.loads(file)["weeks"] == []


@pytest.mark.parametrize("break_", ["\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_words_cannot_pass_for_a_heading(check_in: CheckIn, alex: Someone, break_: str) -> None:
    keeps(alex, check_in, f"x{break_}Sunday, 13 December 2026{break_}=======================")

    text = text_of(takes_along(alex, "txt"))

    assert "\n    Sunday, 13 December 2026\n    ====" in text


def test_a_topic_nobody_saw_is_not_said_to_be_shared(revealed: CheckIn, alex: Someone) -> None:
    text = text_of(takes_along(alex, "txt"))

    assert "Something to raise (marked to share)\n    canary-topic\n" in text


@KINDS
def test_a_damaged_word_costs_no_other_word(revealed: CheckIn, alex: Someone, kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE checkins_entry SET text = %s WHERE kind = 'good_thing'", [b"?"])
        cursor.execute("UPDATE checkins_closing SET said = %s", [b"?"])
        cursor.execute("UPDATE checkins_outsideview SET text = %s", [b"?"])
        cursor.execute("UPDATE checkins_agreementwording SET text = %s WHERE number = 1", [b"?"])

    file = text_of(takes_along(alex, kind))

    assert "canary-kept" in file
    assert "These words are damaged" in file
    assert "A walk on day 2" in file


def test_every_piece_is_made_in_the_persons_zone_and_leaves_ours_alone(
    revealed: CheckIn, alex: Someone
) -> None:
    """19:30 in Berlin is the next day in Kiritimati."""
    alex.person.time_zone = "Pacific/Kiritimati"

    with timezone.override("UTC"), translation.override("en"):
        pieces = export.spoken_to(alex.person, export.as_text(alex.person))
        zones = [(timezone.get_current_timezone_name(), piece) for piece in pieces]

    assert {zone for zone, _piece in zones} == {"UTC"}
    assert "Monday, 7 December 2026" in zones[-1][1]


def test_many_weeks_are_read_a_few_at_a_time(
    revealed: CheckIn, couple: Couple, alex: Someone, django_assert_max_num_queries
) -> None:
    weeks_later(couple, revealed, 23)
    person = alex.afresh()
    assert len(past_weeks(person)) == 24
    per_dozen, once = 6, 8

    with django_assert_max_num_queries(2 * per_dozen + once):
        file = "".join(export.as_json(person))

    assert len(json.loads(file)["weeks"]) == 24

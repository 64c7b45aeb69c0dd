"""Past weeks within all that one takes along: in words, in time, and a few at a time."""

import json

import pytest
from django.http import HttpResponse
from django.utils import timezone, translation

from accounts import export, export_page, services
from accounts.models import Couple
from checkins.models import Agreement, CheckIn, Closing, OutsideView
from tests.checkins.past_verbs import notes, weeks_later
from tests.checkins.verbs import gets_ready, keeps, shares
from tests.support.exports import file_of, words_of
from tests.support.people import Someone


@pytest.fixture
def revealed(check_in: CheckIn, couple: Couple, alex: Someone, sam: Someone, friday) -> CheckIn:
    """A week with something in every place, and a step that both worded."""
    shares(alex, check_in, "You sang.\nTwice.", "appreciations", words_2="For me alone")
    shares(alex, check_in, "The loud kitchen", "topic", welcome="on")
    shares(sam, check_in, "You carried the ladder.", "appreciations")
    for someone in (alex, sam):
        gets_ready(someone, check_in)
    said = {"heard": 7, "close": 9, "fit": "right"}
    Closing.objects.create(check_in=check_in, person=alex.person, said=said)
    OutsideView.objects.create(check_in=check_in, person=alex.person, text="A neighbour looks in")
    step = couple.agreements.create(check_in=check_in, kind=Agreement.Kind.STEP, made_at=friday)
    for number, someone in enumerate((sam, alex), 1):
        words = f"A walk on day {number}"
        step.wordings.create(author=someone.person, number=number, text=words, written_at=friday)
    check_in.refresh_from_db()
    return check_in


def test_the_page_reads_like_past_weeks(revealed: CheckIn, alex: Someone) -> None:
    words = words_of(alex)

    assert "Sunday, 6 December 2026" in words
    assert "Noticed this week (shared) You sang. Twice." in words
    assert "Noticed this week (for you alone) For me alone" in words
    assert "Noticed this week (Sam) You carried the ladder." in words
    assert "How heard you felt 7 of 10" in words
    assert "Seen from outside A neighbour looks in" in words
    assert "A small step, 4 December 2026" in words
    assert "A walk on day 2 Before it was changed A walk on day 1" in words


def test_a_topic_nobody_saw_is_not_said_to_be_shared(revealed: CheckIn, alex: Someone) -> None:
    assert "Something to raise (marked to share) The loud kitchen" in words_of(alex)


def test_the_file_has_the_partners_words_by_week(revealed: CheckIn, alex: Someone) -> None:
    file = file_of(alex)

    week = file["shared"]["weeks"][0]
    assert (week["week"], week["date"], week["opened"]) == ("2026-W49", "2026-12-06", True)
    assert [one["text"] for one in week["theirs"]] == ["You carried the ladder."]
    assert file["shared"]["agreements"][0]["wordings"] == ["A walk on day 1", "A walk on day 2"]
    assert file["mine"]["closings"] == [
        {"check_in": "2026-12-06", "said": {"heard": 7, "close": 9, "fit": "right"}}
    ]
    assert {row["preparation"] for row in file["mine"]["entries"]} == {"2026-12-06"}


def test_nothing_of_the_partner_before_the_reveal(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(sam, check_in, "You carried the ladder.", "appreciations")
    keeps(alex, check_in, "A quiet week")

    assert "ladder" not in json.dumps(file_of(alex)) + words_of(alex)


def test_notes_of_weeks_alone_are_taken_along(friday, robin: Someone) -> None:
    notes(robin, "A walk")

    file = file_of(robin)

    assert file["mine"]["entries"][0]["preparation"] == "2026-W49"
    assert file["shared"]["weeks"][0]["date"] is None
    assert "A note of the week of 30 November 2026" in words_of(robin)


def test_somebody_new_takes_along_only_the_account(friday, robin: Someone) -> None:
    file = file_of(robin)

    assert file["mine"]["entries"] == file["shared"]["weeks"] == []
    words = words_of(robin)
    assert "There is nothing here. 5 of 13: Your quizzes" in words
    assert "There is nothing here. 1 of 13" not in words


def test_every_piece_is_made_in_the_persons_zone_and_leaves_ours_alone(
    revealed: CheckIn, alex: Someone
) -> None:
    """19:30 in Berlin is the next day in Kiritimati."""
    alex.person.time_zone = "Pacific/Kiritimati"

    with timezone.override("UTC"), translation.override("en"):
        pieces = export_page.as_page(export_page.GO_HERE, alex.person)
        zones = [(timezone.get_current_timezone_name(), piece) for piece in pieces]

    assert {zone for zone, _piece in zones} == {"UTC"}
    assert any("Monday, 7 December 2026" in piece for _zone, piece in zones)


def test_many_weeks_are_read_a_few_at_a_time(
    revealed: CheckIn, couple: Couple, alex: Someone, sam: Someone, django_assert_max_num_queries
) -> None:
    weeks_later(couple, revealed, 23)
    per_dozen, once = 7, 120
    with django_assert_max_num_queries(2 * per_dozen + once):
        pieces = list(export.as_json(alex.afresh(), timezone.now()))

    assert len(json.loads("".join(pieces))["shared"]["weeks"]) == 24


def test_an_unlink_between_two_dozen_weeks_ends_the_partners_words(
    revealed: CheckIn, couple: Couple, alex: Someone, sam: Someone
) -> None:
    later = weeks_later(couple, revealed, 12)
    assert later[-1].meets_on > revealed.meets_on
    pieces = export.as_json(alex.afresh(), timezone.now())
    while '"date"' not in next(pieces):
        pass

    # The first dozen is read by now; the week with Sam's words is the thirteenth.
    services.unlink(by=sam.person, at=timezone.now())

    assert "ladder" not in "".join(pieces)


@pytest.mark.parametrize("address", ["export/", "evenings.json", "evenings.txt"])
def test_the_old_addresses_lead_here(alex: Someone, address: str) -> None:
    answer: HttpResponse = alex.opens(f"/week/past/{address}")

    assert answer.status_code == 302
    assert answer.url == "/me/export/"

"""Small steps: made in a meeting or after it, changed in sight of both, closed by either."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts import services as accounts
from accounts.models import Couple
from accounts.refusals import NotLinked
from checkins import services
from checkins.forms.agreements import AgreementForm, WordingForm
from checkins.models import Agreement, AgreementWording, CheckIn, Meeting
from checkins.models.agreement import MOST_OPEN, MOST_WORDINGS
from checkins.refusals import CheckInClosed, NothingToAgreeOnYet, StepWithoutWords
from tests.checkins.verbs import gets_ready
from tests.support.people import PASSWORD, Someone, link, make_person

LIST = "/week/agreements/"
WALK = "Along the canal, Saturday at three"


@pytest.fixture
def revealed(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Both were ready."""
    for someone in (alex, sam):
        gets_ready(someone, check_in)
    check_in.refresh_from_db()
    return check_in


@pytest.fixture
def walk(revealed: CheckIn, alex: Someone) -> Agreement:
    """The walk along the canal, in Alex's words."""
    agrees(alex)
    return Agreement.objects.get()


def agrees(someone: Someone, text: str = WALK, kind: str = "step", **more: str):
    """Sends the form below the list."""
    return someone.sends(LIST, {"kind": kind, "text": text, **more})


def page(agreement: Agreement, name: str = "agreement") -> str:
    return reverse(f"checkins:{name}", args=[agreement.public_id])


def changes(someone: Someone, agreement: Agreement, text: str, seen: object = 1):
    """Sends other words, having seen the first ones or what is named."""
    return someone.sends(page(agreement), {"text": text, "seen": seen})


def reads(someone: Someone, address: str = LIST) -> str:
    return someone.opens(address).content.decode()


def closes(someone: Someone, agreement: Agreement, **more: str):
    return someone.sends(page(agreement, "close_agreement"), more)


# Making one


def test_both_read_what_one_of_them_wrote_down(walk: Agreement, alex: Someone, sam: Someone):
    alexs, sams = reads(alex), reads(sam)

    assert WALK in alexs
    assert WALK in sams
    assert "Written by you" in alexs
    assert "Written by Alex" in sams
    assert "A small step" in sams


def test_the_words_are_sealed(walk: Agreement) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM checkins_agreementwording")

        assert b"canal" not in bytes(cursor.fetchone()[0])


def test_what_is_accepted_for_now_needs_no_words(revealed: CheckIn, alex: Someone, sam: Someone):
    response = agrees(alex, "", kind="accepted")

    assert response.status_code == 302
    shown = reads(sam)
    assert "We accept this for now" in shown.split("Add one")[0]
    assert "<blockquote" not in shown


def test_before_anything_was_revealed_there_is_nothing_to_agree_on(
    check_in: CheckIn, alex: Someone
) -> None:
    empty = reads(alex)
    response = agrees(alex)

    assert "Once the first one opens" in empty
    assert "<textarea" not in empty
    assert response.status_code == 409
    assert WALK in response.content.decode()
    assert not Agreement.objects.exists()
    with pytest.raises(NothingToAgreeOnYet):
        _agree(check_in, alex)


def test_a_meeting_that_began_without_a_reveal_is_enough(check_in: CheckIn, alex: Someone) -> None:
    at = check_in.meets_at
    Meeting.objects.create(
        check_in=check_in,
        length="light",
        first_seat=1,
        scene="wish.agree",
        began_at=at,
        scene_at=at,
    )

    assert agrees(alex).status_code == 302
    assert Agreement.objects.get().check_in == check_in


def test_it_hangs_on_the_latest_evening_even_when_that_is_long_over(
    revealed: CheckIn, couple: Couple, alex: Someone, time_machine
) -> None:
    later = revealed.meets_at + timedelta(weeks=1, hours=-1)
    time_machine.move_to(later, tick=False)
    services.open_check_in(couple=couple, at=later)

    agrees(alex)

    assert couple.check_ins.count() > 1
    assert Agreement.objects.get().check_in == revealed


def test_an_evening_before_the_last_one_is_left_as_it_was(
    revealed: CheckIn, couple: Couple, alex: Someone
) -> None:
    later = revealed.meets_at + timedelta(weeks=2)
    fields = {"meets_on": later.date(), "meets_at": later, "week": "2026-W51"}
    couple.check_ins.create(**fields, opens_at=later, prompt_key="x", revealed_at=later)

    with pytest.raises(CheckInClosed):
        _agree(revealed, alex, at=later)


def _agree(check_in: CheckIn, someone: Someone, **changes: object) -> Agreement:
    fields = {"kind": "step", "text": WALK, "public_id": uuid.uuid4(), "at": check_in.opens_at}
    return services.agree(check_in, by=someone.person, **{**fields, **changes})


def test_a_form_sent_twice_makes_one(revealed: CheckIn, alex: Someone) -> None:
    token = str(uuid.uuid4())

    first, second = agrees(alex, token=token), agrees(alex, token=token)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Agreement.objects.get().public_id == uuid.UUID(token)
    assert AgreementWording.objects.count() == 1


def test_a_form_changed_after_back_makes_another(revealed: CheckIn, alex: Someone) -> None:
    token = str(uuid.uuid4())

    agrees(alex, token=token)
    agrees(alex, "The cinema on Friday", token=token)

    assert Agreement.objects.count() == 2


def test_somebody_elses_id_gives_one_of_ones_own(
    walk: Agreement, robin: Someone, friday: datetime
) -> None:
    theirs = link(robin, make_person("Kim"))
    fields = {"meets_on": friday.date(), "meets_at": friday, "week": "2026-W49"}
    theirs.check_ins.create(**fields, opens_at=friday, prompt_key="x", revealed_at=friday)

    agrees(robin, token=str(walk.public_id))

    assert theirs.agreements.get().public_id != walk.public_id


def test_twelve_are_plenty_and_nothing_typed_is_lost(walk: Agreement, alex: Someone, sam: Someone):
    for number in range(2, MOST_OPEN + 1):
        agrees(sam, f"Step {number} on Monday")

    response = agrees(alex, "One too many, on Tuesday")

    assert response.status_code == 409
    assert "Twelve agreements are open" in response.content.decode()
    assert "One too many, on Tuesday" in response.content.decode()
    assert Agreement.objects.count() == MOST_OPEN
    assert "Twelve open ones are plenty" in reads(alex)
    closes(alex, walk)
    assert agrees(alex, "One too many, on Tuesday").status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "A few words are enough"),
        ({"text": " \n\t "}, "A few words are enough"),
        ({"text": "\x00"}, "A few words are enough"),
        ({"text": "x" * 401}, "401 characters long"),
        ({"text": "x" * 1_000_000}, "1000000 characters long"),
        ({"kind": ""}, "choose one of the two"),
        ({"kind": "closed"}, "choose one of the two"),
        ({"token": "not an id"}, "valid UUID"),
    ],
)
def test_what_cannot_be_agreed_on_is_a_sentence_and_what_was_typed_stays(
    revealed: CheckIn, alex: Someone, wrong: dict, sentence: str
) -> None:
    response = agrees(alex, **wrong)

    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert "text" in wrong or WALK in text
    assert not Agreement.objects.exists()


def test_half_a_character_is_refused_and_a_nul_left_out(walk: Agreement) -> None:
    typed = {"kind": "step", "text": "A walk \ud800"}
    forms = (AgreementForm(typed), WordingForm(typed, agreement=walk))

    assert all("broken character" in form.errors["text"][0] for form in forms)
    whole = AgreementForm({"kind": "step", "text": "A\x00 walk\r\ntoday"})
    assert whole.is_valid()
    assert whole.agreement()["text"] == "A walk\ntoday"


def test_a_service_that_is_handed_a_step_without_words_refuses_it(
    revealed: CheckIn, walk: Agreement, alex: Someone
) -> None:
    with pytest.raises(StepWithoutWords):
        _agree(revealed, alex, text="")
    with pytest.raises(StepWithoutWords):
        services.change_agreement(walk, by=alex.person, text="", seen=1, at=revealed.opens_at)


def test_words_that_turn_the_line_round_stay_inside_their_quotation(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    agrees(alex, "<b>Walk</b> \u202e reversed {{ 7|add:7 }}")

    shown = reads(sam)

    assert "&lt;b&gt;Walk&lt;/b&gt;" in shown
    assert "{{ 7|add:7 }}" in shown


# Changing the words


def test_either_changes_the_words_and_both_see_what_it_said_before(
    walk: Agreement, alex: Someone, sam: Someone
) -> None:
    response = changes(sam, walk, "The river, but on Friday")

    assert response.status_code == 302
    shown = reads(alex, page(walk))
    now, before = shown.split("<details>")
    assert "The river, but on Friday" in now
    assert "Changed by Sam" in now
    assert WALK not in now
    assert WALK in before
    assert "Written by you, 4 December 2026" in before
    assert "Changed by you" in reads(sam)


def test_the_same_words_again_are_no_new_version(walk: Agreement, alex: Someone, sam: Someone):
    changes(sam, walk, f"  {WALK} ")

    assert walk.wordings.count() == 1
    assert "What it said before" not in reads(alex)


def test_who_comes_second_gets_the_typed_text_back_and_reads_what_it_says_now(
    walk: Agreement, alex: Someone, sam: Someone
) -> None:
    changes(sam, walk, "The river, but on Friday")

    response = changes(alex, walk, "The lake")

    shown = response.content.decode()
    assert response.status_code == 409
    assert "These words have changed meanwhile" in shown
    assert "The river, but on Friday" in shown.split("<form")[0]
    assert "The lake</textarea>" in shown
    assert walk.wordings.count() == 2
    assert changes(alex, walk, "The lake", seen=response.context["form"]["seen"].value())
    assert [w.text for w in walk.wordings.all()][-1] == "The lake"


@pytest.mark.parametrize("seen", ["", "0", "-1", "2", "9" * 30])
def test_a_form_that_saw_another_wording_changes_nothing(
    walk: Agreement, alex: Someone, seen: str
) -> None:
    response = changes(alex, walk, "The lake", seen=seen)

    assert response.status_code == 409
    assert walk.wordings.count() == 1


@pytest.mark.parametrize(
    ("text", "seen", "sentence"),
    [
        ("", "1", "A few words are enough"),
        ("\x00", "1", "A few words are enough"),
        ("x" * 1_000_000, "1", "1000000 characters long"),
        ("The lake", "first", "whole number"),
        ("The lake", "9" * 5000, "whole number"),
    ],
)
def test_words_that_cannot_be_taken_are_refused_in_place(
    walk: Agreement, alex: Someone, text: str, seen: str, sentence: str
) -> None:
    response = changes(alex, walk, text, seen=seen)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert walk.wordings.count() == 1


def test_words_that_changed_very_often_are_better_said_anew(walk: Agreement, alex: Someone) -> None:
    for number in range(1, MOST_WORDINGS):
        walk.word(f"Version {number}", by=alex.person, at=walk.made_at)

    response = changes(alex, walk, "The lake", seen=MOST_WORDINGS)

    assert response.status_code == 409
    assert "The lake</textarea>" in response.content.decode()
    assert walk.wordings.count() == MOST_WORDINGS


def test_a_closed_one_keeps_its_words_and_gives_the_typed_ones_back(
    walk: Agreement, alex: Someone, sam: Someone
) -> None:
    closes(sam, walk)

    response = changes(alex, walk, "Lake")

    assert response.status_code == 409
    assert "This agreement is closed" in response.content.decode()
    assert "Lake</textarea>" in response.content.decode()
    assert walk.wordings.count() == 1


# Closing


def test_either_closes_it_twice_is_once_and_nobody_is_named(
    walk: Agreement, alex: Someone, sam: Someone, time_machine
) -> None:
    first = closes(sam, walk)
    walk.refresh_from_db()
    closed_at = walk.closed_at
    time_machine.move_to(closed_at + timedelta(days=1), tick=False)
    closes(alex, walk)

    walk.refresh_from_db()
    assert first.url == LIST
    assert walk.closed_at == closed_at
    assert WALK in reads(alex).split("<summary>Closed")[1]
    assert "Sam" not in reads(alex, page(walk)).split("<main")[1]


def test_closing_in_the_meeting_leads_back_there(walk: Agreement, alex: Someone) -> None:
    there = reverse("checkins:meeting", args=[walk.check_in.meets_on])

    assert closes(alex, walk, back="meeting").url == there


def test_leading_back_to_a_meeting_long_over_leads_to_the_list(
    walk: Agreement, alex: Someone, time_machine
) -> None:
    time_machine.move_to(walk.check_in.meets_at + timedelta(days=4), tick=False)

    assert closes(alex, walk, back="meeting").url == LIST


def test_leading_back_elsewhere_is_not_listened_to(walk: Agreement, alex: Someone) -> None:
    assert closes(alex, walk, back="//example.org/").url == LIST


def test_closing_is_never_done_by_looking(walk: Agreement, alex: Someone) -> None:
    assert alex.opens(page(walk, "close_agreement")).status_code == 405
    walk.refresh_from_db()
    assert not walk.is_closed


def test_closed_ones_come_ten_at_a_time(walk: Agreement, alex: Someone) -> None:
    _close_many(walk, alex, 12)

    first, second = reads(alex), reads(alex, f"{LIST}?page=2")

    assert "Closed 11 " in first
    assert "Closed 0 " not in first
    assert "Closed 0 " in second
    assert "<details open>" in second


def _close_many(like: Agreement, someone: Someone, count: int) -> None:
    for number in range(count):
        fields = {"couple": like.couple, "check_in": like.check_in, "kind": "step"}
        at = like.made_at + timedelta(minutes=number)
        closed = Agreement.objects.create(**fields, made_at=like.made_at, closed_at=at)
        for text in (f"Closed {number} before", f"Closed {number} today"):
            closed.word(text, by=someone.person, at=at)


def test_the_pages_ask_the_database_little(
    walk: Agreement, alex: Someone, sam: Someone, django_assert_max_num_queries
) -> None:
    for number in range(MOST_OPEN - 1):
        agrees(sam if number % 2 else alex, f"Open {number} today")
    changes(sam, walk, "The river, but on Friday")
    _close_many(walk, sam, 30)
    # The first page takes the notes of what was saved out of the session.
    reads(alex)

    for address in (LIST, f"{LIST}?page=2", f"{LIST}?page=999", page(walk)):
        with django_assert_max_num_queries(9):
            assert alex.opens(address).status_code == 200


# Whose it is


@pytest.mark.parametrize("linked", [False, True], ids=["linked to nobody", "linked to Kim"])
@pytest.mark.parametrize("name", ["agreement", "close_agreement"])
def test_robin_finds_and_changes_nothing(
    walk: Agreement, robin: Someone, name: str, *, linked: bool
) -> None:
    if linked:
        link(robin, make_person("Kim"))

    answers = [
        robin.opens(page(walk, name)),
        robin.sends(page(walk, name), {"text": "I was here", "seen": "1"}),
        robin.opens(LIST),
        agrees(robin, "I was here"),
    ]

    assert {answer.status_code for answer in answers[:2]} <= {404, 405}
    assert not any(WALK in answer.content.decode() for answer in answers)
    walk.refresh_from_db()
    assert not walk.is_closed
    assert Agreement.objects.count() == AgreementWording.objects.count() == 1


def test_an_unlink_takes_the_pages_from_both_and_linking_again_brings_nothing_back(
    walk: Agreement, alex: Someone, sam: Someone, friday: datetime
) -> None:
    accounts.unlink(by=sam.person, at=friday)

    for someone in (alex, sam):
        for answer in (
            someone.opens(LIST),
            agrees(someone, "The lake"),
            someone.opens(page(walk)),
            changes(someone, walk, "The lake"),
            closes(someone, walk),
        ):
            assert answer.status_code == 404
            assert WALK not in answer.content.decode()

    link(alex, sam)
    assert WALK not in reads(alex)
    assert alex.opens(page(walk)).status_code == 404
    walk.refresh_from_db()
    assert not walk.is_closed


def test_a_page_left_open_over_an_unlink_and_a_new_link_does_nothing(
    walk: Agreement, alex: Someone, sam: Someone, friday: datetime
) -> None:
    accounts.unlink(by=alex.person, at=friday)
    link(sam, make_person("Kim"))

    for deed in (
        lambda: services.close_agreement(walk, by=sam.person, at=friday),
        lambda: services.change_agreement(walk, by=sam.person, text="Mine", seen=1, at=friday),
        lambda: _agree(walk.check_in, sam),
    ):
        with pytest.raises(NotLinked):
            deed()


def test_an_erasure_takes_the_words_of_its_owner_along(
    walk: Agreement, alex: Someone, sam: Someone, friday: datetime
) -> None:
    changes(sam, walk, "The river, but on Friday")

    accounts.erase(by=alex.person, at=friday)

    assert [w.author_id for w in AgreementWording.objects.all()] == [sam.person.pk]
    assert sam.opens(page(walk)).status_code == 404


def test_words_whose_key_is_gone_are_passed_over(walk: Agreement, alex: Someone, sam: Someone):
    """An old backup brings the rows of somebody back who was erased, and never their key."""
    kim = make_person("Kim")
    walk.word("Kim's own", by=kim.person, at=walk.made_at)
    kim.person.key.delete()

    both = (reads(alex), reads(alex, page(walk)))
    assert all(WALK in shown for shown in both)
    assert changes(alex, walk, "The lake").status_code == 302
    assert reads(sam).count("The lake") == 1

    walk.wordings.exclude(author=kim.person).delete()
    assert alex.opens(LIST).status_code == alex.opens(page(walk)).status_code == 200
    assert changes(alex, walk, "Said anew", seen="0").status_code == 302


def test_who_is_not_signed_in_gets_what_was_typed_back(walk: Agreement, alex: Someone) -> None:
    alex.browser.logout()

    response = changes(alex, walk, "The lake, early on Sunday")

    assert response.status_code == 403
    assert "The lake, early on Sunday" in response.content.decode()
    assert alex.browser.login(email="alex@example.org", password=PASSWORD)
    assert WALK in reads(alex)

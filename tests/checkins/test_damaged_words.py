"""One sealed value is damaged: its place stays empty, and no page is lost with it."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import Person
from checkins import services
from checkins.models import (
    Afterthought,
    AgreementWording,
    CheckIn,
    Closing,
    EarlierWords,
    Entry,
    OutsideView,
    OwnPrompt,
    PauseWord,
    Plan,
)
from tests.checkins.meeting_verbs import held, meets, stage
from tests.checkins.verbs import keeps, page, reads, reveal, shares, writes
from tests.support.people import Someone

DAMAGED = b"no seal"
SENTENCE = "These words are damaged and cannot be read any more."


@pytest.fixture
def evening(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Their meeting has begun."""
    reveal(check_in, alex, sam)
    meets(alex, check_in)
    check_in.refresh_from_db()
    return check_in


def agrees(someone: Someone, check_in: CheckIn, text: str):
    """Agrees on a small step, and gives it."""
    fields = {"kind": "step", "public_id": uuid.uuid4(), "at": check_in.opens_at}
    return services.agree(check_in, by=someone.person, text=text, **fields)


def test_a_version_of_an_agreement_hides_no_other(evening: CheckIn, alex: Someone, sam) -> None:
    walk = agrees(alex, evening, "A walk")
    address = f"/agreements/{walk.public_id}/"
    sam.sends(address, {"seen": "1", "text": "A swim"})
    AgreementWording.objects.filter(number=2).update(text=DAMAGED)

    assert "A walk" in alex.opens("/week/agreements/").text
    assert "A walk" in alex.opens(address).text
    assert alex.sends(address, {"seen": "1", "text": "A nap"}).status_code == 302
    assert "A nap" in sam.opens("/week/agreements/").text


def test_an_agreement_without_any_words_left_can_still_be_closed(
    evening: CheckIn, alex: Someone
) -> None:
    walk = agrees(alex, evening, "A walk")
    AgreementWording.objects.update(text=DAMAGED)

    assert alex.opens("/week/agreements/").status_code == 200
    assert alex.sends(f"/agreements/{walk.public_id}/close/").status_code == 302


def test_the_meeting_goes_on_without_the_pause_word(evening: CheckIn, alex: Someone) -> None:
    alex.sends(page("pause_word", evening), {"word": "teapot"})
    PauseWord.objects.update(word=DAMAGED)

    assert "Your pause word" in stage(alex, evening)
    alex.sends(page("pause_word", evening), {"word": "lamp"})
    assert "lamp" in stage(alex, evening)


def test_a_question_can_be_taken_out_unread(evening: CheckIn, alex: Someone) -> None:
    question = services.add_prompt(by=alex.person, text="What now?", at=evening.opens_at)
    OwnPrompt.objects.update(text=DAMAGED)

    assert "These words are damaged" in alex.opens("/week/questions/").text
    assert alex.sends(f"/questions/{question.public_id}/remove/").status_code == 302


def test_what_one_wrote_for_oneself_can_be_written_anew(evening: CheckIn, alex: Someone) -> None:
    meeting = held(evening)
    meeting.may_write = True
    meeting.save()
    alex.sends(page("close", evening), {"heard": "7"})
    alex.sends(page("writing", evening), {"text": "They look tired"})
    Closing.objects.update(said=DAMAGED)
    OutsideView.objects.update(text=DAMAGED)

    for name, again in (("close", {"heard": "8"}), ("writing", {"text": "Tired, both"})):
        assert alex.opens(page(name, evening)).status_code == 200
        assert alex.sends(page(name, evening), again).status_code == 302


def test_one_evening_costs_the_chart_no_other(evening: CheckIn, alex: Someone) -> None:
    alex.sends(page("close", evening), {"heard": "7"})
    Closing.objects.update(said=DAMAGED)

    assert alex.opens("/week/chart/").status_code == 200


def test_damaged_words_are_not_offered_to_be_changed_and_give_way(
    check_in: CheckIn, alex: Someone
) -> None:
    keeps(alex, check_in, "A walk")
    Entry.objects.update(text=DAMAGED)

    assert SENTENCE in reads(alex, check_in)
    assert SENTENCE not in alex.opens(page("prepare", check_in, "wish")).text
    writes(alex, check_in, words_1="A swim")
    assert "A swim" in reads(alex, check_in)


def test_reworded_they_leave_nothing_behind_but_what_can_be_read(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "A walk")
    reveal(check_in, alex, sam)
    address = page("change_words", check_in, "wish", 1)
    Entry.objects.update(text=DAMAGED)

    assert SENTENCE in reads(sam, check_in)
    assert SENTENCE not in alex.opens(address).text
    assert alex.sends(address, {"text": "A swim"}).status_code == 302
    assert SENTENCE not in reads(sam, check_in)
    assert not EarlierWords.objects.exists()


def test_a_search_finds_no_damaged_words(check_in: CheckIn, alex: Someone) -> None:
    keeps(alex, check_in, "A walk")
    Entry.objects.update(text=DAMAGED)

    assert SENTENCE not in alex.sends("/week/past/search/", {"words": "damaged"}).text


def test_a_plan_goes_by_the_sentence_and_can_be_let_go(check_in: CheckIn, alex, sam) -> None:
    plan = _plans(alex, check_in, timedelta(days=2))
    Plan.objects.update(title=DAMAGED)

    for address in ("/", "/together/", f"/together/{plan.public_id}/"):
        assert SENTENCE in sam.opens(address).text
    assert sam.sends(f"/together/{plan.public_id}/cancel/").status_code == 302


def test_a_line_about_an_evening_is_not_offered_to_be_changed(check_in: CheckIn, alex) -> None:
    plan = _plans(alex, check_in, timedelta(hours=1))
    Plan.objects.update(starts_at=check_in.opens_at - timedelta(hours=9))
    alex.sends(f"/together/{plan.public_id}/how-was-it/", {"line": "A good soup"})
    assert Afterthought.objects.update(line=DAMAGED)

    assert SENTENCE not in alex.opens(f"/together/{plan.public_id}/").text
    assert SENTENCE in alex.opens("/together/past/").text


def test_somebody_whose_name_is_damaged_is_called_so_and_can_say_it_anew(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    Person.objects.filter(pk=alex.person.pk).update(name=DAMAGED)

    assert "Hello, Somebody" in alex.opens("/").text
    assert "Something Somebody did" in sam.opens(page("prepare", check_in, "appreciations")).text
    assert "Somebody" not in alex.opens("/me/").text
    me = {"name": "Alex", "time_zone": "Europe/Berlin", "language": "en"}
    assert alex.sends("/me/", me).status_code == 302
    assert "Hello, Alex" in alex.opens("/").text


def _plans(someone: Someone, check_in: CheckIn, in_time: timedelta) -> Plan:
    """Plans a walk so long after this evening's preparation has opened, and a day."""
    opened = check_in.opens_at
    return services.plan_time(
        by=someone.person,
        public_id=uuid.uuid4(),
        title="A walk",
        starts_at=opened + timedelta(days=1) + in_time,
        minutes=60,
        zone="Europe/Berlin",
        at=opened,
    )

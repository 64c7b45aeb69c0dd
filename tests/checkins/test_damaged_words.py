"""One sealed value is damaged: its place stays empty, and no page is lost with it."""

import uuid

import pytest

from checkins import services
from checkins.models import AgreementWording, CheckIn, Closing, OutsideView, OwnPrompt, PauseWord
from tests.checkins.meeting_verbs import held, meets, stage
from tests.checkins.verbs import page, reveal
from tests.support.people import Someone

DAMAGED = b"no seal"


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

"""Alex unlinks: whatever Sam has open at that moment has nothing of Alex's in it any more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

import checkins.services
from accounts import export, services
from accounts.models import Couple
from checkins.models import OwedMail
from checkins.reminders import delivery
from tests.checkins.meeting_verbs import meets
from tests.checkins.verbs import page
from tests.intimacy.test_strangers import CANARY
from tests.support.people import Someone
from tests.support.reminders import MINUTE, SUNDAY_EVENING, ticks, wants_weekly
from tests.support.story import Story, reveal, tell


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """A revealed week whose meeting has begun."""
    told = tell(alex, sam, couple)
    reveal(told, alex, sam)
    meets(alex, told.check_in)
    return told


def unlinks(someone: Someone) -> None:
    """Unlinks, now."""
    services.unlink(by=someone.person, at=timezone.now())


def test_a_meeting_that_is_open_has_nothing_left(story: Story, alex: Someone, sam: Someone) -> None:
    assert sam.opens(page("meeting", story.check_in)).status_code == 200
    assert "Alex" in sam.opens(page("check_in", story.check_in)).text

    unlinks(alex)

    for name in ("meeting", "meeting_state", "sheet", "check_in"):
        answer = sam.opens(page(name, story.check_in))
        assert answer.status_code == 404
        assert CANARY not in answer.text
        assert "Alex" not in answer.text


@pytest.mark.parametrize("owner", ["alex", "sam"])
def test_a_shared_screen_has_nothing_left_whoever_is_signed_in_there(
    owner: str, story: Story, alex: Someone, sam: Someone
) -> None:
    someone = {"alex": alex, "sam": sam}[owner]
    other = "Sam" if owner == "alex" else "Alex"
    someone.sends(page("share_screen", story.check_in))

    unlinks(alex)

    for address in (page("meeting", story.check_in), "/", "/partner/", "/week/past/"):
        answer = someone.opens(address)
        assert answer.status_code in (403, 404)
        assert CANARY not in answer.text
        assert other not in answer.text


def test_nothing_typed_on_a_shared_screen_is_taken_any_more(
    story: Story, alex: Someone, sam: Someone
) -> None:
    sam.sends(page("share_screen", story.check_in))
    unlinks(alex)

    agreed = sam.sends(page("meeting_agree", story.check_in), {"kind": "step", "text": "More"})

    assert agreed.status_code == 404
    assert story.couple.agreements.count() == 1


def test_a_calendar_has_nothing_left(story: Story, alex: Someone, sam: Someone) -> None:
    token = checkins.services.make_feed(by=sam.person, shows_titles=True, at=timezone.now())
    address = reverse("checkins:feed_file", args=[token])
    assert "BEGIN:VEVENT" in sam.opens(address).text

    unlinks(alex)

    assert "BEGIN:VEVENT" not in sam.opens(address).text


def test_a_file_that_is_being_made_gets_no_more_of_alex_s_words(
    story: Story, alex: Someone, sam: Someone
) -> None:
    pieces = export.as_json(sam.afresh(), timezone.now())
    begun = next(pieces)

    unlinks(alex)
    rest = "".join(pieces)

    assert not [text for text in story.shared.values() if text in begun + rest]


def test_a_mail_that_is_owed_and_handed_out_is_not_sent(
    couple: Couple, alex: Someone, sam: Someone, time_machine, mailoutbox: list
) -> None:
    time_machine.move_to(SUNDAY_EVENING - timedelta(days=1), tick=False)
    wants_weekly(sam)
    time_machine.move_to(SUNDAY_EVENING + MINUTE, tick=False)
    handed = ticks(SUNDAY_EVENING + MINUTE)
    assert OwedMail.objects.count() == 1

    unlinks(alex)
    for batch in handed:
        delivery.deliver(batch, at=SUNDAY_EVENING + MINUTE)

    assert mailoutbox == []

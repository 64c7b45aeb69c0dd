"""Any two deeds of an evening at the same instant, on real connections: no deadlock, no fault."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import combinations_with_replacement

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Couple, Person
from checkins import services
from checkins.models import OwnPrompt, Slot
from checkins.models.week import open_due
from tests.checkins.verbs import page
from tests.support.people import Someone
from tests.support.racing import at_once
from tests.support.story import Story, reveal, tell

pytestmark = [
    pytest.mark.needs_postgres,
    pytest.mark.django_db(transaction=True),
]

AGREED = {"kind": "step", "text": "A walk"}
PLANNED = {"title": "A walk", "wall_time": "19:00", "minutes": "60", "zone": "Europe/Berlin"}
WORDS = ("appreciation", 2)


def deeds(story: Story) -> dict[str, tuple[str, dict[str, str]]]:
    """What one can do in an evening: where it is sent, and what."""
    at = {name: page(name, story.check_in) for name in ("begin", "move", "pause_word", "close")}
    at |= {name: page(name, story.check_in) for name in ("meeting_agree", "meeting_plan")}
    at |= {name: page(name, story.check_in) for name in ("writing", "ready", "call_off")}
    closes = reverse("checkins:close_agreement", args=[story.agreement.public_id])
    changes = reverse("checkins:agreement", args=[story.agreement.public_id])
    removes = reverse("checkins:remove_prompt", args=[story.question.public_id])
    in_two_days = (timezone.now() + timedelta(days=2)).date().isoformat()
    return {
        "begins": (at["begin"], {"length": "regular"}),
        "moves": (at["move"], {"to": "pause", "seen": "0"}),
        "names a pause word": (at["pause_word"], {"word": "teapot"}),
        "agrees": (at["meeting_agree"], AGREED),
        "changes an agreement": (changes, {"seen": "2", "text": str(uuid.uuid4())}),
        "closes an agreement": (closes, {}),
        "plans": (at["meeting_plan"], {**PLANNED, "day": in_two_days}),
        "closes": (at["close"], {"heard": "7"}),
        "writes": (at["writing"], {"text": "They look tired"}),
        "gets ready": (at["ready"], {}),
        "calls off": (at["call_off"], {}),
        "changes words": (page("change_words", story.check_in, *WORDS), {"text": "Anew"}),
        "takes back": (page("take_back", story.check_in, *WORDS), {}),
        "asks": (reverse("checkins:own_prompts"), {"text": "What made you laugh?"}),
        "takes a question out": (removes, {}),
        "moves the week": (
            reverse("checkins:slot"),
            {"weekday": "3", "wall_time": "20:00", "zone": "Europe/Berlin"},
        ),
    }


NAMES = (
    *("begins", "moves", "names a pause word", "agrees", "changes an agreement"),
    *("closes an agreement", "plans", "closes", "writes", "gets ready", "calls off"),
    *("changes words", "takes back", "asks", "takes a question out", "moves the week"),
)
# Those that leave a row of somebody's behind.
LEAVING = ("agrees", "closes", "writes", "changes words", "asks", "moves the week")


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """A revealed week whose meeting has begun, with a word in every place."""
    told = tell(alex, sam, couple)
    reveal(told, alex, sam)
    at = timezone.now()
    held = services.begin_meeting(told.check_in, by=alex.person, length="regular", at=at)
    held.may_write = True
    held.save()
    return told


def device_of(someone: Someone) -> Client:
    """One more device of theirs."""
    device = Client(raise_request_exception=False)
    device.force_login(someone.person)
    return device


def sends(device: Client, deed: tuple[str, dict[str, str]]) -> Callable[[], int]:
    """The deed, from this device; gives the status."""
    return lambda: device.post(*deed).status_code


def test_any_two_of_two_people(story: Story, alex: Someone, sam: Someone) -> None:
    devices = device_of(alex), device_of(sam)
    there = deeds(story)
    assert set(there) == set(NAMES)

    found = [
        (one, other, codes)
        for one, other in combinations_with_replacement(NAMES, 2)
        for codes in [at_once(sends(devices[0], there[one]), sends(devices[1], there[other]))]
        if max(codes) >= 500
    ]

    assert found == []


def test_any_deed_while_the_week_opens(story: Story, alex: Someone, sam: Someone) -> None:
    device = device_of(sam)
    at = story.couple.slot.opens_at

    for name, deed in deeds(story).items():
        OwnPrompt.objects.update(asked_on=None)
        story.couple.check_ins.exclude(pk=story.check_in.pk).delete()
        Slot.objects.update(opens_at=at)
        code, _opened = at_once(sends(device, deed), lambda: open_due(at))
        assert code < 500, name


@pytest.mark.parametrize("name", LEAVING)
def test_any_deed_while_the_other_unlinks(
    story: Story, alex: Someone, sam: Someone, name: str
) -> None:
    at, deed = timezone.now(), deeds(story)[name]

    code, _done = at_once(
        sends(device_of(sam), deed), lambda: accounts.unlink(by=alex.person, at=at)
    )

    assert code < 500
    assert sends(device_of(sam), deed)() in (404, 405)


@pytest.mark.parametrize("name", LEAVING)
@pytest.mark.parametrize("who", ["the other", "oneself, on another device"])
def test_any_deed_while_somebody_is_erased(
    story: Story, alex: Someone, sam: Someone, name: str, who: str
) -> None:
    deed = deeds(story)[name]
    erased = sam if who == "oneself, on another device" else alex

    code, _done = at_once(
        sends(device_of(sam), deed), lambda: accounts.erase(by=erased.person, at=timezone.now())
    )

    assert code < 500
    assert not Person.objects.filter(pk=erased.person.pk).exists()

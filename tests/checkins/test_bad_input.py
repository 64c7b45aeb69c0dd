"""Odd bytes at every address that takes a form: a sentence or a way back, never a fault."""

import random
import uuid
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote_plus

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import Couple
from checkins import services
from tests.architecture.test_doors import DOORS
from tests.support.people import Someone
from tests.support.story import Story, reveal, tell

FORM = "application/x-www-form-urlencoded"

# A form that could be taken, for every address that takes one. Adding an address means adding it.
AGREEMENT = {"token": str(uuid.uuid4()), "kind": "step", "text": "A walk"}
PLAN = {"token": str(uuid.uuid4()), "title": "A walk", "day": "2026-12-09", "wall_time": "19:00"}
PLAN |= {"minutes": "60", "zone": "Europe/Berlin"}
FORMS: dict[str, dict[str, str]] = {
    "note": {"week": "2026-W49", "words_1": "A walk"},
    "prepare": {"words_1": "A walk", "share_1": "share", "welcome": "on"},
    "ready": {},
    "past_search": {"words": "walk"},
    "change_words": {"text": "A walk"},
    "take_back": {},
    "own_prompts": {"text": "What made you laugh?"},
    "remove_prompt": {},
    "agreements": AGREEMENT,
    "agreement": {"seen": "2", "text": "A walk"},
    "close_agreement": {"back": "meeting"},
    "begin": {"length": "regular", "screen": "own"},
    "move": {"to": "next", "seen": "0"},
    "pause_word": {"word": "teapot"},
    "meeting_agree": AGREEMENT,
    "meeting_plan": {**PLAN, "idea": ""},
    "close": {"heard": "7", "close": "7", "fit": "right"},
    "writing": {"text": "They look tired"},
    "move_plan": {"day": "2026-12-09", "wall_time": "19:00", "minutes": "60", "seen": "0"},
    "stop_repeating": {},
    "afterthought": {"line": "We got lost"},
    "feed": {},
    "feed_titles": {"shows_titles": "on"},
    "revoke_feed": {},
    "test_reminder": {},
    "try_mail_again": {},
}
# What these do ends the walk, or the evening; each has tests of its own.
ENDING = {"call_off", "share_screen", "end_shared_screen"}
# Tried in their own tests; the form of a plan is the one of the meeting.
ELSEWHERE = {"slot", "plan", "cancel_plan", "reminders", "unsubscribe"}
# Where what was taken is shown again.
LOOKED_AT = (
    "meeting",
    "check_in",
    "agreements",
    "own_prompts",
    "past",
    "sheet",
    "plans",
    "my_chart",
)

ODD = {
    "NUL": "a%00b",
    "half a character": "%ED%A0%BD",
    "bytes that are no text": "%FF%FE%00%C3",
    "a book": "x" * 300_000,
    "below zero": "-1",
    "no number": "NaN",
    "endless": "1e400",
    "too many digits": "9" * 5000,
    "more than a column holds": "9" * 30,
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "a list": "%5B%5D",
    "turned round": "%E2%80%AE%E2%80%8B",
    "markup": quote_plus("\"'><script>{{ 7|add:7 }}{% now %}"),
    "nothing": "",
}


@pytest.fixture
def evening(friday, couple: Couple, alex: Someone, sam: Someone) -> Story:
    """A revealed week whose meeting has begun."""
    story = tell(alex, sam, couple)
    reveal(story, alex, sam)
    at = timezone.now()
    held = services.begin_meeting(story.check_in, by=alex.person, length="regular", at=at)
    held.may_write = True
    held.save()
    return story


def address_of(name: str, story: Story, **changes: object) -> str:
    """Where this form goes, pointed at what belongs to the two."""
    owners = {"agreement": story.agreement, "close_agreement": story.agreement}
    owner = owners.get(name, story.question if name == "remove_prompt" else story.plan)
    values = {
        "day": story.check_in.meets_on,
        "public_id": owner.public_id,
        "kind": "appreciation",
        "position": 2,
        "step": "topic",
        "token": "nobody-has-this",
    } | changes
    wanted = DOORS[f"checkins:{name}"].pattern.converters
    return reverse(f"checkins:{name}", kwargs={key: values[key] for key in wanted})


def body(fields: dict[str, str], **odd: str) -> str:
    """The form as it is sent; `odd` stands for itself, byte by byte."""
    whole = {name: quote_plus(text) for name, text in fields.items()} | odd
    return "&".join(f"{name}={text}" for name, text in whole.items())


def bodies(fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each field odd in some ways, missing, and sent twice; the others as they should be.

    Which ways differs from field to field, and is the same in every run.
    """
    for name in fields:
        picks = random.Random(f"{name} of {sorted(fields)}")
        rest = {other: text for other, text in fields.items() if other != name}
        yield f"without {name}", body(rest)
        yield f"{name} twice", f"{body(fields)}&{name}=x&{name}=y"
        for what, text in picks.sample(sorted(ODD.items()), 5):
            yield f"{name}: {what}", body(rest, **{name: text})
    yield "nothing at all", ""
    yield "what nobody asked for", body(fields, surprise="1", csrf="x", _method="DELETE")
    yield "very many fields", "&".join(f"f{n}=1" for n in range(1500))
    yield "more than is read", "x" * 3_000_000


def is_sane(answer: HttpResponse) -> bool:
    """Whether it is a page, a way on or a refusal, with nothing typed standing as markup."""
    return answer.status_code < 500 and b"><script>{{" not in answer.content


def test_every_address_that_takes_a_form_is_tried(evening: Story, alex: Someone) -> None:
    names = {name.removeprefix("checkins:") for name in DOORS if name.startswith("checkins:")}
    posted = {
        name
        for name in names - ENDING - ELSEWHERE
        if alex.sends(address_of(name, evening)).status_code != 405
    }

    assert posted == set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_odd_bytes_are_a_sentence_and_no_fault(name: str, evening: Story, alex: Someone) -> None:
    alex.browser.raise_request_exception = False
    address = address_of(name, evening)

    found = [
        (what, answer.status_code)
        for what, sent in bodies(FORMS[name])
        for answer in [alex.browser.post(address, sent, content_type=FORM)]
        if not is_sane(answer)
    ]

    assert found == []
    for looked_at in ("/", address, *(address_of(one, evening) for one in LOOKED_AT)):
        assert is_sane(alex.opens(looked_at)), looked_at


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain", FORM])
def test_another_kind_of_body_is_no_fault(kind: str, evening: Story, alex: Someone) -> None:
    alex.browser.raise_request_exception = False

    found = [
        (name, answer.status_code)
        for name in FORMS
        for answer in [alex.browser.post(address_of(name, evening), b"\xff{", content_type=kind)]
        if not is_sane(answer)
    ]

    assert found == []


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("position", [0, 10**30])
def test_an_address_of_nothing_is_no_fault(
    day: date, position: int, evening: Story, alex: Someone
) -> None:
    alex.browser.raise_request_exception = False
    nowhere = {"day": day, "public_id": uuid.UUID(int=0), "kind": "x", "position": position}

    for name, fields in FORMS.items():
        address = address_of(name, evening, **nowhere)
        if address == address_of(name, evening):
            continue
        codes = {alex.opens(address).status_code, alex.sends(address, fields).status_code}
        assert codes <= {404, 405}, name


@pytest.mark.parametrize(
    "asked", ["page=-1", "page=x", f"page={'9' * 5000}", "week=%00&length=%00"]
)
def test_an_odd_question_in_an_address_is_no_fault(
    asked: str, evening: Story, alex: Someone, robin: Someone
) -> None:
    for someone in (alex, robin):
        someone.browser.raise_request_exception = False
        for name in ("past", "agreements", "my_chart", "sheet", "note", "plan"):
            assert someone.opens(f"{address_of(name, evening)}?{asked}").status_code < 500, name


def test_a_note_takes_odd_bytes_from_somebody_alone(friday, robin: Someone) -> None:
    robin.browser.raise_request_exception = False

    for step in ("energy", "appreciations", "topic", "prompt"):
        for what, sent in bodies(FORMS["note"]):
            answer = robin.browser.post(f"/week/note/{step}/", sent, content_type=FORM)
            assert is_sane(answer), what

"""Every page of somebody whose lock is closed: calm, without their kept words, and never broken."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import services
from accounts.domain.locking import is_locked
from accounts.models import Couple
from accounts.sealing import SealedField
from tests.intimacy.test_strangers import walk
from tests.support.locks import PASSPHRASE, closes_lock, locks, opens_lock, sets_up_lock
from tests.support.people import Someone
from tests.support.story import Story, reveal, tell

PAGES = (
    *("/", "/week/", "/week/past/", "/week/chart/", "/quiz/", "/quiz/practices/"),
    *("/together/", "/together/past/", "/week/note/wish/"),
)


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """Alex and Sam with a revealed week, a result and a plan."""
    told = tell(alex, sam, couple)
    reveal(told, alex, sam)
    return told


def kept(story: Story) -> list[str]:
    """The words that are Alex's alone; a plan is both's."""
    return [text for where, text in story.kept.items() if "plan" not in where]


def stored(someone: Someone) -> dict[str, list[bytes]]:
    """All sealed values of somebody that a lock may close, by their column, as they are stored."""
    found: dict[str, list[bytes]] = {}
    for model in apps.get_models():
        fields = [f for f in model._meta.concrete_fields if isinstance(f, SealedField)]
        for field in (f for f in fields if f.locked_by):
            rows = model.objects.filter(**{model.Privacy.owner: someone.person})
            values = [row.__dict__[field.attname] for row in rows]
            found[field.purpose] = [bytes(value) for value in values if value is not None]
    return found


def test_a_lock_closes_all_that_was_kept_and_nothing_that_was_shared(
    story: Story, alex: Someone
) -> None:
    shared = {e.pk for e in story.check_in.entries_of(alex.person) if e.shared}

    locks(alex)

    for column, values in stored(alex).items():
        if column not in ("checkins.Entry.text", "checkins.EarlierWords.text"):
            assert [is_locked(value) for value in values] == [True] * len(values), column
    for entry in story.check_in.entries_of(alex.person):
        assert is_locked(entry.__dict__["text"]) == (entry.pk not in shared), entry.kind


def test_no_page_breaks_and_none_shows_a_kept_word(story: Story, alex: Someone) -> None:
    locks(alex)

    found = [
        (place, answer.status_code)
        for place, answer in walk(alex.browser, story)
        if answer.status_code >= 500 or any(text in _body(answer) for text in kept(story))
    ]

    assert found == []


def test_once_opened_every_word_is_back(story: Story, alex: Someone) -> None:
    locks(alex)
    opens_lock(alex)

    pages = ("/week/past/", "/quiz/practices/", "/together/past/")
    mine = "".join(alex.opens(page).text for page in pages)

    assert [text for text in kept(story) if text not in mine] == []
    assert "Open your lock" not in mine


def test_removing_the_lock_leaves_nothing_locked(story: Story, alex: Someone) -> None:
    locks(alex)
    alex.sends("/me/lock/remove/", {"secret": PASSPHRASE})

    assert not any(is_locked(v) for values in stored(alex).values() for v in values)
    mine = alex.opens("/week/past/").text + alex.opens("/quiz/practices/").text
    assert "canary-wish-1" in mine
    assert "canary-line" in mine


def test_the_partner_reads_what_they_read_before(story: Story, alex: Someone, sam: Someone) -> None:
    week = f"/week/{story.check_in.meets_on.isoformat()}/"
    addresses = (*PAGES, week, f"{week}sheet/", f"{week}meeting/")
    before = [sam.sees(address) for address in addresses]

    locks(alex)

    assert [sam.sees(address) for address in addresses] == before


def test_pages_cost_no_query_more_with_a_lock(story: Story, alex: Someone) -> None:
    counted = {page: _queries(alex, page) for page in PAGES}

    sets_up_lock(alex)

    for page, before in counted.items():
        assert _queries(alex, page) <= before + 1, page
    closes_lock(alex)
    for page, before in counted.items():
        assert _queries(alex, page) <= before + 1, page


def test_unlinking_and_erasing_ask_for_no_passphrase(story: Story, alex: Someone) -> None:
    locks(alex)

    services.unlink(by=alex.afresh(), at=timezone.now())
    services.erase(by=alex.afresh(), at=timezone.now())


def _queries(someone: Someone, page: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        someone.opens(page)
    return len(seen)


def _body(answer) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode(errors="replace")
    return re.sub(r"<input[^>]*>", "", answer.content.decode(errors="replace"))

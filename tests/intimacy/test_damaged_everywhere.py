"""Every sealed value is damaged: no page, letter or file is lost with it; each way out works."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import checkins.services
import quizzes.services
from accounts.sealing import DAMAGED, SealedField
from checkins.domain.announcing import THREE_HOURS
from checkins.domain.notes import open_weeks
from checkins.domain.preparation import STEPS, Written, step_named
from checkins.models import Afterthought, Entry, Plan, Repeat
from quizzes.models import Attempt, Practice, ResultShare
from tests.checkins.verbs import have_met_before, page
from tests.intimacy.test_matrix import MATRIX
from tests.quizzes.verbs import question, takes
from tests.support.exports import both_of
from tests.support.reminders import chooses, ticks_and_delivers
from tests.support.walking import address_of, tries
from tests.support.world import FILLED, World, looking
from tests.support.world import world as world  # a fixture

pytestmark = pytest.mark.django_db

SEALED = [
    field
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, SealedField)
]
# Beside such a value another one of the same row can still be read.
BESIDE_OTHERS = [field for field in SEALED if field.model in (Attempt, Plan, Practice)]
SENTENCE = str(DAMAGED)
# Version and key as they were: what is locked is still taken for locked, and opens no more.
HEAD = 9
# Nothing but the answers is in these, and they say that they cannot be read.
SAYS_SO = dict.fromkeys(("quizzes:working", "quizzes:result_json", "quizzes:result_csv"), "4xx")

# What Alex sends to get rid of what cannot be read, or to say it anew; the rest is as in FILLED.
WAYS_OUT = {
    "accounts:me": {"name": "Alex", "time_zone": "Europe/Berlin", "language": "en"},
    "accounts:pause": {},
    "checkins:change_words": {},
    "checkins:take_back": {},
    "checkins:close": {},
    "checkins:writing": {},
    "checkins:pause_word": {},
    "checkins:remove_prompt": {},
    "checkins:agreement": {},
    "checkins:close_agreement": {},
    "checkins:cancel_plan": {},
    "checkins:move_plan": {"day": "2026-12-19"},
    "checkins:stop_repeating": {},
    "quizzes:keep": {},
    "quizzes:focus_back": {},
    "quizzes:practice_done": {},
    "quizzes:practice_forget": {},
}


@pytest.fixture(scope="module")
def lived(world: World) -> World:
    """The same two with a word in every sealed place there is, and Robin, who writes alone."""
    have_met_before(world.story.check_in)
    for someone in (world.alex, world.sam):
        _welcomes_a_topic(world, someone)
    _both_share_a_result(world)
    now, robin = timezone.now(), world.robin.person
    robin.sign_ins.create(at=now, way="password", device="Firefox\nLinux", address="::1")
    quizzes.services.wish_for_focus("trust", by=world.sam.person, at=now)
    quizzes.services.begin_exercise("say-it-back", by=world.alex.person, at=now)
    quizzes.services.start(by=robin, optional=(), at=now)
    note = {"week": open_weeks(now, robin.time_zone)[0], "step": step_named("wish"), "at": now}
    alone = [Written("wish", 1, "A boat", shared=False)]
    checkins.services.write_note(by=robin, written=alone, **note)
    # The clockwork was late, so a visit makes plans from what cannot be read.
    Repeat.objects.update(made_until=(now - timedelta(weeks=1)).date())
    return world


def _welcomes_a_topic(world: World, someone) -> None:
    written = [
        Written("topic", 1, "canary-topic-1", shared=True),
        Written("topic_welcome", 1, "yes", shared=False),
    ]
    step, at = step_named("topic"), timezone.now()
    checkins.services.prepare(
        world.story.check_in, by=someone.person, step=step, written=written, at=at
    )


def _both_share_a_result(world: World) -> None:
    """So long ago that the week has a topic all the same; Alex had taken the quiz before."""
    earlier, now = takes(world.sam), timezone.now()
    for someone, attempt in ((world.alex, world.story.attempt), (world.sam, earlier)):
        quizzes.services.share(attempt, by=someone.person, at=now)
    ResultShare.objects.update(shared_at=now - timedelta(days=10))
    first = Attempt.objects.get(pk=world.story.attempt.pk)
    answers, choices = first.answers, first.choices
    then = now - timedelta(weeks=12)
    Attempt.objects.create(
        person=world.alex.person,
        version=first.version,
        started_at=then,
        finished_at=then,
        answers=answers,
        choices=choices,
    )


@contextmanager
def looks(lived: World, look: str) -> Iterator[tuple[World, Client]]:
    """As one of `world.LOOKS`, with what comes up at the end of an evening; faults are a status."""
    with looking(lived, look) as (seen, browser):
        browser.raise_request_exception = False
        if look != "sam_before":
            check_in, by, at = seen.story.check_in, seen.alex.afresh(), timezone.now()
            checkins.services.choose_pause_word("teapot", by=by)
            checkins.services.close(check_in, by=by, heard=7, close=7, fit="right", at=at)
            checkins.services.write_outside_view(check_in, by=by, text="They look tired", at=at)
        yield seen, browser


def damage(*fields: SealedField) -> int:
    """Spoil every value of these columns, as a failing disk would; say how many there were."""
    spoilt = 0
    for field in fields:
        rows = field.model._base_manager
        for row in rows.filter(**{f"{field.attname}__isnull": False}):
            value = bytes(row.__dict__[field.attname])[:HEAD] + b"?"
            spoilt += rows.filter(pk=row.pk).update(**{field.attname: value})
    return spoilt


def pages_of(seen: World, look: str, *apps: str) -> dict[str, str]:
    """The address of each page that opens for this person, of some apps or of all of ours."""
    ours = apps or ("home", "accounts", "quizzes", "checkins")
    return {
        name: address_of(name, seen.story, passkey=seen.passkey)
        for name, line in MATRIX.items()
        if line[look].startswith("page/") and name.partition(":")[0] in ours
        # Whoever took the quiz here waits before they take it again.
        if name != "quizzes:start"
    }


def kinds(browser: Client, pages: dict[str, str]) -> dict[str, str]:
    """What became of each page."""
    return {name: tries(browser, "get", address).kind for name, address in pages.items()}


def as_ever(pages: dict[str, str]) -> dict[str, str]:
    """Each of them opens, but for the one that is made of answers alone."""
    return {name: SAYS_SO.get(name, "page") for name in pages}


def test_every_sealed_place_has_a_word_in_it(lived: World) -> None:
    with looks(lived, "alex_unlocked"):
        assert [field.purpose for field in SEALED if not damage(field)] == []


@pytest.mark.parametrize("look", ["alex_unlocked", "sam", "sam_before", "robin"])
def test_with_everything_damaged_every_page_still_opens(lived: World, look: str) -> None:
    with looks(lived, look) as (seen, browser):
        pages = pages_of(seen, look)
        damage(*SEALED)

        assert kinds(browser, pages) == as_ever(pages)


@pytest.mark.parametrize("field", BESIDE_OTHERS, ids=lambda field: field.purpose)
def test_one_damaged_value_costs_no_page_that_reads_others_of_its_row(
    lived: World, field: SealedField
) -> None:
    with looks(lived, "alex") as (seen, browser):
        pages = pages_of(seen, "alex", "home", field.model._meta.app_label)
        damage(field)

        found = kinds(browser, pages)
        # Where something else is damaged there is a result to be worked out.
        assert found == as_ever(pages) or found == dict.fromkeys(pages, "page")


def test_every_screen_to_write_on_opens_and_takes_something_new(lived: World) -> None:
    with looks(lived, "sam_before") as (seen, browser):
        pages = {one.slug: page("prepare", seen.story.check_in, one) for one in STEPS}
        damage(*SEALED)

        assert set(kinds(browser, pages).values()) == {"page"}
        sent = {slug: tries(browser, "post", address, FILLED) for slug, address in pages.items()}
        assert {slug for slug, answer in sent.items() if answer.kind != "on"} == {"energy"}
    with looks(lived, "robin") as (seen, browser):
        pages = {one.slug: reverse("checkins:note", args=[one]) for one in STEPS}
        damage(*SEALED)

        assert set(kinds(browser, pages).values()) == {"page"}
        assert browser.get("/week/").text.count(SENTENCE) == 1


@pytest.mark.parametrize("look", ["alex", "sam"])
def test_every_scene_of_the_evening_is_played(lived: World, look: str) -> None:
    with looks(lived, look) as (seen, browser):
        damage(*SEALED)
        held = seen.story.check_in.meeting
        address, shown = page("meeting", seen.story.check_in), {}
        for scene in checkins.services.scenes_of(held):
            held.scene = scene.name
            held.save()
            shown[scene.name] = tries(browser, "get", address)

    assert {answer.kind for answer in shown.values()} == {"page"}
    assert SENTENCE in shown["appreciations.second"].body.decode()


def test_sam_reads_a_sentence_for_what_was_shared_and_nothing_of_what_was_kept(
    lived: World,
) -> None:
    with looks(lived, "sam") as (seen, _browser):
        address = page("check_in", seen.story.check_in)
        sheet = page("sheet", seen.story.check_in)
        damage(*SEALED)
        kept = Entry.objects.filter(preparation__person=seen.alex.person, shared=False)

        with_kept = seen.sam.sees(address), seen.sam.sees(sheet)
        assert kept.delete()[0]
        assert (seen.sam.sees(address), seen.sam.sees(sheet)) == with_kept

        theirs, mine = with_kept[0].decode().split("From you")
        # An appreciation, what it said before, and the topic.
        assert theirs.count(SENTENCE) == 3
        assert "canary" not in theirs + mine


@pytest.mark.parametrize("look", ["alex", "alex_unlocked"])
def test_each_way_out_is_open(lived: World, look: str) -> None:
    with looks(lived, look) as (seen, browser):
        damage(*SEALED)
        over = Afterthought.objects.get().plan
        ways = {name: address_of(name, seen.story) for name in WAYS_OUT}
        sent = {
            name: tries(browser, "post", address, {**FILLED, **WAYS_OUT[name]}).kind
            for name, address in ways.items()
        }

        assert sent == dict.fromkeys(WAYS_OUT, "on")
        line = address_of("checkins:afterthought", seen.story, public_id=over.public_id)
        assert tries(browser, "post", line, FILLED).kind == "on"


def test_what_was_taken_back_or_worded_anew_is_so_for_sam_too(lived: World) -> None:
    with looks(lived, "alex_unlocked") as (seen, browser):
        damage(*SEALED)
        browser.post(address_of("checkins:take_back", seen.story, kind="topic", position=1))
        browser.post(address_of("checkins:change_words", seen.story), {"text": "You waited"})

        theirs = seen.sam.opens(page("check_in", seen.story.check_in)).text.split("From you")[0]
        assert "You waited" in theirs
        # What an appreciation said before its earlier change.
        assert theirs.count(SENTENCE) == 1
        assert not Entry.objects.get(preparation__person=seen.alex.person, kind="topic").shared


def test_one_can_still_leave_and_be_erased(lived: World) -> None:
    with looks(lived, "sam") as (seen, browser):
        damage(*SEALED)

        for name in ("accounts:unlink", "accounts:erase"):
            assert tries(browser, "post", address_of(name, seen.story), FILLED).kind == "on"


def test_a_damaged_result_can_be_discarded_and_damaged_answers_begun_anew(lived: World) -> None:
    with looks(lived, "alex") as (seen, browser):
        damage(*SEALED)
        browser.post(address_of("quizzes:keep", seen.story))
        assert browser.post(address_of("quizzes:discard", seen.story)).status_code == 302
        assert not Attempt.objects.filter(pk=seen.story.attempt.pk).exists()
    with looks(lived, "robin") as (seen, browser):
        damage(*SEALED)
        begun = seen.robin.person.attempts.get()
        assert browser.get(question(begun, 1)).status_code == 410
        assert browser.get("/quiz/start/").status_code == 200

        browser.post("/quiz/start/", {"closeness": "no"})

        anew = seen.robin.person.attempts.get()
        assert browser.get(question(anew, 1)).status_code == 200


def test_a_result_is_held_against_no_damaged_one(lived: World) -> None:
    with looks(lived, "alex") as (seen, browser):
        address = address_of("quizzes:result", seen.story)
        assert "What has changed" in browser.get(address).text
        earlier = seen.alex.person.attempts.exclude(pk=seen.story.attempt.pk)
        assert earlier.update(answers=b"?") == 1

        answer = browser.get(address)
        assert answer.status_code == 200
        assert "What has changed" not in answer.text


@pytest.mark.parametrize("look", ["alex", "sam"])
def test_everything_else_can_be_taken_along(lived: World, look: str) -> None:
    with looks(lived, look) as (seen, _browser):
        damage(*SEALED)

        taken = both_of(getattr(seen, look))

        assert '"complete": true' in taken
        assert SENTENCE in taken
        assert [text for text in seen.story.kept.values() if text in taken] == []


def test_the_calendar_has_every_evening(lived: World) -> None:
    with looks(lived, "alex") as (seen, _browser):
        now = timezone.now()
        token = checkins.services.make_feed(by=seen.alex.person, shows_titles=True, at=now)
        damage(*SEALED)

        file = Client().get(reverse("checkins:feed_file", args=[token])).text

        assert file.count("SUMMARY:Evening") == seen.story.couple.plans.count()


def test_the_letter_that_announces_a_plan_goes_out(lived: World) -> None:
    with looks(lived, "alex") as (seen, _browser):
        now, starts_at = timezone.now(), seen.story.plan.starts_at
        chooses(seen.alex, now, plan=True)
        damage(*SEALED)

        ticks_and_delivers(starts_at - THREE_HOURS)

        assert [letter.to for letter in mail.outbox] == [["alex@example.org"]]

"""Without the consent to store words about feelings, no page that would store them answers."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import ResolverMatch, get_resolver

from accounts import services
from accounts.consents import WORDINGS
from accounts.models import Couple
from checkins.models import Entry
from quizzes.models import Attempt
from tests.intimacy.test_strangers import ENDING, addresses
from tests.support.people import Someone
from tests.support.story import Story, reveal, tell

QUESTION = "One question first"
AGREED = {"kind": "sensitive_data", "version": WORDINGS["sensitive_data"].version}


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """Alex and Sam with a week, a result and a plan."""
    told = tell(alex, sam, couple)
    reveal(told, alex, sam)
    return told


@pytest.fixture
def reluctant(alex: Someone) -> Someone:
    """Alex, who has taken the consent back."""
    services.withdraw("sensitive_data", by=alex.person)
    return alex


def test_the_next_page_is_the_question(reluctant: Someone) -> None:
    page = reluctant.opens("/quiz/")

    assert page.status_code == 403
    assert QUESTION in page.text


def test_agreeing_leads_on_to_the_page_that_was_asked_for(reluctant: Someone) -> None:
    answer = reluctant.sends(
        "/me/consents/", {**AGREED, "decision": "agree", "next": "/quiz/areas/"}
    )

    assert answer.headers["Location"] == "/quiz/areas/"
    assert QUESTION not in reluctant.opens("/quiz/areas/").text


def test_agreeing_leads_to_no_other_site(reluctant: Someone) -> None:
    answer = reluctant.sends(
        "/me/consents/", {**AGREED, "decision": "agree", "next": "https://evil.example/"}
    )

    assert answer.headers["Location"] == "/me/consents/"


def test_what_was_being_sent_is_given_back_and_not_stored(story: Story, reluctant: Someone) -> None:
    address = f"/check-ins/{story.check_in.meets_on}/prepare/wish/"
    before = Entry.objects.count()

    answer = reluctant.sends(address, {"text": "that we walk home together"})

    assert answer.status_code == 403
    assert "that we walk home together" in answer.text
    assert Entry.objects.count() == before


def test_saving_in_the_background_leaves_the_text_in_the_page(
    story: Story, reluctant: Someone
) -> None:
    address = f"/check-ins/{story.check_in.meets_on}/prepare/wish/"

    answer = reluctant.sends(address, {"text": "so far"}, headers={"X-Autosave": "1"})

    assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_the_week_and_the_quiz_waits_but_the_ways_out(
    story: Story, reluctant: Someone, method: str
) -> None:
    asked = [address for address in addresses(story) if address not in ENDING]
    answers = {address: getattr(reluctant.browser, method)(address) for address in asked}
    waiting = {place for place, answer in answers.items() if QUESTION in _said(answer)}

    features = [address for address in asked if _is_of_a_feature(address)]
    expected = {address for address in features if not _is_open(address)}
    assert waiting == expected | {"/"}


def _said(answer: HttpResponse) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")


def _match(address: str) -> ResolverMatch:
    return get_resolver().resolve(address)


def _is_of_a_feature(address: str) -> bool:
    return _match(address).namespace in ("checkins", "quizzes")


def _is_open(address: str) -> bool:
    match = _match(address)
    return match.url_name in apps.get_app_config(match.namespace).opens_without_consent


def test_the_pages_that_stay_open_are_those_that_take_along_take_back_or_end() -> None:
    named = {
        f"{app}:{name}"
        for app in ("checkins", "quizzes")
        for name in apps.get_app_config(app).opens_without_consent
    }

    known = {
        f"{namespace}:{name}"
        for namespace in ("checkins", "quizzes")
        for name in get_resolver().namespace_dict[namespace][1].reverse_dict
        if isinstance(name, str)
    }
    assert named <= known


@pytest.mark.parametrize(
    "address", ["/me/", "/me/consents/", "/me/erase/", "/partner/unlink/", "/help/", "/reminders/"]
)
def test_the_ways_out_stay_open(couple: Couple, reluctant: Someone, address: str) -> None:
    assert reluctant.opens(address).status_code == 200


def test_nobody_else_is_asked(story: Story, reluctant: Someone, sam: Someone) -> None:
    assert sam.opens("/").status_code == 200


def test_what_is_stored_already_stays(story: Story, reluctant: Someone) -> None:
    reluctant.sends("/quiz/")

    assert Attempt.objects.filter(person=reluctant.person).exists()
    assert Entry.objects.filter(preparation__person=reluctant.person).exists()


def test_the_partner_s_pages_do_not_tell(story: Story, alex: Someone, sam: Someone) -> None:
    places = ("/", "/week/", f"/check-ins/{story.check_in.meets_on}/", "/partner/", "/together/")
    before = [sam.sees(place) for place in places]

    services.withdraw("sensitive_data", by=alex.person)

    assert [sam.sees(place) for place in places] == before


def test_a_new_text_is_asked_for_again(alex: Someone, monkeypatch) -> None:
    newer = replace(WORDINGS["sensitive_data"], version="2027-01")
    monkeypatch.setitem(WORDINGS, "sensitive_data", newer)

    asked = alex.opens("/quiz/")
    alex.sends("/me/consents/", {**AGREED, "version": "2027-01", "decision": "agree"})

    assert QUESTION in asked.text
    assert alex.opens("/quiz/").status_code == 200


def test_a_shared_screen_tells_nothing_about_it(story: Story, alex: Someone) -> None:
    meeting = f"/check-ins/{story.check_in.meets_on}/meeting/"
    alex.sends(f"{meeting}begin/")
    alex.sends(f"{meeting}share-screen/")

    services.withdraw("sensitive_data", by=alex.person)

    page = alex.opens(meeting)
    assert page.status_code == 403
    assert QUESTION not in page.text
    assert "Sign in again" in page.text


def test_being_asked_costs_no_query_of_its_own(alex: Someone) -> None:
    with CaptureQueriesContext(connection) as asked:
        alex.opens("/week/why/")

    about_it = [query["sql"] for query in asked if "accounts_consent" in query["sql"]]
    assert len(about_it) == 1
    assert "accounts_personkey" in about_it[0]

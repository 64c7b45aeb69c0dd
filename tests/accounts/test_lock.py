"""One's own lock: setting it up, opening it for a while, what opens it, and removing it."""

from datetime import timedelta

import pytest
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Lock, PersonKey
from tests.support.locks import (
    LOCK,
    PASSPHRASE,
    closes_lock,
    code_on,
    locks,
    opens_lock,
    sets_up_lock,
)
from tests.support.people import PASSWORD, Someone

OTHER = "copper lantern meadow thimble otter plum"


def is_open(someone: Someone) -> bool:
    """Whether the lock is open in this browser, by what its own page says."""
    return "Close it now" in someone.opens(LOCK).text


def test_the_page_says_what_it_does_and_what_it_cannot_do_before_the_button(alex: Someone) -> None:
    alex.proves_it()

    page = alex.opens(f"{LOCK}set-up/").text

    before, _button, _after = page.partition("Lock what I keep")
    for said in ("lost for good", "changes the program", "watches your device", "older backups"):
        assert said in before


def test_a_lock_is_there_and_open_once_it_is_set_up(alex: Someone) -> None:
    code = sets_up_lock(alex)

    assert len(code.replace("-", "")) == 28
    assert is_open(alex)
    assert len(alex.person.lock_public) == 32


def test_neither_secret_stands_in_the_database(alex: Someone) -> None:
    code = sets_up_lock(alex)

    stored = repr(Lock.objects.get().wrapped) + repr(alex.browser.session.items())
    assert PASSPHRASE not in stored
    assert code not in stored


def test_whoever_only_found_the_browser_open_cannot_set_one_up(alex: Someone) -> None:
    answer = alex.sends(f"{LOCK}set-up/", {"passphrase": OTHER, "again": OTHER})

    assert answer.url == f"{LOCK}set-up/"
    assert alex.opens(answer.url).url.startswith("/accounts/reauthenticate/")
    assert not Lock.objects.exists()


def test_a_form_that_came_too_late_leaves_no_passphrase_in_the_session(alex: Someone) -> None:
    alex.sends(f"{LOCK}set-up/", {"passphrase": OTHER, "again": OTHER})

    # Not sealed either: a form that waits is carried out after the answer.
    assert STATE_SESSION_KEY not in alex.browser.session
    assert OTHER not in repr(dict(alex.browser.session.items()))


@pytest.mark.parametrize(
    ("passphrase", "again", "said"),
    [
        ("too short", "too short", "Sixteen characters"),
        (PASSWORD, PASSWORD, "Not your password"),
        (OTHER, PASSPHRASE, "not the same"),
        ("", "", "Please type it."),
    ],
)
def test_a_passphrase_has_to_be_one(alex: Someone, passphrase: str, again: str, said: str) -> None:
    alex.proves_it()

    page = alex.sends(f"{LOCK}set-up/", {"passphrase": passphrase, "again": again})

    assert page.status_code == 422
    assert said in page.text
    assert not Lock.objects.exists()


def test_a_second_press_makes_no_second_lock(alex: Someone) -> None:
    sets_up_lock(alex)
    half = alex.person.lock_public

    again = alex.sends(f"{LOCK}set-up/", {"passphrase": OTHER, "again": OTHER})

    assert again.status_code == 409
    assert alex.afresh().lock_public == half


@pytest.mark.parametrize(
    "typed", [PASSPHRASE, f"  {PASSPHRASE.upper()} ", "the code", "lower code"]
)
def test_passphrase_and_code_open_it_however_they_are_typed(alex: Someone, typed: str) -> None:
    code = locks(alex)
    secret = {"the code": code, "lower code": code.lower().replace("-", " ")}.get(typed, typed)

    opens_lock(alex, secret)

    assert is_open(alex)


def test_what_is_wrong_opens_nothing_and_says_so(alex: Someone) -> None:
    locks(alex)

    page = opens_lock(alex, OTHER)

    assert page.status_code == 422
    assert "Neither your passphrase nor your recovery code" in page.text
    assert OTHER not in page.text
    assert not is_open(alex)


def test_tries_are_limited(alex: Someone) -> None:
    locks(alex)

    answers = [opens_lock(alex, OTHER).status_code for _try in range(11)]

    assert answers[-1] == 429


def test_it_closes_after_half_an_hour(alex: Someone, time_machine) -> None:
    sets_up_lock(alex)

    time_machine.move_to(timezone.now() + timedelta(minutes=29))
    assert is_open(alex)
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    assert not is_open(alex)
    assert alex.browser.cookies["unlock"].value == ""


def test_the_session_without_its_cookie_opens_nothing(alex: Someone) -> None:
    sets_up_lock(alex)

    del alex.browser.cookies["unlock"]

    assert not is_open(alex)


def test_the_cookie_in_another_session_opens_nothing(alex: Someone) -> None:
    sets_up_lock(alex)
    elsewhere = Client()
    elsewhere.force_login(alex.person)
    session = elsewhere.session
    session["unlocked"] = alex.browser.session["unlocked"]
    session.save()
    elsewhere.cookies["unlock"] = alex.browser.cookies["unlock"].value

    assert "Close it now" not in elsewhere.get(LOCK).text


@pytest.mark.parametrize("nonsense", ["", "x", "a" * 44, "ü", "=" * 8])
def test_nonsense_in_the_cookie_opens_nothing(alex: Someone, nonsense: str) -> None:
    sets_up_lock(alex)

    alex.browser.cookies["unlock"] = nonsense

    assert not is_open(alex)


@pytest.mark.parametrize("way_out", ["/leave/", "/accounts/logout/"])
def test_leaving_and_signing_out_take_the_cookie_away(alex: Someone, way_out: str) -> None:
    sets_up_lock(alex)

    alex.browser.get(way_out) if way_out == "/leave/" else alex.sends(way_out)

    assert alex.browser.cookies["unlock"].value == ""


def test_the_cookie_is_no_script_s_business_and_ends_by_itself(alex: Someone) -> None:
    sets_up_lock(alex)

    cookie = alex.browser.cookies["unlock"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 60


def test_opening_leads_back_to_where_it_was_needed(alex: Someone) -> None:
    locks(alex)

    assert opens_lock(alex, back="/week/past/?page=2").url == "/week/past/?page=2"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "javascript:1", ""]
)
def test_and_never_to_another_site(alex: Someone, elsewhere: str) -> None:
    locks(alex)

    assert opens_lock(alex, back=elsewhere).url == LOCK


def test_another_passphrase_opens_it_and_the_old_one_no_more(alex: Someone) -> None:
    code = sets_up_lock(alex)
    new = {"secret": PASSPHRASE, "passphrase": OTHER, "again": OTHER}

    alex.sends(f"{LOCK}passphrase/", new)
    closes_lock(alex)

    assert opens_lock(alex).status_code == 422
    assert opens_lock(alex, OTHER).status_code == 302
    assert opens_lock(alex, code).status_code == 302


def test_an_open_lock_is_not_enough_to_change_what_opens_it(alex: Someone) -> None:
    sets_up_lock(alex)
    new = {"secret": "lamp river window and so on", "passphrase": OTHER, "again": OTHER}

    assert alex.sends(f"{LOCK}passphrase/", new).status_code == 422
    assert opens_lock(alex).status_code == 302


def test_a_new_recovery_code_ends_the_old_one(alex: Someone) -> None:
    old = sets_up_lock(alex)

    new = code_on(alex.sends(f"{LOCK}code/", {"secret": PASSPHRASE}))

    assert opens_lock(alex, old).status_code == 422
    assert opens_lock(alex, new).status_code == 302


def test_a_removed_lock_asks_for_nothing_any_more(alex: Someone) -> None:
    sets_up_lock(alex)

    alex.sends(f"{LOCK}remove/", {"secret": PASSPHRASE})

    assert alex.afresh().lock_public is None
    assert "Set up a lock" in alex.opens(LOCK).text


def test_another_lock_can_be_set_up_after_one_was_removed(alex: Someone) -> None:
    sets_up_lock(alex)
    alex.sends(f"{LOCK}remove/", {"secret": PASSPHRASE})

    sets_up_lock(alex, OTHER)
    closes_lock(alex)

    assert opens_lock(alex).status_code == 422
    assert opens_lock(alex, OTHER).status_code == 302


def test_a_lock_somebody_put_into_the_database_is_noticed(alex: Someone, sam: Someone) -> None:
    locks(alex)
    locks(sam)
    PersonKey.objects.filter(person=alex.person).update(lock_public=sam.person.lock_public)

    page = opens_lock(alex)

    assert "not as you left it" in page.text
    assert not is_open(alex)


def test_nobody_is_told_that_somebody_has_a_lock(couple, alex: Someone, sam: Someone) -> None:
    addresses = ("/", "/week/", "/quiz/", "/quiz/together/", "/together/", "/partner/", LOCK)
    before = [sam.sees(address) for address in addresses]

    locks(alex)

    assert [sam.sees(address) for address in addresses] == before


def test_erasing_takes_the_lock_along(alex: Someone) -> None:
    locks(alex)

    services.erase(by=alex.person, at=timezone.now())

    assert not Lock.objects.exists()


def test_the_titles_say_nothing(alex: Someone) -> None:
    alex.proves_it()
    before = alex.opens(f"{LOCK}set-up/").text
    locks(alex)
    pages = ("", "open/", "passphrase/", "code/", "remove/")
    after = [alex.opens(f"{LOCK}{page}").text for page in pages]

    assert [page for page in (before, *after) if "<title>Me · " not in page] == []


def test_who_has_a_lock_is_offered_no_second_one(alex: Someone) -> None:
    sets_up_lock(alex)

    assert alex.opens(f"{LOCK}set-up/").url == LOCK


@pytest.mark.parametrize("form", ["open/", "passphrase/", "code/", "remove/"])
def test_a_lock_that_is_damaged_says_so(alex: Someone, form: str) -> None:
    locks(alex)
    Lock.objects.update(wrapped=b"no seal")
    alex.proves_it()

    again = "willow tunnel basket ribbon candle meadow"
    answer = alex.sends(
        f"{LOCK}{form}", {"secret": PASSPHRASE, "passphrase": again, "again": again}
    )

    assert answer.status_code == 410
    assert "Your lock is damaged" in answer.text

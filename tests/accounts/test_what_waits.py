"""What waits for the answer to *Is it you?*: sealed, for a quarter of an hour, and by its name."""

import base64
import html
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import Couple, Person, Session
from accounts.waiting import ELSEWHERE
from tests.accounts.test_doors_asked_again import POSTED, SHOWN, everything
from tests.architecture.test_doors import DOORS
from tests.support.people import PASSWORD, Someone
from tests.support.second_steps import adds_an_app

KEEPING = "/me/keeping/"
NAMED = re.compile(r"To go on with: ([^<]+)<")
TOO_LATE = "This waited for more than 15 minutes, so nothing was carried out."
LATE = timedelta(minutes=16)
IN_TIME = timedelta(minutes=14)
NAMES = {
    "/accounts/email/": "E-mail address",
    "/accounts/2fa/totp/activate/": "A second step, and passkeys",
    "/accounts/2fa/webauthn/add/": "A second step, and passkeys",
    "/accounts/2fa/recovery-codes/generate/": "A second step, and passkeys",
    "/me/sign-ins/": "Where you are signed in",
    "/me/sign-ins/end/": "Where you are signed in",
    "/me/sign-ins/end-others/": "Where you are signed in",
    "/me/mailbox/": "Signing in by e-mail",
    "/me/keeping/": "How long my words stay",
    "/me/erase/": "Erasing",
    "/me/export/": "Taking everything along",
    "/me/export/evenings.json": "Taking everything along",
    "/me/export/read/": "Taking everything along",
    "/partner/unlink/": "Unlinking",
}
LOCK = ["/me/lock/set-up/", "/me/lock/passphrase/", "/me/lock/code/", "/me/lock/remove/"]


def leaves_a_term(someone: Someone) -> HttpResponse:
    """Send a form that is asked about first, and so waits."""
    return someone.sends(KEEPING, {"months": "6"})


def answers(someone: Someone, asked: HttpResponse) -> HttpResponse:
    """Type the password where one was led."""
    return someone.sends(asked.url, {"password": PASSWORD})


def term_of(someone: Someone) -> int | None:
    """What the waiting form would set."""
    return Person.objects.get(pk=someone.person.pk).kept_months


def waiting_in(someone: Someone) -> str:
    """What the session holds of it, as it is stored."""
    row = Session.objects.get(person=someone.person)
    return row.get_decoded()[STATE_SESSION_KEY]


def puts(someone: Someone, value: object) -> None:
    """Put something else in its place."""
    session = someone.browser.session
    session[STATE_SESSION_KEY] = value
    session.save()


def name_asked_for(someone: Someone, address: str) -> str | None:
    """What the page says that it is asked for."""
    found = NAMED.search(someone.opens(address).text)
    return html.unescape(found[1]) if found else None


def test_a_form_that_waits_is_not_legible_in_the_database(alex: Someone) -> None:
    alex.sends("/accounts/email/", {"email": "canary@example.org", "action_add": ""})

    key = alex.browser.session.session_key
    stored = str([row.get_decoded() for row in Session.objects.all()])
    opened = base64.b64decode(waiting_in(alex))
    for word in ("canary", "/accounts/email/", "action_add", key):
        assert word not in stored
        assert word.encode() not in opened


def test_it_is_carried_out_once_the_password_is_typed(alex: Someone, time_machine) -> None:
    asked = leaves_a_term(alex)
    time_machine.move_to(timezone.now() + IN_TIME)

    answers(alex, asked)

    assert term_of(alex) == 6
    assert STATE_SESSION_KEY not in alex.browser.session


def test_or_a_code(alex: Someone, time_machine) -> None:
    app = adds_an_app(alex)
    time_machine.move_to(timezone.now() + timedelta(minutes=6))
    leaves_a_term(alex)

    alex.sends(f"/accounts/2fa/reauthenticate/?next={KEEPING}", {"code": app.shows()})

    assert term_of(alex) == 6


def cut_off(sealed: str) -> str:
    """The same, with its end lost."""
    return sealed[:-8]


def changed(sealed: str) -> str:
    """The same, with one letter in the middle put in place of another."""
    middle = len(sealed) // 2
    return sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]


def in_plain(sealed: str) -> dict[str, str]:
    """The same form as nobody sealed it."""
    there = {"path": KEEPING, "path_info": KEEPING, "GET": "", "META": {}, "scheme": "http"}
    return {"request": json.dumps({**there, "POST": "months=6", "method": "POST"})}


@pytest.mark.parametrize("spoilt", [cut_off, changed, in_plain, lambda _sealed: "what?"])
def test_what_is_damaged_is_nothing(alex: Someone, spoilt: Callable[[str], object]) -> None:
    asked = leaves_a_term(alex)
    puts(alex, spoilt(waiting_in(alex)))

    led = answers(alex, asked)

    assert led.url == KEEPING
    assert term_of(alex) is None


def test_what_waits_in_another_session_is_nothing_here(alex: Someone) -> None:
    elsewhere = Someone(alex.person)
    leaves_a_term(elsewhere)
    sealed = waiting_in(elsewhere)
    elsewhere.browser.logout()

    puts(alex, sealed)
    alex.sends(f"/accounts/reauthenticate/?next={KEEPING}", {"password": PASSWORD})

    assert term_of(alex) is None


def test_nor_is_somebody_else_s_of_the_very_same_session(alex: Someone, sam: Someone) -> None:
    asked = leaves_a_term(alex)
    bound = f"what waits in the session {alex.browser.session.session_key}"
    opened = alex.person.sealer.open(base64.b64decode(waiting_in(alex)), bound)
    puts(alex, base64.b64encode(sam.person.sealer.seal(opened, bound)).decode())

    answers(alex, asked)

    assert term_of(alex) is None


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (KEEPING, KEEPING),
        ("/partner/unlink/", "/partner/unlink/"),
        ("/me/sign-ins/end/", "/me/sign-ins/"),
        ("/me/sign-ins/end-others/", "/me/sign-ins/"),
        ("/me/export/evenings.json", "/me/export/"),
        ("/me/export/read/", "/me/export/"),
        ("/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/recovery-codes/generate/"),
    ],
)
def test_after_a_quarter_of_an_hour_one_is_led_back_and_nothing_is_carried_out(
    couple: Couple, alex: Someone, time_machine, address: str, page: str
) -> None:
    before = everything()
    asked = alex.sends(address, POSTED[address])
    time_machine.move_to(timezone.now() + LATE)

    led = answers(alex, asked)

    assert led.url == page
    assert TOO_LATE in alex.browser.get(page, follow=True).text
    assert everything() == before
    assert STATE_SESSION_KEY not in alex.browser.session


def test_a_wrong_answer_makes_it_wait_no_longer(alex: Someone, time_machine) -> None:
    sent_at, asked = timezone.now(), leaves_a_term(alex)
    time_machine.move_to(sent_at + IN_TIME)
    alex.sends(asked.url, {"password": "a guess"})
    alex.opens(asked.url)
    time_machine.move_to(sent_at + LATE)

    answers(alex, asked)

    assert term_of(alex) is None


def test_where_nothing_waits_one_is_led_to_the_page_of_the_form(alex: Someone) -> None:
    asked = "/accounts/reauthenticate/?next=/me/sign-ins/end-others/"

    led = alex.sends(asked, {"password": PASSWORD})

    assert led.url == "/me/sign-ins/"
    assert "Nothing was carried out." in alex.opens(led.url).text


@pytest.mark.parametrize("address", NAMES)
def test_the_page_says_what_it_is_asked_for(couple: Couple, alex: Someone, address: str) -> None:
    asked = alex.opens(address) if address in SHOWN else alex.sends(address, POSTED[address])

    assert name_asked_for(alex, asked.url) == NAMES[address]


def test_every_door_that_is_tried_in_the_test_of_doors_has_its_name_here() -> None:
    assert set(NAMES) == {*POSTED, *SHOWN}


@pytest.mark.parametrize("address", LOCK)
def test_the_doors_of_the_lock_say_so_too(alex: Someone, address: str) -> None:
    asked = f"/accounts/reauthenticate/?next={address}"

    assert name_asked_for(alex, asked) == "My lock"


def test_whichever_way_one_shows_it(alex: Someone, time_machine) -> None:
    adds_an_app(alex)
    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    asked = alex.sends("/accounts/2fa/totp/deactivate/")
    by_code = asked.url.replace("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/")

    for address in (asked.url, by_code):
        assert name_asked_for(alex, address) == "A second step, and passkeys"


def test_a_wrong_answer_still_says_it(alex: Someone) -> None:
    leaves_a_term(alex)

    again = alex.sends("/accounts/reauthenticate/", {"password": "a guess", "next": KEEPING})

    assert NAMED.search(again.text)[1] == "How long my words stay"


@pytest.mark.parametrize(
    "back", ["", "?next=/no-such-page/", "?next=/me/", "?next=https://example.org/partner/unlink/"]
)
def test_what_has_no_name_gets_none(alex: Someone, back: str) -> None:
    assert name_asked_for(alex, f"/accounts/reauthenticate/{back}") is None


def test_every_door_named_for_allauth_is_there() -> None:
    assert set(ELSEWHERE) <= set(DOORS)

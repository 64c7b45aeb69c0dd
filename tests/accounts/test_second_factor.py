"""An app that shows codes, recovery codes, and a code by mail."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings

from accounts.domain.sealing import Keyring
from intimacy.secrets import new_sealing_key
from tests.support.people import Someone
from tests.support.second_steps import (
    ADD_APP,
    SECOND_STEP,
    adds_an_app,
    reads_the_codes,
    types_the_password,
)

pytestmark = pytest.mark.django_db

REMOVE_APP = "/accounts/2fa/totp/deactivate/"
NEW_CODES = "/accounts/2fa/recovery-codes/generate/"
LIST = "/accounts/2fa/"
ASK_FOR_CODE = "/accounts/login/code/"
NEW_PASSWORD = "another lamp, elsewhere"
TYPE_CODE = "/accounts/login/code/confirm/"


def is_in(browser: Client) -> bool:
    """Whether this browser is signed in."""
    return browser.get("/me/").status_code == 200


def types_the_code(browser: Client, code: str):
    """The second step."""
    return browser.post(SECOND_STEP, {"code": code})


def test_after_the_password_the_app_s_code_is_asked_for(alex: Someone) -> None:
    app = adds_an_app(alex)

    browser = types_the_password("Alex")
    assert not is_in(browser)
    types_the_code(browser, app.shows())

    assert is_in(browser)


def test_the_square_is_drawn_in_the_page_and_its_secret_written_below(alex: Someone) -> None:
    alex.proves_it()

    page = alex.opens(ADD_APP).text

    secret = re.search(r"otpauth://\S+?secret=(\w+)", page).group(1)
    assert "data:" not in page
    assert re.search(r'class="code-square"[^>]*><svg', page)
    assert secret in page.replace(" ", "")


def test_a_wrong_first_code_switches_nothing_on(alex: Someone) -> None:
    alex.proves_it()
    alex.opens(ADD_APP)

    page = alex.sends(ADD_APP, {"code": "000000"}).text

    assert "That did not fit" in page
    assert not Authenticator.objects.exists()


def test_nothing_about_a_second_step_changes_without_proving_who_it_is(alex: Someone) -> None:
    app = adds_an_app(alex)
    browser = types_the_password("Alex")
    types_the_code(browser, app.shows())

    answers = [browser.post(address) for address in (REMOVE_APP, NEW_CODES)]

    assert all("/reauthenticate/" in answer.headers["Location"] for answer in answers)
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize(("periods", "is_taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_may_be_half_a_minute_early_or_late(
    alex: Someone, periods: int, is_taken: bool, time_machine
) -> None:
    time_machine.move_to("2026-12-06T18:00:10Z", tick=False)
    app = adds_an_app(alex)
    browser = types_the_password("Alex")

    types_the_code(browser, app.shows(periods_from_now=periods))

    assert is_in(browser) is is_taken


def test_a_code_lets_nobody_in_twice_while_it_is_valid(alex: Someone, time_machine) -> None:
    time_machine.move_to("2026-12-06T18:00:10Z", tick=False)
    app = adds_an_app(alex)
    code = app.shows(periods_from_now=1)
    types_the_code(types_the_password("Alex"), code)
    # What allauth remembers of a used code ends sooner than the code does.
    time_machine.move_to("2026-12-06T18:00:45Z", tick=False)

    watcher = types_the_password("Alex")
    types_the_code(watcher, code)

    assert not is_in(watcher)


def test_recovery_codes_are_shown_once(alex: Someone) -> None:
    adds_an_app(alex)

    first, second = reads_the_codes(alex), reads_the_codes(alex)

    assert len(first) == 10
    assert second == []


def test_a_recovery_code_stands_in_for_the_app_once(alex: Someone) -> None:
    adds_an_app(alex)
    code = reads_the_codes(alex)[0]

    for is_let_in in (True, False):
        browser = types_the_password("Alex")
        types_the_code(browser, code)
        assert is_in(browser) is is_let_in


def test_new_codes_end_the_old_ones(alex: Someone) -> None:
    adds_an_app(alex)
    old = reads_the_codes(alex)[0]

    alex.sends(NEW_CODES)
    new = reads_the_codes(alex)[0]

    for code, is_let_in in ((old, False), (new, True)):
        browser = types_the_password("Alex")
        types_the_code(browser, code)
        assert is_in(browser) is is_let_in


def test_the_list_says_how_many_codes_are_left(alex: Someone) -> None:
    adds_an_app(alex)
    types_the_code(types_the_password("Alex"), reads_the_codes(alex)[0])

    assert "9 codes are left" in alex.opens(LIST).text


def test_without_the_app_the_password_is_enough_and_the_codes_are_gone(alex: Someone) -> None:
    adds_an_app(alex)

    alex.sends(REMOVE_APP)

    assert is_in(types_the_password("Alex"))
    assert not Authenticator.objects.exists()


def test_a_new_password_by_mail_does_not_replace_the_second_step(alex: Someone) -> None:
    app = adds_an_app(alex)
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": "alex@example.org"})
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+/)", mail.outbox[-1].body)
    form = browser.get(link.group(1)).headers["Location"]
    browser.post(
        form, {"password1": "another lamp, elsewhere", "password2": "another lamp, elsewhere"}
    )
    assert not is_in(browser)

    browser.post("/accounts/login/", {"login": "alex@example.org", "password": NEW_PASSWORD})
    assert not is_in(browser)
    types_the_code(browser, app.shows())

    assert is_in(browser)


def _code_by_mail(browser: Client, address: str) -> str:
    browser.post(ASK_FOR_CODE, {"email": address})
    return re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[-1].body, re.MULTILINE).group()


def test_a_code_by_mail_signs_in_without_a_password(alex: Someone) -> None:
    browser = Client()
    code = _code_by_mail(browser, "alex@example.org")

    browser.post(TYPE_CODE, {"code": code})

    assert is_in(browser)


def test_a_code_by_mail_does_not_replace_the_second_step(alex: Someone) -> None:
    app = adds_an_app(alex)
    browser = Client()
    browser.post(TYPE_CODE, {"code": _code_by_mail(browser, "alex@example.org")})
    assert not is_in(browser)

    types_the_code(browser, app.shows())

    assert is_in(browser)


def test_asking_for_a_code_tells_nobody_who_has_an_account(alex: Someone) -> None:
    seen = []
    for address in ("alex@example.org", "nobody@example.org"):
        browser = Client()
        answer = browser.post(ASK_FOR_CODE, {"email": address})
        page = browser.get(answer.headers["Location"]).text.replace(address, "")
        seen.append((answer.headers["Location"], re.sub(r'value="\w{64}"', "", page)))

    assert seen[0] == seen[1]


def test_where_mail_leaves_the_machine_an_address_is_confirmed_first(alex: Someone) -> None:
    alex.proves_it()
    alex.person.emailaddress_set.create(email="alex@example.org", verified=False)

    with override_settings(MFA_ALLOW_UNVERIFIED_EMAIL=False):
        answer = alex.opens(ADD_APP, follow=True)

    assert "confirm your e-mail address first" in answer.text


def test_secrets_are_sealed_where_they_are_stored(alex: Someone) -> None:
    app = adds_an_app(alex)
    reads_the_codes(alex)

    stored = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert app.secret not in stored
    assert not re.search(r"'seed': '[0-9a-f]{80}'", stored)


def test_a_secret_moved_to_somebody_else_opens_nothing(alex: Someone, robin: Someone) -> None:
    app = adds_an_app(robin)
    Authenticator.objects.update(user=alex.person)

    answer = types_the_code(browser := types_the_password("Alex"), app.shows())

    assert answer.status_code == 409
    assert "cannot be read" in answer.text
    assert not is_in(browser)


def test_rotating_the_keys_of_the_host_covers_second_steps(alex: Someone, settings) -> None:
    app = adds_an_app(alex)
    old, new = settings.SEALING_KEYS, new_sealing_key()
    settings.SEALING_KEYS = f"{new},{old}"
    call_command("rotate_keys")
    settings.SEALING_KEYS = new
    assert Keyring.parse(new).newest not in old

    browser = types_the_password("Alex")
    types_the_code(browser, app.shows())

    assert is_in(browser)


# allauth writes once the change is committed.
@pytest.mark.django_db(transaction=True)
@override_settings(ACCOUNT_EMAIL_NOTIFICATIONS=True)
def test_a_mail_about_it_says_only_that_signing_in_was_changed(alex: Someone) -> None:
    alex.person.emailaddress_set.create(email="alex@example.org", verified=True, primary=True)

    adds_an_app(alex)
    alex.sends(NEW_CODES)
    alex.sends(REMOVE_APP)

    assert {letter.subject for letter in mail.outbox} == {"Your account"}
    said = [
        re.split(r"if this was not you", letter.body, flags=re.IGNORECASE)[0]
        for letter in mail.outbox
    ]
    assert len(said) == 3
    assert not re.search(r"\bapp\b|passkey|recovery|partner|couple|second|factor", "".join(said))


def test_guessing_codes_meets_a_pause(alex: Someone) -> None:
    app = adds_an_app(alex)
    browser = types_the_password("Alex")
    for _try in range(6):
        types_the_code(browser, "000000")

    page = types_the_code(browser, app.shows()).text

    assert "Wait a few minutes" in page
    assert not is_in(browser)


def test_proving_who_it_is_offers_every_way_there_is(alex: Someone) -> None:
    app = adds_an_app(alex)
    browser = types_the_password("Alex")
    types_the_code(browser, app.shows())

    page = browser.get(REMOVE_APP, follow=True).text
    assert 'name="password"' in page
    assert "/accounts/2fa/reauthenticate/" in page
    answer = browser.post(
        "/accounts/2fa/reauthenticate/",
        {"code": app.shows(periods_from_now=1), "next": REMOVE_APP},
    )

    assert answer.headers["Location"] == REMOVE_APP
    assert browser.get(REMOVE_APP).status_code == 200


def test_the_settings_lead_there(alex: Someone) -> None:
    assert LIST in alex.opens("/me/").text
    assert alex.opens(LIST).status_code == 200

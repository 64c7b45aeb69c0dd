"""Where one is signed in, the record of 90 days, and what ends a session."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from accounts import tasks
from accounts.models import Session, SignIn
from tests.support.people import PASSWORD, Someone

pytestmark = pytest.mark.django_db

PAGE = "/me/sign-ins/"
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
HANDLE = re.compile(r'name="which" value="(\w+)"')


def signs_in(address: str = "alex@example.org", **sent: str) -> Client:
    """Another browser, signed in by the form."""
    browser = Client(**sent)
    browser.post("/accounts/login/", {"login": address, "password": PASSWORD})
    assert browser.get("/me/").status_code == 200
    return browser


def record_of(someone: Someone) -> str:
    """The page as its owner reads it, after showing once more who they are."""
    someone.proves_it()
    return someone.opens(PAGE).text


def is_signed_in(browser: Client) -> bool:
    """Whether one's own settings open in it."""
    return browser.get("/me/").status_code == 200


def test_a_sign_in_is_written_down_with_way_device_and_address(alex: Someone) -> None:
    signs_in(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="192.0.2.7")

    written = alex.person.sign_ins.get()
    assert (written.way, written.device, written.address) == (
        SignIn.Way.PASSWORD,
        "Firefox\nAndroid",
        "192.0.2.7",
    )


def test_the_page_says_it_in_words(alex: Someone) -> None:
    signs_in(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="192.0.2.7")

    page = record_of(alex)

    assert "Firefox on Android" in page
    assert "192.0.2.7" in page
    assert "Password" in page


def test_device_and_address_lie_sealed(alex: Someone) -> None:
    signs_in(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="192.0.2.7")

    kept = str(SignIn.objects.values_list().get())
    assert "Firefox" not in kept
    assert "192.0.2.7" not in kept


def test_making_the_account_is_the_first_line_of_the_record(db: None) -> None:
    browser = Client()
    browser.post(
        "/accounts/signup/",
        {
            "email": "kim@example.org",
            "password1": PASSWORD,
            "name": "Kim",
            "time_zone": "UTC",
            **dict.fromkeys(("adult", "host_can_read", "sensitive_data"), "on"),
        },
    )

    assert [one.way for one in SignIn.objects.all()] == [SignIn.Way.SIGN_UP]


def test_a_wrong_password_writes_nothing(alex: Someone) -> None:
    Client().post("/accounts/login/", {"login": "alex@example.org", "password": "a guess"})

    assert not SignIn.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "10.0.0.1"), (1, "192.0.2.7"), (2, "203.0.113.9")]
)
def test_only_our_own_proxies_are_believed_about_an_address(
    alex: Someone, proxies: int, seen: str
) -> None:
    chain = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9, 192.0.2.7"}

    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        signs_in(**chain)

    assert alex.person.sign_ins.get().address == seen


def test_the_page_asks_once_more_who_it_is(alex: Someone) -> None:
    for asked in (
        alex.opens(PAGE),
        alex.sends(f"{PAGE}end/", {"which": "x"}),
        alex.sends(f"{PAGE}end-others/"),
    ):
        assert asked.url.startswith("/accounts/reauthenticate/")


def test_this_browser_is_marked_and_offers_no_button_to_end_it(alex: Someone) -> None:
    page = record_of(alex)

    assert page.count("this one") == 1
    assert HANDLE.findall(page) == []
    assert "Sign out everywhere else" not in page


def test_alex_ends_one_of_the_others(alex: Someone) -> None:
    phone, laptop = signs_in(HTTP_USER_AGENT=PHONE), signs_in()
    handles = HANDLE.findall(record_of(alex))

    # The latest comes first.
    alex.sends(f"{PAGE}end/", {"which": handles[0]})

    assert [is_signed_in(browser) for browser in (phone, laptop, alex.browser)] == [
        *(True, False, True),
    ]


def test_alex_ends_all_the_others(alex: Someone) -> None:
    phone, laptop = signs_in(HTTP_USER_AGENT=PHONE), signs_in()
    alex.proves_it()

    alex.sends(f"{PAGE}end-others/")

    assert [is_signed_in(browser) for browser in (phone, laptop, alex.browser)] == [
        *(False, False, True),
    ]


def test_the_page_never_shows_what_would_open_a_session(alex: Someone) -> None:
    signs_in()

    page = record_of(alex)

    keys = [alex.browser.session.session_key]
    keys += Session.objects.values_list("session_key", flat=True)
    assert [key for key in keys if key in page] == []


def test_a_stolen_table_of_sessions_opens_none_of_them(alex: Someone) -> None:
    signs_in()
    stolen = Session.objects.values_list("session_key", flat=True)

    for key in stolen:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = key
        assert thief.get("/me/").status_code == 302

    assert stolen


def test_nobody_ends_or_reads_somebody_else_s(alex: Someone, robin: Someone) -> None:
    phone = signs_in(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="192.0.2.7")
    handles = HANDLE.findall(record_of(alex))

    seen = record_of(robin)
    robin.sends(f"{PAGE}end/", {"which": handles[0]})

    assert "192.0.2.7" not in seen
    assert is_signed_in(phone)


@pytest.mark.parametrize("which", ["", "x", "0" * 32, "\x00", "é" * 40])
def test_an_unknown_handle_ends_nothing(alex: Someone, which: str) -> None:
    phone = signs_in()
    alex.proves_it()

    answer = alex.sends(f"{PAGE}end/", {"which": which})

    assert answer.status_code == 302
    assert is_signed_in(phone)


def test_signing_out_has_the_browser_empty_what_it_stored(alex: Someone) -> None:
    answer = alex.sends("/accounts/logout/")

    assert answer.headers["Clear-Site-Data"] == '"storage"'


def test_signing_out_leaves_the_record_and_ends_the_place(alex: Someone) -> None:
    phone = signs_in(REMOTE_ADDR="192.0.2.7")
    phone.post("/accounts/logout/")

    page = record_of(alex)

    assert HANDLE.findall(page) == []
    assert "192.0.2.7" in page


def test_nothing_tells_when_somebody_last_looked(alex: Someone) -> None:
    phone = signs_in()
    SignIn.objects.update(at=timezone.now() - timedelta(days=2))
    before = record_of(alex)

    with time_machine.travel(timezone.now() + timedelta(seconds=90)):
        phone.get("/")
        phone.post("/me/", {"name": "Alex", "time_zone": "Europe/Berlin", "language": "en"})
        after = alex.sees(PAGE).decode()

    assert after == TOKEN.sub("", before)


def test_after_90_days_the_record_forgets(alex: Someone) -> None:
    signs_in(REMOTE_ADDR="192.0.2.7")
    SignIn.objects.update(at=timezone.now() - timedelta(days=90))
    signs_in(REMOTE_ADDR="192.0.2.8")

    tasks.tidy()

    assert [one.address for one in SignIn.objects.all()] == ["192.0.2.8"]


def test_a_browser_signed_in_for_longer_than_the_record_is_still_shown(alex: Someone) -> None:
    signs_in()
    SignIn.objects.all().delete()

    page = record_of(alex)

    assert "Signed in more than 90 days ago" in page
    assert len(HANDLE.findall(page)) == 1


def test_a_new_password_ends_every_other_session(alex: Someone) -> None:
    phone = signs_in()
    new = {"password1": "a kettle on the stove", "password2": "a kettle on the stove"}

    alex.sends("/accounts/password/change/", {"oldpassword": PASSWORD, **new})

    # Before the phone asks for a page, which would end its session in any case.
    assert alex.person.sessions.count() == 1
    assert is_signed_in(alex.browser)
    assert not is_signed_in(phone)


def test_a_reset_ends_every_session_and_signs_nobody_in(alex: Someone, mailoutbox: list) -> None:
    phone, browser = signs_in(), signs_in()
    browser.post("/accounts/password/reset/", {"email": "alex@example.org"})
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    form = browser.get(link).url
    new = {"password1": "a kettle on the stove", "password2": "a kettle on the stove"}

    done = browser.post(form, new)

    assert done.status_code == 302
    assert not alex.person.sessions.exists()
    assert not is_signed_in(phone)
    assert not is_signed_in(browser)

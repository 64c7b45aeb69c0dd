"""Passkeys: made, named, used to sign in and as a second step, and offered where they can work."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, RequestFactory, override_settings

from accounts.mfa import passkey_host, passkeys_at
from tests.support.people import Someone
from tests.support.second_steps import (
    ADD_PASSKEY,
    SECOND_STEP,
    Device,
    adds_a_passkey,
    adds_an_app,
    at_localhost,
    options_on,
    types_the_password,
)

pytestmark = pytest.mark.django_db

PASSKEYS = "/accounts/2fa/webauthn/"
SIGN_IN = "/accounts/2fa/webauthn/login/"
SIGN_IN_PAGE = "/accounts/login/"
PROVE_IT = "/accounts/2fa/webauthn/reauthenticate/"


def arrives() -> Client:
    """A new browser at a name passkeys work for."""
    return Client(SERVER_NAME="localhost")


def is_in(browser: Client) -> bool:
    """Whether this browser is signed in."""
    return browser.get("/me/").status_code == 200


def signs_in_with(device: Device, browser: Client, **typed: str):
    """Press the button and nothing else."""
    asked = browser.get(SIGN_IN, headers={"accept": "application/json"}).json()
    credential = device.gets(asked["request_options"])
    return browser.post(SIGN_IN, {"credential": credential, **typed})


def page_of(name: str, key: Authenticator) -> str:
    """The address of the page that renames or removes a passkey."""
    return f"{PASSKEYS}keys/{key.pk}/{name}/"


def the_passkey() -> Authenticator:
    """The only one there is."""
    return Authenticator.objects.get(type="webauthn")


def test_a_passkey_alone_signs_in(alex: Someone) -> None:
    device, browser = adds_a_passkey(alex), arrives()

    signs_in_with(device, browser)

    assert is_in(browser)


def test_signing_in_with_it_leads_to_where_one_wanted_to_go(alex: Someone) -> None:
    device = adds_a_passkey(alex)

    answer = signs_in_with(device, arrives(), next="/week/past/")

    assert answer.headers["Location"] == "/week/past/"


def test_after_the_password_the_passkey_is_asked_for(alex: Someone) -> None:
    device = adds_a_passkey(alex)

    browser = types_the_password("Alex", arrives())
    assert not is_in(browser)
    credential = device.gets(options_on(browser.get(SECOND_STEP)))
    browser.post(SECOND_STEP, {"credential": credential})

    assert is_in(browser)


def test_the_passkey_shows_that_it_is_you_before_something_grave(alex: Someone) -> None:
    device, browser = adds_a_passkey(alex), arrives()
    signs_in_with(device, browser)
    remove = page_of("remove", the_passkey())
    assert "/reauthenticate/" in browser.get(remove).headers["Location"]

    credential = device.gets(options_on(browser.get(PROVE_IT)))
    browser.post(PROVE_IT, {"credential": credential, "next": remove})

    assert browser.get(remove).status_code == 200


def test_a_passkey_answers_one_question_once(alex: Someone) -> None:
    device, browser, watcher = adds_a_passkey(alex), arrives(), arrives()
    asked = browser.get(SIGN_IN, headers={"accept": "application/json"}).json()
    credential = device.gets(asked["request_options"])
    watcher.get(SIGN_IN, headers={"accept": "application/json"})

    watcher.post(SIGN_IN, {"credential": credential})

    assert not is_in(watcher)


def test_a_passkey_shown_to_another_site_lets_nobody_in(alex: Someone) -> None:
    device, browser = adds_a_passkey(alex), arrives()
    device.origin = "https://evenings.example.net"

    signs_in_with(device, browser)

    assert not is_in(browser)


def test_with_the_first_passkey_come_recovery_codes(alex: Someone) -> None:
    adds_a_passkey(alex)

    assert Authenticator.objects.filter(type="recovery_codes", user=alex.person).exists()


def test_passkeys_are_listed_renamed_and_removed(alex: Someone) -> None:
    device = adds_a_passkey(alex, name="My <phone>")
    assert "My &lt;phone&gt;" in alex.opens(PASSKEYS).text

    alex.sends(page_of("edit", the_passkey()), {"name": "The old one"})
    assert "The old one" in alex.opens(PASSKEYS).text
    alex.sends(page_of("remove", the_passkey()))

    browser = arrives()
    signs_in_with(device, browser)
    assert not is_in(browser)
    assert not Authenticator.objects.exists()


def test_a_passkey_s_name_is_sealed(alex: Someone) -> None:
    adds_a_passkey(alex, name="canary-phone")
    assert "canary-phone" not in json.dumps(the_passkey().data)

    alex.sends(page_of("edit", the_passkey()), {"name": "canary-renamed"})
    assert "canary" not in json.dumps(the_passkey().data)


def test_robin_finds_none_of_alex_s(alex: Someone, robin: Someone) -> None:
    adds_a_passkey(alex)
    robin.proves_it()

    answers = [robin.opens(page_of(name, the_passkey())) for name in ("edit", "remove")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_device_is_told_the_site_s_name_and_the_address_only(alex: Someone) -> None:
    at_localhost(alex).proves_it()

    asked = options_on(alex.opens(ADD_PASSKEY))["publicKey"]

    assert asked["rp"] == {"id": "localhost", "name": "Evenings"}
    assert (asked["user"]["name"], asked["user"]["displayName"]) == ("alex@example.org",) * 2


def test_nothing_a_browser_sends_along_is_kept(alex: Someone) -> None:
    at_localhost(alex).proves_it()
    credential = json.loads(Device().creates(options_on(alex.opens(ADD_PASSKEY))))
    credential |= {"extra": "canary\0", "authenticatorAttachment": "platform"}
    credential["response"] |= {"transports": ["internal"]}

    alex.sends(ADD_PASSKEY, {"name": "x", "credential": json.dumps(credential)})

    kept = the_passkey().data["credential"]
    assert set(kept) == {"type", "id", "rawId", "response", "clientExtensionResults"}
    assert set(kept["response"]) == {"clientDataJSON", "attestationObject"}


NONSENSE = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[]",
    "a number": "1",
    "an empty object": "{}",
    "deep": "[" * 20_000,
    "too long": json.dumps({"id": "A" * 40_000}),
    "wrong kinds": json.dumps({"id": 1, "rawId": [], "type": {}, "response": 7}),
    "odd answer": json.dumps({"id": "AA", "rawId": "AA", "response": {"userHandle": {}}}),
    "a handle of nobody": json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "userHandle": "enp6enp6enp6",
                "clientDataJSON": "e30",
                "authenticatorData": "AAAA",
                "attestationObject": "o2NmbXRkbm9uZQ",
                "signature": "AA",
            },
        }
    ),
    "a zero byte": json.dumps({"id": "\0", "rawId": "\0", "response": {}}),
}


@pytest.mark.parametrize("sent", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused_at_every_door(alex: Someone, sent: str) -> None:
    adds_a_passkey(alex)
    stranger, half_way = arrives(), types_the_password("Alex", arrives())
    half_way.get(SECOND_STEP), alex.opens(ADD_PASSKEY), alex.opens(PROVE_IT)
    stranger.get(SIGN_IN, headers={"accept": "application/json"})

    answers = [
        stranger.post(SIGN_IN, {"credential": sent}),
        half_way.post(SECOND_STEP, {"credential": sent}),
        alex.sends(ADD_PASSKEY, {"name": "x", "credential": sent}),
        alex.sends(PROVE_IT, {"credential": sent}),
    ]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert not is_in(stranger)
    assert not is_in(half_way)
    assert Authenticator.objects.filter(type="webauthn").count() == 1


@pytest.mark.parametrize("name", ["", "x" * 61, "a\0b"])
def test_a_name_that_is_missing_or_too_long_is_refused(alex: Someone, name: str) -> None:
    at_localhost(alex).proves_it()
    credential = Device().creates(options_on(alex.opens(ADD_PASSKEY)))

    answer = alex.sends(ADD_PASSKEY, {"name": name, "credential": credential})

    assert "Something needs another look" in answer.text
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("address", "works"),
    [
        ("http://localhost:8000", True),
        ("https://evenings.example.org", True),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("https://192.168.1.5", False),
        ("http://evenings.example.org", False),
    ],
)
def test_passkeys_need_a_name_and_https(address: str, works: bool) -> None:
    scheme, host = address.split("://")
    with override_settings(ALLOWED_HOSTS=["*"]):
        request = RequestFactory().get("/", HTTP_HOST=host, secure=scheme == "https")

        assert passkeys_at(request).work_here is works


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://127.0.0.1:8000", "localhost"),
        ("https://evenings.example.org:8443", "evenings.example.org"),
    ],
)
def test_passkeys_belong_to_the_site_s_own_address(address: str, host: str) -> None:
    with override_settings(SITE_URL=address, ON_LOOPBACK="127" in address):
        assert passkey_host() == host


def test_at_an_ip_address_the_pages_lead_to_localhost(alex: Someone) -> None:
    adds_an_app(alex)
    for browser, page in ((Client(), SIGN_IN_PAGE), (alex.browser, "/accounts/2fa/")):
        shown = browser.get(page, HTTP_HOST="127.0.0.1:8123").text

        assert f'href="http://localhost:8123{page}"' in shown
        assert "data-passkey" not in shown
        assert ADD_PASSKEY not in shown


def test_at_an_ip_address_a_passkey_is_no_way_to_show_that_it_is_you(alex: Someone) -> None:
    adds_a_passkey(alex)
    alex.browser.defaults["SERVER_NAME"] = "127.0.0.1"

    page = alex.opens("/accounts/reauthenticate/").text

    assert PROVE_IT not in page
    assert "/accounts/2fa/reauthenticate/" in page


def test_no_page_about_passkeys_carries_a_script_of_its_own(alex: Someone) -> None:
    adds_a_passkey(alex)
    browser = types_the_password("Alex", arrives())

    pages = [
        arrives().get(SIGN_IN_PAGE),
        browser.get(SECOND_STEP),
        alex.opens(ADD_PASSKEY),
        alex.opens(PROVE_IT),
    ]

    for page in pages:
        assert "data-passkey" in page.text
        assert re.findall(r"<script(?![^>]* src=)", page.text) == []

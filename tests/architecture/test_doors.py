"""Which pages open without signing in: an explicit list, and everything else asks first."""

import uuid
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Each name here is a decision. Adding one means: nothing on that page belongs to anybody.
PUBLIC = {
    "accounts:decline",
    "accounts:erased",
    "accounts:join",
    "accounts:join_code",
    "accounts:join_link",
    "accounts:not_now",
    "checkins:end_shared_screen",
    "checkins:feed_file",
    "checkins:unsubscribe",
    "help",
    "home",
    "leave",
    "outbox",
    "outbox_letter",
    "who_can_read",
    # Signing up and in, as django-allauth decides it.
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    # Not there at all, but for hosts (tests/intimacy/test_hosts.py).
    "admin:autocomplete",
    "admin:index",
    "admin:jsi18n",
    # The same from another site's account.
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_login_cancelled",
    "socialaccount_signup",
    "mfa_authenticate",
    "mfa_login_webauthn",
}

# A value for each kind of part an address can have.
SAMPLES = {
    "DayConverter": date(2026, 12, 6),
    "IntConverter": 1,
    "SlugConverter": "x",
    "StepConverter": "energy",
    "StringConverter": "x",
    "UUIDConverter": uuid.UUID(int=0),
}


def _patterns(
    parts: list[URLPattern | URLResolver], space: str = "", above: dict | None = None
) -> Iterator[tuple[str, URLPattern, dict]]:
    """Each page with its name and the converters along its whole address."""
    for part in parts:
        converters = {**(above or {}), **part.pattern.converters}
        if isinstance(part, URLResolver):
            inner = f"{space}{part.namespace}:" if part.namespace else space
            yield from _patterns(part.url_patterns, inner, converters)
        else:
            yield f"{space}{part.name}", part, converters


DOORS = {name: part for name, part, _kinds in _patterns(get_resolver().url_patterns)}
CONVERTERS = {name: kinds for name, _part, kinds in _patterns(get_resolver().url_patterns)}


def _needs_sign_in(pattern: URLPattern) -> bool:
    return getattr(pattern.callback, "login_required", True)


def test_every_address_has_a_name_of_its_own():
    patterns = list(_patterns(get_resolver().url_patterns))
    names = [name for name, _part, _kinds in patterns]

    assert "None" not in {name.rpartition(":")[2] for name in names}
    assert len(names) == len(set(names))


def test_only_the_listed_pages_open_without_signing_in():
    opened = {name for name, pattern in DOORS.items() if not _needs_sign_in(pattern)}

    assert opened - PUBLIC == set()


def test_the_list_names_no_page_that_is_gone():
    assert PUBLIC - set(DOORS) == set()


def _address(name: str) -> str:
    """The address of a page, filled with values that belong to nobody."""
    converters = CONVERTERS[name]
    return reverse(name, kwargs={key: SAMPLES[type(c).__name__] for key, c in converters.items()})


strangers = pytest.mark.parametrize("name", sorted(set(DOORS) - PUBLIC))


@pytest.mark.django_db
@strangers
def test_every_other_page_sends_a_stranger_to_the_sign_in(name: str):
    response = Client().get(_address(name))

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
@strangers
def test_no_other_page_takes_a_form_from_a_stranger(name: str):
    response = Client().post(_address(name))

    # The page that gives typed text back, and the way to the sign-in.
    assert response.status_code == 403
    assert reverse("account_login") in response.text

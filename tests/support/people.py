"""The cast: Alex and Sam are a couple, Robin is a stranger. Each has a browser of their own."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Couple, Person

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
PASSWORD = "a lamp beside the window"


@dataclass
class Someone:
    """A person with a signed-in browser; features add their own verbs beside their tests."""

    person: Person

    @cached_property
    def browser(self) -> Client:
        """A signed-in test client."""
        client = Client()
        client.force_login(self.person)
        return client

    def opens(self, address: str, **extra: Any) -> HttpResponse:
        """GET."""
        return self.browser.get(address, **extra)

    def sees(self, address: str) -> bytes:
        """The page without the one thing that differs by design: the form tokens."""
        return _TOKEN.sub(b"", self.opens(address).content)

    def sends(self, address: str, data: dict | None = None, **extra: Any) -> HttpResponse:
        """POST."""
        return self.browser.post(address, data or {}, **extra)

    def proves_it(self) -> None:
        """Type the password once more, as grave pages ask."""
        self.browser.post("/accounts/reauthenticate/", {"password": PASSWORD})

    def afresh(self) -> Person:
        """The person as a new request would load them: no key, no couple remembered."""
        self.person = Person.objects.get(pk=self.person.pk)
        return self.person


def make_person(name: str, **fields: Any) -> Someone:
    """A person called `name` at name@example.org, with the password of the cast."""
    fields = {"time_zone": "Europe/Berlin", **fields}
    address = f"{name.lower()}@example.org"
    person = Person.objects.create_user(address, PASSWORD, name=name, **fields)
    services.confirm_sign_up(by=person, at=timezone.now())
    return Someone(person)


def link(one: Someone, other: Someone) -> Couple:
    """Make the two a couple, the way they would."""
    now = timezone.now()
    fresh = services.invite(by=one.person, at=now)
    invitation = services.find_invitation_by_token(fresh.token, at=now)
    couple = services.accept_invitation(invitation, by=other.person, at=now)
    one.afresh(), other.afresh()
    return couple


@pytest.fixture
def alex(db: None) -> Someone:
    """One of two."""
    return make_person("Alex")


@pytest.fixture
def sam(db: None) -> Someone:
    """The other one, who lives in another zone for part of the year."""
    return make_person("Sam", time_zone="America/New_York")


@pytest.fixture
def robin(db: None) -> Someone:
    """A stranger with an account."""
    return make_person("Robin")


@pytest.fixture
def couple(alex: Someone, sam: Someone) -> Couple:
    """Alex and Sam, linked."""
    return link(alex, sam)

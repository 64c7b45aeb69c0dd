"""What people do with their own lock, in their browser."""

import re

from django.http import HttpResponse

from tests.support.people import Someone

PASSPHRASE = "lamp river window acorn velvet spoon"
LOCK = "/me/lock/"
_CODE = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){6}\b")


def sets_up_lock(someone: Someone, passphrase: str = PASSPHRASE) -> str:
    """Sets up a lock, which is open then; gives the recovery code."""
    someone.proves_it()
    page = someone.sends(f"{LOCK}set-up/", {"passphrase": passphrase, "again": passphrase})
    someone.afresh()
    return code_on(page)


def locks(someone: Someone) -> str:
    """The same, and closes it again."""
    code = sets_up_lock(someone)
    closes_lock(someone)
    return code


def opens_lock(someone: Someone, secret: str = PASSPHRASE, **more: str) -> HttpResponse:
    """Types what opens it."""
    return someone.sends(f"{LOCK}open/", {"secret": secret, **more})


def closes_lock(someone: Someone) -> None:
    """Closes it before its half hour is over."""
    someone.sends(f"{LOCK}close/")


def code_on(page: HttpResponse) -> str:
    """The recovery code that a page shows."""
    found = _CODE.search(page.text)
    assert found, page.status_code
    return found[0]

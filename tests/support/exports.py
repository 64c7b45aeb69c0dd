"""What people do to take everything along, and how a test reads it."""

import json
import re
from html import unescape
from typing import Any

from django.http import HttpResponse

from tests.support.people import Someone

EXPORT = "/me/export/"
_TAG = re.compile(r"<[^>]+>")
# What differs from one request to the next by design.
_BY_DESIGN = re.compile(
    r'^  "made_at": "[^"]+"|"expire_date": "[^"]+"|name="csrfmiddlewaretoken" value="\w+"'
    r'|<p class="eyebrow">[^<]+</p>',
    re.MULTILINE,
)


def takes_file(someone: Someone) -> HttpResponse:
    """Shows once more who it is and asks for the file."""
    someone.proves_it()
    return someone.sends(f"{EXPORT}evenings.json")


def takes_page(someone: Someone) -> HttpResponse:
    """The same for the page to read."""
    someone.proves_it()
    return someone.sends(f"{EXPORT}read/")


def file_of(someone: Someone) -> dict[str, Any]:
    """All that the file holds."""
    return json.loads(takes_file(someone).getvalue())


def words_of(someone: Someone) -> str:
    """What the page says, without its tags."""
    page = takes_page(someone).getvalue().decode()
    return " ".join(unescape(_TAG.sub(" ", page)).split())


def both_of(someone: Someone) -> str:
    """File and page, without what differs each time by design."""
    taken = takes_file(someone).getvalue() + takes_page(someone).getvalue()
    return _BY_DESIGN.sub("", taken.decode())

"""The forms of a page as a browser would fill and send them, and what a page says in plain."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.urls import resolve

# What one types freely; every other kind has a shape of its own.
FREE = {"text", "search", "textarea"}
# Never given back by a page.
NEVER_REPEATED = ("password", "token", "csrf", "code", "secret", "passphrase", "again")


@dataclass
class Form:
    """One form: where it stood, where it goes, and each field with its kind and what is in it."""

    page: str
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells forms apart: the page they go to, and their fields."""
        return resolve(self.action.partition("?")[0]).view_name, self.method, *sorted(self.fields)

    @property
    def free(self) -> list[str]:
        """The fields one types freely in and gets back."""
        return [
            name
            for name, kind in self.kinds.items()
            if kind in FREE and not any(word in name for word in NEVER_REPEATED)
        ]

    def takes(self, name: str, kind: str, value: str) -> None:
        """Remember a field; the first choice, or the one that was made, stands for all."""
        if name and name != "csrfmiddlewaretoken":
            self.kinds.setdefault(name, kind)
            self.fields[name] = self.fields.get(name) or value


class _Reader(HTMLParser):
    """Collects forms as it goes through a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.queries = page, [], set()
        self.form: Form | None = None
        self.inside = self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a form, or note a field of it."""
        known = {name: value or "" for name, value in attrs}
        if tag == "a" and "?" in known.get("href", ""):
            self.queries.add(known["href"])
        if tag == "form":
            action = urljoin(self.page, known.get("action", "")).partition("#")[0]
            self.form = Form(self.page, action, known.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form and tag in ("input", "button"):
            usual = "submit" if tag == "button" else "text"
            kind = known.get("type", usual)
            self.form.takes(known.get("name", ""), kind, known.get("value", ""))
        elif self.form and tag in ("textarea", "select"):
            self.inside, self.text = known.get("name", ""), ""
            self.form.takes(self.inside, tag, "")
        elif self.form and tag == "option" and known.get("value"):
            is_chosen = "selected" in known or not self.form.fields.get(self.inside)
            if is_chosen and self.inside:
                self.form.fields[self.inside] = known["value"]

    def handle_data(self, data: str) -> None:
        """Text between tags: of a text area, it is the value."""
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        """Close a form or a text area."""
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.form:
            self.form.fields[self.inside] = self.text.removeprefix("\n")
        if tag in ("textarea", "select"):
            self.inside = ""


def forms_in(page: str, content: str) -> list[Form]:
    """Every form of a page."""
    return _read(page, content).forms


def questions_in(page: str, content: str) -> set[str]:
    """Every address on a page that asks something behind a question mark."""
    return _read(page, content).queries


def _read(page: str, content: str) -> _Reader:
    reader = _Reader(page)
    reader.feed(content)
    reader.close()
    return reader


_TAGS = re.compile(r"<[^>]*>")
_VALUES = re.compile(r'value="([^"]*)"')


def says(content: str) -> str:
    """All words of a page, those in its fields too, with one space between them."""
    values = " ".join(_VALUES.findall(content))
    return plain(unescape(f"{_TAGS.sub(' ', content)} {values}"))


def plain(text: str) -> str:
    """A text as `says` would show it."""
    return " ".join(text.split())

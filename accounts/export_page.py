"""All that is somebody's, in words, as one page to read and to print, sent chapter by chapter.

Each chapter ends by saying how many there are, so that a page which was cut off is seen to be.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise

from accounts import features
from accounts.export import Erased, now, spoken_to
from accounts.models import Person

# Where the chapters go. What people typed is escaped, so nobody can type this.
GO_HERE = "<!-- chapters -->"


@dataclass(frozen=True)
class Line:
    """Something said, under what it is called; `is_partner` for the other's words."""

    label: str
    text: str
    is_partner: bool = False


@dataclass(frozen=True)
class Leaf:
    """Lines that belong together: of one week, one result, one plan."""

    title: str
    lines: Iterable[Line]


@dataclass(frozen=True)
class Chapter:
    """One subject; `leaves` reads it for a person as they are now."""

    title: str | Promise
    leaves: Callable[[Person], Iterable[Leaf]]


def all_chapters() -> list[Chapter]:
    """Every app's, accounts first."""
    by_app = features.of_features(features.EXPORT_CHAPTERS)
    return [chapter for of_app in reversed(by_app) for chapter in of_app()]


def as_page(page: str, person: Person) -> Iterator[str]:
    """The pieces of a page that was rendered with `GO_HERE` in it."""
    return spoken_to(person, _pieces(page, person))


def _pieces(page: str, person: Person) -> Iterator[str]:
    head, tail = page.split(GO_HERE)
    yield head
    chapters = all_chapters()
    try:
        for number, chapter in enumerate(chapters, 1):
            yield from _written(chapter, now(person), number, len(chapters))
    except Erased:
        return
    yield tail


def _written(chapter: Chapter, person: Person, number: int, of: int) -> Iterator[str]:
    place = {"chapter": chapter, "number": number, "of": of}
    yield render_to_string("accounts/_export_begins.html", place)
    is_empty = True
    for leaf in chapter.leaves(person):
        is_empty = False
        yield render_to_string("accounts/_export_leaf.html", {"leaf": leaf})
    yield render_to_string("accounts/_export_ends.html", {**place, "is_empty": is_empty})

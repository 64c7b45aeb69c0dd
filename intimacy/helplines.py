"""The helplines of this installation: our list or the host's, read once and kept."""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from checkins.domain.catalogue import ContentFault
from intimacy.domain.helplines import KINDS, Country, Line, dialled, load

logger = logging.getLogger(__name__)

OURS = Path(__file__).resolve().parent / "content" / "helplines.toml"

_read = cache(load)


@dataclass(frozen=True)
class Entry:
    """A line as the page shows it."""

    line: Line

    @property
    def site(self) -> str:
        """Whose page its address leads to."""
        return urlsplit(self.line.url).netloc.removeprefix("www.")

    @property
    def hours(self) -> str:
        """When somebody answers."""
        said = {
            "always": _("Day and night."),
            "varies": _("Not at every hour; its page or its announcement says when."),
        }
        return said.get(self.line.hours, self.line.hours)

    @property
    def languages(self) -> str:
        """Which languages it speaks."""
        return ", ".join(_language(tag) for tag in self.line.languages)


@dataclass(frozen=True)
class Shown:
    """A country as the page shows it."""

    country: Country

    @property
    def code(self) -> str:
        return self.country.code

    @property
    def name(self) -> str:
        """What it is called in the language of the page."""
        return self.country.name(get_language() or "en")

    @property
    def dial(self) -> str:
        """Its emergency number as a telephone dials it."""
        return dialled(self.country.emergency)

    @property
    def groups(self) -> list[tuple[str, list[Entry]]]:
        """What the lines are for, and the lines; kinds without any are left out."""
        titles = {
            "abuse": _("When you are hurt, threatened or controlled"),
            "crisis": _("When you cannot go on"),
            "couples": _("For two who are safe with each other"),
        }
        found = {kind: self.country.of_kind(kind) for kind in KINDS}
        return [
            (titles[kind], [Entry(one) for one in found[kind]]) for kind in KINDS if found[kind]
        ]


def countries() -> list[Shown]:
    """Every country, in the order of its name in the language of the page.

    A list of the host's that is damaged is left out and named in the log, and ours is shown: this
    page must open whatever happens. `check_content` names the fault too.
    """
    try:
        found = _read(_file())
    except ContentFault as fault:
        logger.error("HELPLINES_FILE: %s", fault)
        found = _read(OURS)
    return sorted(map(Shown, found), key=lambda shown: shown.name)


def chosen(code: str, among: list[Shown]) -> Shown | None:
    """The country with these two letters."""
    return next((shown for shown in among if shown.code == code.upper()), None)


def check() -> list[str]:
    """Read the lists past what is kept, and say what is there. Raises `ContentFault`."""
    found = {path.name: load(path) for path in dict.fromkeys((OURS, _file()))}
    return [
        f"{sum(len(one.lines) for one in there)} helplines in {len(there)} countries ({name})"
        for name, there in found.items()
    ]


def _file() -> Path:
    return Path(settings.HELPLINES_FILE) if settings.HELPLINES_FILE else OURS


def _language(tag: str) -> str:
    """A language by its name in the language of the page, or by its code where we have none."""
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return _MORE.get(tag, tag)


# Spoken on one of the lines and unknown to Django.
_MORE = {"zh": "中文", "ms": "Bahasa Melayu", "qu": "Runasimi", "ay": "Aymar aru", "mt": "Malti"}

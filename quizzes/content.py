"""The instruments and guides of this installation: read from their files once, then kept."""

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from quizzes.domain import packs
from quizzes.domain.guides import Guide, load_guides
from quizzes.domain.instrument import Instrument, load
from quizzes.domain.reading import InstrumentFault

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
# The quiz that people take as a couple; every other instrument is one more to choose from.
CURRENT = HERE / "instruments" / "evenings.toml"
GUIDES = HERE / "areas" / "areas.toml"


def current(language: str) -> Instrument:
    """The quiz people take now, in this language or else in the first one it has."""
    return _from_files(CURRENT, _spoken(CURRENT, language))


def available(language: str) -> list[Instrument]:
    """The couple's quiz, then the other instruments of this release and those of the packs.

    Each is in this language or else in the first one it has. One that is damaged is left out and
    named in the log: it must not take the site down. `check` and the start name it too.
    """
    return [_from_files(path, _spoken(path, language)) for path in _usable(_packs_folder())]


def guides(language: str) -> Mapping[str, Guide]:
    """What to do about each area, by area key."""
    return _guides_from_files(GUIDES, _spoken(GUIDES, language))


def check(folder: Path = HERE) -> list[Instrument]:
    """Load everything in every language, past the process's own copies; return what was read.

    Packs are among it. Raises InstrumentFault, which names the file, the item in it and the mend.
    """
    own = packs.structures(folder / "instruments")
    if not own:
        mend = "Put at least one instrument there."
        raise InstrumentFault(str(folder / "instruments"), "folder", mend)
    found = packs.check_all([*own, *_pack_files(_packs_folder())])
    for checked in found:
        if checked.faults:
            raise checked.faults[0]
    _check_guides(folder, [one for checked in found[: len(own)] for one in checked.instruments])
    return [instrument for checked in found for instrument in checked.instruments]


def _check_guides(folder: Path, instruments: list[Instrument]) -> None:
    """Our own areas come with help; those of packs need none."""
    structure = folder / "areas" / GUIDES.name
    for language in packs.languages_of(structure):
        found = load_guides(structure, packs.words_of(structure, language))
        for instrument in instruments:
            for area in instrument.areas:
                if area.key not in found:
                    mend = f"Add a guide for it: {instrument.id} asks about it."
                    raise InstrumentFault(structure.name, f"area {area.key}", mend)


def _packs_folder() -> Path | None:
    return Path(settings.QUIZ_PACKS_DIR) if settings.QUIZ_PACKS_DIR else None


def _pack_files(folder: Path | None) -> list[Path]:
    """The structures of all packs; raises InstrumentFault when the folder is not there."""
    if folder is None:
        return []
    if not folder.is_dir():
        mend = "Make this folder, or leave QUIZ_PACKS_DIR empty."
        raise InstrumentFault(str(folder), "folder", mend)
    return packs.structures(folder)


@cache
def _usable(folder: Path | None) -> tuple[Path, ...]:
    """Structures that can be read in every language they list, the couple's quiz first."""
    own = packs.structures(CURRENT.parent)
    own.sort(key=lambda path: path != CURRENT)
    try:
        others = _pack_files(folder)
    except InstrumentFault as fault:
        logger.warning("Quiz packs are left out: %s", fault)
        others = []
    found = packs.check_all([*own, *others])
    for checked in found:
        for fault in checked.faults:
            logger.warning("A quiz pack is left out: %s", fault)
    return tuple(checked.structure for checked in found if not checked.faults)


@cache
def _spoken(structure: Path, language: str) -> str:
    """The language to read: the one asked for, its parent (de for de-at), or the first there is."""
    languages = packs.languages_of(structure)
    for wanted in (language, language.partition("-")[0]):
        if wanted in languages:
            return wanted
    return languages[0]


@cache
def _from_files(structure: Path, language: str) -> Instrument:
    return load(structure, packs.words_of(structure, language))


@cache
def _guides_from_files(structure: Path, language: str) -> Mapping[str, Guide]:
    return load_guides(structure, packs.words_of(structure, language))

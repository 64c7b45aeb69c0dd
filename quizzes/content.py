"""The instruments and guides of this release: read from their files once, kept in the process."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from quizzes.domain.guides import Guide, load_guides
from quizzes.domain.instrument import Instrument, load
from quizzes.domain.reading import InstrumentFault, Sheet

HERE = Path(__file__).parent
# The quiz that people take; files of other instruments may lie beside it.
CURRENT = HERE / "instruments" / "evenings.toml"
GUIDES = HERE / "areas" / "areas.toml"


def current(language: str) -> Instrument:
    """The quiz people take now, in this language or else in the first one it has."""
    return _from_files(CURRENT, _spoken(CURRENT, language))


def guides(language: str) -> Mapping[str, Guide]:
    """What to do about each area, by area key."""
    return _guides_from_files(GUIDES, _spoken(GUIDES, language))


def check(folder: Path = HERE) -> list[Instrument]:
    """Load everything in every language, past the process's own copies; return what was read.

    Raises InstrumentFault, which names the file, the item in it and the mend.
    """
    read = [
        load(structure, _words(structure, language))
        for structure in _structures(folder / "instruments")
        for language in _languages(structure)
    ]
    structure = folder / "areas" / GUIDES.name
    for language in _languages(structure):
        found = load_guides(structure, _words(structure, language))
        for instrument in read:
            _check_guided(instrument, found, structure)
    return read


def _check_guided(instrument: Instrument, found: Mapping[str, Guide], file: Path) -> None:
    for area in instrument.areas:
        if area.key not in found:
            mend = f"Add a guide for it: {instrument.id} asks about it."
            raise InstrumentFault(file.name, f"area {area.key}", mend)


def _structures(folder: Path) -> list[Path]:
    """Structure files are named x.toml, their words x.<language>.toml."""
    found = sorted(path for path in folder.glob("*.toml") if "." not in path.stem)
    if not found:
        raise InstrumentFault(str(folder), "folder", "Put at least one instrument there.")
    return found


def _words(structure: Path, language: str) -> Path:
    return structure.with_name(f"{structure.stem}.{language}.toml")


def _languages(structure: Path) -> tuple[str, ...]:
    return Sheet.of(structure).texts("languages")


@cache
def _spoken(structure: Path, language: str) -> str:
    """The language to read: the one asked for, its parent (de for de-at), or the first there is."""
    languages = _languages(structure)
    for wanted in (language, language.partition("-")[0]):
        if wanted in languages:
            return wanted
    return languages[0]


@cache
def _from_files(structure: Path, language: str) -> Instrument:
    return load(structure, _words(structure, language))


@cache
def _guides_from_files(structure: Path, language: str) -> Mapping[str, Guide]:
    return load_guides(structure, _words(structure, language))

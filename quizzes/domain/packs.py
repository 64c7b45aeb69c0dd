"""Finds instruments in a folder: a structure x.toml with its words x.<language>.toml beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from quizzes.domain.instrument import Instrument, inspect
from quizzes.domain.reading import InstrumentFault, Sheet


@dataclass(frozen=True, slots=True)
class Checked:
    """One instrument file as it was found: its languages that can be used, and every fault."""

    structure: Path
    instruments: tuple[Instrument, ...]
    faults: tuple[InstrumentFault, ...]


def structures(folder: Path) -> list[Path]:
    """Structure files in a folder and in the folders right below it, in the order of their names.

    A pack may so be a folder of its own, with its licence beside it.
    """
    found = [*folder.glob("*.toml"), *folder.glob("*/*.toml")]
    return sorted(path for path in found if "." not in path.stem)


def words_of(structure: Path, language: str) -> Path:
    """The file with the words of one language.

    >>> words_of(Path("packs/mine.toml"), "en").name
    'mine.en.toml'
    """
    return structure.with_name(f"{structure.stem}.{language}.toml")


def structure_of(path: Path) -> Path:
    """The structure that a file belongs to: itself, or the one whose words it has.

    >>> structure_of(Path("packs/mine.en.toml")).name
    'mine.toml'
    """
    return path.with_name(f"{path.name.split('.')[0]}.toml")


def languages_of(structure: Path) -> tuple[str, ...]:
    """The languages a structure lists. Raises InstrumentFault."""
    return Sheet.of(structure).texts("languages")


def check(structure: Path) -> Checked:
    """Read one instrument in every language it lists; faults are sorted by file and line."""
    try:
        languages = languages_of(structure)
    except InstrumentFault as fault:
        # Nothing says where its words are, so the structure is read beside words that are empty.
        _none, faults = inspect(structure, "")
        own = [one for one in faults if one.file == structure.name] or [fault]
        return Checked(structure, (), _sorted(own))
    found = [inspect(structure, words_of(structure, language)) for language in languages]
    instruments = tuple(instrument for instrument, _faults in found if instrument is not None)
    faults = [fault for _instrument, some in found for fault in some]
    faults += _strays(structure, languages)
    return Checked(structure, instruments, _sorted(faults))


def check_all(files: Iterable[Path]) -> list[Checked]:
    """Read several instruments; no two of them may have the same id."""
    found: list[Checked] = []
    taken: dict[str, Path] = {}
    for structure in files:
        checked = check(structure)
        for instrument in checked.instruments[:1]:
            first = taken.setdefault(instrument.id, structure)
            if first != structure:
                checked = Checked(structure, (), (_twin(structure, instrument.id, first),))
        found.append(checked)
    return found


def _twin(structure: Path, key: str, first: Path) -> InstrumentFault:
    mend = f'Give it another "id"; "{key}" is that of {first.name}.'
    return InstrumentFault(structure.name, f"instrument {key}", mend)


def _strays(structure: Path, languages: tuple[str, ...]) -> list[InstrumentFault]:
    """Words in a language that the structure does not list would never be read."""
    listed = {words_of(structure, language) for language in languages}
    found = set(structure.parent.glob(f"{structure.stem}.*.toml")) - listed
    mend = f'Add its language to "languages" in {structure.name}, or remove the file.'
    return [InstrumentFault(path.name, "file", mend) for path in sorted(found)]


def _sorted(faults: Iterable[InstrumentFault]) -> tuple[InstrumentFault, ...]:
    """Each fault once: a structure is read again beside the words of every language."""
    each = {(one.file, one.line or 0, one.item, one.mend): one for one in faults}
    return tuple(each[key] for key in sorted(each))

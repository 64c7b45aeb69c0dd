"""Whether a password is little more than the name of the place it opens."""

from collections.abc import Iterable

# Shorter ones stand in too many other words.
SHORTEST_WORD = 4


def words_of(name: str) -> set[str]:
    """What somebody could take from a name: all of its letters, and each word of it.

    >>> sorted(words_of("our-evenings.example.org"))
    ['evenings', 'example', 'ourevenings', 'oureveningsexampleorg']
    >>> words_of("192.168.1.20")
    set()
    """
    labels = name.split(".")
    found = {_letters(part) for label in labels for part in (label, *_parts(label))}
    return {word for word in {*found, _letters(name)} if len(word) >= SHORTEST_WORD}


def is_mostly(password: str, words: Iterable[str]) -> bool:
    """Whether half of a password's letters or more are in these words; other signs do not count.

    >>> is_mostly("Evenings-2026!", {"evenings"}), is_mostly("e.v.e.n.i.n.g.s", {"evenings"})
    (True, True)
    >>> is_mostly("quiet evenings by the river", {"evenings"}), is_mostly("0123456789", {""})
    (False, False)
    """
    letters = _letters(password)
    taken: set[int] = set()
    for word in filter(None, words):
        at = letters.find(word)
        while at >= 0:
            taken.update(range(at, at + len(word)))
            at = letters.find(word, at + 1)
    return bool(taken) and 2 * len(taken) >= len(letters)


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalpha())


def _parts(label: str) -> list[str]:
    return "".join(sign if sign.isalpha() else " " for sign in label).split()

"""Looking for words in what people wrote: which texts a search finds."""

import unicodedata

# The longest search, in characters: a sentence, not a page.
MOST_CHARACTERS = 100


def folded(text: str) -> str:
    """The text without case and accents, in compatible forms: what two spellings have in common.

    Letters that are no letter with an accent, such as ø and ł, stay what they are.

    >>> folded("Élan, Straße, ﬁne")
    'elan, strasse, fine'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")


def wanted(query: str) -> tuple[str, ...]:
    """The words to look for, each once and folded; none where the query says nothing.

    >>> wanted("  Café  walk CAFE ")
    ('cafe', 'walk')
    """
    return tuple(dict.fromkeys(folded(query).split()))


def finds(words: tuple[str, ...], text: str) -> bool:
    """Whether every word is somewhere in the text, also inside a longer one; no words find nothing.

    >>> finds(("cafe", "walk"), "We walked to the Café.")
    True
    >>> finds((), "anything")
    False
    """
    there = folded(text)
    return bool(words) and all(word in there for word in words)

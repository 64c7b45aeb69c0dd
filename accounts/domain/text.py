"""What a typed text may hold: nothing is changed but its Unicode form and NUL."""

import unicodedata

_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


class BadText(ValueError):
    """A text holds what cannot be stored or shown."""


def clean(text: str) -> str:
    r"""The text in NFC, without NUL and with `\n` line ends; raises `BadText` on lone surrogates.

    >>> clean("e\u0301\x00\r\nend")
    'é\nend'
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadText("lone surrogate")
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def is_plain_name(name: str) -> bool:
    r"""Whether a name shows as what it is: no address in it, no control, bidi or zero-width sign.

    Zero-width joiners stay out too: they are rare in names and common in look-alikes.

    >>> is_plain_name("Alex"), is_plain_name("see evil.example/x"), is_plain_name("A\u202ex")
    (True, False, False)
    """
    if any(unicodedata.category(letter) in _INVISIBLE for letter in name):
        return False
    return not any(mark in name.casefold() for mark in ("/", "\\", "@", "www.", ":"))

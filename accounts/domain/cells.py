"""Texts in files that a spreadsheet opens: a cell of words must never be run as a formula."""

# What spreadsheets read as the start of a formula, and the full-width forms some take for them.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """The text, with an apostrophe before it where it would start a formula.

    OWASP, CSV Injection.

    >>> cell("=1+1"), cell("We talk - often.")
    ("'=1+1", 'We talk - often.')
    """
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text

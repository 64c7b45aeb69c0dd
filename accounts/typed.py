"""What a person typed into a form that could not be taken, given back so that nothing is lost."""

from django.http import HttpRequest

# A page that repeats the form must never repeat what opens something: a password, a passphrase
# (which is typed a second time as `again`), a code, a passkey or a token.
_NEVER_REPEATED = ("pass", "secret", "again", "code", "credential", "token", "csrf")


def typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Pairs of field name and text, for the texts worth keeping in a posted form."""
    if request.method != "POST":
        return []
    return [
        (name.replace("_", " ").replace("-", " "), text)
        for name, texts in request.POST.lists()
        for text in texts
        if _is_worth_keeping(name, text)
    ]


def _is_worth_keeping(name: str, text: str) -> bool:
    repeated = not any(word in name.lower() for word in _NEVER_REPEATED)
    return repeated and (" " in text.strip() or len(text) > 24)

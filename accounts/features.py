"""What features add to what accounts do: each names its functions in its AppConfig."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

# Takes back what a person marked to share and nobody has seen yet: `withdraw(person)`, in a
# transaction that holds the couple's row.
WITHDRAW = "withdraws_unseen"
# What an unlink ends, as sentences for the one who thinks of it: `what_ends(person, at)`.
WHAT_ENDS = "says_what_ends"
# What a person may see beside their own rows, for the file: `shared()` gives `export.Shared`s.
EXPORT_SHARED = "exports_shared"
# The same and their own, in words: `chapters()` gives `export_page.Chapter`s.
EXPORT_CHAPTERS = "exports_chapters"


def of_features(name: str) -> list[Callable[..., Any]]:
    """The function of each app that has one under this name."""
    paths = [getattr(config, name, None) for config in apps.get_app_configs()]
    return [import_string(path) for path in paths if path]

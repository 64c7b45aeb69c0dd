"""The accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, couples, and how their words are kept."""

    name = "accounts"
    exports_shared = "accounts.export.shared"
    exports_chapters = "accounts.export_chapters.chapters"

    def ready(self) -> None:
        """Listen to Django's and allauth's signals about signing in, and about addresses."""
        import_module("accounts.sign_ins")
        import_module("accounts.leftover_mail")

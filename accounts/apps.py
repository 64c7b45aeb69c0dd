"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, couples, and how their words are kept."""

    name = "accounts"

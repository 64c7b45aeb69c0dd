"""A password must not be the name of this site: whoever guesses tries that first."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.domain.passwords import is_mostly, words_of

# What the program is called, whatever a host calls the site.
PROGRAM = {"evenings", "intimacy"}


class NotTheSite:
    """Refuses a password whose main part is the name or the host of this site."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises `ValidationError` with a sentence that names none of the words."""
        words = PROGRAM | words_of(settings.SITE_NAME) | words_of(settings.SITE_HOST)
        if is_mostly(password, words):
            raise ValidationError(self.get_help_text(), code="password_names_the_site")

    def get_help_text(self) -> str:
        """What to do instead."""
        return _("This is mostly the name of this site. Please choose other words.")

"""Forms of one's own lock."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.domain.locking import spoken
from accounts.models import Person

# Words of one's own are guessed more easily than words that were drawn.
LEAST_SIGNS = 16
MOST_SIGNS = 200

WRONG = _("Neither your passphrase nor your recovery code. Please look at it again.")


class SecretField(forms.CharField):
    """A passphrase or a recovery code. No browser offers to fill it in: it is not the password."""

    def __init__(self, **options: Any) -> None:
        # Managers of passwords take "off" for granted more often on a field of this kind.
        widget = forms.PasswordInput({"autocomplete": "off", "spellcheck": "false"})
        options.setdefault("error_messages", {"required": _("Please type it.")})
        super().__init__(widget=widget, strip=False, max_length=MOST_SIGNS, **options)


class UnlockForm(forms.Form):
    """What opens the lock, and where to go back to."""

    secret = SecretField(label=_("Your passphrase, or your recovery code"))
    back = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class SecretForm(forms.Form):
    """What opens the lock, before something is done to the lock itself."""

    secret = SecretField(label=_("Your passphrase, or your recovery code"))


class PassphraseForm(forms.Form):
    """A new passphrase, twice."""

    passphrase = SecretField(label=_("Passphrase"))
    again = SecretField(label=_("The same once more"))

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean_passphrase(self) -> str:
        """Refuse what is short, and the password, which the host may come to know."""
        passphrase = self.cleaned_data["passphrase"]
        if len(spoken(passphrase)) < LEAST_SIGNS:
            raise ValidationError(_("Sixteen characters or more: a few words are easiest to keep."))
        if self.person.check_password(passphrase):
            raise ValidationError(_("Not your password, please: this site gets to see that one."))
        return passphrase

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        first, second = (self.cleaned_data.get(name) for name in ("passphrase", "again"))
        if first and second and spoken(first) != spoken(second):
            self.add_error("again", _("The two are not the same. Please type both again."))
        return self.cleaned_data


class NewPassphraseForm(PassphraseForm):
    """Another passphrase, after what opens the lock now."""

    secret = SecretField(label=_("Your passphrase now, or your recovery code"))
    field_order = ["secret", "passphrase", "again"]

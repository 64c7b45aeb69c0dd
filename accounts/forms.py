"""Forms of accounts, and the fields every form of this project is made of."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.domain.text import BadText, clean, is_plain_name
from accounts.models import Person

# Spell-checkers of some browsers send text away; form histories show it to the next person.
PRIVATE_ATTRS = {"autocomplete": "off", "spellcheck": "false"}


class PrivateText(forms.CharField):
    """A text only its writer may see until they share it. `rows` above 1 makes it a text area."""

    def __init__(self, *, max_length: int, rows: int = 1, **options: Any) -> None:
        attrs = {**PRIVATE_ATTRS, "maxlength": False}
        widget = forms.Textarea({**attrs, "rows": rows}) if rows > 1 else forms.TextInput(attrs)
        super().__init__(widget=widget, strip=True, **options)
        self.most = max_length

    def to_python(self, value: Any) -> str:
        try:
            text = clean(super().to_python(value))
        except BadText as fault:
            raise ValidationError(
                _("This text holds a broken character. Please type that place again.")
            ) from fault
        if len(text) > self.most:
            raise ValidationError(
                _("This is %(length)s characters long; there is room for %(most)s."),
                params={"length": len(text), "most": self.most},
            )
        return text


class NameField(PrivateText):
    """What a partner is called on the screen: short, and never something that looks like a link."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def to_python(self, value: Any) -> str:
        name = super().to_python(value)
        if not is_plain_name(name):
            raise ValidationError(
                _("A name here has no links and no invisible signs. Please leave them out.")
            )
        return name


# Older names (US/Eastern, Brazil/East) repeat zones of these; they are taken when sent, not listed.
_PARTS_OF_THE_WORLD = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
}


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All zones a person may live in, by part of the world, as choices of a select."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        region, _slash, place = zone.partition("/")
        if place and region in _PARTS_OF_THE_WORLD:
            regions.setdefault(region, []).append((zone, place.replace("_", " ")))
    return [("UTC", [("UTC", "UTC")]), *regions.items()]


class ZoneField(forms.ChoiceField):
    """An IANA zone; old names that browsers still send are taken too."""

    widget = forms.Select(attrs={"data-guess-zone": True, "autocomplete": "off"})
    default_error_messages = {
        "invalid_choice": _("We do not know the zone “%(value)s”. Please choose one from the list.")
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Time zone"))
        super().__init__(choices=_ZONES, **options)

    def valid_value(self, value: str) -> bool:
        if super().valid_value(value):
            return True
        try:
            return bool(ZoneInfo(value))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return False


_ZONES = zone_choices()


class WallTimeField(forms.TimeField):
    """A wall-clock time to the minute."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Time"))
        options.setdefault(
            "error_messages",
            {
                "required": _("Choose a time."),
                "invalid": _("We cannot read this time. Write it like 19:30."),
            },
        )
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **options)

    def to_python(self, value: Any) -> time | None:
        moment = super().to_python(value)
        return moment.replace(second=0, microsecond=0) if moment else None


def weekday_choices() -> list[tuple[int, str]]:
    """The days of the week, beginning with the one a week begins with where people read this."""
    # Django counts these from Sunday.
    first = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    return [(day % 7, WEEKDAYS[day % 7]) for day in range(first, first + 7)]


class WeekdayField(forms.TypedChoiceField):
    """A weekday, 0 is Monday."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Day"))
        super().__init__(choices=weekday_choices, coerce=int, **options)


class SignUpForm(forms.Form):
    """What allauth's sign-up asks besides address and password."""

    name = NameField(
        label=_("What should your partner see you called?"),
        help_text=_("A first name or a nickname. You can change it later."),
        error_messages={"required": _("Please fill this in.")},
    )
    time_zone = ZoneField(initial="UTC", help_text=_("So that a time here means your time."))
    adult = forms.BooleanField(
        label=_("I am an adult, 18 or older"),
        error_messages={"required": _("This site is for adults. Tick this if you are one.")},
    )
    host_can_read = forms.BooleanField(
        label=_("I have read who could technically read what I type here"),
        error_messages={"required": _("Please read the lines above, then tick this.")},
    )

    field_order = ["name", "email", "password1", "time_zone", "adult", "host_can_read"]

    def signup(self, request: HttpRequest, person: Person) -> None:
        """Called by allauth once the account exists."""
        person.name = self.cleaned_data["name"]
        person.time_zone = self.cleaned_data["time_zone"]
        person.save(update_fields=["name", "time_zone"])
        services.confirm_sign_up(by=person, at=timezone.now())


class CodeForm(forms.Form):
    """The short code of an invitation."""

    code = forms.CharField(
        label=_("Short code"),
        max_length=40,
        error_messages={"required": _("Type the code your partner sees.")},
        help_text=_("Ten letters and digits, as your partner sees them."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class MeForm(forms.Form):
    """How a person is called, and how times and words are shown to them."""

    name = NameField(
        label=_("Your name here"), error_messages={"required": _("Please fill this in.")}
    )
    # Chosen once already: the browser's guess must not replace it unasked.
    time_zone = ZoneField(widget=forms.Select(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class EraseForm(forms.Form):
    """The password again, before everything goes."""

    password = forms.CharField(
        label=_("Your password"),
        error_messages={"required": _("Please type your password.")},
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean_password(self) -> str:
        """Refuse a wrong password."""
        password = self.cleaned_data["password"]
        if not self.person.check_password(password):
            raise ValidationError(_("That is not your password."))
        return password

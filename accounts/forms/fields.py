"""The fields every form of this project is made of."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from accounts.domain.text import BadText, clean, is_plain_name

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

"""Forms of accounts, and the fields every form of this project is made of."""

from accounts.forms.consents import ConsentForm
from accounts.forms.fields import (
    PRIVATE_ATTRS,
    NameField,
    PrivateText,
    WallTimeField,
    WeekdayField,
    ZoneField,
    weekday_choices,
    zone_choices,
)
from accounts.forms.keeping import ALWAYS, TERMS, KeepingForm
from accounts.forms.linking import AddressForm, CodeForm
from accounts.forms.me import MeForm
from accounts.forms.sign_up import SignUpForm

__all__ = [
    "ALWAYS",
    "PRIVATE_ATTRS",
    "TERMS",
    "AddressForm",
    "CodeForm",
    "ConsentForm",
    "KeepingForm",
    "MeForm",
    "NameField",
    "PrivateText",
    "SignUpForm",
    "WallTimeField",
    "WeekdayField",
    "ZoneField",
    "weekday_choices",
    "zone_choices",
]

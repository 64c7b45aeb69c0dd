"""Agreeing, and taking it back."""

from django import forms

from accounts.models import Consent


class ConsentForm(forms.Form):
    """Which consent, to which text, and whether it is given or taken back."""

    kind = forms.ChoiceField(choices=Consent.Kind.choices)
    version = forms.CharField(max_length=20)
    decision = forms.ChoiceField(choices=[("agree", "agree"), ("withdraw", "withdraw")])

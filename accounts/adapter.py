"""How allauth signs people up and where it sends them next."""

import logging
from smtplib import SMTPException
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmationHMAC
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person
from accounts.refusals import AccountJustMade, TooManyTries

logger = logging.getLogger(__name__)

INVITATION = "invitation"
NOT_YOUR_PASSWORD = _lazy("That is not your password.")


class AccountAdapter(DefaultAccountAdapter):
    """An invitation opens the door where sign-up is by invitation, and leads on to linking."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _lazy(
            "This address and this password do not belong together. Please look at both again."
        ),
        "incorrect_code": _lazy("This is not the code we sent. Please look at it again."),
        "incorrect_password": NOT_YOUR_PASSWORD,
        "enter_current_password": NOT_YOUR_PASSWORD,
        "too_many_login_attempts": TooManyTries.sentence,
        "rate_limited": TooManyTries.sentence,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether a new account may be made here and now."""
        invited = INVITATION in request.session
        return settings.SIGNUP == "open" or (settings.SIGNUP == "invite" and invited)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Back to the invitation, if one brought this person here."""
        if INVITATION in request.session:
            return reverse("accounts:join")
        return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same after signing up."""
        return self.get_login_redirect_url(request)

    def save_user(
        self, request: HttpRequest, user: Person, form: Form, commit: bool = True
    ) -> Person:
        """Save a new account; of two presses of one button the second finds it made."""
        try:
            return super().save_user(request, user, form, commit=commit)
        except IntegrityError as taken:
            raise AccountJustMade from taken

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of a taken address, no sooner than a new account would be made.

        Making one hashes its password; without that a taken address would answer faster.
        """
        make_password(email)
        super().send_account_already_exists_mail(email)

    def render_mail(
        self, template_prefix: str, email: str, context: dict, headers: dict | None = None
    ) -> EmailMessage:
        """As always, marked as written by a machine."""
        marked = {"Auto-Submitted": "auto-generated", **(headers or {})}
        return super().render_mail(template_prefix, email, context, headers=marked)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send, or say in the page that mail cannot be sent just now."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as fault:
            logger.error("account mail was not accepted: %s", type(fault).__name__)
            messages.error(
                allauth_context.request,
                _("We could not send the e-mail just now. Please ask for it again in a while."),
            )

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC
    ) -> str:
        """The link in the mail, under SITE_URL whatever address the request came by."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail, under SITE_URL whatever address the request came by."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", quote(key))

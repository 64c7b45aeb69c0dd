"""How allauth signs people up and where it sends them next."""

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailConfirmationHMAC
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts import mailbox, services, tries
from accounts.mfa import passkeys_at
from accounts.models import Person
from accounts.refusals import AccountJustMade, Refusal, TooManyTries

logger = logging.getLogger(__name__)

INVITATION = "invitation"
WAYS_TO_SHOW_IT_IS_YOU = {
    "reauthenticate": _lazy("Use my password"),
    "mfa_reauthenticate": _lazy("Use a code"),
    "mfa_reauthenticate:webauthn": _lazy("Use a passkey"),
}
CODE_SENT = "account/messages/email_confirmation_sent.txt"
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
        return settings.SIGNUP == "open" or (settings.SIGNUP == "invite" and _is_invited(request))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Back to the invitation, if one brought this person here."""
        if INVITATION in request.session:
            return reverse("accounts:join")
        return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same after signing up."""
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The page of the password, which then says what else opens the account."""
        return f"{reverse('account_change_password')}?changed=yes"

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *rest: Any,
        **about: Any,
    ) -> None:
        """Say it, unless the next page asks for the code and so says where it was sent."""
        if message_template != CODE_SENT or not settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED:
            super().add_message(request, level, message_template, *rest, **about)

    def pre_login(self, request: HttpRequest, user: Person, **about: Any) -> HttpResponse | None:
        """Stop a code from before its owner decided that their mailbox opens nothing."""
        if mailbox.opened_against_their_will(request, user):
            clear_login(request)
            messages.error(request, self.error_messages["incorrect_code"])
            return redirect(settings.LOGIN_URL)
        return super().pre_login(request, user, **about)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try at a password; a right one is taken back by what calls this."""
        self._login_failed_rl_usage = tries.count(request, credentials.get("email", ""))
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

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
        """As always, marked as written by a machine; what must not be sent is only rehearsed."""
        marked = {"Auto-Submitted": "auto-generated", **(headers or {})}
        message = super().render_mail(template_prefix, email, context, headers=marked)
        if not mailbox.is_sent(template_prefix, email):
            message.connection = mailbox.Rehearsal()
        return message

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

    def get_reauthentication_methods(self, user: Person) -> list[dict]:
        """Every way to show that it is you; a passkey only where one works, or nothing else is."""
        ways = super().get_reauthentication_methods(user)
        if not passkeys_at(self.request).work_here:
            ways = [way for way in ways if not way["id"].endswith(":webauthn")] or ways
        return [{**way, "description": WAYS_TO_SHOW_IT_IS_YOU[way["id"]]} for way in ways]

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC
    ) -> str:
        """The link in the mail, under SITE_URL whatever address the request came by."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail, under SITE_URL whatever address the request came by."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", quote(key))


def _is_invited(request: HttpRequest) -> bool:
    """Whether this browser opened an invitation that is still open."""
    try:
        services.find_invitation(request.session.get(INVITATION), at=timezone.now())
    except Refusal:
        return False
    return True

"""A refusal says what happened, in a sentence a person can act on, and with which status."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Raised by a service or a view; `RefusalMiddleware` turns it into a page.

    Subclasses are named for what happened and set `sentence`; `status` is a 4xx code and
    `way_out` a pair of URL name and label for the one step that helps.
    """

    title = _("That did not work")
    sentence = _("This is not possible right now.")
    status: int = HTTPStatus.CONFLICT
    way_out: tuple[str, object] = ("home", _("To the start page"))


class NotLinked(Refusal):
    """A page for couples was asked for by somebody who is not linked with anyone."""

    title = _("You are not linked to anyone")
    sentence = _("This page is for two. Once you and your partner are linked, it opens.")
    status = HTTPStatus.NOT_FOUND
    way_out = ("accounts:partner", _("Link with your partner"))


class AlreadyLinked(Refusal):
    """Somebody who is in a couple tried to invite or accept."""

    title = _("You are already linked")
    sentence = _(
        "Each person can be linked with one other person at a time. "
        "To link with someone else, unlink first."
    )
    way_out = ("accounts:partner", _("The two of us"))


class InviterAlreadyLinked(Refusal):
    """The person who sent the invitation has linked with somebody in the meantime."""

    title = _("This invitation is no longer open")
    sentence = _("It has been used or withdrawn. Ask your partner for a new one.")
    status = HTTPStatus.GONE
    way_out = ("accounts:partner", _("The two of us"))


class InvitationClosed(Refusal):
    """An invitation that was used, withdrawn, replaced or is past its seven days."""

    title = _("This invitation is no longer open")
    sentence = _(
        "Invitations work once and for seven days. Ask your partner for a new one; "
        "it takes them ten seconds."
    )
    status = HTTPStatus.GONE
    way_out = ("accounts:partner", _("The two of us"))


class InvitationUnknown(Refusal):
    """No invitation has this link or code."""

    title = _("We do not know this invitation")
    sentence = _(
        "Check that the whole link or code arrived. A code is ten letters and digits, "
        "and your partner can make a new one at any time."
    )
    status = HTTPStatus.NOT_FOUND
    way_out = ("accounts:join_code", _("Type the short code"))


class OwnInvitation(Refusal):
    """The inviter opened their own invitation."""

    title = _("This is your own invitation")
    sentence = _("Send it to your partner, or let them scan it. They press the button, not you.")
    way_out = ("accounts:partner", _("Your invitation"))


class TooManyTries(Refusal):
    """A limit on tries was reached; it opens again by itself."""

    title = _("A short pause")
    sentence = _("That was tried many times just now. Wait a few minutes, then try again.")
    status = HTTPStatus.TOO_MANY_REQUESTS


class AccountJustMade(Refusal):
    """The sign-up form arrived twice at once; the first one made the account."""

    title = _("Your account is there already")
    sentence = _("This form arrived twice, and the first one made your account. Sign in with it.")
    way_out = ("account_login", _("Sign in"))

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


class InvitationBlocked(Refusal):
    """Somebody opened an invitation of a person they had blocked."""

    title = _("You turned this off")
    sentence = _(
        "You chose to take no invitations of this person. You can change that under "
        "“The two of us”."
    )
    way_out = ("accounts:blocks", _("Whom you blocked"))


class MailRests(Refusal):
    """A letter could not be handed over, because the queue is away."""

    title = _("No mail goes out just now")
    sentence = _("We could not send it just now. Try again in a while, or send the link yourself.")
    status = HTTPStatus.SERVICE_UNAVAILABLE
    way_out = ("accounts:partner", _("Your invitation"))


class OwnInvitation(Refusal):
    """The inviter opened their own invitation."""

    title = _("This is your own invitation")
    sentence = _("Send it to your partner, or let them scan it. They press the button, not you.")
    way_out = ("accounts:partner", _("Your invitation"))


class SharingPaused(Refusal):
    """Something was to be shown to the other one while its author shares nothing."""

    title = _("Sharing is paused")
    sentence = _("You paused sharing, so nothing new is shown. End the pause first if you want to.")
    way_out = ("accounts:pause", _("About the pause"))


class TooManyTries(Refusal):
    """A limit on tries was reached; it opens again by itself."""

    title = _("A short pause")
    sentence = _("That was tried many times just now. Wait a few minutes, then try again.")
    status = HTTPStatus.TOO_MANY_REQUESTS


class SignedInTooLongAgo(Refusal):
    """Something grave was asked for by somebody who can prove who they are only by signing in."""

    title = _("Please sign in again first")
    sentence = _(
        "You signed in a while ago, and there is no password here to ask you for. "
        "Sign out and in again, then do this within five minutes."
    )
    status = HTTPStatus.FORBIDDEN
    way_out = ("account_logout", _("Sign out"))


class ConsentTextChanged(Refusal):
    """Somebody agreed to a text that was replaced while the page was open."""

    title = _("The text has changed")
    sentence = _("It was changed while you had it open. Please read the new one before you agree.")
    way_out = ("accounts:consents", _("What I agreed to"))


class ConsentStays(Refusal):
    """Somebody took back what the account itself rests on."""

    title = _("This stands as long as your account")
    sentence = _("Without it there is no account here. To end it, erase your account.")
    way_out = ("accounts:erase", _("Erase my account"))


class NoRecoveryCodes(Refusal):
    """The mailbox was to open nothing any more, with no recovery codes to fall back on."""

    title = _("Recovery codes first")
    sentence = _("You can switch this off once you have saved recovery codes.")
    way_out = ("mfa_index", _("Set that up"))


class OtherSiteSilent(Refusal):
    """The site somebody wanted to sign in with gave no answer, or none that makes sense."""

    sentence = _(
        "The other site does not answer just now. "
        "Try again in a while, or sign in with your password."
    )
    status = HTTPStatus.FAILED_DEPENDENCY
    way_out = ("account_login", _("Sign in"))


class AccountJustMade(Refusal):
    """The sign-up form arrived twice at once; the first one made the account."""

    title = _("Your account is there already")
    sentence = _("This form arrived twice, and the first one made your account. Sign in with it.")
    way_out = ("account_login", _("Sign in"))


class Locked(Refusal):
    """Words that their author's own lock closes were asked for while it is not opened."""

    title = _("This is locked")
    sentence = _("These words are closed by your own lock. Open it to read them.")
    status = HTTPStatus.LOCKED
    way_out = ("accounts:unlock", _("Open the lock"))


class LockThere(Refusal):
    """A lock was set up by somebody who has one: the form arrived twice, or from two devices."""

    title = _("You have a lock already")
    sentence = _(
        "It was made a moment ago, or on another device. If you did not see its recovery code, "
        "make a new one."
    )
    way_out = ("accounts:lock", _("To my lock"))


class LockUnfinished(Refusal):
    """A new lock was asked for while the one before still holds some words."""

    title = _("Your earlier lock still holds some words")
    sentence = _("Open it once more, so that nothing is lost. Then set up a new one.")
    way_out = ("accounts:unlock", _("Open the lock"))


class NoLock(Refusal):
    """Something about a lock was asked for by somebody who has none."""

    title = _("You have no lock")
    sentence = _("There is nothing to open or to change. You can set one up.")
    way_out = ("accounts:lock", _("To my lock"))


class LockDamaged(Refusal):
    """What the passphrase and the recovery code would open is damaged in the database."""

    title = _("Your lock is damaged")
    sentence = _(
        "Neither passphrase nor recovery code can open it, through no fault of yours. Your host "
        "may have a backup from before; until then what it locks cannot be read."
    )
    status = HTTPStatus.GONE
    way_out = ("help", _("Help"))


class LockReplaced(Refusal):
    """The public half in the database does not belong to the private one: somebody put it there."""

    title = _("Your lock is not as you left it")
    sentence = _(
        "Somebody has changed it in the database of this site, and what you wrote since may be "
        "read by them. Write nothing private here before you have talked to your host."
    )
    way_out = ("help", _("Help"))

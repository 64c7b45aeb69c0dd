"""Pages of one's own lock: what it is, setting it up, opening it, changing it, removing it."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import content, limits, services, unlocking
from accounts.domain.locking import WrongSecret
from accounts.doors import asks_before_showing
from accounts.forms.locking import (
    WRONG,
    NewPassphraseForm,
    PassphraseForm,
    SecretForm,
    UnlockForm,
)
from accounts.locking_middleware import safe_way_back
from accounts.waiting import goes_on_with

NAME = _lazy("My lock")

takes_a_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def lock(request: HttpRequest) -> HttpResponse:
    """My lock: whether there is one, what it does, and what it cannot do."""
    context = {
        "lock": services.lock_standing(request.user),
        "is_open": unlocking.opened_in(request) is not None,
    }
    return render(request, "accounts/lock.html", context)


@goes_on_with(NAME)
@asks_before_showing
@takes_a_form
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up a lock; its recovery code is shown this once."""
    if request.method != "POST" and request.user.lock_public is not None:
        return redirect("accounts:lock")
    form = PassphraseForm(request.POST or None, person=request.user)
    if form.is_valid():
        fresh = services.set_up_lock(
            by=request.user, passphrase=form.cleaned_data["passphrase"], at=timezone.now()
        )
        unlocking.hold_open(request, fresh.opened)
        context = {"code": fresh.code, "left": fresh.left, "is_new": True}
        return render(request, "accounts/lock_code.html", context)
    context = {"form": form, "offer": content.words(get_language() or "en").drawn()}
    return render(request, "accounts/lock_set_up.html", context, status=_status(form))


@sensitive_post_parameters()
@sensitive_variables()
@takes_a_form
def unlock(request: HttpRequest) -> HttpResponse:
    """Open my lock for half an hour, and go back to where it was needed."""
    if not services.has_lock(request.user):
        return redirect("accounts:lock")
    back = safe_way_back(request.GET.get("back", ""))
    form = UnlockForm(request.POST if request.method == "POST" else None, initial={"back": back})
    opened = _with_secret(request, form, services.open_lock)
    if opened is None:
        return render(request, "accounts/unlock.html", {"form": form}, status=_status(form))
    unlocking.hold_open(request, opened)
    services.put_right(by=request.user, opened=opened)
    return redirect(safe_way_back(form.cleaned_data["back"]) or "accounts:lock")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close it now, before its half hour is over."""
    unlocking.close(request)
    messages.success(request, _("Locked again."))
    return redirect("accounts:lock")


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Lock, or unlock, more of what is left."""
    services.seal_what_is_left(by=request.user)
    return redirect("accounts:lock")


@goes_on_with(NAME)
@asks_before_showing
@takes_a_form
def passphrase(request: HttpRequest) -> HttpResponse:
    """Choose another passphrase."""
    form = NewPassphraseForm(request.POST or None, person=request.user)
    if _with_secret(request, form, _changed) is None:
        context = {"form": form, "offer": content.words(get_language() or "en").drawn()}
        return render(request, "accounts/lock_passphrase.html", context, status=_status(form))
    messages.success(request, _("Your new passphrase opens the lock from now on."))
    return redirect("accounts:lock")


@goes_on_with(NAME)
@asks_before_showing
@takes_a_form
def recovery_code(request: HttpRequest) -> HttpResponse:
    """Make a new recovery code; the one before opens nothing any more."""
    form = SecretForm(request.POST or None)
    code = _with_secret(request, form, services.new_recovery_code)
    if code is None:
        return render(request, "accounts/lock_new_code.html", {"form": form}, status=_status(form))
    return render(request, "accounts/lock_code.html", {"code": code})


@goes_on_with(NAME)
@asks_before_showing
@takes_a_form
def remove(request: HttpRequest) -> HttpResponse:
    """Remove the lock, and unlock what it holds."""
    form = SecretForm(request.POST or None)
    left = _with_secret(request, form, services.remove_lock)
    if left is None:
        return render(request, "accounts/lock_remove.html", {"form": form}, status=_status(form))
    if not left:
        unlocking.close(request)
    messages.success(request, _("The lock is removed. Your words are sealed as they were before."))
    return redirect("accounts:lock")


def _with_secret(request: HttpRequest, form: Form, deed: Callable) -> object:
    """Do what needs the passphrase or the code; None where the form has to be shown (again)."""
    if request.method != "POST":
        return None
    limits.count(request, "unlock")
    if not form.is_valid():
        return None
    said = {
        name: form.cleaned_data[name] for name in ("secret", "passphrase") if name in form.fields
    }
    try:
        return deed(by=request.user, **said)
    except WrongSecret:
        form.add_error("secret", WRONG)
        return None


def _changed(**said: object) -> bool:
    services.change_passphrase(**said)
    return True


def _status(form: Form) -> int:
    return 422 if form.errors else 200

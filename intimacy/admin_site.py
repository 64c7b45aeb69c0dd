"""The pages of whoever looks after this site; for everybody else they are not there."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _

from accounts.doors import forget_what_waits

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Signing in and out and choosing a password happen where everybody does it.
_ELSEWHERE = {"login", "logout", "password_change", "password_change_done", "view_on_site"}


class HostSite(AdminSite):
    """Django's admin without doors of its own."""

    site_title = _("Looking after this site")
    site_header = _("Looking after this site")
    index_title = _("What there is")
    enable_nav_sidebar = False
    # Unknown addresses are answered as everywhere else.
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this session may be here; `HostsOnlyMiddleware` asked before any page did."""
        return is_host(request) and did_recently_reauthenticate(request)

    def get_urls(self) -> list[URLPattern]:
        """All but Django's own ways to sign in."""
        urls = [url for url in super().get_urls() if getattr(url, "name", "") not in _ELSEWHERE]
        for url in urls:
            # Without the stroke at its end an address would lead to the one that has it, and so
            # tell a stranger that there is something.
            url.callback.should_append_slash = False
        return urls


class HostsOnlyMiddleware:
    """Answers for every admin page, whatever it is, unless a host asks who just proved it.

    It stands before the check for a signed-in person, whose way to the sign-in page would tell a
    stranger that there is something.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """The page of an unknown address, the way to prove who one is, or nothing."""
        if "admin" not in request.resolver_match.app_names:
            return None
        if not is_host(request):
            raise Http404
        if did_recently_reauthenticate(request):
            return None
        forget_what_waits(request)
        back = urlencode({"next": request.path})
        return redirect(f"{reverse('account_reauthenticate')}?{back}")


def is_host(request: HttpRequest) -> bool:
    """Whether a host is signed in here, by a second step or a passkey."""
    person = request.user
    if not (person.is_authenticated and person.is_host):
        return False
    proofs = get_authentication_records(request, person)
    by_second_step = any(proof["method"] == "mfa" for proof in proofs)
    return by_second_step and is_mfa_enabled(person, types=SECOND_STEPS)

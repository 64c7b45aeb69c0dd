"""Health answers, and the headers that hold a browser to its own site."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render

from intimacy import health

PROBES = {"/healthz", "/readyz"}
_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


class HealthMiddleware:
    """Answers `/healthz` and `/readyz` before host and https count: probes know neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in PROBES:
            return self.get_response(request)
        found = {"alive": True} if request.path_info == "/healthz" else health.readiness()
        return JsonResponse(found, status=200 if all(found.values()) else 503)


class HeadersMiddleware:
    """Security headers, the policy in `SECURE_CSP` first; known methods and hosts only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        if request.is_secure() and settings.SECURE_HSTS_SECONDS:
            # Django's own says it only on what got as far as that.
            age = f"max-age={settings.SECURE_HSTS_SECONDS}"
            response.headers.setdefault("Strict-Transport-Security", age)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        )
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method not in _METHODS:
            return HttpResponseNotAllowed(_METHODS)
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            # Before anything is read: Django's own limit leaves out files, which fill the disk.
            return render(None, "400.html", status=413)
        if request.path_info in PROBES:
            return self.get_response(request)
        if "\x00" in request.path_info:
            # No address of ours holds one, and no column takes one to look it up.
            return render(None, "400.html", status=400)
        try:
            request.get_host()
        except DisallowedHost:
            # The page names the setting to mend; it never repeats the Host that was sent.
            return render(None, "unknown_host.html", {"site_url": settings.SITE_URL}, status=400)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """How many bytes the body is said to have; without a readable number Django reads none."""
    try:
        return int(request.headers.get("content-length") or 0)
    except ValueError:
        return 0

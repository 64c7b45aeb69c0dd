"""Which pages wait for the consent to store what people write about their feelings.

Every page of an app whose AppConfig has `opens_without_consent` waits, but those it names there:
the ways to take along, take back, end and erase. So does the first page, where people come in.
"""

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest

from accounts import services


def asks(request: HttpRequest) -> bool:
    """Whether what was asked for waits until the signed-in person has agreed."""
    match = request.resolver_match
    return _waits(match.view_name, match.namespace) and not _has_agreed(request)


def _waits(name: str, namespace: str) -> bool:
    if name == settings.LOGIN_REDIRECT_URL:
        return True
    config = apps.app_configs.get(namespace)
    open_pages = getattr(config, "opens_without_consent", None)
    return open_pages is not None and name.removeprefix(f"{namespace}:") not in open_pages


def _has_agreed(request: HttpRequest) -> bool:
    person = request.user
    if not person.is_authenticated:
        return True
    # Asked along with the person; only who was signed in by this very request comes without it.
    known = getattr(person, "agrees_to_storing", None)
    return services.agrees_to_storing(person) if known is None else known

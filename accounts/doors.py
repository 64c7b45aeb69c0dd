"""Who may enter a view."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from accounts.refusals import NotLinked


def for_couples(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in people who are linked, with `request.couple` set; others meet `NotLinked`."""

    @wraps(view)
    def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.couple = request.user.couple
        if request.couple is None:
            raise NotLinked
        return view(request, *args, **kwargs)

    return entered

"""The bare page every page is measured against: session, signed-in user, one query, 3 kB."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from accounts.models import Consent
from intimacy.urls import urlpatterns as pages

# Plain text with a few variables, 3 kB when rendered: what any page of that size costs.
TEMPLATE = engines["django"].from_string(
    "<!doctype html><title>{{ site_name }}</title><h1>{{ number }}</h1>"
    + "{% for line in lines %}<p>{{ line }}</p>{% endfor %}"
)
LINES = ["A line of words that somebody might read on a screen in the evening."] * 38


def bare(request: HttpRequest) -> HttpResponse:
    """As little as a signed-in page can do."""
    number = Consent.objects.filter(person=request.user).count()
    return HttpResponse(TEMPLATE.render({"number": number, "lines": LINES}, request))


urlpatterns = [*pages, path("bare/", bare, name="bare")]

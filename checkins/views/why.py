"""The page that says why the evening goes as it does, and what nobody knows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checkins import content


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """Each step that leans on research, with what was found and where."""
    steps = content.meeting(content.language())
    return render(request, "checkins/why.html", {"steps": [step for step in steps if step.sources]})

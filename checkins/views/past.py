"""Pages of past weeks: look back, look for words, take it all along."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from checkins import labels, services
from checkins.domain.notes import monday_of
from checkins.domain.preparation import KINDS
from checkins.forms.past import SearchForm

WEEKS_A_PAGE = 12


@dataclass(frozen=True)
class Section:
    """The words of one kind in one week: mine, and those my partner shared."""

    label: str
    mine: tuple[labels.Said, ...]
    theirs: tuple[labels.Said, ...]
    is_open: bool


@sensitive_variables()
@require_safe
def past(request: HttpRequest) -> HttpResponse:
    """My weeks, the latest first: my words, and what my partner shared of theirs."""
    person = request.user
    page = Paginator(services.past_weeks(person), WEEKS_A_PAGE).get_page(request.GET.get("page"))
    weeks = [_told(week) for week in services.read_past(person, list(page))]
    context = {"form": SearchForm(), "page": page, "weeks": weeks, **_partner(request)}
    return render(request, "checkins/past.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Look for words over what I may read; they are private, so no address ever holds them."""
    if request.method != "POST":
        return redirect("checkins:past")
    form = SearchForm(request.POST)
    context = {"form": form, **_partner(request)}
    if form.is_valid():
        findings = services.search_past(request.user, form.cleaned_data["words"])
        context |= {"findings": findings, "found": _listed(findings.found)}
    return render(request, "checkins/past_search.html", context, status=422 if form.errors else 200)


@require_safe
def take_along(request: HttpRequest) -> HttpResponse:
    """Where this was before: past weeks are part of all that one takes along."""
    return redirect("accounts:export")


def _partner(request: HttpRequest) -> dict[str, str | None]:
    partner = request.user.partner
    return {"partner_name": partner.called if partner else None}


def _told(week) -> dict:
    """A week as it is shown: each kind under its heading, the question above both answers."""
    mine, theirs = (
        {group.kind: group for group in labels.grouped(words, week.prompt_key, week.own)}
        for words in (week.mine, week.theirs)
    )
    sections = [
        Section(
            label=(mine.get(kind) or theirs[kind]).label,
            mine=mine[kind].said if kind in mine else (),
            theirs=theirs[kind].said if kind in theirs else (),
            is_open=week.is_open_to_partner(kind),
        )
        for kind in KINDS
        if kind in mine or kind in theirs
    ]
    return {"week": week, "monday": _monday(week), "sections": sections}


def _listed(found) -> list[dict]:
    """Each finding with its heading and the address of its week among the past ones."""
    return [
        {
            "week": one.week,
            "monday": _monday(one.week),
            "label": labels.heading(one.entry.kind, one.week.prompt_key, one.week.own),
            "text": one.entry.text,
            "is_theirs": one.is_theirs,
            "url": _address(one.week),
        }
        for one in found
    ]


def _address(week) -> str:
    page = week.number // WEEKS_A_PAGE + 1
    return f"{reverse('checkins:past')}{f'?page={page}' if page > 1 else ''}#{week.name}"


def _monday(week):
    return monday_of(week.week) if week.note else None

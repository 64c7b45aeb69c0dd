"""Robin, linked to nobody or to somebody else, finds nothing of Alex and Sam's at any address."""

import pytest
from django.urls import reverse

from accounts.models import Couple
from checkins.models import CheckIn, Plan
from tests.checkins.verbs import gets_ready, page, shares
from tests.support.people import Someone, link, make_person


@pytest.fixture(params=["linked to nobody", "linked to somebody else"])
def stranger(request: pytest.FixtureRequest, robin: Someone) -> Someone:
    """Robin, once alone and once with Kim."""
    if request.param == "linked to somebody else":
        link(robin, make_person("Kim"))
    return robin


@pytest.fixture
def plan(friday, couple: Couple, alex: Someone) -> Plan:
    """A plan of Alex and Sam's."""
    fields = {"title": "A secret place", "day": "2026-12-05", "wall_time": "15:00"}
    alex.sends("/together/new/", {**fields, "minutes": "60", "zone": "UTC"})
    return Plan.objects.get()


@pytest.mark.parametrize(
    ("name", "more"),
    [("check_in", []), ("prepare", ["wish"]), ("ready", []), ("call_off", [])],
)
def test_a_week_of_others_is_no_page(
    check_in: CheckIn, alex: Someone, sam: Someone, stranger: Someone, name: str, more: list
) -> None:
    shares(alex, check_in, "You sang")
    for someone in (alex, sam):
        gets_ready(someone, check_in)

    for response in (
        stranger.opens(page(name, check_in, *more)),
        stranger.sends(page(name, check_in, *more), {"words_1": "I was here"}),
    ):
        assert response.status_code in (404, 405)
        assert "You sang" not in response.content.decode()
    check_in.refresh_from_db()
    assert check_in.preparations.count() == 2
    assert not check_in.is_called_off


@pytest.mark.parametrize(
    "name",
    [
        *("plan_detail", "plan_calendar", "cancel_plan"),
        *("move_plan", "stop_repeating", "afterthought"),
    ],
)
def test_a_plan_of_others_is_no_page(plan: Plan, stranger: Someone, name: str) -> None:
    address = reverse(f"checkins:{name}", args=[plan.public_id])

    for response in (stranger.opens(address), stranger.sends(address)):
        assert response.status_code in (404, 405)
        assert b"A secret place" not in response.content
    plan.refresh_from_db()
    assert not plan.is_cancelled


@pytest.mark.parametrize("name", ["week", "slot", "plans", "plan", "past", "done_together"])
def test_pages_without_an_address_of_their_own_show_ones_own(
    check_in: CheckIn, plan: Plan, alex: Someone, stranger: Someone, name: str
) -> None:
    shares(alex, check_in, "You sang")

    response = stranger.opens(reverse(f"checkins:{name}"))

    assert response.status_code in (200, 404)
    assert b"You sang" not in response.content
    assert b"A secret place" not in response.content
    assert "2026-12-06" not in response.content.decode().replace("like 2026-12-06", "")


def test_somebody_elses_slot_is_not_theirs_to_set(
    check_in: CheckIn, couple: Couple, stranger: Someone
) -> None:
    stranger.sends(reverse("checkins:slot"), {"weekday": "1", "wall_time": "7:00", "zone": "UTC"})

    couple.slot.refresh_from_db()
    assert couple.slot.weekday == 6

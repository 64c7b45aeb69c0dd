"""The private address of one's calendar: who may read it, what it says, and when it stops."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from icalendar import Calendar

from accounts import services as accounts
from accounts.models import Couple
from checkins import calendar, services
from checkins.models import Feed, Plan
from intimacy.logs import WithoutPrivate
from tests.checkins.plan_verbs import FEED, lets_go, moves, page, plans, plans_weekly
from tests.support import rfc5545
from tests.support.people import Someone, link, make_person

WEEK = timedelta(weeks=1)


def makes_feed(someone: Someone, **choice: str) -> str:
    """Makes an address; gives its path."""
    response = someone.sends(FEED, choice)
    (address,) = re.findall(r"/calendar/[^/]+/evenings\.ics", response.content.decode())
    return address


def fetch(address: str):
    """What a calendar program gets: no cookie, no page seen before."""
    return Client().get(address)


def entries(address: str) -> list[rfc5545.Component]:
    """The entries behind an address, as both readers of calendar files understand them."""
    file = fetch(address).content
    strict, usual = rfc5545.read(file).parts, Calendar.from_ical(file).walk("VEVENT")
    assert [one.text("SUMMARY") for one in strict] == [str(one["SUMMARY"]) for one in usual]
    assert [one.moment("DTSTART") for one in strict] == [one.start for one in usual]
    assert [one.raw("UID") for one in strict] == [str(one["UID"]) for one in usual]
    return strict


@pytest.fixture
def plan(friday, couple: Couple, alex: Someone) -> Plan:
    """Alex's plan for Saturday at three."""
    plans(alex)
    return Plan.objects.get()


def test_a_calendar_fetches_it_without_signing_in_and_reads_only_when(plan: Plan, sam) -> None:
    response = fetch(makes_feed(sam))

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert "no-store" in response["Cache-Control"]
    assert "Set-Cookie" not in response
    assert b"pottery" not in response.content
    [event] = rfc5545.read(response.content).parts
    assert event.text("SUMMARY") == "Evening"
    assert event.moment("DTSTART") == datetime(2026, 12, 5, 14, tzinfo=UTC)
    assert event.moment("DTEND") == datetime(2026, 12, 5, 16, tzinfo=UTC)
    assert event.moment("DTSTAMP") == datetime(2026, 12, 4, 20, tzinfo=UTC)
    assert (event.raw("CLASS"), event.raw("STATUS")) == ("PRIVATE", "CONFIRMED")


def test_the_calendar_has_a_neutral_name_and_says_how_often_to_ask(plan: Plan, alex) -> None:
    feed = rfc5545.read(fetch(makes_feed(alex)).content)

    assert feed.text("NAME") == feed.text("X-WR-CALNAME") == "Evenings"
    assert ("REFRESH-INTERVAL", {"VALUE": "DURATION"}, "PT1H") in feed.lines


def test_the_titles_are_there_only_for_who_asked_for_them(plan: Plan, alex, sam) -> None:
    alexs, sams = makes_feed(alex, shows_titles="on"), makes_feed(sam)

    assert entries(alexs)[0].text("SUMMARY") == "The pottery place on Mill Street"
    assert entries(sams)[0].text("SUMMARY") == "Evening"

    alex.sends(reverse("checkins:feed_titles"), {})
    sam.sends(reverse("checkins:feed_titles"), {"shows_titles": "on"})

    assert entries(alexs)[0].text("SUMMARY") == "Evening"
    assert entries(sams)[0].text("SUMMARY") == "The pottery place on Mill Street"


def test_what_moves_or_is_let_go_moves_in_the_calendar(plan: Plan, alex, sam) -> None:
    address = makes_feed(alex)
    seen = [entries(address)[0]]
    moves(sam, plan)
    seen.append(entries(address)[0])
    lets_go(sam, plan)
    seen.append(entries(address)[0])

    assert len({event.raw("UID") for event in seen}) == 1
    assert [event.raw("SEQUENCE") for event in seen] == ["0", "1", "2"]
    assert [event.raw("STATUS") for event in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    file = alex.opens(page("plan_calendar", plan)).content
    assert rfc5545.read(file).parts[0].raw("UID") == seen[0].raw("UID")


def test_each_week_of_a_weekly_plan_is_an_entry_of_its_own(friday, couple, alex) -> None:
    made = plans_weekly(alex)

    assert [event.moment("DTSTART") for event in entries(makes_feed(alex))] == [
        plan.starts_at for plan in made
    ]


def test_it_holds_four_weeks_back_and_half_a_year_ahead(plan: Plan, alex, time_machine) -> None:
    address = makes_feed(alex)

    there = {}
    for moment in (
        plan.starts_at - 26 * WEEK - timedelta(seconds=1),
        plan.starts_at - 26 * WEEK,
        plan.starts_at + 4 * WEEK,
        plan.starts_at + 4 * WEEK + timedelta(seconds=1),
    ):
        time_machine.move_to(moment, tick=False)
        there[moment] = len(entries(address))

    assert list(there.values()) == [0, 1, 1, 0]


def test_the_address_is_shown_once_and_only_its_hash_is_kept(plan: Plan, alex: Someone) -> None:
    token = makes_feed(alex).split("/")[2]

    assert len(token) == 27
    assert token not in alex.opens(FEED).content.decode()
    assert token.encode() not in bytes(Feed.objects.get().token_hash)
    assert len(bytes(Feed.objects.get().token_hash)) == 32


def test_a_new_address_ends_the_old_one_at_once(plan: Plan, alex: Someone) -> None:
    old, new = makes_feed(alex, shows_titles="on"), makes_feed(alex, shows_titles="on")

    assert old != new
    assert fetch(old).status_code == 404
    assert fetch(new).status_code == 200


def test_an_ended_an_unknown_and_a_strange_address_are_the_same(plan: Plan, alex) -> None:
    ended = makes_feed(alex)
    alex.sends(reverse("checkins:revoke_feed"))
    alex.sends(reverse("checkins:revoke_feed"))

    never = reverse("checkins:feed_file", args=["x" * 27])
    long, odd = (reverse("checkins:feed_file", args=[word]) for word in ("x" * 5000, "ä\x01"))
    answers = [fetch(address) for address in (ended, never, long, odd)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_after_an_unlink_the_calendar_is_empty_for_both(plan: Plan, alex, sam, friday) -> None:
    addresses = [makes_feed(someone, shows_titles="on") for someone in (alex, sam)]

    accounts.unlink(by=sam.person, at=friday)

    for address in addresses:
        assert entries(address) == []
        assert b"pottery" not in fetch(address).content
    link(alex, sam)
    assert [entries(address) for address in addresses] == [[], []]


def test_after_an_erasure_the_address_is_gone_and_the_others_calendar_empty(
    plan: Plan, alex, sam, friday
) -> None:
    alexs, sams = makes_feed(alex), makes_feed(sam)

    accounts.erase(by=alex.person, at=friday)

    assert fetch(alexs).status_code == 404
    assert entries(sams) == []


def test_an_address_from_before_an_unlink_tells_nothing_of_the_next_couple(
    plan: Plan, alex, sam, friday
) -> None:
    kept_by_alex = makes_feed(sam, shows_titles="on")
    accounts.unlink(by=alex.person, at=friday)
    kim = make_person("Kim")
    link(sam, kim)

    plans(kim, title="Chess")

    assert entries(kept_by_alex) == []
    assert "Make a new address" not in sam.opens(FEED).text


def test_a_new_address_holds_the_plans_of_the_new_couple_only(
    plan: Plan, alex, sam, friday, time_machine
) -> None:
    makes_feed(sam, shows_titles="on")
    accounts.unlink(by=alex.person, at=friday)
    kim = make_person("Kim")
    link(sam, kim)
    plans(kim, title="Chess")

    time_machine.move_to(friday + timedelta(minutes=1), tick=False)
    address = makes_feed(sam, shows_titles="on")

    assert [event.text("SUMMARY") for event in entries(address)] == ["Chess"]


def test_an_address_made_alone_holds_what_the_first_couple_plans(friday, alex, sam) -> None:
    address = makes_feed(alex)
    link(alex, sam)

    plans(sam)

    assert len(entries(address)) == 1


def test_a_stranger_s_feed_holds_nothing_of_theirs(plan: Plan, robin: Someone) -> None:
    assert entries(makes_feed(robin, shows_titles="on")) == []


def test_it_is_read_and_never_written_to(plan: Plan, alex: Someone) -> None:
    address = makes_feed(alex)

    assert Client().head(address).status_code == 200
    assert Client().post(address).status_code == 405


def test_opening_the_page_makes_nothing(plan: Plan, alex: Someone) -> None:
    alex.opens(FEED)

    assert not Feed.objects.exists()


def test_a_title_that_cannot_be_read_keeps_no_other_from_the_calendar(plan: Plan, alex) -> None:
    plans(alex, title="Cards", day="2026-12-06")
    plan.title = b"no seal at all"
    plan.save()

    summaries = [event.text("SUMMARY") for event in entries(makes_feed(alex, shows_titles="on"))]

    assert summaries == ["Evening", "Cards"]


def test_the_database_is_asked_little_however_much_is_planned(
    friday, couple, alex, django_assert_max_num_queries
) -> None:
    for hour in range(12):
        plans(alex, title=f"Plan {hour}", wall_time=f"{8 + hour}:00", minutes="30")
    address = makes_feed(alex, shows_titles="on")

    with django_assert_max_num_queries(3):
        assert fetch(address).content.count(b"BEGIN:VEVENT") == 12


def test_very_many_plans_are_cut_off(friday, couple: Couple, alex: Someone) -> None:
    address = makes_feed(alex)
    common = {"couple": couple, "author": alex.person, "minutes": 15, "zone": "UTC"}
    Plan.objects.bulk_create(
        Plan(title="x", starts_at=friday + timedelta(hours=n), created_at=friday, **common)
        for n in range(1, 431)
    )

    assert len(entries(address)) == 420


def test_no_line_of_the_log_holds_the_address(plan: Plan, alex: Someone) -> None:
    address = makes_feed(alex)
    line = logging.LogRecord("x", logging.ERROR, "", 0, "Fault at %s", (address,), None)

    WithoutPrivate().filter(line)

    assert line.getMessage() == "Fault at /calendar/<token>/evenings.ics"


ODD_TITLES = st.text(min_size=1, max_size=120).filter(lambda title: "\x00" not in title)


@tries(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(title=ODD_TITLES)
def test_whatever_stands_in_a_title_the_file_keeps_to_the_standard(title: str) -> None:
    """Commas, semicolons, backslashes, line ends, control signs, signs of many bytes."""
    at = datetime(2026, 12, 4, 20, tzinfo=UTC)
    one = Plan(starts_at=at, minutes=60)

    file = calendar.feed([one], host="example.org", name=title, summary=lambda plan: title, at=at)

    expected = calendar.on_one_line(title)
    assert rfc5545.read(file).parts[0].text("SUMMARY") == expected
    assert str(Calendar.from_ical(file).walk("VEVENT")[0]["SUMMARY"]) == expected


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (lambda file: file.replace(b"\r\n", b"\n"), "no end"),
        (lambda file: file.replace(b"VERSION:2.0\r\n", b""), "VERSION"),
        (lambda file: file.replace(b"UID:", b"X-UID:"), "UID"),
        (lambda file: file.replace(b"DTSTAMP:", b"X-DTSTAMP:"), "DTSTAMP"),
        (lambda file: file.replace(b"20261205T140000Z", b"20261205T140000"), "not in UTC"),
        (lambda file: file.replace(b"20261205T160000Z", b"20261205T130000Z"), "before it begins"),
        (lambda file: file.replace(b"SUMMARY:Evening", b"SUMMARY:a;b"), "not escaped"),
        (lambda file: file.replace(b"SUMMARY:Evening", b"SUMMARY:" + b"x" * 80), "octets"),
        (lambda file: file.replace(b"END:VEVENT\r\n", b""), "END"),
        (lambda file: file.replace(b"SEQUENCE:0", b"SEQUENCE:-1"), "SEQUENCE"),
        (lambda file: file.replace(b"STATUS:CONFIRMED", b"STATUS:MAYBE"), "STATUS"),
        (lambda file: file.replace(b"CLASS:PRIVATE", b"CLASS PRIVATE"), "no content line"),
        (lambda file: file + b"X-MORE:1\r\n", "after the end"),
    ],
)
def test_the_strict_reader_notices_what_is_wrong(plan: Plan, alex: Someone, broken, rule) -> None:
    file = fetch(makes_feed(alex)).content
    rfc5545.read(file)

    with pytest.raises(rfc5545.NotACalendar, match=rule):
        rfc5545.read(broken(file))


def test_the_address_in_the_page_is_the_sites_own(plan: Plan, alex: Someone) -> None:
    token = services.make_feed(by=alex.person, shows_titles=False, at=plan.created_at)

    assert calendar.feed_link(token) == f"{project.SITE_URL}/calendar/{token}/evenings.ics"

"""The demo makes half a year for two, on this machine only, and never among real people."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Couple, Person
from checkins.domain.control_chart import Mark, chart_of
from checkins.models import Entry, Meeting, OutsideView
from checkins.services import evenings_of, open_agreements
from intimacy import demo
from quizzes.models import Attempt
from quizzes.services import pair_of, refuse_if_too_soon
from quizzes.together import side_by_side
from tests.support.people import Someone

pytestmark = pytest.mark.django_db


def test_the_demo_prints_how_to_sign_in_and_that_works(capsys: pytest.CaptureFixture) -> None:
    call_command("demo")

    words = capsys.readouterr().out.split()
    password = words[words.index("alex@example.org") + 1]
    browser = Client()
    browser.post("/accounts/login/", {"login": "alex@example.org", "password": password})
    assert "Sam" in browser.get("/partner/").content.decode()


def test_half_a_year_lies_behind_the_two() -> None:
    call_command("demo")

    alex = Person.objects.get(email="alex@example.org")
    revealed = alex.couple.check_ins.exclude(revealed_at=None)
    assert revealed.count() >= 20
    assert Attempt.objects.finished().filter(person=alex).count() == 3
    assert alex.couple.plans.count() >= 20


def test_the_two_held_their_evenings_and_chose_what_to_do_with_a_topic() -> None:
    call_command("demo")

    meetings = Meeting.objects.order_by("began_at")
    assert len(meetings) >= 20
    assert {meeting.scene for meeting in meetings} == {"close.whole"}
    assert {meeting.length for meeting in meetings} == {"regular", "light"}
    chosen = [meeting.topic for meeting in meetings if meeting.topic != "none"]
    assert chosen == ["talk", "talk", "write"]
    assert OutsideView.objects.count() == 2


def test_the_two_agreed_on_small_steps_and_one_was_worded_anew() -> None:
    call_command("demo")

    couple = Couple.objects.get()
    still_open = [
        [wording.text for wording in agreement.wordings.all()]
        for agreement in open_agreements(couple)
    ]
    assert [len(wordings) for wordings in still_open] == [2, 1]
    assert couple.agreements.closed().count() >= 10
    assert couple.agreements.filter(kind="accepted").count() == 1
    assert couple.own_prompts.asked().count() == 1
    assert couple.own_prompts.waiting().count() == 1
    assert couple.pause_word.word == "lighthouse"


def test_one_word_was_taken_back_and_one_was_changed() -> None:
    call_command("demo")

    changed = Entry.objects.exclude(earlier=None).get()
    assert changed.text.startswith(changed.earlier.get().text)
    # The two keep every fifth wish alike.
    kept = Entry.objects.filter(kind="wish", shared=False)
    by_name = Counter(kept.values_list("preparation__person__email", flat=True))
    assert by_name["sam@example.org"] == by_name["alex@example.org"] + 1


def test_one_evening_stands_out_for_alex_and_none_for_sam() -> None:
    call_command("demo")

    stand_out = {}
    for name in ("alex", "sam"):
        evenings = evenings_of(Person.objects.get(email=f"{name}@example.org"))
        assert len(evenings) >= 20
        charts = [chart_of([evening.heard for evening in evenings])]
        charts.append(chart_of([evening.close for evening in evenings]))
        stand_out[name] = [
            point.value for chart in charts for point in chart.points if point.mark != Mark.WITHIN
        ]
    assert stand_out == {"alex": [2], "sam": []}


def test_the_two_have_results_side_by_side_and_something_to_talk_about() -> None:
    call_command("demo")

    pair = pair_of(Person.objects.get(email="alex@example.org"))
    assert [talk.name for talk in side_by_side(pair.mine, pair.theirs).talks] == ["Time together"]


def test_the_demo_couple_may_take_the_quiz_again() -> None:
    call_command("demo")

    refuse_if_too_soon(Person.objects.get(email="alex@example.org"), timezone.now())


@pytest.mark.parametrize("days", range(7))
def test_it_works_on_every_day_of_the_week(days: int, time_machine) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 19, 31, tzinfo=UTC) + timedelta(days=days))

    call_command("demo")

    assert Person.objects.count() == 2


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_never_meets_a_history_half_made() -> None:
    steps = demo.make(timezone.now())
    next(steps)

    with ThreadPoolExecutor(max_workers=1) as worker:
        assert worker.submit(_couples_seen_from_elsewhere).result(timeout=20) == 0

    assert len(list(steps)) == demo.WEEKS
    assert Couple.objects.count() == 1


def _couples_seen_from_elsewhere() -> int:
    try:
        return Couple.objects.count()
    finally:
        connection.close()


def test_two_runs_make_two_different_passwords(capsys: pytest.CaptureFixture) -> None:
    call_command("demo")
    first = capsys.readouterr().out
    Person.objects.all().delete()
    call_command("demo")

    assert capsys.readouterr().out.splitlines()[-3:] != first.splitlines()[-3:]


def test_it_refuses_a_site_that_others_can_reach(settings) -> None:
    settings.ON_LOOPBACK = False

    with pytest.raises(CommandError, match="SITE_URL"):
        call_command("demo")

    assert not Person.objects.exists()


def test_it_refuses_a_database_with_people_in_it(alex: Someone) -> None:
    with pytest.raises(CommandError, match="people in this database"):
        call_command("demo")

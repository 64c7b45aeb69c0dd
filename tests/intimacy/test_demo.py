"""The demo is half a year for two, with a bit of everything in it."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Couple, Person
from checkins.domain.control_chart import Mark, chart_of
from checkins.models import Entry, Meeting, OutsideView
from checkins.services import evenings_of, open_agreements
from quizzes.models import Attempt
from quizzes.services import pair_of, refuse_if_too_soon
from quizzes.together import side_by_side
from tests.support.people import Someone

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def printed(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """The demo, made once for all these tests; gives what it printed."""
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def test_the_demo_prints_how_to_sign_in_and_that_works(printed: str) -> None:
    words = printed.split()
    password = words[words.index("alex@example.org") + 1]
    browser = Client()
    browser.post("/accounts/login/", {"login": "alex@example.org", "password": password})
    assert "Sam" in browser.get("/partner/").content.decode()


def test_half_a_year_lies_behind_the_two() -> None:
    alex = Person.objects.get(email="alex@example.org")
    revealed = alex.couple.check_ins.exclude(revealed_at=None)
    assert revealed.count() >= 20
    assert Attempt.objects.finished().filter(person=alex).count() == 3
    assert alex.couple.plans.count() >= 20


def test_the_two_held_their_evenings_and_chose_what_to_do_with_a_topic() -> None:
    meetings = Meeting.objects.order_by("began_at")
    assert len(meetings) >= 20
    assert {meeting.scene for meeting in meetings} == {"close.whole"}
    assert {meeting.length for meeting in meetings} == {"regular", "light"}
    chosen = [meeting.topic for meeting in meetings if meeting.topic != "none"]
    assert chosen == ["talk", "talk", "write"]
    assert OutsideView.objects.count() == 2


def test_the_two_agreed_on_small_steps_and_one_was_worded_anew() -> None:
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
    changed = Entry.objects.exclude(earlier=None).get()
    assert changed.text.startswith(changed.earlier.get().text)
    # The two keep every fifth wish alike.
    kept = Entry.objects.filter(kind="wish", shared=False)
    by_name = Counter(kept.values_list("preparation__person__email", flat=True))
    assert by_name["sam@example.org"] == by_name["alex@example.org"] + 1


def test_one_evening_stands_out_for_alex_and_none_for_sam() -> None:
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
    pair = pair_of(Person.objects.get(email="alex@example.org"))
    assert [talk.name for talk in side_by_side(pair.mine, pair.theirs).talks] == ["Time together"]


def test_the_demo_couple_may_take_the_quiz_again() -> None:
    refuse_if_too_soon(Person.objects.get(email="alex@example.org"), timezone.now())


def test_both_want_the_weekly_reminder_and_the_check_ins_and_see_so() -> None:
    for name in ("alex", "sam"):
        someone = Someone(Person.objects.get(email=f"{name}@example.org"))
        wanted = someone.person.schedules.filter(enabled=True)
        assert set(wanted.values_list("kind", flat=True)) == {"together", "check_in"}
        assert someone.opens("/reminders/").text.count("checked") == 2


def test_two_runs_make_two_different_passwords(printed: str) -> None:
    Person.objects.all().delete()
    again = StringIO()
    call_command("demo", stdout=again)

    assert again.getvalue().splitlines()[-3:-1] != printed.splitlines()[-3:-1]

"""Many rows in one statement go in and come out as they would one by one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError

from checkins.models import OwedMail, Schedule, in_bulk
from checkins.models.clockwork import Owed
from checkins.reminders.news import LAPSED, OWED, new_names
from tests.support.people import Someone
from tests.support.reminders import HOUR, SUNDAY_EVENING, WEEK, mail_of, somebody

# What means something in SQL, in JSON, in lists or nowhere at all.
ODD = ["{\"a\", \\'NULL'}", "null", "%s %%", "line\nbreak\ttab", "Zoë 🌙 \u2028", ""]


def owed(to: Someone, **columns: object) -> Owed:
    """A row for the weekly mail of this Sunday."""
    (name,) = new_names(1)
    given = {
        **name._asdict(),
        "person_id": to.person.pk,
        "kind": "together",
        "occasion": "2026-W49",
        "due_at": SUNDAY_EVENING,
        "starts_at": None,
        "check_in_id": None,
        "plan_id": None,
        "attempt_id": None,
        "lapses_at": SUNDAY_EVENING + 6 * HOUR,
        "state": OWED,
        "next_try_at": SUNDAY_EVENING,
        "handed_at": SUNDAY_EVENING,
    }
    return Owed(**(given | columns))


def stored() -> list[Owed]:
    """Every row there is, as it was written down."""
    rows = OwedMail.objects.order_by("occasion").values_list(*Owed._fields)
    return [Owed(str(row_id), *others) for row_id, *others in rows]


def test_rows_come_back_as_they_went_in(alex: Someone, sam: Someone) -> None:
    rows = [
        owed(alex, occasion="1", starts_at=SUNDAY_EVENING + HOUR),
        owed(sam, occasion="2", state=LAPSED, handed_at=None),
        owed(sam, occasion="3", due_at=datetime(2026, 12, 6, 18, 59, 59, 7, tzinfo=UTC)),
    ]

    OwedMail.objects.write_down(rows)

    assert stored() == rows


def test_one_row_alone_comes_back_too(alex: Someone) -> None:
    OwedMail.objects.write_down([row := owed(alex)])

    assert stored() == [row]


@pytest.mark.parametrize("shared", [True, False])
def test_no_sign_means_anything_on_the_way(alex: Someone, shared: bool) -> None:
    for number, text in enumerate(ODD):
        # With another row beside it the text travels in a list, otherwise on its own.
        beside = [] if shared else [owed(alex, kind="plan", occasion=f"{number}", message_id="x")]
        OwedMail.objects.write_down([owed(alex, occasion=f"-{number}", message_id=text), *beside])

    mails = OwedMail.objects.filter(kind="together").order_by("occasion")
    assert list(mails.values_list("message_id", flat=True)) == ODD


def test_what_is_there_already_stays_as_it_is(alex: Someone, sam: Someone) -> None:
    OwedMail.objects.write_down([first := owed(alex)])

    OwedMail.objects.write_down([owed(alex), owed(sam)])

    assert str(mail_of(alex).pk) == first.id
    assert mail_of(sam)


@pytest.mark.needs_postgres
@pytest.mark.parametrize("beside", [[], ["2026-W49"]])
def test_too_long_a_text_is_refused_and_not_cut(alex: Someone, beside: list[str]) -> None:
    rows = [owed(alex, occasion=occasion) for occasion in ["x" * 41, *beside]]

    with pytest.raises(DataError):
        OwedMail.objects.write_down(rows)


@pytest.mark.needs_postgres
def test_what_json_has_no_way_for_is_refused(alex: Someone) -> None:
    with pytest.raises(TypeError, match="bytes"):
        OwedMail.objects.write_down([owed(alex, occasion=b"1"), owed(alex)])


@pytest.mark.parametrize("weeks", [lambda n: n, lambda _n: 1])
def test_rows_are_changed_each_to_its_own_or_all_alike(
    db: None, weeks: Callable[[int], int]
) -> None:
    schedules = [Schedule.objects.get(person=somebody(f"p{n}").person) for n in range(3)]
    somebody("quiet")
    for n, schedule in enumerate(schedules):
        schedule.next_on += timedelta(weeks=weeks(n))
        schedule.next_due_at += timedelta(weeks=weeks(n))

    Schedule.objects.move_on(schedules)

    due = [SUNDAY_EVENING + weeks(n) * WEEK for n in range(3)]
    found = Schedule.objects.order_by("pk").values_list("next_due_at", "next_on")
    assert list(found) == [(at, at.date()) for at in [*due, SUNDAY_EVENING]]


def test_reading_gives_what_the_rows_hold(db: None) -> None:
    for n in range(3):
        somebody(f"p{n}")
    Schedule.objects.filter(person__email="p1@example.org").update(paused_until=SUNDAY_EVENING)
    rows, names = Schedule.objects.order_by("pk"), [field.name for field in Schedule._meta.fields]

    assert in_bulk.read(rows, *names) == list(rows.values_list(*names))

"""Throwaway databases on the real PostgreSQL, filled with as many people as asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection, models, transaction

from accounts.models import Couple, Person, Seat
from checkins.models import OwedMail, Schedule
from checkins.models.schedule import Kind

ZONES = (
    *("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"),
    *("America/Sao_Paulo", "Asia/Tokyo", "Africa/Lagos", "Pacific/Apia", "Europe/London"),
)
# Nobody is due by chance while something is measured.
QUIET = timedelta(hours=2)


@contextmanager
def throwaway() -> Iterator[None]:
    """An empty database with all tables, dropped afterwards."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("createcachetable", verbosity=0)
        yield
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


@contextmanager
def copy_of_it() -> Iterator[str]:
    """A second database like the one in use; gives its name."""
    original, copy = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_copy"
    with connection._nodb_cursor() as cursor:
        connection.close()
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
    try:
        yield copy
    finally:
        use(original)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def use(name: str) -> None:
    """Talk to the database of this name from now on."""
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def address() -> str:
    """What DATABASE_URL says for a process that shall use the same database."""
    at = connection.settings_dict
    who = ":".join(quote(part) for part in (at["USER"], at["PASSWORD"]) if part)
    return f"postgresql://{who}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


@transaction.atomic
def fill(people: int, at: datetime) -> None:
    """Make couples of two who all want the weekly reminder, due some time in the coming week."""
    person = Person.objects.create_user("model@example.org", "a password nobody uses", name="Kim")
    couple = Couple.objects.create(started_at=at)
    seat = Seat.objects.create(couple=couple, number=1, person=person)
    schedule = Schedule.objects.create(
        person=person, kind=Kind.TOGETHER, weekday=0, wall_time=time(20), zone="UTC",
        next_on=at.date(), next_due_at=at + timedelta(days=400), enabled=True,
    )  # fmt: skip
    week = f"interval '{7 * 24 * 60 - 3 * 60} minutes' * (n::float / {people})"
    pair = f"{couple.pk} + (n + 1) / 2"
    _multiply(person, people, public_id="gen_random_uuid()", email="'p' || n || '@example.org'")
    _multiply(couple, (people + 1) // 2)
    _multiply(seat, people, couple_id=pair, number="2 - n % 2", person_id=f"{person.pk} + n")
    _multiply(
        schedule,
        people,
        person_id=f"{person.pk} + n",
        weekday="n % 7",
        zone=f"(ARRAY[{', '.join(repr(zone) for zone in ZONES)}])[1 + n % {len(ZONES)}]",
        next_due_at=f"'{(at + QUIET).isoformat()}'::timestamptz + {week}",
    )


def _multiply(row: models.Model, count: int, **changed: str) -> None:
    """Make `count` rows like `row`; `changed` are SQL expressions over the running number n."""
    columns = [field.column for field in row._meta.concrete_fields]
    table, key = row._meta.db_table, row.pk
    values = {"id": f"{key} + n"} | changed
    chosen = ", ".join(values.get(column, f"model.{column}") for column in columns)
    with connection.cursor() as cursor:
        # Checking each of a million references takes longer than all the rest.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} "  # noqa: S608
            f"FROM {table} model, generate_series(1, {count}) n WHERE model.id = {key}"
        )


def tidy() -> None:
    """Let PostgreSQL clean up and count, so that it does neither while something is measured."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def come_due(count: int, at: datetime) -> None:
    """Nothing is owed any more, and `count` schedules, spread over all, are due since a minute."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM checkins_owedmail WHERE due_at > %s", [at - timedelta(days=1)])
    first, number = Schedule.objects.order_by("pk").first().pk, Schedule.objects.count() - 1
    step = number // count
    chosen = [first + 1 + step * n for n in range(count)]
    due_at = at - timedelta(minutes=1)
    Schedule.objects.filter(pk__in=chosen).update(next_due_at=due_at, next_on=due_at.date())


def sent() -> int:
    """How many mails are recorded as sent."""
    return OwedMail.objects.filter(state=OwedMail.State.SENT).count()


def serving() -> list[int]:
    """PostgreSQL's processes that serve this database, where it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def states() -> list[tuple[str, int]]:
    """How many mails there are in each state."""
    return list(OwedMail.objects.values_list("state").annotate(models.Count("pk")))

"""What each page costs, as a multiple of a bare page in the same process (`make bench`).

Everything between the WSGI server and the database takes part: middleware, session, queries on
PostgreSQL, templates. The server itself, the network and other people's load do not. The couple is
the one of `manage.py demo`, with half a year behind it. Only ratios of one run mean anything.
"""

import json
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import django
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.urls import reverse

import checkins.services
import quizzes.services
from accounts.models import Person
from checkins.domain.meeting import NEXT, REGULAR
from intimacy import demo

RESULTS = Path(__file__).parent / "results.json"
# A Saturday: this week's preparation is open and nothing is revealed yet.
NOW = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
SUNDAY = NOW.date().replace(day=6)
A_TURN = "appreciations.first"
REPETITIONS = 9
REQUESTS = 30


@dataclass(frozen=True)
class Page:
    """A page to measure; `bar` and `queries` are the most it may cost, where that is settled."""

    name: str
    path: str
    bar: float | None = None
    queries: int | None = None


BARE = Page("bare", "/bare/")


@dataclass(frozen=True)
class Cost:
    """What a page was seen to cost: ratio of medians, its spread, queries, bytes."""

    page: Page
    ratio: float
    lowest: float
    highest: float
    queries: int
    size: int

    @property
    def verdict(self) -> str:
        """Whether it keeps to its bars."""
        over = [
            self.page.bar is not None and self.ratio > self.page.bar,
            self.page.queries is not None and self.queries > self.page.queries,
        ]
        return "over" if any(over) else "within"


def main() -> None:
    """Seed, measure, print the table and keep it beside this file."""
    with _database(), time_machine.travel(NOW, tick=True):
        pair = [made[2] for made in demo.make(NOW)][-1]
        cookie = _signed_in(pair[0].person)
        costs = _measure(_before_the_evening(pair[0].person), cookie)
        costs += _measure(_in_the_evening(pair), cookie)
    _print(costs)
    _keep(costs)


@contextmanager
def _database() -> Iterator[None]:
    settings.ROOT_URLCONF = "benchmarks.reference"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        call_command("createcachetable", verbosity=0)
        yield
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def _signed_in(person: Person) -> str:
    """A session of this person, as the header that carries its cookie."""
    browser = Client()
    browser.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies['session'].value}"


def _before_the_evening(alex: Person) -> list[Page]:
    """The pages of an ordinary day, with a quiz begun."""
    result = quizzes.services.standing(alex).latest.public_id
    attempt = quizzes.services.start(by=alex, optional=(), at=NOW)
    week = {"day": SUNDAY, "step": "topic"}
    return [
        Page("home", reverse("home"), bar=2.5, queries=8),
        Page("quiz question", reverse("quizzes:question", args=[attempt.public_id, 7]), 1.8, 5),
        Page("result", reverse("quizzes:result", args=[result]), 4.0, 8),
        Page("preparation", reverse("checkins:prepare", kwargs=week), bar=1.8),
        Page("plans", reverse("checkins:plans")),
        Page("past weeks", reverse("checkins:past"), bar=4.0, queries=8),
    ]


def _in_the_evening(pair: list[demo.Actor]) -> list[Page]:
    """Both get ready and meet, as far as the first of them says what they noticed."""
    alex = pair[0].person
    check_in = alex.couple.check_ins.current(NOW).get()
    for actor in pair:
        checkins.services.get_ready(check_in, by=actor.person, at=NOW)
    held = checkins.services.begin_meeting(check_in, by=alex, length=REGULAR, at=NOW)
    while held.scene != A_TURN:
        held = checkins.services.move_on(check_in, by=alex, to=NEXT, seen=held.move, at=NOW)
    return [
        Page("meeting step", reverse("checkins:meeting", args=[SUNDAY]), bar=1.8, queries=5),
        # Asked for every two seconds by each device of the two.
        Page("meeting state", reverse("checkins:meeting_state", args=[SUNDAY])),
    ]


def _measure(pages: list[Page], cookie: str) -> list[Cost]:
    """Ask for all pages in turn, so that a slow moment of the machine meets them alike."""
    ask = _asker(cookie)
    sizes = {page: _warm(ask, page) for page in [BARE, *pages]}
    ratios: dict[Page, list[float]] = {page: [] for page in pages}
    for _ in range(REPETITIONS):
        times = _median_times(ask, [BARE, *pages])
        for page in pages:
            ratios[page].append(times[page] / times[BARE])
    return [_cost(ask, page, ratios[page], sizes[page]) for page in pages]


def _asker(cookie: str) -> Callable[[str], bytes]:
    """A function that asks for a path as a WSGI server would, and gives the body."""
    application = get_wsgi_application()

    def ask(path: str) -> bytes:
        environ = {"PATH_INFO": path, "HTTP_HOST": "127.0.0.1:8000", "HTTP_COOKIE": cookie}
        setup_testing_defaults(environ)
        statuses: list[str] = []
        response = application(environ, lambda status, headers: statuses.append(status))
        body = b"".join(response)
        response.close()
        assert statuses == ["200 OK"], f"{path}: {statuses}"
        return body

    return ask


def _warm(ask: Callable[[str], bytes], page: Page) -> int:
    """Compile templates and open connections before anything counts; gives the page's size."""
    return [len(ask(page.path)) for _ in range(5)][-1]


def _median_times(ask: Callable[[str], bytes], pages: list[Page]) -> dict[Page, float]:
    times: dict[Page, list[float]] = {page: [] for page in pages}
    for _ in range(REQUESTS):
        for page in pages:
            begun = time.perf_counter()
            ask(page.path)
            times[page].append(time.perf_counter() - begun)
    return {page: statistics.median(times[page]) for page in pages}


def _cost(ask: Callable[[str], bytes], page: Page, ratios: list[float], size: int) -> Cost:
    return Cost(
        page, statistics.median(ratios), min(ratios), max(ratios), _queries(ask, page), size
    )


def _queries(ask: Callable[[str], bytes], page: Page) -> int:
    asked: list[str] = []

    def note(execute, sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        ask(page.path)
    return len(asked)


def _print(costs: list[Cost]) -> None:
    print(f"{'page':15}{'÷ bare':>8}{'spread':>14}{'bar':>6}{'queries':>9}{'bar':>5}{'kB':>6}")
    for cost in costs:
        spread = f"{cost.lowest:.2f}-{cost.highest:.2f}"
        bars = (cost.page.bar or "-", cost.page.queries or "-")
        print(
            f"{cost.page.name:15}{cost.ratio:8.2f}{spread:>14}{bars[0]:>6}"
            f"{cost.queries:>9}{bars[1]:>5}{cost.size / 1000:6.1f}  {cost.verdict}"
        )


def _keep(costs: list[Cost]) -> None:
    found = {
        "measured": "in one process through the WSGI application, one couple, half a year",
        "repetitions": REPETITIONS,
        "python": platform.python_version(),
        "django": django.get_version(),
        "pages": {
            cost.page.name: {
                "ratio": round(cost.ratio, 2),
                "lowest": round(cost.lowest, 2),
                "highest": round(cost.highest, 2),
                "queries": cost.queries,
                "bytes": cost.size,
            }
            for cost in costs
        },
    }
    # The other parts of `make bench` have sections of their own in the same file.
    others = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(others | found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

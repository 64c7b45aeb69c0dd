"""Two beats, two workers, clocks that are wrong: the rows and the database's clock decide."""

from datetime import timedelta
from pathlib import Path

from checkins.models import OwedMail
from tests.support.engine import Engine, comes_true
from tests.support.reminders_due import copies, due_now, is_settled, once_each
from tests.support.smtp_server import SmtpServer

NAMES = [f"kim{n}" for n in range(120)]
FIVE_MINUTES, AN_HOUR = 300, 3600


def test_two_beats_and_two_workers_send_one_mail_each(
    engine: Engine, mail_server: SmtpServer
) -> None:
    due_now(*NAMES)
    for _ in range(2):
        engine.worker()
        engine.beat()

    assert comes_true(is_settled), engine.said()
    assert copies(mail_server) == once_each(NAMES)


def test_clocks_five_minutes_off_send_nothing_twice_and_nothing_early(
    engine: Engine, mail_server: SmtpServer, tmp_path: Path
) -> None:
    due_now(*NAMES, late=timedelta(0))
    due_now("early", late=-timedelta(minutes=4))
    fast, slow = _clock(tmp_path / "fast", FIVE_MINUTES), _clock(tmp_path / "slow", -FIVE_MINUTES)
    engine.beat(clock=slow)
    engine.worker(clock=fast)
    engine.worker(clock=slow)
    engine.beat(clock=fast)

    assert comes_true(is_settled), engine.said()
    assert copies(mail_server) == once_each(NAMES)


def test_a_clock_that_is_set_back_an_hour_stops_nothing(
    engine: Engine, mail_server: SmtpServer, tmp_path: Path
) -> None:
    clock = _clock(tmp_path / "clock", 0)
    due_now("before")
    engine.beat(clock=clock)
    first = engine.worker(clock=clock)
    assert comes_true(is_settled), engine.said()

    _clock(clock, -AN_HOUR)
    first.kill()
    engine.worker(clock=clock)
    due_now("after")

    both = once_each(["before", "after"])
    assert comes_true(lambda: copies(mail_server) == both), engine.said()
    assert comes_true(is_settled)
    assert OwedMail.objects.count() == 2


def test_a_worker_an_hour_ahead_of_beat_takes_its_ticks(
    engine: Engine, mail_server: SmtpServer, tmp_path: Path
) -> None:
    due_now("kim")
    engine.beat(clock=_clock(tmp_path / "behind", -AN_HOUR))
    engine.worker()

    assert comes_true(is_settled), engine.said()
    assert copies(mail_server) == {"kim": 1}


def _clock(file: Path, seconds: int) -> Path:
    """A clock that is wrong by so much: written in one piece, it is read all the time."""
    draft = file.with_suffix(".new")
    draft.write_text(str(seconds))
    return draft.replace(file)

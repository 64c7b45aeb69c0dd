"""Two people in one meeting at the same instant, on two real connections: one outcome."""

from collections.abc import Callable

import pytest

from accounts import services as accounts
from accounts.refusals import NotLinked
from checkins import services
from checkins.models import CheckIn, Meeting, PauseWord
from tests.checkins.meeting_verbs import held
from tests.support.people import Someone
from tests.support.racing import at_once

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]

TRIES = 8


@pytest.fixture
def revealed(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Both are ready."""
    for someone in (alex, sam):
        services.get_ready(check_in, by=someone.person, at=check_in.opens_at)
    return check_in


def begins(someone: Someone, check_in: CheckIn, length: str) -> Callable[[], object]:
    deed = {"by": someone.person, "length": length, "at": check_in.meets_at}
    return lambda: services.begin_meeting(check_in, **deed).length


def goes(someone: Someone, check_in: CheckIn, to: str, seen: int) -> Callable[[], object]:
    deed = {"by": someone.person, "to": to, "seen": seen, "at": check_in.meets_at}
    return lambda: services.move_on(check_in, **deed).scene


def test_two_who_begin_at_once_are_in_one_meeting(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    for _try in range(TRIES):
        Meeting.objects.all().delete()

        lengths = at_once(begins(alex, revealed, "regular"), begins(sam, revealed, "light"))

        assert lengths[0] == lengths[1] == held(revealed).length


def test_two_who_go_on_at_once_go_on_once(revealed: CheckIn, alex: Someone, sam: Someone) -> None:
    begins(alex, revealed, "light")()
    for move in range(TRIES - 1):
        before = held(revealed).scene

        scenes = at_once(
            goes(alex, revealed, "next", seen=move), goes(sam, revealed, "next", seen=move)
        )

        assert scenes[0] == scenes[1] == held(revealed).scene != before
        assert held(revealed).move == move + 1


def test_of_skip_and_stop_at_once_one_counts(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    for _try in range(TRIES):
        Meeting.objects.all().delete()
        begins(alex, revealed, "light")()

        at_once(goes(alex, revealed, "skip", seen=0), goes(sam, revealed, "stop", seen=0))

        assert held(revealed).move == 1
        assert held(revealed).scene in {"appreciations.first", "close.whole"}


def test_a_pause_and_a_move_at_once_both_count(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    for _try in range(TRIES):
        Meeting.objects.all().delete()
        begins(alex, revealed, "light")()

        at_once(goes(alex, revealed, "pause", seen=0), goes(sam, revealed, "next", seen=0))

        # Whoever came first: a pause after the move holds, a move after the pause saw too little.
        assert held(revealed).is_paused


def test_two_pause_words_at_once_are_one(revealed: CheckIn, alex: Someone, sam: Someone) -> None:
    for _try in range(TRIES):
        PauseWord.objects.all().delete()

        at_once(
            lambda: services.choose_pause_word("teapot", by=alex.person),
            lambda: services.choose_pause_word("lamp", by=sam.person),
        )

        assert PauseWord.objects.get().word in {"teapot", "lamp"}


def test_an_unlink_and_a_move_at_once_leave_nothing_open(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    begins(alex, revealed, "light")()

    outcomes = at_once(
        lambda: accounts.unlink(by=alex.person, at=revealed.meets_at),
        goes(sam, revealed, "next", seen=0),
    )

    assert outcomes[1] in {NotLinked, "appreciations.first"}
    assert goes_again(sam, revealed) is NotLinked


def goes_again(someone: Someone, check_in: CheckIn) -> object:
    """What comes of one more move."""
    return at_once(goes(someone, check_in, "next", seen=1))[0]

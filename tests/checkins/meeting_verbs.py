"""What two people do in their meeting, in their browser."""

from django.http import HttpResponse

from checkins.models import CheckIn, Meeting
from tests.checkins.verbs import page, writes
from tests.support.people import Someone


def meets(someone: Someone, check_in: CheckIn, length: str = "regular", **more: str):
    """Begins the meeting, or joins the one that the other began."""
    return someone.sends(page("begin", check_in), {"length": length, "screen": "own", **more})


def held(check_in: CheckIn) -> Meeting:
    """The meeting as it stands in the database."""
    return Meeting.objects.get(check_in=check_in)


def goes(someone: Someone, check_in: CheckIn, to: str, seen: int | None = None) -> HttpResponse:
    """Presses one of the buttons on the page as it is now, or as it was `seen` moves ago."""
    seen = held(check_in).move if seen is None else seen
    return someone.sends(page("move", check_in), {"to": to, "seen": seen})


def goes_to(someone: Someone, check_in: CheckIn, scene: str) -> None:
    """Presses next until the scene is there."""
    for _press in range(40):
        if held(check_in).scene == scene:
            return
        goes(someone, check_in, "next")
    raise AssertionError(f"no scene {scene} this evening")


def walks(someone: Someone, check_in: CheckIn) -> list[str]:
    """From where they are to the end; gives the name of each scene on the way."""
    names = [held(check_in).scene]
    while names[-1] != "close.whole":
        goes(someone, check_in, "next")
        names.append(held(check_in).scene)
    return names


def stage(someone: Someone, check_in: CheckIn) -> str:
    """The meeting as this person sees it now."""
    return someone.sees(page("meeting", check_in)).decode()


def both_allow_a_topic(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    """Alex has something to raise, and it is all right for both."""
    topic = {"words_1": "The holidays", "share_1": "share", "welcome": "on"}
    writes(alex, check_in, "topic", **topic)
    writes(sam, check_in, "topic", welcome="on")

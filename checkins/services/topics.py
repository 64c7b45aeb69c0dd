"""Whether this week's meeting has a topic: both have to say so, and some weeks have none."""

from datetime import timedelta

from checkins.domain.preparation import TOPIC, TOPIC_WELCOME, welcomes_a_topic
from checkins.models import CheckIn, Entry
from quizzes.services import both_shared_since

FIRST, RESULT = "first", "result"

# Results both have just seen are enough for one evening.
RESULT_RESTS = timedelta(days=7)


def why_no_topic(check_in: CheckIn) -> str:
    """Why this week has no topic whatever the two say: `FIRST`, `RESULT`, or nothing.

    Both know of either reason: it is the couple's first meeting, or a pair of results opened to
    both in the seven days before it, or since.
    """
    earlier = check_in.couple.check_ins.revealed().filter(meets_at__lt=check_in.meets_at)
    if not earlier.exclude(pk=check_in.pk).exists():
        return FIRST
    since = check_in.meets_at - RESULT_RESTS
    return RESULT if both_shared_since(check_in.couple, since) else ""


def settle_topic(check_in: CheckIn) -> bool:
    """Whether the week has one, as both get ready. The caller holds the lock on the check-in."""
    return both_welcome(check_in) and not why_no_topic(check_in)


def both_welcome(check_in: CheckIn) -> bool:
    """Whether both said that a topic is all right; one word alone counts as none."""
    words = Entry.objects.filter(preparation__check_in=check_in, kind=TOPIC_WELCOME)
    # A damaged word must not keep the week shut: it counts as not said.
    return sum(welcomes_a_topic([word]) for word in words.opened()) == 2


def topic_now(check_in: CheckIn) -> bool:
    """Whether there is a topic to talk about as the meeting comes to it.

    One that was taken back is none any more, and results may have opened since the reveal. Whether
    both said yes is not asked by itself: where no topic is shown, a yes must not even cost time.
    """
    topics = Entry.objects.filter(preparation__check_in=check_in, kind=TOPIC).for_the_partner()
    return topics.exists() and not why_no_topic(check_in)

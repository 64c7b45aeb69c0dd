"""What of the week is withdrawn when somebody pauses sharing."""

from accounts.models import Person
from checkins.domain.preparation import TOPIC_WELCOME
from checkins.models import CheckIn, Entry


def withdraw(person: Person) -> None:
    """Keep what `person` marked to share and nobody has seen, with the word about a topic.

    What was revealed stays. Runs inside the pause's transaction.
    """
    # Who is writing or getting ready holds one of these rows: we wait, or they do.
    locked = CheckIn.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    mine = {"couple__seats__person": person, "couple__seats__left_at": None}
    weeks = list(locked.filter(revealed_at=None, **mine))
    # Asked again under the lock: both may have got ready while we waited.
    unseen = [week.pk for week in weeks if not week.is_revealed]
    entries = Entry.objects.filter(preparation__person=person, preparation__check_in__in=unseen)
    entries.filter(kind=TOPIC_WELCOME).delete()
    entries.keep()

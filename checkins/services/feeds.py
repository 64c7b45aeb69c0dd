"""What somebody does with the private address of their calendar, and what stands behind it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Couple, Person, Seat
from accounts.services import hash_of_token
from checkins.models import Feed, Plan

TOKEN_BYTES = 20
BEHIND = timedelta(weeks=4)
AHEAD = timedelta(weeks=26)
# Two a day; of more the earliest are given.
MOST_PLANS = 420


@dataclass(frozen=True)
class Fed:
    """What one feed gives: whose it is, whether they want to read titles, and the plans."""

    person: Person
    shows_titles: bool
    plans: Sequence[Plan]


@transaction.atomic
def make_feed(*, by: Person, shows_titles: bool, at: datetime) -> str:
    """Make the feed of `by` and give its token, 160 random bits; an earlier one stops at once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    fresh = {"token_hash": hash_of_token(token), "shows_titles": shows_titles, "made_at": at}
    Feed.objects.update_or_create(person=by, defaults=fresh)
    return token


def choose_feed_titles(*, by: Person, shows_titles: bool) -> None:
    """Let the feed of `by` show titles, or the neutral word; the address stays the same."""
    Feed.objects.filter(person=by).update(shows_titles=shows_titles)


def revoke_feed(*, by: Person) -> None:
    """End the feed of `by`; doing it twice changes nothing."""
    Feed.objects.filter(person=by).delete()


def feed_of(person: Person) -> Feed | None:
    """The feed somebody has, without its address: that was shown once."""
    feed = _told(Feed.objects.filter(person=person))
    return None if feed is None or feed.is_outlived else feed


def read_feed(token: str, *, at: datetime) -> Fed | None:
    """What stands behind an address: nothing (None) for one that is unknown, replaced or ended.

    Plans from four weeks back to 26 weeks ahead, those let go too, so that calendars drop them. For
    somebody who is linked to nobody there are none, nor behind an address from before an unlink:
    the one they were linked with may have it, in a calendar of both or from their phone.
    """
    known = Feed.objects.filter(token_hash=hash_of_token(token), person__is_active=True)
    feed = _told(known.select_related("person"))
    if feed is None:
        return None
    couple = None if feed.is_outlived else feed.person.couple
    return Fed(feed.person, feed.shows_titles, _fed(couple, at))


def _told(feeds: QuerySet[Feed]) -> Feed | None:
    """The one there is, with whether a couple of its owner has ended since it was made."""
    left = Seat.objects.filter(person=OuterRef("person"), left_at__gte=OuterRef("made_at"))
    return feeds.annotate(is_outlived=Exists(left)).first()


def _fed(couple: Couple | None, at: datetime) -> Sequence[Plan]:
    if couple is None:
        return []
    return couple.plans.readable().begun_between(at - BEHIND, at + AHEAD)[:MOST_PLANS]

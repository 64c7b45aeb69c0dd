"""Two people linked with each other: one couple, two seats."""

from datetime import datetime
from functools import cached_property

from django.db import models

from accounts.models.person import Person
from accounts.privacy import EITHER, NUMBER, OWNER


class Couple(models.Model):
    """Two linked people. All reading rights hang on this row; linking again makes a new one."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Privacy:
        owner = None
        erased = set()
        kept = {"id", "started_at", "ended_at"}
        sealed = set()
        known_by = ("started_at",)

    def __str__(self) -> str:
        return f"couple {self.pk}"

    @cached_property
    def people(self) -> list[Person]:
        """Both, in the order of their seats, with their keys."""
        seats = self.seats.select_related("person__key").order_by("number")
        return [seat.person for seat in seats]

    def partner_of(self, person: Person) -> Person:
        """The other one."""
        return next(other for other in self.people if other.pk != person.pk)

    def end(self, *, at: datetime) -> None:
        """Empty both seats and close the couple; who wished it is not written down."""
        self.ended_at = at
        self.save(update_fields=["ended_at"])
        self.seats.filter(left_at=None).update(left_at=at)


class SeatQuerySet(models.QuerySet):
    """Seats, as a set."""

    def in_couple_of(self, person: Person) -> "SeatQuerySet":
        """Both seats of the couple `person` is in now, with their people and keys."""
        mine = self.model.objects.filter(person=person, left_at=None).values("couple")
        is_live = {"couple__ended_at": None, "person__key__isnull": False}
        both = self.filter(couple__in=mine, **is_live)
        return both.select_related("couple", "person__key").order_by("number")


class Seat(models.Model):
    """One of the two places in a couple."""

    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="seats")
    left_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["couple", "number"], name="one_person_per_seat"),
            models.UniqueConstraint(fields=["couple", "person"], name="one_seat_per_person"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(left_at=None), name="one_couple_per_person"
            ),
            models.CheckConstraint(
                condition=models.Q(number__in=[1, 2]), name="a_couple_has_two_seats"
            ),
        ]

    class Privacy:
        owner = "person"
        erased = {"id", "couple", "number", "person", "left_at"}
        kept = set()
        sealed = set()
        exported_as = "seats"
        exported = {"couple", "number"}
        withheld = {"id": NUMBER, "person": OWNER, "left_at": EITHER}

    def __str__(self) -> str:
        return f"seat {self.number} of couple {self.couple_id}"

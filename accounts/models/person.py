"""A person, and the key that seals what they write."""

import secrets
import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower

from accounts.domain.sealing import KEY_BYTES, KEY_ID_BYTES, Sealer
from accounts.sealing import KeyGone, SealedTextField, keyring

if TYPE_CHECKING:
    from accounts.models.couple import Couple


class PersonQuerySet(models.QuerySet):
    """People, as a set."""

    def with_keys(self) -> "PersonQuerySet":
        """Fetch each key in the same query, so that reading their words asks nothing more."""
        return self.select_related("key")


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    """Makes people; allauth and the demo call it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A new person with a key of their own; `password` None makes one that cannot sign in."""
        person = self.model(email=self.normalize_email(email).casefold(), **fields)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. The e-mail address is their login and readable to the host."""

    # Nobody's last visit is anybody's business, so it is not kept at all.
    last_login = None

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254)
    name = SealedTextField(author="self", null=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    class Privacy:
        owner = "self"
        erased = {
            *("id", "public_id", "email", "name", "time_zone", "language"),
            *("is_active", "joined_at", "password"),
        }
        kept = set()
        sealed = {"name"}

    def __str__(self) -> str:
        return f"person {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new person gets their key in the same transaction."""
        if not self._state.adding:
            super().save(*args, **kwargs)
            return
        key = PersonKey.fresh(self)
        with transaction.atomic():
            super().save(*args, **kwargs)
            key.save()

    @cached_property
    def sealer(self) -> Sealer:
        """What seals and opens this person's words; raises `KeyGone` once the key is destroyed."""
        try:
            return self.key.sealer()
        except PersonKey.DoesNotExist as gone:
            raise KeyGone from gone

    @cached_property
    def couple(self) -> "Couple | None":
        """The couple this person is in now, with both people and their keys, in one query.

        Somebody without a key was erased, even where an old backup brought their row back: such a
        couple is over.
        """
        seats = list(self.seats.model.objects.in_couple_of(self))
        if len(seats) < 2:
            return None
        couple = seats[0].couple
        couple.people = [self if seat.person_id == self.pk else seat.person for seat in seats]
        return couple

    @property
    def partner(self) -> "Person | None":
        """The other person in the couple, if there is one now."""
        return self.couple.partner_of(self) if self.couple else None


class PersonKey(models.Model):
    """A person's data key, wrapped by the keyring. In a table of its own: backups leave it out."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="key")
    key_id = models.BinaryField(max_length=KEY_ID_BYTES)
    wrapped_by = models.CharField(max_length=64)
    wrapped = models.BinaryField(max_length=128)

    class Privacy:
        owner = "person"
        erased = {"id", "person", "key_id", "wrapped_by", "wrapped"}
        kept = set()
        sealed = set()

    def __str__(self) -> str:
        return f"key of person {self.person_id}"

    @classmethod
    def fresh(cls, person: Person) -> "PersonKey":
        """A new random key for `person`, not yet saved."""
        key = cls(person=person, key_id=secrets.token_bytes(KEY_ID_BYTES))
        key.rewrap(secrets.token_bytes(KEY_BYTES))
        return key

    def sealer(self) -> Sealer:
        """The person's sealer, with the key unwrapped."""
        return Sealer(self._data_key(), bytes(self.key_id), self.person.public_id.bytes)

    def rewrap(self, data_key: bytes | None = None) -> None:
        """Wrap the key under the newest key of the keyring; what it sealed stays as it is."""
        data_key = data_key or self._data_key()
        self.wrapped_by, self.wrapped = keyring().wrap(data_key, self.person.public_id.bytes)

    def _data_key(self) -> bytes:
        return keyring().unwrap(self.wrapped_by, bytes(self.wrapped), self.person.public_id.bytes)

"""A person, and the key that seals what they write."""

import secrets
import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.domain.sealing import KEY_BYTES, KEY_ID_BYTES, Sealer
from accounts.privacy import KEY, NUMBER, OWNER
from accounts.sealing import KeyGone, SealedTextField, keyring, legible

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
    # Looks after this site, and may enter its admin pages.
    is_host = models.BooleanField(default=False)
    # Since when what they write counts as kept, whatever they choose; empty while they share.
    sharing_paused_at = models.DateTimeField(null=True)
    # After how many months their own words go by themselves; empty means never.
    kept_months = models.PositiveSmallIntegerField(null=True)
    # Whether a code or a link in their mailbox lets somebody in; others may read that mailbox.
    mailbox_opens = models.BooleanField(default=True)
    knows_quick_exit = models.BooleanField(default=False)
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
            *("is_active", "is_host", "sharing_paused_at", "kept_months", "mailbox_opens"),
            *("knows_quick_exit", "joined_at", "password"),
        }
        kept = set()
        sealed = {"name"}
        known_by = ("name",)
        exported_as = "account"
        exported = {
            *("email", "name", "time_zone", "language", "is_active", "is_host"),
            *("sharing_paused_at", "kept_months", "mailbox_opens", "knows_quick_exit"),
            "joined_at",
        }
        withheld = {"id": NUMBER, "public_id": NUMBER, "password": KEY}

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

    @property
    def called(self) -> str:
        """What a page calls this person; a plain word where their name is damaged or not known."""
        return legible(self, "name") or _("Somebody")

    @property
    def is_staff(self) -> bool:
        """What Django's admin calls a host."""
        return self.is_active and self.is_host

    def has_perm(self, permission: str, row: object = None) -> bool:
        """Whether the admin may show or change something: a host all that is there, others none."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """The same about a whole app."""
        return self.is_staff

    @cached_property
    def sealer(self) -> Sealer:
        """What seals and opens this person's words; raises `KeyGone` once the key is destroyed."""
        try:
            return self.key.sealer()
        except PersonKey.DoesNotExist as gone:
            raise KeyGone from gone

    @property
    def lock_public(self) -> bytes | None:
        """The public half of their lock, None without one; raises `KeyGone`."""
        try:
            half = self.key.lock_public
        except PersonKey.DoesNotExist as gone:
            raise KeyGone from gone
        return None if half is None else bytes(half)

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
    # The public half of the person's own lock (X25519), if they have one.
    lock_public = models.BinaryField(max_length=32, null=True)

    class Privacy:
        owner = "person"
        erased = {"id", "person", "key_id", "wrapped_by", "wrapped", "lock_public"}
        kept = set()
        sealed = set()
        exported = set()
        withheld = (
            {"id": NUMBER}
            | {"person": OWNER}
            | dict.fromkeys(("key_id", "wrapped_by", "wrapped", "lock_public"), KEY)
        )

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

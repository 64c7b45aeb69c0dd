"""What a person writes is unreadable in the database and opens only in its own place."""

import base64

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.sealing import BLOCK_BYTES, BadKeyring, Keyring, SealBroken, Sealer
from accounts.models import Person, PersonKey
from accounts.sealing import KeyGone
from tests.support.people import Someone

ALEX = Sealer(b"a" * 32, b"keyalex1", b"alex")


def ring(*names: str) -> str:
    """A keyring text of keys that differ by name."""
    return ",".join(
        f"{name}:{base64.b64encode(name.encode().ljust(32, b'.')).decode()}" for name in names
    )


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text("abc.", min_size=1))
def test_what_is_sealed_opens_again(text: str, purpose: str) -> None:
    assert ALEX.open(ALEX.seal(text, purpose), purpose) == text


def test_two_seals_of_one_text_differ() -> None:
    assert ALEX.seal("yes", "note") != ALEX.seal("yes", "note")


@given(st.text("ab", max_size=BLOCK_BYTES - 1), st.text("ab", max_size=BLOCK_BYTES - 1))
def test_the_length_of_a_short_answer_tells_nothing(one: str, other: str) -> None:
    assert len(ALEX.seal(one, "note")) == len(ALEX.seal(other, "note"))


def test_a_seal_does_not_open_in_another_place() -> None:
    with pytest.raises(SealBroken):
        ALEX.open(ALEX.seal("mine", "note"), "wish")


@pytest.mark.parametrize(
    "other",
    [
        Sealer(b"s" * 32, b"keyalex1", b"alex"),
        Sealer(b"a" * 32, b"keysam01", b"alex"),
        Sealer(b"a" * 32, b"keyalex1", b"sam"),
    ],
    ids=["other key", "other key id", "other author"],
)
def test_a_seal_does_not_open_for_somebody_else(other: Sealer) -> None:
    with pytest.raises(SealBroken):
        other.open(ALEX.seal("mine", "note"), "note")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_damaged_seal_is_refused_and_never_shown(place: int, change: int) -> None:
    value = bytearray(ALEX.seal("mine", "note"))
    value[place % len(value)] ^= change

    with pytest.raises(SealBroken):
        ALEX.open(bytes(value), "note")


@pytest.mark.parametrize(
    "text", ["", "nokey", ":abc", "a:not base64", "a:YQ==", f"{ring('a')},{ring('a')}"]
)
def test_a_damaged_keyring_is_refused(text: str) -> None:
    with pytest.raises(BadKeyring, match="SEALING_KEYS"):
        Keyring.parse(text)


def test_a_name_is_only_ciphertext_in_the_database(alex: Someone) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM accounts_person")
        stored = bytes(cursor.fetchone()[0])

    assert b"Alex" not in stored
    assert alex.afresh().name == "Alex"


def test_a_sealed_value_cannot_be_looked_up(alex: Someone) -> None:
    with pytest.raises(FieldError):
        Person.objects.filter(name="Alex").exists()


def test_a_sealed_value_cannot_be_written_around_its_row(alex: Someone) -> None:
    with pytest.raises(TypeError, match="is sealed"):
        Person.objects.update(name="Sam")


def test_bytes_copied_from_another_person_do_not_open(alex: Someone, sam: Someone) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM accounts_person WHERE id = %s", [sam.person.pk])
        stolen = cursor.fetchone()[0]
        cursor.execute("UPDATE accounts_person SET name = %s", [stolen])

    with pytest.raises(SealBroken):
        _ = alex.afresh().name


def test_without_the_key_nothing_opens(alex: Someone) -> None:
    PersonKey.objects.all().delete()

    with pytest.raises(KeyGone):
        _ = alex.afresh().name


@pytest.mark.django_db
def test_rotating_the_keyring_rewraps_every_key_and_loses_nothing(capsys) -> None:
    with override_settings(SEALING_KEYS=ring("old")):
        person = Person.objects.create_user("alex@example.org", None, name="Alex")

    with override_settings(SEALING_KEYS=ring("new", "old")):
        call_command("rotate_keys")

    with override_settings(SEALING_KEYS=ring("new")):
        assert Person.objects.get(pk=person.pk).name == "Alex"


@pytest.mark.django_db
def test_a_keyring_without_the_wrapping_key_is_named_in_the_fault() -> None:
    with override_settings(SEALING_KEYS=ring("old")):
        person = Person.objects.create_user("alex@example.org", None, name="Alex")

    with override_settings(SEALING_KEYS=ring("new")), pytest.raises(SealBroken, match="old"):
        _ = Person.objects.get(pk=person.pk).name

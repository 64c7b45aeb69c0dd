"""Changing the host's key: every person's key is wrapped anew, however often that is stopped."""

import base64
import json
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts import mfa
from accounts.models import Person, PersonKey
from intimacy.management.commands import rotate_keys
from tests.support.people import Someone, make_person


def ring(*names: str) -> str:
    """A keyring of these keys, the newest first."""
    return ",".join(f"{n}:{base64.b64encode(n.encode().ljust(32)).decode()}" for n in names)


@pytest.fixture
def five(db: None, monkeypatch) -> Iterator[list[Someone]]:
    """Five people whose keys are wrapped under the old key, in batches of two."""
    monkeypatch.setattr(rotate_keys, "BATCH", 2)
    with override_settings(SEALING_KEYS=ring("old")):
        people = [make_person(name) for name in ("Alex", "Sam", "Robin", "Kim", "Toni")]
    with override_settings(SEALING_KEYS=ring("new", "old")):
        yield people


def wrapped_by() -> list[str]:
    return list(PersonKey.objects.order_by("pk").values_list("wrapped_by", flat=True))


def stopped_after(rewrapped: int, monkeypatch) -> list[int]:
    """Let the host press Ctrl-C after so many keys; gives the list of keys worked on."""
    rewrap, worked_on = PersonKey.rewrap, []

    def one(key: PersonKey) -> None:
        if len(worked_on) == rewrapped:
            raise KeyboardInterrupt
        worked_on.append(key.pk)
        rewrap(key)

    monkeypatch.setattr(PersonKey, "rewrap", one)
    return worked_on


def test_everybody_s_words_open_with_the_new_key_alone(five: list[Someone], capsys) -> None:
    call_command("rotate_keys")

    with override_settings(SEALING_KEYS=ring("new")):
        assert [person.name for person in Person.objects.order_by("pk")] == [
            *("Alex", "Sam", "Robin", "Kim", "Toni")
        ]


def test_it_shows_how_far_it_is_and_says_what_to_do_next(five: list[Someone], capsys) -> None:
    call_command("rotate_keys")

    *progress, last = capsys.readouterr().out.splitlines()
    assert [line.rpartition("]")[2] for line in progress] == [" 2 of 5", " 4 of 5", " 5 of 5"]
    assert "take the older keys out of SEALING_KEYS" in last


def test_stopped_in_the_middle_it_goes_on_with_what_is_left(
    five: list[Someone], monkeypatch
) -> None:
    with monkeypatch.context() as patch:
        stopped_after(3, patch)
        with pytest.raises(CommandError, match="run it again"):
            call_command("rotate_keys")
    # The batch that was cut is as it was.
    assert wrapped_by() == ["new", "new", "old", "old", "old"]

    with monkeypatch.context() as patch:
        worked_on = stopped_after(5, patch)
        call_command("rotate_keys")

    assert len(worked_on) == 3
    assert wrapped_by() == ["new"] * 5


def test_while_it_is_half_done_everybody_s_words_open(five: list[Someone], monkeypatch) -> None:
    with monkeypatch.context() as patch:
        stopped_after(2, patch)
        with pytest.raises(CommandError):
            call_command("rotate_keys")

    assert [person.name for person in Person.objects.order_by("pk")] == [
        *("Alex", "Sam", "Robin", "Kim", "Toni")
    ]


def test_a_second_step_opens_with_the_new_key_alone(five: list[Someone]) -> None:
    alex = five[0].person
    sealed = mfa.seal("a secret for codes", of=alex)
    Authenticator.objects.create(user=alex, type=Authenticator.Type.TOTP, data={"secret": sealed})

    call_command("rotate_keys")

    with override_settings(SEALING_KEYS=ring("new")):
        kept = Authenticator.objects.get()
        assert mfa.unseal(kept.data["secret"], of=five[0].afresh()) == "a secret for codes"
        assert "secret for codes" not in json.dumps(kept.data)


def test_a_key_that_does_not_open_holds_up_nobody_else(five: list[Someone]) -> None:
    PersonKey.objects.filter(person=five[1].person).update(wrapped_by="lost")

    with pytest.raises(CommandError, match=r"1 keys do not open.*under lost"):
        call_command("rotate_keys")

    assert wrapped_by() == ["new", "lost", "new", "new", "new"]


def test_with_nothing_to_do_it_says_so_and_changes_nothing(five: list[Someone], capsys) -> None:
    call_command("rotate_keys")
    before = list(PersonKey.objects.order_by("pk").values_list("wrapped", flat=True))
    capsys.readouterr()

    call_command("rotate_keys")

    assert list(PersonKey.objects.order_by("pk").values_list("wrapped", flat=True)) == before
    assert capsys.readouterr().out.startswith("All keys are wrapped under new")

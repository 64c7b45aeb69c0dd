"""The receipt, and the log that erases again whoever an old backup brings back."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts import erasure, services
from accounts.models import Couple, Erasure, Person, PersonKey
from tests.support.people import Someone, link

CODE = re.compile(r"<code>((?:[0-9A-Z]{5}-){5}[0-9A-Z]{5})</code>")
NOON = datetime(2026, 12, 6, 12, 0, tzinfo=UTC)


def erased_in_the_browser(someone: Someone) -> str:
    """Erase as a person would; gives the page that follows."""
    someone.proves_it()
    someone.sends("/me/erase/")
    return someone.opens("/erased/").text


def test_the_receipt_is_shown_once(alex: Someone) -> None:
    first = erased_in_the_browser(alex)
    again = alex.opens("/erased/").text

    assert CODE.search(first)
    assert not CODE.search(again)


def test_the_host_reads_from_the_receipt_when_it_was(alex: Someone, capsys) -> None:
    receipt = services.erase(by=alex.person, at=NOON)

    call_command("erasure_receipt", receipt.code.lower().replace("-", " "))

    assert "2026-12-06 at 12:00 UTC" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_code_nobody_was_given_finds_nothing() -> None:
    with pytest.raises(CommandError, match="No erasure has this code"):
        call_command("erasure_receipt", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")


def test_the_log_holds_neither_the_code_nor_the_person(alex: Someone) -> None:
    receipt = services.erase(by=alex.person, at=NOON)

    row = Erasure.objects.values_list("mark", "receipt_hash").get()

    stored = b"".join(bytes(value) for value in row)
    assert alex.person.public_id.bytes not in stored
    assert receipt.code.encode() not in stored
    assert receipt.code not in repr(receipt)


def test_the_page_without_a_receipt_leaves_an_invitation_in_the_session(alex: Someone) -> None:
    fresh = services.invite(by=alex.person, at=timezone.now())
    visitor = Client()
    visitor.get(f"/join/{fresh.token}/")

    visitor.get("/erased/")

    assert "Alex" in visitor.get("/join/").text


def come_back(someone: Someone, *, with_key: bool = False) -> Person:
    """What a restored backup does: the row is there again, with the public id it had."""
    old = someone.person
    row = Person(email=old.email, public_id=old.public_id, time_zone="UTC")
    row.save()
    if not with_key:
        PersonKey.objects.filter(person=row).delete()
    return row


@pytest.mark.parametrize("with_key", [False, True])
def test_whoever_came_back_is_erased_again(alex: Someone, sam: Someone, with_key: bool) -> None:
    services.erase(by=alex.person, at=NOON)
    come_back(alex, with_key=with_key)

    call_command("reapply_erasures")

    assert [person.email for person in Person.objects.all()] == [sam.person.email]


def test_the_partner_of_whoever_came_back_is_free_again(alex: Someone, sam: Someone) -> None:
    services.erase(by=alex.person, at=NOON)
    back = Someone(come_back(alex, with_key=True))
    link(back, sam)

    erasure.reapply([erasure.mark_of(alex.person)], at=timezone.now())

    assert sam.afresh().couple is None
    assert services.invite(by=sam.person, at=timezone.now())
    assert Couple.objects.get().ended_at is not None


def test_reapplying_twice_finds_nobody_the_second_time(alex: Someone) -> None:
    services.erase(by=alex.person, at=NOON)
    come_back(alex)
    marks = [erasure.mark_of(alex.person)]

    assert erasure.reapply(marks, at=timezone.now()) == 1
    assert erasure.reapply(marks, at=timezone.now()) == 0


def test_whoever_came_back_may_erase_a_second_time_themselves(alex: Someone) -> None:
    services.erase(by=alex.person, at=NOON)
    back = come_back(alex, with_key=True)

    receipt = services.erase(by=back, at=NOON + timedelta(days=1))

    assert services.erased_at(receipt.code) == NOON + timedelta(days=1)
    assert Erasure.objects.count() == 1


def test_a_file_beside_the_backups_remembers_what_the_restored_log_does_not(
    alex: Someone, sam: Someone, tmp_path: Path
) -> None:
    receipt = services.erase(by=alex.person, at=NOON)
    call_command("export_erasures", str(tmp_path / "erasures"))
    Erasure.objects.all().delete()
    come_back(alex)

    call_command("reapply_erasures", str(tmp_path / "erasures"))

    assert [person.email for person in Person.objects.all()] == [sam.person.email]
    assert services.erased_at(receipt.code) == NOON
    assert (tmp_path / "erasures").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line",
    ["no json", "{}", "[]", '{"mark": "00", "receipt": "00", "at": "2026-12-06T12:00:00+00:00"}'],
)
def test_a_damaged_file_is_named_with_its_line_and_nobody_is_erased(
    alex: Someone, tmp_path: Path, line: str
) -> None:
    file = tmp_path / "erasures"
    file.write_text(f"\n{line}\n")

    with pytest.raises(CommandError, match="line 2"):
        call_command("reapply_erasures", str(file))

    assert Person.objects.exists()


def test_a_file_that_is_not_there_is_named(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("reapply_erasures", str(tmp_path / "missing"))

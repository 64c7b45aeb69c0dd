"""After erasing, a real dump of the database holds nothing of the person, not even sealed."""

import os
import subprocess
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts import services
from accounts.models import Couple, PersonKey
from tests.support.owning import owned_rows
from tests.support.people import Someone
from tests.support.story import reveal, tell

CANARY = b"canary-"
# Shorter values (a number, a flag, a kind) are in every dump.
TELLING = 20


def dump() -> bytes:
    """The whole database, as a host would back it up, keys included."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        path = Path(at["NAME"])
        files = [path, path.with_name(f"{path.name}-wal")]
        return b"".join(file.read_bytes() for file in files if file.exists())
    command = ["pg_dump", "-h", at["HOST"], "-p", str(at["PORT"] or 5432), "-U", at["USER"]]
    environment = {**os.environ, "PGPASSWORD": at["PASSWORD"] or ""}
    done = subprocess.run([*command, at["NAME"]], capture_output=True, check=True, env=environment)
    return done.stdout


def telling_values(someone: Someone) -> set[bytes]:
    """Every stored value of theirs that is long enough to be told apart, as a dump writes it."""
    found = set()
    for rows in owned_rows(someone.person):
        for row in rows:
            for field in row._meta.concrete_fields:
                value = row.__dict__[field.attname]
                is_bytes = isinstance(value, bytes | memoryview)
                found.add(_as_dumped(bytes(value)) if is_bytes else str(value).encode())
    return {value for value in found if len(value) >= TELLING and not _is_a_moment(value)}


def _as_dumped(value: bytes) -> bytes:
    return value if connection.vendor == "sqlite" else value.hex().encode()


def _is_a_moment(value: bytes) -> bool:
    """Moments are shared with rows of others: two link at one."""
    return value.startswith(b"20") and b":" in value


@pytest.mark.django_db(transaction=True)
def test_a_dump_holds_nothing_of_somebody_erased(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    reveal(tell(alex, sam, couple), alex, sam)
    alex.opens("/me/")
    alex.afresh()
    theirs = telling_values(alex) | {alex.person.email.encode()}
    key = _as_dumped(bytes(PersonKey.objects.get(person=alex.person).wrapped))
    before = dump()

    services.erase(by=alex.person, at=timezone.now())

    after = dump()
    assert key in theirs
    assert len([value for value in theirs if value in before]) > TELLING
    assert [value[:TELLING] for value in theirs if value in after] == []
    assert CANARY not in before
    assert sam.person.email.encode() in after

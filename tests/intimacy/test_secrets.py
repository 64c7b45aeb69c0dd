"""Secrets are made once, for their owner only, and a missing one stops a production start."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from intimacy.secrets import new_secret_key, read_or_make

ROOT = Path(__file__).resolve().parents[2]


def starts(**environment: str) -> subprocess.CompletedProcess:
    """Load the settings in a process of its own, with nothing but this environment."""
    clean = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "-c", "import intimacy.settings"],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_secret_is_made_once_and_read_afterwards(tmp_path) -> None:
    first = read_or_make(tmp_path / "secrets" / "one", new_secret_key)

    assert read_or_make(tmp_path / "secrets" / "one", new_secret_key) == first


def test_only_the_owner_may_read_it(tmp_path) -> None:
    read_or_make(tmp_path / "secrets" / "one", new_secret_key)

    assert stat.S_IMODE((tmp_path / "secrets" / "one").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_the_embedded_default_makes_its_own(tmp_path) -> None:
    folder = tmp_path / "data"

    assert starts(DATA_DIR=str(folder)).returncode == 0

    assert sorted(path.name for path in (folder / "secrets").iterdir()) == [
        "sealing_keys",
        "secret_key",
    ]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_in_a_folder_open_to_all_the_database_still_is_not(tmp_path) -> None:
    tmp_path.chmod(0o755)

    assert starts(DATA_DIR=str(tmp_path)).returncode == 0

    assert stat.S_IMODE((tmp_path / "evenings.sqlite3").stat().st_mode) == 0o600


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SEALING_KEYS"])
def test_in_production_a_missing_secret_stops_the_start_with_its_name(tmp_path, missing) -> None:
    given = {"SECRET_KEY": "x" * 60, "SEALING_KEYS": f"a:{'A' * 43}="}
    del given[missing]

    outcome = starts(DATA_DIR=str(tmp_path), DATABASE_URL="postgresql://127.0.0.1/no", **given)

    assert outcome.returncode != 0
    assert f"{missing} is not set" in outcome.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SITE_URL", "http://evenings.example.org"),
        ("SITE_URL", "evenings.example.org"),
        ("SIGNUP", "maybe"),
        ("MAILS_PER_MINUTE", "-1"),
    ],
)
def test_an_unsafe_or_unreadable_setting_stops_the_start_with_its_name(
    tmp_path, setting, value
) -> None:
    outcome = starts(DATA_DIR=str(tmp_path), **{setting: value})

    assert outcome.returncode != 0
    assert setting in outcome.stderr


def test_a_home_network_is_allowed_when_it_is_said(tmp_path) -> None:
    site = "http://192.168.1.20:8000"

    assert starts(DATA_DIR=str(tmp_path), SITE_URL=site, INSECURE_LAN="1").returncode == 0


def test_error_pages_with_details_are_refused_where_others_can_reach_them(tmp_path) -> None:
    outcome = starts(DATA_DIR=str(tmp_path), SITE_URL="https://evenings.example.org", DEBUG="1")

    assert outcome.returncode != 0
    assert "DEBUG=1" in outcome.stderr

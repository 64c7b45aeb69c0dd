"""What is never committed: hosts of registries, paths of one machine, other people's files."""

import re

import pytest

from tests.architecture.tree import ROOT, committed_files

# Written so that this file does not match itself.
REGISTRIES = re.compile(
    r"pyth[o]nhosted|pyp[i]\.org|registry\.np[m]js|deb\.debi[a]n\.org|registry\.y[a]rnpkg"
)
MACHINES = re.compile(r"(?<![\w.])/(?:w[o]rk|f[a]rm|r[o]ot|home/[a]gent)/|/tmp/b[a]sh_jobs")
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIV[A]TE KEY-----")


def _names(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in committed_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        if pattern.search(text):
            found.append(str(path.relative_to(ROOT)))
    return found


@pytest.mark.parametrize("pattern", [REGISTRIES, MACHINES, SECRETS], ids=["hosts", "paths", "keys"])
def test_no_file_names_what_belongs_to_one_machine(pattern):
    assert _names(pattern) == []


def test_no_lock_that_holds_addresses_is_committed():
    assert [p for p in committed_files() if re.fullmatch(r"uv\.lock|pylock.*\.toml", p.name)] == []


def test_nothing_of_other_people_is_copied_in():
    assert [p for p in committed_files() if re.search(r"\.min\.(js|css)$", p.name)] == []


def test_no_stored_data_is_committed():
    stored = {".sqlite3", ".eml", ".pyc", ".mo", ".log", ".env"}

    assert [p for p in committed_files() if p.suffix in stored or p.name == ".env"] == []

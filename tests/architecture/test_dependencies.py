"""Every dependency says what it is for, and the locks are hashed and name no address."""

import re
import tomllib

import pytest

from tests.architecture.tree import ROOT

LOCKS = ["requirements.txt", "requirements-dev.txt"]


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _wanted() -> list[str]:
    project = _project()
    optional = project["project"].get("optional-dependencies", {})
    groups = [project["project"]["dependencies"], *optional.values()]
    return [line for group in [*groups, *project["dependency-groups"].values()] for line in group]


def _plain(requirement: str) -> str:
    """`Django[argon2]>=5.2` as the lock spells it: `django`."""
    return re.split(r"[\[<>=!~; ]", requirement)[0].lower().replace("_", "-")


def _locked(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", text, re.MULTILINE))


def test_every_dependency_says_what_it_is_for():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()

    for requirement in _wanted():
        line = next(line for line in lines if f'"{requirement}"' in line)
        assert re.search(r'",\s+# \S+', line), line


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock):
    assert "http" not in (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_release_has_a_hash(lock):
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")

    assert [line for line in text.splitlines() if "--hash=sha256:" not in line] == []


def test_the_locks_hold_all_that_is_wanted():
    wanted = {_plain(requirement) for requirement in _wanted()}
    run = {_plain(requirement) for requirement in _project()["project"]["dependencies"]}

    assert wanted - set(_locked("requirements-dev.txt")) == set()
    assert run - set(_locked("requirements.txt")) == set()


def test_both_locks_agree():
    run, dev = _locked("requirements.txt"), _locked("requirements-dev.txt")

    assert {name: dev.get(name) for name in run} == run

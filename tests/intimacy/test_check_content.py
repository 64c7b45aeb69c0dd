"""A damaged content file stops the start, with the file, the item and the mend."""

import shutil
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import quizzes.content
from intimacy.management.commands import up


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quiz's files with one answer scale pointing nowhere."""
    for folder in ("instruments", "areas"):
        shutil.copytree(quizzes.content.HERE / folder, tmp_path / folder)
    file = tmp_path / "instruments" / "evenings.toml"
    file.write_text(file.read_text().replace('area = "trust"', 'area = "trusty"', 1))
    check = partial(quizzes.content.check, tmp_path)
    monkeypatch.setattr(quizzes.content, "check", check)


def test_the_file_the_item_and_the_mend_are_named(damaged: None) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check_content")

    said = str(refused.value)
    assert "evenings.toml" in said
    assert "trust-" in said
    assert "trusty" in said or "area" in said


def test_nothing_starts(damaged: None, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(up, "keep_together", lambda *args, **rest: started.append(args))
    monkeypatch.setattr(up, "call_command", _only_the_check)

    with pytest.raises(CommandError):
        up.Command().handle()

    assert started == []


def test_content_in_order_is_said_to_be(capsys: pytest.CaptureFixture) -> None:
    call_command("check_content")

    said = capsys.readouterr().out
    assert "in order" in said
    assert "180 prompts, at least 30 an area" in said
    assert "11 steps of the meeting" in said


def _only_the_check(name: str, **options: object) -> None:
    if name == "check_content":
        call_command(name)

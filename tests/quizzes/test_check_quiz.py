"""`manage.py check_quiz`: a table of what was understood, or every fault with line and mend."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from quizzes import content
from tests.quizzes.definitions import structure, wording

TIME_2, EMPTY = 'key = "time-2"', 'trust-3 = ""'


@pytest.fixture
def quiz(tmp_path):
    """A small instrument in a folder."""
    (tmp_path / "small.toml").write_text(structure(), encoding="utf-8")
    (tmp_path / "small.en.toml").write_text(wording(), encoding="utf-8")
    return tmp_path / "small.toml"


def _said(*files):
    out = StringIO()
    call_command("check_quiz", *[str(file) for file in files], stdout=out)
    return out.getvalue()


def _faults(*files):
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("check_quiz", *[str(file) for file in files], stdout=out)
    return out.getvalue(), str(failed.value)


def _damage(file, *changes):
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


def _line(file, text):
    return file.read_text(encoding="utf-8").splitlines().index(text) + 1


def test_it_shows_what_it_understood_of_each_area(quiz):
    rows = [" ".join(line.split()) for line in _said(quiz).splitlines()]

    understood = "6 2 0 1 2 3 4 pomp 0 100 higher from 80% 20.0 0.75 - provisional -"
    assert f"time Time {understood}" in rows


def test_it_shows_fingerprints_licence_and_languages(quiz):
    said = _said(quiz)

    assert "licence CC BY 4.0" in said
    assert f"scoring {content.load(quiz, quiz.with_name('small.en.toml')).scoring_hash}" in said
    assert "words en " in said


def test_our_own_quiz_is_understood():
    assert "closeness" in _said(content.CURRENT)


def test_a_file_of_words_leads_to_its_structure_and_each_is_read_once(quiz):
    said = _said(quiz.with_name("small.en.toml"), quiz, quiz.parent)

    assert said.count("scoring ") == 1


def test_every_fault_is_shown_with_line_item_and_mend(quiz):
    words = quiz.with_name("small.en.toml")
    _damage(quiz, ("sd = 20.0", "sd = -1"), ('key = "time-2"\narea = "time"', 'key = "time-2"'))
    _damage(words, ('trust-3 = "Item trust 3"', 'trust-3 = ""'))

    said, failed = _faults(quiz)

    assert failed == "3 faults."
    assert f'small.toml:{_line(quiz, "sd = -1")}  constants  Give "sd" a number above 0.' in said
    assert f"small.toml:{_line(quiz, TIME_2)}  item time-2  Add" in said
    assert f"small.en.toml:{_line(words, EMPTY)}  items  Give" in said


def test_a_slip_of_syntax_is_shown_with_its_line(quiz):
    _damage(quiz, ("sd = 20.0", "sd = twenty"))

    said, failed = _faults(quiz)

    assert f"small.toml:{_line(quiz, 'sd = twenty')}  TOML" in said
    assert failed == "1 fault."


def test_a_fault_of_the_structure_is_shown_once_for_all_languages(quiz):
    _damage(quiz, ('["en"]', '["en", "de"]'), ("sd = 20.0", "sd = -1"))
    german = wording().replace('language = "en"', 'language = "de"')
    quiz.with_name("small.de.toml").write_text(german, encoding="utf-8")

    assert _faults(quiz)[1] == "1 fault."


def test_a_language_without_words_is_named(quiz):
    _damage(quiz, ('["en"]', '["en", "de"]'))

    assert "small.de.toml" in _faults(quiz)[0]


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert "no.toml" in _faults(tmp_path / "no.toml")[0]


def test_a_sound_file_is_shown_beside_a_damaged_one(quiz):
    quiz.with_name("other.toml").write_text("", encoding="utf-8")

    said, _failed = _faults(quiz.parent)

    assert "scoring " in said
    assert 'other.toml  top of the file  Add "id", which is missing.' in said


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(CommandError, match="no instrument"):
        _said(tmp_path)

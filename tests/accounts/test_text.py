"""What a typed text may hold, and what is left as it was."""

import pytest
from django.core.exceptions import ValidationError

from accounts.domain.text import BadText, clean
from accounts.forms import PrivateText


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("e\u0301", "é"),
        ("a\x00b", "ab"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("👩‍❤️‍👩 עברית \u202e", "👩‍❤️‍👩 עברית \u202e"),
    ],
)
def test_only_form_nul_and_line_ends_are_changed(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(BadText):
        clean("a\ud800b")


def test_a_form_says_so_in_a_sentence() -> None:
    with pytest.raises(ValidationError, match="broken character"):
        PrivateText(max_length=10).clean("a\ud800b")


def test_a_long_text_is_told_its_length_and_the_room_there_is() -> None:
    with pytest.raises(ValidationError, match="11 characters long; there is room for 10"):
        PrivateText(max_length=10).clean("x" * 11)


def test_what_a_private_field_holds_is_kept_from_form_histories_and_spell_checkers() -> None:
    drawn = PrivateText(max_length=10, rows=4).widget.render("words", "")

    assert 'autocomplete="off"' in drawn
    assert 'spellcheck="false"' in drawn

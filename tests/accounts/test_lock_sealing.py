"""Locked texts: what opens them, what does not, and what they tell to who cannot open them."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import content
from accounts.domain import locking, passphrases
from accounts.domain.locking import (
    Cost,
    Opened,
    WrongSecret,
    lock,
    new_code,
    new_lock,
    unwrap,
    wrap,
)
from accounts.domain.passphrases import BadWords
from accounts.domain.sealing import SealBroken

MINE = new_lock()
PLACE = {"author": b"alex", "purpose": "checkins.Entry.text"}
OWNER = b"alex"
WORDS = "lamp river window acorn velvet spoon"


@given(st.text(max_size=300))
def test_what_is_locked_opens_again(text: str) -> None:
    assert MINE.open(lock(text, MINE.public, **PLACE), **PLACE) == text


def test_a_text_locked_by_an_earlier_release_opens() -> None:
    # Should this fail, the format has changed: give it another version, and keep opening this one.
    earlier = base64.b64decode(
        "Au7diD2gqUUVT4EK/Rh1GXbX5frH77g79uX9/d5f5uQOplJ/81FBlwIuZm7vxfobwphS4M/QbWaq3/VWM6"
        "wya0LGSJzPGm+h3vn7QVrzmAO3gX79uqKek2umt5y/VVQFYR1z6bgm/53agJ8yQxL5Rmz1pSNB9qQSkQ=="
    )

    assert Opened(bytes(range(32))).open(earlier, **PLACE) == "A quiet Sunday"


@pytest.mark.parametrize(
    "other", [{"author": b"sam"}, {"purpose": "checkins.OutsideView.text"}], ids=str
)
def test_it_opens_in_its_own_place_only(other: dict) -> None:
    value = lock("A quiet Sunday", MINE.public, **PLACE)

    with pytest.raises(SealBroken):
        MINE.open(value, **(PLACE | other))


def test_another_lock_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        new_lock().open(lock("A quiet Sunday", MINE.public, **PLACE), **PLACE)


@given(st.integers(0, 124), st.integers(1, 255))
def test_a_damaged_one_is_refused_and_never_shown(place: int, change: int) -> None:
    value = bytearray(lock("A quiet Sunday", MINE.public, **PLACE))
    value[place % len(value)] ^= change

    with pytest.raises(SealBroken):
        MINE.open(bytes(value), **PLACE)


@given(st.binary(max_size=200))
def test_so_is_what_was_never_locked(value: bytes) -> None:
    with pytest.raises(SealBroken):
        MINE.open(locking.VERSION + locking.key_id(MINE.public) + value, **PLACE)


def test_a_short_answer_s_length_tells_nothing() -> None:
    lengths = {len(lock(text, MINE.public, **PLACE)) for text in ("", "no", "yes, and gladly")}

    assert len(lengths) == 1
    assert lock("yes", MINE.public, **PLACE) != lock("yes", MINE.public, **PLACE)


def test_the_private_half_is_in_no_repr() -> None:
    assert repr(MINE.private) not in repr(MINE)


def test_either_secret_unwraps_and_no_other() -> None:
    code = new_code()
    wrapped = wrap(MINE, owner=OWNER, passphrase=WORDS, code=code)

    assert unwrap(wrapped, owner=OWNER, secret=WORDS) == MINE
    assert unwrap(wrapped, owner=OWNER, secret=code) == MINE
    for wrong in ("lamp river window acorn velvet", new_code(), "", "\ud800"):
        with pytest.raises(WrongSecret):
            unwrap(wrapped, owner=OWNER, secret=wrong)
    with pytest.raises(WrongSecret):
        unwrap(wrapped, owner=b"sam", secret=WORDS)


def test_a_passphrase_that_looks_like_a_code_is_one() -> None:
    alike = "lamp river window acorn moss bees"
    assert locking.is_code(alike)

    wrapped = wrap(MINE, owner=OWNER, passphrase=alike, code=new_code())

    assert unwrap(wrapped, owner=OWNER, secret=alike) == MINE


def test_a_guess_costs_three_passes_over_64_mib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "COST", Cost())

    made = locking.wrap_by_passphrase(MINE, owner=OWNER, passphrase=WORDS)

    assert (made["passes"], made["memory"], made["lanes"]) == (3, 65536, 1)
    assert unwrap({"passphrase": made}, owner=OWNER, secret=WORDS) == MINE


def test_a_wrapping_keeps_the_cost_it_was_made_with(monkeypatch: pytest.MonkeyPatch) -> None:
    made = locking.wrap_by_passphrase(MINE, owner=OWNER, passphrase=WORDS)

    monkeypatch.setattr(locking, "COST", Cost(passes=2, memory=16))

    assert unwrap({"passphrase": made}, owner=OWNER, secret=WORDS) == MINE


@given(st.binary(max_size=64), st.text(max_size=80), st.binary(max_size=16))
def test_half_of_what_holds_it_open_opens_nothing(secret: bytes, box: str, bound: bytes) -> None:
    assert locking.take_up(secret, box, bound) is None


def test_a_recovery_code_is_worth_128_bits_and_more() -> None:
    assert len(set(locking.CODE_SIGNS)) ** locking.CODE_LENGTH >= 2**128
    assert new_code() != new_code()


def test_offered_words_are_worth_sixty_bits_and_differ() -> None:
    words = content.words()

    assert len(words.words) >= 1024
    assert words.bits >= 60
    assert len(words.drawn().split()) == 6
    assert words.drawn() != words.drawn()


def test_a_language_without_words_of_its_own_gets_the_english_ones() -> None:
    assert content.words("de-at") == content.words("en")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("lamp lamp river", "twice"),
        ("lamp ox river", "'ox' must be a word"),
        ("lamp river", "add words"),
        ('lamp"""\n[', "TOML"),
    ],
)
def test_a_list_that_is_too_weak_names_the_mend(tmp_path: Path, words: str, said: str) -> None:
    structure, wording = tmp_path / "passphrase.toml", tmp_path / "passphrase.en.toml"
    structure.write_text("draws = 6\nleast_bits = 60\n")
    wording.write_text(f'words = """{words}"""')

    with pytest.raises(BadWords, match=said):
        passphrases.load(structure, wording)

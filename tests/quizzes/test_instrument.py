"""Instrument files: what they mean, and what is said when one is damaged."""

import pytest

from quizzes.domain.instrument import Constants, load
from quizzes.domain.reading import InstrumentFault
from tests.quizzes.definitions import small, structure, wording

CONSTANTS = Constants(sd=20, reliability=0.75, citation="provisional", note="-")
GOOD = structure()
WORDS = wording()


@pytest.mark.parametrize(
    ("old", "new", "item", "mend"),
    [
        ('id = "small"', "", "top of the file", 'Add "id", which is missing.'),
        ('id = "small"', 'id = "Sm all"', "top of the file", "small letters"),
        ('version = "1"', 'version = " "', "top of the file", "not empty"),
        ('languages = ["en"]', "languages = []", "top of the file", "at least one"),
        ("prorate_from = 0.8", "prorate_from = 1.2", "top of the file", "up to 1"),
        ("prorate_from = 0.8", "prorate_from = nan", "top of the file", "up to 1"),
        ("retest_weeks = 12", "retest_weeks = 0", "top of the file", "at least 1"),
        ("retest_weeks = 12", "retest_weeks = true", "top of the file", "whole number"),
        ("sd = 20.0", "sd = 0", "constants", "above 0"),
        ("reliability = 0.75", "reliability = 1", "constants", "below 1"),
        ('citation = "provisional"', "", "constants", 'Add "citation"'),
        ('key = "o3"\nvalue = 3', 'key = "o3"\nvalue = 1', "option o3", "larger than"),
        ('key = "o3"', 'key = "o2"', "option o2", "taken"),
        ('key = "time-2"', 'key = "time-1"', "item time-1", "taken"),
        ('key = "time-2"\narea = "time"', 'key = "time-2"\narea = "tide"', "item time-2", "listed"),
        ('area = "time"\nreverse = false', 'area = "time"', "item time-1", 'Add "reverse"'),
        ("reverse = true", 'reverse = "yes"', "item time-5", "true or false"),
        ("reverse = true", "reverse = true\nrevers = true", "item time-5", 'rename "revers"'),
        (
            "retest_weeks = 12",
            "retest_weeks = 12\nretest = 4",
            "top of the file",
            'rename "retest"',
        ),
        ("[[areas]]", "[[areas", "TOML", "line"),
    ],
)
def test_a_damaged_structure_is_named_with_item_and_mend(old, new, item, mend):
    damaged = GOOD.replace(old, new, 1)
    assert damaged != GOOD

    with pytest.raises(InstrumentFault) as fault:
        load(damaged, WORDS)

    assert fault.value.item == item
    assert mend in fault.value.mend


@pytest.mark.parametrize(
    ("old", "new", "item", "mend"),
    [
        ('time-2 = "Item time 2"', "", "items", 'Add "time-2"'),
        ('time-2 = "Item time 2"', 'time-2 = ""', "items", "not empty"),
        ('time-2 = "Item time 2"', 'time-2 = "…"\ntime-9 = "…"', "items", '"time-9"'),
        ('o4 = "Answer 4"', "", "options", 'Add "o4"'),
        ('trust = "Trust"', "", "areas", 'Add "trust"'),
        ('note = "Assumed."', "", "constants", 'Add "note"'),
        ('instrument = "small"', 'instrument = "other"', "top of the file", '"small"'),
        ('language = "en"', 'language = "fr"', "top of the file", "lists: en"),
    ],
)
def test_damaged_words_are_named_with_item_and_mend(old, new, item, mend):
    damaged = WORDS.replace(old, new, 1)
    assert damaged != WORDS

    with pytest.raises(InstrumentFault) as fault:
        load(GOOD, damaged)

    assert fault.value.item == item
    assert mend in fault.value.mend


def test_an_area_without_items_is_refused():
    with pytest.raises(InstrumentFault, match="has none"):
        load(
            GOOD.replace("[[items]]", '[[areas]]\nkey = "new"\noptional = false\n[[items]]', 1),
            WORDS.replace("[areas]", '[areas]\nnew = "New"'),
        )


def test_a_fault_names_the_file(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace("sd = 20.0", "sd = -1"), encoding="utf-8")

    with pytest.raises(InstrumentFault) as fault:
        load(file, WORDS)

    assert str(fault.value).startswith("mine.toml, constants: ")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InstrumentFault, match=r"mine\.toml"):
        load(tmp_path / "mine.toml", WORDS)


def test_a_file_that_is_no_text_is_named(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(InstrumentFault, match="UTF-8"):
        load(file, WORDS)


def test_wording_does_not_change_the_scoring_hash():
    reworded = load(GOOD, WORDS.replace("Item time 1", "Another sentence"))

    assert reworded.scoring_hash == small().scoring_hash
    assert reworded.wording_hash != small().wording_hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reverse = true", "reverse = false"),
        ("sd = 20.0", "sd = 21.0"),
        ("prorate_from = 0.8", "prorate_from = 0.5"),
        ("value = 4", "value = 5"),
    ],
)
def test_what_decides_a_score_changes_the_scoring_hash(old, new):
    assert load(GOOD.replace(old, new, 1), WORDS).scoring_hash != small().scoring_hash


def test_the_error_of_a_score_comes_from_spread_and_reliability():
    # 20·sqrt(1 − 0.75) = 20·0.5
    assert CONSTANTS.sem == 10

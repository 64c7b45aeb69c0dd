"""Instrument files: what they mean, and what is said when one is damaged."""

import pytest

from quizzes.domain.instrument import Constants, inspect, load
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
        ("share = 0.8", "share = 1.2", "missing", "up to 1"),
        ("share = 0.8", "share = nan", "missing", "up to 1"),
        ('policy = "prorate"', 'policy = "zero"', "missing", "complete, prorate, ignore"),
        ("retest_weeks = 12", "retest_weeks = 0", "top of the file", "at least 1"),
        ("retest_weeks = 12", "retest_weeks = true", "top of the file", "whole number"),
        ("sd = 20.0", "sd = 0", "constants", "above 0"),
        ("reliability = 0.75", "reliability = 1", "constants", "below 1"),
        ('citation = "provisional"', "", "constants", 'Add "citation"'),
        ('unit = "pomp"', "", "constants", 'Add "unit"'),
        ("sd = 20.0", "sd = 50.1", "area time", "half the range"),
        ("o0 = 0\no1 = 1\no2 = 2\no3 = 3\no4 = 4", "o0 = 1", "options", "count differently"),
        ("o3 = 3", 'o3 = "three"', "options", "numbers by name"),
        ("o3 = 3", '"O 3" = 3', "options", "hyphens"),
        ('score = "pomp"', 'score = "best"', "area time", "sum, mean, pomp, count"),
        ('score = "pomp"', 'score = "count"', "area time", "threshold"),
        ("higher_is_better = true", "", "area time", 'Add "higher_is_better"'),
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
        ('o4 = "Answer 4"', "", "options.agree", 'Add "o4"'),
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
            GOOD.replace(
                "[[items]]",
                '[[areas]]\nkey = "new"\nscore = "sum"\nhigher_is_better = true\n[[items]]',
                1,
            ),
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
        ("share = 0.8", "share = 0.5"),
        ("o4 = 4", "o4 = 5"),
        ('score = "pomp"', 'score = "mean"'),
        ("higher_is_better = true", "higher_is_better = false"),
        ("reverse = true", "reverse = true\nweight = 2"),
        ("reverse = true", "reverse = true\noptional = true"),
    ],
)
def test_what_decides_a_score_changes_the_scoring_hash(old, new):
    assert load(GOOD.replace(old, new, 1), WORDS).scoring_hash != small().scoring_hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version = "1"', 'version = "2"'),
        ('licence = "CC BY 4.0"', 'licence = "CC0"\nattribution = "Us"\nsource = "Here"'),
        ('citation = "provisional"', 'citation = "Somebody (2001)"'),
        ("retest_weeks = 12", "retest_weeks = 8"),
        ("o4 = 4", "o4 = 4.0"),
        ("reverse = true", "reverse = true\nweight = 1.0"),
        ("sd = 20.0", "sd = 20"),
        ("o0 = 0\no1 = 1", "o1 = 1\no0 = 0"),
    ],
)
def test_what_decides_no_score_leaves_the_scoring_hash_alone(old, new):
    assert old in GOOD
    assert load(GOOD.replace(old, new, 1), WORDS).scoring_hash == small().scoring_hash


def test_all_faults_of_both_files_are_found_each_with_its_line():
    damaged = GOOD.replace("sd = 20.0", "sd = -1").replace('version = "1"', "version = 1")
    damaged = damaged.replace('key = "time-2"\narea = "time"', 'key = "time-2"\narea = "tide"')

    instrument, faults = inspect(damaged, WORDS.replace('"Item trust 3"', '""'))

    assert instrument is None
    lines = damaged.splitlines()
    assert [(fault.item, lines[fault.line - 1]) for fault in faults[:2]] == [
        ("top of the file", "version = 1"),
        ("constants", "sd = -1"),
    ]
    assert [fault.item for fault in faults] == [
        *("top of the file", "constants", "items", "item time-2")
    ]


def test_a_missing_field_is_found_at_the_key_of_its_item():
    damaged = GOOD.replace('area = "time"\nreverse = false', 'area = "time"', 1)

    fault = inspect(damaged, WORDS)[1][0]

    assert damaged.splitlines()[fault.line - 1] == 'key = "time-1"'


def test_a_table_that_is_missing_is_one_fault_and_not_one_for_each_of_its_fields():
    damaged = WORDS.replace("[items]", "[item]")

    mends = [fault.mend for fault in inspect(GOOD, damaged)[1]]

    assert [mend for mend in mends if "Add" in mend] == ['Add "items", which is missing.']


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "a = 1" + "0" * 5000, "a = 2024-02-30", "\x00", '"" = 1']
)
def test_nothing_that_is_typed_into_a_file_is_more_than_a_fault(text):
    assert inspect(text, text)[1]
    assert inspect(GOOD + "\n[more]\n" + text, WORDS)[1]


def test_a_number_nobody_can_count_to_is_refused():
    faults = inspect(GOOD.replace("o4 = 4", "o4 = 1" + "0" * 400), WORDS)[1]

    assert "numbers by name" in faults[0].mend


def test_the_error_of_a_score_comes_from_spread_and_reliability():
    # 20·sqrt(1 − 0.75) = 20·0.5
    assert CONSTANTS.sem == 10

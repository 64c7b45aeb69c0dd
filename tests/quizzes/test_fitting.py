"""Parts of an instrument that do not fit each other: each is named, with its line and its mend."""

import pytest

from quizzes.domain.instrument import InstrumentFault, load
from tests.quizzes.definitions import AGREE, HEAD, SPREAD, items, shaped, words_for

SOUND = (
    AGREE
    + """
[[areas]]
key = "bond"
score = "sum"
higher_is_better = true
[areas.bands]
source = "Made up"
from = { some = -3, more = 6 }
[areas.correction]
by = "rosy"
unit = "raw"
own = 1
other = -0.5
source = "Made up"
[[areas]]
key = "rosy"
score = "sum"
higher_is_better = true
[[areas.cut_offs]]
key = "high"
at = 8
source = "Made up"
[[areas]]
key = "signs"
score = "count"
threshold = 3
higher_is_better = true
missing = { policy = "prorate", items = 2 }
[[totals]]
key = "all"
score = "sum"
pools = ["bond", "rosy"]
higher_is_better = true
constants = { unit = "raw", sd = 3, reliability = 0.9, citation = "Made up (2001)" }
"""
    + items("b1 b2", 'area = "bond"\nreverse = false')
    + items("i1 i2", 'area = "rosy"\nreverse = false')
    + items("s1 s2", 'area = "signs"\nreverse = false')
)


def test_what_the_faults_below_are_made_from_is_sound():
    assert shaped(SOUND).area("bond").least == -3


@pytest.mark.parametrize(
    ("old", "new", "item", "mend"),
    [
        ("some = -3", "some = 0", "area bond", "cover the whole score, -3 to 9"),
        ("some = -3, more = 6", "some = -3, more = -3", "area bond.bands", "above the one before"),
        ("more = 6", "more = 60", "area bond", "cover the whole score"),
        ('by = "rosy"', 'by = "cosy"', "area bond", "another area"),
        ('by = "rosy"', 'by = "bond"', "area bond", "another area"),
        ('unit = "raw"\nown', 'unit = "norm"\nown', "area bond", 'both areas "norms"'),
        ("own = 1\nother = -0.5", "own = 0", "area bond", "more than one value"),
        ("at = 8", "at = 11", "area rosy", 'cut-off "high" within the score, 2 to 10'),
        ("threshold = 3", "threshold = 6", "area signs", 'answers of "s1"'),
        ("threshold = 3", "", "area signs", '"threshold" where it counts'),
        ("items = 2 }", "items = 3 }", "area signs", "at most 2"),
        ('pools = ["bond", "rosy"]', "", "total all", 'either "pools"'),
        ('pools = ["bond", "rosy"]', 'pools = ["bond", "cosy"]', "total all", '"cosy"'),
        ('pools = ["bond", "rosy"]', "adds = { bond = 0, rosy = 1 }", "total all", "above 0"),
        ('key = "rosy"', 'key = "rosy"\noptional = true', "total all", "no total"),
        ('key = "all"', 'key = "bond"', "total bond", "taken"),
        ('key = "all"', 'key = "all"\noptional = true', "total all", 'rename "optional"'),
        (
            'constants = { unit = "raw", sd = 3, reliability = 0.9, citation = "Made up (2001)" }',
            "",
            "total all",
            'Give it "constants"',
        ),
        ("sd = 3", "sd = 31", "total all", "at most half the range of the score, 8"),
        (
            "constants = { unit",
            'note = "x"\nconstants = { unit',
            "total all",
            'Remove or rename "note"',
        ),
        (
            'key = "b1"\narea = "bond"\nreverse = false',
            'key = "b1"\narea = "bond"\nreverse = false\nthreshold = 2',
            "item b1",
            'let "bond" count',
        ),
        (
            'key = "b1"\narea = "bond"\nreverse = false',
            'key = "b1"\nuses = [{area="bond", reverse=true}, {area="bond", reverse=false}]',
            "item b1",
            "each area once",
        ),
        (
            'key = "b1"\narea = "bond"',
            'key = "b1"\noptions = "other"\narea = "bond"',
            "item b1",
            "a set in [options] (agree)",
        ),
    ],
)
def test_parts_that_do_not_fit_are_named_with_the_mend(old, new, item, mend):
    assert old in SOUND

    with pytest.raises(InstrumentFault) as fault:
        shaped(SOUND.replace(old, new, 1))

    assert fault.value.item == item
    assert mend in fault.value.mend
    assert fault.value.line is not None


def test_words_for_bands_nobody_has_are_refused():
    structure = f"{HEAD}{SPREAD}{SOUND}"
    words = words_for(structure) + '\n[bands.rosy]\nsome = "Some"\n'

    with pytest.raises(InstrumentFault, match='Remove "rosy"'):
        load(structure, words)

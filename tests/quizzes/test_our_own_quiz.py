"""The quiz this project ships: its shape, its balance, and that every area has help."""

import shutil
from collections import Counter
from itertools import pairwise

import pytest

from quizzes import content
from quizzes.domain.reading import InstrumentFault

QUIZ = content.current("en")
AREAS = ("time", "openness", "listening", "trust", "appreciation", "closeness")


def test_it_has_six_items_in_each_of_six_areas():
    assert Counter(item.area for item in QUIZ.items) == dict.fromkeys(AREAS, 6)


def test_two_of_six_items_are_reversed_in_every_area():
    turned = Counter(item.area for item in QUIZ.items if item.reverse)

    assert turned == dict.fromkeys(AREAS, 2)


def test_only_physical_closeness_is_optional():
    assert [area.key for area in QUIZ.optional] == ["closeness"]
    assert len(QUIZ.items_in(QUIZ.always_asked)) == 30


def test_it_has_five_answers_from_0_to_4():
    options = QUIZ.options_in("time")

    assert {item.options for item in QUIZ.items} == {options}
    assert [option.value for option in options] == [0, 1, 2, 3, 4]
    assert (options[0].label, options[4].label) == ("Almost never", "Almost always")


def test_its_areas_are_read_alike_and_share_their_constants():
    # The comparison of areas with each other takes one error for all and takes high as good.
    assert {QUIZ.constants_for(area) for area in AREAS} == {QUIZ.constants}
    assert all(QUIZ.higher_is_better(area) for area in AREAS)


@pytest.mark.parametrize("areas", [AREAS, AREAS[:5]], ids=["with", "without"])
def test_no_two_items_of_an_area_follow_each_other(areas):
    shown = [item.area for item in QUIZ.items_in(areas)]

    assert all(one != other for one, other in pairwise(shown))


def test_no_item_names_a_gender_or_what_must_not_be_shared():
    avoided = ("husband", "wife", " he ", " she ", "afraid", "fear", "hurt", "control", "force")
    texts = [f" {item.text.lower()} " for item in QUIZ.items]

    assert [text for text in texts if any(word in text for word in avoided)] == []


def test_it_says_that_it_is_not_validated_and_its_constants_are_provisional():
    assert not QUIZ.is_validated
    assert QUIZ.constants.is_provisional
    assert QUIZ.constants.note


@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_help_and_three_exercises(area):
    guide = content.guides("en")[area]

    assert guide.what
    assert guide.obstacle
    assert len(guide.exercises) >= 3


def test_a_language_we_lack_falls_back_to_one_we_have():
    assert content.current("xx").wording.language == "en"
    assert content.current("en-gb").wording.language == "en"


def test_all_content_is_in_order():
    assert [instrument.id for instrument in content.check()] == ["evenings"]


@pytest.fixture
def copy(tmp_path):
    """A copy of the content that a test may damage."""
    for folder in ("instruments", "areas"):
        shutil.copytree(content.HERE / folder, tmp_path / folder)
    return tmp_path


def _damage(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "instruments/evenings.toml",
            'area = "time"',
            'area = "tim"',
            "evenings.toml, item time-1",
        ),
        ("instruments/evenings.en.toml", "time-3 =", "time-33 =", "evenings.en.toml, items"),
        ("areas/areas.toml", "minutes = 10", "minutes = 0", "areas.toml, exercise"),
        ("areas/areas.en.toml", "obstacle =", "obstacles =", "areas.en.toml, areas.time"),
        ("areas/areas.toml", 'key = "trust"', 'key = "rust"', 'areas.en.toml, areas: Add "rust"'),
    ],
)
def test_damaged_content_is_refused_with_file_and_item(copy, file, old, new, said):
    _damage(copy / file, old, new)

    with pytest.raises(InstrumentFault) as fault:
        content.check(copy)

    assert said in str(fault.value)


def test_an_area_without_a_guide_is_refused(copy):
    for name in ("areas.toml", "areas.en.toml"):
        file = copy / "areas" / name
        text = file.read_text(encoding="utf-8")
        start = "[areas.closeness]" if ".en." in name else '[[areas]]\nkey = "closeness"'
        file.write_text(text[: text.index(start)], encoding="utf-8")

    with pytest.raises(InstrumentFault, match="area closeness"):
        content.check(copy)


def test_a_missing_language_file_is_named(copy):
    (copy / "instruments" / "evenings.en.toml").unlink()

    with pytest.raises(InstrumentFault, match=r"evenings\.en\.toml"):
        content.check(copy)

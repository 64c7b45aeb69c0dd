"""Instruments from a folder of one's own: found, checked, and never able to take the site down."""

import pytest

from quizzes import content
from quizzes.domain.reading import InstrumentFault
from tests.quizzes.definitions import structure, wording


@pytest.fixture
def folder(tmp_path, settings):
    """An empty folder of packs that the site knows."""
    settings.QUIZ_PACKS_DIR = str(tmp_path)
    return tmp_path


def _puts(folder, name="small", text=None, words=None):
    """A pack as an operator would lay it there."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text or structure(), encoding="utf-8")
    (folder / f"{name}.en.toml").write_text(words or wording(), encoding="utf-8")


def _ids(language="en"):
    return [instrument.id for instrument in content.available(language)]


def test_without_a_folder_there_is_our_own_quiz(settings):
    settings.QUIZ_PACKS_DIR = ""

    assert _ids() == ["evenings"]


def test_packs_come_after_our_own_quiz(folder):
    _puts(folder, "a-small")

    assert _ids() == ["evenings", "small"]


def test_a_pack_may_be_a_folder_of_its_own(folder):
    _puts(folder / "small-pack")

    assert _ids() == ["evenings", "small"]


def test_the_quiz_of_the_couple_stays_ours(folder):
    _puts(folder)

    assert content.current("en").id == "evenings"


def test_a_pack_speaks_the_language_asked_for_or_the_first_it_has(folder):
    _puts(folder, text=structure(languages='["en", "de"]'))
    german = wording().replace('language = "en"', 'language = "de"').replace("Small", "Klein")
    (folder / "small.de.toml").write_text(german, encoding="utf-8")

    titles = {code: content.available(code)[1].wording.title for code in ("de-at", "en", "fr")}

    assert titles == {"de-at": "Klein", "en": "Small", "fr": "Small"}


def test_all_languages_of_a_pack_score_alike(folder):
    _puts(folder, text=structure(languages='["en", "de"]'))
    (folder / "small.de.toml").write_text(wording().replace('"en"', '"de"'), encoding="utf-8")

    english, german = (content.available(code)[1] for code in ("en", "de"))

    assert english.scoring_hash == german.scoring_hash
    assert english.wording_hash != german.wording_hash


def test_a_damaged_pack_is_left_out_and_named_in_the_log(folder, caplog):
    _puts(folder, "broken", text="id = ")
    _puts(folder)

    assert _ids() == ["evenings", "small"]
    assert "broken.toml" in caplog.text


def test_the_start_refuses_a_damaged_pack(folder):
    _puts(folder, text=structure().replace("sd = 20.0", "sd = 0"))

    with pytest.raises(InstrumentFault, match=r"small\.toml, constants"):
        content.check()


def test_a_pack_needs_no_guides(folder):
    _puts(folder, text=structure("pets"), words=wording("pets"))

    assert [one.id for one in content.check()] == ["evenings", "small"]


def test_a_pack_cannot_pass_for_our_quiz(folder):
    _puts(
        folder,
        text=structure(id='"evenings"'),
        words=wording().replace('instrument = "small"', 'instrument = "evenings"'),
    )

    assert len(content.available("en")) == 1
    with pytest.raises(InstrumentFault, match=r"that of evenings\.toml"):
        content.check()


def test_words_in_a_language_that_is_not_listed_are_named(folder):
    _puts(folder)
    (folder / "small.de.toml").write_text(wording(), encoding="utf-8")

    with pytest.raises(InstrumentFault, match='Add its language to "languages" in small'):
        content.check()


def test_a_folder_that_is_not_there_is_named_and_takes_nothing_down(folder, settings):
    settings.QUIZ_PACKS_DIR = str(folder / "nowhere")

    assert _ids() == ["evenings"]
    with pytest.raises(InstrumentFault, match="Make this folder"):
        content.check()

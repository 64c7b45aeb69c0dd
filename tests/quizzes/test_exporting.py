"""One's own result as a file: everything in JSON, a table in CSV that no spreadsheet runs."""

import csv
import io

import pytest

from accounts.domain.cells import cell
from quizzes import export
from quizzes.models import Attempt
from tests.quizzes.verbs import begins, page, takes


@pytest.fixture
def alex(alex):
    """Alex, who has just shown once more who it is."""
    alex.proves_it()
    return alex


def _table(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_the_json_holds_every_answer_and_what_it_counts(alex):
    attempt = takes(alex, trust=3)

    data = alex.opens(page("result_json", attempt)).json()

    trust = next(area for area in data["areas"] if area["area"] == "trust")
    turned = next(one for one in trust["answers"] if one["item"] == "trust-4")
    assert (turned["answer"], turned["reversed"], turned["counts"]) == ("Seldom", True, 3)
    assert len(trust["answers"]) == 6
    assert (trust["score"], trust["answered"], trust["of"]) == (75, 6, 6)
    # 1.96·8.9443 = 17.5308.
    assert (trust["low"], trust["high"]) == (57.4692, 92.5308)


def test_the_json_says_of_which_form_and_which_quiz_it_is(alex):
    attempt = takes(alex, matters=("trust",))

    data = alex.opens(page("result_json", attempt)).json()

    assert (data["format"], data["version"]) == ("evenings-result", 1)
    assert data["instrument"]["scoring_hash"] == attempt.instrument.scoring_hash
    assert data["instrument"]["is_validated"] is False
    assert data["finished_at"] == attempt.finished_at.isoformat()
    assert data["matters"] == ["trust"]


def test_what_is_not_known_is_nothing_and_never_zero(alex):
    attempt = takes(alex, trust=None)

    data = alex.opens(page("result_json", attempt)).json()

    trust = next(area for area in data["areas"] if area["area"] == "trust")
    assert (trust["score"], trust["answered"]) == (None, 0)
    assert {one["counts"] for one in trust["answers"]} == {None}


def test_the_table_has_a_row_for_each_area_and_each_answer(alex):
    rows = _table(alex.opens(page("result_csv", takes(alex, trust=3))))

    assert [row["kind"] for row in rows].count("area") == 5
    assert [row["kind"] for row in rows].count("answer") == 30
    trust = next(row for row in rows if row["area"] == "trust")
    assert (trust["text"], trust["score"], trust["of"]) == ("Trust", "75.0", "6")


def test_an_empty_cell_stands_for_what_was_not_answered(alex):
    rows = _table(alex.opens(page("result_csv", takes(alex, trust=None))))

    assert {row["counts"] for row in rows if row["area"] == "trust"} == {""}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_a_cell_of_words_is_never_a_formula(start):
    assert cell(f"{start}1+1") == f"'{start}1+1"


def test_ordinary_words_stay_as_they_are():
    assert cell("We talk - often = well.") == "We talk - often = well."


def test_a_statement_that_begins_like_a_formula_is_made_harmless(alex, monkeypatch):
    attempt = takes(alex)
    words = {"area": "time", "name": "=1+1", "answers": []}
    numbers = dict.fromkeys(("score", "low", "high", "answered", "of"), 0)
    monkeypatch.setattr(export, "as_data", lambda attempt: {"areas": [words | numbers]})

    row = next(csv.DictReader(io.StringIO(export.as_table(attempt))))

    assert row["text"] == "'=1+1"


@pytest.mark.parametrize(("name", "ending"), [("result_json", "json"), ("result_csv", "csv")])
def test_a_file_is_saved_under_a_neutral_name_and_stored_nowhere_else(alex, name, ending):
    attempt = takes(alex)
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at="2026-11-22T23:00Z", finished_at="2026-11-22T23:30Z"
    )

    response = alex.opens(page(name, attempt))

    # Half past midnight in Berlin, where Alex lives.
    expected = f'attachment; filename="evening-2026-11-23.{ending}"'
    assert response.headers["Content-Disposition"] == expected
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["result_json", "result_csv"])
def test_nobody_takes_the_result_of_another(couple, alex, sam, robin, name):
    attempt = takes(alex)

    for someone in (sam, robin):
        someone.proves_it()
        assert someone.opens(page(name, attempt)).status_code == 404


@pytest.mark.parametrize("name", ["result_json", "result_csv"])
def test_a_file_asks_once_more_who_it_is(sam, name):
    asked = sam.opens(page(name, takes(sam)))

    assert asked.status_code == 302
    assert asked.url.startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("name", ["result_json", "result_csv"])
def test_what_is_not_finished_cannot_be_taken_along(alex, name):
    assert alex.opens(page(name, begins(alex))).status_code == 302

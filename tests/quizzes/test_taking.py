"""Taking the quiz: one question at a time, resumed anywhere, nothing lost."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes import services
from quizzes.domain.scoring import AnswerFault
from quizzes.models import Attempt, InstrumentVersion
from tests.quizzes.verbs import answers, begins, page, question, takes

START = reverse("quizzes:start")
OVERVIEW = reverse("quizzes:overview")
FORM = "application/x-www-form-urlencoded"


def _stored(attempt: Attempt) -> dict:
    return Attempt.objects.get(pk=attempt.pk).answers


def _text(response) -> str:
    return response.content.decode()


# --- Starting -----------------------------------------------------------------------------------


def test_someone_new_is_offered_the_quiz(alex):
    assert START in _text(alex.opens(OVERVIEW))


def test_the_optional_area_is_asked_for_first_and_off(alex):
    shown = _text(alex.opens(START))

    assert re.search(r'name="closeness" value="no"[^>]* checked', shown)
    assert not re.search(r'name="closeness" value="yes"[^>]* checked', shown)


def test_without_the_optional_area_there_are_thirty_questions(alex):
    attempt = begins(alex)

    assert len(attempt.items) == 30
    assert "1 of 30" in _text(alex.opens(question(attempt, 1)))


def test_with_the_optional_area_there_are_thirty_six(alex):
    assert len(begins(alex, closeness="yes").items) == 36


@pytest.mark.parametrize("data", [{}, {"closeness": ""}, {"closeness": "perhaps"}])
def test_a_damaged_start_starts_nothing_and_says_so(alex, data):
    response = alex.sends(START, data)

    assert response.status_code == 422
    assert "Please choose one of the two." in _text(response)
    assert not alex.person.attempts.exists()


def test_a_second_start_resumes_the_open_attempt(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    response = alex.sends(START, {"closeness": "yes"})

    assert response.headers["Location"] == question(attempt, 2)
    assert alex.person.attempts.count() == 1


def test_with_an_attempt_open_nothing_is_asked_again(alex):
    attempt = begins(alex)

    assert alex.opens(START).headers["Location"] == question(attempt, 1)


def test_the_database_refuses_a_second_open_attempt(alex):
    attempt = begins(alex)

    with pytest.raises(IntegrityError, match=r"one_open_attempt_per_person|person_id"):
        Attempt.objects.create(
            person=alex.person,
            version=attempt.version,
            started_at=timezone.now(),
            answers={},
            choices={"areas": [], "matters": []},
        )


def test_the_definition_is_kept_once_for_all(alex, sam):
    begins(alex)
    begins(sam)

    assert InstrumentVersion.objects.count() == 1


# --- Answering ----------------------------------------------------------------------------------


def test_an_answer_is_stored_and_the_next_question_follows(alex):
    attempt = begins(alex)

    response = answers(alex, attempt, 1, 3)

    assert _stored(attempt) == {attempt.items[0].key: 3}
    assert response.headers["Location"] == question(attempt, 2)


def test_a_stored_answer_is_shown_again(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    shown = _text(alex.opens(question(attempt, 1)))

    assert re.search(r'value="3" checked', shown)
    assert "Saved" in shown


def test_zero_is_an_answer_and_shown_as_one(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 0)

    assert re.search(r'value="0" checked', _text(alex.opens(question(attempt, 1))))


def test_an_answer_can_be_changed_until_finished(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    answers(alex, attempt, 1, 1)

    assert _stored(attempt) == {attempt.items[0].key: 1}


def test_a_skip_is_stored_as_no_answer(alex):
    attempt = begins(alex)

    response = answers(alex, attempt, 1, None)

    assert _stored(attempt) == {attempt.items[0].key: None}
    assert response.headers["Location"] == question(attempt, 2)


def test_the_attempt_goes_on_in_another_browser(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)
    alex.browser = Client()
    alex.browser.force_login(alex.person)

    assert question(attempt, 2) in _text(alex.opens(OVERVIEW))


def test_after_the_last_question_comes_what_matters(alex):
    attempt = begins(alex)

    answers(alex, attempt, 30, 3)

    after = alex.opens(question(attempt, 31))
    assert after.headers["Location"] == page("matters", attempt)


@pytest.mark.parametrize(
    "value",
    [
        "5",
        "-1",
        "2.5",
        "often",
        "1e0",
        "%D9%A3",
        "0" * 5000,
        "%00",
        "%ED%A0%80",
        "%FF",
        "3&answer=9",
    ],
)
def test_a_rating_off_the_scale_is_refused_and_nothing_is_lost(alex, value):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    response = alex.browser.post(question(attempt, 1), f"answer={value}", content_type=FORM)

    assert response.status_code == 422
    assert "Please choose one of the answers below." in _text(response)
    assert _stored(attempt) == {attempt.items[0].key: 3}


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"other": "1"}, {"skip": ""}])
def test_neither_answer_nor_skip_is_refused_kindly(alex, data):
    attempt = begins(alex)

    response = alex.sends(question(attempt, 1), data)

    assert response.status_code == 422
    assert "or skip this one" in _text(response)
    assert _stored(attempt) == {}


@pytest.mark.parametrize("number", [0, 32, 10**30])
@pytest.mark.parametrize("method", ["opens", "sends"])
def test_an_unknown_question_is_not_found(alex, number, method):
    attempt = begins(alex)

    response = getattr(alex, method)(question(attempt, number))

    assert response.status_code == 404
    assert "no question with that number" in _text(response)


def test_a_service_refuses_a_value_off_the_scale(alex):
    attempt = begins(alex)

    with pytest.raises(AnswerFault):
        services.answer(attempt, by=alex.person, number=1, value=7)


def test_the_answers_are_sealed_in_the_database(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, choices FROM quizzes_attempt")
        stored = [bytes(cell) for cell in cursor.fetchone()]

    assert [cell for cell in stored if b"time" in cell or b"areas" in cell] == []


# --- Finishing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("matters", "sentence"),
    [
        (["time", "trust", "openness"], "Please choose two at most."),
        (["closeness"], "Please choose from the areas below."),
        (["time", "nonsense"], "Please choose from the areas below."),
    ],
)
def test_what_matters_is_up_to_two_of_ones_own_areas(alex, matters, sentence):
    attempt = begins(alex)

    response = alex.sends(page("matters", attempt), {"matters": matters})

    assert response.status_code == 422
    assert sentence in _text(response)
    assert Attempt.objects.get(pk=attempt.pk).matters == ()


def test_what_matters_may_be_nothing(alex):
    attempt = begins(alex)

    response = alex.sends(page("matters", attempt), {})

    assert response.headers["Location"] == page("finish", attempt)


def test_before_finishing_the_questions_left_open_are_named(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    shown = _text(alex.opens(page("finish", attempt)))

    assert question(attempt, 2) in shown
    assert question(attempt, 1) not in shown
    assert "too few answers" in shown


def test_finishing_leads_to_the_result(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    response = alex.sends(page("finish", attempt))

    assert response.headers["Location"] == page("result", attempt)
    assert Attempt.objects.get(pk=attempt.pk).is_finished


def test_finishing_twice_shows_the_first_result(alex):
    attempt = takes(alex)

    response = alex.sends(page("finish", attempt))

    assert response.headers["Location"] == page("result", attempt)
    assert Attempt.objects.get(pk=attempt.pk).finished_at == attempt.finished_at


def test_finishing_with_nothing_answered_is_refused_kindly(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, None)

    response = alex.sends(page("finish", attempt))

    assert response.status_code == 409
    assert "No question has an answer so far." in _text(response)
    assert not Attempt.objects.get(pk=attempt.pk).is_finished


def test_a_clock_that_was_set_back_does_not_keep_one_from_finishing(alex):
    attempt = begins(alex)
    services.answer(attempt, by=alex.person, number=1, value=2)

    services.finish(attempt, by=alex.person, at=attempt.started_at - timedelta(hours=1))

    assert Attempt.objects.get(pk=attempt.pk).finished_at == attempt.started_at


@pytest.mark.parametrize("where", ["question", "matters"])
def test_a_finished_attempt_takes_no_more(alex, where):
    attempt = takes(alex)
    before = _stored(attempt)
    address = question(attempt, 1) if where == "question" else page("matters", attempt)

    response = alex.sends(address, {"answer": "4", "matters": ["time"]})

    assert response.status_code == 409
    assert "already finished" in _text(response)
    assert _stored(attempt) == before


def test_going_back_into_a_finished_attempt_shows_its_result(alex):
    attempt = takes(alex)

    assert alex.opens(question(attempt, 1)).headers["Location"] == page("result", attempt)


def test_a_while_after_finishing_one_can_take_it_again(alex):
    first = takes(alex, weeks_ago=12)

    second = begins(alex)

    assert second.pk != first.pk


# --- Others -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["opens", "sends"])
@pytest.mark.parametrize("name", ["question", "matters", "finish", "result", "working"])
def test_nobody_reaches_the_attempt_of_another(couple, alex, sam, robin, name, method):
    attempt = begins(alex)
    address = question(attempt, 1) if name == "question" else page(name, attempt)
    expected = 405 if method == "sends" and name in {"result", "working"} else 404

    for other in (sam, robin):
        assert getattr(other, method)(address).status_code == expected

    assert _stored(attempt) == {}
    assert not Attempt.objects.get(pk=attempt.pk).is_finished


def test_a_stranger_without_a_session_is_sent_to_sign_in(alex):
    attempt = begins(alex)

    response = Client().get(question(attempt, 1))

    assert response.headers["Location"].startswith(reverse("account_login"))


# --- Cost ---------------------------------------------------------------------------------------


def test_a_question_costs_at_most_five_queries(alex, django_assert_max_num_queries):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    with django_assert_max_num_queries(5):
        alex.opens(question(attempt, 2))

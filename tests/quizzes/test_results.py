"""The result: strengths first, at most two areas to work on, ranges, and all of the arithmetic."""

import re

import pytest
from django.urls import reverse

from accounts import services as accounts
from quizzes import content, models, results, services
from quizzes.domain.instrument import load
from quizzes.models import Attempt, InstrumentVersion
from tests.quizzes.verbs import answers, begins, page, takes

OVERVIEW = reverse("quizzes:overview")


def _shown(someone, attempt: Attempt, name: str = "result") -> str:
    """The page's text as it is read: tags out, white space in one."""
    html = someone.opens(page(name, attempt)).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]).split())


# --- What it says -------------------------------------------------------------------------------


def test_a_strength_is_the_headline(alex):
    attempt = takes(alex, trust=4)

    shown = _shown(alex, attempt)

    assert "Trust is your firm ground" in shown
    assert "Trust stands clearly above your other areas." in shown
    assert "No area stands clearly below the others." in shown


def test_strengths_come_before_what_to_work_on(alex):
    shown = _shown(alex, takes(alex, trust=4, time=0))

    assert shown.index("Trust is your firm ground") < shown.index("One area to work on")


def test_an_area_to_work_on_comes_with_one_thing_to_do(alex):
    attempt = takes(alex, time=0)
    exercise = content.guides("en")["time"].exercises[0]

    shown = _shown(alex, attempt)

    assert "Time together stands clearly below your other areas." in shown
    assert f"One thing to do this week {exercise.title}" in shown


def test_at_most_two_areas_are_to_work_on(alex):
    attempt = takes(alex, time=0, trust=0, openness=0, listening=4, appreciation=4, closeness=4)

    assert len(results.summary(attempt).areas) == 2


def test_what_matters_most_is_named_first_and_as_a_reason(alex):
    quiz = {"time": 0, "trust": 0, "openness": 0, "listening": 4, "appreciation": 4, "closeness": 4}

    attempt = takes(alex, matters=("openness",), **quiz)

    assert results.summary(attempt).areas[0] == "Openness"
    assert "And you said that it matters to you." in _shown(alex, attempt)


def test_no_area_stands_out_is_a_result_of_its_own(alex):
    shown = _shown(alex, takes(alex))

    assert "No area stands out" in shown
    assert "to work on" not in shown


def test_with_nothing_to_work_on_there_is_an_offer_for_what_matters(alex):
    shown = _shown(alex, takes(alex, matters=("listening",)))

    assert "Nothing here asks for work." in shown
    assert content.guides("en")["listening"].exercises[0].title in shown


def test_an_area_that_was_skipped_has_too_few_answers_to_say(alex):
    attempt = takes(alex, trust=None)

    shown = _shown(alex, attempt)

    assert "Too few answers to say: Trust." in shown
    bar = next(bar for bar in results.summary(attempt).bars if bar["area"] == "trust")
    assert bar["low"] is bar["mid"] is bar["high"] is None


def test_one_answer_in_all_is_too_few_to_say_anything(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)
    alex.sends(page("finish", attempt))

    shown = _shown(alex, attempt)

    assert "Too few answers to say" in shown
    assert "No area stands out" not in shown


def test_the_optional_area_is_absent_unless_it_was_wanted(alex):
    assert "Physical closeness" not in _shown(alex, takes(alex))


def test_scores_are_shown_as_ranges_in_a_picture_and_a_table(alex):
    # All items count 2: the middle is 50; 1.96·20·sqrt(0.2) is 17.53, so from 32 to 68.
    attempt = takes(alex)

    html = alex.opens(page("result", attempt)).content.decode()

    assert "between 32 and 68 of 100" in html
    assert "<td>32</td><td>50</td><td>68</td>" in html


def test_the_range_is_said_in_the_words_of_the_answers(alex):
    assert "Trust: between “Seldom” and “Often”" in _shown(alex, takes(alex))


def test_it_says_that_it_is_not_validated_and_for_whose_eyes_it_is(alex):
    shown = _shown(alex, takes(alex))

    assert "This quiz is not yet validated" in shown
    assert "Only you can see this." in shown


# --- Open arithmetic ----------------------------------------------------------------------------


def test_every_item_shows_its_answer_and_its_key(alex):
    attempt = takes(alex, trust=3)
    item = next(item for item in attempt.items if item.key == "trust-4")

    shown = _shown(alex, attempt, "working")

    assert f"{item.text} You chose “Seldom” (1). Turned round: 0 + 4 − 1 = 3." in shown
    assert all(item.text.replace("'", "&#x27;") in shown for item in attempt.items)


def test_every_step_of_a_score_is_shown(alex):
    shown = _shown(alex, takes(alex, trust=3), "working")

    assert "6 of 6 answered. Sum 18, possible from 0 to 24." in shown
    assert "100 × (18 − 0) ÷ (24 − 0) = 75.00" in shown
    assert "75.00 ± 1.96 × 8.94, within 0 and 100: from 57.47 to 92.53" in shown


def test_a_left_out_answer_is_shown_as_not_counting(alex):
    attempt = begins(alex)
    for number in range(2, 31):
        answers(alex, attempt, number, 2)
    alex.sends(page("finish", attempt))

    shown = _shown(alex, attempt, "working")

    assert "Not answered, so it does not count." in shown
    assert "5 of 6 answered. Sum 10, possible from 0 to 20." in shown


def test_the_comparison_of_each_area_is_shown(alex):
    # 100 against a mean of 50; 8.94·sqrt(1 + 1/4) = 10.00, z = 5.
    shown = _shown(alex, takes(alex, trust=4), "working")

    assert "√(own standard error² + sum of the others’ standard errors² ÷ 4²)" in shown
    assert "100.00 − mean of the others 50.00 = 50.00" in shown
    assert "own standard error 8.94, error 10.00; z = 50.00 ÷ 10.00 = 5.00" in shown
    assert "p: less than 0.0001" in shown


def test_constants_version_and_sources_are_named(alex):
    shown = _shown(alex, takes(alex), "working")

    assert "The spread and the reliability are provisional." in shown
    assert "evenings, version 1.0, CC BY 4.0" in shown
    for source in ("Cohen", "Lord", "Holm"):
        assert source in shown


@pytest.mark.parametrize("name", ["result", "working"])
def test_an_open_attempt_has_no_result_yet(alex, name):
    attempt = begins(alex)

    response = alex.opens(page(name, attempt))

    assert response.headers["Location"] == reverse("quizzes:question", args=[attempt.public_id, 1])


# --- Versions -----------------------------------------------------------------------------------


def test_an_old_result_keeps_the_definition_it_was_taken_with(alex, monkeypatch):
    attempt = takes(alex, weeks_ago=12, trust=3)
    before = attempt.scores()
    now = content.current("en")
    changed = load(now.structure.replace("sd = 20.0", "sd = 10.0"), now.words)
    monkeypatch.setattr(content, "current", lambda language: changed)
    monkeypatch.setattr(models.attempt, "_parsed", {})

    old = Attempt.objects.with_version().get(pk=attempt.pk)
    new = takes(alex, trust=3)

    assert old.scores() == before
    assert new.scores() != before
    assert InstrumentVersion.objects.count() == 2


# --- Home and overview --------------------------------------------------------------------------


def test_someone_new_stands_nowhere_yet(alex):
    standing = services.standing(alex.person)

    assert (standing.open_attempt, standing.latest) == (None, None)


def test_home_learns_where_to_go_on(alex):
    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    found = services.standing(alex.person).open_attempt

    assert (found.public_id, found.number_next) == (attempt.public_id, 2)


def test_with_all_questions_reached_one_goes_on_at_the_last(alex):
    attempt = begins(alex)
    for number in range(1, 31):
        answers(alex, attempt, number, None)

    assert services.standing(alex.person).open_attempt.number_next == 30


def test_home_shows_the_newest_result(alex):
    takes(alex, weeks_ago=12, trust=4)
    newest = takes(alex, trust=4, time=0)

    latest = services.standing(alex.person).latest

    assert latest.public_id == newest.public_id
    assert latest.headline == "Trust is your firm ground"
    assert latest.areas == ["Time together"]
    assert [bar["area"] for bar in latest.bars if bar["highlight"]] == ["time"]
    assert latest.can_compare


def test_the_overview_lists_results_newest_first(alex):
    takes(alex, weeks_ago=12, trust=4)
    takes(alex, time=4)

    html = alex.opens(OVERVIEW).content.decode()

    assert html.index("Time together is your firm ground") < html.index("Trust is your firm ground")


def test_one_partner_sees_nothing_of_the_others_quiz(couple, alex, sam):
    attempt = takes(alex, trust=4)

    html = sam.opens(OVERVIEW).content.decode()

    assert str(attempt.public_id) not in html
    assert "firm ground" not in html


def test_erasing_a_person_takes_their_attempts_along(alex):
    takes(alex)

    accounts.erase(by=alex.person, at=models.Attempt.objects.get().finished_at)

    assert not Attempt.objects.exists()


# --- Cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["result", "working"])
def test_a_result_costs_at_most_eight_queries(alex, name, django_assert_max_num_queries):
    attempt = takes(alex, trust=4, time=0)
    alex.opens(OVERVIEW)

    with django_assert_max_num_queries(8):
        alex.opens(page(name, attempt))


def test_home_pays_at_most_three_queries(alex, django_assert_max_num_queries):
    takes(alex, weeks_ago=24)
    takes(alex, weeks_ago=12)
    begins(alex)
    person = alex.afresh()

    with django_assert_max_num_queries(3):
        services.standing(person)


def test_the_overview_costs_the_same_with_more_results(alex, django_assert_max_num_queries):
    for weeks_ago in (36, 24, 12):
        takes(alex, weeks_ago=weeks_ago, trust=4)
    alex.opens(OVERVIEW)

    with django_assert_max_num_queries(5):
        alex.opens(OVERVIEW)

"""Exercises: read by anybody, begun and marked done, with a line that stays one's own."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts import services as accounts
from quizzes import content, services
from quizzes.models import Practice
from tests.support.people import Someone

SAY_IT_BACK = reverse("quizzes:exercise", args=["say-it-back"])
BEGIN = reverse("quizzes:begin_exercise", args=["say-it-back"])
DONE_BY_ME = reverse("quizzes:practices")
GUIDES = content.guides("en")
EXERCISES = [one.key for guide in GUIDES.values() for one in guide.exercises]


def begins(someone: Someone, key: str = "say-it-back") -> Practice:
    """Presses Begin, and gives what is open then."""
    someone.sends(reverse("quizzes:begin_exercise", args=[key]))
    return services.open_practice(someone.person, key)


def finishes(someone: Someone, practice: Practice, line: str = ""):
    """Presses Done, with a line or without."""
    address = reverse("quizzes:practice_done", args=[practice.public_id])
    return someone.sends(address, {"line": line})


def text(response) -> str:
    return response.content.decode()


# --- Areas --------------------------------------------------------------------------------------


def test_all_areas_are_listed_and_closeness_is_said_to_be_optional(alex):
    shown = text(alex.opens(reverse("quizzes:areas")))

    for area in content.current("en").areas:
        assert f">{area.name}</a>" in shown
    assert shown.count("Only if you like") == 1
    assert shown.index("Only if you like") < shown.index(">Physical closeness</a>")


@pytest.mark.parametrize("area", list(GUIDES))
def test_the_page_of_an_area_holds_its_whole_guide(alex, area):
    guide = GUIDES[area]

    shown = text(alex.opens(reverse("quizzes:area", args=[area])))

    assert all(
        escape(said) in shown
        for said in (guide.what, guide.obstacle, guide.wrong_tool, *guide.notice, *guide.say)
    )
    for claim in guide.evidence:
        assert escape(claim.text) in shown
        assert all(escape(source.citation) in shown for source in claim.sources)
    for one in guide.exercises:
        assert f'href="{reverse("quizzes:exercise", args=[one.key])}"' in shown


def test_when_to_leave_it_alone_stands_before_the_things_to_do(alex):
    shown = text(alex.opens(reverse("quizzes:area", args=["trust"])))

    assert shown.index(escape(GUIDES["trust"].wrong_tool)) < shown.index("Things to do")


@pytest.mark.parametrize("address", ["/quiz/areas/money/", "/quiz/exercises/headstand/"])
def test_an_area_or_exercise_that_is_not_there_is_a_404_with_a_way_on(alex, address):
    response = alex.opens(address)

    assert response.status_code == 404
    assert reverse("quizzes:areas") in text(response)


def test_the_quiz_page_and_a_result_lead_to_areas_and_exercises(alex):
    assert reverse("quizzes:areas") in text(alex.opens(reverse("quizzes:overview")))


# --- An exercise --------------------------------------------------------------------------------


@pytest.mark.parametrize("key", EXERCISES)
def test_the_page_of_an_exercise_says_how_it_goes_and_why(alex, key):
    one = next(one for guide in GUIDES.values() for one in guide.exercises if one.key == key)

    shown = text(alex.opens(reverse("quizzes:exercise", args=[key])))

    assert all(f"<li>{escape(step)}</li>" in shown for step in one.steps)
    assert escape(one.why) in shown
    assert all(escape(source.citation) in shown for source in one.sources)
    assert escape(GUIDES[one.area].wrong_tool) in shown


def test_before_it_is_begun_there_is_no_clock(alex):
    assert "data-timer" not in text(alex.opens(SAY_IT_BACK))


def test_begun_it_says_until_when_also_without_a_script(alex, time_machine):
    time_machine.move_to("2026-12-04 19:00:00+00:00", tick=False)

    begins(alex)

    assert "Until about 20:15." in text(alex.opens(SAY_IT_BACK))


def test_the_clock_goes_on_where_it_was_when_the_page_is_loaded_again(alex, time_machine):
    time_machine.move_to("2026-12-04 19:00:00+00:00", tick=False)
    begins(alex)

    time_machine.shift(timedelta(seconds=90))

    assert 'data-gone="90"' in text(alex.opens(SAY_IT_BACK))


def test_long_over_it_names_no_hour_of_another_day(alex, time_machine):
    time_machine.move_to("2026-12-04 19:00:00+00:00", tick=False)
    begins(alex)

    time_machine.shift(timedelta(days=3))

    shown = text(alex.opens(SAY_IT_BACK))
    assert "Until about" not in shown
    assert '<p class="timer__words">The time is up.' in shown


def test_looking_begins_nothing(alex):
    alex.opens(SAY_IT_BACK)
    alex.opens(BEGIN)

    assert not Practice.objects.exists()


def test_a_second_press_begins_no_second(alex):
    begins(alex)
    begins(alex)

    assert Practice.objects.count() == 1


def test_an_exercise_that_is_not_there_cannot_be_begun(alex):
    response = alex.sends(reverse("quizzes:begin_exercise", args=["headstand"]))

    assert response.status_code == 404
    assert not Practice.objects.exists()


def test_another_exercise_can_be_begun_beside_it(alex):
    begins(alex)
    begins(alex, "which-ear")

    assert Practice.objects.open().count() == 2


def test_done_it_stands_on_my_list_with_its_line(alex):
    finishes(alex, begins(alex), "We laughed halfway.")

    shown = text(alex.opens(DONE_BY_ME))
    assert "Say it back" in shown
    assert "We laughed halfway." in shown


def test_the_line_may_be_left_empty(alex):
    finishes(alex, begins(alex))

    assert Practice.objects.get().line is None
    assert "Say it back" in text(alex.opens(DONE_BY_ME))


def test_done_twice_keeps_the_first(alex):
    practice = begins(alex)

    finishes(alex, practice, "First.")
    finishes(alex, practice, "Second.")

    assert Practice.objects.get().line == "First."


def test_what_is_only_begun_is_not_on_the_list(alex):
    begins(alex)

    assert "Say it back" not in text(alex.opens(DONE_BY_ME))


def test_after_it_is_done_it_can_be_begun_again(alex):
    finishes(alex, begins(alex))
    begins(alex)

    assert (Practice.objects.done().count(), Practice.objects.open().count()) == (1, 1)


def test_a_line_that_is_too_long_is_given_back(alex):
    practice = begins(alex)

    response = finishes(alex, practice, "x" * 301)

    assert response.status_code == 422
    assert "301 characters long" in text(response)
    assert "x" * 301 in text(response)
    assert Practice.objects.get().done_at is None


def test_the_longest_line_is_taken(alex):
    finishes(alex, begins(alex), "x" * 300)

    assert Practice.objects.get().line == "x" * 300


@pytest.mark.parametrize("data", [{}, {"line": "\x00"}, {"line": ["a", "b"]}])
def test_odd_forms_make_no_fault(alex, data):
    practice = begins(alex)
    address = reverse("quizzes:practice_done", args=[practice.public_id])

    assert alex.sends(address, data).status_code == 302


def test_a_clock_set_back_loses_no_line(alex):
    now = timezone.now()
    practice = services.begin_exercise("say-it-back", by=alex.person, at=now)

    services.mark_done(practice, by=alex.person, line="Kept.", at=now - timedelta(hours=1))

    assert Practice.objects.get().line == "Kept."


def test_deleting_takes_the_line_along(alex):
    practice = begins(alex)
    finishes(alex, practice, "Not for ever.")

    alex.sends(reverse("quizzes:practice_forget", args=[practice.public_id]))

    assert not Practice.objects.exists()
    assert "Not for ever." not in text(alex.opens(DONE_BY_ME))


def test_an_exercise_that_was_taken_out_stays_on_the_list_with_its_line(alex):
    now = timezone.now()
    alex.person.practices.create(exercise="gone", started_at=now, done_at=now, line="Still mine.")

    shown = text(alex.opens(DONE_BY_ME))

    assert "no longer here" in shown
    assert "Still mine." in shown


# --- Putting it on the week -----------------------------------------------------------------


def test_it_can_be_put_on_the_week_by_two(couple, alex):
    assert 'href="/together/new/?exercise=say-it-back"' in text(alex.opens(SAY_IT_BACK))


def test_alone_there_is_no_week_to_put_it_on(alex):
    assert "/together/new/" not in text(alex.opens(SAY_IT_BACK))


def test_what_is_for_one_alone_is_not_offered_for_the_week_that_both_see(couple, alex):
    assert "?exercise=" not in text(alex.opens(reverse("quizzes:exercise", args=["my-own-map"])))


# --- Whose it is --------------------------------------------------------------------------------


def test_line_and_exercise_are_sealed(alex):
    finishes(alex, begins(alex), "A word of mine.")

    with connection.cursor() as cursor:
        cursor.execute("SELECT exercise, line FROM quizzes_practice")
        stored = b"".join(bytes(value) for value in cursor.fetchone())

    assert b"say-it-back" not in stored
    assert b"A word" not in stored


PAGES = ["/", "/quiz/", DONE_BY_ME, "/quiz/areas/", "/quiz/areas/listening/", SAY_IT_BACK]


@pytest.mark.parametrize("address", PAGES)
def test_sam_sees_the_same_bytes_whatever_alex_began_and_did(couple, alex, sam, address):
    before = sam.sees(address)

    begins(alex, "which-ear")
    finishes(alex, begins(alex), "For me alone.")

    assert sam.sees(address) == before


@pytest.mark.parametrize("name", ["practice_done", "practice_forget"])
@pytest.mark.parametrize("linked", [True, False])
def test_nobody_else_reaches_what_somebody_began(request, alex, robin, name, linked):
    other = request.getfixturevalue("sam") if linked else robin
    if linked:
        request.getfixturevalue("couple")
    practice = begins(alex)

    response = other.sends(reverse(f"quizzes:{name}", args=[practice.public_id]), {"line": "x"})

    assert response.status_code == 404
    assert Practice.objects.get().done_at is None


def test_it_stays_mine_after_an_unlink_and_is_gone_after_erasing(couple, alex, sam):
    finishes(alex, begins(alex), "Mine to keep.")

    accounts.unlink(by=sam.person, at=timezone.now())
    assert "Mine to keep." in text(alex.opens(DONE_BY_ME))

    accounts.erase(by=alex.person, at=timezone.now())
    assert not Practice.objects.exists()


def test_the_list_asks_the_database_little(couple, alex, django_assert_max_num_queries):
    now = timezone.now()
    for number in range(50):
        alex.person.practices.create(
            exercise="say-it-back", started_at=now, done_at=now, line=f"Line {number}"
        )

    alex.opens("/")

    with django_assert_max_num_queries(6):
        shown = text(alex.opens(DONE_BY_ME))

    assert len(re.findall(r"Line \d+", shown)) == 20
    assert "?page=2" in shown


def test_the_pages_of_exercises_and_areas_ask_the_database_little(
    couple, alex, sam, django_assert_max_num_queries
):
    for key in EXERCISES:
        begins(alex, key)
        begins(sam, key)

    for address in (SAY_IT_BACK, "/quiz/areas/", "/quiz/areas/listening/"):
        with django_assert_max_num_queries(7):
            assert alex.opens(address).status_code == 200

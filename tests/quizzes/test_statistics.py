"""Consent to statistics: off, separate, one's own; and what the host's report may say."""

import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Consent, Couple, Person, PersonKey, Seat
from quizzes import content, report
from quizzes.domain.report import FEWEST_PEOPLE, Taking, TooFewPeople, figures
from quizzes.models import Attempt, InstrumentVersion
from tests.support.people import Someone

OVERVIEW = reverse("quizzes:overview")
STATISTICS = reverse("quizzes:statistics")
QUIZ = content.current("en")
AREAS = QUIZ.always_asked


def agrees(someone: Someone):
    return someone.sends(STATISTICS, {"agree": "yes"})


def text(response) -> str:
    return response.content.decode()


# --- Consent ------------------------------------------------------------------------------------


def test_it_is_off_until_somebody_switches_it_on(alex):
    accounts.confirm_sign_up(by=alex.person, at=timezone.now())

    assert not accounts.allows_quiz_statistics(alex.person)
    assert "Let my answers count" in text(alex.opens(OVERVIEW))


def test_switched_on_the_page_says_so_and_offers_to_take_it_back(alex):
    agrees(alex)

    shown = text(alex.opens(OVERVIEW))
    assert accounts.allows_quiz_statistics(alex.person)
    assert "Take it back" in shown
    assert "Let my answers count" not in shown


def test_taken_back_nothing_of_it_is_left(alex):
    agrees(alex)

    alex.sends(STATISTICS, {"agree": "no"})

    assert not Consent.objects.filter(kind=Consent.Kind.QUIZ_STATISTICS).exists()


def test_agreeing_twice_is_agreeing_once(alex):
    agrees(alex)
    agrees(alex)

    assert Consent.objects.filter(kind=Consent.Kind.QUIZ_STATISTICS).count() == 1


@pytest.mark.parametrize("data", [{}, {"agree": ""}, {"agree": "perhaps"}, {"agree": "YES"}])
def test_only_a_clear_yes_switches_it_on(alex, data):
    alex.sends(STATISTICS, data)

    assert not accounts.allows_quiz_statistics(alex.person)


def test_looking_switches_nothing_on(alex):
    assert alex.opens(STATISTICS, data={"agree": "yes"}).status_code == 405
    assert not accounts.allows_quiz_statistics(alex.person)


def test_a_yes_to_an_older_text_does_not_count(alex):
    alex.person.consents.create(
        kind=Consent.Kind.QUIZ_STATISTICS, text_version="2020-01", given_at=timezone.now()
    )

    assert not accounts.allows_quiz_statistics(alex.person)
    assert list(accounts.people_in_quiz_statistics()) == []


def test_the_partner_does_not_learn_of_it(couple, alex, sam):
    pages = ("/", OVERVIEW, "/partner/")
    before = [sam.sees(page) for page in pages]

    agrees(alex)

    assert [sam.sees(page) for page in pages] == before


def test_the_page_says_what_is_worked_out_and_over_how_many(alex):
    shown = text(alex.opens(OVERVIEW))

    assert f"only numbers over at least {FEWEST_PEOPLE} people" in shown
    assert "first finished quiz" in shown


# --- Made-up people -----------------------------------------------------------------------------


def answers(chance: random.Random, level: float, areas=AREAS) -> dict[str, int]:
    """Answers of somebody who stands at a level from 0 to 4, with some noise."""
    found = {}
    for item in QUIZ.items_in(areas):
        value = min(4, max(0, round(chance.gauss(level, 1.0))))
        found[item.key] = 4 - value if item.reverse else value
    return found


def crowd(people: int, *, couples: bool = True) -> list[Taking]:
    """Takings of made-up people, two by two alike."""
    chance = random.Random(7)
    found = []
    for number in range(people):
        if number % 2 == 0:
            level = chance.uniform(0.5, 3.5)
        couple = number // 2 if couples else None
        found.append(Taking(AREAS, answers(chance, level), couple))
    return found


# --- The figures --------------------------------------------------------------------------------


def test_below_a_hundred_complete_attempts_nothing_is_said():
    with pytest.raises(TooFewPeople):
        figures(QUIZ, crowd(99))


def test_an_attempt_with_a_question_left_out_does_not_make_the_hundred_full():
    people = crowd(100)
    first = QUIZ.items_in(AREAS)[0].key
    people[0] = Taking(AREAS, people[0].answers | {first: None})

    with pytest.raises(TooFewPeople):
        figures(QUIZ, people)


def test_from_a_hundred_on_each_area_has_its_figures():
    found = figures(QUIZ, crowd(100))

    by_area = {one.area: one for one in found.areas}
    assert (found.attempts, found.complete) == (100, 100)
    for area in AREAS:
        one = by_area[area]
        assert one.people == 100
        assert one.couples == 50
        assert 0.6 < one.fit.alpha < 1
        assert one.fit.interval.low < one.fit.alpha < one.fit.interval.high
        assert all(fit.item_rest > 0.2 for fit in one.fit.fits)
        assert one.likeness.anova.value > 0.5


def test_reversed_items_are_turned_before_anything_is_worked_out():
    [time] = [one for one in figures(QUIZ, crowd(100)).areas if one.area == "time"]

    assert min(fit.item_rest for fit in time.fit.fits) > 0


def test_an_optional_area_few_were_asked_about_stays_shut():
    people = crowd(120)
    chance = random.Random(1)
    asked = (*AREAS, "closeness")
    people[:99] = [
        Taking(asked, one.answers | answers(chance, 2, ("closeness",)), one.couple)
        for one in people[:99]
    ]

    [closeness] = [one for one in figures(QUIZ, people).areas if one.area == "closeness"]

    assert (closeness.people, closeness.missing, closeness.fit) == (None, None, None)


def test_likeness_of_partners_needs_fifty_couples():
    people = crowd(200, couples=False)
    people[:98] = crowd(98)

    assert {one.likeness for one in figures(QUIZ, people).areas} == {None}


def test_missing_answers_are_counted_item_by_item_and_never_as_a_zero():
    people = crowd(200)
    item = QUIZ.items_in(("time",))[0].key
    people[:20] = [Taking(AREAS, one.answers | {item: None}, one.couple) for one in people[:20]]

    [time] = [one for one in figures(QUIZ, people).areas if one.area == "time"]

    assert time.missing[time.items.index(item)] == 0.1
    assert sum(time.missing) == 0.1
    assert time.people == 180


# --- Who is counted -----------------------------------------------------------------------------


@pytest.fixture
def version(db) -> InstrumentVersion:
    return InstrumentVersion.keep(QUIZ)


def people_who_agreed(number: int, version: InstrumentVersion, *, linked: bool = False) -> None:
    """Makes them past every page, to be quick: each with one finished attempt."""
    now, chance = timezone.now(), random.Random(3)
    for place in range(number):
        person = Person.objects.create(email=f"p{place}@example.org")
        accounts.confirm_sign_up(by=person, at=now)
        accounts.allow_quiz_statistics(by=person, at=now)
        if place % 2 == 0:
            level = chance.uniform(0.5, 3.5)
            couple = Couple.objects.create(started_at=now) if linked else None
        if couple:
            Seat.objects.create(couple=couple, number=1 + place % 2, person=person)
        attempt(person, version, answers(chance, level), at=now)


def attempt(person: Person, version, given: dict, *, at, areas=AREAS) -> Attempt:
    return Attempt.objects.create(
        person=person,
        version=version,
        started_at=at,
        finished_at=at,
        answers=given,
        choices={"areas": list(areas), "matters": []},
    )


def test_only_people_who_agreed_are_counted(alex, sam, version):
    for someone in (alex, sam):
        attempt(someone.person, version, {"x": 1}, at=timezone.now())
    agrees(alex)

    assert len(list(report.takings(QUIZ))) == 1


def test_from_the_moment_it_is_taken_back_nothing_is_counted(alex, version):
    attempt(alex.person, version, {}, at=timezone.now())
    agrees(alex)

    alex.sends(STATISTICS, {"agree": "no"})

    assert list(report.takings(QUIZ)) == []


def test_of_each_person_the_first_finished_attempt_is_counted(alex, version):
    now = timezone.now()
    agrees(alex)
    attempt(alex.person, version, {"which": 2}, at=now)
    attempt(alex.person, version, {"which": 1}, at=now - timedelta(weeks=12))
    unfinished = attempt(alex.person, version, {"which": 0}, at=now - timedelta(weeks=20))
    Attempt.objects.filter(pk=unfinished.pk).update(finished_at=None)

    [taking] = report.takings(QUIZ)

    assert taking.answers == {"which": 1}


def test_somebody_whose_key_is_gone_counts_as_nobody(alex, sam, version):
    for someone in (alex, sam):
        attempt(someone.person, version, {"x": 1}, at=timezone.now())
        agrees(someone)
    PersonKey.objects.filter(person=alex.person).delete()

    assert len(list(report.takings(QUIZ))) == 1


def test_an_attempt_that_is_still_open_is_not_counted(alex, version):
    agrees(alex)
    attempt(alex.person, version, {}, at=timezone.now())
    Attempt.objects.update(finished_at=None)

    assert list(report.takings(QUIZ)) == []


def test_attempts_scored_in_another_way_are_left_out(alex, version):
    agrees(alex)
    InstrumentVersion.objects.update(scoring_hash="another")
    attempt(alex.person, version, {}, at=timezone.now())

    assert list(report.takings(QUIZ)) == []


def test_who_was_a_couple_and_is_none_any_more_is_no_pair(couple, alex, sam, version):
    for someone in (alex, sam):
        agrees(someone)
        attempt(someone.person, version, {}, at=timezone.now())
    linked = [one.couple for one in report.takings(QUIZ)]

    accounts.unlink(by=alex.person, at=timezone.now())

    assert linked == [couple.pk, couple.pk]
    assert [one.couple for one in report.takings(QUIZ)] == [None, None]


# --- The command --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 99])
def test_it_refuses_and_does_not_say_how_many_there_are(number, version, capsys):
    people_who_agreed(number, version)

    with pytest.raises(CommandError) as refused:
        call_command("instrument_report")

    said = str(refused.value) + "".join(capsys.readouterr())
    assert "fewer than 100 complete attempts" in said
    assert "99" not in said


def test_it_prints_alpha_items_and_the_likeness_of_partners(version, capsys):
    people_who_agreed(100, version, linked=True)

    call_command("instrument_report")

    said = capsys.readouterr().out
    assert "100 people, the first finished attempt of each; 100 complete" in said
    assert "Listening: 100 complete, alpha 0." in said
    assert "50 couples, ICC 0." in said
    assert "Physical closeness: fewer than 100 complete" in said
    assert all(item.key in said for item in QUIZ.items_in(AREAS))


def test_it_names_nobody(version, capsys):
    people_who_agreed(100, version)

    call_command("instrument_report")

    assert "example.org" not in "".join(capsys.readouterr())


def test_it_asks_the_database_no_more_for_more_people(version, django_assert_max_num_queries):
    people_who_agreed(110, version)

    with django_assert_max_num_queries(4):
        call_command("instrument_report")

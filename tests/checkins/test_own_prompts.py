"""A couple adds questions of its own; each has one week, before those of the catalogue."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts import services as accounts
from accounts.models import Couple
from checkins import content, services
from checkins.forms.own_prompts import MOST_CHARACTERS
from checkins.models import CheckIn, OwnPrompt
from checkins.services.own_prompts import MOST_WAITING
from tests.checkins.verbs import page, reads, reveal, sets_slot, shares
from tests.support.people import Someone, link, make_person

QUESTIONS = reverse("checkins:own_prompts")
LAUGH = "What made you laugh this week?"
HEADING = "This week’s question"


def adds(someone: Someone, text: str = LAUGH):
    return someone.sends(QUESTIONS, {"text": text})


def takes_out(someone: Someone, prompt: OwnPrompt):
    return someone.sends(reverse("checkins:remove_prompt", args=[prompt.public_id]))


def sees(someone: Someone) -> str:
    return someone.opens(QUESTIONS).content.decode()


def opens(couple: Couple, at) -> CheckIn:
    """The check-in of the week that opens now."""
    services.open_check_in(couple=couple, at=at)
    return couple.check_ins.order_by("-meets_at").first()


@pytest.fixture
def asked(friday, couple: Couple, alex: Someone, sam: Someone) -> CheckIn:
    """This week is about a question of Alex's."""
    adds(alex)
    sets_slot(alex)
    return opens(couple, friday)


# --- The list -----------------------------------------------------------------------------------


def test_both_see_the_list_and_whose_each_is(friday, couple, alex, sam) -> None:
    adds(alex)
    adds(sam, "Where would you walk to?")

    mine, theirs = sees(alex), sees(sam)

    assert mine.index("From you") < mine.index(LAUGH) < mine.index("From Sam")
    assert theirs.index("From Alex") < theirs.index(LAUGH) < theirs.index("From you")
    assert "can be skipped like any other" in mine


def test_the_words_are_sealed(friday, couple, alex) -> None:
    adds(alex)

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM checkins_ownprompt")
        assert b"laugh" not in bytes(cursor.fetchone()[0])


def test_a_form_sent_twice_adds_one_question(friday, couple, alex) -> None:
    assert adds(alex).url == adds(alex).url == QUESTIONS

    assert couple.own_prompts.count() == 1


def test_a_question_is_one_line(friday, couple, alex) -> None:
    adds(alex, "What made\r\n\r\n  you \x00laugh?")

    assert couple.own_prompts.get().text == "What made you laugh?"


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "x" * (MOST_CHARACTERS + 1)])
def test_what_cannot_be_taken_is_given_back(friday, couple, alex, text: str) -> None:
    response = adds(alex, text)

    assert response.status_code == 422
    assert text.strip("\x00 \n") in response.content.decode()
    assert not couple.own_prompts.exists()


def test_what_was_typed_is_shown_as_typed(friday, couple, alex, sam) -> None:
    adds(alex, "<b>שלום</b> 😀?")

    assert "&lt;b&gt;שלום&lt;/b&gt; 😀?" in sees(sam)


def test_at_most_twenty_wait(friday, couple, alex) -> None:
    for number in range(MOST_WAITING):
        assert adds(alex, f"Question {number}?").status_code == 302

    response = adds(alex, "One too many?")

    assert response.status_code == 422
    assert "Twenty questions are waiting already" in response.content.decode()
    assert "One too many?" in response.content.decode()
    assert couple.own_prompts.count() == MOST_WAITING


def test_the_list_asks_the_database_little(
    friday, couple, alex, sam, django_assert_max_num_queries
) -> None:
    for number in range(MOST_WAITING):
        adds(sam, f"Question {number}?")
    sees(alex)

    with django_assert_max_num_queries(8):
        assert "Question 19?" in sees(alex)


def test_either_takes_one_out_and_twice_is_once(friday, couple, alex, sam) -> None:
    adds(alex)
    prompt = couple.own_prompts.get()

    assert takes_out(sam, prompt).url == takes_out(alex, prompt).url == QUESTIONS

    assert LAUGH not in sees(alex)
    assert LAUGH not in sees(sam)


def test_a_visit_takes_nothing_out(friday, couple, alex) -> None:
    adds(alex)
    prompt = couple.own_prompts.get()

    assert alex.opens(reverse("checkins:remove_prompt", args=[prompt.public_id])).status_code == 405
    assert LAUGH in sees(alex)


def test_an_unknown_question_cannot_be_taken_out(friday, couple, alex) -> None:
    assert takes_out(alex, OwnPrompt(public_id=uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("is_linked", [False, True], ids=["linked to nobody", "with Kim"])
def test_robin_finds_none_of_it(friday, couple, alex, robin: Someone, is_linked: bool) -> None:
    adds(alex)
    if is_linked:
        link(robin, make_person("Kim"))

    assert takes_out(robin, couple.own_prompts.get()).status_code == 404
    assert LAUGH not in sees(robin)
    assert adds(robin, "Mine?").status_code == (302 if is_linked else 404)
    assert couple.own_prompts.waiting().count() == 1


# --- Its week -----------------------------------------------------------------------------------


def test_the_oldest_has_its_week_before_the_catalogue(friday, couple, alex, sam) -> None:
    adds(sam, "The first?")
    adds(alex, "The second?")
    takes_out(alex, couple.own_prompts.first())
    adds(alex, "The third?")
    sets_slot(alex)

    keys = [opens(couple, friday + timedelta(weeks=week)).prompt_key for week in range(3)]

    second, third = (prompt.key for prompt in couple.own_prompts.order_by("pk")[1:])
    assert keys[:2] == [second, third]
    assert keys[2] in content.prompts()


def test_both_are_asked_it_and_read_it_above_the_answer(asked: CheckIn, alex, sam) -> None:
    for someone in (alex, sam):
        assert LAUGH in someone.opens(page("prepare", asked, "prompt")).content.decode()
    shares(alex, asked, "The dog", "prompt")

    reveal(asked, alex, sam)

    assert reads(sam, asked).index(LAUGH) < reads(sam, asked).index("The dog")
    assert "Then ask about one thing in it." in reads(sam, asked)
    assert "Then ask about one thing in it." not in reads(alex, asked)


def test_it_moves_from_the_waiting_to_those_that_had_their_week(asked: CheckIn, sam) -> None:
    seen = sees(sam)

    assert "Waiting for their week" not in seen
    assert seen.index("Those that had their week") < seen.index("The week of 6 December 2026")


def test_what_is_asked_cannot_be_taken_out_any_more(asked: CheckIn, couple, alex) -> None:
    response = takes_out(alex, couple.own_prompts.get())

    assert response.status_code == 409
    assert "A week is about it already" in response.content.decode()
    assert LAUGH in alex.opens(page("prepare", asked, "prompt")).content.decode()


def test_it_is_asked_once_and_may_be_added_again(asked: CheckIn, couple, friday, alex) -> None:
    assert opens(couple, friday + timedelta(weeks=1)).prompt_key in content.prompts()

    adds(alex)

    assert opens(couple, friday + timedelta(weeks=2)).prompt_key.startswith("own-")


# --- Who may read it ----------------------------------------------------------------------------


def test_after_an_unlink_each_reads_only_their_own(asked: CheckIn, alex, sam) -> None:
    accounts.unlink(by=sam.person, at=asked.meets_at)

    keys = [asked.prompt_key, "walk"]
    assert services.own_questions(alex.afresh(), keys) == {asked.prompt_key: LAUGH}
    assert services.own_questions(sam.afresh(), keys) == {}


def test_a_new_couple_brings_no_question_back(asked: CheckIn, alex, sam) -> None:
    accounts.unlink(by=sam.person, at=asked.meets_at)

    link(alex, sam)

    assert LAUGH not in sees(alex)
    assert services.own_questions(sam.afresh(), [asked.prompt_key]) == {}


def test_no_stranger_reads_it_by_its_key(asked: CheckIn, robin: Someone) -> None:
    assert services.own_questions(robin.person, [asked.prompt_key]) == {}


def test_the_catalogue_costs_no_query(couple, alex, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert services.own_questions(alex.person, ["walk", "x"]) == {}


def test_a_damaged_question_leaves_the_plain_heading(asked: CheckIn, alex, sam) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE checkins_ownprompt SET text = %s", [b"?"])

    assert HEADING in sam.opens(page("prepare", asked, "prompt")).content.decode()


def test_a_key_that_is_no_id_leaves_the_plain_heading(asked: CheckIn, alex) -> None:
    CheckIn.objects.update(prompt_key="own-walk")

    assert HEADING in alex.opens(page("prepare", asked, "prompt")).content.decode()

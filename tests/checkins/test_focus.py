"""The couple's focus steers the week's question and the ideas; alone it steers nothing."""

from datetime import date

import pytest

from checkins import content, services
from checkins.domain.ideas import suggest
from checkins.domain.prompts import choose
from quizzes.services import take_focus_back, wish_for_focus
from tests.checkins.verbs import sets_slot

PROMPTS = content.prompts()
IDEAS = content.ideas()
SUNDAY = date(2026, 12, 6)


@pytest.fixture
def in_focus(friday, couple, alex, sam):
    """Both choose an area."""

    def chosen(area: str) -> None:
        for someone in (alex, sam):
            wish_for_focus(area, by=someone.person, at=friday)

    return chosen


@pytest.mark.parametrize("area", ["time", "trust", "closeness"])
def test_the_weeks_question_is_about_the_focus(in_focus, friday, couple, alex, area):
    in_focus(area)
    sets_slot(alex)

    services.open_check_in(couple=couple, at=friday)

    assert PROMPTS[couple.check_ins.get().prompt_key].area == area


def test_one_choice_alone_steers_nothing(friday, couple, alex):
    before = choose(PROMPTS.values(), seen={}).key
    wish_for_focus("trust", by=alex.person, at=friday)
    sets_slot(alex)

    services.open_check_in(couple=couple, at=friday)

    assert couple.check_ins.get().prompt_key == before


def test_taken_back_it_steers_nothing_any_more(in_focus, friday, couple, alex, sam):
    in_focus("closeness")
    take_focus_back(by=sam.person)
    sets_slot(alex)

    services.open_check_in(couple=couple, at=friday)

    assert PROMPTS[couple.check_ins.get().prompt_key].area != "closeness"


def test_when_the_focus_is_used_up_the_next_area_follows():
    seen = {one.key: SUNDAY for one in PROMPTS.values() if one.area == "trust"}

    assert choose(PROMPTS.values(), seen=seen, focus="trust").area != "trust"


def test_closeness_is_asked_about_only_where_it_is_switched_on():
    assert choose(PROMPTS.values(), seen={}, focus="closeness").area != "closeness"
    assert choose(PROMPTS.values(), seen={}, focus="closeness", closeness=True).area == "closeness"


def test_ideas_of_the_focus_come_first_and_new_ones_first_among_them():
    found = suggest(IDEAS.values(), on=SUNDAY, focus="trust")

    of_trust = [idea for idea in found if idea.area == "trust"]
    assert found[: len(of_trust)] == of_trust
    assert of_trust == sorted(of_trust, key=lambda idea: not idea.is_new)


def test_the_form_of_a_plan_offers_ideas_of_the_focus_first(in_focus, alex):
    in_focus("appreciation")

    first = alex.opens("/together/new/").context["ideas"][0]

    assert IDEAS[first.key].area == "appreciation"


def test_an_exercise_put_on_the_week_fills_in_title_and_length(friday, couple, alex):
    form = alex.opens("/together/new/?exercise=something-new").content.decode()

    assert 'value="Do a thing neither of you has done"' in form
    assert 'value="60"' in form


def test_a_short_exercise_is_planned_with_the_least_a_plan_can_last(friday, couple, alex):
    assert 'value="15"' in alex.opens("/together/new/?exercise=long-hug").content.decode()


@pytest.mark.parametrize("key", ["", "headstand", "%00", "x" * 5000])
def test_an_unknown_exercise_presets_nothing(friday, couple, alex, key):
    response = alex.opens(f"/together/new/?exercise={key}")

    assert response.status_code == 200
    assert 'value="120"' in response.content.decode()

"""The page that says why: what was found, where, and plainly what nobody knows."""

from checkins import content
from tests.support.people import Someone


def test_each_step_that_leans_on_a_study_says_so_and_names_it(alex: Someone) -> None:
    html = alex.opens("/week/why/").content.decode()

    leaning = [step for step in content.meeting() if step.sources]
    assert len(leaning) == 8
    for step in leaning:
        assert step.title in html
        assert all(source.split(",")[0] in html for source in step.sources)


def test_it_says_what_nobody_knows_and_when_not_to_hold_it(alex: Someone) -> None:
    html = alex.opens("/week/why/").content.decode()

    assert "There is no trial of a weekly check-in as such." in html
    assert "Closeness does not come from doing all the steps." in html
    assert 'href="/help/">Who can help' in html


def test_it_is_the_same_for_everybody(alex: Someone, robin: Someone) -> None:
    assert alex.sees("/week/why/") == robin.sees("/week/why/")

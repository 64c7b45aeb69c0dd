"""From the invitation to both results side by side, as two people walk it."""

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.slow,
    pytest.mark.needs_postgres,
    pytest.mark.needs_redis,
    pytest.mark.needs_chromium,
]

# In the order of the answers, so that Kim and Lou see everything differently.
HIGH, LOW = ["Almost always"], ["Almost never"]
ONLY_IF_BOTH = "sees it only if you both choose to share."


def test_two_people_come_from_an_invitation_to_a_shared_comparison(visitor):
    kim, lou = visitor("Kim"), visitor("Lou")

    # Kim invites, Lou accepts.
    kim.signs_up()
    link, _code = kim.invites()
    lou.page.goto(link)
    lou.presses("Make an account")
    lou.signs_up()
    lou.presses("Link us")
    lou.reads("You are linked.")

    # Kim takes the quiz, shares, and sees nothing of Lou, who has not taken it.
    _takes_the_quiz(kim, HIGH)
    kim.reads(ONLY_IF_BOTH)
    _chooses(kim, "Share")
    kim.reads("You chose to share this.")
    _finds_nothing_side_by_side(kim)

    # Lou's pages tell nothing of it; Lou takes the quiz, and keeps at first.
    _finds_nothing_side_by_side(lou)
    _takes_the_quiz(lou, LOW)
    lou.reads("Only you can see this.")
    _finds_nothing_side_by_side(lou)
    _finds_nothing_side_by_side(kim)

    # With the second yes both see both, in the same words.
    lou.page.go_back()
    _chooses(lou, "Share")
    lou.reads("You both chose to share this.")
    kim.page.goto("/quiz/together/")
    kim.reads("You both chose to share this.")
    assert kim.page.locator("h1").inner_text() == lou.page.locator("h1").inner_text()
    assert kim.page.get_by_role("img").count() == 5
    kim.page.get_by_text("As a table").click()
    expect(kim.page.get_by_role("row")).to_have_count(6)

    # Lou takes it back, and it is gone from Kim's view at once.
    lou.presses("Keep mine to myself")
    lou.reads("Kept to yourself.")
    kim.page.reload()
    kim.reads("Nothing here yet")

    # A second time is too early, and a new result may still be discarded.
    kim.page.goto("/quiz/start/")
    kim.reads("You can take it again from")
    lou.page.get_by_text("Discard this result").click()
    lou.presses("Discard it")
    lou.reads("The result is gone")


def _takes_the_quiz(person, answers: list[str]) -> None:
    person.takes_the_quiz(answers)
    person.presses("Next")
    person.presses("Finish and show my result")
    person.page.wait_for_url("**/quiz/*/")


def _chooses(person, what: str) -> None:
    person.page.get_by_role("radio", name=what, exact=True).check()
    person.presses("Save my choice")


def _finds_nothing_side_by_side(person) -> None:
    person.page.goto("/quiz/together/")
    person.reads("Nothing here yet")

"""Alex pauses sharing: a yes or a wish that Sam has not answered is gone, what is both's stays."""

from django.urls import reverse

from accounts.models import Couple
from quizzes.models import FocusWish, ResultShare
from tests.accounts.pausing_verbs import ends_pause, pauses
from tests.quizzes.verbs import page, takes
from tests.support.people import Someone

TOGETHER = reverse("quizzes:together")


def says_yes(someone: Someone, attempt) -> int:
    """Chooses to share a result."""
    return someone.sends(page("share", attempt), {"choice": "share"}).status_code


def wishes(someone: Someone, area: str = "trust") -> int:
    """Chooses an area for both."""
    return someone.sends(reverse("quizzes:focus", args=[area])).status_code


def test_a_yes_that_stands_alone_is_taken_back(couple: Couple, alex: Someone, sam: Someone) -> None:
    says_yes(alex, takes(alex))
    theirs = takes(sam)

    pauses(alex)
    says_yes(sam, theirs)

    assert ResultShare.objects.get().attempt == theirs
    assert "You both chose to share this" not in sam.opens(TOGETHER).text


def test_two_results_that_both_shared_stay_side_by_side(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    says_yes(alex, takes(alex)), says_yes(sam, takes(sam))
    before = sam.sees(TOGETHER)

    pauses(alex)

    assert sam.sees(TOGETHER) == before
    assert b"You both chose to share this" in before


def test_an_older_yes_that_sam_never_saw_answered_opens_nothing_later(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    older, newer = takes(alex, weeks_ago=5), takes(alex)
    theirs = takes(sam, weeks_ago=2)
    says_yes(alex, older), says_yes(alex, newer), says_yes(sam, theirs)

    pauses(alex)
    alex.sends(page("keep", newer))

    assert b"You both chose to share this" not in sam.sees(TOGETHER)


def test_a_yes_while_paused_is_refused_with_a_sentence(couple: Couple, alex: Someone) -> None:
    mine = takes(alex)
    pauses(alex)

    answer = alex.sends(page("share", mine), {"choice": "share"})

    assert answer.status_code == 409
    assert "You paused sharing" in answer.text
    assert not ResultShare.objects.exists()


def test_a_shared_result_can_still_be_taken_back(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    mine, theirs = takes(alex), takes(sam)
    says_yes(alex, mine), says_yes(sam, theirs)
    pauses(alex)

    shown = alex.opens(page("result", mine)).text
    alex.sends(page("keep", mine))

    assert "nothing new of yours is shown" in shown
    assert page("keep", mine) in shown
    assert b"You both chose to share this" not in sam.sees(TOGETHER)


def test_a_wish_that_stands_alone_is_taken_back(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    wishes(alex)

    pauses(alex)
    wishes(sam)

    assert FocusWish.objects.get(person=alex.person).area is None
    assert "This is your focus" not in sam.opens(reverse("quizzes:area", args=["trust"])).text


def test_a_focus_both_chose_stays(couple: Couple, alex: Someone, sam: Someone) -> None:
    wishes(alex), wishes(sam)

    pauses(alex)

    assert "This is your focus" in sam.opens(reverse("quizzes:area", args=["trust"])).text


def test_a_wish_while_paused_is_refused_and_not_offered(couple: Couple, alex: Someone) -> None:
    pauses(alex)

    shown = alex.opens(reverse("quizzes:area", args=["trust"])).text

    assert wishes(alex) == 409
    assert "nothing new of yours is shown" in shown
    assert "Let this be our focus" not in shown


def test_after_the_pause_both_are_possible_again(couple: Couple, alex: Someone) -> None:
    mine = takes(alex)
    pauses(alex)

    ends_pause(alex)

    assert says_yes(alex, mine) == 302
    assert wishes(alex) == 302


def test_a_damaged_wish_does_not_stand_in_the_way(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    wishes(alex), wishes(sam)
    FocusWish.objects.filter(person=alex.person).update(area=b"\x01broken")

    assert pauses(alex).status_code == 302
    assert alex.afresh().sharing_paused_at is not None

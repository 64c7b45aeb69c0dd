"""A result opens to the partner only when both said yes; one yes alone leaves no trace."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from quizzes import content, services
from quizzes.domain.instrument import load
from quizzes.domain.sharing import Taken, comparable, newest_pair
from quizzes.models import Attempt, ResultShare
from tests.quizzes.verbs import begins, page, takes
from tests.support.people import link

TOGETHER, OVERVIEW = reverse("quizzes:together"), reverse("quizzes:overview")
NOW = timezone.now()


def shares(someone, attempt):
    """Chooses to share, and has read that it was saved."""
    response = someone.sends(page("share", attempt), {"choice": "share"})
    someone.opens(OVERVIEW)
    return response


def keeps(someone, attempt):
    """Takes it back, by one press."""
    return someone.sends(page("keep", attempt))


def text(someone, address: str) -> str:
    """The page as it is read."""
    html = someone.opens(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]).split())


# --- Both have to say yes -----------------------------------------------------------------------


def test_one_yes_alone_shows_nothing_to_anybody(couple, alex, sam):
    shares(alex, takes(alex, trust=4))
    takes(sam)

    assert "Nothing here yet" in text(alex, TOGETHER)
    assert "Nothing here yet" in text(sam, TOGETHER)


def test_with_both_yes_both_see_both(couple, alex, sam):
    shares(alex, takes(alex))
    response = shares(sam, takes(sam))

    assert response.headers["Location"] == TOGETHER
    for someone in (alex, sam):
        assert "You both chose to share this." in text(someone, TOGETHER)


def test_taken_back_it_is_gone_for_both_at_once(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    shares(alex, mine), shares(sam, theirs)

    assert keeps(alex, mine).headers["Location"] == page("result", mine)

    for someone in (alex, sam):
        assert "Nothing here yet" in text(someone, TOGETHER)


def test_choosing_to_keep_takes_it_back_as_well(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    shares(alex, mine), shares(sam, theirs)

    alex.sends(page("share", mine), {"choice": "keep"})

    assert "Nothing here yet" in text(sam, TOGETHER)


def test_said_again_it_is_there_again(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    shares(alex, mine), shares(sam, theirs), keeps(alex, mine)

    shares(alex, mine)

    assert "You both chose to share this." in text(sam, TOGETHER)


def test_each_result_is_shared_by_itself(couple, alex, sam):
    shares(alex, takes(alex, weeks_ago=12))
    shares(sam, takes(sam, weeks_ago=12))
    newer = takes(alex, trust=0)

    assert "You chose to share this." not in text(alex, page("result", newer))
    assert services.pair_of(sam.afresh()).theirs.pk != newer.pk


def test_a_second_yes_changes_nothing(couple, alex):
    mine = takes(alex)
    shares(alex, mine)
    before = ResultShare.objects.get().shared_at

    shares(alex, mine)

    assert ResultShare.objects.get().shared_at == before


def test_keeping_what_was_never_shared_changes_nothing(couple, alex):
    assert keeps(alex, takes(alex)).status_code == 302


def test_looking_shares_nothing(couple, alex):
    mine = takes(alex)

    for name in ("share", "keep"):
        assert alex.opens(page(name, mine)).status_code == 405
    assert not ResultShare.objects.exists()


@pytest.mark.parametrize("data", [{}, {"choice": ""}, {"choice": "everything"}])
def test_a_damaged_choice_shares_nothing_and_says_so(couple, alex, data):
    mine = takes(alex)

    response = alex.sends(page("share", mine), data)

    assert response.status_code == 422
    assert "Please choose one of the two." in response.content.decode()
    assert not ResultShare.objects.exists()


def test_an_open_attempt_cannot_be_shared(couple, alex):
    attempt = begins(alex)

    shares(alex, attempt)

    assert not ResultShare.objects.exists()


def test_nobody_shares_or_keeps_the_result_of_another(couple, alex, sam, robin):
    mine = takes(alex)
    shares(alex, mine)

    for someone in (sam, robin):
        assert shares(someone, mine).status_code == 404
        assert keeps(someone, mine).status_code == 404
    assert ResultShare.objects.count() == 1


# --- Comparable ---------------------------------------------------------------------------------


def _taken(key: int, days: float, scoring: str = "one") -> Taken:
    return Taken(key, scoring, NOW + timedelta(days=days))


@pytest.mark.parametrize(("days", "is_so"), [(0, True), (28, True), (-28, True), (28.01, False)])
def test_results_are_comparable_within_four_weeks(days, is_so):
    assert comparable(_taken(1, 0), _taken(2, days)) is is_so


def test_results_under_another_scoring_are_not_comparable():
    assert not comparable(_taken(1, 0), _taken(2, 0, "other"))


def test_the_newest_pair_is_the_same_from_both_sides():
    alex, sam = [_taken(1, 0), _taken(2, 84)], [_taken(3, 3), _taken(4, 80)]

    mine, theirs = newest_pair(alex, sam)

    assert (mine.key, theirs.key) == (2, 4)
    assert newest_pair(sam, alex) == (theirs, mine)


def test_a_newer_result_without_a_match_leaves_the_older_pair(couple, alex, sam):
    older = takes(alex, weeks_ago=12)
    shares(alex, older), shares(sam, takes(sam, weeks_ago=12))

    shares(alex, takes(alex))

    assert services.pair_of(alex.afresh()).mine.pk == older.pk


def test_taking_the_newest_back_leaves_what_both_shared_before_and_the_page_says_so(
    couple, alex, sam
):
    older = takes(alex, weeks_ago=12)
    shares(alex, older), shares(sam, takes(sam, weeks_ago=12))
    newer = takes(alex)
    shares(alex, newer), shares(sam, takes(sam))
    assert "Earlier results that you both chose to share stay here" in text(alex, TOGETHER)

    keeps(alex, newer)
    assert services.pair_of(sam.afresh()).theirs.pk == older.pk

    keeps(alex, older)
    assert "Nothing here yet" in text(sam, TOGETHER)


def test_results_far_apart_stay_closed(couple, alex, sam):
    shares(alex, takes(alex))
    shares(sam, takes(sam, weeks_ago=5))

    assert "Nothing here yet" in text(sam, TOGETHER)


# --- No trace of a single yes -------------------------------------------------------------------


def _of_sam(sam, attempt) -> list[bytes]:
    """Everything Sam can open that could tell."""
    addresses = ["/", OVERVIEW, TOGETHER, page("result", attempt), page("working", attempt)]
    return [sam.sees(address) for address in (*addresses, page("result_json", attempt))]


@pytest.mark.parametrize("sam_shared", [False, True], ids=["Sam keeps", "Sam shared"])
def test_kept_not_taken_and_a_yes_that_does_not_match_are_the_same_bytes(
    couple, alex, sam, sam_shared
):
    theirs = takes(sam, weeks_ago=6)
    if sam_shared:
        shares(sam, theirs)
    not_taken = _of_sam(sam, theirs)
    mine = takes(alex)
    kept = _of_sam(sam, theirs)
    shares(alex, mine)
    shared_too_far_apart = _of_sam(sam, theirs)
    keeps(alex, mine)
    taken_back = _of_sam(sam, theirs)

    assert not_taken == kept == shared_too_far_apart == taken_back


def test_alone_with_a_matching_yes_alex_leaves_no_trace_for_sam(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    before = _of_sam(sam, theirs)

    shares(alex, mine)

    assert _of_sam(sam, theirs) == before


def test_a_yes_taken_back_by_the_other_looks_like_one_never_given(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    shares(sam, theirs)
    before = _of_sam(sam, theirs)

    shares(alex, mine)
    during = _of_sam(sam, theirs)
    keeps(alex, mine)

    assert before != during
    assert _of_sam(sam, theirs) == before


def test_a_result_under_another_scoring_leaves_no_trace(couple, alex, sam, monkeypatch):
    theirs = takes(sam)
    shares(sam, theirs)
    before = _of_sam(sam, theirs)
    now = content.current("en")
    changed = load(now.structure.replace("sd = 20.0", "sd = 10.0"), now.words)
    with monkeypatch.context() as patch:
        patch.setattr(content, "current", lambda language: changed)
        mine = takes(alex)

    shares(alex, mine)

    assert _of_sam(sam, theirs) == before


def test_nothing_of_the_other_s_attempt_but_its_scores_is_on_the_page(couple, alex, sam):
    mine, theirs = takes(alex, matters=("trust",)), takes(sam)
    shares(alex, mine), shares(sam, theirs)

    seen = sam.opens(TOGETHER).content.decode()

    assert str(mine.public_id) not in seen
    assert all(item.text not in seen for item in mine.items)


# --- What each page says ------------------------------------------------------------------------


def test_somebody_alone_is_not_asked_to_share(alex):
    assert "Share this with" not in text(alex, page("result", takes(alex)))


def test_the_choice_starts_at_keep_and_says_what_it_means(couple, alex):
    mine = takes(alex)

    html = alex.opens(page("result", mine)).content.decode()

    assert re.search(r'value="keep"[^>]* checked', html)
    assert (
        "Sam sees it only if you both choose to share. "
        "Until then neither of you learns what the other chose."
    ) in html
    assert "Only you can see this." in html


def test_my_own_choice_is_shown_to_me(couple, alex):
    mine = takes(alex)
    shares(alex, mine)

    html = alex.opens(page("result", mine)).content.decode()

    assert re.search(r'value="share"[^>]* checked', html)
    assert "you chose to share it" in text(alex, OVERVIEW)
    assert "You chose to share this." in text(alex, "/")


def test_once_open_to_both_no_page_says_that_only_i_can_see_it(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    shares(alex, mine), shares(sam, theirs)

    assert "Only you can see this." not in text(alex, page("result", mine))
    assert "Sam sees your areas, never your answers." in text(alex, page("result", mine))
    assert "Only you can see this." not in text(alex, "/")


# --- The end of a couple ------------------------------------------------------------------------


def test_after_an_unlink_nothing_is_side_by_side(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    shares(alex, mine), shares(sam, theirs)

    accounts.unlink(by=alex.person, at=timezone.now())

    for someone in (alex, sam):
        assert someone.opens(TOGETHER).status_code == 404
    assert shares(sam, theirs).status_code == 404
    assert "Share this with" not in text(alex, page("result", mine))


def test_linking_again_restores_nothing(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    shares(alex, mine), shares(sam, theirs)
    accounts.unlink(by=alex.person, at=timezone.now())

    link(alex, sam)

    assert "Nothing here yet" in text(alex, TOGETHER)
    assert "You chose to share this." not in text(alex, page("result", mine))


def test_a_new_couple_can_say_yes_anew(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    shares(alex, mine), shares(sam, theirs)
    accounts.unlink(by=alex.person, at=timezone.now())
    link(alex, sam)

    shares(alex, mine)
    assert "Nothing here yet" in text(sam, TOGETHER)
    shares(sam, theirs)

    assert "You both chose to share this." in text(sam, TOGETHER)


def test_a_yes_to_a_former_partner_is_none_to_the_next(couple, alex, sam, robin):
    mine = takes(alex)
    shares(alex, mine)
    accounts.unlink(by=alex.person, at=timezone.now())
    link(alex, robin)

    shares(robin, takes(robin))

    assert "Nothing here yet" in text(robin, TOGETHER)


def test_taking_back_works_without_a_partner(couple, alex):
    mine = takes(alex)
    shares(alex, mine)
    accounts.unlink(by=alex.person, at=timezone.now())

    keeps(alex, mine)

    assert not ResultShare.objects.exists()


def test_erasing_a_person_takes_their_yes_along(couple, alex, sam):
    mine, theirs = takes(alex), takes(sam)
    shares(alex, mine), shares(sam, theirs)

    accounts.erase(by=alex.person, at=timezone.now())

    assert [share.attempt_id for share in ResultShare.objects.all()] == [theirs.pk]
    assert sam.opens(TOGETHER).status_code == 404


# --- Cost ---------------------------------------------------------------------------------------


def test_the_pages_ask_the_database_little(couple, alex, sam, django_assert_max_num_queries):
    for weeks_ago in (24, 12, 0):
        for someone in (alex, sam):
            shares(someone, takes(someone, weeks_ago=weeks_ago))
    newest = Attempt.objects.finished().filter(person=alex.person).first()
    alex.opens(TOGETHER)

    for address in (TOGETHER, page("result", newest)):
        with django_assert_max_num_queries(8):
            assert alex.opens(address).status_code == 200

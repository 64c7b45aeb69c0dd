"""Each prepares privately, one thing per screen; every entry is shared or kept."""

import pytest
from django.db import connection
from django.urls import reverse

from checkins.domain.preparation import STEPS
from checkins.models import CheckIn, Entry
from tests.checkins.verbs import gets_ready, keeps, page, reads, shares, writes
from tests.support.people import Someone

AUTOSAVE = {"X-Autosave": "1"}


def entries(someone: Someone) -> list[tuple[str, int, str, bool]]:
    rows = Entry.objects.filter(preparation__person=someone.person).order_by("kind", "position")
    return [(row.kind, row.position, row.text, row.shared) for row in rows]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_every_step_has_its_screen(check_in: CheckIn, alex: Someone, step) -> None:
    response = alex.opens(page("prepare", check_in, step))

    assert response.status_code == 200
    assert "data-autosave" in response.content.decode()


def test_the_screens_follow_each_other_and_end_at_the_overview(
    check_in: CheckIn, alex: Someone
) -> None:
    here, seen = page("prepare", check_in, "energy"), []

    while "/prepare/" in here:
        seen.append(here.rstrip("/").rpartition("/")[2])
        here = alex.sends(here, {}).url

    assert seen == [step.slug for step in STEPS]
    assert here == page("check_in", check_in)


def test_what_was_written_is_there_on_return(check_in: CheckIn, alex: Someone) -> None:
    shares(alex, check_in, "An evening without screens")

    again = alex.opens(page("prepare", check_in, "wish")).content.decode()

    assert "An evening without screens" in again
    assert 'value="share" id="id_share_1_1" checked' in " ".join(again.split())


def test_keep_is_what_counts_when_nothing_is_said(check_in: CheckIn, alex: Someone) -> None:
    writes(alex, check_in, "wish", words_1="An evening without screens")

    assert entries(alex) == [("wish", 1, "An evening without screens", False)]


def test_there_is_room_for_three_appreciations_each_with_its_own_choice(
    check_in: CheckIn, alex: Someone
) -> None:
    writes(
        alex,
        check_in,
        "appreciations",
        words_1="You sang",
        share_1="share",
        words_2="You waited",
        words_3="You called",
        share_3="share",
    )

    assert entries(alex) == [
        ("appreciation", 1, "You sang", True),
        ("appreciation", 2, "You waited", False),
        ("appreciation", 3, "You called", True),
    ]


def test_an_entry_can_be_changed_and_taken_out(check_in: CheckIn, alex: Someone) -> None:
    shares(alex, check_in, "A walk")
    keeps(alex, check_in, "A long walk")
    assert entries(alex) == [("wish", 1, "A long walk", False)]

    keeps(alex, check_in, "")

    assert entries(alex) == []


def test_words_are_sealed_the_moment_they_arrive(check_in: CheckIn, alex: Someone) -> None:
    keeps(alex, check_in, "a-very-plain-word")

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM checkins_entry")
        stored = bytes(cursor.fetchone()[0])

    assert b"a-very-plain-word" not in stored


def test_the_script_saves_without_a_page(check_in: CheckIn, alex: Someone) -> None:
    response = alex.sends(
        page("prepare", check_in, "wish"), {"words_1": "A walk"}, headers=AUTOSAVE
    )

    assert (response.status_code, response.content) == (204, b"")
    assert entries(alex) == [("wish", 1, "A walk", False)]


def test_the_script_learns_why_a_text_cannot_be_kept(check_in: CheckIn, alex: Someone) -> None:
    response = alex.sends(
        page("prepare", check_in, "wish"), {"words_1": "x" * 4001}, headers=AUTOSAVE
    )

    assert response.status_code == 422
    assert "room for 4000" in response.json()["errors"]["words_1"][0]


def test_a_text_of_four_thousand_characters_is_kept_whole(check_in: CheckIn, alex: Someone) -> None:
    text = "é\n" * 2000 + "end"

    keeps(alex, check_in, text[:4000].strip().replace("\n", "\r\n"))

    assert len(entries(alex)[0][2]) == len(text[:4000].strip())


def test_a_longer_one_comes_back_with_a_sentence(check_in: CheckIn, alex: Someone) -> None:
    response = keeps(alex, check_in, "x" * 4000 + "the very end")

    assert response.status_code == 422
    assert "4012 characters long" in response.content.decode()
    assert "the very end" in response.content.decode()
    assert entries(alex) == []


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("energy", {"words_1": "splendid"}),
        ("wish", {"words_1": "A walk", "share_1": "everybody"}),
        ("appreciations", {"words_3": "x" * 1_000_000}),
        ("wish", {"words_1": ["one", "x" * 4001]}),
    ],
)
def test_what_the_form_does_not_offer_is_a_sentence(
    check_in: CheckIn, alex: Someone, step: str, fields: dict
) -> None:
    response = alex.sends(page("prepare", check_in, step), fields)

    assert response.status_code == 422
    assert "Something needs another look" in response.content.decode()


@pytest.mark.parametrize(
    "text",
    ["a\x00b", "\u202eright to left", "👩‍👩‍👧 ", "=HYPERLINK(1)", "<script>alert(1)</script>"],
)
def test_odd_texts_are_kept_and_shown_harmlessly(
    check_in: CheckIn, alex: Someone, text: str
) -> None:
    assert keeps(alex, check_in, text).status_code == 302

    assert "<script>alert" not in reads(alex, check_in)
    assert entries(alex)[0][2] == text.replace("\x00", "").strip()


def test_a_broken_character_is_a_sentence(check_in: CheckIn, alex: Someone) -> None:
    response = alex.browser.post(
        page("prepare", check_in, "wish"),
        data=b"words_1=%ED%A0%80",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code in (302, 422)


def test_the_overview_shows_my_words_and_what_happens_to_them(
    check_in: CheckIn, alex: Someone
) -> None:
    shares(alex, check_in, "You sang", "appreciations")
    keeps(alex, check_in, "low", "energy")

    overview = reads(alex, check_in)

    assert "You sang" in overview
    assert "Low" in overview
    assert "Marked to share" in overview
    assert "Kept to yourself" in overview


def test_changing_something_takes_ready_back(check_in: CheckIn, alex: Someone) -> None:
    shares(alex, check_in, "A walk")
    gets_ready(alex, check_in)

    shares(alex, check_in, "A walk by the ri")

    assert not check_in.is_ready(alex.person)


def test_saving_without_a_change_leaves_one_ready(check_in: CheckIn, alex: Someone) -> None:
    shares(alex, check_in, "A walk")
    gets_ready(alex, check_in)

    shares(alex, check_in, "A walk")

    assert check_in.is_ready(alex.person)


def test_the_prompt_of_the_week_is_the_same_for_both(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    address = page("prepare", check_in, "prompt")

    questions = {someone.opens(address).context["title"] for someone in (alex, sam)}

    assert len(questions) == 1


def test_a_preparation_page_asks_the_database_little(
    check_in: CheckIn, alex: Someone, django_assert_max_num_queries
) -> None:
    for step in STEPS:
        keeps(alex, check_in, "low" if step.slug == "energy" else "words", step.slug)

    with django_assert_max_num_queries(8):
        alex.opens(page("prepare", check_in, "appreciations"))
    with django_assert_max_num_queries(10):
        alex.opens(page("check_in", check_in))


def test_a_step_that_does_not_exist_is_no_page(check_in: CheckIn, alex: Someone) -> None:
    address = page("prepare", check_in, "wish").replace("wish", "grievance")

    assert alex.opens(address).status_code == 404


@pytest.mark.parametrize("day", ["2026-12-07", "2026-02-30", "0000-00-00", "9999-12-31"])
def test_a_day_without_a_check_in_is_no_page(check_in: CheckIn, alex: Someone, day: str) -> None:
    for address in (f"/check-ins/{day}/", f"/check-ins/{day}/prepare/wish/"):
        assert alex.opens(address).status_code == 404
        assert alex.sends(address, {"words_1": "words"}).status_code in (404, 405)


def test_my_words_stay_mine(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    keeps(alex, check_in, "only for me")
    shares(sam, check_in, "from Sam")

    mine = alex.opens(reverse("checkins:past")).content.decode()

    assert "only for me" in mine
    assert "from Sam" not in mine

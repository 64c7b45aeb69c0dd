"""Past weeks: one's own words for good, and the partner's as long as the two are linked."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts import services as accounts
from accounts.models import Couple
from checkins.domain.preparation import STEPS, Written
from checkins.models import CheckIn, Closing, Entry, Preparation
from tests.checkins.past_verbs import looks_back, notes, weeks_later
from tests.checkins.verbs import gets_ready, keeps, reveal, shares
from tests.support.people import Someone, link


@pytest.fixture
def revealed(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Each shared one thing and kept another."""
    shares(alex, check_in, "You sang.", "appreciations")
    keeps(alex, check_in, "Kept by Alex.", "good-thing")
    shares(sam, check_in, "You carried the ladder.", "appreciations")
    keeps(sam, check_in, "Kept by Sam.", "good-thing")
    reveal(check_in, alex, sam)
    return check_in


def writes_all(someone: Someone, check_in: CheckIn) -> None:
    """Every place of a week filled and shared."""
    mine, _made = Preparation.objects.get_or_create(check_in=check_in, person=someone.person)
    for step in STEPS:
        places = range(1, step.places + 1)
        mine.put([step.kind], [Written(step.kind, n, "full", shared=True) for n in places])


def test_a_week_shows_my_words_and_what_my_partner_shared(revealed: CheckIn, alex: Someone) -> None:
    page = looks_back(alex)

    assert "Sunday, 6 December 2026" in page
    assert "You sang." in page
    assert "Kept by Alex." in page
    assert "Kept to yourself" in page
    assert "You carried the ladder." in page
    assert "Kept by Sam." not in page


def test_the_partners_words_stand_under_their_name(revealed: CheckIn, alex: Someone) -> None:
    page = " ".join(looks_back(alex).split())

    theirs = page.partition("You carried the ladder.")
    assert theirs[0].rpartition("<figure")[2].startswith(' class="words words--partner">')
    assert theirs[2].startswith("</p></blockquote> <figcaption>Sam</figcaption>")
    assert page.count("<figcaption>Sam") == 1


def test_what_the_partner_kept_changes_not_a_byte(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    with_kept = looks_back(alex)

    Entry.objects.filter(preparation__person=sam.person, shared=False).delete()

    assert looks_back(alex) == with_kept


def test_before_the_reveal_nothing_of_the_partner_shows(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    keeps(alex, check_in, "Mine.")
    before = looks_back(alex)

    shares(sam, check_in, "You carried the ladder.", "appreciations")
    gets_ready(sam, check_in)

    assert looks_back(alex) == before


def test_what_is_marked_to_share_is_said_to_be_shared_once_it_opened(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "You sang.", "appreciations")
    assert "Marked to share" in looks_back(alex)

    for someone in (alex, sam):
        gets_ready(someone, check_in)

    assert "Marked to share" not in looks_back(alex)
    assert ">Shared<" in looks_back(alex)


def test_a_topic_of_a_week_without_one_never_opened(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    """Their first meeting has no topic, whatever they ticked."""
    shares(sam, check_in, "The holidays.", "topic", welcome="on")
    for someone in (alex, sam):
        gets_ready(someone, check_in)

    assert "The holidays." not in looks_back(alex)
    assert "Marked to share" in looks_back(sam)

    CheckIn.objects.update(has_topic=True)

    assert "The holidays." in looks_back(alex)
    assert "Marked to share" not in looks_back(sam)


def test_a_week_in_which_only_the_partner_wrote_is_there_too(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(sam, check_in, "You carried the ladder.", "appreciations")
    for someone in (alex, sam):
        gets_ready(someone, check_in)

    assert "You carried the ladder." in looks_back(alex)


def test_a_revealed_week_is_there_whatever_was_written_in_it(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    """Otherwise its absence would tell that the other one wrote something and kept it."""
    keeps(sam, check_in, "Kept by Sam.")
    for someone in (alex, sam):
        gets_ready(someone, check_in)

    assert "Sunday, 6 December 2026" in looks_back(alex)
    assert "There is nothing to read from this week." in looks_back(alex)


def test_the_question_stands_above_both_answers(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "Mine.", "prompt")
    shares(sam, check_in, "Yours.", "prompt")
    for someone in (alex, sam):
        gets_ready(someone, check_in)
    question = alex.opens(f"/check-ins/{check_in.meets_on}/prepare/prompt/")

    page = looks_back(alex)

    assert question.status_code == 302
    assert page.count('class="eyebrow"') == 1
    assert page.index('class="eyebrow"') < page.index("Mine.") < page.index("Yours.")


def test_an_own_question_is_the_heading_of_its_week(
    check_in: CheckIn, couple: Couple, alex: Someone, friday
) -> None:
    asked = couple.own_prompts.create(author=alex.person, text="Which tree?", added_at=friday)
    CheckIn.objects.update(prompt_key=f"own-{asked.public_id}")
    keeps(alex, check_in, "The birch.", "prompt")

    assert "Which tree?" in looks_back(alex)


def test_weeks_come_newest_first_twelve_a_page(
    revealed: CheckIn, couple: Couple, alex: Someone
) -> None:
    weeks_later(couple, revealed, 12)

    first, second = looks_back(alex), looks_back(alex, page=2)

    assert first.count("<article") == 12
    assert first.index("28 February 2027") < first.index("20 December 2026")
    assert "Sunday, 6 December 2026" in second
    for odd in ("nonsense", "-1", "999", "1e9", "\x00"):
        assert alex.opens("/week/past/", data={"page": odd}).status_code == 200


def test_notes_of_weeks_alone_stand_among_the_others(friday, alex: Someone, sam: Someone) -> None:
    notes(alex, "Alone.")
    couple = link(alex, sam)
    mine = couple.check_ins.create(
        meets_on="2026-12-13",
        week="2026-W50",
        meets_at=friday + timedelta(days=9),
        opens_at=friday + timedelta(days=7),
        prompt_key="time-quarter-hour",
    )
    keeps(alex, mine, "Together.")

    page = looks_back(alex)

    assert page.index("Together.") < page.index("The week of 30 November 2026")
    assert page.index("A note for yourself") < page.index("Alone.")
    # A note is never shared, so nothing has to be said about it.
    assert page.count("Kept to yourself") == 1


def test_after_an_unlink_only_ones_own_words_are_left(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    accounts.unlink(by=sam.person, at=revealed.meets_at)

    page = looks_back(alex)

    assert "You sang." in page
    assert "Kept by Alex." in page
    assert "You carried the ladder." not in page
    assert "Sam" not in page
    assert "Open this week" not in page


def test_linking_again_brings_nothing_back(revealed: CheckIn, alex: Someone, sam: Someone) -> None:
    accounts.unlink(by=sam.person, at=revealed.meets_at)
    link(alex, sam)

    assert "You carried the ladder." not in looks_back(alex)
    assert "You sang." not in looks_back(sam)


def test_what_one_noted_after_a_meeting_keeps_its_week(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    Closing.objects.create(check_in=check_in, person=alex.person, said={"heard": 7})

    assert "Sunday, 6 December 2026" in looks_back(alex)
    assert "What you write will be kept here" in looks_back(sam)


def test_somebody_new_is_told_what_will_be_here(friday, robin: Someone) -> None:
    assert "What you write will be kept here" in looks_back(robin)


def test_a_damaged_word_costs_no_other_word(revealed: CheckIn, alex: Someone) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE checkins_entry SET text = %s WHERE kind = 'good_thing'", [b"?"])

    page = looks_back(alex)

    assert "You sang." in page
    assert page.count("These words are damaged") == 1


def test_twelve_full_weeks_ask_the_database_little(
    revealed: CheckIn,
    couple: Couple,
    alex: Someone,
    sam: Someone,
    friday,
    django_assert_max_num_queries,
) -> None:
    asked = couple.own_prompts.create(author=sam.person, text="Which tree?", added_at=friday)
    CheckIn.objects.update(prompt_key=f"own-{asked.public_id}")
    weeks = weeks_later(couple, revealed, 12)
    CheckIn.objects.update(has_topic=True)
    for week in weeks:
        for someone in (alex, sam):
            writes_all(someone, week)
    alex.opens("/week/past/")

    with django_assert_max_num_queries(8):
        page = looks_back(alex)

    assert page.count("full") == 12 * 2 * sum(step.places for step in STEPS)

"""Looking for words in past weeks: what is found, in what one may read, and in nothing else."""

import pytest
from django.db import connection

from accounts import services as accounts
from accounts.models import Couple
from checkins.domain.preparation import STEPS
from checkins.domain.search import MOST_CHARACTERS, finds, wanted
from checkins.models import CheckIn, Entry
from checkins.services import past
from tests.checkins.past_verbs import SEARCH, looks_for, weeks_later
from tests.checkins.verbs import gets_ready, keeps, reveal, shares
from tests.support.people import Someone


@pytest.fixture
def revealed(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Alex shared one thing and kept another; so did Sam."""
    shares(alex, check_in, "You sang in the café.", "appreciations")
    keeps(alex, check_in, "A kept hedgehog.", "good-thing")
    shares(sam, check_in, "You carried the ladder.", "appreciations")
    keeps(sam, check_in, "A kept badger.", "good-thing")
    reveal(check_in, alex, sam)
    return check_in


@pytest.mark.parametrize(
    ("query", "text", "is_found"),
    [
        ("cafe", "In the Café", True),
        ("CAFÉ", "in the cafe\u0301", True),
        ("strasse", "Auf der STRASSE", True),
        ("straße", "Auf der Strasse", True),
        ("ﬁne", "a fine day", True),
        ("ίσως", "ΙΣΩΣ", True),
        ("İzmir", "izmir", True),
        ("sing", "You were singing", True),
        ("you sang", "You sang", True),
        ("sang loud", "You sang", False),
        ("lodz", "Łódź", False),
        ("", "anything", False),
        ("\u0301", "anything", False),
        ("日本", "私は日本が好き", True),
        ("?", "Why not?", True),
    ],
)
def test_case_and_accents_do_not_matter_and_every_word_must_be_there(
    query: str, text: str, is_found: bool
) -> None:
    assert finds(wanted(query), text) is is_found


def test_one_finds_ones_own_words_kept_or_shared(revealed: CheckIn, alex: Someone) -> None:
    assert "You sang in the café." in looks_for(alex, "CAFE sang")
    assert "A kept hedgehog." in looks_for(alex, "hedge")


def test_one_finds_what_the_partner_shared_under_their_name(
    revealed: CheckIn, alex: Someone
) -> None:
    found = " ".join(looks_for(alex, "ladder").split())

    assert "You carried the ladder." in found
    assert "<figcaption>Sam</figcaption>" in found
    assert 'href="/week/past/#2026-12-06"' in found


def test_a_finding_leads_to_the_page_its_week_is_on(
    revealed: CheckIn, couple: Couple, alex: Someone
) -> None:
    weeks_later(couple, revealed, 12)

    found = looks_for(alex, "ladder")

    assert 'href="/week/past/?page=2#2026-12-06"' in found
    assert 'id="2026-12-06"' in alex.opens("/week/past/?page=2").content.decode()


def test_what_the_partner_kept_changes_not_a_byte(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    words = ("badger", "a", "ladder")
    with_kept = [looks_for(alex, word) for word in words]

    Entry.objects.filter(preparation__person=sam.person, shared=False).delete()

    assert [looks_for(alex, word) for word in words] == with_kept
    assert "You carried the ladder." in with_kept[1]


def test_before_the_reveal_nothing_of_the_partner_is_found(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    nothing_there = looks_for(alex, "ladder")

    shares(sam, check_in, "You carried the ladder.", "appreciations")
    gets_ready(sam, check_in)

    assert looks_for(alex, "ladder") == nothing_there


def test_a_topic_is_found_only_in_a_week_that_had_one(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    topic = sam.person.preparations.get().entries.create(kind="topic", text="x", shared=True)
    topic.preparation.person = sam.person
    topic.text = "The holidays."
    topic.save()
    assert "The holidays." not in looks_for(alex, "holidays")
    assert "The holidays." in looks_for(sam, "holidays")

    CheckIn.objects.update(has_topic=True)

    assert "The holidays." in looks_for(alex, "holidays")


def test_after_an_unlink_the_partners_words_are_found_no_more(
    revealed: CheckIn, alex: Someone
) -> None:
    accounts.unlink(by=alex.person, at=revealed.meets_at)

    assert "You carried the ladder." not in looks_for(alex, "ladder")
    assert "You sang in the café." in looks_for(alex, "cafe")


def test_the_searched_words_are_given_back_and_never_in_an_address(
    revealed: CheckIn, alex: Someone
) -> None:
    answer = alex.sends(SEARCH, {"words": 'a "quoted" <word>'})

    assert answer.status_code == 200
    assert 'value="a &quot;quoted&quot; &lt;word&gt;"' in answer.content.decode()
    assert "Nothing has all of these words" in answer.content.decode()
    assert alex.opens(f"{SEARCH}?words=ladder").url == "/week/past/"


def test_both_forms_carry_their_token(revealed: CheckIn, alex: Someone) -> None:
    pages = (alex.opens("/week/past/"), alex.sends(SEARCH, {"words": "ladder"}))

    for page in pages:
        form = page.content.decode().partition(f'action="{SEARCH}"')[2].partition("</form>")[0]
        assert "csrfmiddlewaretoken" in form


@pytest.mark.parametrize("words", ["", "   ", "\u0301", None])
def test_looking_for_nothing_is_a_sentence(friday, alex: Someone, words: str | None) -> None:
    answer = alex.sends(SEARCH, {} if words is None else {"words": words})

    assert answer.status_code == 422
    assert "Type a word you remember" in answer.content.decode()


def test_a_search_that_is_too_long_comes_back_with_a_sentence(friday, alex: Someone) -> None:
    answer = alex.sends(SEARCH, {"words": "x" * MOST_CHARACTERS + "end"})

    assert answer.status_code == 422
    assert "there is room for 100" in answer.content.decode()
    assert "xend" in answer.content.decode()


def test_robin_finds_nothing_of_theirs(revealed: CheckIn, robin: Someone) -> None:
    for words in ("ladder", "cafe", "a"):
        assert "Nothing has all of these words" in looks_for(robin, words)


def test_a_search_ends_after_two_years_and_says_so(
    revealed: CheckIn, couple: Couple, alex: Someone
) -> None:
    weeks_later(couple, revealed, past.MOST_WEEKS - 1)
    assert "You carried the ladder." in looks_for(alex, "ladder")
    assert "latest 104 weeks" not in looks_for(alex, "ladder")

    weeks_later(couple, revealed, 1, after=past.MOST_WEEKS)

    found = looks_for(alex, "ladder")
    assert "You carried the ladder." not in found
    assert "latest 104 weeks" in found


def test_so_many_weeks_hold_fewer_than_two_thousand_words() -> None:
    most_a_week = 2 * sum(step.places for step in STEPS)

    assert past.MOST_WEEKS * most_a_week <= 2000


def test_more_than_a_hundred_findings_are_cut_with_a_sentence(
    revealed: CheckIn, alex: Someone, monkeypatch
) -> None:
    monkeypatch.setattr(past, "MOST_FOUND", 1)

    assert "these are the latest hundred" in looks_for(alex, "a")
    assert "these are the latest hundred" not in looks_for(alex, "ladder")


def test_a_damaged_word_breaks_no_search(revealed: CheckIn, alex: Someone) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE checkins_entry SET text = %s WHERE kind = 'good_thing'", [b"?"])

    assert "You carried the ladder." in looks_for(alex, "ladder")


def test_a_search_asks_the_database_little(
    revealed: CheckIn, couple: Couple, alex: Someone, django_assert_max_num_queries
) -> None:
    weeks_later(couple, revealed, 20)

    with django_assert_max_num_queries(8):
        looks_for(alex, "a")

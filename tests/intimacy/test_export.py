"""Everything of one person to take along: all that is theirs, what was shared, and nothing more."""

import json
from datetime import timedelta
from pathlib import Path

import fastjsonschema
import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

import checkins.services
from accounts import export, export_page, export_rows, services
from accounts.export_schema import schema
from accounts.models import Couple, Person
from checkins.models import Entry
from tests.intimacy.test_strangers import CANARY
from tests.support.exports import EXPORT, both_of, file_of, takes_file, takes_page, words_of
from tests.support.locks import locks, opens_lock
from tests.support.people import Someone, link
from tests.support.story import Story, reveal, tell

SCHEMA = Path(__file__).parents[2] / "docs" / "export.schema.json"
FORMS = pytest.mark.parametrize("form", ["evenings.json", "read/"])


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """Alex and Sam with a revealed week, a result and a plan."""
    told = tell(alex, sam, couple)
    reveal(told, alex, sam)
    return told


@FORMS
def test_it_asks_once_more_who_it_is(story: Story, alex: Someone, form: str) -> None:
    assert alex.opens(EXPORT).url.startswith("/accounts/reauthenticate/")

    asked = alex.sends(f"{EXPORT}{form}")

    assert asked.status_code == 302
    assert asked.url.startswith("/accounts/reauthenticate/")


@FORMS
def test_after_the_password_it_comes_without_asking_for_it_again(
    story: Story, alex: Someone, form: str
) -> None:
    asked = alex.sends(f"{EXPORT}{form}")

    answer = alex.browser.post(asked.url, {"password": "a lamp beside the window"})

    assert answer.streaming
    assert "canary-wish-1" in answer.getvalue().decode()


def test_the_page_says_what_is_in_it_and_what_is_not(story: Story, alex: Someone) -> None:
    alex.proves_it()

    page = alex.opens(EXPORT)

    assert "What Sam keeps: not even whether there is any" in page.text
    assert "Keys, passwords and secrets" in page.text
    assert page.text.count('method="post" action="/me/export/') == 2


@FORMS
def test_it_is_streamed_stored_nowhere_and_never_sent(
    story: Story, alex: Someone, form: str, mailoutbox: list
) -> None:
    alex.proves_it()

    answer = alex.sends(f"{EXPORT}{form}")

    assert answer.status_code == 200
    assert answer.streaming
    assert "no-store" in answer["Cache-Control"]
    assert mailoutbox == []


def test_the_file_has_a_neutral_name(story: Story, alex: Someone) -> None:
    assert takes_file(alex)["Content-Disposition"] == 'attachment; filename="evenings.json"'


def test_after_five_in_an_hour_one_waits(story: Story, alex: Someone) -> None:
    cache.clear()

    answers = [takes_file(alex).status_code for _time in range(6)]

    assert answers == [200] * 5 + [429]


def test_every_word_of_ones_own_is_in_both(story: Story, alex: Someone) -> None:
    mine = {**story.kept, **story.shared, **story.joint}

    file, page = json.dumps(file_of(alex)), words_of(alex)

    assert [where for where, text in mine.items() if text not in file] == []
    assert [where for where, text in mine.items() if text not in page] == []


def test_every_sealed_value_of_ones_own_is_in_the_file(story: Story, alex: Someone) -> None:
    mine = file_of(alex)["mine"]

    counted = {table.name: _count(table, alex.person) for table in export_rows.tables()}

    assert {name: len(rows) for name, rows in mine.items()} == {
        name: number for name, number in counted.items() if name
    }
    assert all(mine[name] for name in ("entries", "quizzes", "plans", "exercises", "earlier_words"))


def test_the_partner_finds_what_was_shared_and_nothing_that_was_kept(
    story: Story, sam: Someone
) -> None:
    taken = both_of(sam)

    shown = {**story.shared, **story.joint}
    # No week before this one had a topic, so this one has none.
    assert [w for w, text in shown.items() if text not in taken and "topic" not in w] == []
    kept = {where: text for where, text in story.kept.items() if "plan" not in where}
    assert [where for where, text in kept.items() if text in taken] == []


def test_what_was_kept_skipped_or_never_written_is_the_same_to_the_partner(
    story: Story, alex: Someone, sam: Someone
) -> None:
    with_kept = both_of(sam)

    Entry.objects.filter(preparation__person=alex.person, shared=False).delete()
    alex.person.afterthoughts.all().delete()
    alex.person.practices.all().delete()
    alex.person.focus_wishes.all().delete()
    alex.person.attempts.all().delete()

    assert both_of(sam) == with_kept


def test_a_blocked_or_declined_invitation_looks_like_any_other_to_its_inviter(
    alex: Someone, robin: Someone
) -> None:
    fresh = services.invite(by=alex.person, at=timezone.now())
    found = services.find_invitation_by_token(fresh.token, at=timezone.now())
    before = both_of(alex)

    services.block_inviter(found, by=robin.person, at=timezone.now())

    assert both_of(alex) == before


def test_robin_finds_nothing_of_theirs(story: Story, robin: Someone) -> None:
    taken = both_of(robin)

    assert CANARY not in taken
    assert "Alex" not in taken


@pytest.mark.parametrize("number_of_pieces", [1, 20, 60])
def test_an_unlink_in_the_middle_ends_what_was_shared(
    story: Story, alex: Someone, sam: Someone, number_of_pieces: int
) -> None:
    reader = sam.afresh()
    assert reader.couple is not None
    pieces = export.as_json(reader, timezone.now())
    for _piece in range(number_of_pieces):
        next(pieces)

    services.unlink(by=alex.person, at=timezone.now())
    rest = "".join(pieces)

    assert CANARY not in rest
    assert '"complete": true' in rest


def test_an_unlink_in_the_middle_empties_the_rest_of_the_page(
    story: Story, alex: Someone, sam: Someone
) -> None:
    reader = sam.afresh()
    assert reader.couple is not None
    pieces = export_page.as_page(f"head {export_page.GO_HERE} tail", reader)
    next(pieces)
    next(pieces)

    services.unlink(by=alex.person, at=timezone.now())
    rest = "".join(pieces)

    assert CANARY not in rest
    assert rest.endswith("tail")


def test_an_erasure_in_the_middle_ends_the_file_and_it_does_not_say_it_is_complete(
    story: Story, alex: Someone
) -> None:
    pieces = export.as_json(alex.afresh(), timezone.now())
    begun = next(pieces)

    services.erase(by=alex.person, at=timezone.now())
    whole = begun + "".join(pieces)

    assert CANARY not in whole
    assert "complete" not in whole


def test_after_an_unlink_one_keeps_ones_own_and_nothing_of_the_other(
    story: Story, alex: Someone, sam: Someone
) -> None:
    services.unlink(by=sam.person, at=timezone.now())

    mine, theirs = both_of(alex), both_of(sam)

    assert [where for where, text in story.kept.items() if text not in mine] == []
    assert "Sam" not in mine
    assert CANARY not in theirs


def test_linking_again_brings_nothing_back(story: Story, alex: Someone, sam: Someone) -> None:
    services.unlink(by=sam.person, at=timezone.now())
    link(alex, sam)

    assert CANARY not in both_of(sam)


def test_a_damaged_text_becomes_a_sentence_and_costs_no_other(story: Story, alex: Someone) -> None:
    damage("checkins_entry", "text", "kind = 'wish'")
    damage("quizzes_attempt", "answers")
    damage("checkins_plan", "title")
    damage("accounts_person", "name")
    damage("quizzes_focuswish", "area")
    damage("checkins_afterthought", "line")

    file, page = file_of(alex), words_of(alex)

    wish = next(row for row in file["mine"]["entries"] if row["kind"] == "wish")
    assert wish["text"] == "These words are damaged and cannot be read any more."
    assert wish["unreadable"] == ["text"]
    assert page.count("These words are damaged") >= 5
    assert "canary-prompt-1" in page
    assert "canary-prompt-1" in json.dumps(file)
    fastjsonschema.compile(schema())(file)


def test_behind_a_closed_lock_kept_words_are_a_sentence(story: Story, alex: Someone) -> None:
    locks(alex)
    alex.proves_it()

    page, file, words = alex.opens(EXPORT), file_of(alex), words_of(alex)

    assert "Open your lock first" in page.text
    assert "canary-wish-1" not in json.dumps(file) + words
    assert "Locked. Open your lock to read this." in words
    quiz = file["mine"]["quizzes"][0]
    assert quiz["unreadable"] == ["answers", "choices"]
    assert "canary-said-anew" in words


def test_with_an_open_lock_everything_is_there(story: Story, alex: Someone) -> None:
    locks(alex)
    opens_lock(alex)

    taken = both_of(alex)

    assert [where for where, text in story.kept.items() if text not in taken] == []
    assert "Open your lock" not in taken


def test_the_page_says_how_far_it_is_and_that_it_is_complete(story: Story, alex: Someone) -> None:
    words, of = words_of(alex), len(export_page.all_chapters())

    assert f"1 of {of}: You" in words
    assert f"{of} of {of}: Reminders and calendar" in words
    assert words.index(f"{of} of {of}") < words.index("That is all. ")


def test_what_somebody_typed_is_text_on_the_page(story: Story, alex: Someone) -> None:
    checkins.services.add_prompt(
        by=alex.person, text="<b>bold</b><!-- chapters -->", at=timezone.now()
    )

    page = takes_page(alex).getvalue().decode()

    assert "&lt;b&gt;bold&lt;/b&gt;&lt;!-- chapters --&gt;" in page
    assert "<b>bold" not in page


def test_a_file_fits_its_schema(story: Story, alex: Someone, sam: Someone) -> None:
    fits = fastjsonschema.compile(schema())

    for someone in (alex, sam):
        fits(file_of(someone))


def test_the_schema_that_is_shipped_is_the_one_that_holds() -> None:
    """After a change: `manage.py export_schema > docs/export.schema.json`."""
    assert json.loads(SCHEMA.read_text("utf-8")) == schema()


def test_every_table_and_every_part_is_described() -> None:
    described = (SCHEMA.parent / "export.md").read_text("utf-8")
    parts = schema()["properties"]
    names = [*parts["mine"]["properties"], *parts["shared"]["properties"]]

    assert [name for name in names if f"`{name}`" not in described] == []


def test_no_number_of_a_row_is_told(story: Story, alex: Someone) -> None:
    """They would tell how much somebody else wrote in between."""
    fields = {name for rows in file_of(alex)["mine"].values() for row in rows for name in row}

    assert "id" not in fields
    assert "person" not in fields


def test_it_costs_no_more_queries_with_more_rows(
    story: Story, alex: Someone, django_assert_max_num_queries
) -> None:
    for number in range(30):
        starts_at = timezone.now() - timedelta(days=number)
        alex.person.afterthoughts.create(starts_at=starts_at, line=f"line {number}")
        alex.person.sign_ins.create(at=starts_at, way="password", device="a\nb", address="::1")

    with django_assert_max_num_queries(110):
        "".join(export.as_json(alex.afresh(), timezone.now()))


def damage(table: str, column: str, where: str = "true") -> None:
    """Let what is stored there be no sealed value any more."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where}", [b"?"])  # noqa: S608


def _count(table: export_rows.Table, person: Person) -> int:
    path = {"pk": person.pk} if table.owner == "self" else {table.owner: person}
    return table.model._default_manager.filter(**path).count()

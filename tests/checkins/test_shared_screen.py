"""Alex and Sam meet over one screen on which Alex is signed in: the meeting opens, the rest not."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, resolve, reverse

import intimacy.urls
from accounts import services as accounts
from accounts.models import Couple
from checkins import screen, services
from checkins.models import CheckIn
from tests.architecture.test_doors import DOORS
from tests.checkins.verbs import gets_ready, keeps, page, sets_slot, shares, writes
from tests.intimacy.test_strangers import addresses
from tests.support.people import PASSWORD, Someone
from tests.support.story import Story, reveal, tell

# Each name here is a decision. Adding one means: the page shows only what both may read.
OPEN = {
    *("checkins:meeting", "checkins:begin", "checkins:meeting_state", "checkins:move"),
    *("checkins:pause_word", "checkins:meeting_agree", "checkins:meeting_plan"),
    *("checkins:share_screen", "checkins:end_shared_screen", "account_logout", "help", "leave"),
    *("who_can_read",),
}
METHODS = ("get", "post", "head", "options")
LOCKED = "This screen is shared"
SENTENCE = "A letter nobody but me shall read"
# The site with one address more, which nobody has given a name.
urlpatterns = [*intimacy.urls.urlpatterns, path("nameless/", lambda request: HttpResponse("in"))]


@pytest.fixture
def shared(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Both are ready, and Alex has pressed *Use this one screen together*."""
    for someone in (alex, sam):
        gets_ready(someone, check_in)
    shares_screen(alex, check_in)
    return check_in


def shares_screen(someone: Someone, check_in: CheckIn) -> HttpResponse:
    """Presses *Use this one screen together*."""
    return someone.sends(page("share_screen", check_in))


def is_locked(response: HttpResponse) -> bool:
    """Whether this is the closed door of a shared screen."""
    return response.status_code == 403 and LOCKED in response.text


def careful(someone: Someone) -> Client:
    """A browser of theirs that is asked for form tokens, as real ones are."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(someone.person)
    return browser


def token(browser: Client, form: str = "account_logout") -> dict[str, str]:
    """What a form of this browser sends beside its fields."""
    return {"csrfmiddlewaretoken": browser.get(reverse(form)).context["csrf_token"]}


def everything() -> dict[str, list[dict]]:
    """Every row there is, but sessions and counters of tries."""
    models = [m for m in apps.get_models() if m._meta.model_name != "session"]
    return {m._meta.label: list(m._base_manager.order_by("pk").values()) for m in models}


def test_the_button_leads_to_the_meeting_and_locks_the_rest(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    for someone in (alex, sam):
        gets_ready(someone, check_in)

    answer = shares_screen(alex, check_in)

    assert answer.headers["Location"] == page("meeting", check_in)
    assert alex.opens(page("meeting", check_in)).status_code == 200
    assert is_locked(alex.opens("/"))


def shut_addresses(story: Story) -> Iterator[str]:
    """Every address of the site that is not on the list, and allauth's two odd ones."""
    keys = {"account_confirm_email": {"key": "x"}}
    keys["account_reset_password_from_key"] = {"uidb36": "x", "key": "x"}
    odd = [reverse(name, kwargs=parts) for name, parts in keys.items()]
    for address in (*addresses(story), *odd):
        if resolve(address).view_name not in OPEN:
            yield address


@pytest.mark.parametrize("method", METHODS)
def test_nothing_but_the_listed_pages_opens_and_nothing_changes(
    couple: Couple, alex: Someone, sam: Someone, method: str
) -> None:
    story = tell(alex, sam, couple)
    reveal(story, alex, sam)
    shares_screen(alex, story.check_in)
    before = everything()

    answers = {
        address: getattr(alex.browser, method)(address, {"back": "week"})
        for address in shut_addresses(story)
    }

    assert len(answers) > 50
    assert [a for a, answer in answers.items() if answer.status_code != 403] == []
    assert [a for a, answer in answers.items() if b"canary-" in answer.content] == []
    assert everything() == before


def test_the_list_names_no_page_that_is_gone() -> None:
    assert OPEN - set(DOORS) == set()


def test_the_list_is_the_one_that_counts() -> None:
    assert screen.OPEN == OPEN


@pytest.mark.urls(__name__)
def test_an_address_without_a_name_stays_shut(shared: CheckIn, alex: Someone, sam: Someone) -> None:
    assert is_locked(alex.opens("/nameless/"))
    assert sam.opens("/nameless/").content == b"in"


def test_the_closed_door_says_what_opens_it(shared: CheckIn, alex: Someone) -> None:
    door = alex.opens("/week/").text

    assert "Everything else stays locked until Alex signs in again." in door
    assert f'href="{page("meeting", shared)}"' in door
    assert f'action="{reverse("checkins:end_shared_screen")}"' in door


@pytest.mark.parametrize("address", ["/week/", "/no-such-page/", "/help/", "/who-can-read/"])
def test_no_page_leads_to_a_closed_door(shared: CheckIn, alex: Someone, address: str) -> None:
    links = alex.opens(address).text

    private = ("/partner/", "/reminders/", "/me/", "/me/erase/", "/together/", "/quiz/", "/outbox/")
    assert [place for place in private if f'href="{place}"' in links] == []
    assert f'class="bar__name" href="{page("meeting", shared)}"' in links


@pytest.mark.parametrize("address", ["/week/", "/help/", "/no-such-page/"])
def test_no_page_is_stored_for_the_button_back(
    shared: CheckIn, alex: Someone, address: str
) -> None:
    assert "no-store" in alex.opens(address).headers["Cache-Control"]
    assert "no-store" in alex.opens(page("meeting", shared)).headers["Cache-Control"]


def test_a_second_tab_cannot_save_what_is_typed_in_it(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    keeps(alex, check_in, "Before")
    shares_screen(alex, check_in)

    answer = alex.sends(
        page("prepare", check_in, "wish"), {"words_1": SENTENCE}, headers={"X-Autosave": "1"}
    )

    assert (answer.status_code, answer.content) == (403, b"")
    assert [written.text for written in check_in.words_of(alex.afresh())] == ["Before"]


def test_what_was_sent_is_not_shown_to_whoever_looks_on(shared: CheckIn, alex: Someone) -> None:
    answer = writes(alex, shared, "wish", words_1=SENTENCE)

    assert is_locked(answer)
    assert SENTENCE not in answer.text
    assert "What was sent just now is not saved" in answer.text


def test_a_form_from_an_earlier_sign_in_is_not_shown_either(
    check_in: CheckIn, alex: Someone
) -> None:
    browser = careful(alex)
    browser.post(page("share_screen", check_in), token(browser))

    answer = browser.post(page("prepare", check_in, "wish"), {"words_1": SENTENCE})

    assert is_locked(answer)
    assert SENTENCE not in answer.text


def test_sent_again_after_signing_in_it_is_given_back(check_in: CheckIn, alex: Someone) -> None:
    browser = careful(alex)
    form = {"words_1": SENTENCE, **token(browser)}
    browser.post(page("share_screen", check_in), form)
    browser.post(page("prepare", check_in, "wish"), form)
    browser.post(reverse("checkins:end_shared_screen"), form)
    signs_in(browser, "alex")

    answer = browser.post(page("prepare", check_in, "wish"), form)

    assert SENTENCE in answer.text


def signs_in(browser: Client, name: str) -> None:
    """With the password of the cast."""
    who = {"login": f"{name}@example.org", "password": PASSWORD}
    answer = browser.post(reverse("account_login"), who | token(browser, "account_login"))
    assert answer.status_code == 302


def test_an_older_copy_of_the_cookie_opens_nothing(check_in: CheckIn, alex: Someone) -> None:
    older = Client()
    older.cookies[settings.SESSION_COOKIE_NAME] = alex.browser.session.session_key
    assert older.get("/week/").status_code == 302

    shares_screen(alex, check_in)

    assert older.get("/week/").headers["Location"].startswith(reverse("account_login"))


def test_the_phone_in_alex_s_pocket_stays_as_it_is(check_in: CheckIn, alex: Someone) -> None:
    phone = Client()
    phone.force_login(alex.person)

    shares_screen(alex, check_in)

    assert phone.get("/me/").status_code == 200
    assert phone.get(page("check_in", check_in)).status_code == 200


def test_the_session_holds_the_date_and_when_it_ends(check_in: CheckIn, alex: Someone) -> None:
    before = dict(alex.browser.session.items())

    shares_screen(alex, check_in)

    after = alex.browser.session
    added = {name: after[name] for name in dict(after.items()) if name not in before}
    assert added == {
        "shared_screen": "2026-12-06",
        "_session_expiry": "2026-12-05T00:00:00+00:00",
    }


def test_staying_signed_in_ends_with_the_browser(check_in: CheckIn, alex: Someone) -> None:
    stays = alex.browser.session
    stays.set_expiry(timedelta(days=14).total_seconds())
    stays.save()

    answer = shares_screen(alex, check_in)

    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_after_four_hours_it_asks_to_sign_in(shared: CheckIn, alex: Someone, time_machine) -> None:
    time_machine.move_to(datetime(2026, 12, 4, 23, 59, tzinfo=UTC), tick=False)
    assert is_locked(alex.opens("/week/"))
    time_machine.move_to(datetime(2026, 12, 5, 0, 0, 1, tzinfo=UTC), tick=False)

    asked = alex.opens(page("meeting", shared))
    given_back = alex.sends(page("meeting_agree", shared), {"text": "We walk on Tuesday"})

    assert asked.headers["Location"].startswith(reverse("account_login"))
    assert "We walk on Tuesday" in given_back.text
    assert (
        alex.sends(reverse("checkins:end_shared_screen"))
        .headers["Location"]
        .startswith(reverse("account_login"))
    )


def test_pressing_it_again_makes_it_no_longer(shared: CheckIn, alex: Someone, time_machine) -> None:
    time_machine.move_to(datetime(2026, 12, 4, 23, 0, tzinfo=UTC), tick=False)
    key = alex.browser.session.session_key

    assert shares_screen(alex, shared).status_code == 302

    assert alex.browser.session.session_key == key
    time_machine.move_to(datetime(2026, 12, 5, 0, 0, 1, tzinfo=UTC), tick=False)
    assert alex.opens("/week/").status_code == 302


def test_signing_in_again_opens_everything(shared: CheckIn, alex: Someone) -> None:
    answer = alex.sends(reverse("checkins:end_shared_screen"))

    assert answer.headers["Location"] == f"{reverse('account_login')}?next=/week/"
    assert alex.opens("/me/").status_code == 302
    signs_in(alex.browser, "alex")
    assert alex.opens("/me/").status_code == 200


@pytest.mark.parametrize("name", ["share_screen", "end_shared_screen"])
def test_looking_at_an_address_shares_and_ends_nothing(
    check_in: CheckIn, alex: Someone, name: str
) -> None:
    address = reverse("checkins:end_shared_screen")
    if name == "share_screen":
        address = page(name, check_in)

    assert alex.opens(address).status_code == 405
    assert alex.opens("/me/").status_code == 200


def test_nobody_signs_in_over_it(shared: CheckIn, alex: Someone, sam: Someone) -> None:
    answer = alex.sends(
        reverse("account_login"), {"login": "sam@example.org", "password": PASSWORD}
    )

    assert is_locked(answer)
    assert alex.browser.session["_auth_user_id"] == str(alex.person.pk)


@pytest.mark.parametrize("way_out", ["account_logout", "checkins:end_shared_screen"])
def test_whoever_signs_in_next_has_a_site_of_their_own(
    shared: CheckIn, alex: Someone, way_out: str
) -> None:
    alex.sends(reverse(way_out))

    signs_in(alex.browser, "sam")

    assert screen.SHARED_SCREEN not in alex.browser.session
    assert alex.opens("/me/").status_code == 200


def test_leave_leaves(shared: CheckIn, alex: Someone) -> None:
    key = alex.browser.session.session_key

    answer = alex.opens(reverse("leave"))

    assert answer.headers["Location"] == settings.QUICK_EXIT_URL
    assert not alex.browser.session.exists(key)


def test_an_unlink_meanwhile_opens_nothing(
    shared: CheckIn, alex: Someone, sam: Someone, friday: datetime
) -> None:
    accounts.unlink(by=sam.person, at=friday)

    assert "You are not linked to anyone" in alex.opens(page("meeting", shared)).text
    assert is_locked(alex.opens("/partner/"))
    assert is_locked(alex.opens("/"))


def test_the_end_of_the_week_opens_nothing(shared: CheckIn, alex: Someone, time_machine) -> None:
    stays_open = alex.browser.session
    stays_open.set_expiry(datetime(2027, 1, 1, tzinfo=UTC))
    stays_open.save()
    time_machine.move_to(datetime(2026, 12, 20, 12, 0, tzinfo=UTC), tick=False)

    led_on = alex.browser.get(page("meeting", shared), follow=True)

    assert is_locked(led_on)
    assert is_locked(alex.opens("/week/"))


def test_an_account_erased_elsewhere_leaves_the_public_pages(
    shared: CheckIn, alex: Someone, friday: datetime
) -> None:
    accounts.erase(by=alex.person, at=friday)

    assert alex.opens(reverse("account_login")).status_code == 200
    signs_in(alex.browser, "sam")
    assert alex.opens("/me/").status_code == 200


def test_an_account_switched_off_leaves_the_public_pages(shared: CheckIn, alex: Someone) -> None:
    alex.person.is_active = False
    alex.person.save()

    assert alex.opens("/").status_code == 200
    assert alex.opens("/me/").status_code == 302


def test_only_this_week_s_meeting_can_be_shared(
    check_in: CheckIn, alex: Someone, robin: Someone, time_machine
) -> None:
    assert shares_screen(robin, check_in).status_code == 404
    time_machine.move_to(datetime(2026, 12, 20, 12, 0, tzinfo=UTC), tick=False)

    assert shares_screen(alex, check_in).status_code == 404
    assert alex.opens("/me/").status_code == 200


def test_a_week_called_off_has_no_meeting_to_share(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    sam.sends(page("call_off", check_in))

    assert shares_screen(alex, check_in).status_code == 404
    assert alex.opens("/me/").status_code == 200


def test_the_meeting_of_another_week_stays_shut(shared: CheckIn, alex: Someone) -> None:
    another = reverse("checkins:meeting", args=["2026-11-29"])

    assert is_locked(alex.opens(another))


def test_a_week_that_moved_is_still_the_meeting(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares_screen(alex, check_in)

    sets_slot(sam, weekday="5")

    check_in.refresh_from_db()
    assert check_in.meets_on.isoformat() == "2026-12-05"
    assert not is_locked(alex.opens(page("meeting", check_in)))


def queries_of(browser: Client, address: str) -> int:
    """How often a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)


@pytest.mark.parametrize("make", [lambda c: "/help/", lambda c: page("check_in", c)])
def test_who_shares_nothing_pays_nothing(
    check_in: CheckIn, alex: Someone, settings, make: Callable[[CheckIn], str]
) -> None:
    with_it = queries_of(alex.browser, make(check_in))
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.startswith("checkins.")]
    without = Client()
    without.force_login(alex.person)

    assert with_it == queries_of(without, make(check_in))


def evening(someone: Someone, check_in: CheckIn) -> Iterator[str]:
    """Begins the meeting and goes through it; each screen as it is shown."""
    someone.sends(page("begin", check_in), {"length": "regular"})
    seen, shown = -1, ""
    while (now := someone.opens(page("meeting", check_in)).text) != shown and seen < 40:
        shown, seen = now, seen + 1
        yield shown
        someone.sends(page("move", check_in), {"to": "next", "seen": seen})


def led_to(shown: str) -> set[str]:
    """The names of the pages that a screen links to or sends forms to."""
    places = re.findall(r'(?:href|action)="(/[^"?#]*)', shown)
    return {resolve(place).view_name for place in places if not place.startswith("/static/")}


def test_the_evening_shows_what_was_shared_and_leads_nowhere_else(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    story = tell(alex, sam, couple)
    reveal(story, alex, sam)
    shares_screen(alex, story.check_in)

    shown = list(evening(alex, story.check_in))

    assert len(shown) > 8
    assert story.shared["appreciation 2"] in "".join(shown)
    kept = {where: text for where, text in story.kept.items() if "plan" not in where}
    assert [where for where, text in kept.items() if text in "".join(shown)] == []
    assert [s for s in shown if "What is typed here is kept as written by Alex." not in s] == []
    places = set().union(*map(led_to, shown))
    assert places - OPEN == {"checkins:close_agreement"}
    assert 'name="back" value="meeting"' in "".join(shown)


def test_what_is_typed_is_alex_s_and_says_so(
    shared: CheckIn, couple: Couple, alex: Someone, sam: Someone
) -> None:
    alex.sends(page("begin", shared), {"length": "regular"})

    step = {"kind": "step", "text": "We walk on Tuesday", "token": uuid.uuid4()}
    alex.sends(page("meeting_agree", shared), step)

    wording = couple.agreements.get().wordings.get()
    assert (wording.text, wording.author) == ("We walk on Tuesday", alex.person)


def test_an_agreement_is_closed_only_on_the_way_back_to_the_meeting(
    shared: CheckIn, alex: Someone, friday: datetime
) -> None:
    services.begin_meeting(shared, by=alex.person, length="regular", at=friday)
    agreed = services.agree(
        shared, by=alex.person, text="We walk", kind="step", public_id=uuid.uuid4(), at=friday
    )
    address = reverse("checkins:close_agreement", args=[agreed.public_id])

    assert is_locked(alex.opens(address, data={"back": "meeting"}))
    assert is_locked(alex.sends(address))
    assert is_locked(alex.sends(address, {"back": "agreements"}))
    agreed.refresh_from_db()
    assert agreed.closed_at is None
    assert alex.sends(address, {"back": "meeting"}).headers["Location"] == page("meeting", shared)
    agreed.refresh_from_db()
    assert agreed.closed_at is not None


def test_what_waited_to_be_said_to_alex_alone_is_not_said(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "A walk")
    for someone in (alex, sam):
        gets_ready(someone, check_in)
    # The page it leads to would say so; Alex never opens it.
    alex.sends(page("take_back", check_in, "wish", 1))

    shares_screen(alex, check_in)

    assert "Taken back" not in alex.opens(page("meeting", check_in)).text


def test_times_are_in_the_zone_both_know(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    for someone in (alex, sam):
        gets_ready(someone, check_in)
    own = sam.opens(page("meeting", check_in)).text
    assert "Sunday, 6 December at 13:30" in own

    shares_screen(sam, check_in)

    shown = sam.opens(page("meeting", check_in)).text
    assert "Sunday, 6 December at 19:30" in shown
    assert "13:30" not in shown
    assert "Sunday, 6 December at 13:30" in device(sam).get(page("meeting", check_in)).text


def device(someone: Someone) -> Client:
    """One more device of theirs, which nobody else looks at."""
    phone = Client()
    phone.force_login(someone.person)
    return phone

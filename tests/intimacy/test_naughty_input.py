"""Naughty texts in every form and every address that a walk finds: a page or a refusal, no fault.

What is refused comes back as it was typed; what is taken is there afterwards, unchanged but for NUL
and the normal form of its letters. Everything is sent in an order that is the same every time.
"""

import random
from collections.abc import Iterator, Mapping
from unicodedata import normalize
from urllib.parse import quote, quote_plus, urlencode

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import services
from checkins.domain.preparation import STEPS
from tests.support.forms import Form, forms_in, plain, questions_in, says
from tests.support.naughty import BYTES, TEXTS, as_stored
from tests.support.people import make_person
from tests.support.walking import EXPRESSIONS, Answer, addresses, read, tries, without_a_trace
from tests.support.world import FILLED, World, looking
from tests.support.world import world as world  # a fixture

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"
# Who meets which forms: signed out, with everything open, before a meeting, alone.
LOOKS = ("nobody", "alex_unlocked", "sam_before", "robin")
# How often each form is sent: with odd words alone, with everything odd, with bytes that are none.
WORDS, ALL, BROKEN = 2, 2, 1
# Where to look for what was taken, beside the page of the form and the one it leads to.
SHOWN_AT = ("/week/past/", "/quiz/practices/", "/accounts/2fa/webauthn/")


def more_addresses(look: str, world: World, browser: Client) -> Iterator[str]:
    """Forms that stand at no address of the walk before something was begun."""
    if look == "sam_before":
        day = world.story.check_in.meets_on
        yield from (f"/check-ins/{day}/prepare/{step.slug}/" for step in STEPS)
    if look == "robin":
        yield from (f"/week/note/{step.slug}/" for step in STEPS)
        browser.post("/quiz/exercises/say-it-back/begin/")
        yield browser.post("/quiz/start/", {"closeness": "without"}).headers.get("Location", "/")
        fresh = services.invite(by=make_person("Kim").person, at=timezone.now())
        browser.get(f"/join/{fresh.token}/")
        yield "/join/"


def walked(
    look: str, world: World, browser: Client
) -> tuple[dict[tuple[str, ...], Form], set[str]]:
    """Every form this person can see, one of each sort, and every question in a link."""
    forms: dict[tuple[str, ...], Form] = {}
    questions: set[str] = set()
    known = addresses(world.story, passkey=world.passkey).values()
    for address in [*more_addresses(look, world, browser), *known]:
        page = tries(browser, "get", address).body
        if b"<html" not in page:
            continue
        for form in forms_in(address, page.decode()):
            forms.setdefault(form.key, form)
        questions |= questions_in(address, page.decode())
    return forms, questions


def filled(form: Form, **odd: str) -> dict[str, str]:
    """The form as somebody would send it, but for what is odd."""
    return {name: value or FILLED.get(name, "A walk") for name, value in form.fields.items()} | odd


def chosen(form: Form, times: int, *, among: list[str]) -> list[list[str]]:
    """So many times as many texts as the form has fields; the same ones in every run."""
    picks = random.Random(" ".join(form.key))
    return [[picks.choice(among) for _ in form.fields] for _ in range(times)]


def send(browser: Client, form: Form, body: str) -> Answer:
    """Send it, and follow where it leads: what is read is the page one ends on."""
    if form.method == "get":
        return read(browser.get(f"{form.action}?{body}"))
    return read(browser.post(form.action, body, content_type=URLENCODED, HTTP_REFERER=form.page))


def is_fault(answer: Answer) -> bool:
    """Whether something broke, or what was typed stands on the page as markup."""
    return answer.status >= 500 or b"><script>{{" in answer.body or b"<img src=x" in answer.body


def lost(browser: Client, form: Form, sent: dict[str, str], answer: Answer) -> list[str]:
    """Texts that are neither back on the page, if it was refused, nor kept, if it was taken."""
    missing = {name: plain(as_stored(sent[name])) for name in form.free}
    for page in where_it_may_be(browser, form, answer):
        missing = {name: text for name, text in missing.items() if text not in page}
        if not missing:
            break
    return [f"{name}: {text!r:.60}" for name, text in missing.items()]


def where_it_may_be(browser: Client, form: Form, answer: Answer) -> Iterator[str]:
    """What the refusing page says; or, if it was taken, what the pages say where it is shown."""
    if answer.status != 302:
        # It comes back as it was typed, in whichever form its letters were.
        yield normalize("NFC", says(answer.body.decode()).replace("\x00", ""))
        return
    for address in (form.page, answer.leads_to, *SHOWN_AT):
        yield says(read(browser.get(address)).body.decode())


def bodies(form: Form) -> Iterator[str]:
    """The form with everything in it odd, hidden fields and choices too; and with bytes."""
    for words in chosen(form, ALL, among=TEXTS):
        yield urlencode(dict(zip(form.fields, words, strict=True)))
    for parts in chosen(form, BROKEN, among=BYTES):
        names = map(quote_plus, form.fields)
        yield "&".join(f"{name}={part}" for name, part in zip(names, parts, strict=True))


def faults_of(browser: Client, form: Form) -> Iterator[tuple[str, object]]:
    """What goes wrong with this form."""
    for words in chosen(form, WORDS if form.free else 0, among=TEXTS):
        sent = filled(form, **dict(zip(form.free, words, strict=False)))
        with without_a_trace():
            answer = send(browser, form, urlencode(sent))
            gone = [answer.status] if is_fault(answer) else lost(browser, form, sent, answer)
        if gone:
            yield form.key[0], gone
    for body in bodies(form):
        answer = undone(browser, form, body)
        if is_fault(answer):
            yield form.key[0], (answer.status, body[:200])


def undone(browser: Client, form: Form, body: str) -> Answer:
    """Send it, and undo what it did, to the browser too."""
    if form.method == "get":
        return tries(browser, "get", f"{form.action}?{body}")
    return tries(browser, "post", form.action, body, content_type=URLENCODED)


@pytest.mark.parametrize("look", LOOKS)
def test_every_form_takes_naughty_words_or_gives_them_back(world: World, look: str) -> None:
    with looking(world, look) as (seen, browser):
        browser.raise_request_exception = False
        forms, questions = walked(look, seen, browser)
        found = [fault for form in forms.values() for fault in faults_of(browser, form)]
        found += [fault for one in questions for fault in faults_of_question(browser, one)]

    assert forms
    assert found == []


def faults_of_question(browser: Client, address: str) -> Iterator[tuple[str, object]]:
    """A question in a link, asked with naughty answers."""
    path, _mark, question = address.partition("?")
    names = [part.partition("=")[0] for part in question.split("&")]
    picks = random.Random(address)
    for part in [*picks.sample(BYTES, 4), *map(quote_plus, picks.sample(TEXTS, 6))]:
        asked = "&".join(f"{name}={part}" for name in names)
        answer = tries(browser, "get", f"{path}?{asked}")
        if is_fault(answer):
            yield address, (answer.status, asked[:200])


@pytest.mark.parametrize("look", ["nobody", "alex_unlocked"])
def test_every_part_of_every_address_may_be_naughty(world: World, look: str) -> None:
    picks = random.Random(look)
    with looking(world, look) as (seen, browser):
        browser.raise_request_exception = False
        found = [
            (address, answer.status)
            for address in naughty_addresses(seen, picks)
            for answer in [tries(browser, "get", address)]
            if is_fault(answer)
        ]

    assert found == []


def naughty_addresses(world: World, picks: random.Random) -> Iterator[str]:
    """Each address with something else in the place of what it names, and with odd questions."""
    for name, address in addresses(world.story).items():
        yield f"{address}?{picks.choice(BYTES)}={picks.choice(BYTES)}"
        for before, after in gaps(name, address):
            odd = [
                *picks.sample(NOWHERE, 2),
                quote(picks.choice(TEXTS), safe=""),
                picks.choice(BYTES),
            ]
            yield from (f"{before}{step}{after}" for step in odd)


def gaps(name: str, address: str) -> Iterator[tuple[str, str]]:
    """What stands before and after each part of an address that may differ."""
    if name in EXPRESSIONS:
        for value in EXPRESSIONS[name].values():
            before, _value, after = address.rpartition(value)
            yield before, after
        return
    steps, names = address.split("/"), f"/{resolve(address).route}".split("/")
    for place, part in enumerate(names):
        if part.startswith("<"):
            before, after = steps[:place], steps[place + 1 :]
            yield "/".join([*before, ""]), "/".join(["", *after])


# Shaped like what stands there, but of nothing.
NOWHERE = [
    *("0", "-1", "9" * 30, "9" * 5000, "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-45"),
    *(
        "00000000-0000-0000-0000-000000000000",
        "x",
        "-",
        "_",
        "%00",
        "..",
        "%2e%2e",
        "%2F",
        "x" * 3000,
    ),
]


def form_with(names: list[str], browser: Client, address: str) -> Form:
    """The form on a page that has these fields."""
    page = read(browser.get(address)).body.decode()
    return next(one for one in forms_in(address, page) if set(names) <= set(one.fields))


def refused_or_kept(browser: Client, address: str, names: list[str], texts: list[str]) -> list:
    """Type many texts, as many at once as there are fields; gives what went wrong."""
    form = form_with(names, browser, address)
    found: list[object] = []
    for start in range(0, len(texts), len(names)):
        words = dict(zip(names, texts[start : start + len(names)], strict=False))
        with without_a_trace():
            sent = filled(form, **words)
            answer = send(browser, form, urlencode(sent))
            found += [answer.status] if is_fault(answer) else lost(browser, form, sent, answer)
    return found


def appreciations(world: World) -> str:
    """The step of the preparation with three places for words."""
    return f"/check-ins/{world.story.check_in.meets_on}/prepare/appreciations/"


PLACES = ["words_1", "words_2", "words_3"]


def test_the_whole_list_is_kept_as_it_was_typed_or_given_back(world: World) -> None:
    with looking(world, "sam_before") as (seen, browser):
        assert refused_or_kept(browser, appreciations(seen), PLACES, TEXTS) == []


def test_the_whole_list_as_a_name_is_refused_before_there_is_an_account(world: World) -> None:
    with looking(world, "nobody") as (_seen, browser):
        assert refused_or_kept(browser, "/accounts/signup/", ["name"], TEXTS) == []


# The world is rolled back by us after each try.
ONE_WORLD = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@ONE_WORLD
@given(texts=st.tuples(st.text(max_size=20), st.text(max_size=80), st.text(min_size=60)).map(list))
def test_any_text_is_kept_as_it_was_typed_or_given_back(world: World, texts: list[str]) -> None:
    with looking(world, "sam_before") as (seen, browser):
        assert refused_or_kept(browser, appreciations(seen), PLACES, texts) == []


def in_one_line(fields: Mapping[str, bytes]) -> bytes:
    """A form as a browser would send it that lets every byte stand as it is."""
    return b"&".join(name.encode() + b"=" + value for name, value in fields.items())


def in_parts(fields: Mapping[str, bytes]) -> bytes:
    """The same as a form with room for files is sent."""
    said = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value
        for name, value in fields.items()
    ]
    return b"\r\n".join([*said, b"--cut--\r\n"])


WAYS = {URLENCODED: in_one_line, "multipart/form-data; boundary=cut": in_parts}


PLAN = ("title", "taken", "token", "day", "wall_time", "minutes", "zone")
# As long as it likes, of every byte there is, and of what has been a fault somewhere.
PIECES = st.sampled_from([b"\x00", b"/", b"..", b"\xff", b"\xed\xa0\xbd", b"9" * 30, b"%00", b"&"])
ANY_BYTES = st.lists(PIECES | st.binary(max_size=40), max_size=4).map(b"".join)


@ONE_WORLD
@given(odd=ANY_BYTES, kind=st.sampled_from([*WAYS]))
def test_any_bytes_in_any_field_are_no_fault(world: World, odd: bytes, kind: str) -> None:
    usual = {name: FILLED.get(name, "").encode() for name in PLAN}
    with looking(world, "sam_before") as (seen, browser):
        browser.raise_request_exception = False
        for address, fields in (
            (appreciations(seen), dict.fromkeys(PLACES, odd)),
            ("/together/new/", usual | {"title": odd, "taken": odd}),
            ("/together/new/", dict.fromkeys(PLAN, odd)),
        ):
            body = WAYS[kind](fields)
            assert not is_fault(tries(browser, "post", address, body, content_type=kind))


@ONE_WORLD
@given(body=st.binary(max_size=200), kind=st.sampled_from([*WAYS, "multipart/form-data"]))
def test_any_bytes_in_place_of_a_form_are_no_fault(world: World, body: bytes, kind: str) -> None:
    with looking(world, "sam_before") as (seen, browser):
        browser.raise_request_exception = False
        for address in (appreciations(seen), "/together/new/"):
            assert not is_fault(tries(browser, "post", address, body, content_type=kind))

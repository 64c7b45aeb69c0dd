"""Person × address × method: each answer is the one written in matrix.txt, without others' words.

A new address needs a line there: what it says to each of them is a decision. Every answer is
undone before the next, so that no order matters and even leaving and erasing are tried.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.walking import Answer, addresses, tries
from tests.support.world import CANARY, FILLED, LOOKS, OF_SAM, World, looking
from tests.support.world import world as world  # a fixture

pytestmark = pytest.mark.django_db

WRITTEN = Path(__file__).with_name("matrix.txt")
# allauth's, which says of this key that nobody has it.
SAYS_SOMETHING_TO_OPTIONS = {"account_reset_password_from_key"}
UNKNOWN_METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "X")


def read_matrix() -> dict[str, dict[str, str]]:
    """For each address what each person gets: `GET/POST`."""
    lines = [line.split() for line in WRITTEN.read_text("utf-8").splitlines()]
    lines = [line for line in lines if line and line[0] != "#"]
    who = lines[0][1:]
    return {name: dict(zip(who, cells, strict=True)) for name, *cells in lines[1:]}


MATRIX = read_matrix()


def forbidden(look: str, world: World) -> Callable[[bytes], set[str]]:
    """What gives the words in an answer that this person must never read."""
    if look.startswith("alex"):
        words = {OF_SAM}
    elif look == "sam":
        words = world.never_for_sam()
    elif look == "sam_before":
        words = world.not_yet_for_sam()
    else:
        words = {CANARY}

    def found(content: bytes) -> set[str]:
        others = content if look.startswith("alex") else content.replace(OF_SAM.encode(), b"")
        return {word for word in words if word.encode() in others}

    return found


def test_every_address_has_a_line_and_every_line_an_address(world: World) -> None:
    assert set(MATRIX) == set(addresses(world.story))
    assert {who for line in MATRIX.values() for who in line} == set(LOOKS)


@pytest.mark.parametrize("look", LOOKS)
def test_each_answer_is_the_one_written_down_and_holds_no_word_of_others(
    world: World, look: str
) -> None:
    kinds: dict[str, str] = {}
    leaks: list[tuple[str, set[str]]] = []
    with looking(world, look) as (seen, browser):
        reads = forbidden(look, seen)
        for name, address in addresses(seen.story, passkey=seen.passkey).items():
            got, posted = tries(browser, "get", address), tries(browser, "post", address, FILLED)
            kinds[name] = f"{got.kind}/{posted.kind}"
            leaks += [(name, reads(one.content)) for one in (got, posted) if reads(one.content)]

    assert kinds == {name: line[look] for name, line in MATRIX.items()}
    assert leaks == []


@pytest.mark.parametrize("look", ["nobody", "alex"])
def test_head_answers_as_get_does(world: World, look: str) -> None:
    # That no body follows is the web server's part; Django's own browser drops it here.
    with looking(world, look) as (seen, browser):
        kinds = {
            name: tries(browser, "head", address).kind
            for name, address in addresses(seen.story, passkey=seen.passkey).items()
        }

    assert kinds == {name: line[look].partition("/")[0] for name, line in MATRIX.items()}


@pytest.mark.parametrize("look", ["nobody", "robin", "alex_left"])
def test_options_shows_no_page(world: World, look: str) -> None:
    with looking(world, look) as (seen, browser):
        reads = forbidden(look, seen)
        answers = {
            name: tries(browser, "options", address)
            for name, address in addresses(seen.story, passkey=seen.passkey).items()
        }

    assert [name for name, one in answers.items() if one.status >= 500 or reads(one.content)] == []
    spoken = {name for name, one in answers.items() if one.body and one.kind != "404"}
    assert spoken == SAYS_SOMETHING_TO_OPTIONS


@pytest.mark.parametrize("method", UNKNOWN_METHODS)
def test_any_other_method_is_refused_before_anything_is_looked_up(
    world: World, method: str
) -> None:
    def asks(address: str) -> Answer:
        return tries(browser, "generic", method, address, b"x=1")

    with looking(world, "alex") as (seen, browser):
        answers = {name: asks(a) for name, a in addresses(seen.story).items()}

    assert {answer.status for answer in answers.values()} == {405}
    assert [name for name, answer in answers.items() if answer.body] == []

"""Wherever somebody is asked *Is it you?*, the page says what for."""

import pytest

from tests.accounts.test_what_waits import NAMED
from tests.support.walking import addresses, tries
from tests.support.world import FILLED, World, looking
from tests.support.world import world as world  # a fixture

pytestmark = pytest.mark.django_db


def test_no_door_of_the_whole_site_asks_without_saying_what_for(world: World) -> None:
    asked, nameless = set(), set()
    with looking(world, "alex") as (seen, browser):
        for name, address in addresses(seen.story, passkey=seen.passkey).items():
            for answer in (tries(browser, "get", address), tries(browser, "post", address, FILLED)):
                if answer.kind == "ask" and "next=" in answer.leads_to:
                    asked.add(name)
                    page = tries(browser, "get", answer.leads_to).body.decode()
                    nameless |= set() if NAMED.search(page) else {name}

    assert nameless == set()
    assert len(asked) > 20

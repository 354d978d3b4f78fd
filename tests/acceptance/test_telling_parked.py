"""What waits until somebody has looked, or until dates are counted again: what goes when it goes, and what was told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.telling.channel import Permanent
from adapters.words.catalogue import Said
from engine.asking.verifying import verify
from events import making
from events.opening import make_store
from events.store import Timing
from events.views import Waiting
from tests.telling import MAIL_OF_EACH, Post, flush, letters, office
from tests.worlds import PLAN, Rule, World, plan_text

AFTER: Rule = {"lead": "bto", "due": "7 days after congress"}
CONGRESS = "2025-08-04"
REFUSED = Permanent(Said("550 no such user"))


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """An office on a database."""
    store = make_store(database_url)
    yield office(store)
    store.close()


def parked(world: World) -> list[str]:
    """The keys of what is parked."""
    with world.store.begin(write=False) as session:
        return [view.key for view in session.messages(status="parked")]


def two_parked(world: World) -> Post:
    """Two milestones start two tasks of one agency, whose server refuses the one mail that tells of both."""
    world.adopt(plan_text((AFTER, {**AFTER, "due": "10 days after guidance"})))
    world.log("congress", CONGRESS, name="held")
    world.log("guidance", CONGRESS, "vn", name="guided")
    post = Post(answers={"bto@example.vn": [REFUSED]})
    flush(world, post)
    assert len(post.handed) == 1
    return post


@pytest.mark.parametrize("which", ["held", "guided"])
def test_a_parked_message_goes_again_with_what_it_covered(world: World, which: str) -> None:
    """Whichever of them is asked for: one mail tells of both, and nothing is left parked."""
    post = two_parked(world)
    both = [f"{name}/{PLAN}/bto/mail" for name in ("held", "guided")]
    assert parked(world) == both
    assert sorted(world.store.unpark("bto", f"{which}/{PLAN}/bto/mail")) == sorted(both)
    assert letters(world, post) == {"bto": [("activated", "R1", "2025-08-11"), ("activated", "R2", "2025-08-14")]}
    assert (parked(world), letters(world, post)) == ([], {})


def test_what_waited_for_an_address_goes_when_there_is_one(world: World) -> None:
    """An agency that a plan names, registered after it: its mails had been parked. They go once, as things stand."""
    world.adopt(plan_text(({"lead": "xyz", "due": "7 days after congress"},)))
    world.log("congress", "2025-08-01", name="held")
    flush(world)
    assert parked(world) == [f"held/{PLAN}/xyz/mail"]
    world.register(({"code": "xyz", "name": "Sở mới", "kind": "department", "parent": "12", "email": "x@example.vn"},))
    assert letters(world) == {"xyz": [("activated", "R1", "2025-08-08")]}
    assert (parked(world), letters(world)) == ([], {})
    assert verify(world.service, make_store("memory:")).holds


def test_an_address_that_is_corrected_sends_again_what_the_other_refused(world: World) -> None:
    """Nobody need ask for it; the other agencies' parked mails stay where they are."""
    post = two_parked(world)
    world.register([{**one, "email": "moi@example.vn"} for one in MAIL_OF_EACH if one["code"] == "bto"])
    assert [message.address for message in flush(world, post)] == ["moi@example.vn"]
    assert parked(world) == []


def test_nothing_is_told_of_a_plan_whose_dates_are_still_to_be_counted_again(world: World) -> None:
    """A day off moves the date of a task that is still to be told: it is held, counted, and told as it comes out."""
    world.adopt(plan_text((AFTER,)))
    world.adopt(plan_text((AFTER,), plan="khac", number="2-KH/TU"))
    world.log("congress", CONGRESS)
    world.log("congress", CONGRESS, plan="khac")
    world.service = replace(world.service, leaving=True)
    days: list[making.DayData] = [{"day": "2025-08-11", "working": False, "reason": "nghỉ chống bão"}]
    world.service.record(making.calendar_amended("vn", days, **world.envelope("2025-08-05", name="storm")))
    world.service = replace(world.service, leaving=False)
    assert letters(world) == {}
    assert world.store.waiting(world.now, Timing(timedelta(minutes=10))) == Waiting(0, 2, 0)
    world.service.recount([PLAN])
    assert letters(world) == {"bto": [("activated", "R1", "2025-08-12")]}
    assert world.store.waiting(world.now, Timing()) == Waiting(0, 1, 0)
    world.service.recount()
    assert letters(world) == {"bto": [("activated", "R1", "2025-08-12")]}
    assert world.store.waiting(world.now, Timing()) == Waiting(0, 0, 0)

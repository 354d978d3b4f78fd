"""An officer's machine that dies while an event is followed: nothing is lost, nothing counts twice."""

import os
import signal
from collections.abc import Callable

import pytest

from engine.asking.row_differences import TABLES
from engine.asking.verifying import verify
from events.database.sessions.session import SqlSession
from events.opening import make_store
from tests.processes import forked
from tests.worlds import World, plan_text

RULES = (
    {"for each": "commune", "lead": "each", "due": "7 days after guidance"},
    {"due": "30 working days before congress"},
)


def prepared(url: str) -> World:
    world = World(make_store(url))
    world.populate()
    world.adopt(plan_text(RULES))
    return world


def event(world: World) -> None:
    world.number = 100
    world.log("guidance", "2025-08-01", "vn", name="guidance-1")


def dying_after(name: str) -> Callable[..., object]:
    """A session's method that does its work, and then the process is killed."""
    whole = getattr(SqlSession, name)

    def done(self: SqlSession, *args: object, **options: object) -> object:
        result = whole(self, *args, **options)
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    return done


STEPS = (
    *(("sqlite", step) for step in ("restore", "gathered", "apply")),
    *(pytest.param("postgres", step, marks=pytest.mark.postgres) for step in ("gathered", "lock_and_read", "adding")),
)
"""Where an event can be cut short: in the log, deciding, written; or deciding, the log taken, about to be written."""


@pytest.mark.parametrize(("kind", "step"), STEPS)
def test_an_event_cut_short_is_as_if_never_sent(request: pytest.FixtureRequest, kind: str, step: str) -> None:
    """Killed while deciding, or when the log is held, or written to: sent again, all is as it should be."""
    database_url = request.getfixturevalue(f"{kind}_url")
    world = prepared(database_url)

    def cut_short() -> None:
        setattr(SqlSession, step, dying_after(step))
        again = World(make_store(database_url))
        again.now = world.now
        event(again)

    assert forked(cut_short) == (-signal.SIGKILL, "")
    with world.service.store.begin(write=False) as session:
        assert session.find("guidance-1") is None
    event(world)
    assert len(world.tasks()) == 3
    assert verify(world.service, make_store("memory:")).holds


def test_an_event_whose_answer_was_lost_counts_once(database_url: str) -> None:
    """Killed after the commit: the event is there with all that follows, and sending it again changes nothing."""
    world = prepared(database_url)

    def answer_lost() -> None:
        again = World(make_store(database_url))
        again.now = world.now
        event(again)
        os.kill(os.getpid(), signal.SIGKILL)

    assert forked(answer_lost) == (-signal.SIGKILL, "")
    with world.service.store.begin(write=False) as session:
        before = {table: list(session.dump(table)) for table in TABLES}
    event(world)
    with world.service.store.begin(write=False) as session:
        assert {table: list(session.dump(table)) for table in TABLES} == before
        assert len(session.messages()) == 3
    assert verify(world.service, make_store("memory:")).holds

"""A store that an older version wrote is migrated by building its rows anew from the log; what was told stays."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, inspect, text

from engine.asking.rebuilding import Moved, Rebuilt, Stood, rebuild
from engine.asking.verifying import Report, verify
from engine.service import Service
from engine.version import COUNTING
from events.database.dialects import address, open_engine
from events.errors import EventError, LogBroken, SchemaTooOld
from events.opening import make_store, migrate
from events.rows import Changes
from events.store import MEMORY, Session
from rules.compiling import compile_plan
from rules.plan import Plan
from tests.conformance.examples import unit
from tests.older_schemas import back_to
from tests.worlds import COMMUNES, MAIL_OF_12, World, tools

REPORT = "ke-hoach/R1/12"
PLAN = """\
plan: ke-hoach
title: Kế hoạch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
milestones:
  congress: {title: Đại hội, at: "12"}
rules:
  - {id: R1, title: Báo cáo, lead: "12", says: hạn 1, cite: dòng 1, due: 5 working days after congress}
  - {id: R2, title: Kiểm điểm, lead: "12", says: hạn 2, cite: dòng 2, due: 1 day after task R1 missed}
"""
OLDER = (
    "UPDATE due SET due = '2025-08-15', engine = 1 WHERE due = '2025-08-11'",
    "DELETE FROM fact WHERE signal = 'missed:R1'",
    "DELETE FROM task WHERE rule = 'R2'",
)
"""What an older version would have kept: another date, so that nothing was missed by it."""
ADDRESS_OF_12 = f"UPDATE unit SET email = '{MAIL_OF_12}' WHERE email = 'log'"
"""An older version kept addresses with the agencies, and no seals."""


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """A plain way to the database, past the store."""
    opened = open_engine(address(empty_url), 1)
    yield opened
    opened.dispose()


@pytest.fixture
def written_by_older(empty_url: str, engine: Engine) -> str:
    """The address of a store with a task that was missed, as an older version would have kept it."""
    store = make_store(empty_url)
    world = World(store)
    world.populate_as_before()
    world.adopt(PLAN)
    world.log("congress", "2025-08-04", "12")
    world.tick("2025-08-13")
    store.close()
    with engine.begin() as connection:
        for statement in OLDER:
            connection.execute(text(statement))
        back_to(connection, 6)
        connection.execute(text(ADDRESS_OF_12))
        connection.execute(text("INSERT INTO body (key, content) VALUES ('b', '{\"of\":\"older\"}')"))
        told = "INSERT INTO message (key, position, recipient, channel, body_key) VALUES ('m', 3, '12', 'mail', 'b')"
        connection.execute(text(told))
    return empty_url


def anew(session: Session) -> Rebuilt:
    return rebuild(session, Service(make_store(MEMORY), tools()))


def verified(url: str) -> Report:
    store = make_store(url)
    try:
        return verify(Service(store, tools()), make_store(MEMORY))
    finally:
        store.close()


def test_rows_are_built_anew_and_it_is_said_which_tasks_differ(written_by_older: str) -> None:
    """The date by the law's counting is back, with the miss that followed from it, and what waited for that."""
    with pytest.raises(SchemaTooOld):
        make_store(written_by_older)
    done = migrate(written_by_older, anew)
    assert done
    assert done.events == 4
    assert {"due", "fact", "task"} <= done.differing.keys()
    dated = Stood("active", "2025-08-15", None, None, None)
    assert done.moved == [
        Moved(task=REPORT, was=dated, now=Stood("active", "2025-08-11", None, None, "2025-08-12")),
        Moved(task="ke-hoach/R2/12", was=None, now=Stood("active", "2025-08-13", None, None, None)),
    ]
    assert migrate(written_by_older, anew) is None


def test_what_was_told_stays_and_is_not_compared(written_by_older: str) -> None:
    """Messages of before are kept, and `verify` says how many they are; those that come later are compared."""
    migrate(written_by_older, anew)
    found = verified(written_by_older)
    assert found.holds, found
    assert found.engines == {COUNTING: found.rows.counts["due"]}
    store = make_store(written_by_older)
    with store.begin(write=False) as session:
        assert "m" in {one.key for one in session.messages()}
        assert found.rows.told_by_older == len(session.messages())
    world = World(store, today="2025-08-14")
    world.number = 100
    world.log("congress", "2025-08-04", "12")  # known
    world.tick("2025-08-14")
    store.close()
    later = verified(written_by_older)
    assert later.holds, later
    assert later.rows.told_by_older == found.rows.told_by_older
    assert later.rows.counts["message"] > 0


def test_where_the_same_would_be_told_messages_are_still_compared(empty_url: str, engine: Engine) -> None:
    """Only what an older version did not keep is new."""
    store = make_store(empty_url)
    world = World(store)
    world.populate_as_before()
    world.adopt(PLAN)
    world.log("congress", "2025-08-04", "12")
    store.close()
    with engine.begin() as connection:
        back_to(connection, 6)
        connection.execute(text(ADDRESS_OF_12))
    done = migrate(empty_url, anew)
    assert done == Rebuilt(
        events=3,
        differing={"plan": 1, "compiled": 1, "title": 2, "mention": 2, "due": 1},
        moved=[],
        reread=(),
        contacts=1,
    )
    found = verified(empty_url)
    assert found.holds
    assert found.rows.told_by_older == 0
    assert found.rows.counts["message"] > 0


def test_a_plan_that_cannot_be_read_leaves_the_store_as_it_was(written_by_older: str, engine: Engine) -> None:
    """Its tables too: the version before goes on with it."""

    def unread(source: str) -> Plan:
        return compile_plan(source.replace("plan:", "plans:"))

    def failing(session: Session) -> Rebuilt:
        return rebuild(session, Service(make_store(MEMORY), replace(tools(), compile=unread)))

    with pytest.raises(EventError, match="cannot be read by this version"):
        migrate(written_by_older, failing)
    with pytest.raises(SchemaTooOld, match="schema 6"):
        make_store(written_by_older)
    assert not inspect(engine).has_table("rebuilt")


def test_a_broken_log_is_not_built_on(written_by_older: str, engine: Engine) -> None:
    """Rows are concluded from a log whose chain holds, or not at all."""
    with engine.begin() as connection:
        guard = "DROP TRIGGER log_keeps_update" + (" ON log" if engine.dialect.name == "postgresql" else "")
        connection.execute(text(guard))
        connection.execute(text("UPDATE log SET actor = 'x' WHERE position = 2"))
    with pytest.raises(LogBroken):
        migrate(written_by_older, anew)


def test_every_store_is_rebuilt_alike(empty_url: str) -> None:
    """Rows, lists and indexes of before are gone, what was told is there, and the position is known."""
    for url in (empty_url, MEMORY):
        store = make_store(url)
        world = World(store)
        world.populate(COMMUNES)
        world.adopt(PLAN)
        world.log("congress", "2025-08-04", "12")
        with store.begin() as session:
            told, was = len(session.messages()), session.units()
            assert was
            assert session.tasks("ke-hoach", ["R1"])
            assert session.rebuilt_at() == 0
            session.rebuild(Changes(units=[unit("x")]), retold=False)
            session.rebuild(Changes(units=[unit("x")]), retold=True)
            assert session.units() == [unit("x")]
            assert session.tasks("ke-hoach", ["R1"]) == []
            assert session.plans() == []
            assert len(session.messages()) == told > 0
            assert session.rebuilt_at() == 3
        store.close()

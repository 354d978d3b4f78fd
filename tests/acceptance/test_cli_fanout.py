"""The benchmark of the big event counts what it says it counts."""

import pytest

from adapters.benches import amend, rebuild, send, sweep, writers
from adapters.benches.fanout import run
from adapters.bootstrap import tools
from engine.asking.verifying import verify
from engine.pipeline.batches import batches
from engine.service import Service
from events.opening import make_store
from events.store import MEMORY


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str | None:
    """Where to measure; None: SQLite in a folder of its own."""
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgres" else None


def test_tasks_and_messages_are_counted_and_queries_do_not_grow(database: str | None) -> None:
    """Every rule gives each commune a task, each commune one message; four times as many take the same queries."""
    few = run(units=600, rules=2, database=database, rounds=1)
    many = run(units=1200, rules=4, database=database, rounds=1)
    assert (few["tasks"], few["messages"]) == (1200, 600)
    assert (many["tasks"], many["messages"]) == (4800, 1200)
    assert few["queries"] == many["queries"]
    assert {"seconds", "floor_seconds", "ratio", "target", "ratio_before", "peak_mb", "holds"} <= set(many)


def test_a_log_followed_in_runs_gives_what_was_recorded_one_by_one() -> None:
    """The benchmark's log, recorded event by event, is rebuilt to the same rows; and that is what is measured."""
    log = rebuild.history(units=12, events=420)
    service = Service(make_store(MEMORY), tools())
    for event in log:
        service.record(event)
    with service.store.begin(write=False) as session:
        found = [len(batch) for batch in batches(session, service.tools, list(session.events()))]
    assert max(found) > 5
    assert verify(service, make_store(MEMORY)).holds
    measured = rebuild.run(events=420, units=12, rounds=1)
    assert (measured["events"], measured["differing"]) == (420, 0)
    assert measured["rows"] == 420 + sum(verify(service, make_store(MEMORY)).rows.counts.values())


def test_an_amendment_moves_every_task_in_a_few_queries() -> None:
    """A day off moves all open tasks counted across it, in every round; ten times the tasks take no more queries."""
    few, many = (amend.run(units=units, rules=3, rounds=9) for units in (10, 100))
    assert (few["moved"], many["moved"]) == (30, 300)
    assert few["queries"] == many["queries"]


def test_writers_lose_nothing_and_double_nothing(database: str | None) -> None:
    """Everything that one, two and four processes sent is in the log once, though some was sent by several at once."""
    found = writers.run(units=80, rounds=1, events=1, database=database, dates=1_200)
    assert (found["lost"], found["doubled"], found["chain"]) == (0, 0, "whole")
    assert found["counts"] == {"1": 1, "2": 2, "4": 4, "1 on one plan": 2, "2 on one plan": 4, "4 on one plan": 8}
    assert {"name", "ratio", "target", "holds", "seconds", "peak_mb", "retries", "during_amend"} <= set(found)
    assert int(str(found["dates"])) >= 1_200


def test_every_mail_arrives_once_and_a_killed_dispatcher_loses_none(database: str | None) -> None:
    """What was sent is counted where it arrived, by the benchmark's own server, and from what dispatchers noted."""
    found = send.run(database=database, mails=24, reminders=60, rounds=1, lease=5.0)
    assert (found["mails"], found["sent"], found["lost"], found["doubled"]) == (24, 24, 0, 0)
    assert {"ratio", "target", "floor_seconds", "our_seconds", "connections", "holds"} <= set(found)
    dispatchers = found["dispatchers"]
    assert (dispatchers is None) == (database is None)
    if isinstance(dispatchers, dict):
        assert (dispatchers["lost"], dispatchers["doubled_unkilled"]) == (0, 0)
        assert dispatchers["doubled"] <= 1
        assert dispatchers["floor_speed"] > 0


def test_a_sweep_reads_what_is_due_and_little_else(database: str | None) -> None:
    """Tasks and plans of which the clock has nothing to say cost a sweep no statement, and a row for each late day."""
    few, more = (sweep.run(units=20, plans=plans, rules=3, database=database) for plans in (0, 4))
    assert (few["tasks"], more["tasks"], few["rungs"], more["rungs"]) == (200, 440, 200, 200)
    assert (few["queries"], few["messages"]) == (more["queries"], more["messages"])
    assert int(str(more["rows"])) - int(str(few["rows"])) == 6
    assert {"name", "ratio", "target", "holds", "seconds", "floor_seconds", "peak_mb"} <= set(more)

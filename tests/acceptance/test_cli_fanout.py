"""The benchmark of the big event counts what it says it counts."""

import pytest

from adapters.benches import amend
from adapters.benches.fanout import run


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
    assert {"seconds", "floor_seconds", "ratio", "target", "peak_mb", "holds"} <= set(many)


def test_an_amendment_moves_every_task_in_a_few_queries() -> None:
    """A day off moves all open tasks counted across it, in every round; ten times the tasks take no more queries."""
    few, many = (amend.run(units=units, rules=3, rounds=rounds) for units, rounds in ((10, 9), (100, 1)))
    assert (few["moved"], many["moved"]) == (30, 300)
    assert few["queries"] == many["queries"]

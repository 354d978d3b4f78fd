"""A day off is announced, and a million open tasks are due later: all of it, committed, against a raw rewriting.

The floor gives the same tasks their new due, by id, and keeps what they were in the history, in one transaction in the
same database: `executemany` on SQLite; COPY and one UPDATE on PostgreSQL. It goes first in each round, so that what it
leaves behind weighs on us. The rows are made beforehand. Of the rounds the median counts. Ours is done in a process of
its own, which finds the tasks there and has no more memory than it takes to move them.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import Any, Protocol

from adapters.benches.fanout import PEAK_MB, apart, peak_mb, placed
from adapters.benches.shared.agencies import register
from adapters.bootstrap import tools
from engine.calendars.calendar import Calendar
from engine.service import Service
from events import making
from events.making import DayData, Envelope
from events.opening import make_store
from events.store import Store

UNITS, RULES, ROUNDS = 3321, 302, 2
TARGET = 2.5
"""How many times the floor it may take."""

AT_ONCE = 15
"""Rules that one guidance starts."""

_HELD = date(2025, 9, 30)
_LENGTHS = (5, 7, 10, 15, 20, 30, 45, 60)
_OTHER_DAY = "2025-12-01"
"""The day that the floor gives tasks, until ours gives them the right one again."""

_WORKED = Calendar.build("vn")

Rewritten = Sequence[tuple[Any, ...]]
"""Rows of the history: plan, task id, position, state, due key, since, reason."""


class Floor(Protocol):
    """Rewrites raw."""

    def __call__(self, url: str, history: Rewritten) -> float:
        """Seconds to rewrite the tasks of `history` and to keep it."""
        ...


def run(units: int = UNITS, rules: int = RULES, database: str | None = None, rounds: int = ROUNDS) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite in a temporary folder without one).

    `tasks` is units times rules. `queries` is how many statements the amendment took.
    """
    with placed(database) as place, place.fresh() as url, apart() as process:
        store = make_store(url)
        _start_tasks(Service(store, tools()), units, rules)
        pairs = [
            (_FLOORS[place.name](url, _rewritten(store, -1 - number)), process.submit(_round, url, number).result())
            for number in range(rounds)
        ]
        with store.begin(write=False) as session:
            tasks = sum(session.counts().tasks.values())
        store.close()
    floors, measured = zip(*pairs, strict=True)
    seconds, floor, peak = median(one.seconds for one in measured), median(floors), max(one.peak_mb for one in measured)
    return {
        "name": "amend",
        "database": place.name,
        "tasks": tasks,
        "moved": measured[-1].moved,
        "dues": measured[-1].dues,
        "messages": measured[-1].messages,
        "seconds": round(seconds, 3),
        "floor_seconds": round(floor, 3),
        "ratio": round(seconds / floor, 2),
        "target": TARGET,
        "peak_mb": round(peak, 1),
        "peak_mb_target": PEAK_MB,
        "queries": measured[-1].queries,
        "rounds": rounds,
        "holds": seconds / floor <= TARGET and peak <= PEAK_MB and measured[-1].moved == tasks,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """One round."""

    seconds: float
    queries: int
    peak_mb: float
    moved: int
    dues: int
    messages: int


def _round(url: str, number: int) -> _Measured:
    store = make_store(url)
    service = Service(store, tools())
    # Each round's day is in the count of every one: they get longer with each day off that has been announced.
    day = _WORKED.add_working(_HELD, number + 1)
    days: list[DayData] = [{"day": day.isoformat(), "working": False, "reason": "nghỉ phòng, chống bão"}]
    event = making.calendar_amended("vn", days, **_envelope(f"amended-{number}"))
    queries, start = store.query_count, time.perf_counter()
    decision = service.record(event).decision
    seconds, queries = time.perf_counter() - start, store.query_count - queries
    store.close()
    return _Measured(
        seconds=seconds,
        queries=queries,
        peak_mb=peak_mb(),
        moved=sum(len(change.units) for change in decision.changes),
        dues=len({change.due.key for change in decision.changes if change.due}),
        messages=len(decision.messages),
    )


def _start_tasks(service: Service, units: int, rules: int) -> None:
    """Every commune gets a task by every rule, started by as many guidances as it takes."""
    plan = service.tools.compile(_plan(rules))
    service.record(making.plan_adopted(plan.id, source=_plan(rules), hash=plan.hash, version=1, **_envelope("adopted")))
    register(service, units, _envelope("registered"))
    for name in plan.milestones:
        service.record(making.milestone(name, plan=plan.id, unit="vn", phase="held", **_envelope(name, _HELD)))


def _rewritten(store: Store, position: int) -> Rewritten:
    """The history's row of every task, as if an event at `position` had changed it."""
    with store.begin(write=False) as session:
        rows = session.tasks("amend")
    return [(row.plan, row.id, position, row.state, row.due_key, row.since, "moved") for row in rows]


def _envelope(name: str, day: date = date(2025, 7, 1)) -> Envelope:
    return Envelope(id=name, occurred_on=day, recorded_at=datetime(2025, 9, 30, 2, tzinfo=UTC), actor="bench")


def _plan(rules: int) -> str:
    guidances = range((rules - 1) // AT_ONCE + 1)
    head = (
        "plan: amend\ntitle: Kế hoạch của Trung ương\nnumber: 01-KH/TW\nissuer: Trung ương\n"
        "issued: 2025-07-01\nunit: vn\nunits:\n  vn: {name: Trung ương, kind: central}\nmilestones:\n"
    )
    milestones = (f"  guidance-{number}: {{title: Hướng dẫn số {number}, at: vn}}\n" for number in guidances)
    return head + "".join((*milestones, "rules:\n", *_rules(rules)))


def _rules(count: int) -> Iterator[str]:
    for number in range(count):
        yield (
            f"  - id: I.{number + 1}\n    section: I. Các xã, phường\n    title: Việc thứ {number + 1}\n"
            f"    for each: commune\n    lead: each\n"
            f"    due: {_LENGTHS[number % len(_LENGTHS)]} working days after guidance-{number // AT_ONCE}\n"
            f"    says: Sau khi có hướng dẫn\n    cite: dòng {number + 1}\n"
        )


# --- SQLite and PostgreSQL -------------------------------------------------------------------------------------------


def _sqlite_floor(url: str, history: Rewritten) -> float:
    import sqlite3  # noqa: PLC0415 - each driver is loaded where it is measured

    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")  # as the store has it; WAL the file remembers
    tasks = [(key, since, reason, _OTHER_DAY, plan, task) for plan, task, _, _, key, since, reason in history]
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "UPDATE task SET due_key = ?, since = ?, reason = ?, day = ? WHERE plan = ? AND id = ?", tasks
    )
    connection.executemany("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?)", history)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def _postgres_floor(url: str, history: Rewritten) -> float:
    import psycopg  # noqa: PLC0415 - see above

    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1)) as connection:
        with connection.cursor() as cursor:
            start = time.perf_counter()
            cursor.execute("CREATE TEMP TABLE rewritten (LIKE history) ON COMMIT DROP")
            for table in ("rewritten", "history"):
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in history:
                        copy.write_row(row)
            cursor.execute(
                "UPDATE task SET due_key = rewritten.due_key, since = rewritten.since, reason = rewritten.reason, "
                "day = %s FROM rewritten WHERE task.plan = rewritten.plan AND task.id = rewritten.task_id",
                (_OTHER_DAY,),
            )
        connection.commit()
        seconds = time.perf_counter() - start
        connection.autocommit = True
        connection.execute("VACUUM task")  # what the floor left dead is not ours to step over
    return seconds


_FLOORS: dict[str, Floor] = {"sqlite": _sqlite_floor, "postgresql": _postgres_floor}

"""An ordinary event, which moves two tasks: in a small office, and in a nation with two hundred plans.

What counts is processor time, since that is what more agencies, plans and tasks could cost. The floor is the same rows
written raw, each event's in a transaction of its own, into tables of the same shape in a fresh database. What is
measured is a service in use: it has followed events before.
"""

import time
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from adapters.benches.fanout import Place, Rows, peak_mb, placed, raw_of
from adapters.benches.shared.agencies import register
from adapters.bootstrap import tools
from engine.service import Service
from events import making
from events.event import Event
from events.making import Envelope
from events.opening import make_store
from events.rows import ROW_KINDS, MessageRow, TaskRow
from events.store import Session, Store

SMALL, LARGE = (38, 1, 7), (3321, 200, 1)
"""Communes, plans, and how many rows of a plan are for each commune."""

ROWS, EVENTS = 141, 20
GROWTH, RATIO, QUERIES = 1.3, 12.0, 12
BRISK = 0.008
"""Seconds of processor time that an event may take where the floor is under one thousandth."""

_POSITIONS = {"task": "since", "history": "position", "fact": "position", "message": "position"}
"""The tables that an event writes, and which column says that it did."""

_DUE_KEY, _BODY_KEY = TaskRow._fields.index("due_key"), MessageRow._fields.index("body_key")
_BEGAN, _HELD = date(2025, 7, 1), date(2025, 9, 1)


@dataclass(frozen=True, slots=True)
class _Cost:
    """An event in one world: processor seconds, statements, and those of the floor."""

    seconds: float
    queries: int
    floor: float
    tasks: int


def run(database: str | None = None, plans: int = LARGE[1], units: int = LARGE[0]) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite in a temporary folder without one).

    `seconds` is the median of the large world's events, `growth` what it is to the small world's, `ratio` what it is
    to its floor; `queries` is how many statements an event takes there.
    """
    with placed(database) as place:
        small = _measured(place, *SMALL)
        large = _measured(place, units, plans, LARGE[2])
    growth, ratio = large.seconds / small.seconds, large.seconds / large.floor
    brisk = large.floor >= 0.001 or large.seconds <= BRISK
    return {
        "name": "event",
        "database": place.name,
        "plans": plans,
        "tasks": large.tasks,
        "seconds": round(large.seconds, 5),
        "small_seconds": round(small.seconds, 5),
        "floor_seconds": round(large.floor, 5),
        "growth": round(growth, 2),
        "growth_target": GROWTH,
        "ratio": round(ratio, 1),
        "target": RATIO,
        "queries": large.queries,
        "queries_target": QUERIES,
        "peak_mb": round(peak_mb(), 1),
        "holds": growth <= GROWTH and ratio <= RATIO and large.queries <= QUERIES and brisk,
    }


def _measured(place: Place, units: int, plans: int, each: int) -> _Cost:
    with place.fresh() as url:
        store = make_store(url)
        service = Service(store, tools())
        settle(service, units, plans, each)
        costs, queries = zip(*_held(service, store, plans), strict=True)
        tasks = _tasks(store)
        written = _written(store)
        store.close()
    with place.fresh() as url:
        make_store(url).close()
        floor = median(_processor(partial(place.floor, url, raw_of(rows))) for rows in written)
    return _Cost(seconds=median(costs), queries=max(queries), floor=floor, tasks=tasks)


def settle(service: Service, units: int, plans: int, each: int) -> None:
    """Agencies, plans whose tasks are all active, and a first meeting of every plan's."""
    register(service, units, _envelope("registered", _BEGAN))
    for number in range(plans):
        source = _plan(number, each + number % 2 * (plans > 1))
        plan = service.tools.compile(source)
        adopted = making.plan_adopted(plan.id, source=source, hash=plan.hash, version=1, **_envelope(plan.id, _BEGAN))
        service.record(adopted)
        service.record(_meeting(number, 0))


def _held(service: Service, store: Store, plans: int) -> Iterator[tuple[float, int]]:
    """The processor seconds and the statements of each event: the first one is not counted."""
    for event in range(EVENTS + 1):
        queries = store.query_count
        seconds = _processor(partial(service.record, _meeting(event % plans, event + 1)))
        if event:
            yield seconds, store.query_count - queries


def _meeting(number: int, day: int) -> Event:
    held = _envelope(f"meeting-{number}-{day}", _HELD + timedelta(days=day))
    return making.milestone("meeting", plan=f"p{number}", unit="12", phase="held", **held)


def _processor(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _tasks(store: Store) -> int:
    with store.begin(write=False) as session:
        return sum(session.counts().tasks.values())


def _written(store: Store) -> list[Rows]:
    """The rows that each of the last events wrote, or wrote anew; what they name stands before them."""
    with store.begin(write=False) as session:
        last = range(session.head() - EVENTS + 1, session.head() + 1)
        of = {name: _by(session, name, at, last) for name, at in _POSITIONS.items()}
        dues = _by(session, "due", "key", {row[_DUE_KEY] for rows in of["task"].values() for row in rows})
        bodies = _by(session, "body", "key", {row[_BODY_KEY] for rows in of["message"].values() for row in rows})
    written = ({name: of[name].get(position, []) for name in _POSITIONS} for position in last)
    return [
        {
            "due": [due for key in {row[_DUE_KEY] for row in rows["task"]} for due in dues[key]],
            "body": [body for key in {row[_BODY_KEY] for row in rows["message"]} for body in bodies[key]],
            **rows,
        }
        for rows in written
    ]


def _by(session: Session, table: str, column: str, wanted: Container[Any]) -> Mapping[Any, list[tuple[Any, ...]]]:
    """The rows of a table that have one of these values in a column, by that."""
    at, found = ROW_KINDS[table].columns.index(column), dict[Any, list[tuple[Any, ...]]]()
    for row in session.dump(table):
        if row[at] in wanted:
            found.setdefault(row[at], []).append(row)
    return found


def _envelope(name: str, day: date) -> Envelope:
    return Envelope(
        id=name, occurred_on=day, recorded_at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC), actor="bench"
    )


def _plan(number: int, each: int) -> str:
    head = (
        f"plan: p{number}\ntitle: Kế hoạch số {number}\nnumber: {number}-KH/TW\nissuer: Trung ương\n"
        "issued: 2025-07-01\nunit: vn\nmilestones:\n"
        '  meeting: {title: Hội nghị, at: "12", repeats: true}\nrules:\n'
    )
    dated = ["due: 7 working days after meeting", "due: 1 month after meeting"]
    dated += [f"due: by 2026-{place % 12 + 1:02}-{place % 28 + 1:02}" for place in range(ROWS - len(dated))]
    return head + "".join(
        f"  - id: I.{place + 1}\n    section: I. Nhiệm vụ\n    title: Việc thứ {place + 1} của kế hoạch {number}\n"
        + ("    for each: commune\n    lead: each\n" if ROWS - each <= place else '    lead: "12"\n')
        + f"    {due}\n    says: hạn ghi trong kế hoạch\n    cite: dòng {place + 1}\n"
        for place, due in enumerate(dated)
    )

"""A day begins while a million tasks are open, and a thousand of them have a rung of their ladder on that day.

A fifth of these stand still, for as many days as their plan allows. Half of the others are due long after it, half have
been overdue for long, and none of them has a rung on it. The floor
reads the thousand tasks raw from the same database, each by its key, with the date that it bears. What is measured is a
service in use: the day before has been swept, and the plans are loaded. Ours is all of a sweep: that the day began is
recorded, what was missed is noted, and the messages are written. `rows` are all that the database handed over for it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from statistics import median
from typing import Any

from sqlalchemy import Engine, event

from adapters.benches.fanout import apart, peak_mb, placed
from adapters.benches.shared.agencies import register
from adapters.bootstrap import tools
from engine.calendars.calendar import Calendar
from engine.counting.ladders import last_day
from engine.service import Service
from engine.sweeping import Sweeper
from events import making
from events.making import Envelope
from events.opening import make_store
from rules.ladders.rungs import USUAL_ESCALATION, USUAL_NO_PROGRESS, usual_reminders

UNITS, PLANS, RULES = 3321, 21, 15
AT, ROWS, STILL = 100, 8, 2
"""At so many communes so many rows of one plan have a rung on the day, and so many of another stand still for long."""

TARGET = 10.0
"""How many times the floor it may take."""

ROWS_TARGET = 1.5
"""How many rows may be read for each task that has a rung on the day."""

REHEARSED = 3
"""So many times is the day swept without recording it; the first of these loads the plans."""

_BEGUN, _DAY = date(2025, 4, 1), date(2025, 10, 15)
_BEFORE = _DAY - timedelta(days=1)
_NEAR, _FAR = 3, 24
"""The working days before their `safe` day on which tasks get near; and after how many days none of them is near."""

_WORKED = Calendar.build("vn")

Key = tuple[str, str]


def run(units: int = UNITS, plans: int = PLANS, rules: int = RULES, database: str | None = None) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite in a temporary folder without one).

    `tasks` are all that are open, `rungs` those that are told of; `queries` and `rows` are what the sweep asked for and
    was given.
    """
    with placed(database) as place, place.fresh() as url, apart() as process:
        store = make_store(url)
        _settle(Service(store, tools()), units, plans, rules)
        with store.begin(write=False) as session:
            tasks = session.counts().tasks["active"]
            keys = [(row.plan, row.id) for plan in ("reached", "still") for row in session.tasks(plan)]
        store.close()
        found = process.submit(_measured, url).result()
        floor = median(_FLOORS[place.name](url, keys) for _ in range(REHEARSED))
    ratio, a_rung = found.seconds / floor, found.rows / max(found.rungs, 1)
    return {
        "name": "sweep",
        "database": place.name,
        "tasks": tasks,
        "rungs": found.rungs,
        "messages": found.messages,
        "seconds": round(found.seconds, 4),
        "floor_seconds": round(floor, 4),
        "ratio": round(ratio, 2),
        "target": TARGET,
        "queries": found.queries,
        "rows": found.rows,
        "rows_target": round(ROWS_TARGET * found.rungs),
        "peak_mb": round(found.peak_mb, 1),
        "holds": ratio <= TARGET and found.rungs == len(keys) and a_rung <= ROWS_TARGET,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """The sweep of the day."""

    seconds: float
    queries: int
    rows: int
    rungs: int
    messages: int
    peak_mb: float


def _measured(url: str) -> _Measured:
    given = _counting()
    store = make_store(url)
    service = Service(store, tools())
    for _ in range(REHEARSED):
        _sweeper(service, _DAY, dry_run=True).sweep()
    sweeper, queries, rows = _sweeper(service, _DAY), store.query_count, given()
    start = time.perf_counter()
    decision = sweeper.sweep().logged.decision
    seconds = time.perf_counter() - start
    queries, rows = store.query_count - queries, given() - rows
    store.close()
    return _Measured(
        seconds=seconds,
        queries=queries,
        rows=rows,
        rungs=sum(len(change.units) for change in decision.changes if change.rung),
        messages=len(decision.messages),
        peak_mb=peak_mb(),
    )


def _counting() -> Callable[[], int]:
    """The number of rows that connections opened from now on have handed over, whenever it is asked for."""
    rows = [0]

    def counted(row: Any) -> Any:
        rows[0] += 1
        return row

    def opened(connection: Any, _record: object) -> None:
        if type(connection).__module__.startswith("sqlite3"):
            connection.row_factory = lambda _cursor, row: counted(row)
        else:
            of = connection.driver_connection if hasattr(connection, "driver_connection") else connection
            of.row_factory = lambda _cursor: lambda values: counted(tuple(values))

    event.listen(Engine, "connect", opened)
    return lambda: rows[0]


def _sweeper(service: Service, day: date, *, dry_run: bool = False) -> Sweeper:
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    return Sweeper(service=service, day=day, at=at, actor="bench", dry_run=dry_run)


# --- the tasks --------------------------------------------------------------------------------------------------------


def _settle(service: Service, units: int, plans: int, rules: int) -> None:
    """Register the agencies, adopt the plans, and sweep the day before."""
    register(service, units, _envelope("registered"))
    ahead, behind = (list(islice(_days(step, reached=False), rules)) for step in (1, -1))
    for number in range(plans):
        _adopt(service, f"p{number}", "commune", behind if number % 2 else ahead)
    with service.store.begin(write=False) as session:
        codes = [row.code for row in session.units() if row.kind == "commune"][:AT]
    around = [*islice(_days(1, reached=True), _NEAR), *islice(_days(-1, reached=True), ROWS)][:ROWS]
    at = f"[{', '.join(f'{chr(34)}{code}{chr(34)}' for code in codes)}]"
    _adopt(service, "reached", at, around)
    _adopt(service, "still", at, ahead[:STILL], _DAY - timedelta(days=USUAL_NO_PROGRESS[0].offset.days))
    _sweeper(service, _BEFORE).sweep()


def _days(step: int, *, reached: bool) -> Iterator[date]:
    """The working days ahead or behind of which a rung is on the day, or of which none is."""
    rungs = USUAL_ESCALATION if step < 0 else usual_reminders(_NEAR)
    for distance in range(1 if reached else _FAR, 400):
        day = _DAY + timedelta(days=step * distance)
        hit = any(last_day(rung, day, _WORKED, _BEFORE, _DAY) for rung in rungs)
        if _WORKED.is_working(day) and hit == reached:
            yield day


def _adopt(service: Service, name: str, each: str, days: Sequence[date], on: date = _BEGUN) -> None:
    source = _plan(name, each, days)
    plan = service.tools.compile(source)
    service.record(making.plan_adopted(name, source=source, hash=plan.hash, version=1, **_envelope(name, on)))


def _envelope(name: str, on: date = _BEGUN) -> Envelope:
    recorded_at = datetime(2025, 10, 13, 2, tzinfo=UTC)
    return Envelope(id=name, occurred_on=on, recorded_at=recorded_at, actor="bench")


def _plan(name: str, each: str, days: Sequence[date]) -> str:
    head = (
        f"plan: {name}\ntitle: Kế hoạch của Trung ương\nnumber: 01-KH/{name}\nissuer: Trung ương\n"
        "issued: 2025-04-01\nunit: vn\nunits:\n  vn: {name: Trung ương, kind: central}\nrules:\n"
    )
    return head + "".join(
        f"  - id: I.{number}\n    section: I. Các xã, phường\n    title: Việc thứ {number}\n    for each: {each}\n"
        f"    lead: each\n    due: by {day}\n    says: Chậm nhất ngày {day}\n    cite: dòng {number}\n"
        for number, day in enumerate(days, 1)
    )


# --- SQLite and PostgreSQL -------------------------------------------------------------------------------------------

_READ = (
    "SELECT * FROM task JOIN due ON due.plan = task.plan AND due.key = task.due_key "
    "WHERE task.plan = {mark} AND task.id = {mark}"
)


def _sqlite_floor(url: str, keys: Sequence[Key]) -> float:
    import sqlite3  # noqa: PLC0415 - each driver is loaded where it is measured

    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    return _read(connection, _READ.format(mark="?"), keys)


def _postgres_floor(url: str, keys: Sequence[Key]) -> float:
    import psycopg  # noqa: PLC0415 - see above

    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1)) as connection:
        return _read(connection, _READ.format(mark="%s"), keys)


def _read(connection: Any, statement: str, keys: Sequence[Key]) -> float:
    """Seconds to read the tasks of these keys."""
    start = time.perf_counter()
    found = [connection.execute(statement, key).fetchone() for key in keys]
    seconds = time.perf_counter() - start
    if not all(found):
        raise LookupError(len(keys))
    return seconds


_FLOORS: dict[str, Callable[[str, Sequence[Key]], float]] = {"sqlite": _sqlite_floor, "postgresql": _postgres_floor}

"""One event at the root starts a task for every rule in every commune: the whole of it, committed, against a raw write.

The floor is the same rows in one transaction, into tables of the same shape in a fresh database, in the same run:
`executemany` on SQLite, COPY on PostgreSQL, the tuples made beforehand. What is measured is a service in use: the plan
has been compiled, the agencies are registered. Each round begins anew; of the rounds the median counts.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any, Protocol
from urllib.parse import quote
from uuid import uuid4

from adapters.bootstrap import tools
from adapters.unit_lists import official
from engine.service import Service
from engine.snapshot import Tools
from events import making
from events.making import Envelope, UnitData
from events.opening import make_store
from events.rows import ROW_KINDS
from events.store import Store
from rules.unit_kinds import COMMUNE

UNITS, RULES, ROUNDS = 3321, 15, 3
TARGETS = {"sqlite": 4.0, "postgresql": 5.0}
"""How many times the floor it may take."""

PEAK_MB = 400.0

Rows = Mapping[str, Sequence[tuple[Any, ...]]]
"""What the event wrote, by table."""

_DAY = date(2025, 9, 30)
_DEADLINES = (
    "7 days after guidance",
    "7 working days after guidance",
    "15 days after guidance",
    "30 working days after guidance",
    "1 month after guidance",
    "right after guidance",
    "3 months after guidance",
    "10 working days after guidance",
)


class Place(Protocol):
    """A kind of database, in which fresh stores are made and raw rows are written."""

    @property
    def name(self) -> str:
        """As SQLAlchemy calls it."""
        ...

    def fresh(self) -> AbstractContextManager[str]:
        """The address of a database of our own, that is gone afterwards."""
        ...

    def floor(self, url: str, rows: Rows) -> float:
        """Seconds to write `rows` raw, in one transaction."""
        ...


def run(units: int = UNITS, rules: int = RULES, database: str | None = None, rounds: int = ROUNDS) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite in a temporary folder without one).

    `seconds` and `floor_seconds` are medians of `rounds`; `peak_mb` is the most memory that the whole process had until
    our last round; `queries` is how many statements the event took.
    """
    source, agencies, wired = _plan(rules), agencies_of(units), tools()
    with placed(database) as place:
        measured = [_round(place, source, agencies, wired) for _ in range(rounds)]
        floors = [_floor(place, measured[-1].rows) for _ in range(rounds)]
    seconds, floor = median(one.seconds for one in measured), median(floors)
    rows, peak = measured[-1].rows, max(one.peak_mb for one in measured)
    target = TARGETS[place.name]
    return {
        "name": "fanout",
        "database": place.name,
        "tasks": len(rows["task"]),
        "messages": len(rows["message"]),
        "seconds": round(seconds, 3),
        "floor_seconds": round(floor, 3),
        "ratio": round(seconds / floor, 2),
        "target": target,
        "peak_mb": round(peak, 1),
        "peak_mb_target": PEAK_MB,
        "queries": measured[-1].queries,
        "rounds": rounds,
        "holds": seconds / floor <= target and peak <= PEAK_MB,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """One round of ours."""

    seconds: float
    queries: int
    peak_mb: float
    rows: Rows


def _round(place: Place, source: str, agencies: Sequence[UnitData], wired: Tools) -> _Measured:
    with place.fresh() as url:
        store = make_store(url)
        service = Service(store, wired)
        plan = wired.compile(source)
        service.record(
            making.plan_adopted(
                plan.id, source=source, hash=plan.hash, version=1, **_envelope("adopted", date(2025, 7, 1))
            )
        )
        service.record(making.units_registered(agencies, **_envelope("registered", date(2025, 7, 1))))
        event = making.milestone("guidance", plan=plan.id, unit="vn", phase="held", **_envelope("guidance", _DAY))
        queries, start = store.query_count, time.perf_counter()
        logged = service.record(event)
        seconds, queries = time.perf_counter() - start, store.query_count - queries
        peak = peak_mb()
        rows = _written(store, logged.decision.position)
        store.close()
    return _Measured(seconds=seconds, queries=queries, peak_mb=peak, rows=rows)


def _floor(place: Place, rows: Rows) -> float:
    with place.fresh() as url:
        make_store(url).close()  # tables of the same shape
        return place.floor(url, rows)


def _written(store: Store, position: int) -> Rows:
    """The rows that the event at `position` added."""
    with store.begin(write=False) as session:
        rows = {table: list(session.dump(table)) for table in ("fact", "due", "task", "body", "message")}
    return {**rows, "fact": [row for row in rows["fact"] if position in row]}


def _envelope(name: str, day: date) -> Envelope:
    return Envelope(
        id=name, occurred_on=day, recorded_at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC), actor="bench"
    )


def agencies_of(count: int) -> list[UnitData]:
    """The central level, the provinces, and `count` communes: those of the official list, then more of the kind."""
    every = official()
    above = [unit for unit in every if unit["kind"] != COMMUNE]
    communes = [unit for unit in every if unit["kind"] == COMMUNE][:count]
    more = (
        UnitData(code=f"x{index:06}", name=f"Xã {index}", kind=COMMUNE, parent="12")
        for index in range(count - len(communes))
    )
    return [{**unit, "email": f"{unit['code']}@example.vn"} for unit in (*above, *communes, *more)]


def _plan(rules: int) -> str:
    head = (
        "plan: fanout\ntitle: Hướng dẫn của Trung ương\nnumber: 01-HD/TW\nissuer: Trung ương\n"
        "issued: 2025-07-01\nunit: vn\nunits:\n  vn: {name: Trung ương, kind: central}\n"
        "milestones:\n  guidance: {title: Hướng dẫn của Trung ương, at: vn}\nrules:\n"
    )
    rows = (
        f"  - id: I.{number + 1}\n    section: I. Các xã, phường\n    title: Việc thứ {number + 1} của xã, phường\n"
        f"    for each: commune\n    lead: each\n    due: {_DEADLINES[number % len(_DEADLINES)]}\n"
        f"    says: Sau khi có hướng dẫn\n    cite: dòng {number + 1}\n"
        for number in range(rules)
    )
    return head + "".join(rows)


def peak_mb() -> float:
    """The most memory that this process has had."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20) if sys.platform == "darwin" else most / 1024


# --- SQLite and PostgreSQL -------------------------------------------------------------------------------------------


@contextmanager
def placed(database: str | None) -> Iterator[Place]:
    """SQLite in a temporary folder, or the PostgreSQL server whose address is given."""
    if database is None or database.startswith("sqlite"):
        with tempfile.TemporaryDirectory(prefix="thoihan-bench-") as folder:
            yield _Sqlite(Path(folder))
    else:
        yield _Postgres(database.replace("postgresql+psycopg:", "postgresql:", 1))


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _columns(table: str) -> tuple[str, ...]:
    return ROW_KINDS[table].columns


@dataclass(frozen=True, slots=True)
class _Sqlite:
    """Files in a folder."""

    folder: Path
    name: str = "sqlite"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database of our own, as `Place` asks."""
        yield f"sqlite:///{self.folder / uuid4().hex}.sqlite"

    def floor(self, url: str, rows: Rows) -> float:
        """Seconds to write `rows` raw, as `Place` asks."""
        import sqlite3  # noqa: PLC0415 - each driver is loaded where it is measured

        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")  # as the store has it; WAL the file remembers
        inserts = {table: self._insert(table) for table in rows}
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for table, these in rows.items():
            connection.executemany(inserts[table], these)
        connection.execute("COMMIT")
        seconds = time.perf_counter() - start
        connection.close()
        return seconds

    @staticmethod
    def _insert(table: str) -> str:
        columns = _columns(table)
        marks = ", ".join("?" * len(columns))
        return f"INSERT INTO {table} ({_quoted(columns)}) VALUES ({marks})"  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class _Postgres:
    """Schemas in a database that somebody else keeps."""

    url: str
    name: str = "postgresql"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database of our own, as `Place` asks."""
        import psycopg  # noqa: PLC0415 - see above

        schema = f"thoihan_bench_{uuid4().hex[:12]}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
            try:
                mark = "&" if "?" in self.url else "?"
                yield f"{self.url}{mark}options={quote(f'-csearch_path={schema}')}"
            finally:
                connection.execute(f"DROP SCHEMA {schema} CASCADE")

    def floor(self, url: str, rows: Rows) -> float:
        """Seconds to write `rows` raw, as `Place` asks."""
        import psycopg  # noqa: PLC0415 - see above

        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            start = time.perf_counter()
            for table, these in rows.items():
                with cursor.copy(f"COPY {table} ({_quoted(_columns(table))}) FROM STDIN") as copy:
                    for row in these:
                        copy.write_row(row)
            connection.commit()
            return time.perf_counter() - start

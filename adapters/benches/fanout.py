"""One event at the root starts a task for every rule in every commune: the whole of it, committed, against a raw write.

The floor is the same rows in one transaction, into tables of the same shape in a fresh database, in the same run:
`executemany` on SQLite, COPY on PostgreSQL, the tuples made beforehand. Since the indexes of our tables slow it down
too, there is a second one: tables with the indexes of a version before, so that a new index is seen. What is measured
is a service in use: the plan has been compiled, the agencies are registered. Each round begins anew; of the rounds the
median counts. Ours is done in a process of its own, which has no more memory than it takes.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote
from uuid import uuid4

from adapters.benches.shared.agencies import register
from adapters.bootstrap import tools
from engine.service import Service
from events import making
from events.making import Envelope
from events.opening import make_store
from events.rows import ROW_KINDS

UNITS, RULES, ROUNDS = 3321, 15, 3
TARGETS = {"few": 2.5, "many": 3.0, "before": 3.0}
"""How many times the floor it may take: with few rules or many, or that of before."""

MANY = 100
"""From so many rules on they are many."""

PEAK_MB = 400.0

Rows = Mapping[str, Sequence[tuple[Any, ...]]]
"""What the event wrote, by table."""


class Raw(NamedTuple):
    """Rows to be written raw."""

    table: str
    columns: Sequence[str]
    rows: Sequence[tuple[Any, ...]]


class Then(NamedTuple):
    """A table as a version before had it: columns, of which the first is the key, and indexes."""

    columns: str
    indexes: Sequence[str] = ()
    more: str = ""  # columns that keep their defaults


BEFORE = {
    "fact": Then("event_id position plan signal unit cycle phase day carried detail", ("plan, signal, unit",)),
    "due": Then(
        "key plan rule nominal due safe window_start set_by remind_on provisional calendar convention rules_hash basis "
        "steps left engine",
        ("due", "set_by", "remind_on"),
    ),
    "task": Then("id plan rule unit cycle state lead due_key since done_on reason", ("plan, rule, unit", "unit")),
    "body": Then("key content"),
    "message": Then(
        "key position recipient channel body_key",
        ("position, key",),
        ", status TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0",
    ),
}
"""The tables of commit 7bb1bcc, from which on the cost of indexes is watched."""

_NUMBERS = frozenset(("position", "provisional", "engine", "since"))
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

    @property
    def words(self) -> str:
        """The type of a column of text, as our tables have it."""
        ...

    def fresh(self) -> AbstractContextManager[str]:
        """The address of a database of our own, that is gone afterwards."""
        ...

    def floor(self, url: str, raw: Sequence[Raw]) -> float:
        """Seconds to write `raw`, in one transaction."""
        ...

    def make(self, url: str, statements: Sequence[str]) -> None:
        """Make tables by these statements."""
        ...


def run(units: int = UNITS, rules: int = RULES, database: str | None = None, rounds: int = ROUNDS) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite in a temporary folder without one).

    `seconds` and `floor_seconds` are medians of `rounds`; `ratio_before` is held against the floor with the indexes of
    before; `peak_mb` is the most memory that our process had; `queries` is how many statements the event took.
    """
    with placed(database) as place, apart() as process:
        measured, rows = _rounds(place, process, units, rules, rounds)
        floors = [(_floor(place, rows), _floor_before(place, rows)) for _ in range(rounds)]
    seconds, peak = median(one.seconds for one in measured), max(one.peak_mb for one in measured)
    floor, before = (median(of) for of in zip(*floors, strict=True))
    target, target_before = TARGETS["many" if rules >= MANY else "few"], TARGETS["before"]
    return {
        "name": "fanout",
        "database": place.name,
        "tasks": len(rows["task"]),
        "messages": len(rows["message"]),
        "seconds": round(seconds, 3),
        "floor_seconds": round(floor, 3),
        "ratio": round(seconds / floor, 2),
        "target": target,
        "ratio_before": round(seconds / before, 2),
        "target_before": target_before,
        "peak_mb": round(peak, 1),
        "peak_mb_target": PEAK_MB,
        "queries": measured[-1].queries,
        "rounds": rounds,
        "holds": seconds / floor <= target and seconds / before <= target_before and peak <= PEAK_MB,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """One round of ours."""

    seconds: float
    queries: int
    peak_mb: float
    position: int


def _rounds(place: Place, process: Executor, units: int, rules: int, rounds: int) -> tuple[list[_Measured], Rows]:
    """Our rounds, and the rows that the last of them wrote."""
    measured: list[_Measured] = []
    rows: Rows = {}
    for number in range(rounds):
        with place.fresh() as url:
            measured.append(process.submit(_round, url, units, rules).result())
            rows = _written(url, measured[-1].position) if number == rounds - 1 else {}
    return measured, rows


def _round(url: str, units: int, rules: int) -> _Measured:
    store = make_store(url)
    service, source, begun = Service(store, tools()), _plan(rules), date(2025, 7, 1)
    plan = service.tools.compile(source)
    service.record(
        making.plan_adopted(plan.id, source=source, hash=plan.hash, version=1, **_envelope("adopted", begun))
    )
    register(service, units, _envelope("registered", begun))
    event = making.milestone("guidance", plan=plan.id, unit="vn", phase="held", **_envelope("guidance", _DAY))
    queries, start = store.query_count, time.perf_counter()
    logged = service.record(event)
    seconds, queries = time.perf_counter() - start, store.query_count - queries
    store.close()
    return _Measured(seconds=seconds, queries=queries, peak_mb=peak_mb(), position=logged.decision.position)


def _floor(place: Place, rows: Rows) -> float:
    with place.fresh() as url:
        make_store(url).close()  # tables of the same shape
        return place.floor(url, raw_of(rows))


def _floor_before(place: Place, rows: Rows) -> float:
    with place.fresh() as url:
        make_store(url).close()  # a database like any other; ours stay empty
        place.make(url, [statement for table in rows for statement in _made(table, place.words)])
        return place.floor(url, [_as_before(table, these) for table, these in rows.items()])


def raw_of(rows: Rows) -> list[Raw]:
    """Rows as our tables take them."""
    return [Raw(table, ROW_KINDS[table].columns, these) for table, these in rows.items()]


def _made(table: str, words: str) -> Iterator[str]:
    """The statements that make a table as it was before."""
    key, *others = (f'"{name}" {"INTEGER" if name in _NUMBERS else words}' for name in BEFORE[table].columns.split())
    columns = ", ".join((f"{key} NOT NULL PRIMARY KEY", *others))
    yield f"CREATE TABLE before_{table} ({columns}{BEFORE[table].more})"
    for number, index in enumerate(BEFORE[table].indexes):
        yield f"CREATE INDEX before_{table}_{number} ON before_{table} ({index})"


def _as_before(table: str, rows: Sequence[tuple[Any, ...]]) -> Raw:
    """Rows as a table of before takes them: without the columns that have come since."""
    now, then = ROW_KINDS[table].columns, tuple(BEFORE[table].columns.split())
    these = rows if now == then else list(map(itemgetter(*map(now.index, then)), rows))
    return Raw(f"before_{table}", then, these)


def _written(url: str, position: int) -> Rows:
    """The rows that the event at `position` added."""
    store = make_store(url)
    with store.begin(write=False) as session:
        rows = {table: list(session.dump(table)) for table in BEFORE}
    store.close()
    return {**rows, "fact": [row for row in rows["fact"] if position in row]}


def _envelope(name: str, day: date) -> Envelope:
    return Envelope(
        id=name, occurred_on=day, recorded_at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC), actor="bench"
    )


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


@contextmanager
def apart() -> Iterator[Executor]:
    """A process of its own, for work whose memory is measured."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield process


def peak_mb() -> float:
    """The most memory that this process has had."""
    with suppress(
        OSError
    ):  # what Linux says of itself: in the other the process from which this one came is counted in
        said = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
        return int(said["VmHWM"].split()[0]) / 1024
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


@dataclass(frozen=True, slots=True)
class _Sqlite:
    """Files in a folder."""

    folder: Path
    name: str = "sqlite"
    words: str = "TEXT"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database of our own, as `Place` asks."""
        yield f"sqlite:///{self.folder / uuid4().hex}.sqlite"

    def floor(self, url: str, raw: Sequence[Raw]) -> float:
        """Seconds to write `raw`, as `Place` asks."""
        import sqlite3  # noqa: PLC0415 - each driver is loaded where it is measured

        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")  # as the store has it; WAL the file remembers
        inserts = [(self._insert(one), one.rows) for one in raw]
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for insert, rows in inserts:
            connection.executemany(insert, rows)
        connection.execute("COMMIT")
        seconds = time.perf_counter() - start
        connection.close()
        return seconds

    def make(self, url: str, statements: Sequence[str]) -> None:
        """Make tables, as `Place` asks."""
        import sqlite3  # noqa: PLC0415 - see above

        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.executescript(";".join(statements))
        connection.close()

    @staticmethod
    def _insert(raw: Raw) -> str:
        marks = ", ".join("?" * len(raw.columns))
        return f"INSERT INTO {raw.table} ({_quoted(raw.columns)}) VALUES ({marks})"  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class _Postgres:
    """Schemas in a database that somebody else keeps."""

    url: str
    name: str = "postgresql"
    words: str = 'TEXT COLLATE "C"'

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

    def floor(self, url: str, raw: Sequence[Raw]) -> float:
        """Seconds to write `raw`, as `Place` asks."""
        import psycopg  # noqa: PLC0415 - see above

        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            start = time.perf_counter()
            for table, columns, rows in raw:
                with cursor.copy(f"COPY {table} ({_quoted(columns)}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            connection.commit()
            return time.perf_counter() - start

    def make(self, url: str, statements: Sequence[str]) -> None:
        """Make tables, as `Place` asks."""
        import psycopg  # noqa: PLC0415 - see above

        with psycopg.connect(url) as connection:
            connection.execute(";".join(statements))

"""A log of 100,000 events is followed again from the first on, into memory: against a raw read of the same rows.

The rows are those of the log and of all that is concluded from it, on SQLite. The floor fetches each table whole, by
the driver alone, as tuples. Ours opens the store, reads the log, and comes to the same rows, which is checked. The
events are those of a country's plan: guidances, a congress in every commune, reports, a sweep every day. What counts
is processor time, which others at work on the machine change least.
"""

import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from typing import Any, NamedTuple

from adapters.benches.fanout import peak_mb, placed
from adapters.benches.shared.agencies import agencies_of
from adapters.bootstrap import tools
from adapters.store_copy import copy_rows
from engine.asking.row_differences import TABLES
from engine.contacts import ListedUnit, sealed
from engine.service import Service
from events import making
from events.event import Event
from events.making import Envelope
from events.opening import make_store
from events.store import MEMORY, Store
from rules.unit_kinds import COMMUNE

EVENTS, UNITS, ROUNDS = 100_000, 3321, 3
TARGET = 8.0
"""How many times the floor it may take."""

PLAN = "rebuild"
_START = date(2025, 7, 21)
_GUIDANCES, _AT_ONCE = 3, 8
_TERMS = (7, 10, 15, 20, 30, 45, 60)


def run(events: int = EVENTS, units: int = UNITS, rounds: int = ROUNDS) -> dict[str, object]:
    """Measure. `rows` is how many the floor reads; `differing` how many come out otherwise than they are kept."""
    with placed(None) as place, place.fresh() as url:
        _written(url, history(units, events))
        measured = [_round(url) for _ in range(rounds)]
    seconds = median(one.seconds for one in measured)
    floor = median(each for one in measured for each in one.floor_seconds)
    last = measured[-1]
    return {
        "name": "rebuild",
        "events": last.events,
        "rows": last.rows,
        "tasks": last.tasks,
        "differing": last.differing,
        "seconds": round(seconds, 3),
        "floor_seconds": round(floor, 3),
        "microseconds_an_event": round(seconds / last.events * 1e6, 1),
        "ratio": round(seconds / floor, 2),
        "target": TARGET,
        "peak_mb": round(max(one.peak_mb for one in measured), 1),
        "rounds": rounds,
        "holds": seconds / floor <= TARGET and last.differing == 0,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """One round."""

    seconds: float
    floor_seconds: tuple[float, float]  # before and after
    peak_mb: float
    events: int
    rows: int
    tasks: int
    differing: int


def _round(url: str) -> _Measured:
    (before, rows), ours, (after, _) = _floor(url), _ours(url), _floor(url)
    return _Measured(floor_seconds=(before, after), rows=rows, **ours)


def _ours(url: str) -> dict[str, Any]:
    gc.collect()
    start = time.process_time()
    kept, fresh = make_store(url), make_store(MEMORY)
    with kept.begin(write=False) as session:
        followed = sum(1 for _ in Service(kept, tools()).replay(session.events(), fresh))
    seconds = time.process_time() - start
    found = {
        "seconds": seconds,
        "peak_mb": peak_mb(),
        "events": followed,
        "tasks": _count(fresh, "task"),
        "differing": sum(_differing(kept, fresh, table) for table in TABLES),
    }
    kept.close()
    return found


def _floor(url: str) -> tuple[float, int]:
    """Seconds to fetch every row that there is, and how many there are."""
    import sqlite3  # noqa: PLC0415 - as in the other benchmarks, the driver is loaded where it is measured

    connection, rows = sqlite3.connect(url.removeprefix("sqlite:///")), 0
    gc.collect()
    start = time.process_time()
    for table in ("log", *TABLES):
        rows += len(connection.execute(f'SELECT * FROM "{table}"').fetchall())  # noqa: S608 - our own names
    seconds = time.process_time() - start
    connection.close()
    return seconds, rows


def _count(store: Store, table: str) -> int:
    with store.begin(write=False) as session:
        return sum(1 for _ in session.dump(table))


def _differing(kept: Store, fresh: Store, table: str) -> int:
    with kept.begin(write=False) as one, fresh.begin(write=False) as other:
        return len(set(one.dump(table)) ^ set(other.dump(table)))


def _written(url: str, log: Sequence[Event]) -> None:
    """A database that holds `log` and all that follows from it: worked out in memory, then written at once."""
    memory = Service(make_store(MEMORY), tools())
    with memory.store.begin() as scratch:
        recorded = [scratch.append(event) for event in log]
    done = make_store(MEMORY)
    for _ in memory.replay(recorded, done):
        pass
    store = make_store(url)
    with store.begin() as into, done.begin(write=False) as rows:
        for one in recorded:
            into.restore(one)
        copy_rows(rows, into)
    store.close()


# --- the log ---------------------------------------------------------------------------------------------------------


def history(units: int = UNITS, events: int = EVENTS) -> list[Event]:
    """The first `events` of what happens with a plan of the country in `units` communes, in the order of its days."""
    agencies: list[ListedUnit] = [{**unit, "email": None} for unit in agencies_of(units)]  # a log has no addresses
    communes = [unit["code"] for unit in agencies if unit["kind"] == COMMUNE]
    plan = tools().compile(_source())
    begun = [
        making.units_registered(sealed(agencies).units, **_envelope("registered", _START)),
        making.plan_adopted(plan.id, source=_source(), hash=plan.hash, version=1, **_envelope("adopted", _START)),
    ]
    what = sorted(_happenings(communes, Random(1)), key=lambda one: one.day)  # noqa: S311 - made up, not secret
    return [*begun, *_by_day(what)][:events]


class _Happening(NamedTuple):
    """Days from the beginning, what comes first on a day, and then: what it is, of what, where."""

    day: int
    order: int
    what: str
    subject: str
    unit: str

    @property
    def id(self) -> str:
        """The id of its event."""
        return f"{self.what}:{self.subject}:{self.unit}"


def _happenings(communes: Sequence[str], random: Random) -> Iterator[_Happening]:
    """Every guidance, every commune's congress, and every report: of these one in ten is late, some are put right."""
    for number in range(_GUIDANCES):
        yield _Happening(3 + 40 * number, 1, "held", f"guidance-{number}", "vn")
        for row in range(number * _AT_ONCE, (number + 1) * _AT_ONCE):
            for unit in communes:
                late = random.random() < 0.1
                day = 4 + 40 * number + (_TERMS[row % len(_TERMS)] * 2 if late else random.randrange(5))
                yield from _report(f"I.{row}", unit, day, random)
    for index, unit in enumerate(communes):
        yield _Happening(10 + index % 20, 1, "planned", "own_congress", unit)
        yield _Happening(40 + index % 50, 1, "held", "own_congress", unit)
        for name in ("II.1", "II.2", "II.3"):
            yield from _report(name, unit, 50 + index % 50 + random.randrange(10), random)
        if index % 20 == 0:
            yield _Happening(30 + index % 9, 2, "date", "III.1", unit)


def _report(rule: str, unit: str, day: int, random: Random) -> Iterator[_Happening]:
    """A task is done; one report in twenty is corrected or taken back on the next day."""
    yield _Happening(day, 2, "done", rule, unit)
    chance = random.random()
    if chance < 0.05:
        yield _Happening(day + 1, 3, "corrected" if chance < 0.025 else "withdrawn", rule, unit)


def _by_day(happenings: Sequence[_Happening]) -> Iterator[Event]:
    today = -1
    for one in happenings:
        while today < one.day:
            today += 1
            begun = _START + timedelta(days=today)
            yield making.day_began(begun, recorded_at=_moment(begun), actor="clock")
        yield _event(one, _START + timedelta(days=one.day))


def _event(one: _Happening, day: date) -> Event:
    envelope, task = _envelope(one.id, day), f"{PLAN}/{one.subject}/{one.unit}"
    match one.what:
        case "done":
            return making.task_done(task, plan=PLAN, **envelope)
        case "corrected":
            return making.corrected(f"done:{one.subject}:{one.unit}", day=day, **envelope)
        case "withdrawn":
            return making.withdrawn(f"done:{one.subject}:{one.unit}", **envelope)
        case "date":
            return making.task_date_set(task, plan=PLAN, due=day + timedelta(days=20), **envelope)
        case "planned":
            envelope["occurred_on"] = day + timedelta(days=30)
            return making.milestone(one.subject, plan=PLAN, unit=one.unit, phase="planned", **envelope)
        case _:
            return making.milestone(one.subject, plan=PLAN, unit=one.unit, phase="held", **envelope)


def _envelope(name: str, day: date) -> Envelope:
    return Envelope(id=name, occurred_on=day, recorded_at=_moment(day), actor="bench")


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def _source() -> str:
    head = (
        f"plan: {PLAN}\ntitle: Kế hoạch của Trung ương\nnumber: 01-KH/TW\nissuer: Trung ương\n"
        f"issued: {_START}\nunit: vn\nunits:\n  vn: {{name: Trung ương, kind: central}}\nmilestones:\n"
        "  own_congress: {title: Đại hội đảng bộ xã, of each: commune}\n"
    )
    milestones = (f"  guidance-{number}: {{title: Hướng dẫn số {number}, at: vn}}\n" for number in range(_GUIDANCES))
    return head + "".join((*milestones, "rules:\n", *_rules()))


def _rules() -> Iterator[str]:
    for row in range(_GUIDANCES * _AT_ONCE):
        yield _rule(f"I.{row}", f"{_TERMS[row % len(_TERMS)]} working days after guidance-{row // _AT_ONCE}")
    yield _rule("II.1", "7 days after own_congress")
    yield _rule("II.2", "30 working days before own_congress")
    yield _rule("II.3", "right after own_congress")
    yield _rule("II.4", "10 days after own_congress", when="task II.1")
    yield _rule("III.1", "once guidance-0")
    yield _rule("III.2", "every month by day 25")


def _rule(name: str, due: str, when: str = "", *, for_each: bool = True) -> str:
    whom = "    for each: commune\n    lead: each\n" if for_each else "    lead: vn\n"
    waits = f"    when: {when}\n" if when else ""
    return (
        f"  - id: {name}\n    section: I. Các xã, phường\n    title: Việc {name}\n{whom}{waits}    due: {due}\n"
        f"    says: Theo mốc\n    cite: dòng {name}\n"
    )

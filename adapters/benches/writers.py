"""Officers who record at the same time, each in a process of his own: on plans of their own, and all on one.

A store that lets several decide at once records more events a second with four writers than with one. Rounds with one,
two and four writers take turns, so that whatever else the machine does bears on each alike; medians count. An event is
a commune's meeting, which starts two tasks. On one plan, the writers of a round also send one event all at once.

Four writers cannot record more than four processes can compute: `machine` says what those come to that only count.
"""

import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median
from typing import NamedTuple

from adapters.benches import during_amend
from adapters.benches.fanout import peak_mb, placed
from adapters.benches.shared.agencies import agencies_of, register
from adapters.bootstrap import tools
from engine.service import Service
from events import chain, making
from events.event import Event
from events.making import Envelope, UnitData
from events.opening import make_store
from events.store import Store
from rules.unit_kinds import COMMUNE

UNITS, ROUNDS, EVENTS, DATES = 3321, 5, 40, 1_000_000
WRITERS = (1, 2, 4)
RATIO = 1.5
"""How many times as many events a second four writers on plans of their own are to record than one."""

ROWS, LOCK_WAIT, COUNT = 141, 60.0, 20_000_000
_BEGAN, _HELD = date(2025, 7, 1), date(2025, 9, 1)

Meeting = tuple[int, str]
"""The number of a plan, and the commune that met."""


class _Setting(NamedTuple):
    """So many writers, on plans of their own or on one."""

    writers: int
    apart: bool


SETTINGS = tuple(_Setting(writers, apart) for apart in (True, False) for writers in WRITERS)


@dataclass(frozen=True, slots=True)
class _Round:
    """A round: how many events were recorded in how many seconds, and how many decisions were made again."""

    events: int
    seconds: float
    retries: int


def run(
    database: str | None = None, units: int = UNITS, rounds: int = ROUNDS, events: int = EVENTS, dates: int = DATES
) -> dict[str, object]:
    """Measure on `database` (a PostgreSQL server's address; SQLite, which has one writer, in a folder without one).

    `rates` are events a second, by the number of writers, `ratio` that of four to that of one, on plans of their own;
    `machine` is how much four processes that only count get done in the same time, to what one does, in the same run.
    `lost` is how many events that were answered are not in the log, `doubled` how many are there that nobody sent, or
    once more; `during_amend` how many times as long as usual an event takes while a day off moves so many `dates`.
    """
    began = time.perf_counter()
    with placed(database) as place, place.fresh() as url:
        store = make_store(url)
        head = _settle(store, units)
        store.close()
        found, sent, counted = _rounds(url, _meetings(units), rounds, events)
        store = make_store(url)
        kept = _Kept.of(store, head)
        _adopt(Service(store, tools()), WRITERS[-1])
        store.close()
        meetings = (_event((WRITERS[-1], code)) for _, code in _meetings(units)[0])
        during = during_amend.measured(url, units, dates, meetings, _envelope)
    rates = {apart: {n: _rate(found[_Setting(n, apart)]) for n in WRITERS} for apart in (True, False)}
    ratio, target = rates[True][WRITERS[-1]] / rates[True][1], RATIO if place.name == "postgresql" else None
    lost, doubled = len(sent - set(kept.ids)), len(kept.ids) - len(sent & set(kept.ids))
    return {
        "name": "writers",
        "database": place.name,
        "units": units,
        "rounds": rounds,
        "rates": _named(rates[True]),
        "rates_one_plan": _named(rates[False]),
        "ratio": round(ratio, 2),
        "target": target,
        "machine": round(median(counted), 2),
        **during.answer(),
        "counts": {_name(setting): sum(one.events for one in these) for setting, these in found.items()},
        "retries": {_name(setting): sum(one.retries for one in these) for setting, these in found.items()},
        "lost": lost,
        "doubled": doubled,
        "chain": "whole" if kept.whole else "broken",
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mb": round(max(peak_mb(), _peak_of_writers()), 1),
        "holds": ratio >= (target or 0) and not lost and not doubled and kept.whole and (not target or during.holds),
    }


def _rate(rounds: Sequence[_Round]) -> float:
    return median(one.events / one.seconds for one in rounds)


def _named(rates: Mapping[int, float]) -> dict[str, float]:
    return {str(writers): round(rate, 1) for writers, rate in rates.items()}


def _name(setting: _Setting) -> str:
    return f"{setting.writers}" if setting.apart else f"{setting.writers} on one plan"


def _peak_of_writers() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


# --- the world -------------------------------------------------------------------------------------------------------


def _settle(store: Store, units: int) -> int:
    """Agencies, and a plan for each writer; the position that the log has come to."""
    service = Service(store, tools())
    register(service, units, _envelope("registered", _BEGAN))
    return max(_adopt(service, number) for number in range(WRITERS[-1]))


def _adopt(service: Service, number: int) -> int:
    source = _plan(number)
    plan = service.tools.compile(source)
    adopted = making.plan_adopted(plan.id, source=source, hash=plan.hash, version=1, **_envelope(plan.id, _BEGAN))
    return service.record(adopted).decision.position


def _meetings(units: int) -> list[Iterator[Meeting]]:
    """For each plan the meetings that are still to come."""
    communes = [unit["code"] for unit in agencies_of(units) if _is_commune(unit)]
    return [iter([(number, code) for code in communes]) for number in range(WRITERS[-1])]


def _is_commune(unit: UnitData) -> bool:
    return unit["kind"] == COMMUNE


def _event(meeting: Meeting) -> Event:
    number, unit = meeting
    held = _envelope(f"meeting-{number}-{unit}", _HELD)
    return making.milestone("meeting", plan=f"p{number}", unit=unit, phase="held", **held)


def _envelope(name: str, day: date) -> Envelope:
    return Envelope(
        id=name, occurred_on=day, recorded_at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC), actor="bench"
    )


def _plan(number: int) -> str:
    head = (
        f"plan: p{number}\ntitle: Kế hoạch số {number}\nnumber: {number}-KH/TW\nissuer: Trung ương\n"
        "issued: 2025-07-01\nunit: vn\nmilestones:\n  meeting: {title: Hội nghị, of each: commune}\nrules:\n"
    )
    own = ["due: 7 working days after own meeting", "due: 1 month after own meeting"]
    dated = [f"due: by 2026-{place % 12 + 1:02}-{place % 28 + 1:02}" for place in range(ROWS - len(own))]
    return head + "".join(
        f"  - id: I.{place + 1}\n    section: I. Nhiệm vụ\n    title: Việc thứ {place + 1} của kế hoạch {number}\n"
        + ("    for each: commune\n    lead: each\n" if place < len(own) else '    lead: "12"\n')
        + f"    {due}\n    says: hạn ghi trong kế hoạch\n    cite: dòng {place + 1}\n"
        for place, due in enumerate([*own, *dated])
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """The ids in the log past the preparations, and True if its chain is whole."""

    ids: Sequence[str]
    whole: bool

    @classmethod
    def of(cls, store: Store, head: int) -> "_Kept":
        with store.begin(write=False) as session:
            whole = chain.verify(session.events()) == session.head()
            return cls([one.event.id for one in session.events(after=head)], whole)


# --- the writers -----------------------------------------------------------------------------------------------------


def _rounds(
    url: str, meetings: Sequence[Iterator[Meeting]], rounds: int, events: int
) -> tuple[Mapping[_Setting, Sequence[_Round]], set[str], Sequence[float]]:
    """What each setting came to, the ids of all events sent, and what counting came to; the first round warms."""
    found: dict[_Setting, list[_Round]] = {setting: [] for setting in SETTINGS}
    sent: set[str] = set()
    counted: list[float] = []
    with _writers(url) as writers:
        for number in range(rounds + 1):
            for setting in SETTINGS:
                shares = _shares(setting, meetings, events)
                sent |= {_event(one).id for share in shares for one in share}
                measured = _round(writers[: setting.writers], shares)
                found[setting] += [measured] if number else []
            counted.append(_counting(writers) / _counting(writers[:1]))
    return found, sent, counted


def _shares(setting: _Setting, meetings: Sequence[Iterator[Meeting]], events: int) -> list[list[Meeting]]:
    """The meetings that each writer records; on one plan the last is the same for all."""
    plans = [meetings[writer if setting.apart else 0] for writer in range(setting.writers)]
    shares = [list(islice(plan, events)) for plan in plans]
    return shares if setting.apart else [[*share, shares[0][-1]] for share in shares]


def _round(writers: Sequence[Connection], shares: Sequence[Sequence[Meeting]]) -> _Round:
    start = time.perf_counter()
    for writer, share in zip(writers, shares, strict=True):
        writer.send(share)
    retries = sum(writer.recv() for writer in writers)
    return _Round(sum(map(len, shares)), time.perf_counter() - start, retries)


def _counting(writers: Sequence[Connection]) -> float:
    """How many times a second these processes count to a number."""
    counts: Sequence[Sequence[Meeting]] = [[]] * len(writers)
    return len(writers) / _round(writers, counts).seconds


@contextmanager
def _writers(url: str) -> Iterator[Sequence[Connection]]:
    """Processes that record what they are sent, and answer how often they decided again."""
    context = get_context("spawn")
    pipes = [context.Pipe() for _ in range(WRITERS[-1])]
    processes = [context.Process(target=_write, args=(url, theirs), daemon=True) for _, theirs in pipes]
    for process in processes:
        process.start()
    try:
        for ours, theirs in pipes:
            theirs.close()
            ours.recv()
        yield [ours for ours, _ in pipes]
    finally:
        for (ours, _), process in zip(pipes, processes, strict=True):
            ours.close()
            process.join()


def _write(url: str, orders: Connection) -> None:
    """One writer, until nobody sends any more; who is sent nothing to record counts."""
    store = make_store(url, lock_wait=LOCK_WAIT)
    service = Service(store, tools())
    orders.send(0)
    while True:
        try:
            share: list[Meeting] = orders.recv()
        except EOFError:
            store.close()
            return
        if not share:
            sum(range(COUNT))
        orders.send(sum(service.record(_event(one)).tries - 1 for one in share))

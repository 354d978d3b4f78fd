"""A small event while a day off moves a million dates: how much longer it takes than usual. `writers` measures it.

The dates are of plans of the whole nation, each of which starts fifteen tasks in every commune; the small event is a
commune's meeting in another plan, which starts two. The amendment is made in a process of its own, while this one
records meetings until it is over. Medians count: the first meeting after the amendment has its own plan recounted.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from statistics import median

from adapters.benches.fanout import apart
from adapters.bootstrap import tools
from engine.service import Service
from events import making
from events.event import Event
from events.making import DayData, Envelope
from events.opening import make_store

AT_ONCE, USUAL = 15, 40
"""Rows of each of the plans; and how many events are measured before the amendment."""

TARGET = 5.0
"""How many times as long as usual a small event may take meanwhile."""

LOCK_WAIT = 60.0

Enveloped = Callable[[str, date], Envelope]
"""An envelope by its id and day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """The outcome, in seconds."""

    dates: int  # that moved
    usual: float
    meanwhile: float
    slowest: float  # of those meanwhile
    events: int  # recorded meanwhile
    amended: float  # what the amendment took

    @property
    def ratio(self) -> float:
        """How many times as long as usual a small event took."""
        return self.meanwhile / self.usual

    @property
    def holds(self) -> bool:
        """True if that is little enough."""
        return self.ratio <= TARGET

    def answer(self) -> dict[str, object]:
        """The outcome for programs."""
        return {
            "during_amend": round(self.ratio, 2),
            "during_amend_target": TARGET,
            "during_amend_events": self.events,
            "during_amend_slowest": round(self.slowest / self.usual, 1),
            "dates": self.dates,
            "amend_seconds": round(self.amended, 1),
        }


def measured(url: str, units: int, dates: int, events: Iterator[Event], envelope: Enveloped) -> Meanwhile:
    """Start `dates` tasks at so many communes in the store at `url`, then move them while `events` are recorded."""
    store = make_store(url, lock_wait=LOCK_WAIT)
    service = Service(store, tools())
    held = date(2025, 9, 1)
    for number in range(-(-dates // (AT_ONCE * units))):
        source = _plan(number)
        plan = service.tools.compile(source)
        adopted = envelope(plan.id, date(2025, 7, 1))
        service.record(making.plan_adopted(plan.id, source=source, hash=plan.hash, version=1, **adopted))
        guidance = envelope(f"{plan.id}-held", held)
        service.record(making.milestone("guidance", plan=plan.id, unit="vn", phase="held", **guidance))
    with apart() as process:
        process.submit(_warm, url).result()
        usual = [_timed(service, next(events)) for _ in range(USUAL)]
        amending = process.submit(_amend, url, envelope("storm", held))
        meanwhile = list(_until(amending, service, events))
    store.close()
    moved, seconds = amending.result()
    return Meanwhile(
        dates=moved,
        usual=median(usual),
        meanwhile=median(meanwhile),
        slowest=max(meanwhile),
        events=len(meanwhile),
        amended=seconds,
    )


def _until(amending: "Future[tuple[int, float]]", service: Service, events: Iterator[Event]) -> Iterator[float]:
    for event in events:
        yield _timed(service, event)
        if amending.done():
            return


def _timed(service: Service, event: Event) -> float:
    start = time.perf_counter()
    service.record(event)
    return time.perf_counter() - start


def _warm(url: str) -> None:
    """Load in the process that will amend what it needs for it."""
    store = make_store(url)
    Service(store, tools()).recount()
    store.close()


def _amend(url: str, envelope: Envelope) -> tuple[int, float]:
    """A day is off: how many dates move, and in how many seconds."""
    store = make_store(url, lock_wait=LOCK_WAIT)
    days: list[DayData] = [{"day": "2025-09-03", "working": False, "reason": "nghỉ phòng, chống bão"}]
    start = time.perf_counter()
    decision = Service(store, tools()).record(making.calendar_amended("vn", days, **envelope)).decision
    seconds = time.perf_counter() - start
    store.close()
    return sum(len(change.units) for change in decision.changes), seconds


def _plan(number: int) -> str:
    head = (
        f"plan: big{number}\ntitle: Kế hoạch lớn số {number}\nnumber: {number}-KH/BCĐ\nissuer: Trung ương\n"
        "issued: 2025-07-01\nunit: vn\nmilestones:\n  guidance: {title: Hướng dẫn, at: vn}\nrules:\n"
    )
    return head + "".join(
        f"  - id: I.{place + 1}\n    section: I. Nhiệm vụ\n    title: Việc thứ {place + 1}\n    for each: commune\n"
        f"    lead: each\n    due: {5 + place} working days after guidance\n    says: hạn\n    cite: dòng {place + 1}\n"
        for place in range(AT_ONCE)
    )

"""Officers of several plans, the clock, and whoever amends plans, agencies and calendars, all at once, in processes."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from engine.asking.plan_proposals import propose
from engine.asking.verifying import verify
from engine.service import Service
from events import chain, making
from events.event import Document, Event
from events.making import Envelope
from events.opening import make_store
from rules.compiling import compile_plan
from tests.processes import together
from tests.worlds import World, plan_text, tools

EACH = {"for each": "commune", "lead": "each"}
ROWS = [
    {**EACH, "due": "10 working days after congress"},
    {**EACH, "due": "5 days after own_congress"},
    {"due": "by 2025-12-01"},
    {"when": "{all: [congress, guidance]}", "due": "5 days after guidance"},
]
HALTS = {"congress": "12", "own_congress": "commune", "guidance": "vn"}
CLAUSE = "[{milestone: congress, plans: all, until: guidance}]"
PLANS = ("p0", "p1", "p2", "p3")
COMMUNES = [f"c{number}" for number in range(8)]
DAY, PATIENCE = date(2025, 8, 1), 60.0


def text(plan: str, days: int = 10, **header: str) -> str:
    first = {**ROWS[0], "due": f"{days} working days after congress"}
    return plan_text([first, *ROWS[1:]], HALTS, plan=plan, number=f"{plan}-KH/TU", **header)


def envelope(name: str, hour: int = 3) -> Envelope:
    paper = Document(text="9-KH/TU", issued=date(2025, 7, 21))
    moment = datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=UTC)
    return Envelope(id=name, occurred_on=DAY, recorded_at=moment, actor="officer", document=paper)


def meeting(plan: str, commune: str) -> Event:
    return making.milestone("own_congress", plan=plan, unit=commune, phase="held", **envelope(f"{plan} at {commune}"))


def of_a_plan(plan: str) -> Iterator[Event]:
    """What the officers of a plan say: meetings, one by one, the congress, its guidance, a report."""
    for number, commune in enumerate(COMMUNES):
        yield meeting(plan, commune)
        if number == 3:
            yield making.milestone("congress", plan=plan, unit="12", phase="held", **envelope(f"{plan} congress"))
        if number == 5:
            yield making.milestone("guidance", plan=plan, unit="vn", phase="held", **envelope(f"{plan} guidance"))
    yield making.task_done(f"{plan}/R3/12", plan=plan, **envelope(f"{plan} done"))


def recorded(url: str, events: Iterator[Event]) -> None:
    store = make_store(url, lock_wait=PATIENCE)
    service = Service(store, tools())
    for event in events:
        service.record(event)
    store.close()


def disturbing(url: str) -> None:
    """A plan that suspends, versions, days off, agencies, a suspension and a day of the clock, between all that."""
    store = make_store(url, lock_wait=PATIENCE)
    service = Service(store, tools())
    for number in range(4):
        row: making.UnitData = {"code": f"new{number}", "name": "Xã mới", "kind": "commune", "parent": "12"}
        service.record(making.units_registered([row], **envelope(f"unit {number}")))
        off: making.DayData = {"day": f"2025-08-1{number + 1}", "working": False, "reason": "bão"}
        service.record(making.calendar_amended("vn", [off], **envelope(f"off {number}")))
        with store.begin(write=False) as session:
            version = propose(session, service.tools, text(PLANS[number], 20), {}).version
        service.record(making.plan_amended(PLANS[number], version, **envelope(f"version {number}")))
        stop = making.suspension_began(PLANS[number], everything=True, **envelope(f"stop {number}"))
        service.record(stop)
        service.record(making.withdrawn(f"stop {number}", **envelope(f"no stop {number}")))
        if number == 1:
            plan = compile_plan(source := text("letter", suspensions=CLAUSE))
            service.record(making.plan_adopted(plan.id, source=source, hash=plan.hash, version=1, **envelope("letter")))
        day = DAY + timedelta(days=1 + number)
        moment = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        service.record(making.day_began(day, recorded_at=moment, actor="clock"))
    store.close()


def followed(url: str, heads: list[int]) -> None:
    """Read on from the last position seen until all is there: none may be skipped."""
    store = make_store(url)
    give_up = time.monotonic() + PATIENCE
    while heads[-1:] != [WHOLE] and time.monotonic() < give_up:
        time.sleep(0.02)
        with store.begin(write=False) as session:
            heads += [one.position for one in session.events(after=heads[-1] if heads else 0)]
    store.close()


SAID = [event for plan in PLANS for event in of_a_plan(plan)]
DISTURBED = 4 * 6 + 1
WHOLE = 1 + len(PLANS) + len(SAID) + DISTURBED


def test_after_a_storm_nothing_is_lost_or_doubled(database_url: str) -> None:
    """Every event is there once, no reader skipped one, and what is kept is what the log gives when it is followed.

    Two processes say all that is said of a plan, so that each event is sent twice at once.
    """
    world = World(make_store(database_url))
    world.populate(COMMUNES)
    for plan in PLANS:
        world.adopt(text(plan))
    world.store.close()

    def officers(plan: str) -> Callable[[], None]:
        return lambda: recorded(database_url, of_a_plan(plan))

    heads: list[int] = []
    work = [officers(plan) for plan in (*PLANS, *PLANS[:2])]
    with together(*work, lambda: disturbing(database_url)) as endings:
        followed(database_url, heads)
    assert endings == [(0, "")] * 7
    assert heads == list(range(1, WHOLE + 1))
    store = make_store(database_url)
    with store.begin(write=False) as session:
        assert chain.verify(session.events()) == WHOLE
        ids = Counter(one.event.id for one in session.events())
    assert {event.id: ids[event.id] for event in SAID} == {event.id: 1 for event in SAID}
    report = verify(Service(store, tools()), make_store("memory:"))
    assert report.holds, report
    store.close()

"""Small worlds to test in: a plan written in a few lines, a tree of agencies, and a service over any store."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from engine.calendars.calendar import Calendar
from engine.calendars.days import EVERYWHERE, AmendedCutOff, AmendedDay, Line
from engine.contacts import ListedUnit, sealed
from engine.counting.conventions import get
from engine.matching import Matcher, PlainMatcher
from engine.service import Logged, Service
from engine.snapshot import Tools
from engine.sweeping import clock, next_number
from events import making
from events.chain import GENESIS, link
from events.event import Document, Event, Recorded
from events.opening import make_store
from events.store import Store
from rules.compiling import compile_plan
from rules.plan import Plan

Rule = Mapping[str, object]
"""The fields of a rule as a plan file has them."""

PLAN = "ke-hoach"
COMMUNES = ("c1", "c2", "c3")
MAIL_OF_12 = "tinh@example.vn"
SALT = "5" * 64
"""The key of every seal here: the same is recorded in every world."""

MILESTONES = {"congress": "12", "guidance": "vn", "own_congress": "commune"}
"""By name: where it happens; a unit kind for one that happens at each."""


def plan_text(rules: Sequence[Rule], milestones: Mapping[str, str] | None = None, /, **header: str) -> str:
    """The YAML of a plan with these rules. Fields not given: lead 12, and words made up."""
    head = {"plan": PLAN, "title": "Kế hoạch", "number": "1-KH/TU", "issuer": "Tỉnh ủy", "issued": "2025-07-21"}
    lines = [f"{name}: {value}" for name, value in {**head, "unit": '"12"', **header}.items()]
    lines.append("milestones:")
    for name, place in (MILESTONES if milestones is None else milestones).items():
        key = "of each" if place == "commune" else "at"
        lines.append(f'  {name}: {{title: Mốc {name}, {key}: "{place}"}}')
    lines.append("rules:")
    for i, rule in enumerate(rules, 1):
        words = {"id": f"R{i}", "title": f"Việc {i}", "lead": '"12"', "says": f"hạn {i}", "cite": f"dòng {i}", **rule}
        lines.append("  - " + "\n    ".join(f"{name}: {value}" for name, value in words.items()))
    return "\n".join(lines) + "\n"


@cache
def _compiled(source: str) -> Plan:
    return compile_plan(source)


def _calendar(
    name: str,
    rows: Sequence[AmendedDay] = (),
    *,
    cut_offs: Sequence[AmendedCutOff] = (),
    lines: Sequence[Line] = EVERYWHERE,
) -> Calendar:
    return _built(name, tuple(rows), tuple(cut_offs), tuple(lines))


@lru_cache(maxsize=64)  # each is some megabytes, and histories make many
def _built(
    name: str, rows: tuple[AmendedDay, ...], cut_offs: tuple[AmendedCutOff, ...], lines: tuple[Line, ...]
) -> Calendar:
    return Calendar.build(name, rows, cut_offs=cut_offs, lines=lines)


def tools(matcher: Matcher | None = None) -> Tools:
    """The real tools, with the plain matcher unless another is given. What many worlds need alike is made once."""
    return Tools(
        matcher=matcher or PlainMatcher(),
        compile=_compiled,
        calendar=_calendar,
        convention=get,
    )


def agencies(communes: Sequence[str]) -> list[ListedUnit]:
    """Central, province 12, an agency `bto`, and communes below the province."""
    above: list[ListedUnit] = [
        {"code": "vn", "name": "Trung ương", "kind": "central"},
        {"code": "12", "name": "Tỉnh", "kind": "province", "parent": "vn", "email": MAIL_OF_12},
        {"code": "bto", "name": "Ban Tổ chức", "kind": "party-body", "parent": "12"},
    ]
    below: list[ListedUnit] = [{"code": c, "name": f"Xã {c}", "kind": "commune", "parent": "12"} for c in communes]
    return [*above, *below]


class World:
    """A service over a store (in memory unless given), whose events get ids and moments by themselves."""

    def __init__(
        self, store: Store | None = None, *, matcher: Matcher | None = None, today: str = "2025-07-21"
    ) -> None:
        self.store = store or make_store("memory:")
        self.service = Service(self.store, tools(matcher))
        self.now = datetime.fromisoformat(today).replace(hour=2, tzinfo=UTC)
        self.number = 0

    def envelope(
        self, day: str | None = None, name: str | None = None, *, document: Document | None = None, ahead: bool = False
    ) -> making.Envelope:
        """The envelope of the next event; unless its day may lie ahead, it is recorded on that day at the earliest."""
        self.number += 1
        self.now += timedelta(seconds=1)
        if day and not ahead:
            self.now = max(self.now, datetime.fromisoformat(day).replace(hour=2, tzinfo=UTC))
        occurred = date.fromisoformat(day) if day else self.now.date()
        made = making.Envelope(
            id=name or f"e{self.number}", occurred_on=occurred, recorded_at=self.now, actor="officer"
        )
        if document:
            made["document"] = document
        return made

    def populate(self, communes: Sequence[str] = COMMUNES) -> Logged:
        """Central, province 12, an agency `bto`, and communes below the province."""
        return self.register(agencies(communes), name="units")

    def populate_as_before(self, communes: Sequence[str] = COMMUNES) -> None:
        """The same in a store that is empty, as an older version recorded it: with the addresses in the log."""
        before = Event(type="units.registered", data={"units": agencies(communes)}, **self.envelope(name="units"))
        recorded = Recorded(position=1, event=before, previous=GENESIS, hash=link(GENESIS, before))
        for _ in self.service.replay([recorded], self.store):
            pass

    def register(self, units: Sequence[ListedUnit], name: str | None = None) -> Logged:
        """Agencies are known, with their addresses."""
        with self.store.begin(write=False) as session:
            found = sealed(units, session.contacts(), salt=lambda: SALT)
        return self.service.record(
            making.units_registered(found.units, **self.envelope(name=name)), contacts=found.contacts
        )

    def adopt(self, source: str, *, taken_over: bool = False) -> Logged:
        """Adopt the plan with that YAML text; or take it over, as one that runs already."""
        plan = _compiled(source)
        envelope = self.envelope(name=f"adopt-{plan.id}")
        event = making.plan_adopted(
            plan.id, source=source, hash=plan.hash, version=1, taken_over=taken_over, **envelope
        )
        return self.service.record(event)

    def log(
        self,
        milestone: str,
        day: str,
        unit: str = "12",
        phase: str = "held",
        name: str | None = None,
        *,
        plan: str = PLAN,
    ) -> Logged:
        """A milestone was held on, or is planned for, `day`."""
        envelope = self.envelope(day, name, ahead=phase == "planned")
        held = making.milestone(milestone, plan=plan, unit=unit, phase=phase, **envelope)  # type: ignore[arg-type]  # a phase
        return self.service.record(held)

    def done(self, task: str, day: str, name: str | None = None) -> Logged:
        """A task was done."""
        return self.service.record(making.task_done(task, plan=PLAN, **self.envelope(day, name)))

    def suspend(
        self,
        day: str,
        name: str | None = None,
        document: str | None = None,
        *,
        plan: str | Sequence[str] | None = PLAN,
        **which: Any,
    ) -> Logged:
        """Time stands still after `day` for the tasks of one plan, several or all (None) that `which` chooses."""
        envelope = self.envelope(day, name, document=Document(text=document) if document else None)
        return self.service.record(making.suspension_began(plan, **which, **envelope))

    def resume(self, suspension: str, day: str, name: str | None = None) -> Logged:
        """A suspension ended on `day`."""
        return self.service.record(making.suspension_ended(suspension, **self.envelope(day, name)))

    def left(self) -> dict[str, str | None]:
        """What is left of the suspended tasks, by id (without the plan's name)."""
        with self.service.store.begin(write=False) as session:
            views = session.view_tasks(state="suspended")
            return {view.id.removeprefix(f"{PLAN}/"): view.left for view in views}

    def tick(self, day: str) -> Logged:
        """The clock reaches `day`."""
        self.now = datetime.fromisoformat(day).replace(hour=1, tzinfo=UTC)
        began = date.fromisoformat(day)
        with self.service.store.begin(write=False) as session:
            number = next_number(session, began) - (clock(session).day == began)  # the same once more, or another one
        return self.service.record(making.day_began(began, recorded_at=self.now, actor="clock", number=number))

    def take_back(self, day: str) -> Logged:
        """The day, and all that were swept after it, are taken back."""
        with self.service.store.begin(write=False) as session:
            name = making.day_id(date.fromisoformat(day), next_number(session, date.fromisoformat(day)) - 1)
        return self.service.record(making.withdrawn(name, **self.envelope()))

    def tasks(self) -> dict[str, tuple[str, str | None]]:
        """Every task's state and due date, by id (without the plan's name)."""
        with self.service.store.begin(write=False) as session:
            return {view.id.removeprefix(f"{PLAN}/"): (view.state, view.due) for view in session.view_tasks()}


def adopted(source: str) -> World:
    """A world in which that plan was adopted."""
    world = World()
    world.populate()
    world.adopt(source)
    return world

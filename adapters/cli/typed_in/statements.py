"""What an officer says, before it is an event: held against what stands in the log, and given its id."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Literal, Protocol

from rapidfuzz import process

from adapters.bootstrap import Office
from adapters.cli.frame.refusals import Refused
from adapters.cli.typed_in.event_ids import Identity, Stands, identify
from adapters.words.plain_text import one_line
from engine.facts.known import Facts
from engine.facts.signals import date_signal, done_signal
from engine.snapshot import Shelf, Tools
from engine.tasks import task_parts
from engine.units import Units
from events import making
from events.event import Document, Event, Recorded
from events.making import Envelope
from events.rows import FactRow
from events.store import Session
from rules.offsets import SignalKind
from rules.plan import Plan
from rules.problems import N_

Phase = Literal["planned", "held", "postponed"]

_NO_PLANS = N_("No plan has been adopted here. Adopt one first: `thoihan plan add 376-kh-tu`, or a file of your own.")
_NO_PLAN = N_("There is no plan “{plan}” here. Adopted are: {known}. Correct its name, or adopt it first.")
_NO_MILESTONE = N_(
    "No adopted plan has a milestone “{milestone}”. Perhaps: {known}. `thoihan plan show` lists them all."
)
_AMBIGUOUS = N_("Several plans have a milestone “{milestone}”: {plans}. Say which, with --plan.")
_WHERE = N_("“{milestone}” happens at each unit of kind {kind}. Say at which, with --unit.")
_NO_TASK = N_("“{task}” is not the id of a task. Write it as `thoihan tasks` does: PLAN/ROW/UNIT.")


@dataclass(frozen=True, slots=True)
class Look:
    """What is in force when something is said."""

    session: Session
    plans: Mapping[str, Plan]
    units: Units

    def plan(self, name: str) -> Plan:
        """The plan of that name. Raises Refused."""
        if name not in self.plans:
            if not self.plans:
                raise Refused(_NO_PLANS)
            raise Refused(_NO_PLAN, plan=one_line(name, 60), known=sorted(self.plans))
        return self.plans[name]

    def standing(self, plan: str, signal: str, unit: str, cycle: str = "") -> list[FactRow]:
        """What stands of one happening at one place: the fact that counts, and the one said last."""
        rows = [row for row in self.session.facts(plan, [signal]) if (row.unit, row.cycle) == (unit, cycle)]
        rows = [row for row in rows if self.session.find(row.event_id)]  # the others follow, nobody said them
        counts = Facts.build(rows).at(signal, unit, cycle)
        last = max(rows, key=lambda row: row.position, default=None)
        return list(dict.fromkeys(row for row in (counts, last) if row))

    def proof(self, row: FactRow) -> str | None:
        """The document that was named with a fact."""
        return _proof(self.session.recorded(row.event_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event but for its id, its moment and its author."""

    matter: Sequence[str | None]
    content: Sequence[str | None]
    standing: Sequence[Stands]
    on: date | None  # None: today
    make: Callable[[Envelope], Event]


class Statement(Protocol):
    """Something that an officer says."""

    def draft(self, look: Look, document: str | None) -> Draft:
        """The event to be. Raises Refused where it speaks of what there isn't."""
        ...


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement held against the log."""

    drafted: Draft
    document: str | None
    identity: Identity
    plans: Mapping[str, Plan]
    units: Units

    @classmethod
    def look(cls, session: Session, tools: Tools, said: Statement, document: str | None) -> "Saying":
        """Look up what the statement speaks of, and whether it stands already."""
        shelf = Shelf(session, tools)
        look = Look(session, {plan.id: plan for plan in shelf.plans()}, shelf.units())
        draft = said.draft(look, document)
        identity = identify(draft.matter, draft.content, draft.standing, lambda name: session.find(name) is not None)
        return cls(draft, document, identity, look.plans, look.units)

    def event(self, office: Office, event_id: str | None = None) -> Event:
        """The event, as recorded now."""
        envelope = Envelope(
            id=event_id or self.identity.event_id,
            occurred_on=self.drafted.on or office.clock.today(),
            recorded_at=office.clock.now(),
            actor=office.settings.actor,
            document=Document(text=self.document) if self.document is not None else None,
        )
        return self.drafted.make(envelope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone was planned, held or postponed."""

    name: str
    phase: Phase
    on: date
    at: time | None = None
    unit: str | None = None
    plan: str | None = None
    carried: date | None = None

    def draft(self, look: Look, document: str | None) -> Draft:
        """The event to be."""
        plan = self._plan(look)
        unit = self.unit or plan.milestones[self.name].at
        if unit is None:
            raise Refused(_WHERE, milestone=self.name, kind=plan.milestones[self.name].of_each)
        rows = look.standing(plan.id, f"{SignalKind.MILESTONE}:{self.name}", unit)
        postponed = self.phase == "postponed"
        day = None if postponed else self.on.isoformat()
        return Draft(
            matter=(f"milestone.{self.phase}", plan.id, self.name, unit),
            content=("planned" if postponed else self.phase, day, _iso(self.carried), _hour(self.at), document),
            standing=[Stands(row.event_id, (*_milestone_said(row), look.proof(row))) for row in rows],
            on=self.on,
            make=lambda envelope: self._made(plan.id, unit, envelope),
        )

    def _made(self, plan: str, unit: str, envelope: Envelope) -> Event:
        if self.phase == "postponed":
            return making.milestone_postponed(self.name, plan=plan, unit=unit, **envelope)
        return making.milestone(
            self.name, plan=plan, unit=unit, phase=self.phase, carried=self.carried, at=self.at, **envelope
        )

    def _plan(self, look: Look) -> Plan:
        among = [look.plan(self.plan)] if self.plan else list(look.plans.values())
        having = [plan for plan in among if self.name in plan.milestones]
        if len(having) > 1:
            raise Refused(_AMBIGUOUS, milestone=self.name, plans=[plan.id for plan in having])
        if having:
            return having[0]
        if not among:
            raise Refused(_NO_PLANS)
        names = {name for plan in among for name in plan.milestones}
        raise Refused(_NO_MILESTONE, milestone=one_line(self.name, 60), known=close(self.name, names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A task was done."""

    task: str
    on: date

    def draft(self, look: Look, document: str | None) -> Draft:
        """The event to be."""
        plan, rule, unit, cycle = _parts(look, self.task)
        rows = look.standing(plan, done_signal(rule), unit, cycle)
        return Draft(
            matter=("task.done", self.task),
            content=(self.on.isoformat(), document),
            standing=[Stands(row.event_id, (row.day, look.proof(row))) for row in rows],
            on=self.on,
            make=lambda envelope: making.task_done(self.task, plan=plan, **envelope),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSet:
    """A task was given its date."""

    task: str
    due: date
    on: date

    def draft(self, look: Look, document: str | None) -> Draft:
        """The event to be."""
        plan, rule, unit, cycle = _parts(look, self.task)
        rows = look.standing(plan, date_signal(rule), unit, cycle)
        return Draft(
            matter=("task.date_set", self.task),
            content=(self.due.isoformat(), document),
            standing=[Stands(row.event_id, (row.day, look.proof(row))) for row in rows],
            on=self.on,
            make=lambda envelope: making.task_date_set(self.task, plan=plan, due=self.due, **envelope),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An event was recorded wrongly."""

    event: str
    on: date | None
    at: time | None
    carried: date | None
    unit: str | None
    reason: str | None

    def draft(self, look: Look, document: str | None) -> Draft:
        """The event to be."""
        names = ("occurred_on", "at", "carried", "unit", "reason")
        return Draft(
            matter=("event.corrected", self.event),
            content=(_iso(self.on), _hour(self.at), _iso(self.carried), self.unit, self.reason, document),
            standing=_last(look, self.event, "event.corrected", names),
            on=None,
            make=self._made,
        )

    def _made(self, envelope: Envelope) -> Event:
        return making.corrected(
            self.event, day=self.on, at=self.at, carried=self.carried, unit=self.unit, reason=self.reason, **envelope
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """An event is taken back."""

    event: str
    reason: str | None

    def draft(self, look: Look, document: str | None) -> Draft:
        """The event to be."""
        return Draft(
            matter=("event.withdrawn", self.event),
            content=(self.reason, document),
            standing=_last(look, self.event, "event.withdrawn", ("reason",)),
            on=None,
            make=lambda envelope: making.withdrawn(self.event, reason=self.reason, **envelope),
        )


def _parts(look: Look, task: str) -> tuple[str, str, str, str]:
    plan = look.plan(task.partition("/")[0])
    try:
        return plan.id, *task_parts(plan.id, task)
    except ValueError:
        raise Refused(_NO_TASK, task=one_line(task, 80)) from None


def _last(look: Look, event: str, kind: str, names: Sequence[str]) -> list[Stands]:
    """The last correction or withdrawal of an event, if it is one of `kind`."""
    found = max(look.session.amending(event), key=lambda one: one.position, default=None)
    if found is None:
        return []
    said = tuple(found.event.data.get(name) for name in names) if found.event.type == kind else ()
    return [Stands(found.event.id, (*said, _proof(found)))]


def _proof(recorded: Recorded) -> str | None:
    return recorded.event.document.text if recorded.event.document else None


def _milestone_said(row: FactRow) -> tuple[str | None, ...]:
    """What a fact says of a milestone, in the order of `Milestone`'s content."""
    at = row.detail and json.loads(row.detail).get("at")
    return row.phase, row.day, row.carried, at


def _hour(at: time | None) -> str | None:
    return f"{at:%H:%M}" if at else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def close(name: str, known: Iterable[str]) -> list[str]:
    """What was perhaps meant."""
    return [found for found, _, _ in process.extract(name, sorted(known), limit=5)]

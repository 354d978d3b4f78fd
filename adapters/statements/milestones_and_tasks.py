"""Statements of what happened: a milestone, a report, a date that was set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Literal

from adapters.statements.event_ids import Stands
from adapters.statements.near_names import near_names
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import NO_PLANS, Draft, InForce, iso, iso_hour
from adapters.words.catalogue import kind_said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.facts.fact import Fact, HappenedAt, Remark
from engine.facts.joins import Member, joined, member_of
from engine.facts.topics import date_set, done, milestone
from engine.tasks import task_parts
from events import making
from events.event import Event
from events.making import Envelope
from rules.plan import Plan
from rules.problems import N_

Phase = Literal["planned", "held", "postponed"]
_NO_MILESTONE = N_(
    "No adopted plan has a milestone “{milestone}”. Perhaps: {known}. `thoihan plan show` lists them all."
)
_AMBIGUOUS = N_(
    "Several plans have a milestone “{milestone}”: {plans}. Say which, with --plan; if it is one happening, join them: "
    "`thoihan happenings join PLAN/MILESTONE PLAN/MILESTONE`."
)
_WHERE = N_("“{milestone}” happens at each unit of kind {kind}. Say at which, with --unit.")
_NO_TASK = N_("“{task}” is not the id of a task. Write it as `thoihan tasks` does: PLAN/ROW/UNIT.")


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
    reason: str | None = None

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        plan, name = self._member(now)
        unit = self.unit or plan.milestones[name].at
        if unit is None:
            raise Refused(_WHERE, milestone=name, kind=kind_said(plan.milestones[name].of_each or ""))
        only = self._only(now, plan.id, name, unit)
        through = now.snapshot.through(plan.id, [name])
        facts = now.standing(plan.id, milestone(name), unit, only=only, through=through)
        postponed = self.phase == "postponed"
        day = None if postponed else self.on.isoformat()
        return Draft(
            matter=(f"milestone.{self.phase}", plan.id, name, unit, *(["only"] if only else [])),
            content=("planned" if postponed else self.phase, day, iso(self.carried), iso_hour(self.at), document),
            standing=[Stands(fact.id, (*_milestone_said(fact), now.proof(fact))) for fact in facts],
            on=self.on,
            make=lambda envelope: self._made((plan.id, name), unit, only, envelope),
        )

    def _made(self, of: Member, unit: str, only: bool, envelope: Envelope) -> Event:
        plan, name = of
        if self.phase == "postponed":
            return making.milestone_postponed(name, plan=plan, unit=unit, only=only, **envelope)
        more = partial(making.milestone, carried=self.carried, at=self.at, only=only, reason=self.reason)
        return more(name, plan=plan, unit=unit, phase=self.phase, **envelope)

    def _only(self, now: InForce, plan: str, name: str, unit: str) -> bool:
        """True if it is said of that plan alone: as the officer says, or of one parted, of which that was said before.

        What was said of it alone stands before what was said of all, and it is one with no other any more.
        """
        ties = now.ties(plan)
        if self.plan is not None or not ties.get(name):
            return bool(ties.get(name))
        return not joined(ties, name) and bool(now.standing(plan, milestone(name), unit, only=True))

    def _member(self, now: InForce) -> tuple[Plan, str]:
        """The milestone that is meant: of a plan that goes on where it is one with that of another, which has ended."""
        named, name = (self.plan, self.name) if self.plan else member_of(self.name)
        plan = self._plan(now, named, name)
        if self.plan is None and not now.going_on([plan.id]):
            others = dict(joined(now.ties(plan.id), name))
            for other in now.going_on(sorted(others)):
                return now.plans[other], others[other]
        return plan, name

    def _plan(self, now: InForce, named: str, name: str) -> Plan:
        of = now.plan(named) if named else None
        having = [one for one in [of] if name in one.milestones] if of else now.having(name)
        if len(having) > 1 and not _one(now, name, having):
            raise Refused(_AMBIGUOUS, milestone=name, plans=[plan.id for plan in having])
        if having:
            return having[0]
        if not now.plans:
            raise Refused(NO_PLANS)
        names = {name for plan in ([of] if of else now.plans.values()) for name in plan.milestones}
        raise Refused(_NO_MILESTONE, milestone=one_line(self.name, 60), known=near_names(self.name, names) or "–")


def _one(now: InForce, name: str, plans: Sequence[Plan]) -> bool:
    """True if the milestone of that name is one happening in all of these plans."""
    return set(joined(now.ties(plans[0].id), name)) >= {(plan.id, name) for plan in plans[1:]}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone:
    """A task was done."""

    task: str
    on: date
    product: str | None = None
    anyway: bool = False
    reason: str | None = None

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        task = task_named(now.plans, self.task)
        plan, rule, unit, cycle = parts_of(now, task)
        facts = now.standing(plan, done(rule), unit, cycle)
        return Draft(
            matter=("task.done", task),
            content=(self.on.isoformat(), document, *_given(self.product)),
            standing=[Stands(fact.id, (iso(fact.day), now.proof(fact), *_given(_product(fact)))) for fact in facts],
            on=self.on,
            make=lambda envelope: making.task_done(
                task, plan=plan, product=self.product, anyway=self.anyway, reason=self.reason, **envelope
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSet:
    """A task was given its date."""

    task: str
    due: date
    on: date
    anyway: bool = False
    reason: str | None = None

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        task = task_named(now.plans, self.task)
        plan, rule, unit, cycle = parts_of(now, task)
        facts = now.standing(plan, date_set(rule), unit, cycle)
        return Draft(
            matter=("task.date_set", task),
            content=(self.due.isoformat(), document),
            standing=[Stands(fact.id, (iso(fact.day), now.proof(fact))) for fact in facts],
            on=self.on,
            make=lambda envelope: making.task_date_set(
                task, plan=plan, due=self.due, anyway=self.anyway, reason=self.reason, **envelope
            ),
        )


def _product(fact: Fact) -> str | None:
    return (fact.said.word("product") or None) if isinstance(fact.said, Remark) else None


def _given(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()  # where nothing is given, an id is as it was before there could be


def parts_of(now: InForce, task: str) -> tuple[str, str, str, str]:
    """The plan, rule, unit and round of a task. Raises Refused where it is the name of none."""
    plan = now.plan(task.partition("/")[0])
    try:
        return plan.id, *task_parts(plan.id, task)
    except ValueError:
        raise Refused(_NO_TASK, task=one_line(task, 80)) from None


def _milestone_said(fact: Fact) -> tuple[str | None, ...]:
    """The content of a milestone's fact, in the order of `Milestone`'s content."""
    said = fact.said if isinstance(fact.said, HappenedAt) else HappenedAt()
    return "held" if fact.held else "planned", iso(fact.day), iso(said.carried), iso_hour(said.at)

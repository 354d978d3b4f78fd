"""Statements on what was recorded before: a correction, a withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from adapters.statements.event_ids import Stands
from adapters.statements.milestones_and_tasks import Milestone
from adapters.statements.statements import Draft, InForce, iso, iso_hour, proof_of
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.facts.fact import Fact, HappenedAt
from engine.facts.joins import counts_for, written
from engine.facts.topics import Sort
from events import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_

NOT_SERVED = N_(
    "Event “{event}” says nothing of plan “{plan}” together with others: nothing can be corrected or withdrawn for "
    "that plan alone. Nothing was recorded. `thoihan happenings list` shows which milestones are joined."
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
    anyway: bool = False
    plan: str | None = None  # for which alone it was so, where the event serves others too

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        if self.plan:
            return self._for_one(self.plan, now, document)
        names = ("occurred_on", "at", "carried", "unit", "reason")
        return Draft(
            matter=("event.corrected", self.event),
            content=(iso(self.on), iso_hour(self.at), iso(self.carried), self.unit, self.reason, document),
            standing=_last(now, self.event, "event.corrected", names),
            on=None,
            make=self._made,
        )

    def _for_one(self, plan: str, now: InForce, document: str | None) -> Draft:
        """What happened, said of one plan alone: as it is recorded, but for what is corrected."""
        fact, name = served(now, self.event, plan)
        said = fact.said if isinstance(fact.said, HappenedAt) else HappenedAt()
        if fact.day is None:
            raise Refused(NOT_SERVED, event=self.event, plan=plan)
        return Milestone(
            name=name,
            phase="held" if fact.held else "planned",
            on=self.on or fact.day,
            at=self.at or said.at,
            unit=self.unit or fact.unit,
            plan=plan,
            carried=self.carried or said.carried,
            reason=self.reason,
        ).draft(now, document)

    def _made(self, envelope: Envelope) -> Event:
        return making.corrected(
            self.event,
            day=self.on,
            at=self.at,
            carried=self.carried,
            unit=self.unit,
            anyway=self.anyway,
            reason=self.reason,
            **envelope,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """An event is taken back."""

    event: str
    reason: str | None
    plan: str | None = None  # for which alone it has not happened, where the event serves others too

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        if self.plan:
            return self._for_one(self.plan, now, document)
        return Draft(
            matter=("event.withdrawn", self.event),
            content=(self.reason, document),
            standing=_last(now, self.event, "event.withdrawn", ("reason",)),
            on=None,
            make=lambda envelope: making.withdrawn(self.event, reason=self.reason, **envelope),
        )

    def _for_one(self, plan: str, now: InForce, document: str | None) -> Draft:
        """It has not happened for one plan alone, whatever is said of the others."""
        fact, name = served(now, self.event, plan)
        said = making.milestone
        standing = now.standing(plan, fact.topic._replace(name=name), fact.unit, only=True)
        return Draft(
            matter=("milestone.not_held", plan, name, fact.unit),
            content=("milestone.not_held", document),
            standing=[Stands(one.id, (now.session.recorded(one.id).event.type, now.proof(one))) for one in standing],
            on=None,
            make=lambda envelope: said(
                name, plan=plan, unit=fact.unit, phase="not_held", only=True, reason=self.reason, **envelope
            ),
        )


def served(now: InForce, event: str, plan: str) -> tuple[Fact, str]:
    """What the event says of a milestone, and the name that the plan has for it. Raises Refused."""
    fact = now.snapshot.fact(event)
    now.plan(plan)  # raises Refused
    if fact and fact.topic.sort is Sort.MILESTONE and not fact.alone:
        ties = now.ties(fact.plan).get(fact.topic.name, ())
        own = [fact.topic.name] if fact.plan == plan and ties else []
        theirs = (tie for tie in ties if tie.plan == plan and counts_for(fact, written(tie[:2]), together=tie.joined))
        for name in (*own, *(tie.milestone for tie in theirs)):
            return fact, name
    raise Refused(NOT_SERVED, event=one_line(event, 60), plan=plan)


def _last(now: InForce, event: str, kind: str, names: Sequence[str]) -> list[Stands]:
    """The last correction or withdrawal of an event, if it is one of `kind`."""
    found = max(now.session.amending(event), key=lambda one: one.position, default=None)
    if found is None:
        return []
    said = tuple(found.event.data.get(name) for name in names) if found.event.type == kind else ()
    return [Stands(found.event.id, (*said, proof_of(found)))]

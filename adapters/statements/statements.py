"""Statements of officers, before they are events: held against what stands in the log, and given an id."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from adapters.bootstrap import Office
from adapters.statements.event_ids import Identity, Stands, identify
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.facts.fact import Fact
from engine.facts.joins import Ties
from engine.facts.known import Facts
from engine.facts.mentions import ThingSort
from engine.facts.topics import Topic
from engine.snapshot import Snapshot, Tools, facts_in
from engine.units import Units
from events.event import Document, Event, Recorded
from events.making import Envelope
from events.store import Session
from rules.plan import Plan
from rules.problems import N_

NO_PLANS = N_("No plan has been adopted here. Adopt one first: `thoihan plan add 376-kh-tu`, or a file of your own.")
_NO_PLAN = N_("There is no plan “{plan}” here. Adopted are: {known}. Correct its name, or adopt it first.")


@dataclass(frozen=True, slots=True)
class InForce:
    """The plans and agencies in force when a statement is made."""

    snapshot: Snapshot
    plans: Mapping[str, Plan]
    units: Units

    @property
    def session(self) -> Session:
        """The transaction that sees them."""
        return self.snapshot.session

    def having(self, milestone: str) -> list[Plan]:
        """The plans that have a milestone of that name: those that go on, where any does. No others are read for it."""
        found = self.snapshot.knowing([(ThingSort.MILESTONE, milestone)])
        there = [name for name in self.plans if name in found]
        return [self.plans[name] for name in self.going_on(there) or there]

    def going_on(self, plans: Iterable[str]) -> list[str]:
        """Those of the plans that have not ended: of others nothing new is recorded."""
        return [name for name in plans if self.snapshot.ending(name) is None]

    def plan(self, name: str) -> Plan:
        """The plan of that name. Raises Refused."""
        if name not in self.plans:
            if not self.plans:
                raise Refused(NO_PLANS)
            raise Refused(_NO_PLAN, plan=one_line(name, 60), known=sorted(self.plans))
        return self.plans[name]

    def ties(self, plan: str) -> Ties:
        """The milestones of other plans that are one with those of a plan, or were."""
        return self.snapshot.ties(plan)

    def standing(
        self, plan: str, topic: Topic, unit: str, cycle: str = "", *, only: bool = False, through: Sequence[Fact] = ()
    ) -> list[Fact]:
        """The facts that stand of one topic at one place: the one that counts, and the one recorded last.

        `through`: those said of other plans that count for this one too. `only`: said of this plan alone.
        """
        facts = [*facts_in(self.session, plan, [topic]), *through]
        facts = [fact for fact in facts if fact.place == (unit, cycle) and fact.alone == only]
        said = [fact for fact in facts if not fact.concluded]  # the others follow, nobody said them
        counts = Facts.build(said).at(topic, unit, cycle)
        last = max(said, key=lambda fact: fact.position, default=None)
        return list(dict.fromkeys(fact for fact in (counts, last) if fact))

    def proof(self, fact: Fact) -> str | None:
        """The document that was named with a fact."""
        return proof_of(self.session.recorded(fact.id))


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

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be. Raises Refused where it speaks of what there isn't."""
        ...


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """A statement held against the log."""

    drafted: Draft
    document: str | None
    identity: Identity

    @classmethod
    def of(cls, session: Session, tools: Tools, said: Statement, document: str | None) -> "CheckedStatement":
        """Hold `said` against what is in force; `identity` tells if it stands in the log already. Raises Refused."""
        shelf = Snapshot(session, tools)
        now = InForce(shelf, shelf.plans(), shelf.units())
        draft = said.draft(now, document)
        identity = identify(draft.matter, draft.content, draft.standing, lambda name: session.find(name) is not None)
        return cls(draft, document, identity)

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


def proof_of(recorded: Recorded) -> str | None:
    """The document that was named with an event."""
    return recorded.event.document.text if recorded.event.document else None


def iso_hour(at: time | None) -> str | None:
    """HH:MM, or None."""
    return f"{at:%H:%M}" if at else None


def iso(day: date | None) -> str | None:
    """YYYY-MM-DD, or None."""
    return day.isoformat() if day else None

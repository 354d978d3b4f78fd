"""Entries of the log in words: what happened, by which document, for what reason, and who recorded it when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from adapters.words.catalogue import Said
from adapters.words.events import words_of
from engine.facts.suspension_clauses import whose
from engine.units import Units
from events.event import Event, Recorded
from rules.plan import Plan
from rules.problems import N_

_BY_DOCUMENT = N_("{what}; document: {document}")
_BY_WHOM = N_("{what}; recorded by {actor} at {moment}, event {id}")
_BECAUSE = N_("{what}; reason: {reason}")


@dataclass(frozen=True, slots=True)
class Logbook:
    """Entries of the log, for those who look at one plan. Agencies have the names that they have in `units`.

    `plans` are those that other events may speak of, by id. Raises UnknownType for an event of a later version.
    """

    of: Plan
    units: Units
    plans: Mapping[str, Plan] = field(default_factory=dict)

    def entry(self, recorded: Recorded, named: Sequence[Recorded] = ()) -> Said:
        """The whole entry. `named`: what a correction, a withdrawal or an answer names, what that names, and so on."""
        event = recorded.event
        said = self.what(event, [one.event for one in named])
        if event.document:
            said = Said(_BY_DOCUMENT, {"what": said, "document": event.document.text})
        if event.data.get("reason"):
            said = Said(_BECAUSE, {"what": said, "reason": event.data["reason"]})
        who = {"actor": event.actor, "moment": event.recorded_at, "id": event.id}
        return Said(_BY_WHOM, {"what": said, **who})

    def what(self, event: Event, named: Sequence[Event] = ()) -> Said:
        """The entry without its grounds and its author. `named` as for `entry`."""
        words = words_of(event.type)
        if not named or words.amending is None:
            return words.entry(event, self)
        return words.amending(event, self.what(named[0], named[1:]), self)

    def plan(self, event: Event) -> Plan:
        """The plan that the event is of; the one looked at, where it is of none that is known."""
        return self.plans.get(event.plan or "", self.of)

    def title(self, event: Event, milestone: str) -> str:
        """The title of a milestone of the event's plan, or of another (`PLAN/NAME`); its name, where it has none."""
        of, name = whose(milestone, self.plan(event).id)
        plan = self.plans.get(of, self.of)
        return plan.milestones[name].title if name in plan.milestones else milestone

    def unit(self, code: str, on: date | None = None) -> str:
        """The name of an agency, or of the one that stood for it `on` a day; its code, where it is not registered."""
        return self.units.name(self.units.leading(code, on) if on else code)

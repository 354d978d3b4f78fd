"""The plans, agencies and calendars in force, fetched through the session of one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.calendars import Calendar
from engine.conventions import Convention
from engine.matching import Matcher
from engine.units import Units
from events.event import Event
from events.rows import CalendarDayRow, DueRow, PlanRow, TaskRow, UnitRow
from events.store import Session
from rules.plan import Plan, TaskRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What following an event needs beside the store: chosen once, where everything is wired."""

    matcher: Matcher
    compile: Callable[[str], Plan]
    calendar: Callable[[str, Sequence[CalendarDayRow]], Calendar]
    convention: Callable[[str], Convention]
    plans: dict[str, Plan] = field(default_factory=dict)  # compiled once, by hash


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is in force when one transaction looks."""

    session: Session
    tools: Tools

    def plans(self) -> list[Plan]:
        """The plans in force, compiled."""
        return [self.compiled(row.hash, row.source) for row in self.session.plans()]

    def plan(self, name: str) -> Plan | None:
        """One plan in force."""
        row = self.row(name)
        return self.compiled(row.hash, row.source) if row else None

    def row(self, name: str) -> PlanRow | None:
        """The row of one plan in force."""
        return next((row for row in self.session.plans() if row.id == name), None)

    def adoption(self, name: str) -> str | None:
        """Id of the event that adopted the plan, in its first version."""
        versions = list(self.versions(name))
        return versions[-1].id if versions else None

    def versions(self, name: str) -> Iterator[Event]:
        """The events that made the versions of the plan in force, the latest first."""
        row = self.row(name)
        if row:
            yield from self.lineage(self.event_at(row.position))

    def lineage(self, event: Event) -> Iterator[Event]:
        """An event that made a version of a plan, and those that made the ones before it, the latest first."""
        yield event
        while amended := event.data.get("amends"):
            event = self.session.recorded(amended).event
            yield event

    def event_at(self, position: int) -> Event:
        """The event at that place in the log."""
        return next(recorded.event for recorded in self.session.events(after=position - 1, limit=1))

    def version(self, event: Event) -> Plan:
        """The version of a plan that `event` made."""
        return self.compiled(event.data["hash"], event.data["source"])

    def rule(self, plan: Plan, name: str, digest: str | None = None) -> TaskRule:
        """A rule of `plan`, or of the last version that had it; with that hash, if any has been like that.

        Raises LookupError where no version had it.
        """
        found = plan.rules.get(name)
        if found and digest in (None, found.hash):
            return found
        earlier = map(self.version, self.versions(plan.id))
        had = [version.rules[name] for version in earlier if name in version.rules]
        if not had:
            raise LookupError(name)
        return next((rule for rule in had if rule.hash == digest), had[0])

    def units(self, fresh: Iterable[UnitRow] = ()) -> Units:
        """The tree of agencies, with those that come in just now."""
        return Units.build({row.code: row for row in (*self.session.units(), *fresh)}.values())

    def dues(self, rows: Iterable[TaskRow]) -> Mapping[str, DueRow]:
        """The due dates that `rows` name, by key."""
        return self.session.dues({row.due_key for row in rows if row.due_key})

    def calendar(self, name: str, fresh: Sequence[CalendarDayRow] = ()) -> Calendar:
        """A calendar with the days that events changed, those that come in just now included."""
        return self.tools.calendar(name, [*self.session.calendar_days(name), *fresh])

    def compiled(self, digest: str, source: str) -> Plan:
        """The plan with that text, whose hash is `digest`."""
        if digest not in self.tools.plans:
            self.tools.plans[digest] = self.tools.compile(source)
        return self.tools.plans[digest]

"""The plans, agencies and calendars in force, fetched through the session of one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.calendars import Calendar
from engine.conventions import Convention
from engine.matching import Matcher
from engine.units import Units
from events.rows import CalendarDayRow, DueRow, PlanRow, TaskRow, UnitRow
from events.store import Session
from rules.plan import Plan


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
        return [self._compiled(row) for row in self.session.plans()]

    def plan(self, name: str) -> Plan | None:
        """One plan in force."""
        return next((self._compiled(row) for row in self.session.plans() if row.id == name), None)

    def adoption(self, name: str) -> str | None:
        """Id of the event that adopted the plan."""
        row = next((row for row in self.session.plans() if row.id == name), None)
        if row is None:
            return None
        return next(recorded.event.id for recorded in self.session.events(after=row.position - 1, limit=1))

    def units(self, fresh: Iterable[UnitRow] = ()) -> Units:
        """The tree of agencies, with those that come in just now."""
        return Units.build({row.code: row for row in (*self.session.units(), *fresh)}.values())

    def dues(self, rows: Iterable[TaskRow]) -> Mapping[str, DueRow]:
        """The due dates that `rows` name, by key."""
        return self.session.dues({row.due_key for row in rows if row.due_key})

    def calendar(self, name: str, fresh: Sequence[CalendarDayRow] = ()) -> Calendar:
        """A calendar with the days that events changed, those that come in just now included."""
        return self.tools.calendar(name, [*self.session.calendar_days(name), *fresh])

    def _compiled(self, row: PlanRow) -> Plan:
        if row.hash not in self.tools.plans:
            self.tools.plans[row.hash] = self.tools.compile(row.source)
        return self.tools.plans[row.hash]

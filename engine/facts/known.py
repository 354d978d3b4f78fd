"""What is known when an event is decided on: the facts in force and the tasks there are, as values.

A fact is an event still in force, after corrections. Several events may speak of the same milestone at the same unit;
the last one held counts, else the last plan (`Facts.at`).
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.facts.signals import amended_signal
from engine.facts.suspension_clauses import Clause
from engine.memo import Worked
from engine.units import Units
from events.chain import canonical_json
from events.rows import HELD, DueRow, FactRow, TaskRow
from rules.plan import Milestone, Plan


def grounds_of(due: DueRow) -> str:
    """What a missed date rests on, as the fact that it was missed keeps it: the events that gave the date, as JSON."""
    return f'{{"basis":{due.basis}}}'


def rests_on(fact: FactRow, event_id: str) -> bool:
    """Whether the date that was missed came from that event."""
    detail = fact.detail or ""  # most do not name it at all, and need not be read
    return canonical_json(event_id) in detail and event_id in json.loads(detail).get("basis", ())


def concluded(fact: FactRow) -> bool:
    """Whether a fact is what the rules themselves came to, and not what somebody reported."""
    return "#" in fact.event_id


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts in force of one plan, by signal, then by (unit, cycle)."""

    in_force: Mapping[str, Mapping[tuple[str, str], FactRow]]

    @classmethod
    def build(cls, rows: Iterable[FactRow]) -> "Facts":
        """Of several facts for one signal, unit and cycle the last held one stands, else the last of the others."""
        found: dict[str, dict[tuple[str, str], FactRow]] = {}
        for row in sorted(rows, key=lambda row: (row.phase == HELD, row.position)):
            found.setdefault(row.signal, {})[row.unit, row.cycle] = row
        return cls({signal: _with_a_day(rows) for signal, rows in found.items()})

    def at(self, signal: str, unit: str, cycle: str = "") -> FactRow | None:
        """The fact in force of `signal` at `unit` itself."""
        return self.in_force.get(signal, {}).get((unit, cycle))

    def plus(self, rows: Iterable[FactRow]) -> "Facts":
        """These facts and `rows`, which stand where both speak of the same."""
        added = {signal: dict(of) for signal, of in self.in_force.items()}
        for row in rows:
            added.setdefault(row.signal, {})[row.unit, row.cycle] = row
        return Facts(added)

    def without(self, event_ids: Collection[str]) -> "Facts":
        """These facts but for those with these ids."""
        return Facts(
            {
                signal: {key: row for key, row in rows.items() if row.event_id not in event_ids}
                for signal, rows in self.in_force.items()
            }
        )

    def everywhere(self, signal: str) -> Mapping[str, FactRow]:
        """The facts in force of `signal`, by unit (the latest cycle's, where it recurs)."""
        rows = self.in_force.get(signal, {})
        return {unit: rows[unit, cycle] for unit, cycle in sorted(rows)}


def _with_a_day(rows: Mapping[tuple[str, str], FactRow]) -> Mapping[tuple[str, str], FactRow]:
    # A milestone postponed to a day nobody has named is planned no longer.
    return {key: row for key, row in rows.items() if row.day is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that deciding on one plan needs: no more is looked up while it is done.

    `tasks` holds the rows that the rules decided on have now, by rule; `dues` the due dates these rows name, by key;
    `adoption` is the id of the event that adopted the plan. `clauses` are those of other plans that suspend tasks of
    this one, each with the event it is by; `elsewhere` are milestones of other plans, by `PLAN/MILESTONE`.
    `worked` remembers what came out before.
    """

    plan: Plan
    adoption: str
    units: Units
    facts: Facts
    today: date
    tasks: Mapping[str, Sequence[TaskRow]] = field(default_factory=dict)
    dues: Mapping[str, DueRow] = field(default_factory=dict)
    clauses: Mapping[Clause, str] = field(default_factory=dict)
    elsewhere: Mapping[str, Milestone] = field(default_factory=dict)
    worked: Worked = field(default_factory=Worked)

    def milestone(self, name: str) -> Milestone | None:
        """A milestone of the plan, or of another (`PLAN/MILESTONE`) with which a suspension begins or ends here."""
        return self.plan.milestones.get(name) or self.elsewhere.get(name)

    def amendment(self, rule: str) -> str | None:
        """Id of the event that gave the rule its present words, if that is not the plan's adoption."""
        fact = self.facts.at(amended_signal(rule), "")
        return fact.event_id.rpartition("#")[0] if fact else None

"""What is known when an event is decided on: the facts in force and the tasks there are, as values.

A fact is an event still in force, after corrections. Several events may speak of the same milestone at the same unit;
the last one held counts, else the last plan (`Facts.at`).
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.units import Units
from events.chain import canonical_json
from events.rows import DueRow, FactRow, TaskRow
from rules.offsets import Signal, SignalKind
from rules.plan import Plan

HELD = "held"
AMENDED = "rule"
"""The prefix of the signal of a rule that a new version of the plan made what it is: `rule:RULE`."""

DATE_SET = "date"
"""The prefix of the signal of a date set by hand: `date:RULE`."""


def signal_text(signal: Signal) -> str:
    """As it stands in a fact's row: `milestone:congress`, `done:I.7`."""
    return f"{signal.kind}:{signal.name}"


def done_signal(rule: str) -> str:
    """The signal of a rule's task reported done."""
    return f"{SignalKind.DONE}:{rule}"


def missed_signal(rule: str) -> str:
    """The signal of a rule's task whose due date passed without it."""
    return f"{SignalKind.MISSED}:{rule}"


def date_signal(rule: str) -> str:
    """The signal of a date set by hand for a rule's task."""
    return f"{DATE_SET}:{rule}"


def suspend_signal(selector: str) -> str:
    """The signal of a suspension of the rules that `selector` means (`rules.selecting`): `suspend:rule:I.7`."""
    return f"suspend:{selector}"


def asked_signal(rule: str) -> str:
    """The signal of an extension asked for a rule's task."""
    return f"asked:{rule}"


def extended_signal(rule: str) -> str:
    """The signal of an extension granted for a rule's task; `day` is the new due date."""
    return f"extended:{rule}"


def refused_signal(rule: str) -> str:
    """The signal of an extension refused for a rule's task."""
    return f"refused:{rule}"


def amended_signal(rule: str) -> str:
    """The signal of a rule that a new version of the plan brought or changed."""
    return f"{AMENDED}:{rule}"


def grounds_of(due: DueRow) -> str:
    """What a missed date rests on, as the fact that it was missed keeps it: the events that gave the date."""
    return canonical_json({"basis": json.loads(due.basis)})


def rests_on(fact: FactRow, event_id: str) -> bool:
    """Whether the date that was missed came from that event."""
    return bool(fact.detail) and event_id in json.loads(fact.detail or "{}").get("basis", ())


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
    `adoption` is the id of the event that adopted the plan.
    """

    plan: Plan
    adoption: str
    units: Units
    facts: Facts
    today: date
    tasks: Mapping[str, Sequence[TaskRow]] = field(default_factory=dict)
    dues: Mapping[str, DueRow] = field(default_factory=dict)

    def amendment(self, rule: str) -> str | None:
        """Id of the event that gave the rule its present words, if that is not the plan's adoption."""
        fact = self.facts.at(amended_signal(rule), "")
        return fact.event_id.rpartition("#")[0] if fact else None

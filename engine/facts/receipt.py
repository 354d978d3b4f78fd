"""A receipt: a due date as it is kept, with what it rests on; made here from a Due, and read back from its row.

Its key is a digest of all that it says. JSON is written and read here only: the columns on either side of the grounds
are encoded once for all receipts that differ in nothing but their grounds.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.version import COUNTING
from events.chain import canonical_json
from events.rows import DueRow

if TYPE_CHECKING:  # who only reads receipts need not load all that counts
    from engine.counting.due import Due
    from engine.counting.steps import Step, Value
    from rules.plan import TaskRule


@dataclass(frozen=True, slots=True)
class Receipt:
    """A due date with its grounds. `row` is how it is kept: its days as ISO text, its steps as JSON."""

    row: DueRow
    due: date | None  # the last day on which it may be done
    basis: tuple[str, ...]  # ids of the events it rests on

    @property
    def key(self) -> str:
        """The digest of what it says: the same for the same date on the same grounds."""
        return self.row.key

    @property
    def steps(self) -> Sequence[tuple[str, dict[str, str]]]:
        """The count, step by step: English templates with {named} fields, and the fields."""
        return tuple((step["template"], step["args"]) for step in json.loads(self.row.steps))

    @property
    def in_doubt(self) -> bool:
        """True if an officer set the date, and what it was counted from has another day now."""
        return bool(self.row.in_doubt)

    @property
    def provisional(self) -> bool:
        """True while a planned event, or a year that nobody has announced, has a part in it."""
        return bool(self.row.provisional)


@lru_cache(maxsize=16_384)
def receipt_of(row: DueRow) -> Receipt:
    """The receipt that a row keeps."""
    return Receipt(row, date.fromisoformat(row.due) if row.due else None, tuple(json.loads(row.basis)))


@dataclass(frozen=True, slots=True)
class Ungrounded:
    """A due date as it is kept but for its grounds: the columns before and after them, and these as canonical JSON."""

    due: date | None
    plan: str
    before: Sequence[Any]
    after: Sequence[Any]
    json_before: str
    json_after: str

    def resting_on(self, basis: Sequence[str], moved: date | None = None) -> Receipt:
        """The receipt, as it rests on the events `basis`; `moved`: the last day on which anything of that came.

        A date that another version of the counting comes to as well is the same one, and keeps its key.
        """
        events, day = canonical_json(list(basis)), _iso(moved)
        key = digest(f"{self.json_before},{canonical_json(events)},{self.json_after}{day or ''}")
        columns = self.plan, key, *self.before, events, *self.after, COUNTING, day
        return Receipt(DueRow._make(columns), self.due, tuple(basis))


def ungrounded(plan: str, rule: "TaskRule", due: "Due") -> Ungrounded:
    """`due`, of a rule of `plan`, as it is kept, but for what it rests on."""
    row = DueRow(
        plan=plan,
        key="",
        rule=rule.id,
        nominal=_iso(due.nominal),
        due=_iso(due.due),
        safe=_iso(due.safe),
        window_start=_iso(due.window_start),
        set_by=_iso(due.set_by),
        remind_on=_iso(due.remind_on),
        provisional=int(due.provisional),
        calendar=due.calendar,
        convention=due.convention,
        rules_hash=rule.hash,
        basis="",
        steps=steps_text(due.steps),
        left=due.left,
        in_doubt=int(due.in_doubt),
        engine=COUNTING,
    )
    before, after = row[_RULE:_BASIS], row[_BASIS + 1 : _ENGINE]
    json_before = canonical_json((row.key, plan, *before))[:-1]  # the order in which every version has digested it
    return Ungrounded(due.due, plan, before, after, json_before, canonical_json(after)[1:])


_RULE, _BASIS, _ENGINE = (DueRow._fields.index(name) for name in ("rule", "basis", "engine"))


def digest(text: str) -> str:
    """The first 128 bits of SHA-256, in hex: a key for content."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def steps_text(steps: "Sequence[Step]") -> str:
    """Steps as they are kept: canonical JSON, days as ISO text."""
    return canonical_json([{"template": one.template, "args": _plain(one.args)} for one in steps])


def _plain(args: "Mapping[str, Value]") -> dict[str, str | int]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in args.items()}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""Differences between two versions of a plan, and the decision on each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from adapters.cli.frame.terminal import Terminal
from rules.amending.comparing import Comparison, FieldChange
from rules.amending.merging import Choice
from rules.problems import N_

_ADDED = N_("Row {name} is new")
_REMOVED = N_("Row {name} is left out")
_CHANGED = N_("Row {name}, {field}: {before} → {after}")
_HEADER = N_("The plan's head, {field}: {before} → {after}")
DECIDED: Mapping[Choice, str] = {Choice.TAKE: N_("{difference}. Taken."), Choice.KEEP: N_("{difference}. Not taken.")}


@dataclass(frozen=True, slots=True)
class Choices:
    """A comparison, and the decision by row; `default` for rows that are not named, `header` for the plan's head."""

    comparison: Comparison
    decisions: Mapping[str, Choice]
    default: Choice
    header: Choice

    def lines(self, terminal: Terminal) -> Iterator[str]:
        """A line for each difference, with what was decided on it."""
        for choice, text in self._said(terminal):
            yield terminal.text(DECIDED[choice], difference=text)

    def _said(self, terminal: Terminal) -> Iterator[tuple[Choice, str]]:
        rules = self.comparison.rules
        for one in self.comparison.header:
            yield self.header, terminal.text(_HEADER, **_values(one))
        for template, names in ((_ADDED, rules.added), (_REMOVED, rules.removed)):
            for name in names:
                yield self._of(name), terminal.text(template, name=name)
        for rule in rules.changed:
            for one in rule.fields:
                yield self._of(rule.name), terminal.text(_CHANGED, name=rule.name, **_values(one))

    def answer(self) -> dict[str, Any]:
        """The same, for programs."""
        rules = self.comparison.rules
        return {
            "header": {"decision": str(self.header), "fields": _fields(self.comparison.header)},
            "added": [{"rule": name, "decision": str(self._of(name))} for name in rules.added],
            "removed": [{"rule": name, "decision": str(self._of(name))} for name in rules.removed],
            "changed": [
                {
                    "rule": one.name,
                    "decision": str(self._of(one.name)),
                    "dates": one.dates,
                    "fields": _fields(one.fields),
                }
                for one in rules.changed
            ],
        }

    def _of(self, name: str) -> Choice:
        return self.decisions.get(name, self.default)


def _values(change: FieldChange) -> dict[str, str]:
    return {"field": change.field, "before": change.before or "–", "after": change.after or "–"}


def _fields(changes: Sequence[FieldChange]) -> list[dict[str, Any]]:
    return [asdict(one) for one in changes]

"""Differences between two versions of a plan, and the decision on each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import translator
from rules.amending.comparing import Comparison, FieldChange
from rules.amending.merging import Choice
from rules.problems import N_, Problem
from rules.secrecy import Level

_ADDED = N_("Row {name} is new")
_REMOVED = N_("Row {name} is left out")
_RENUMBERED = N_("Row {before} is row {after} now, and stays the same row.")
_APART = N_("Before you decide: {problem}")
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
    apart: Sequence[Problem] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)  # by rule, how secret it is; "" the plan itself

    def lines(self, terminal: Terminal) -> Iterator[str]:
        """A line for each difference, with what was decided on it, and for rows that cannot be decided on apart."""
        for one in self.comparison.renumbered:
            yield terminal.text(_RENUMBERED, before=one.before, after=one.after)
        for choice, text in self._said(terminal):
            yield terminal.text(DECIDED[choice], difference=text)
        for problem in self.apart:
            yield terminal.text(_APART, problem=problem.text(translator(terminal.lang)))

    def _said(self, terminal: Terminal) -> Iterator[tuple[Choice, str]]:
        rules = self.comparison.rules
        for one in self.comparison.header:
            yield self.header, terminal.text(_HEADER, **_values(one))
        for template, names in ((_ADDED, rules.added), (_REMOVED, rules.removed)):
            for name in names:
                yield self._of(name), terminal.text(template, name=self.comparison.called(name))
        for rule in rules.changed:
            for one in rule.fields:
                name = self.comparison.called(rule.name)
                yield self._of(rule.name), terminal.text(_CHANGED, name=name, **_values(one))

    def answer(self) -> dict[str, Any]:
        """The same, for programs."""
        rules, most = self.comparison.rules, str(max(self.levels.values(), default=Level.OPEN))
        return {
            "header": {
                "decision": str(self.header),
                "secrecy": self._level(""),
                "fields": _fields(self.comparison.header),
            },
            "renumbered": [
                {"key": one.name, "before": one.before, "after": one.after} for one in self.comparison.renumbered
            ],
            "apart": [{"code": one.code, **one.args, "text": one.text(), "secrecy": most} for one in self.apart],
            "added": [self._decided(name) for name in rules.added],
            "removed": [self._decided(name) for name in rules.removed],
            "changed": [
                {
                    **self._decided(one.name),
                    "dates": one.dates,
                    "fields": _fields(one.fields),
                }
                for one in rules.changed
            ],
        }

    def _decided(self, name: str) -> dict[str, str]:
        return {
            "rule": self.comparison.called(name),
            "key": name,
            "secrecy": self._level(name),
            "decision": str(self._of(name)),
        }

    def _level(self, name: str) -> str:
        return str(self.levels.get(name, Level.OPEN))

    def _of(self, name: str) -> Choice:
        return self.decisions.get(self.comparison.called(name), self.default)


def _values(change: FieldChange) -> dict[str, str]:
    return {"field": change.field, "before": change.before or "–", "after": change.after or "–"}


def _fields(changes: Sequence[FieldChange]) -> list[dict[str, Any]]:
    return [asdict(one) for one in changes]

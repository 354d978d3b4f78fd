"""What becomes of the open rows of a plan that ends, as an officer says it: of single rows, and of all the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from adapters.statements.row_numbers import rule_named
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.happenings.ending.closing import TWICE
from engine.happenings.ending.open_rows import OpenRow
from events.making import SettledRows
from rules.amending.counterparts import counterparts
from rules.plan import Plan
from rules.problems import N_

_NOT_A_PAIR = N_("“{said}” does not say to which row it passes: write --pass ROW=ROW. Nothing was recorded.")
_NO_WORD = N_("There is no “{word}” for the rest. There are: {known}. Nothing was recorded.")


class Becomes(StrEnum):
    """What can become of an open row."""

    DONE = "done"
    NOT_REQUIRED = "not-required"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The rows as they were typed, and the words for the rest: of these the first that fits a row is taken."""

    done: Sequence[str] = ()
    not_required: Sequence[str] = ()
    passed: Sequence[str] = ()  # ROW=ROW
    rest: Sequence[str] = ()

    def named(self, plan: Plan, other: Plan | None) -> "Settled":
        """The rows that are named themselves, by their keys. Raises Refused."""
        pairs = list(self._passed(plan, other)) if other else []
        passed = dict(pairs)
        for row, to in pairs:
            if passed[row] != to:
                raise Refused(TWICE, plan=plan.id, row=plan.rules[row].number if row in plan.rules else row)
        done, left = ([rule_named(plan, row) for row in rows] for rows in (self.done, self.not_required))
        return Settled(done=done, not_required=left, passed=passed)

    def of(self, plan: Plan, other: Plan | None, there: Mapping[str, OpenRow]) -> "Settled":
        """What becomes of each of the open rows `there`, where anything is said of it. Raises Refused."""
        for word in self.rest:
            if word not in list(Becomes) or (word == Becomes.PASSED and not other):
                known = [str(one) for one in Becomes if other or one is not Becomes.PASSED]
                raise Refused(_NO_WORD, word=one_line(word, 40), known=known)
        found = self.named(plan, other)
        same = counterparts(plan, other) if other else {}
        return found.with_rest({name: row for name, row in there.items() if name not in found}, self.rest, same)

    def _passed(self, plan: Plan, other: Plan) -> Iterator[tuple[str, str]]:
        for said in self.passed:
            row, _, to = said.partition("=")
            if not (row.strip() and to.strip()):
                raise Refused(_NOT_A_PAIR, said=one_line(said, 60))
            yield rule_named(plan, row.strip()), rule_named(other, to.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What becomes of rows, by their keys."""

    done: Sequence[str]
    not_required: Sequence[str]
    passed: Mapping[str, str]  # each with the row of the other plan

    def __contains__(self, rule: str) -> bool:
        """True if it is said what becomes of that row."""
        return rule in self.done or rule in self.not_required or rule in self.passed

    def becomes(self, rule: str) -> Becomes | None:
        """What becomes of a row; None: nobody says."""
        if rule in self.passed:
            return Becomes.PASSED
        if rule in self.done:
            return Becomes.DONE
        return Becomes.NOT_REQUIRED if rule in self.not_required else None

    def with_rest(self, rows: Mapping[str, OpenRow], words: Sequence[str], same: Mapping[str, str]) -> "Settled":
        """The same, and what the first of `words` that fits says of each of these rows; `same` rows can pass."""
        can = {word: {name for name, row in rows.items() if _fits(word, row, same)} for word in words}
        rest = {name: next((word for word in words if name in can[word]), None) for name in rows}
        return Settled(
            done=[*self.done, *(name for name, word in rest.items() if word == Becomes.DONE)],
            not_required=[*self.not_required, *(name for name, word in rest.items() if word == Becomes.NOT_REQUIRED)],
            passed={**self.passed, **{name: same[name] for name, word in rest.items() if word == Becomes.PASSED}},
        )

    @property
    def data(self) -> SettledRows:
        """The same, as an event carries it."""
        return {"done": self.done, "not_required": self.not_required, "passed": self.passed}


def _fits(word: str, row: OpenRow, same: Mapping[str, str]) -> bool:
    """True if it can be said of a row: what has not begun cannot be done, and without a like row none can pass."""
    return {Becomes.PASSED: row.rule.id in same, Becomes.DONE: row.begun}.get(Becomes(word), True)

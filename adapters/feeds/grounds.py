"""Why a task is due on its day, in the sentences in which messages say it, each with what it was counted from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.words.catalogue import tr
from engine.facts.fact import Fact
from engine.telling.levels import signal_level
from engine.telling.reasons import AS_WRITTEN, DONE, HELD, IN_CYCLE, MISSED, PLANNED, title
from events.rows import EVERY_PLAN
from rules.offsets import Signal, SignalKind
from rules.plan import Plan, TaskRule
from rules.problems import N_
from rules.secrecy import Level

_MOST = 3
_OTHERS = N_("and {count} more")

Grounds = tuple[tuple[str, ...], Level]
"""Sentences, and how secret they are."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """The grounds of due dates; the same ones are put in words once."""

    plans: Mapping[str, Plan]
    facts: Mapping[str, Fact]  # by their ids
    lang: str
    _known: dict[tuple[str, str, str, Sequence[str]], Grounds] = field(default_factory=dict)

    def of(self, plan: Plan, rule: TaskRule, cycle: str, basis: Sequence[str]) -> Grounds:
        """The grounds of a task's date, which rests on the events `basis`."""
        key = plan.id, rule.hash, cycle, tuple(basis)
        if key not in self._known:
            self._known[key] = self._said(plan, rule, cycle, basis)
        return self._known[key]

    def _said(self, plan: Plan, rule: TaskRule, cycle: str, basis: Sequence[str]) -> Grounds:
        found = list(self._happened(plan, basis))
        if not found:
            template = IN_CYCLE if cycle else AS_WRITTEN
            return (tr(template, self.lang, says=rule.says, cycle=cycle),), rule.secrecy
        told = [self._sentence(plan, rule, fact, signal) for fact, signal in found[:_MOST]]
        if len(found) > _MOST:
            told.append(tr(_OTHERS, self.lang, count=len(found) - _MOST))
        return tuple(told), max(rule.secrecy, *(self._level(plan, fact, signal) for fact, signal in found))

    def _happened(self, plan: Plan, basis: Sequence[str]) -> Iterator[tuple[Fact, Signal]]:
        """The happenings among the grounds, in the order of their days."""
        facts = [self.facts[name] for name in basis if name in self.facts]
        for fact in sorted(facts, key=lambda one: (str(one.day), one.id)):
            if fact.topic.signal and fact.day and self._of(plan, fact):
                yield fact, fact.topic.signal

    def _of(self, plan: Plan, fact: Fact) -> Plan | None:
        return plan if fact.plan == EVERY_PLAN else self.plans.get(fact.plan)

    def _sentence(self, plan: Plan, rule: TaskRule, fact: Fact, signal: Signal) -> str:
        day, of = fact.day, self._of(plan, fact) or plan
        if signal.kind is SignalKind.MISSED and day:
            template, day = MISSED, day - timedelta(days=1)  # that it was missed is of the day after
        elif signal.kind is SignalKind.DONE:
            template = DONE
        else:
            template = HELD if fact.held else PLANNED
        return tr(template, self.lang, says=rule.says, happening=title(of, signal), day=day)

    def _level(self, plan: Plan, fact: Fact, signal: Signal) -> Level:
        return signal_level(self._of(plan, fact) or plan, signal)

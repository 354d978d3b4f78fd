"""A plan as an officer reads it: agencies by their names, deadlines in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.answers.course.taken_over import with_former
from adapters.answers.task_answers import Answer
from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import each_said
from adapters.words.rules import due_said
from adapters.words.tasks import LED_THROUGH
from engine.telling.reasons import title
from engine.units import Units
from rules.plan import EACH, Milestone, Plan, TaskRule
from rules.problems import N_

Took = Mapping[str, Sequence[Answer]]
"""By the key of a row: the rows of other plans that passed to it."""

_HEAD = N_("{number}: {title}. {issuer}, {issued}.")
_AT, _HELD = N_("at {unit}"), N_("{where}; held on {day}")
_MEANS = N_("{says} → {words}")
_ROW = (N_("Row"), N_("Task"), N_("Lead"), N_("Deadline in the document → what it means"))
_FOLLOW, _PRODUCT = N_("Followed by"), N_("Product")


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Shows a plan; `units` are those registered here, None where there is no register."""

    terminal: Terminal
    plan: Plan
    units: Units | None
    took: Took

    def show(self) -> None:
        """Its head, what it counts from, and its rows."""
        plan, terminal = self.plan, self.terminal
        terminal.line(_HEAD, number=plan.number, title=plan.title, issuer=plan.issuer, issued=plan.issued)
        if plan.milestones:
            terminal.line()
            milestones = ((of.title, self._where(of), of.name) for of in plan.milestones.values())
            terminal.table((N_("Milestone"), N_("Where"), N_("Code")), milestones)
        terminal.line()
        more = [name for name in ("follow", "product") if any(getattr(rule, name) for rule in plan.rules.values())]
        columns = (*_ROW, *({"follow": _FOLLOW, "product": _PRODUCT}[name] for name in more))
        terminal.table(columns, (self._row(rule, more) for rule in plan.rules.values()))

    def _row(self, rule: TaskRule, more: Sequence[str]) -> tuple[str, ...]:
        text = with_former(self.terminal, rule.title, self.took.get(rule.id, ()))
        words = self.terminal.value(due_said(self.plan, rule.due, title))
        due = self.terminal.text(_MEANS, says=rule.says, words=words)
        beside = {"product": rule.product, "follow": self._name(rule.follow) if rule.follow else ""}
        return rule.number, text, self._lead(rule), due, *(beside[name] or "–" for name in more)

    def _lead(self, rule: TaskRule) -> str:
        """The agency that leads, and through whom its reports go."""
        lead = self._each(rule) if rule.lead == EACH else self._name(rule.lead)
        through = rule.through and self._name(rule.through)
        return self.terminal.text(LED_THROUGH, lead=lead, through=through) if through else lead

    def _each(self, rule: TaskRule) -> str:
        if rule.for_units:
            return ", ".join(map(self._name, rule.for_units))
        return self.terminal.value(each_said(rule.for_each or ""))

    def _where(self, milestone: Milestone) -> str:
        """The place of a milestone; and its day, where the plan knows it already."""
        if milestone.of_each:
            return self.terminal.text(_AT, unit=each_said(milestone.of_each))
        where = self.terminal.text(_AT, unit=self._name(milestone.at or ""))
        return self.terminal.text(_HELD, where=where, day=milestone.held) if milestone.held else where

    def _name(self, code: str) -> str:
        if self.units and code in self.units.rows:
            return self.units.name(code)
        return self.plan.units[code].name if code in self.plan.units else code

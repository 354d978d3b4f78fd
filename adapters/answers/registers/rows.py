"""The rows of a register, in the words to print."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.answers.course.duties import Place
from adapters.answers.registers.chosen import Chosen
from adapters.answers.registers.put_off import PutOff
from adapters.answers.registers.row_standing import Standings
from adapters.answers.speech import Speech
from adapters.documents.export.register import ExportRow
from adapters.words.catalogue import each_said
from adapters.words.tasks import LED_THROUGH, OF_FORMER
from engine.counting.rounds import CycleSpan
from engine.tasks import State
from engine.units import Units
from events.views import TaskView
from rules.plan import EACH, Plan, TaskRule
from rules.problems import N_

_REPORTED = N_("reported in {cycle}: {made} of {all}")
_PROVISIONAL, _SET_BY = N_("provisional"), N_("to be set by {day}")
_IN_DOUBT = N_("in doubt")
_FROM_TO = N_("{first} to {last}")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the agencies in a row: as they were when it was made, or of those that stand for them now."""

    speech: Speech
    units: Units
    of_now: bool

    def lead(self, rule: TaskRule) -> str:
        """The agency that leads, of which it took the task over, and through which it reports."""
        name, now = self.of(rule, rule.lead), self.units.heirs.get(rule.lead)
        if now and self.of_now:
            name = self.speech.text(OF_FORMER, title=name, unit=self.units.name(rule.lead))
        through = self.units.goes_through(rule.passed_on_by, rule.lead) if self.of_now else rule.passed_on_by
        return self.speech.text(LED_THROUGH, lead=name, through=self.name(through)) if through else name

    def of(self, rule: TaskRule, code: str) -> str:
        """An agency that a rule names, or the many that it means."""
        if code != EACH:
            return self.name(code)
        if rule.for_units:
            return ", ".join(dict.fromkeys(map(self.name, rule.for_units)))
        return self.speech.value(each_said(rule.for_each or ""))

    def name(self, code: str) -> str:
        """The name of an agency."""
        return self.units.name(self.units.heirs.get(code, code) if self.of_now else code)


@dataclass(frozen=True, slots=True)
class Reports:
    """The last reports of progress, and the present cycle of each row."""

    cycles: Mapping[str, CycleSpan]  # by rule
    last: Mapping[Place, date]

    def text(self, speech: Speech, views: Sequence[TaskView]) -> str:
        """Of how many standing duties among `views` there is a report; "" where none is one."""
        duties = [view for view in views if view.state == State.ACTIVE and view.due is None]
        cycle = self.cycles[views[0].rule] if duties else None
        made = sum(self._made(view) for view in duties)
        return speech.text(_REPORTED, cycle=cycle.id, made=made, all=len(duties)) if cycle else ""

    def _made(self, view: TaskView) -> bool:
        last = self.last.get((view.rule, view.unit, view.cycle))
        return last is not None and last >= self.cycles[view.rule].start


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Makes the rows of a plan's register."""

    names: Names
    plan: Plan
    chosen: Chosen
    reports: Reports
    standings: Standings
    put_off: Mapping[str, PutOff | None]  # by rule: the happening it waits for that was put off

    def in_order(self) -> Iterator[ExportRow]:
        """As the document has them, below its headings."""
        section = ""
        for rule in self._shown():
            if rule.section != section:
                section = rule.section
                yield self._heading(section)
            yield self.row(rule)

    def by_due_date(self) -> Iterator[ExportRow]:
        """The earliest due date first, without headings."""
        for rule in sorted(self._shown(), key=lambda rule: self.chosen.first_due(rule.id)):
            yield self.row(rule)

    def _shown(self) -> Iterator[TaskRule]:
        return (rule for rule in self.plan.rules.values() if self.chosen.shows(rule.id))

    def _heading(self, section: str) -> ExportRow:
        number, _, title = section.partition(" ")
        level = min(one.secrecy for one in self.plan.rules.values() if one.section == section)
        return ExportRow(number=number.rstrip("."), title=title or section, heading=True, secrecy=level)

    def row(self, rule: TaskRule) -> ExportRow:
        """One row."""
        views, names = self.chosen.views.get(rule.id, ()), self.names
        days = sorted(view.due for view in views if view.due)
        alike = bool(days) and days[0] == days[-1]
        stands = self.standings.row(views, self.chosen.waiting.get(rule.id, 0), self.put_off.get(rule.id))
        return ExportRow(
            number=rule.number,
            title=rule.title,
            lead=names.lead(rule),
            cooperate=", ".join(names.of(rule, code) for code in rule.cooperate),
            follow=names.name(rule.follow) if rule.follow else "",
            product=rule.product,
            says=rule.says,
            due=date.fromisoformat(days[0]) if alike else None,
            due_note=", ".join(self._notes(views, days)),
            state="; ".join(filter(None, (stands, self.reports.text(names.speech, views)))),
            secrecy=rule.secrecy,
        )

    def _notes(self, views: Sequence[TaskView], days: Sequence[str]) -> Iterator[str]:
        speech = self.names.speech
        if days and days[0] != days[-1]:
            yield speech.text(_FROM_TO, first=days[0], last=days[-1])
        if any(view.provisional and view.due for view in views):
            yield speech.label(_PROVISIONAL)
        if any(view.in_doubt and view.due for view in views):
            yield speech.label(_IN_DOUBT)
        limits = [view.set_by for view in views if view.set_by and not view.due]
        if limits and not days:
            yield speech.text(_SET_BY, day=min(limits))

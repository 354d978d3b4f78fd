"""The command `plan export`: a plan and how far it has come, as a document."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.asking.looking.noting import note
from adapters.cli.asking.looking.noting import whole as whole_plan
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.output_files import KEPT, WRITTEN, write_whole
from adapters.cli.frame.refusals import Refused
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.course.duties import Place, last_reports
from adapters.cli.output.unit_names import THEN, UnitsOf, of_now
from adapters.cli.typed_in.plan_names import must_be_adopted
from adapters.documents.export.register import Export, ExportRow, released
from adapters.documents.export.writing import write_docx, write_xlsx
from adapters.words.catalogue import translator
from adapters.words.plain_text import one_line
from adapters.words.tasks import LED_THROUGH, OF_FORMER, STATES
from engine.counting.rounds import CycleSpan, span_of
from engine.facts.topics import Sort, Topic
from engine.snapshot import Snapshot, facts_in
from engine.tasks import State
from engine.units import Units
from events.views import TaskView
from rules.plan import EACH, Plan, TaskRule
from rules.problems import N_
from rules.unit_kinds import COMMUNE

WRITERS = {"docx": write_docx, "xlsx": write_xlsx}
_NO_FORMAT = N_("There is no format “{format}”. There are: {known}.")
_EACH_OF = N_("each {kind}")
_REPORTED = N_("reported in {cycle}: {made} of {all}")
_COMMUNE = N_("each commune and ward")
_PROVISIONAL, _SET_BY = N_("provisional"), N_("to be set by {day}")
_FROM_TO = N_("{first} to {last}")
_OF = N_("{count} {state}")
_UNDATED = N_("done, the document names no day")
_SUBTITLE = N_("Register of tasks as of {day}")


def export(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help=N_("The plan's name."))],
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help=N_("docx or xlsx."))] = "docx",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=N_("Where it goes; PLAN.FORMAT if not given."))
    ] = None,
    units_of: UnitsOf = THEN,
) -> None:
    """Write a plan's register as a document."""
    here, now = invocation(context), of_now(units_of)
    if to not in WRITERS:
        raise Refused(_NO_FORMAT, format=one_line(to, 20), known=list(WRITERS))
    with here.office() as office, office.store.begin(write=False) as session:
        must_be_adopted(session, [plan])
        shelf = Snapshot(session, office.tools)
        found = shelf.plans()[plan]
        views, units = session.view_tasks(plan=plan), shelf.units()
        cycles = {name: span_of(found.reported_every(rule), here.clock.today()) for name, rule in found.rules.items()}
        topics = [Topic(Sort.PROGRESS, name) for name in found.rules]
        reports = Reports(cycles, last_reports(facts_in(session, plan, topics)))
    note(office, "plan export", whole_plan(found))
    terminal = here.terminal
    whole = Export(
        title=f"{found.title} ({found.number})",
        subtitle=terminal.text(_SUBTITLE, day=here.clock.today()),
        rows=tuple(_rows(_Names(terminal, units, now), found, views, reports)),
    )
    register = released(whole, found.secrecy, found.number, office.settings.leaving, terminal.lang)
    path = output or Path(f"{plan}.{to}")
    kept = write_whole(path, WRITERS[to](register, translator(terminal.lang)))
    terminal.line(WRITTEN, path=path, rows=len(found.rules))
    if kept:
        terminal.line(KEPT, path=path, kept=kept)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of the agencies in a row: as they were when it was made, or of those that stand for them now."""

    terminal: Terminal
    units: Units
    of_now: bool

    def lead(self, rule: TaskRule) -> str:
        """The agency that leads, of which it took the task over, and through which it reports."""
        name, now = self.of(rule, rule.lead), self.units.heirs.get(rule.lead)
        if now and self.of_now:
            name = self.terminal.text(OF_FORMER, title=name, unit=self.units.name(rule.lead))
        through = self.units.goes_through(rule.passed_on_by, rule.lead) if self.of_now else rule.passed_on_by
        return self.terminal.text(LED_THROUGH, lead=name, through=self._name(through)) if through else name

    def of(self, rule: TaskRule, code: str) -> str:
        """An agency that a rule names, or the many that it means."""
        if code != EACH:
            return self._name(code)
        if rule.for_units:
            return ", ".join(dict.fromkeys(map(self._name, rule.for_units)))
        return (
            self.terminal.label(_COMMUNE)
            if rule.for_each == COMMUNE
            else self.terminal.text(_EACH_OF, kind=rule.for_each)
        )

    def _name(self, code: str) -> str:
        return self.units.name(self.units.heirs.get(code, code) if self.of_now else code)


@dataclass(frozen=True, slots=True)
class Reports:
    """The last reports of progress, and the present cycle of each row."""

    cycles: Mapping[str, CycleSpan]  # by rule
    last: Mapping[Place, date]

    def text(self, terminal: Terminal, views: Sequence[TaskView]) -> str:
        """Of how many standing duties among `views` there is a report; "" where none is one."""
        duties = [view for view in views if view.state == State.ACTIVE and view.due is None]
        cycle = self.cycles[views[0].rule] if duties else None
        made = sum(self._made(view) for view in duties)
        return terminal.text(_REPORTED, cycle=cycle.id, made=made, all=len(duties)) if cycle else ""

    def _made(self, view: TaskView) -> bool:
        last = self.last.get((view.rule, view.unit, view.cycle))
        return last is not None and last >= self.cycles[view.rule].start


def _rows(names: _Names, plan: Plan, views: Sequence[TaskView], reports: Reports) -> Iterator[ExportRow]:
    by_rule: dict[str, list[TaskView]] = {}
    for view in views:
        by_rule.setdefault(view.rule, []).append(view)
    section = ""
    for rule in plan.rules.values():
        if rule.section != section:
            section = rule.section
            number, _, title = section.partition(" ")
            level = min(one.secrecy for one in plan.rules.values() if one.section == section)
            yield ExportRow(number=number.rstrip("."), title=title or section, heading=True, secrecy=level)
        yield _row(names, rule, by_rule.get(rule.id, ()), reports)


def _row(names: _Names, rule: TaskRule, views: Sequence[TaskView], reports: Reports) -> ExportRow:
    terminal = names.terminal
    days = sorted(view.due for view in views if view.due)
    notes = [terminal.label(_PROVISIONAL)] if any(view.provisional and view.due for view in views) else []
    if days and days[0] != days[-1]:
        notes.insert(0, terminal.text(_FROM_TO, first=days[0], last=days[-1]))
    limits = [view.set_by for view in views if view.set_by and not view.due]
    if limits and not days:
        notes.append(terminal.text(_SET_BY, day=min(limits)))
    alike = bool(days) and days[0] == days[-1]
    return ExportRow(
        number=rule.number,
        title=rule.title,
        lead=names.lead(rule),
        cooperate=", ".join(names.of(rule, code) for code in rule.cooperate),
        says=rule.says,
        due=date.fromisoformat(days[0]) if alike else None,
        due_note=", ".join(notes),
        state="; ".join(filter(None, (_state(terminal, views), reports.text(terminal, views)))),
        secrecy=rule.secrecy,
    )


def _state(terminal: Terminal, views: Sequence[TaskView]) -> str:
    """The one state of all tasks of a row, or how many are in which."""
    counts = Counter((State(view.state), view.state == State.DONE and view.done_on is None) for view in views)
    said = {of: terminal.label(_UNDATED if of[1] else STATES[of[0]]) for of in counts}
    if not counts:
        return terminal.label(STATES[State.WAITING])
    if len(counts) == 1:
        return next(iter(said.values()))
    return ", ".join(terminal.text(_OF, count=count, state=said[of]) for of, count in counts.most_common())

"""Commands between plans and documents: import, plan export."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.refusals import Refused
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import STATES
from adapters.cli.output.unit_names import THEN, UnitsOf, of_now
from adapters.documents.answers import read_answers
from adapters.documents.importing import import_document
from adapters.documents.register import Export, ExportRow
from adapters.documents.writing import write_docx, write_xlsx
from adapters.words.catalogue import translator
from adapters.words.plain_text import one_line
from engine.snapshot import Shelf
from engine.tasks import State
from engine.units import Units
from events.rows import TaskView
from rules.checking.unit_tree import COMMUNE
from rules.drafting.source import Answers, PlanDraft
from rules.plan import EACH, Plan, TaskRule
from rules.problems import N_

WRITERS = {"docx": write_docx, "xlsx": write_xlsx}

_WRITTEN = N_("{path} is written: {rows} rows.")
_KEPT = N_("What was in {path} before is kept as {kept}.")
_PHRASES = N_(
    "Deadlines: {certain} read for certain, {marked} to be confirmed, {unread} not read, {answered} answered."
)
_AGENCIES = N_("New agencies: {names}.")
_MILESTONES = N_("New milestones: {names}.")
_QUESTIONS = N_("Questions: {count}, each marked with “# ?”. Answer them in the file, then `thoihan check {path}`.")
_NO_QUESTIONS = N_("No questions. `thoihan check {path}`, then `thoihan plan add {path}`.")
_UNUSED = N_("Answers that fit no row of this document: {keys}.")
_PAGE = N_("page {page} of {pages}")
_NO_PLAN = N_("There is no plan “{plan}” here. Adopted are: {known}.")
_NO_FORMAT = N_("There is no format “{format}”. There are: {known}.")
_UNWRITABLE = N_("{path} cannot be written ({why}). Check the folder and the rights.")

_EACH_OF = N_("each {kind}")
_COMMUNE = N_("each commune and ward")
_PROVISIONAL, _SET_BY = N_("provisional"), N_("to be set by {day}")
_FROM_TO = N_("{first} to {last}")
_OF = N_("{count} {state}")
_SUBTITLE = N_("Register of tasks as of {day}")


def import_file(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="FILE", help=N_("A DOCX, XLSX, PDF or text file."))],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help=N_("Where the plan file goes; else to the screen.")),
    ] = None,
    answers: Annotated[
        str | None, typer.Option("--answers", metavar="FILE", help=N_("Answers given at an earlier import, in YAML."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a plan file of a document."""
    here = invocation(context)
    settled = _answers(answers) if answers else None
    draft = import_document(
        content(document),
        known_units=_known(here),
        answers=settled,
        progress=_progress(here.terminal),
        translate=translator(here.terminal.lang),
    )
    kept = _write(output, draft.text.encode()) if output else None
    if as_json:
        here.terminal.json(_answer(draft, output))
    elif output:
        _report(here.terminal, draft, output, kept)
    else:
        here.terminal.write(draft.text)


def _answers(path: str) -> Answers:
    return read_answers(content(path).decode("utf-8", errors="replace"))


def _known(here: Invocation) -> Mapping[str, str]:
    """The units of the register, if there is one."""
    if not here.has_store():
        return {}
    with here.office() as office, office.store.begin(write=False) as session:
        return {row.code: row.name for row in session.units()}


def _progress(terminal: Terminal) -> Callable[[int, int], None] | None:
    if not terminal.err.isatty():
        return None

    def show(page: int, pages: int) -> None:
        terminal.err.write(f"\r{terminal.text(_PAGE, page=page, pages=pages)} ")
        terminal.err.write("\n" if page == pages else "")
        terminal.err.flush()

    return show


def _write(path: Path, data: bytes) -> Path | None:
    """Write a file whole; what was there, if it was something else, is kept beside it, and its name returned."""
    kept = None
    try:
        if path.exists() and path.read_bytes() != data:
            kept = next(name for name in _beside(path) if not name.exists())
            path.replace(kept)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        raise Refused(_UNWRITABLE, path=path, why=error.strerror or type(error).__name__) from None
    return kept


def _beside(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.bak")
    yield from (path.with_name(f"{path.name}.bak{number}") for number in count(2))


def _report(terminal: Terminal, draft: PlanDraft, path: Path, kept: Path | None) -> None:
    terminal.line(_WRITTEN, path=path, rows=draft.rows)
    if kept:
        terminal.line(_KEPT, path=path, kept=kept)
    terminal.line(
        _PHRASES, certain=draft.certain, marked=draft.marked, unread=draft.unread, answered=draft.answered_due
    )
    if draft.agencies:
        terminal.line(_AGENCIES, names=[f"{agency.name} ({agency.code})" for agency in draft.agencies])
    if draft.milestones:
        terminal.line(_MILESTONES, names=[f"{one.title} ({one.name})" for one in draft.milestones])
    for note in draft.notes:
        terminal.write(note.text(translator(terminal.lang)) + "\n")
    if draft.unused:
        terminal.line(_UNUSED, keys=draft.unused)
    if draft.questions:
        rows = ((question.rule, question.field, question.text, question.place) for question in draft.questions)
        terminal.line()
        terminal.table((N_("Row"), N_("Field"), N_("Question"), N_("Place")), rows)
        terminal.line(_QUESTIONS, count=len(draft.questions), path=path)
    else:
        terminal.line(_NO_QUESTIONS, path=path)


def _answer(draft: PlanDraft, output: Path | None) -> dict[str, Any]:
    return {
        "file": str(output) if output else None,
        "rows": draft.rows,
        "certain": draft.certain,
        "marked": draft.marked,
        "unread": draft.unread,
        "answered": draft.answered_due,
        "questions": [
            {"rule": one.rule, "field": one.field, "text": one.text, "place": one.place} for one in draft.questions
        ],
        "agencies": [{"code": one.code, "name": one.name, "kind": one.kind} for one in draft.agencies],
        "milestones": [
            {"name": one.name, "title": one.title, "at": one.at, "of_each": one.of_each, "rules": list(one.rules)}
            for one in draft.milestones
        ],
        "unused": list(draft.unused),
        "text": None if output else draft.text,
    }


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
        shelf = Shelf(session, office.tools)
        found = shelf.plan(plan)
        if found is None:
            raise Refused(_NO_PLAN, plan=one_line(plan, 60), known=[row.id for row in session.plans()] or "–")
        views, units = session.view_tasks(plan=plan), shelf.units()
        units = units.as_of_now() if now else units
    terminal = here.terminal
    register = Export(
        title=f"{found.title} ({found.number})",
        subtitle=terminal.text(_SUBTITLE, day=here.clock.today()),
        rows=tuple(_rows(terminal, found, units, views)),
    )
    path = output or Path(f"{plan}.{to}")
    kept = _write(path, WRITERS[to](register, translator(terminal.lang)))
    terminal.line(_WRITTEN, path=path, rows=len(found.rules))
    if kept:
        terminal.line(_KEPT, path=path, kept=kept)


def _rows(terminal: Terminal, plan: Plan, units: Units, views: Sequence[TaskView]) -> Iterator[ExportRow]:
    by_rule: dict[str, list[TaskView]] = {}
    for view in views:
        by_rule.setdefault(view.rule, []).append(view)
    section = ""
    for rule in plan.rules.values():
        if rule.section != section:
            section = rule.section
            number, _, title = section.partition(" ")
            yield ExportRow(number=number.rstrip("."), title=title or section, heading=True)
        yield _row(terminal, rule, units, by_rule.get(rule.id, ()))


def _row(terminal: Terminal, rule: TaskRule, units: Units, views: Sequence[TaskView]) -> ExportRow:
    days = sorted(view.due for view in views if view.due)
    notes = [terminal.label(_PROVISIONAL)] if any(view.provisional and view.due for view in views) else []
    if days and days[0] != days[-1]:
        notes.insert(0, terminal.text(_FROM_TO, first=days[0], last=days[-1]))
    limits = [view.set_by for view in views if view.set_by and not view.due]
    if limits and not days:
        notes.append(terminal.text(_SET_BY, day=min(limits)))
    alike = bool(days) and days[0] == days[-1]
    return ExportRow(
        number=rule.id,
        title=rule.title,
        lead=_name(terminal, rule, units, rule.lead),
        cooperate=", ".join(_name(terminal, rule, units, code) for code in rule.cooperate),
        says=rule.says,
        due=date.fromisoformat(days[0]) if alike else None,
        due_note=", ".join(notes),
        state=_state(terminal, views),
    )


def _name(terminal: Terminal, rule: TaskRule, units: Units, code: str) -> str:
    if code != EACH:
        return units.name(code)
    if rule.for_units:
        return ", ".join(map(units.name, rule.for_units))
    return terminal.label(_COMMUNE) if rule.for_each == COMMUNE else terminal.text(_EACH_OF, kind=rule.for_each)


def _state(terminal: Terminal, views: Sequence[TaskView]) -> str:
    """The one state of all tasks of a row, or how many are in which."""
    counts = Counter(State(view.state) for view in views)
    if not counts:
        return terminal.label(STATES[State.WAITING])
    if len(counts) == 1:
        return terminal.label(STATES[next(iter(counts))])
    return ", ".join(
        terminal.text(_OF, count=count, state=terminal.label(STATES[state])) for state, count in counts.most_common()
    )

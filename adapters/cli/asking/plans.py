"""The commands `check`, `plan list` and `plan show`: a plan file, the plans in force, and one of them."""

from datetime import date
from typing import Annotated

import typer

from adapters.answers.beside_tasks.plans import plan_answer, plan_content
from adapters.answers.course.taken_over import taken_over
from adapters.answers.noting import note, whole
from adapters.cli.asking.plan_page import PlanPage, Took
from adapters.cli.frame.failures import Exit, problem_line
from adapters.cli.frame.files import plan_source, shipped
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, PlanFile
from adapters.cli.frame.terminal import Terminal
from adapters.cli.typed_in.registered_units import hearing, registered_kinds
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.asking.figures import begun
from engine.facts.plans import ending_of, past_its_end
from engine.snapshot import Snapshot
from engine.units import Units
from events.rows import PlanRow
from rules.compiling import check_plan, compile_plan
from rules.plan import Plan
from rules.problems import N_, Problem, Severity
from rules.secrecy import named_in

_FINE = N_("{path}: nothing is wrong.")
_FOUND = N_("{path}: {errors} error(s), {warnings} warning(s).")
_NONE = N_("No plan has been adopted here. `thoihan plan add NAME` adopts one.")
_SHIP = N_("Plans that ship with the program: {names}.")
_NOT_HERE = N_("There is no plan “{plan}”: neither adopted here nor shipped. Adopted: {adopted}. Shipped: {shipped}.")
_NOT_IN_FORCE = N_("Plan “{plan}” is not in force here, so no text of it is. `thoihan plan add {plan}` adopts it.")
_GOES_ON, _CLOSED = N_("in force"), N_("closed on {day}")
_REPLACED, _PAST_ITS_END = N_("replaced by {by} on {day}"), N_("past its last day, {day}: close it?")


def check(context: typer.Context, plan: PlanFile, as_json: AsJson = False) -> int:
    """Check a plan file."""
    here = invocation(context)
    terminal = here.terminal
    path, source = plan_source(plan)
    known, heard, highest = registered_kinds(here), hearing(here), here.settings().highest
    problems = check_plan(source, path=path, known_units=known, growing=True, hearing=heard, highest=highest)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        level = str(named_in(source))
        terminal.json([{**_problem(problem), "secrecy": level} for problem in problems])
    else:
        for problem in problems:
            terminal.write(problem_line(problem, terminal.lang) + "\n")
        warnings = len(problems) - errors
        terminal.line(_FOUND if problems else _FINE, path=path, errors=errors, warnings=warnings)
    return Exit.FOUND if errors else Exit.FINE


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "text": problem.text(),
    }


def list_plans(context: typer.Context, as_json: AsJson = False) -> None:
    """List the plans."""
    here = invocation(context)
    with here.office() as office, office.store.begin(write=False) as session:
        rows = session.plans()
        plans = dict(Snapshot(session, office.tools).plans())
        tasks = begun(session.tally())
        today = office.clock.today()
    note(office, "plan list", ((plan.id, "", plan.secrecy) for plan in plans.values()))
    if as_json:
        here.terminal.json([{**plan_answer(plans[row.id], row), "tasks": tasks[row.id]} for row in rows])
        return
    if rows:
        columns = (N_("Plan"), N_("Number"), N_("Title"), N_("Adopted"), N_("Rows"), N_("Tasks"), N_("State"))
        here.terminal.table(columns, (_listed(here, plans[row.id], row, tasks[row.id], today) for row in rows))
    else:
        here.terminal.line(_NONE)
    here.terminal.line(_SHIP, names=shipped())


def _listed(here: Invocation, plan: Plan, row: PlanRow, tasks: int, today: date) -> tuple[str, ...]:
    adopted, state = here.terminal.value(row.adopted_on), _state(here.terminal, row, today)
    return (plan.id, plan.number, plan.title, adopted, str(len(plan.rules)), str(tasks), state)


def _state(terminal: Terminal, row: PlanRow, today: date) -> str:
    """Whether the plan goes on; where its last day has passed, somebody should say so."""
    ending = ending_of(row)
    if ending is None:
        return terminal.text(_PAST_ITS_END, day=row.ends) if past_its_end(row, today) else terminal.label(_GOES_ON)
    return terminal.text(_REPLACED if ending.said.by else _CLOSED, day=ending.day, by=ending.said.by)


def show(
    context: typer.Context,
    plan: Annotated[
        str | None, typer.Argument(metavar="PLAN", help=N_("The plan's name; without it, the plans are listed."))
    ] = None,
    text: Annotated[
        bool, typer.Option("--text", help=N_("Its text, as the log has it: the very words that are in force."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a plan."""
    here = invocation(context)
    if plan is None:
        list_plans(context, as_json)
        return
    if here.has_store() and _shown_in_force(here, plan, text=text, as_json=as_json):
        return
    if plan not in shipped():
        adopted = _adopted(here) if here.has_store() else []
        raise Refused(_NOT_HERE, plan=one_line(plan, 60), adopted=adopted or "–", shipped=shipped())
    if text:
        raise Refused(_NOT_IN_FORCE, plan=plan)
    path, source = plan_source(plan)
    _answer(here, compile_plan(source, path=path), None, {}, _registered(here), as_json=as_json)


def _shown_in_force(here: Invocation, plan: str, *, text: bool, as_json: bool) -> bool:
    """Show a plan that is in force. False: it is not."""
    with here.office() as office, office.store.begin(write=False) as session:
        snapshot = Snapshot(session, office.tools)
        row = snapshot.plan_row(plan)
        if row:
            note(office, "plan show", whole(snapshot.loaded(row)))
        if row and text:
            here.terminal.write(snapshot.source(row))
        elif row:
            loaded = snapshot.loaded(row)
            took = {name: taken_over(snapshot, row.id, name) for name in loaded.rules}
            _answer(here, loaded, row, took, snapshot.units(), as_json=as_json)
        return row is not None


def _adopted(here: Invocation) -> list[str]:
    with here.office() as office, office.store.begin(write=False) as session:
        return sorted(row.id for row in session.plans())


def _registered(here: Invocation) -> Units | None:
    """The agencies that are registered here, if there is a register."""
    if not here.has_store():
        return None
    with here.office() as office, office.store.begin(write=False) as session:
        return Snapshot(session, office.tools).units()


def _answer(
    here: Invocation, plan: Plan, row: PlanRow | None, took: Took, units: Units | None, *, as_json: bool
) -> None:
    if as_json:
        here.terminal.json({**plan_answer(plan, row), **plan_content(plan, took)})
    else:
        PlanPage(here.terminal, plan, units, took).show()

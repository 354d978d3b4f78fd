"""Commands that record: log, correct, withdraw, done, set-date."""

from datetime import date
from typing import Annotated

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, AtHour, DryRun, EventId, Id, On, Proof, Reason, TaskId
from adapters.cli.frame.refusals import Refused
from adapters.cli.output.decisions import show
from adapters.cli.output.json_answers import Deciding
from adapters.cli.typed_in import statements
from adapters.cli.typed_in.days import day, day_or_none
from adapters.cli.typed_in.hours import hour_or_none
from adapters.cli.typed_in.statements import Saying, Statement
from engine.decision import Decision
from engine.service import Logged
from rules.problems import N_

_AHEAD = N_("Note: {day} is still to come. What is only planned is logged with --planned.")
_NOTHING_NAMED = N_(
    "Say what was wrong: the day (--on), the time (--at), the date it carried (--carries), or the place (--unit)."
)
_NO_HOUR = N_("--at is the time at which it happens; --postponed is of no time. Nothing was recorded.")
_ONE_PHASE = N_(
    "--planned and --postponed exclude each other: to plan it for another day, log it with --planned again."
)


def log(
    context: typer.Context,
    milestone: Annotated[
        str, typer.Argument(metavar="MILESTONE", help=N_("The milestone's name; `thoihan plan show` lists them."))
    ],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("The day: 30/9/2025 or 2025-09-30."))],
    planned: Annotated[bool, typer.Option("--planned", help=N_("It is planned for that day, not held yet."))] = False,
    postponed: Annotated[
        bool, typer.Option("--postponed", help=N_("On that day it was put off; nobody knows until when."))
    ] = False,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="CODE", help=N_("Where; needed if it happens at each unit."))
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="PLAN", help=N_("Of which plan, if several have it."))
    ] = None,
    carries: Annotated[
        str | None, typer.Option("--carries", metavar="DATE", help=N_("The date that its document lays down."))
    ] = None,
    at_hour: AtHour = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Log a milestone."""
    if planned and postponed:
        raise Refused(_ONE_PHASE)
    if postponed and at_hour:
        raise Refused(_NO_HOUR)
    here = invocation(context)
    happened = day("--on", on)
    phase: statements.Phase = "postponed" if postponed else "planned" if planned else "held"
    said = statements.Milestone(
        name=milestone,
        phase=phase,
        on=happened,
        at=hour_or_none("--at", at_hour),
        unit=unit,
        plan=plan,
        carried=day_or_none("--carries", carries),
    )
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)
    if phase == "held" and happened > here.clock.today():
        here.terminal.warn(_AHEAD, day=happened)


def correct(
    context: typer.Context,
    event: EventId,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=N_("The day on which it really happened."))
    ] = None,
    carries: Annotated[
        str | None, typer.Option("--carries", metavar="DATE", help=N_("The date that its document really lays down."))
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help=N_("Where it really happened."))] = None,
    at_hour: AtHour = None,
    reason: Reason = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Correct an event."""
    if on is carries is unit is at_hour is None:
        raise Refused(_NOTHING_NAMED)
    said = statements.Correction(
        event=event,
        on=day_or_none("--on", on),
        at=hour_or_none("--at", at_hour),
        carried=day_or_none("--carries", carries),
        unit=unit,
        reason=reason,
    )
    record(invocation(context), said, document, event_id, dry_run=dry_run, as_json=as_json)


def withdraw(
    context: typer.Context,
    event: EventId,
    reason: Reason = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take an event back."""
    said = statements.Withdrawal(event=event, reason=reason)
    record(invocation(context), said, document, event_id, dry_run=dry_run, as_json=as_json)


def done(
    context: typer.Context,
    task: TaskId,
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Report a task done."""
    here = invocation(context)
    said = statements.Report(task=task, on=_or_today(here, on))
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)


def set_date(
    context: typer.Context,
    task: TaskId,
    due: Annotated[str, typer.Argument(metavar="DATE", help=N_("The last day on which it may be done."))],
    on: On = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give a task its date."""
    here = invocation(context)
    said = statements.DateSet(task=task, due=day("DATE", due), on=_or_today(here, on))
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)


def _or_today(here: Invocation, on: str | None) -> date:
    return day_or_none("--on", on) or here.clock.today()


def record(
    here: Invocation, said: Statement, document: str | None, event_id: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Record what was said, and answer with what follows."""
    with here.office() as office:
        deciding = recorded(office, said, document, event_id, dry_run=dry_run, lang=here.terminal.lang)
    if as_json:
        here.terminal.json(deciding.answer())
    else:
        show(here.terminal, deciding)


def recorded(
    office: Office,
    said: Statement,
    document: str | None,
    event_id: str | None = None,
    *,
    dry_run: bool = False,
    lang: str,
) -> Deciding:
    """Record what was said, and give what follows. Raises Refused and EventsError; then nothing was changed.

    Conflict where, after it was looked up what the statement speaks of, somebody else recorded something of it.
    """
    with office.store.begin(write=False) as session:
        seen = session.head()
        found = Saying.look(session, office.tools, said, document)
        known = session.find(found.identity.event_id) if found.identity.known and event_id is None else None
    if known:
        logged = Logged(decision=Decision(event=known.event, position=known.position), known=True)
    else:
        event = found.event(office, event_id)
        logged = office.service.record(event, seen=seen, dry_run=dry_run)
    return Deciding(logged, found.plans, found.units.with_rows(logged.decision.units), lang, dry_run)

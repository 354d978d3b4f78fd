"""The command `events`: the log, the last event first."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from adapters.answers.log import event_answer
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, Last
from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import moment_text
from adapters.words.events import words_of
from engine.snapshot import Snapshot
from engine.tasks import task_shown
from engine.telling.levels import root_of
from events.event import Event, Recorded
from rules.plan import Plan
from rules.problems import N_

_EVERY_PLAN = N_("every plan")
_NO_EVENTS = N_("The log is empty.")


def events(
    context: typer.Context,
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Only events of this plan."))] = None,
    most: Last = 50,
    as_json: AsJson = False,
) -> None:
    """List the log."""
    here = invocation(context)
    with here.office() as office, office.store.begin(write=False) as session:
        found = [one for one in session.events() if plan in (None, one.event.plan)][: -most - 1 : -1]
        roots = {one.event.id: root_of(session, one.event) for one in found}
        named = (name for one in (*(each.event for each in found), *roots.values()) for name in _plans_of(one))
        plans = Snapshot(session, office.tools).plans().named(named)
    if as_json:
        here.terminal.json([event_answer(one, plans, roots[one.event.id]) for one in found])
    elif not found:
        here.terminal.line(_NO_EVENTS)
    else:
        columns = (N_("Position"), N_("Day"), N_("Event"), N_("Of"), N_("Unit"), N_("Recorded"), N_("Id"))
        here.terminal.table(columns, (_listed(here, one, plans) for one in found))


def _plans_of(event: Event) -> tuple[str, ...]:
    return (event.plan,) if event.plan else tuple(event.data.get("plans") or ())


def _of_several(terminal: Terminal, data: Mapping[str, Any]) -> str:
    """The plans that an event is for where it is for several."""
    return terminal.label(_EVERY_PLAN) if data.get("every_plan") else ", ".join(data.get("plans") or ("–",))


def _listed(here: Invocation, recorded: Recorded, plans: Mapping[str, Plan]) -> tuple[str, ...]:
    event, terminal = recorded.event, here.terminal
    when = moment_text(event.recorded_at, terminal.lang)
    plan = plans.get(event.plan or "")
    subject = task_shown(plan, event.subject) if plan and event.subject else event.subject
    of = subject or event.corrects or event.plan or _of_several(terminal, event.data)
    kind = terminal.label(words_of(event.type).name)
    day, hour = terminal.value(event.occurred_on), event.data.get("at")
    return (
        str(recorded.position),
        f"{hour} {day}" if hour else day,
        kind,
        of,
        event.unit or "–",
        f"{when}, {event.actor}",
        event.id,
    )

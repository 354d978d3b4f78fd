"""Commands that say why: explain, events."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from adapters.catalogue import Said, moment_text, say
from adapters.cli.desk import Desk, desk
from adapters.cli.naming import TYPES
from adapters.cli.options import AsJson, TaskId
from adapters.cli.remembering import AsOf, remembered
from adapters.cli.showing import STATES, due_text
from adapters.cli.terminal import Terminal
from engine.explaining import Explanation, Ground
from engine.explaining import explain as explained
from engine.tasks import State
from events.chain import content
from events.event import Recorded
from events.rows import DueRow
from rules.offset_text import format_due
from rules.problems import N_

_CHANGES = {
    "moved": N_("moved"),
    "firmed": N_("made firm"),
    "dated": N_("given a date"),
    "done": N_("done"),
    "reopened": N_("opened again"),
    "closed": N_("closed"),
    "suspended": N_("suspended"),
    "resumed": N_("resumed"),
    "extended": N_("put off"),
    "handed_over": N_("passed on to another unit"),
    "updated": N_("put on other grounds"),
    "activated": N_("begun again"),
}

_TASK = N_("{title} ({task})")
_OF = N_("Unit: {unit}. State: {state}. Row: {cite}, plan {number}.")
_SAYS = N_("In the document: “{says}”. The rule: {rule}.")
_DUE = N_("Due: {due}, until 24:00. Nominal: {nominal}. Safest by: {safe}.")
_NO_DUE = N_("Due: {due}.")
_COUNTED_BY = N_("Counted by {convention}, on the calendar {calendar}.")
_GROUNDS, _STEPS, _EARLIER = N_("It rests on:"), N_("The count:"), N_("Before:")
_GROUND = N_("{type} “{subject}”, {day}{document} (event {id}, recorded at {moment} by {actor})")
_DOCUMENT = N_(", by {document}")
_AMENDED = N_("then {type} of {day} (event {id})")
_WAS = N_("{due}, {state}; {change} at {moment} by {actor}{document} (event {id})")
_EVERY_PLAN = N_("every plan")
_NO_EVENTS = N_("The log is empty.")


def explain(context: typer.Context, task: TaskId, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show why a task is due when it is."""
    at = desk(context)
    with at.office() as office, remembered(office, as_of) as store, store.begin(write=False) as session:
        found = explained(session, office.tools, task)
    if as_json:
        at.terminal.json(_answer(found, at.terminal.lang))
    else:
        for line in _lines(at.terminal, found):
            at.terminal.write(line + "\n")


def _lines(terminal: Terminal, found: Explanation) -> Iterator[str]:
    rule, due, say_ = found.rule, found.due, terminal.text
    state = terminal.label(STATES[State(found.task.state)])
    yield say_(_TASK, title=rule.title, task=found.task.id)
    yield say_(_OF, unit=found.unit, state=state, cite=rule.cite, number=found.plan.number)
    yield say_(_SAYS, says=rule.says, rule=format_due(rule.due))
    if due and due.due:
        yield say_(_DUE, due=due_text(terminal, due, found.task.state), nominal=due.nominal, safe=due.safe)
    else:
        yield say_(_NO_DUE, due=due_text(terminal, due, found.task.state))
    if due:
        yield say_(_COUNTED_BY, convention=due.convention, calendar=due.calendar)
    yield from ("", terminal.label(_GROUNDS))
    for ground in found.grounds:
        yield from _ground(terminal, ground)
    if found.steps:
        yield from ("", terminal.label(_STEPS))
        yield from (f"{number:>3}. {say_(step.template, **step.args)}" for number, step in enumerate(found.steps, 1))
    if found.earlier:
        yield from ("", terminal.label(_EARLIER))
        yield from (f"  - {line}" for line in _earlier(terminal, found))


def _ground(terminal: Terminal, ground: Ground) -> Iterator[str]:
    yield f"  - {_event(terminal, ground)}"
    for later in ground.amendments:
        kind = terminal.label(TYPES.get(later.event.type, later.event.type))
        yield "    " + terminal.text(_AMENDED, type=kind, day=later.event.occurred_on, id=later.event.id)


def _event(terminal: Terminal, ground: Ground) -> str:
    event = ground.recorded.event
    document = terminal.text(_DOCUMENT, document=event.document.text) if event.document else ""
    return terminal.text(
        _GROUND,
        type=terminal.label(TYPES.get(event.type, event.type)),
        subject=ground.title or event.subject or event.plan or event.corrects or "",
        day=event.occurred_on,
        document=document,
        id=event.id,
        moment=event.recorded_at,
        actor=event.actor,
    )


def _earlier(terminal: Terminal, found: Explanation) -> Iterator[str]:
    for before in found.earlier:
        event = before.ended.event if before.ended else None
        document = event.document if event else None
        yield terminal.text(
            _WAS,
            due=due_text(terminal, before.due, before.state),
            state=terminal.label(STATES[State(before.state)]),
            change=terminal.label(_CHANGES.get(before.why, before.why)),
            moment=event.recorded_at if event else "–",
            actor=event.actor if event else "–",
            document=terminal.text(_DOCUMENT, document=document.text) if document else "",
            id=event.id if event else "–",
        )


def _answer(found: Explanation, lang: str) -> dict[str, Any]:
    return {
        "id": found.task.id,
        "plan": found.plan.id,
        "rule": found.rule.id,
        "unit": found.task.unit,
        "title": found.rule.title,
        "says": found.rule.says,
        "cite": found.rule.cite,
        "when_due": format_due(found.rule.due),
        "state": found.task.state,
        **_due(found.due),
        "calendar": found.due.calendar if found.due else None,
        "convention": found.due.convention if found.due else None,
        "rule_hash": found.rule.hash,
        "grounds": [
            {**answer(ground.recorded), "amended_by": [answer(one) for one in ground.amendments]}
            for ground in found.grounds
        ],
        "steps": [say(Said(step.template, step.args), lang) for step in found.steps],
        "earlier": [
            {
                "state": before.state,
                **_due(before.due),
                "change": before.why,
                "event": before.ended.event.id if before.ended else None,
                "actor": before.ended.event.actor if before.ended else None,
                "document": _proof(before.ended),
            }
            for before in found.earlier
        ],
    }


def _proof(recorded: Recorded | None) -> str | None:
    document = recorded.event.document if recorded else None
    return document.text if document else None


def _due(due: DueRow | None) -> dict[str, Any]:
    names = ("nominal", "due", "safe", "window_start", "set_by", "remind_on", "left")
    return {
        **{name: getattr(due, name) if due else None for name in names},
        "provisional": bool(due and due.provisional),
    }


def answer(recorded: Recorded) -> dict[str, Any]:
    """An event in the log, for programs; the text of a plan is left out."""
    found = {"position": recorded.position, **content(recorded.event), "hash": recorded.hash}
    found["data"] = {name: value for name, value in recorded.event.data.items() if name != "source"}
    return found


def events(
    context: typer.Context,
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Only events of this plan."))] = None,
    most: Annotated[int, typer.Option("--last", metavar="N", min=1, help=N_("Only the last so many."))] = 50,
    as_json: AsJson = False,
) -> None:
    """List the log."""
    at = desk(context)
    with at.office() as office, office.store.begin(write=False) as session:
        found = [one for one in session.events() if plan in (None, one.event.plan)][: -most - 1 : -1]
    if as_json:
        at.terminal.json([answer(one) for one in found])
    elif not found:
        at.terminal.line(_NO_EVENTS)
    else:
        columns = (N_("Position"), N_("Day"), N_("Event"), N_("Of"), N_("Unit"), N_("Recorded"), N_("Id"))
        at.terminal.table(columns, (_listed(at, one) for one in found))


def _of_several(terminal: Terminal, data: Mapping[str, Any]) -> str:
    """The plans that an event is for where it is for several."""
    return terminal.label(_EVERY_PLAN) if data.get("every_plan") else ", ".join(data.get("plans") or ("–",))


def _listed(at: Desk, recorded: Recorded) -> tuple[str, ...]:
    event, terminal = recorded.event, at.terminal
    when = moment_text(event.recorded_at, terminal.lang)
    of = event.subject or event.corrects or event.plan or _of_several(terminal, event.data)
    kind = terminal.label(TYPES.get(event.type, event.type))
    return (
        str(recorded.position),
        terminal.value(event.occurred_on),
        kind,
        of,
        event.unit or "–",
        f"{when}, {event.actor}",
        event.id,
    )

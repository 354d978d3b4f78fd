"""The command `status`: how far the days have come, and whether anything waits for somebody to look."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.cli.frame.failures import Exit
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.cli.operations.condition import WAITING, condition, to_be_looked_at
from adapters.cli.operations.left_out import LEFT_OUT
from adapters.cli.operations.one_sweep import FOR_APPROVAL, HELD, tell_waiting, trial_said
from adapters.cli.operations.telling.parked import NotReached, tell_not_reached
from adapters.running.metrics import write_metrics
from adapters.telling.dispatching import TEMPLATES
from adapters.words.recounts import RECOUNTING
from adapters.words.sending.parts import PARTS
from adapters.words.sending.statuses import STATUSES
from adapters.words.tasks import PAST_ITS_END, STANDINGS, STATES
from engine.tasks import Standing, State
from events.views import Waiting
from rules.problems import N_

_SWEPT = N_("Swept up to {swept}; this machine says {today}.")
_NEVER = N_("No day has been swept yet; this machine says {today}.")
_THERE = N_("In the log: {events} event(s). Plans: {plans}. Agencies: {units}.")
_TASKS, _LATE, _MESSAGES = N_("Tasks: {counts}."), N_("Of these: {counts}."), N_("Messages: {counts}.")
_UNDATED = N_("Done, and the document names no day: {count}.")
_DUTIES = N_("Standing duties, without a last day: {count}.")
_TO_ACCEPT = N_("Reports to be accepted: {reports}, the earliest of {since} (`thoihan tasks --awaiting-acceptance`).")
_STILL = N_("No progress for {days} days: {tasks} task(s) with a last day (`thoihan tasks --no-progress {days}`).")
_COULD_LEAVE = N_("Ready to be sent: {count} message(s), the oldest since {since}.")
_LATE_REMINDERS = N_("Reminders are late: they could have been sent since {since}, {minutes} minute(s) ago.")
_CHANNELS: Mapping[str, str] = {"mail": N_("E-mail"), "sms": N_("Text messages")}
_ANSWERS = N_("{what}: last taken over at {moment}.")
_FAILS = N_("{what}: nothing has gone since {since}, tried {times} time(s): {fault}")
_NOT_TRIED = N_("{what}: nothing has been tried since {seen}, when it failed; nothing waits for it. Then: {fault}")
_WORKS = N_("`thoihan run`, {what}: last at {moment}.")
_FAULTY = N_(
    "`thoihan run`, {what}: has failed since {since}, {times} time(s) running: {fault}. It is tried again by itself, "
    "and the rest goes on."
)
_WITHOUT_MAIL = N_("Addresses that take no mail: {count}. `thoihan bounces` lists them, and says what to do.")
_USED = N_("Your own templates: last used at {moment}.")
_NOT_USED = N_("{fault} So since {since}.")
_LATENESS = (Standing.OVERDUE, Standing.DATE_OVERDUE)
_REFUSED = N_("Today is not swept: {what}")


def status(
    context: typer.Context,
    as_json: AsJson = False,
    metrics: Annotated[
        Path | None, typer.Option("--metrics", metavar="FILE", help=N_("Write numbers for Prometheus into this file."))
    ] = None,
) -> int:
    """Say how things stand."""
    here = invocation(context)
    with here.office() as office:
        found = condition(office, here.terminal.lang)
    if metrics:
        write_metrics(found, metrics)
    if as_json:
        here.terminal.json(found)
    elif not metrics:
        _tell(here, found)
    return Exit.FOUND if to_be_looked_at(found) else Exit.FINE


def _tell_of_tasks(terminal: Terminal, found: Mapping[str, Any]) -> None:
    if found["awaiting_acceptance"]:
        terminal.line(_TO_ACCEPT, **found["awaiting_acceptance"])
    if found["no_progress"]["tasks"]:
        terminal.line(_STILL, **found["no_progress"])


def _tell_of_delivery(terminal: Terminal, found: Mapping[str, Any]) -> None:
    """How long messages have waited that nothing holds, and how channels and the parts of `run` go."""
    there, late = found["could_leave"], found["reminders_late"]
    if there["messages"]:
        terminal.line(_COULD_LEAVE, count=there["messages"], since=_moment(there["since"]))
    if late:
        terminal.line(_LATE_REMINDERS, since=_moment(late["since"]), minutes=late["seconds"] // 60)
    for name, one in found["channels"].items():
        _tell_of_one(terminal, _CHANNELS.get(name, name), one, _ANSWERS, _FAILS)
    if found["templates"]:
        _tell_of_one(terminal, TEMPLATES, found["templates"], _USED, _NOT_USED)
    for name, one in found["parts"].items():
        _tell_of_one(terminal, PARTS.get(name, name), one, _WORKS, _FAULTY)


def _tell_of_one(terminal: Terminal, name: str, one: Mapping[str, Any], well: str, failing: str) -> None:
    if one["failing_since"]:
        since, times = _moment(one["failing_since"]), one["failures"]
        terminal.line(failing, what=terminal.label(name), since=since, times=times, fault=one["fault"])
    elif one["fault"]:
        terminal.line(_NOT_TRIED, what=terminal.label(name), seen=_moment(one["seen_at"]), fault=one["fault"])
    else:
        terminal.line(well, what=terminal.label(name), moment=_moment(one["well_at"]))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _tell(here: Invocation, found: Mapping[str, Any]) -> None:
    terminal = here.terminal
    terminal.line(_SWEPT if found["swept"] else _NEVER, swept=found["swept"], today=found["today"])
    terminal.line(_THERE, events=found["events"], plans=found["plans"], units=found["units"])
    tasks = {terminal.label(STATES[State(name)]): number for name, number in found["tasks"].items()}
    late = {terminal.label(STANDINGS[one]): found[str(one)] for one in _LATENESS if found[str(one)]}
    messages = {terminal.label(STATUSES[name]): number for name, number in found["messages"].items()}
    for template, name in ((_DUTIES, "standing_duties"), (_UNDATED, "done_undated")):
        if found[name]:
            terminal.line(template, count=found[name])
    for template, counts in ((_TASKS, tasks), (_LATE, late), (_MESSAGES, messages)):
        if counts:
            terminal.line(template, counts=[f"{name} {number}" for name, number in counts.items()])
    tell_waiting(terminal, Waiting(**{count: found[name] for name, count in WAITING.items()}), here.settings())
    tell_not_reached(terminal, [NotReached(**one) for one in found["not_reached"]])
    if found["awaiting_approval"]["events"]:
        terminal.line(FOR_APPROVAL, **found["awaiting_approval"])
    if found["addresses_without_mail"]:
        terminal.line(_WITHOUT_MAIL, count=found["addresses_without_mail"])
    trial = trial_said(here.settings())
    if trial:
        terminal.line(trial.template, **trial.args)
    _tell_of_delivery(terminal, found)
    _tell_of_tasks(terminal, found)
    _tell_what_is_amiss(here, found)


def _tell_what_is_amiss(here: Invocation, found: Mapping[str, Any]) -> None:
    """What somebody should look at."""
    terminal = here.terminal
    for one in found["left_out"]:
        terminal.line(LEFT_OUT, **one)
    for one in found["past_its_end"]:
        terminal.line(PAST_ITS_END, **one)
    if found["recounting"]:
        terminal.line(RECOUNTING, plans=found["recounting"])
    if found["brand_name"]:
        terminal.write(found["brand_name"] + "\n")
    if found["held"]:
        terminal.line(HELD[found["held_because"]])
    if found["refused"]:
        terminal.line(_REFUSED, what=found["refused"])

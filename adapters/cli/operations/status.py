"""The command `status`: how far the days have come, and whether anything waits for somebody to look."""

from collections.abc import Mapping, Sequence
from typing import Any

import typer

from adapters.cli.frame.failures import Exit
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.cli.operations.brand_names import lapsing
from adapters.cli.operations.left_out import LEFT_OUT, left_out_answer
from adapters.cli.operations.one_sweep import HELD, asked_answer, of_today, tell_asked, tell_waiting, waiting
from adapters.words.catalogue import Said, say
from adapters.words.recounts import RECOUNTING, recounting
from adapters.words.tasks import STANDINGS, STATES
from engine.asking.course.standing_still import USUAL_DAYS, count_standing_still
from engine.asking.course.to_accept import to_accept
from engine.asking.figures import standings
from engine.facts.plans import past_its_end
from engine.snapshot import Snapshot
from engine.sweeping import clock, left_out
from engine.tasks import Standing, State
from events.views import Awaited, AwaitingApproval, Waiting
from rules.problems import N_

_SWEPT = N_("Swept up to {swept}; this machine says {today}.")
_NEVER = N_("No day has been swept yet; this machine says {today}.")
_THERE = N_("In the log: {events} event(s). Plans: {plans}. Agencies: {units}.")
_TASKS, _LATE, _MESSAGES = N_("Tasks: {counts}."), N_("Of these: {counts}."), N_("Messages: {counts}.")
_UNDATED = N_("Done, and the document names no day: {count}.")
_DUTIES = N_("Standing duties, without a last day: {count}.")
_TO_ACCEPT = N_("Reports to be accepted: {reports}, the earliest of {since} (`thoihan tasks --awaiting-acceptance`).")
_STILL = N_("No progress for {days} days: {tasks} task(s) with a last day (`thoihan tasks --no-progress {days}`).")
_DELIVERY: Mapping[str, str] = {
    "pending": N_("to be sent"),
    "claimed": N_("being sent"),
    "sent": N_("sent"),
    "parked": N_("parked"),
    "covered": N_("told by another message, or nothing left to tell"),
    "awaiting": N_("awaiting approval"),
    "cancelled": N_("cancelled"),
}
_LATENESS = (Standing.OVERDUE, Standing.DATE_OVERDUE)
_PAST_ITS_END = N_(
    "Plan {plan} ended by its own text on {ends}, and is still open: close it (`thoihan plan close`), or amend it."
)
_REFUSED = N_("Today is not swept: {what}")


def status(context: typer.Context, as_json: AsJson = False) -> int:
    """Say how things stand."""
    here = invocation(context)
    with here.office() as office:
        sweeper = of_today(office)
        refused, held, on_hold = sweeper.refused(), office.outbox.is_held(), waiting(office)
        asked = office.outbox.awaiting()
        with office.store.begin(write=False) as session:
            was, counts, behind = clock(session), session.counts(), left_out(session)
            over = [{"plan": row.id, "ends": row.ends} for row in session.plans() if past_its_end(row, sweeper.day)]
            tally, recounts = session.tally(), recounting(session.recounts())
            awaited = to_accept(Snapshot(session, office.tools))
            still = count_standing_still(session, tally, sweeper.day, USUAL_DAYS)
    late, brand = standings(tally, sweeper.day), lapsing(here.settings(), sweeper.day)
    found: dict[str, Any] = {
        "swept": was.day.isoformat() if was.day else None,
        "today": sweeper.day.isoformat(),
        "events": counts.events,
        "plans": counts.plans,
        "units": counts.units,
        "tasks": {name: number for name, number in counts.tasks.items() if name != State.WAITING},
        "overdue": late[Standing.OVERDUE],
        "date_overdue": late[Standing.DATE_OVERDUE],
        "standing_duties": late[Standing.CONTINUOUS],
        "awaiting_acceptance": _to_accept(awaited),
        "done_undated": late[Standing.DONE_UNDATED],
        "no_progress": {"days": USUAL_DAYS, "tasks": still},
        "messages": counts.messages,
        "waiting": on_hold.to_be_corrected,
        "waiting_for_dates": on_hold.to_be_recounted,
        "waiting_for_hours": on_hold.for_the_morning,
        "awaiting_approval": asked_answer(asked),
        "brand_name": say(brand, here.terminal.lang) if brand else None,
        "held": held,
        "left_out": left_out_answer(behind),
        "recounting": recounts,
        "past_its_end": over,
        "refused": say(Said(refused.template, refused.fields), here.terminal.lang) if refused else None,
    }
    if as_json:
        here.terminal.json(found)
    else:
        _tell(here, found, asked)
    return Exit.FOUND if behind or refused or held or asked else Exit.FINE


def _to_accept(awaited: Sequence[Awaited]) -> dict[str, Any] | None:
    """How many reports await acceptance, and the day of the earliest; None where none does."""
    if not awaited:
        return None
    return {"reports": sum(one.tasks for one in awaited), "since": min(one.since for one in awaited)}


def _tell_of_tasks(terminal: Terminal, found: Mapping[str, Any]) -> None:
    if found["awaiting_acceptance"]:
        terminal.line(_TO_ACCEPT, **found["awaiting_acceptance"])
    if found["no_progress"]["tasks"]:
        terminal.line(_STILL, **found["no_progress"])


def _tell(here: Invocation, found: Mapping[str, Any], asked: Sequence[AwaitingApproval]) -> None:
    terminal = here.terminal
    terminal.line(_SWEPT if found["swept"] else _NEVER, swept=found["swept"], today=found["today"])
    terminal.line(_THERE, events=found["events"], plans=found["plans"], units=found["units"])
    tasks = {terminal.label(STATES[State(name)]): number for name, number in found["tasks"].items()}
    late = {terminal.label(STANDINGS[one]): found[str(one)] for one in _LATENESS if found[str(one)]}
    messages = {terminal.label(_DELIVERY[name]): number for name, number in found["messages"].items()}
    for template, name in ((_DUTIES, "standing_duties"), (_UNDATED, "done_undated")):
        if found[name]:
            terminal.line(template, count=found[name])
    for template, counts in ((_TASKS, tasks), (_LATE, late), (_MESSAGES, messages)):
        if counts:
            terminal.line(template, counts=[f"{name} {number}" for name, number in counts.items()])
    held = Waiting(*(found[name] for name in ("waiting", "waiting_for_dates", "waiting_for_hours")))
    tell_waiting(terminal, held, here.settings())
    tell_asked(terminal, asked)
    _tell_of_tasks(terminal, found)
    _tell_what_is_amiss(here, found)


def _tell_what_is_amiss(here: Invocation, found: Mapping[str, Any]) -> None:
    """What somebody should look at."""
    terminal = here.terminal
    for one in found["left_out"]:
        terminal.line(LEFT_OUT, **one)
    for one in found["past_its_end"]:
        terminal.line(_PAST_ITS_END, **one)
    if found["recounting"]:
        terminal.line(RECOUNTING, plans=found["recounting"])
    if found["brand_name"]:
        terminal.write(found["brand_name"] + "\n")
    if found["held"]:
        terminal.line(HELD)
    if found["refused"]:
        terminal.line(_REFUSED, what=found["refused"])

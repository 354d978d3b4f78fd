"""A decision for people: what began, moved, became firm or was closed, until when, and why, in a line each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.answers.due_dates import DUE, TITLE, UNIT, due_text
from adapters.cli.frame.terminal import Terminal
from adapters.words.changes import HEADINGS
from adapters.words.recounts import recounting
from adapters.words.tasks import STANDINGS
from engine.decision import NOTICES, Change, Kind
from engine.tasks import Standing, State
from engine.units import Units
from events.beside.ways import channel_of
from events.rows import MessageRow
from rules.problems import N_
from rules.row_names import row_name
from rules.unit_kinds import COMMUNE

if TYPE_CHECKING:
    from adapters.answers.decisions import PresentedDecision

RULE, WHY = N_("Row"), N_("Why")

_NOTHING = N_("Nothing follows from it.")
_KNOWN = N_("This is in the log already, as event {event} at position {position}. Nothing was changed.")
DRY = N_("A dry run: this would follow, and nothing was recorded.")
_LOGGED = N_("Recorded as event {event}, at position {position}.")
_FORESEEN = N_("It takes effect on {day}. As things stand, this follows then, and not before:")
_MESSAGES = N_("Messages, at most: {mail} by mail, {sms} by text message, to {recipients} recipient(s).")
_NO_MESSAGES = N_("Messages: none.")
_FOR_APPROVAL = N_(
    "These wait for approval, since they are more than {above}: `thoihan outbox approve {event}` lets them go, "
    "`thoihan outbox cancel {event}` has them never go."
)
_WAS = N_("{due} (was {previous})")
_MANY = N_("{count} units: {names} …")
_COMMUNES = N_("{count} communes and wards")
_DONE_ON = N_("done on {day}")
_MORE = N_("… and {count} more")
_APART = N_(
    "Dates of {plans} are counted again apart from this command: what moves there is not listed here. `thoihan tasks` "
    "shows them, and says so while they are still to be counted."
)
_NOW_LATE = N_("Reports that were in time and are late by this: {count}.")
_NOW_IN_TIME = N_("Reports that were late and are in time by this: {count}.")
_NAMED, _ROWS = 3, 40


def show(terminal: Terminal, presented: "PresentedDecision", *, rows: int = _ROWS) -> None:
    """The whole decision; of each kind of change at most `rows` lines."""
    decision, logged = presented.decision, presented.logged
    if logged.known:
        terminal.line(_KNOWN, event=decision.event.id, position=decision.position)
        return
    if presented.dry_run:
        terminal.line(DRY)
    else:
        terminal.line(_LOGGED, event=decision.event.id, position=decision.position)
    if decision.foreseen:
        terminal.line(_FORESEEN, day=decision.event.occurred_on)
        decision = replace(decision, changes=decision.foreseen)
        presented = replace(presented, logged=replace(logged, decision=decision))
    show_changes(terminal, [presented], rows=rows)
    _show_turned(terminal, decision.changes)
    for line in presented.left.lines(terminal):
        terminal.write(line + "\n")
    show_messages(terminal, decision.telling)
    if presented.awaits_approval:
        terminal.line(_FOR_APPROVAL, above=presented.above, event=decision.event.id)
    if decision.recounts:
        terminal.warn(_APART, plans=recounting(decision.recounts))


def _show_turned(terminal: Terminal, changes: Sequence[Change]) -> None:
    """Say how many reports that were in time are late by it, and the other way round."""
    for turns_late, template in ((True, _NOW_LATE), (False, _NOW_IN_TIME)):
        count = sum(len(change.units) for change in changes if _turns(change) is turns_late)
        if count:
            terminal.line(template, count=count)


def _turns(change: Change) -> bool | None:
    """True if tasks that are done were in time and are late by it; False: the other way round; None: neither."""
    if change.before is None or change.kind in NOTICES or {change.before.state, change.state} != {State.DONE}:
        return None
    due, was = change.due, change.previous or change.due
    late = bool(due and due.due and change.done_on and change.done_on > due.due)
    was_late = bool(was and was.due and change.before.done_on and change.before.done_on > was.due)
    return None if late == was_late else late


def show_changes(
    terminal: Terminal,
    decided: "Sequence[PresentedDecision]",
    *,
    rows: int = _ROWS,
    kinds: Collection[Kind] = tuple(HEADINGS),
    outside: bool = False,
) -> None:
    """Show what becomes of tasks, by kind of change. Tasks alike stand in one line, of whichever decision they are.

    `outside`: where it is read by others than who asked, as in a log, by which secret rows are not called by title.
    """
    shown = False
    for kind, heading in HEADINGS.items():
        if kind not in kinds:
            continue
        lines = _lines(terminal, decided, kind, outside=outside)
        if lines:
            shown = True
            terminal.line()
            terminal.line(heading, count=sum(len(line.units) for line in lines))
            units = decided[-1].units
            table = (
                (line.rule, line.title, unit_names(terminal, units, list(line.units)), line.due, line.why)
                for line in lines[:rows]
            )
            terminal.table((RULE, TITLE, UNIT, DUE, WHY), table)
            if len(lines) > rows:
                terminal.line(_MORE, count=len(lines) - rows)
    if not shown:
        terminal.line(_NOTHING)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a table; `day` is what it is sorted by."""

    day: str
    rule: str
    title: str
    due: str
    why: str
    units: dict[str, None]  # in order, each once


def _lines(terminal: Terminal, decided: "Sequence[PresentedDecision]", kind: Kind, *, outside: bool) -> list[_Line]:
    found: dict[tuple[str, ...], _Line] = {}
    several = len({change.plan for presented in decided for change in presented.decision.changes}) > 1
    for presented in decided:
        for change in presented.decision.changes:
            if change.kind is kind:
                row = row_name(presented.plans[change.plan], change.rule.id)
                name = f"{change.plan}/{row}" if several else row
                name = f"{name} [{terminal.value(change.cycle)}]" if change.cycle else name
                day = (change.due.row.due if change.due else None) or "9999"
                title, why = presented.named_outside(change) if outside else (change.rule.title, presented.why(change))
                line = _Line(day, name, title, _due(terminal, change), why, {})
                found.setdefault((change.plan, name, line.due, line.why), line).units.update(
                    dict.fromkeys(change.units)
                )
    return sorted(found.values(), key=lambda line: line.day)


def show_messages(terminal: Terminal, messages: Sequence[MessageRow]) -> None:
    """Show the number of messages by channel, and of recipients."""
    if not messages:
        terminal.line(_NO_MESSAGES)
        return
    by = [channel_of(message.channel) for message in messages]
    recipients = len({message.recipient for message in messages})
    terminal.line()
    terminal.line(_MESSAGES, mail=by.count("mail"), sms=by.count("sms"), recipients=recipients)


def _due(terminal: Terminal, change: Change) -> str:
    if change.state is State.DONE and change.done_on:
        return terminal.text(_DONE_ON, day=change.done_on)
    if change.state is State.DONE:
        return terminal.label(STANDINGS[Standing.DONE_UNDATED])  # the plan says so
    now = due_text(terminal, change.due.row if change.due else None, change.state)
    if change.kind is not Kind.MOVED:
        return now
    return terminal.text(_WAS, due=now, previous=change.previous.row.due if change.previous else "–")


def unit_names(terminal: Terminal, units: Units, codes: Sequence[str]) -> str:
    """Names of a few units; of many, how many."""
    if len(codes) > _NAMED and all(code in units.rows and units.rows[code].kind == COMMUNE for code in codes):
        return terminal.text(_COMMUNES, count=len(codes))
    names = ", ".join(units.name(code) for code in codes[:_NAMED])
    return terminal.text(_MANY, count=len(codes), names=names) if len(codes) > _NAMED else names

"""The command `sweep`: the day is logged and messages are sent, once."""

from typing import Annotated, Any

import typer

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.cli.frame.failures import Exit
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.terminal import Terminal
from adapters.cli.operations.brand_names import lapsing
from adapters.cli.operations.left_out import LEFT_OUT, left_out_answer
from adapters.cli.operations.one_sweep import (
    HELD,
    Sending,
    Swept,
    asked_answer,
    of_today,
    swept,
    taken_back,
    tell_asked,
    tell_waiting,
    trial_said,
)
from adapters.cli.operations.telling.parked import tell_not_reached
from adapters.cli.output.decisions import DRY, show_changes, show_messages
from adapters.words.catalogue import say
from adapters.words.refused.refusal import Refused
from engine.decision import NOTICES, Decision
from rules.problems import N_

_DAY = N_("{day}: tasks that began or changed: {changed}; milestones past their planned day: {lapsed}.")
_DAY_KNOWN = N_("{day} has been swept already.")
_SENT = N_("Messages sent: {sent}. To be tried again: {retried}. Parked: {parked}.")
_GIVEN_BACK = N_("Stopped before all was sent. Left to the next sweep: {count} message(s).")
_IN_DOUBT = N_(
    "In hand when the program had to stop: {count} message(s). It is not known whether they arrived: "
    "they go once more, under the same key."
)
_TAKEN_OVER = N_(
    "Messages that another worker had claimed by the time that this one wanted to note what became of them: {count}. "
    "What that one notes counts."
)
_PRUNED = N_("Messages removed, since the time for keeping them is over: {count}.")
_WRONG = N_("What went wrong: {what}")
_TAKEN_BACK = N_("The days that have not come are taken back; tasks that changed: {changed}.")
_NONE_AHEAD = N_("No day after {day} was swept: there is none to take back. If {day} is wrong, set the clock first.")


def sweep(
    context: typer.Context,
    leap: Annotated[
        bool, typer.Option("--leap", help=N_("The day is right, however long after the last one swept it is."))
    ] = False,
    take_back: Annotated[
        bool,
        typer.Option("--take-back", help=N_("First take back days that were swept and have not come.")),
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Do once what the passing of time asks for, then send messages."""
    here = invocation(context)
    with here.office() as office:
        back = _taken_back(here, office, dry_run=dry_run, quietly=as_json) if take_back else None
        if back and dry_run:  # what a sweep would do after it cannot be seen before
            return Exit.FINE
        done = swept(office, here.terminal.lang, leap=leap, dry_run=dry_run, stop=here.stop)
    if as_json:
        here.terminal.json(_swept(done, here.terminal.lang))
    else:
        _tell(here, done)
    if here.stop.asked():
        return here.stop.code
    if done.sending.report.errors:
        return Exit.TROUBLE
    return Exit.FOUND if done.left_out or done.sending.held else Exit.FINE


def _taken_back(here: Invocation, office: Office, *, dry_run: bool, quietly: bool) -> PresentedDecision:
    back = taken_back(office, here.terminal.lang, dry_run=dry_run)
    if back is None:
        raise Refused(_NONE_AHEAD, day=of_today(office).day)
    if quietly and dry_run:
        here.terminal.json({"dry_run": True, "decision": back.answer()})
    elif not quietly:
        here.terminal.line(_TAKEN_BACK, changed=_changed(back.decision, told=False))
        show_changes(here.terminal, [back])
        if dry_run:
            here.terminal.line(DRY)
    return back


def _tell(here: Invocation, done: Swept) -> None:
    tell_day(here.terminal, done)
    if done.began.dry_run:
        here.terminal.line(DRY)
        return
    tell_sending(here, done.sending)
    brand = lapsing(here.settings(), done.day)
    if brand:
        here.terminal.warn(brand.template, **brand.args)
    tell_pruned(here.terminal, done)


def tell_day(terminal: Terminal, done: Swept) -> None:
    """Say what the day brought, and which plans were left out."""
    decision = done.began.decision
    if done.began.logged.known:
        terminal.line(_DAY_KNOWN, day=done.day)
    else:
        terminal.line(_DAY, day=done.day, changed=_changed(decision, told=False), lapsed=len(decision.lapses))
        terminal.line()
        show_changes(terminal, [done.began], outside=True)  # a journal keeps it
        show_messages(terminal, decision.telling)
    for one in done.left_out:
        terminal.warn(LEFT_OUT, plan=one.plan, since=one.since, fault=one.fault)


def tell_pruned(terminal: Terminal, done: Swept) -> None:
    """Say how many messages were removed; nothing where none was."""
    if done.pruned:
        terminal.line(_PRUNED, count=done.pruned)


def tell_sending(here: Invocation, done: Sending) -> None:
    """Say what became of messages, and what did not go its usual way."""
    terminal, report, trial = here.terminal, done.report, trial_said(here.settings())
    if trial:
        terminal.warn(trial.template, **trial.args)
    if done.held:
        terminal.warn(HELD[done.held])
    else:
        terminal.line(_SENT, sent=report.sent, retried=report.retried, parked=report.parked)
    unusual = ((_GIVEN_BACK, report.given_back), (_IN_DOUBT, report.in_doubt), (_TAKEN_OVER, report.taken_over))
    for template, count in unusual:
        if count:
            terminal.warn(template, count=count)
    tell_waiting(terminal, done.waiting, here.settings())
    tell_asked(terminal, done.asked)
    for error in report.errors:
        terminal.warn(_WRONG, what=error)
    if report.templates:
        terminal.warn(report.templates.template, **report.templates.args)
    tell_not_reached(terminal, done.failed)


def _changed(decision: Decision, *, told: bool) -> int:
    """The number of tasks that changed, or with `told` of those that are only told of as they are."""
    return sum(len(change.units) for change in decision.changes if (change.kind in NOTICES) is told)


def _swept(done: Swept, lang: str) -> dict[str, Any]:
    decision, sending = done.began.decision, done.sending
    report, waiting = sending.report, sending.waiting
    whole = {"decision": done.began.answer()} if done.began.dry_run else {}
    return {
        "day": done.day.isoformat(),
        "dry_run": done.began.dry_run,
        **whole,
        "known": done.began.logged.known,
        "changed": _changed(decision, told=False),
        "told_of": _changed(decision, told=True),
        "left_out": left_out_answer(done.left_out),
        "held": bool(sending.held),
        "lapsed": [lapse.milestone for lapse in decision.lapses],
        "messages": len(decision.telling),
        "sent": report.sent,
        "retried": report.retried,
        "parked": report.parked,
        "given_back": report.given_back,
        "in_doubt": report.in_doubt,
        "taken_over": report.taken_over,
        "waiting": waiting.to_be_corrected,
        "waiting_for_dates": waiting.to_be_recounted,
        "waiting_for_hours": waiting.for_the_morning,
        "waiting_for_digest": waiting.for_the_digest,
        "waiting_for_next_day": waiting.for_the_next_day,
        "awaiting_approval": asked_answer(sending.asked),
        "not_reached": [one.answer(lang) for one in sending.failed],
        "pruned": done.pruned,
        "errors": [say(error, lang) for error in report.errors],
        "templates": say(report.templates, lang) if report.templates else None,
    }

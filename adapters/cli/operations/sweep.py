"""The commands `sweep` and `run`: the day is logged and messages are sent, once or every minute."""

from typing import Annotated, Any

import typer

from adapters.cli.frame.failures import Exit
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.operations.one_sweep import Swept, swept
from adapters.cli.output.decisions import DRY, show_changes, show_messages
from adapters.words.catalogue import say
from engine.decision import NOTICES, Decision
from engine.happenings.plan_admission import read_as_adopted
from engine.snapshot import Snapshot
from rules.problems import N_

_DAY = N_("{day}: tasks that began or changed: {changed}; milestones past their planned day: {lapsed}.")
_DAY_KNOWN = N_("{day} has been swept already.")
_SENT = N_("Messages sent: {sent}. To be tried again: {retried}. Parked: {parked}.")
_WRONG = N_("What went wrong: {what}")
_RUNNING = N_("Sweeping every {seconds} seconds, on {store}. Ctrl-C ends it.")
_STOPPED = N_("Stopped.")


def sweep(context: typer.Context, dry_run: DryRun = False, as_json: AsJson = False) -> int:
    """Do once what the passing of time asks for, then send messages."""
    here = invocation(context)
    with here.office() as office:
        done = swept(office, here.terminal.lang, dry_run=dry_run)
    if as_json:
        here.terminal.json(_swept(done, here.terminal.lang))
    else:
        _tell(here, done)
    return Exit.TROUBLE if done.sent.errors else Exit.FINE


def _tell(here: Invocation, done: Swept) -> None:
    terminal, decision = here.terminal, done.began.decision
    if done.began.logged.known:
        terminal.line(_DAY_KNOWN, day=done.day)
    else:
        terminal.line(_DAY, day=done.day, changed=_changed(decision, told=False), lapsed=len(decision.lapses))
        terminal.line()
        show_changes(terminal, [done.began])
        show_messages(terminal, decision.messages)
    if done.began.dry_run:
        terminal.line(DRY)
        return
    terminal.line(_SENT, sent=done.sent.sent, retried=done.sent.retried, parked=done.sent.parked)
    for error in done.sent.errors:
        terminal.warn(_WRONG, what=error)


def _changed(decision: Decision, *, told: bool) -> int:
    """The number of tasks that changed, or with `told` of those that are only told of as they are."""
    return sum(len(change.units) for change in decision.changes if (change.kind in NOTICES) is told)


def _swept(done: Swept, lang: str) -> dict[str, Any]:
    decision = done.began.decision
    whole = {"decision": done.began.answer()} if done.began.dry_run else {}
    return {
        "day": done.day.isoformat(),
        "dry_run": done.began.dry_run,
        **whole,
        "known": done.began.logged.known,
        "changed": _changed(decision, told=False),
        "told_of": _changed(decision, told=True),
        "lapsed": [lapse.milestone for lapse in decision.lapses],
        "messages": len(decision.messages),
        "sent": done.sent.sent,
        "retried": done.sent.retried,
        "parked": done.sent.parked,
        "errors": [say(error, lang) for error in done.sent.errors],
    }


def run(
    context: typer.Context,
    every: Annotated[float, typer.Option("--every", metavar="SECONDS", min=1, help=N_("Seconds between sweeps."))] = 60,
) -> None:
    """Sweep again and again, until stopped."""
    from adapters.ticking import ticking  # noqa: PLC0415 - it loads APScheduler, which nothing else here needs

    here = invocation(context)
    with here.office() as office:
        with office.store.begin(write=False) as session:  # said here, where somebody reads it, and not in each tick
            for row in session.plans():
                read_as_adopted(Snapshot(session, office.tools), row)
        here.terminal.line(_RUNNING, seconds=every, store=office.store.url_label)
        here.terminal.out.flush()

        def step() -> None:
            done = swept(office, here.terminal.lang)
            if not done.began.logged.known or done.sent.sent or done.sent.retried or done.sent.parked:
                _tell(here, done)
                here.terminal.out.flush()

        ticking(step, every)
    here.terminal.line(_STOPPED)

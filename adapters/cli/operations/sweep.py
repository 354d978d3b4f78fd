"""Commands that keep things going, and in order: sweep, run, outbox, migrate."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from adapters.cli.frame.failures import Exit
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.refusals import Refused
from adapters.cli.operations.sweeping import Swept, swept
from adapters.cli.output.decisions import DRY, show_changes, show_messages
from adapters.settings import settings
from adapters.telling.message_content import reading
from adapters.words.catalogue import say
from adapters.words.plain_text import one_line
from engine.decision import CLOCK, Decision
from engine.happenings.admitting_plans import read_as_adopted
from engine.snapshot import Shelf
from events.opening import migrate
from events.rows import MessageView
from events.store import Store
from rules.problems import N_

STATUSES = ("pending", "claimed", "sent", "parked")

_DAY = N_("{day}: tasks that began or changed: {changed}; milestones past their planned day: {lapsed}.")
_DAY_KNOWN = N_("{day} has been swept already.")
_SENT = N_("Messages sent: {sent}. To be tried again: {retried}. Parked: {parked}.")
_WRONG = N_("What went wrong: {what}")
_RUNNING = N_("Sweeping every {seconds} seconds, on {store}. Ctrl-C ends it.")
_STOPPED = N_("Stopped.")
_NO_STATUS = N_("There is no status “{status}”. There are: {known}.")
_NO_MESSAGE = N_("There is no parked message with the key “{key}”. `thoihan outbox --status parked` lists them.")
_AGAIN = N_("To be sent again: {count} message(s). The next sweep sends them.")
_NO_MESSAGES = N_("No messages.")
_COUNT = N_("{count} message(s).")
_MIGRATED = N_("The database is ready for this version.")


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
    """How many tasks changed, or how many are only told of as they are."""
    return sum(len(change.units) for change in decision.changes if (change.kind in CLOCK) is told)


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
                read_as_adopted(Shelf(session, office.tools), row)
        here.terminal.line(_RUNNING, seconds=every, store=office.store.url_label)
        here.terminal.out.flush()

        def step() -> None:
            done = swept(office, here.terminal.lang)
            if not done.began.logged.known or done.sent.sent or done.sent.retried or done.sent.parked:
                _tell(here, done)
                here.terminal.out.flush()

        ticking(step, every)
    here.terminal.line(_STOPPED)


def outbox(
    context: typer.Context,
    status: Annotated[
        str | None, typer.Option("--status", metavar="STATUS", help=N_("Only pending, claimed, sent or parked ones."))
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help=N_("Only those to this unit."))] = None,
    retry: Annotated[
        str | None,
        typer.Option("--retry", metavar="KEY", help=N_("Send a parked message again; `all` for all of them.")),
    ] = None,
    most: Annotated[int, typer.Option("--last", metavar="N", min=1, help=N_("Only the last so many."))] = 100,
    as_json: AsJson = False,
) -> None:
    """List messages, or send parked ones again."""
    if status is not None and status not in STATUSES:
        raise Refused(_NO_STATUS, status=one_line(status, 40), known=STATUSES)
    here = invocation(context)
    with here.office() as office:
        if retry is not None:
            _retry(here, office.store, retry, as_json)
            return
        with office.store.begin(write=False) as session:
            found = session.messages(status=status, recipient=unit)[-most:]
            names = {row.code: row.name for row in session.units()}
    if as_json:
        here.terminal.json([_message(message, names) for message in found])
    elif not found:
        here.terminal.line(_NO_MESSAGES)
    else:
        columns = (N_("Key"), N_("To"), N_("By"), N_("Tasks"), N_("Status"), N_("Last error"))
        here.terminal.table(columns, (_listed(message, names) for message in found))
        here.terminal.line(_COUNT, count=len(found))


def _retry(here: Invocation, store: Store, key: str, as_json: bool) -> None:
    if key == "all":
        with store.begin(write=False) as session:
            keys = [message.key for message in session.messages(status="parked")]
    else:
        keys = [key]
    again = [each for each in keys if store.unpark(each)]
    if key != "all" and not again:
        raise Refused(_NO_MESSAGE, key=one_line(key, 200))
    if as_json:
        here.terminal.json({"again": again})
    else:
        here.terminal.line(_AGAIN, count=len(again))


def _message(message: MessageView, names: Mapping[str, str]) -> dict[str, Any]:
    found = message._asdict()
    found["content"] = json.loads(message.content)
    return {**found, "name": names.get(message.recipient, message.recipient)}


def _listed(message: MessageView, names: Mapping[str, str]) -> tuple[str, ...]:
    items = reading(message.content).items
    told = ", ".join(item.task for item in items[:4]) + (" …" if len(items) > 4 else "")
    name = names.get(message.recipient, message.recipient)
    return message.key, name, message.channel, told, message.status, message.last_error or "–"


def migrate_store(context: typer.Context) -> None:
    """Bring a database up to this version."""
    here = invocation(context)
    migrate(settings(here.environ).database_url.reveal())
    here.terminal.line(_MIGRATED)

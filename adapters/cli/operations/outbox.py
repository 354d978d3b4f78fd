"""The command `outbox`: messages are listed, and parked ones sent again."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.refusals import Refused
from adapters.telling.message_content import reading
from adapters.words.plain_text import one_line
from events.rows import MessageView
from events.store import Outbox, Transactions
from rules.problems import N_

STATUSES = ("pending", "claimed", "sent", "parked")
_NO_STATUS = N_("There is no status “{status}”. There are: {known}.")
_NO_MESSAGE = N_("There is no parked message with the key “{key}”. `thoihan outbox --status parked` lists them.")
_AGAIN = N_("To be sent again: {count} message(s). The next sweep sends them.")
_NO_MESSAGES = N_("No messages.")
_COUNT = N_("{count} message(s).")


def outbox(
    context: typer.Context,
    status: Annotated[
        str | None, typer.Option("--status", metavar="STATUS", help=N_("Only pending, claimed, sent or parked ones."))
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only those to this unit."))] = None,
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
            _retry(here, office.store, office.outbox, retry, as_json)
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


def _retry(here: Invocation, store: Transactions, outbox: Outbox, key: str, as_json: bool) -> None:
    with store.begin(write=False) as session:
        parked = [message for message in session.messages(status="parked") if key in ("all", message.key)]
    again = [message.key for message in parked if outbox.unpark(message.recipient, message.key)]
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

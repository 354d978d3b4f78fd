"""The command `outbox`: messages are listed, and parked ones sent again."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.answers.beside_tasks.messages import message_answer
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, Last
from adapters.cli.frame.terminal import Terminal
from adapters.cli.operations.telling.messages import status_of, tasks_of
from adapters.words.catalogue import LANGUAGES, Said, half, say, tr
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from adapters.words.sending.statuses import STATUSES
from adapters.words.sending.ways import way_said
from events.delivery import COUNTED, RESTORED, TRIED
from events.store import Outbox, Transactions
from events.views import MessageView
from rules.problems import N_

if TYPE_CHECKING:
    from adapters.bootstrap import Office
    from adapters.telling.channel import Channel

_NO_STATUS = N_("There is no status “{status}”. There are: {known}.")
_NO_MESSAGE = N_("There is no parked message with the key “{key}”. `thoihan outbox --status parked` lists them.")
_AGAIN = N_("To be sent again: {count} message(s). The next sweep sends them.")
_NO_RELEASE = N_("There is no --release “{which}”: write all or new.")
_RELEASE_ALONE = N_("--release is said alone: first let messages be sent again, then look, or send parked ones.")
_AWAITING_ALONE = N_("--awaiting is said alone: it lists events, and not single messages.")
_NOT_HELD = N_("Nothing is held back: messages are sent by each sweep.")
_NOT_AGAIN: Mapping[str, str] = {
    RESTORED: N_("It waited when the database was restored from a backup, and may have been sent before."),
    COUNTED: N_("It waited when this version began to count dates otherwise, and was left out."),
    TRIED: N_("It was sent in a trial, or waited when that ended, and was left out."),
}
_RELEASES: Mapping[str, str] = {
    "all": N_("Messages are sent again: {count} wait, and the next sweep sends them."),
    "new": N_(
        "Messages are sent again, from now on; {count} that waited are parked: `thoihan outbox --retry KEY` sends one."
    ),
}
_NO_MESSAGES = N_("No messages.")
_COUNT = N_("{count} message(s).")
_NOT_EMPTY = N_("There is something in {folder} already: name an empty folder, or one that is still to be made.")
_WRITTEN = N_("Written into {folder}: {count} message(s), as they would leave. Nothing was sent, and nothing changed.")
_LEFT_OUT = N_("Not written: {count} message(s) that could not be sent either. {what}")


Status = Annotated[
    str | None,
    typer.Option(
        "--status", metavar="STATUS", help=N_("Only those of this status; `awaiting` ones wait for approval.")
    ),
]
OfUnit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only those to this unit."))]
Retry = Annotated[
    str | None, typer.Option("--retry", metavar="KEY", help=N_("Send a parked message again; `all` for all of them."))
]
Release = Annotated[
    str | None,
    typer.Option(
        "--release",
        metavar="all|new",
        help=N_("After a restore: send all that waits, or park it and send only what comes from now on."),
    ),
]
Awaiting = Annotated[
    bool, typer.Option("--awaiting", help=N_("The events of which messages wait for approval, and how many."))
]


def outbox(
    context: typer.Context,
    status: Status = None,
    unit: OfUnit = None,
    retry: Retry = None,
    release: Release = None,
    most: Last = 100,
    awaiting: Awaiting = False,
    as_json: AsJson = False,
) -> None:
    """List messages, or send parked ones again."""
    status = _status(status) if status is not None else None
    for alone, said in ((awaiting, _AWAITING_ALONE), (release is not None, _RELEASE_ALONE)):
        if alone and (retry, status, unit, release if awaiting else None) != (None, None, None, None):
            raise Misused(said)
    here = invocation(context)
    with here.office() as office:
        if awaiting:
            from adapters.cli.operations.approvals import list_awaiting  # noqa: PLC0415 - it loads what sending needs

            list_awaiting(here, office, as_json=as_json)
        elif release is not None:
            _release(here, office, release, as_json)
        elif retry is not None:
            _retry(here, office.store, office.outbox, retry, as_json)
        else:
            _list(here, office, status, unit, most, as_json=as_json)


def _list(
    here: Invocation, office: "Office", status: str | None, unit: str | None, most: int, *, as_json: bool
) -> None:
    with office.store.begin(write=False) as session:
        found = session.messages(status=status, recipient=unit)[-most:]
        names = {row.code: row.name for row in session.units()}
    if as_json:
        here.terminal.json([message_answer(message, names) for message in found])
    elif not found:
        here.terminal.line(_NO_MESSAGES)
    else:
        columns = (N_("Key"), N_("To"), N_("By"), N_("Tasks"), N_("Status"), N_("Last error"))
        here.terminal.table(columns, (_listed(here.terminal, message, names) for message in found))
        here.terminal.line(_COUNT, count=len(found))


def _status(text: str) -> str:
    """The status that is meant: by its words, or the code. Raises Refused."""
    words = {tr(label, lang).casefold(): code for code, label in STATUSES.items() for lang in LANGUAGES}
    code = words.get(" ".join(text.casefold().split()), text)
    if code not in STATUSES:
        raise Refused(_NO_STATUS, status=one_line(text, 40), known=[Said(label) for label in STATUSES.values()])
    return code


def _release(here: Invocation, office: "Office", which: str, as_json: bool) -> None:
    if which not in _RELEASES:
        raise Misused(_NO_RELEASE, which=one_line(which, 40))
    with office.store.begin(write=False) as session:
        counts = session.counts().messages
    waiting = counts.get("pending", 0) + counts.get("claimed", 0)
    why = office.outbox.why_held()
    if why is None or not office.outbox.release(parked=str(Said(_NOT_AGAIN[why])) if which == "new" else None):
        raise Refused(_NOT_HELD)
    if as_json:
        here.terminal.json({"released": which, "waiting": waiting})
    else:
        here.terminal.line(_RELEASES[which], count=waiting)


def _retry(here: Invocation, store: Transactions, outbox: Outbox, key: str, as_json: bool) -> None:
    with store.begin(write=False) as session:
        parked = [message for message in session.messages(status="parked") if key in ("all", message.key)]
    found = (outbox.unpark(message.recipient, message.key) for message in parked)
    again = [one for keys in found for one in keys]
    if key != "all" and not again:
        raise Refused(_NO_MESSAGE, key=one_line(key, 200))
    if as_json:
        here.terminal.json({"again": again})
    else:
        here.terminal.line(_AGAIN, count=len(again))
        if why := outbox.why_held():
            from adapters.cli.operations.one_sweep import HELD  # noqa: PLC0415 - it loads all that sending needs

            here.terminal.warn(HELD[why])


def preview(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=N_("Where mails and text messages are written."))],
    sample: Annotated[
        bool, typer.Option("--sample", help=N_("Write a sample mail alone: to look at templates of your own."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write what would leave into a folder, as it would be said now. Nothing is sent, and nothing changes."""
    from adapters.telling.dispatching import dispatching  # noqa: PLC0415 - it loads all that sending needs
    from adapters.telling.mails.maildir import MailFolder  # noqa: PLC0415
    from adapters.telling.previewing import Preview, sampled  # noqa: PLC0415
    from adapters.telling.sms.spool import SmsSpool  # noqa: PLC0415

    here = invocation(context)
    if folder.exists() and any(folder.iterdir()):
        raise Refused(_NOT_EMPTY, folder=str(folder))
    with here.office() as office:
        from adapters.cli.operations.one_sweep import wording  # noqa: PLC0415

        channels: dict[str, Channel] = {
            "mail": MailFolder(folder / "mail", office.settings.sender),
            "sms": SmsSpool(folder / "sms"),
        }
        how = replace(wording(office), trial=None)
        waiting = sampled(office.clock) if sample else Preview.of(office.outbox, office.clock)
        report = dispatching(waiting, channels, office.clock, wording=how)
    if as_json:
        fault = say(report.templates, here.terminal.lang) if report.templates else None
        written = {"written": report.sent, "no_address": report.parked, "templates": fault}
        here.terminal.json({"folder": str(folder), **written})
        return
    here.terminal.line(_WRITTEN, count=report.sent, folder=str(folder))
    for error in report.errors:
        here.terminal.warn(_LEFT_OUT, count=report.parked, what=error)
    if report.templates:
        here.terminal.warn(report.templates.template, **report.templates.args)


def _listed(terminal: Terminal, message: MessageView, names: Mapping[str, str]) -> tuple[str, ...]:
    name = names.get(message.recipient, message.recipient)
    by, now = terminal.value(way_said(message.channel)), status_of(terminal, message)
    return message.key, name, by, tasks_of(message), now, half(message.last_error or "–", terminal.lang)

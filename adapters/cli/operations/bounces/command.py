"""The commands `bounces read|list|clear`: mail that came back, and the addresses that are known to take none."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.frame.failures import Exit
from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.operations.bounces.one_reading import ReturnReading, own_mailbox, read_all
from adapters.telling.bounces.mailboxes import MailboxError, in_bytes, in_maildir
from adapters.telling.bounces.marks import DeadAddress
from adapters.telling.bounces.reading import Fate
from adapters.telling.bounces.taking import ReturnUse, cleared, current
from adapters.telling.bounces.words import why_of
from adapters.words.catalogue import moment_text, say
from adapters.words.refused.refusal import Refused
from adapters.words.sending.ways import address_said
from rules.problems import N_

PIPE = "-"

_NO_SOURCE = N_(
    "It is not said where returned mail is: name a file or a Maildir, write - to read one from a pipe, or give "
    "`bounces` in the settings."
)
_COUNTS: Mapping[ReturnUse, str] = {
    ReturnUse.MARKED: N_("{count} of an address that takes no mail: it is marked, and the message waits for another."),
    ReturnUse.RETURNED: N_("{count} of a message that was not taken: it is parked, and the address stays."),
    ReturnUse.DELAYED: N_("{count} of a message that is still tried: nothing changes."),
    ReturnUse.NOT_OURS: N_("{count} of no message that was sent from here to that address: nothing changes."),
    ReturnUse.PASSED_ON: N_("{count} that somebody wrote: the office has it, and nothing was recorded."),
    ReturnUse.OTHER: N_("{count} of something else: nothing changes."),
}
_NOTHING = N_("There is no new mail.")
_UNTOLD = N_("The office itself could not be told of it: {what}")
_NONE = N_("No address is known to take no mail.")
_NO_MARK = N_("The address of {unit} is not marked. Nothing was changed.")
_CLEARED = N_("{unit} is written to again. `thoihan outbox --retry all` sends what came back.")

Source = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE", help=N_("A file, a Maildir, or - for a pipe; the mailbox in the settings if not given.")
    ),
]
OfUnit = Annotated[str, typer.Argument(metavar="UNIT", help=N_("The agency whose address is right."))]


def read(context: typer.Context, source: Source = None, as_json: AsJson = False) -> int:
    """Read mail that came back."""
    here = invocation(context)
    try:
        with here.office() as office:
            done = read_all(office, _mails(here, source))
    except MailboxError as error:
        raise Refused(error.said.template, **error.said.args) from None
    if as_json:
        counts = {str(taken): done.report.counts[taken] for taken in ReturnUse}
        untold = say(done.untold, here.terminal.lang) if done.untold else None
        here.terminal.json({**counts, "units": sorted(done.report.units), "untold": untold})
    else:
        tell(here, done)
    return Exit.TROUBLE if done.untold else Exit.FINE


def _mails(here: Invocation, source: str | None) -> Iterable[bytes]:
    if source is None:
        own = own_mailbox(here.settings())
        if own is None:
            raise Refused(_NO_SOURCE)
        return own
    if source == PIPE:
        raw = getattr(here.stdin, "buffer", None)
        return in_bytes(raw.read() if raw else here.stdin.read().encode())
    return in_maildir(Path(source)) if Path(source).is_dir() else in_bytes(content(source))


def tell(here: Invocation, done: ReturnReading) -> None:
    """Say what was made of what was read."""
    if not done.report.counts:
        here.terminal.line(_NOTHING)
    for taken, template in _COUNTS.items():
        if done.report.counts[taken]:
            here.terminal.line(template, count=done.report.counts[taken])
    if done.untold:
        here.terminal.warn(_UNTOLD, what=done.untold)


def list_marks(context: typer.Context, as_json: AsJson = False) -> None:
    """List the addresses that take no mail."""
    here = invocation(context)
    with here.office() as office:
        found = sorted(current(office.store, office.outbox).values(), key=lambda mark: (mark.unit, mark.kind))
        with office.store.begin(write=False) as session:
            names = {row.code: row.name for row in session.units()}
    if as_json:
        here.terminal.json([_answer(mark, names) for mark in found])
    elif not found:
        here.terminal.line(_NONE)
    else:
        columns = (N_("Unit"), N_("Address"), N_("Since"), N_("Mails that came back"), N_("Why, and what to do"))
        here.terminal.table(columns, (_row(here, mark, names) for mark in found))


def _row(here: Invocation, mark: DeadAddress, names: Mapping[str, str]) -> tuple[str, ...]:
    since = moment_text(datetime.fromisoformat(mark.since), here.terminal.lang)
    why = here.terminal.label(why_of(mark.status, Fate.DEAD))
    address = here.terminal.value(address_said(mark.kind))
    return names.get(mark.unit, mark.unit), address, since, str(mark.times), why


def _answer(mark: DeadAddress, names: Mapping[str, str]) -> dict[str, object]:
    told = mark.told_at or None
    named = {"unit": mark.unit, "name": names.get(mark.unit, mark.unit), "address": mark.kind, "since": mark.since}
    return {**named, "code": mark.status or None, "times": mark.times, "told_at": told}


def clear(context: typer.Context, unit: OfUnit, as_json: AsJson = False) -> None:
    """Say that a unit's address is right: it is written to again."""
    here = invocation(context)
    with here.office() as office:
        if not cleared(office.store, office.outbox, unit, office.clock.now()):
            raise Refused(_NO_MARK, unit=unit)
    if as_json:
        here.terminal.json({"unit": unit, "cleared": True})
    else:
        here.terminal.line(_CLEARED, unit=unit)

"""The command `units forget`: addresses of an agency are erased, and it is said where they may stand still."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.answers.task_answers import Answer
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.terminal import Terminal
from adapters.telling.addresses import same_address
from adapters.words.refused.refusal import Refused
from adapters.words.sending.ways import address_said
from engine.contacts import KINDS, seals
from engine.snapshot import Snapshot
from events import making
from events.beside.ways import EMAIL, PHONE
from events.chain import canonical_json, content
from events.event import Event
from events.rows import ContactRow, UnitRow
from events.store import Session
from rules.problems import N_

_NOTHING = N_("Unit “{unit}” has no address. Nothing was changed.")
_NO_SUCH = N_("Unit “{unit}” has no such address now, as `thoihan units list` shows. Nothing was changed.")
_ERASED = N_("Erased of {unit} ({name}): {kinds}.")
_DRY = N_("A dry run: of {unit} ({name}) this would be erased: {kinds}. Nothing was changed.")
_NO_MAIL = N_("Mail to it is held back until an e-mail address is registered; text messages go on.")
_NO_TEXTS = N_("No text messages are made for it any more; mail goes on.")
_NEITHER = N_("It gets no text messages any more, and mail to it is held back until an e-mail address is registered.")
_NO_MORE = N_("Nothing goes to these any more: {gone}. What goes to the others goes on: {left}.")
_HELD = N_("What its officer is told by mail is held back until an e-mail address is registered.")
_IN_LOG = N_(
    "It stands in the log still, at position(s) {positions}: nothing can be taken out of the log. What can be done "
    "about that is in docs/personal-data.md."
)
_ALSO = N_("The same address is kept of other units: {units}.")
_ELSEWHERE = N_(
    "What has been sent is in other hands (mail server, gateway, folders of mail and text messages), and copies and "
    "backups of the database have it: the program cannot reach those."
)
_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The addresses that are to go, and where else they are."""

    unit: UnitRow
    contacts: Sequence[ContactRow]
    kinds: Sequence[str]
    seen: int  # the end of the log
    in_log: Sequence[int]  # positions
    also_of: Sequence[str]  # units


def forget(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="UNIT", help=N_("The code of the unit."))],
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="ADDRESS", help=N_("Only this address; all of the unit if not given.")),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Erase addresses of an agency."""
    here = invocation(context)
    with here.office() as office:
        with office.store.begin(write=False) as session:
            found = _found(session, office, code, address)
        event = _erased(office, found, dry_run=dry_run) if found.kinds else None
    if as_json:
        here.terminal.json(_answer(found, event, dry_run=dry_run))
    elif not found.kinds:
        here.terminal.line(_NOTHING, unit=code)
    else:
        _tell(here.terminal, found, dry_run=dry_run)


def _found(session: Session, office: Office, code: str, address: str | None) -> _Found:
    units = Snapshot(session, office.tools).units()
    row, kept = units.rows[code], session.contacts()
    own = [one for one in kept if one.unit == row.code]
    these = [one for one in own if address is None or same_address(one.address, address)]
    if address is not None and not these:
        raise Refused(_NO_SUCH, unit=row.code)
    kinds = [one.kind for one in these] if address else list(seals(row))
    others = {
        one.unit for one in kept if one.unit != row.code for mine in these if same_address(one.address, mine.address)
    }
    return _Found(
        unit=row,
        contacts=these,
        kinds=kinds,
        seen=session.head(),
        in_log=list(_positions(session, [one.address for one in these])),
        also_of=sorted(others),
    )


def _positions(session: Session, addresses: Sequence[str]) -> Iterator[int]:
    """The positions of the events that have one of these addresses: as an agency's, or among their words."""
    for recorded in session.events() if addresses else ():
        if any(_has(recorded.event, one) for one in addresses):
            yield recorded.position


def _has(event: Event, address: str) -> bool:
    units = event.data.get("units") or () if event.type == "units.registered" else ()
    if any(same_address(unit[kind], address) for unit in units for kind in KINDS if unit.get(kind)):
        return True
    words = re.escape(json.dumps(address, ensure_ascii=False)[1:-1])
    return re.search(rf"(?<![\w.+-]){words}(?![\w-])", canonical_json(content(event))) is not None


def _erased(office: Office, found: _Found, *, dry_run: bool) -> str:
    """Record that the addresses are erased, with which they are, and give the id of the event."""
    unit = found.unit
    event = making.unit_contacts_erased(
        unit.code,
        kinds=found.kinds,
        id=f"unit.contacts_erased/{unit.code}/{'-'.join(found.kinds)}/{unit.position}",
        occurred_on=office.clock.today(),
        recorded_at=office.clock.now(),
        actor=office.settings.actor,
    )
    office.service.record(event, seen=found.seen, dry_run=dry_run)
    return event.id


# --- answered ---------------------------------------------------------------------------------------------------------


def _tell(terminal: Terminal, found: _Found, *, dry_run: bool) -> None:
    kinds = [address_said(kind) for kind in found.kinds]
    terminal.line(_DRY if dry_run else _ERASED, unit=found.unit.code, name=found.unit.name, kinds=kinds)
    _tell_no_longer(terminal, found)
    if found.in_log:
        more = ["…"] if len(found.in_log) > _MOST else []
        terminal.line(_IN_LOG, positions=[*map(str, found.in_log[:_MOST]), *more])
    if found.also_of:
        terminal.line(_ALSO, units=found.also_of)
    terminal.line(_ELSEWHERE)


def _tell_no_longer(terminal: Terminal, found: _Found) -> None:
    """Say what is sent no more, and what goes on."""
    gone, left = found.kinds, [kind for kind in KINDS if kind in seals(found.unit) and kind not in found.kinds]
    if left and not {*gone, *left} <= {EMAIL, PHONE}:
        terminal.line(_NO_MORE, gone=[address_said(kind) for kind in gone], left=[address_said(kind) for kind in left])
        if EMAIL in gone:
            terminal.line(_HELD)
    elif EMAIL in left:
        terminal.line(_NO_TEXTS)
    else:
        terminal.line(_NO_MAIL if found.unit.texts and left else _NEITHER)


def _answer(found: _Found, event: str | None, *, dry_run: bool) -> Answer:
    return {
        "event": event,
        "dry_run": dry_run,
        "unit": found.unit.code,
        "kinds": list(found.kinds),
        "in_log": list(found.in_log),
        "also_of": list(found.also_of),
    }

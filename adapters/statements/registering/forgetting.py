"""Addresses of an agency are erased, and it is found out where they may stand still."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.answers.task_answers import Answer
from adapters.bootstrap import Office
from adapters.telling.addresses import same_address
from adapters.words.refused.refusal import Refused
from engine.contacts import KINDS, seals
from engine.snapshot import Snapshot
from events import making
from events.chain import canonical_json, content
from events.event import Event
from events.rows import ContactRow, UnitRow
from events.store import Session
from rules.problems import N_

_NO_SUCH = N_("Unit “{unit}” has no such address now, as `thoihan units list` shows. Nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToErase:
    """The addresses that are to go, and where else they are."""

    unit: UnitRow
    contacts: Sequence[ContactRow]
    kinds: Sequence[str]
    seen: int  # the end of the log
    in_log: Sequence[int]  # positions
    also_of: Sequence[str]  # units


def to_erase(session: Session, office: Office, code: str, address: str | None) -> ToErase:
    """All addresses of a unit, or the one that is given. Raises Refused, and UnknownUnit."""
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
    return ToErase(
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


def erased(office: Office, found: ToErase, *, dry_run: bool) -> str:
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


def erased_answer(found: ToErase, event: str | None, *, dry_run: bool) -> Answer:
    """What was erased, for programs: which kinds, and where they stand still; no address."""
    return {
        "event": event,
        "dry_run": dry_run,
        "unit": found.unit.code,
        "kinds": list(found.kinds),
        "in_log": list(found.in_log),
        "also_of": list(found.also_of),
    }

"""Agencies that are registered, for the check of a plan file: what the office knows, the file need not declare."""

from collections.abc import Mapping

from adapters.cli.frame.invocation import Invocation
from adapters.words.catalogue import Said
from engine.units import Units
from events.errors import EventsError
from rules.groups.silence import Hearing
from rules.problems import N_

_NONE = N_(
    "Note: no agencies are registered here, so those that the plan names were held against official codes only. "
    "`thoihan units add` registers them."
)
_UNREAD = N_("Note: the agencies registered here could not be read, and were not asked: {why}")


def registered_kinds(here: Invocation) -> Mapping[str, str] | None:
    """The kind of each agency registered, by code; None, and a word about it, where there is no register to ask."""
    try:
        found = _kinds(here) if here.has_store() else {}
    except EventsError as error:
        here.terminal.warn(_UNREAD, why=Said(error.template, error.fields))
        return None
    if not found:
        here.terminal.warn(_NONE)
    return found or None


def hearing(here: Invocation) -> Hearing:
    """What the register says of who hears: groups of nobody, and agencies that ended."""
    try:
        if not here.has_store():
            return Hearing()
        with here.office() as office, office.store.begin(write=False) as session:
            units = Units.build(session.units())
    except EventsError:
        return Hearing()  # told of already, with their kinds
    silent = ((code, units.silence(code)) for code in units.rows)
    return Hearing(silent={code: why for code, why in silent if why}, over=units.over, of_kind=units.of_kind)


def _kinds(here: Invocation) -> Mapping[str, str]:
    with here.office() as office, office.store.begin(write=False) as session:
        return {row.code: row.kind for row in session.units()}

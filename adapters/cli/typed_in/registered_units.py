"""Agencies that are registered, for the check of a plan file: what the office knows, the file need not declare."""

from collections.abc import Mapping

from adapters.cli.frame.invocation import Invocation
from adapters.words.catalogue import Said
from events.errors import EventsError
from rules.problems import N_
from rules.unit_kinds import GROUP

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


def silent_groups(here: Invocation) -> frozenset[str]:
    """The groups without members among those that are registered: nobody hears what they are told."""
    try:
        if not here.has_store():
            return frozenset()
        with here.office() as office, office.store.begin(write=False) as session:
            return frozenset(row.code for row in session.units() if row.kind == GROUP and not row.members)
    except EventsError:
        return frozenset()  # told of already, with their kinds


def _kinds(here: Invocation) -> Mapping[str, str]:
    with here.office() as office, office.store.begin(write=False) as session:
        return {row.code: row.kind for row in session.units()}

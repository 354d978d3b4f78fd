"""Agencies: registered; merged, split, ended, renamed. Open tasks pass to the successor, and so do the messages.

A task keeps the unit it was made for, so that history reads as it was; what passes on is who leads it. A unit that has
ended has no tasks but those that began before (docs/decisions/0103-tasks-that-units-leave.md); one without a successor
only what it had done. It stands below its successor from then
on, with all that stood below it: what happens there, or is suspended there, concerns what has passed on, and what had
happened where it ended is still seen from below (docs/decisions/0070-successors-stand-above.md).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from engine.contacts import KINDS, Kept, by_place, in_log, moved, of_event, others_of, seal, seals, without
from engine.deciding.verdicts import Scope
from engine.facts.mentions import of_units
from engine.happenings.ending.handing_over import handed_over, with_tasks_left
from engine.happenings.entry import Brought, Entry, Matter, Meaning, Review
from engine.happenings.membership import must_be_groups, must_not_pass_to_its_group
from engine.happenings.named import told, unit_named
from engine.reach.scope import Scoping, everything, kinds_of
from engine.snapshot import Snapshot
from engine.telling.reasons import Closing
from engine.units import Units
from events.beside.ways import Moved
from events.errors import N_, EventError
from events.event import Event
from events.rows import IN_LOG, ContactRow, UnitRow
from events.store import Session
from rules.groups.members import BETWEEN, MemberSyntaxError, members_text, parse_members
from rules.plan import Plan

CYCLE = N_("Unit “{unit}” would stand below itself. Correct its parent; nothing was recorded.")
NO_PARENT = N_("Unit “{unit}” stands below “{parent}”, which nobody knows. Add that one first, or correct the code.")
ENDED = N_("Unit “{unit}” has ended already, on {day}: {since}. Nothing was recorded.")
NAMED_OTHERWISE = N_(
    "Unit “{unit}” is called “{name}”, and not “{was}” any more: somebody renamed it meanwhile. Nothing was recorded; "
    "look again."
)
ITSELF = N_("Unit “{unit}” cannot pass on to itself. Nothing was recorded; name another unit.")
HEIR_ENDED = N_(
    "Unit “{heir}” ended itself, on {day}, so nothing can pass on to it. Nothing was recorded; what stands in its "
    "place now: {now}."
)
CIRCLE = N_(
    "Unit “{heir}” became part of “{unit}” on {day}: “{unit}” cannot become part of it in turn. Nothing was recorded."
)
NOT_AMONG = N_(
    "“{heir}” is to take over from “{unit}”, and is none of those it becomes: {known}. Nothing was recorded."
)
ENDS_TOO = N_(
    "“{heir}” is to take over from “{unit}”, and ends by the same event. Nothing was recorded; name a unit that stays."
)

NOT_MEMBERS = N_(
    "“{read}”, in the group “{unit}”, names no members. Nothing was recorded; write a code, or KIND under CODE."
)
NO_ADDRESS = N_(
    "The address ({kind}) of unit “{unit}” was not given beside the event that has its seal, or is not the one that "
    "was sealed. Nothing was recorded; register it again."
)
BAD_ADDRESS = N_(
    "The address ({kind}) of unit “{unit}” must be 1 to {limit} printable characters with no space at either end. "
    "Nothing was recorded; correct it."
)
ONE_PART = N_(
    "“{unit}” is to be split into “{into}” alone: that is no split. Nothing was recorded. If it becomes part of that "
    "one, say so: `thoihan units merge {unit} --into {into}`; else name all that it becomes."
)
NOTHING_TO_ERASE = N_("Unit “{unit}” has no address of these kinds: {kinds}. Nothing was recorded.")

LONGEST = 200
"""Most characters of an address."""

TOGETHER = "units.ended"
"""The type of events with which several units end at once."""

ENDING = ("unit.merged", "unit.split", "unit.ended", TOGETHER)
"""The types of events with which units end."""

# --- registered -------------------------------------------------------------------------------------------------------


def _admit_registration(entry: Entry) -> None:
    """Raise EventError unless each unit stands below one that there is, and none below itself."""
    fresh = {unit["code"]: unit.get("parent") for unit in entry.event.data["units"]}
    units = entry.snapshot.units()
    parents = {code: row.parent for code, row in units.rows.items()} | fresh
    for code, parent in fresh.items():
        kept = code in units.rows and parent == units.rows[code].parent  # a plan may have put it below who is not there
        if parent is not None and parent not in parents and not kept:
            raise EventError(NO_PARENT, unit=code, parent=parent)
        _must_not_circle(code, parents)
    rows = [_row_of(entry, unit) for unit in entry.event.data["units"]]
    must_be_groups(rows, entry.snapshot.units(rows))
    for row in _brought_contacts(entry, rows):
        _must_be_an_address(row)


def _must_be_an_address(row: ContactRow) -> None:
    plain = row.address == row.address.strip() and row.address.isprintable()
    if not plain or not 0 < len(row.address) <= LONGEST:
        raise EventError(BAD_ADDRESS, unit=row.unit, kind=row.kind, limit=LONGEST)


def _must_not_circle(code: str, parents: Mapping[str, str | None]) -> None:
    seen, at = {code}, parents[code]
    while at is not None:
        if at in seen:
            raise EventError(CYCLE, unit=code)
        seen.add(at)
        at = parents.get(at)


def _registered(entry: Entry) -> Brought:
    """Agencies come in or change: plans that know them, or their kind there, may have tasks for them."""
    units = [_row_of(entry, unit) for unit in entry.event.data["units"]]
    plans = knowing(entry, entry.snapshot.units(units), {unit.code for unit in units})
    parts = [Review(plan=plan, scope=everything(plan)) for plan in plans]
    come, gone = _brought_contacts(entry, units), list(_gone(entry, units))
    return Brought(units=units, contacts=come, contacts_gone=gone, moved=_moved(entry, come, gone), parts=parts)


def _row_of(entry: Entry, unit: Mapping[str, Any]) -> UnitRow:
    """The row of a unit as it is registered; that it ended is not forgotten."""
    said, known = of_event(unit), entry.snapshot.units().rows.get(unit["code"])
    addresses = said.get("parent"), said.get("email_seal"), said.get("phone_seal")
    ended = (known.ended_on, known.successor) if known else (None, None)
    texts = int(bool(said.get("texts")))
    group = BETWEEN.join(_members(said)), said.get("tasks") or ""
    first = said["code"], said["name"], said["kind"], *addresses, entry.position, *ended, texts
    return UnitRow(*first, *group, others_of(said))


def _members(unit: Mapping[str, Any]) -> Iterator[str]:
    """The members of a group as the event has them, each as it is kept. Raises EventError."""
    for text in unit.get("members") or ():
        try:
            yield members_text(parse_members(text))
        except MemberSyntaxError:
            raise EventError(NOT_MEMBERS, unit=unit["code"], read=text) from None


def _brought_contacts(entry: Entry, units: Sequence[UnitRow]) -> list[ContactRow]:
    """The addresses that are new with the event: those of a log of before, and those handed in beside the event.

    Raises EventError where an address is missing when the event is recorded. When a log is followed again, those that
    were kept apart are nowhere; what is only supposed to happen needs none.
    """
    before = [unit for unit in entry.event.data["units"] if unit.keys() & set(KINDS)]
    found = [row for one in before for row in in_log(one["code"], one.get("email"), one.get("phone"), entry.position)]
    given, known = by_place(entry.handed.contacts if entry.handed else ()), entry.snapshot.units().rows
    for unit in () if entry.handed is None or entry.supposed else units:
        was = seals(known[unit.code]) if unit.code in known else {}
        fresh = (kind for kind, one in seals(unit).items() if one not in (was.get(kind), IN_LOG))
        found += [_given(given, unit, kind, entry.position) for kind in fresh]
    return found


def _given(given: Kept, unit: UnitRow, kind: str, position: int) -> ContactRow:
    row = given.get((unit.code, kind))
    if row is None or seal(row) != seals(unit)[kind]:
        raise EventError(NO_ADDRESS, unit=unit.code, kind=kind)
    return row._replace(position=position)


def _gone(entry: Entry, units: Sequence[UnitRow]) -> Iterator[tuple[str, str]]:
    """The addresses that the event takes away, or puts others in the place of."""
    known = entry.snapshot.units().rows
    for unit in units:
        was = seals(known[unit.code]) if unit.code in known else {}
        yield from ((unit.code, kind) for kind, one in was.items() if one != seals(unit).get(kind))


def _moved(entry: Entry, come: Sequence[ContactRow], gone: Sequence[tuple[str, str]]) -> Sequence[Moved]:
    """The addresses that stand elsewhere now, or nowhere; none where a log is followed that has only their seals."""
    codes = {row.unit for row in come} | {unit for unit, _ in gone}
    was = by_place(entry.session.contacts(codes)) if codes else {}
    left = {place: row for place, row in was.items() if place not in set(gone)}
    return moved(was.values(), {**left, **by_place(come)}.values())


# --- its addresses erased ---------------------------------------------------------------------------------------------


def _admit_erasing(entry: Entry) -> None:
    """Raise EventError unless the unit is there, perhaps ended, and has the addresses that are to go."""
    units, kinds = entry.snapshot.units(), entry.event.data["kinds"]
    code = unit_named(units, entry.event.subject or "")
    if not kinds or not set(kinds) <= seals(units.rows[code]).keys():
        raise EventError(NOTHING_TO_ERASE, unit=code, kinds=", ".join(kinds))


def _erased(entry: Entry) -> Brought:
    code, kinds = entry.event.subject or "", entry.event.data["kinds"]
    row = entry.snapshot.units().rows[code]._replace(position=entry.position)
    gone = [(code, kind) for kind in kinds]
    return Brought(units=[without(row, kinds)], contacts_gone=gone, moved=_moved(entry, (), gone))


# --- succeeded --------------------------------------------------------------------------------------------------------


def living(entry: Entry, code: str) -> str:
    """The code of a unit that there is and that has not ended. Raises EventError."""
    units = entry.snapshot.units()
    if units.ended(unit_named(units, code)):
        since = told(end_of(entry.session, code))
        raise EventError(ENDED, unit=code, day=units.rows[code].ended_on, since=since)
    return code


def end_of(session: Session, unit: str) -> Event:
    """The event with which a unit ended."""
    log = (recorded.event for recorded in session.events(types=ENDING))
    return next(event for event in log if unit in heirs_in(event))


def heirs_in(event: Event) -> Mapping[str, str | None]:
    """By each unit that ends with an event, the one that takes over what is open; None: nobody."""
    if event.type == TOGETHER:
        return {one["unit"]: one.get("into") for one in event.data["ended"]}
    return {event.subject or "": _heir_in(event)}


def _admit_ending(entry: Entry) -> None:
    """Raise EventError unless the unit is there, and those that take over may."""
    event, units = entry.event, entry.snapshot.units()
    code = living(entry, event.subject or "")
    for other in event.data.get("into") or ():
        _may_take_over(units, code, unit_named(units, other), event.occurred_on)
    heir = _heir_in(event)
    if heir and heir not in event.data["into"]:
        raise EventError(NOT_AMONG, unit=code, heir=heir, known=", ".join(event.data["into"]))
    if event.type == "unit.split" and len(event.data["into"]) == 1:
        raise EventError(ONE_PART, unit=code, into=event.data["into"][0])


def _admit_ending_together(entry: Entry) -> None:
    """Raise EventError unless each unit is there, and who takes over from it may, and does not end with it."""
    units, heirs = entry.snapshot.units(), heirs_in(entry.event)
    for code, heir in heirs.items():
        living(entry, code)
        if heir:
            _may_take_over(units, code, unit_named(units, heir), entry.event.occurred_on)
        if heir in heirs:
            raise EventError(ENDS_TOO, unit=code, heir=heir)


def _may_take_over(units: Units, code: str, heir: str, day: date) -> None:
    """Raise EventError unless the heir was there on that day; what has become of it since may be recorded already."""
    if heir == code:
        raise EventError(ITSELF, unit=code)
    now = units.current(heir)
    if units.ended_by(heir, day) or now == code:
        template = CIRCLE if now == code else HEIR_ENDED
        raise EventError(template, unit=code, heir=heir, day=units.rows[heir].ended_on, now=now or "–")
    must_not_pass_to_its_group(units, code, dict.fromkeys((heir, now or heir)))


def _heir_in(event: Event) -> str | None:
    """The unit that takes over what is open: the one named, else the first of those it is split into."""
    into = event.data.get("into") or []
    return event.data.get("heir") or (into[0] if into else None)


def _ended(entry: Entry) -> Brought:
    """Units end: what they lead passes on, and what they were counted for is looked at again."""
    heirs, before = heirs_in(entry.event), entry.snapshot.units().rows
    rows = [_ended_row(entry, before[code], heir) for code, heir in heirs.items()]
    units = entry.snapshot.units(rows)
    plans = list(knowing(entry, units, heirs))
    parts = [
        Review(
            plan=plan,
            scope=_looked_at_again(Scoping(plan, entry.tools, units), heirs),
            notices=tuple(one for code in heirs for one in handed_over(entry.snapshot, plan, code, units)),
        )
        for plan in (*plans, *with_tasks_left(entry.snapshot, {plan.id for plan in plans}))
    ]
    return Brought(units=rows, parts=parts)


def knowing(entry: Entry, now: Units, codes: Iterable[str]) -> Iterator[Plan]:
    """The plans for which it may matter that agencies change, as the tree was and as it is `now`."""
    found = entry.snapshot.knowing(of_units((entry.snapshot.units(), now), codes))
    plans = entry.snapshot.plans()
    yield from (plans[name] for name in plans if name in found)


def _ended_row(entry: Entry, row: UnitRow, heir: str | None) -> UnitRow:
    """The row of a unit as it has ended: it keeps the parent that it had, by which the days before are counted."""
    return row._replace(ended_on=entry.event.occurred_on.isoformat(), successor=heir, position=entry.position)


def _looked_at_again(scoping: Scoping, codes: Iterable[str]) -> Scope:
    """The rules that the end of units may change something for: at and below them, and where their kinds count."""
    units, rules = scoping.units, scoping.plan.rules
    kinds = {units.rows[code].kind for code in codes}
    below = frozenset().union(*map(units.looking_at, codes))
    there = {name: below if kinds.isdisjoint(kinds_of(rule)) else None for name, rule in rules.items()}
    return scoping.followed(there)


# --- renamed ----------------------------------------------------------------------------------------------------------


def _admit_renaming(entry: Entry) -> None:
    """Raise EventError unless the unit is there, and still has the name that it is to lose."""
    units, was = entry.snapshot.units(), entry.event.data.get("was")
    code = living(entry, entry.event.subject or "")
    if was and was != units.name(code):
        raise EventError(NAMED_OTHERWISE, unit=code, was=was, name=units.name(code))


def _renamed(entry: Entry) -> Brought:
    row = entry.snapshot.units().rows[entry.event.subject or ""]
    return Brought(units=[row._replace(name=entry.event.data["name"], position=entry.position)])


# --- the family -------------------------------------------------------------------------------------------------------


def _always_so(_snapshot: Snapshot, _event: Event) -> date:
    """The day since which there are agencies: they were there before somebody wrote them down."""
    return date.min


def _registered_matters(_session: Session, event: Event) -> Iterator[Matter]:
    yield from (("unit", unit["code"]) for unit in event.data["units"])


def _named_in(event: Event) -> Iterable[str]:
    if event.type == TOGETHER:
        return [code for pair in heirs_in(event).items() for code in pair if code]
    return (event.subject or "", *event.data.get("into", ()))


def _matters(_session: Session, event: Event) -> Iterator[Matter]:
    yield from (("unit", code) for code in _named_in(event))


def _called_so(entry: Entry) -> str | None:
    """Id of the event that gave the agency that name on that day, where it is the last that was said of it."""
    event, row = entry.event, entry.snapshot.units().rows.get(entry.event.subject or "")
    before = entry.session.event_at(row.position).event if row else None
    if before is None or (before.type, before.subject) != (event.type, event.subject):
        return None
    alike = (before.occurred_on, before.data["name"]) == (event.occurred_on, event.data["name"])
    return before.id if alike else None


_ENDING = Meaning(admit=_admit_ending, brings=_ended, closing=Closing.NO_GROUNDS, matters=_matters, names=_named_in)

MEANINGS: Mapping[str, Meaning] = {
    "units.registered": Meaning(
        admit=_admit_registration,
        brings=_registered,
        closing=Closing.NO_GROUNDS,
        matters=_registered_matters,
        since=_always_so,
    ),
    "unit.renamed": replace(_ENDING, known=_called_so, admit=_admit_renaming, brings=_renamed),
    "unit.contacts_erased": replace(_ENDING, admit=_admit_erasing, brings=_erased),
    **dict.fromkeys(ENDING, _ENDING),
    "unit.ended": replace(_ENDING, closing=Closing.UNIT_ENDED),
    TOGETHER: replace(_ENDING, admit=_admit_ending_together, closing=Closing.UNIT_ENDED),
}

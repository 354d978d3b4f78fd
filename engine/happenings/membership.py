"""Membership: groups have members that there are, and none contains itself, not by way of successors either."""

from collections.abc import Iterable

from engine.units import Units
from events.errors import N_, EventError
from events.rows import UnitRow
from rules.unit_kinds import GROUP

NO_GROUP = N_(
    "Unit “{unit}” is of the kind “{kind}”: only a group has members, or says whose its tasks are. Nothing was "
    "recorded; make it a group, or leave that out."
)
NO_MEMBER = N_(
    "The group “{unit}” is to have “{member}” as a member, which nobody knows. Nothing was recorded; add that one "
    "first, or correct the code."
)
CONTAINS_ITSELF = N_(
    "The group “{unit}” would contain itself: {circle}. Nothing was recorded; correct the members of one of them."
)

OWN_GROUP = N_(
    "“{unit}” is a member of the group “{group}”, which would contain itself once that took over. Nothing was "
    "recorded; name the unit that takes over, or give the group other members first."
)


def must_be_groups(rows: Iterable[UnitRow], units: Units) -> None:
    """Raise EventError unless those of `rows` that have members are groups of units there are, and not of themselves.

    `units` are all, these among them.
    """
    for row in rows:
        if (row.members or row.tasks) and row.kind != GROUP:
            raise EventError(NO_GROUP, unit=row.code, kind=row.kind)
        for code in (code for member in units.groups.get(row.code, ()) for code in member.codes):
            if code not in units.rows:
                raise EventError(NO_MEMBER, unit=row.code, member=code)
        circle = units.circle(row.code) or _by_succession(units, row.code)
        if circle:
            raise EventError(CONTAINS_ITSELF, unit=row.code, circle=" < ".join(circle))


def _by_succession(units: Units, code: str) -> tuple[str, ...]:
    """The group, a member that became part of it, and the group again; () where there is none."""
    members = units.members(code) if code in units.groups and units.any_ended else ()
    return next(((code, one, code) for one in members if one != code and units.current(one) == code), ())


def must_not_pass_to_its_group(units: Units, code: str, heirs: Iterable[str]) -> None:
    """Raise EventError where an heir is a group among whose members the unit is that passes on to it."""
    for group in heirs:
        if code in units.members(group):
            raise EventError(OWN_GROUP, unit=code, group=group)

"""Accounts that somebody may change: of which units, and with which roles."""

from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Role
from events.beside.accounts import AccountRow

GIVEN = (Role.AGENCY, Role.UNIT_ADMINISTRATOR, Role.LEADER)
"""Roles that a unit's own administrator gives; the others are for the administrator of the program."""


def roles_to_give(asker: Principal) -> tuple[Role, ...]:
    """The roles that are his to give."""
    return tuple(Role) if asker.role is Role.ADMINISTRATOR else GIVEN


def may_change(asker: Principal, row: AccountRow) -> bool:
    """True if an account is his to change, and a link that opens it his to have."""
    return asker.sees(row.unit) and Role(row.role) in roles_to_give(asker)

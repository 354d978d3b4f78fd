"""Accounts and tokens, made and ended."""

from adapters.bootstrap import Office
from adapters.web.accounts.names import account_name
from adapters.web.accounts.passwords import hashed
from adapters.web.accounts.secrets_shown_once import digest, new_token
from adapters.web.rights.roles import Role
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from engine.units import Units
from events.beside.accounts import AccountRow, TokenRow
from events.chain import moment_text
from events.rows import Changes
from rules.problems import N_

NAME = 8
"""So many of the first digits of its hash are what a token is called by."""

_NO_UNIT = N_("There is no unit “{unit}”. `thoihan units list` lists them. Nothing was changed.")
_NO_ROLE = N_("There is no role “{role}”: write one of {roles}.")
_THERE = N_("There is an account “{name}” already. Nothing was changed.")
NO_ACCOUNT = N_("There is no account “{name}”. `thoihan users list` lists them. Nothing was changed.")
_WAS_ENDED = N_("The account “{name}” was ended. Nothing was changed.")
_LAST = N_("“{name}” is the last administrator: add another one first. Nothing was changed.")
_NO_TOKEN = N_("There is no token “{name}”. `thoihan tokens list` lists them. Nothing was changed.")
_SEVERAL = N_("“{name}” may be any of {count} tokens. Write more digits; `thoihan tokens list` lists them.")


def role_of(text: str) -> Role:
    """The role that is called so. Raises Refused."""
    try:
        return Role(text.strip().lower())
    except ValueError:
        raise Refused(_NO_ROLE, role=one_line(text, 40), roles=[str(role) for role in Role]) from None


def known_unit(office: Office, code: str) -> str:
    """The unit of that code. Raises Refused."""
    if code not in units_of(office).rows:
        raise Refused(_NO_UNIT, unit=one_line(code, 60))
    return code


def units_of(office: Office) -> Units:
    """The tree of agencies as it is now."""
    with office.store.begin(write=False) as session:
        return Snapshot(session, office.tools).units()


def new_account(office: Office, name: str, role: Role, unit: str, *, person: str = "", by: str = "") -> AccountRow:
    """The account of a new name, without a password yet; it is not kept. Raises Refused."""
    name = account_name(name)
    if any(not row.ended_at for row in office.accounts.accounts(name=name)):
        raise Refused(_THERE, name=name)
    made = moment_text(office.clock.now()), by or office.settings.actor
    return AccountRow(name, known_unit(office, unit), str(role), one_line(person, 100), "", "", 0, *made, "", "")


def with_password(office: Office, row: AccountRow, password: str) -> AccountRow:
    """The account with another password; it is not kept. Raises Refused."""
    return row._replace(password=hashed(password, row.name), changed_at=moment_text(office.clock.now()))


def give_password(office: Office, row: AccountRow, password: str) -> AccountRow:
    """Keep another password of an account, while it holds, and give the account. Raises Refused."""
    now = with_password(office, row, password)
    if not office.accounts.change(row.name, password=now.password, changed_at=now.changed_at):
        raise Refused(_WAS_ENDED, name=row.name)
    return now


def keep(office: Office, *rows: AccountRow) -> None:
    """Keep accounts."""
    office.accounts.keep(Changes(accounts=rows))


def account(office: Office, name: str) -> AccountRow:
    """The account of that name, ended or not. Raises Refused."""
    found = office.accounts.accounts(name=account_name(name))
    if not found:
        raise Refused(NO_ACCOUNT, name=one_line(name, 60))
    return found[0]


def ended(office: Office, row: AccountRow, *, also: AccountRow | None = None) -> AccountRow:
    """The account that cannot be used from now on; it is not kept. Raises Refused for the last administrator.

    `also`: one that is about to be kept.
    """
    there = [*office.accounts.accounts(), *([also] if also else [])]
    others = (one for one in there if one.name != row.name and not one.ended_at)
    if row.role == Role.ADMINISTRATOR and not any(one.role == Role.ADMINISTRATOR for one in others):
        raise Refused(_LAST, name=row.name)
    return row._replace(ended_at=row.ended_at or moment_text(office.clock.now()), password="", totp="")


def end(office: Office, row: AccountRow) -> None:
    """Keep that an account is ended, and whatever it had open."""
    keep(office, row)
    office.accounts.end_sign_ins(row.name, row.ended_at)
    for link in office.accounts.invitations(account=row.name):
        office.accounts.use_invitation(link.hash, row.ended_at)


def new_program(office: Office, role: Role, unit: str, name: str, *, by: str = "") -> tuple[str, TokenRow]:
    """A token for a program, and the row that is kept of it; it is not kept yet. Raises Refused."""
    token, made = new_token(), (moment_text(office.clock.now()), by or office.settings.actor)
    unit = known_unit(office, unit)
    return token, TokenRow(digest(token), one_line(name, 60) or f"{role} {unit}", unit, str(role), *made, "", "")


def token_named(office: Office, name: str) -> TokenRow:
    """The token that is called so, by the first digits of its hash. Raises Refused."""
    found = [row for row in office.accounts.tokens() if len(name) >= NAME and row.hash.startswith(name.lower())]
    if not found:
        raise Refused(_NO_TOKEN, name=one_line(name, 70))
    if len(found) > 1:
        raise Refused(_SEVERAL, name=one_line(name, 70), count=len(found))
    return found[0]

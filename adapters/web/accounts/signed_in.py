"""The asker by what he shows: the cookie of a browser, or the token of a program."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from adapters.bootstrap import Office
from adapters.web.accounts.making import units_of
from adapters.web.accounts.secrets_shown_once import digest, new_secret
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Role
from events.beside.accounts import AccountRow, SignInRow
from events.chain import moment_text
from events.rows import Changes

OPEN, CODE = "open", "code"
"""Stages of a sign-in: all that he may, or nothing until he has given his one-time code."""

IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)
"""A sign-in ends where nothing is asked for so long, and at the latest so long after it began."""

_CODE_WITHIN = timedelta(minutes=10)
_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn:
    """A browser with which somebody signed in."""

    row: SignInRow
    account: AccountRow
    cookie: str


def begin(office: Office, account: AccountRow, device: str, stage: str = OPEN) -> str:
    """Sign somebody in, whose password was right; gives what the cookie says. Old sign-ins are removed."""
    cookie, now = new_secret(), office.clock.now()
    moment = moment_text(now)
    office.accounts.forget_sign_ins(moment_text(now - LONGEST))
    office.accounts.keep(Changes(sign_ins=[SignInRow(digest(cookie), account.name, stage, device, moment, moment, "")]))
    return cookie


def signed_in(office: Office, cookie: str) -> SignedIn | None:
    """The sign-in that a cookie is of, while it holds; that it was seen is noted now and then."""
    found = office.accounts.signed_in(digest(cookie))
    if found is None or found[0].ended_at or found[1].ended_at:
        return None
    now, (row, account) = office.clock.now(), found
    made, seen = datetime.fromisoformat(row.made_at), datetime.fromisoformat(row.seen_at)
    if now - seen > IDLE or now - made > LONGEST or (row.stage == CODE and now - made > _CODE_WITHIN):
        return None
    if now - seen > _NOTED_EVERY:
        office.accounts.saw(row.hash, moment_text(now))
    return SignedIn(row, account, cookie)


def principal(office: Office, account: AccountRow) -> Principal:
    """Somebody as routes know him."""
    key = f"account {account.name} {account.made_at}"
    return Principal(account.name, Role(account.role), account.unit, partial(units_of, office), account.person, key)


def program(office: Office, token: str) -> Principal | None:
    """The program that shows a token, while that holds; the day on which it was last shown is noted."""
    found = office.accounts.tokens(hash=digest(token))
    if not found or found[0].revoked_at:
        return None
    row, today = found[0], office.clock.today().isoformat()
    if row.used_on != today:
        office.accounts.used(row.hash, today)
    return Principal(row.name, Role(row.role), row.unit, partial(units_of, office), key=f"token {row.hash}")

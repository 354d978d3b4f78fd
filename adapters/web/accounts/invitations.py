"""Links by which somebody signs in once: for whoever has no password yet, or has forgotten it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from adapters.bootstrap import Office
from adapters.web.accounts.secrets_shown_once import digest, new_secret
from events.beside.accounts import AccountRow, InvitationRow
from events.chain import moment_text
from events.rows import Changes

PATH = "/sign-in/once/"
HOLDS = timedelta(days=14)


def invite(office: Office, people: Sequence[AccountRow], *, by: str = "") -> list[str]:
    """Keep these accounts, and give for each the path of a link; former links of theirs hold no more."""
    now, secrets = office.clock.now(), [new_secret() for _ in people]
    moment, maker = moment_text(now), by or office.settings.actor
    for row in people:
        revoke(office, row.name)
    ends = moment_text(now + HOLDS)
    links = [
        InvitationRow(digest(secret), row.name, moment, maker, ends, "")
        for row, secret in zip(people, secrets, strict=True)
    ]
    office.accounts.keep(Changes(accounts=people, invitations=links))
    return [f"{PATH}{secret}" for secret in secrets]


def revoke(office: Office, name: str) -> None:
    """Have the links of somebody hold no more."""
    moment = moment_text(office.clock.now())
    for link in office.accounts.invitations(account=name):
        office.accounts.use_invitation(link.hash, moment)


def invited(office: Office, secret: str) -> AccountRow | None:
    """Whose link it is, while it holds; looking does not use it up."""
    found = office.accounts.invitations(hash=digest(secret))
    if not found or found[0].used_at or datetime.fromisoformat(found[0].ends_at) < office.clock.now():
        return None
    accounts = office.accounts.accounts(name=found[0].account)
    return accounts[0] if accounts and not accounts[0].ended_at else None


def use(office: Office, secret: str) -> bool:
    """Use a link up. False: somebody was quicker."""
    return office.accounts.use_invitation(digest(secret), moment_text(office.clock.now()))

"""Links by which somebody signs in once: for whoever has no password yet, or has forgotten it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.bootstrap import Office
from adapters.web.accounts.secrets_shown_once import digest, new_secret
from events.beside.accounts import AccountRow, InvitationRow
from events.chain import moment_text
from events.rows import Changes

PATH = "/sign-in/once/"
HOLDS = timedelta(days=14)


@dataclass(frozen=True)
class Invitations:
    """Accounts, and for each the path of a link; nothing is kept yet."""

    people: Sequence[AccountRow]
    paths: Sequence[str]
    rows: Sequence[InvitationRow]

    def keep(self, office: Office) -> None:
        """Keep them; former links of theirs hold no more."""
        for row in self.people:
            revoke(office, row.name)
        office.accounts.keep(Changes(accounts=self.people, invitations=self.rows))


def invitations(office: Office, people: Sequence[AccountRow], *, by: str = "") -> Invitations:
    """A link for each."""
    now, secrets = office.clock.now(), [new_secret() for _ in people]
    made = moment_text(now), by or office.settings.actor, moment_text(now + HOLDS)
    rows = [InvitationRow(digest(secret), row.name, *made, "") for row, secret in zip(people, secrets, strict=True)]
    return Invitations(people, [f"{PATH}{secret}" for secret in secrets], rows)


def invite(office: Office, row: AccountRow, *, by: str = "") -> str:
    """Keep an account, and give the path of its link."""
    made = invitations(office, [row], by=by)
    made.keep(office)
    return made.paths[0]


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

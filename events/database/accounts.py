"""Accounts on a database: in short transactions beside those who record, so that none waits for a log that is held."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Select, delete, func, or_, select, update

from events.beside.accounts import AccountRow, AttemptRow, InvitationRow, KeptListRow, SignInRow, TokenRow, VisitRow
from events.database import bulk
from events.database.dialects import Mode
from events.database.tables import table
from events.rows import Changes

_ACCOUNT, _SIGN_IN, _TOKEN = table("account"), table("sign_in"), table("token")
_INVITATION, _VISIT, _ATTEMPT = table("invitation"), table("visit"), table("attempt")
_KEPT_LIST = table("kept_list")
_OF = _SIGN_IN.c
_SIGNED_IN = select(_SIGN_IN, _ACCOUNT).join_from(_SIGN_IN, _ACCOUNT, _ACCOUNT.c.name == _OF.account)


class SqlAccounts:
    """Accounts in the tables of a store, by transactions of its. See `events.store.Accounts`."""

    def __init__(self, transaction: Callable[[Mode], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction

    def accounts(self, *, name: str | None = None, unit: str | None = None) -> list[AccountRow]:
        """The accounts, by name."""
        found = self._rows(_filtered(select(_ACCOUNT), _ACCOUNT.c, {"name": name, "unit": unit}))
        return [AccountRow(*row) for row in found]

    def signed_in(self, hash: str) -> tuple[SignInRow, AccountRow] | None:  # noqa: A002
        """The sign-in of a cookie, and whose it is."""
        width = len(SignInRow._fields)
        row = next(iter(self._rows(_SIGNED_IN.where(_OF.hash == hash))), None)
        return (SignInRow(*row[:width]), AccountRow(*row[width:])) if row else None

    def sign_ins(self, account: str) -> list[SignInRow]:
        """The browsers with which somebody signed in."""
        return [SignInRow(*row) for row in self._rows(select(_SIGN_IN).where(_OF.account == account))]

    def tokens(self, *, hash: str | None = None) -> list[TokenRow]:  # noqa: A002
        """The tokens."""
        return [TokenRow(*row) for row in self._rows(_filtered(select(_TOKEN), _TOKEN.c, {"hash": hash}))]

    def invitations(self, *, hash: str | None = None, account: str | None = None) -> list[InvitationRow]:  # noqa: A002
        """The one-time links."""
        filters = {"hash": hash, "account": account}
        return [InvitationRow(*row) for row in self._rows(_filtered(select(_INVITATION), _INVITATION.c, filters))]

    def visit(self, account: str) -> VisitRow | None:
        """How far somebody has looked."""
        found = self._rows(select(_VISIT).where(_VISIT.c.account == account))
        return VisitRow(*found[0]) if found else None

    def kept_lists(self, account: str, shared: Collection[str]) -> list[KeptListRow]:
        """The lists of tasks that somebody kept, and those that are shared with these units."""
        of = _KEPT_LIST.c
        seen = or_(of.account == account, of.unit.in_(sorted({*shared} - {""})))
        found = self._rows(select(_KEPT_LIST).where(seen, of.ended_at == ""))
        return sorted(KeptListRow(*row) for row in found)

    def keep(self, changes: Changes) -> None:
        """Write rows."""
        with self._transaction(Mode.OUTBOX) as connection:
            bulk.apply(connection, changes)

    def change(self, account: str, **values: str | int) -> bool:
        """Change columns of an account."""
        of = _ACCOUNT.c
        return self._changed(update(_ACCOUNT).where(of.name == account, of.ended_at == "").values(**values))

    def saw(self, hash: str, moment: str) -> None:  # noqa: A002
        """Note that a browser was seen."""
        self._changed(update(_SIGN_IN).where(_OF.hash == hash, _OF.ended_at == "").values(seen_at=moment))

    def used(self, hash: str, day: str) -> None:  # noqa: A002
        """Note the day on which a token was shown."""
        self._changed(update(_TOKEN).where(_TOKEN.c.hash == hash).values(used_on=day))

    def end_sign_ins(self, account: str, moment: str, *, only: str = "", but: str = "") -> None:
        """End what holds of somebody's."""
        these = update(_SIGN_IN).where(_OF.account == account, _OF.ended_at == "", _OF.hash != but)
        self._changed((these.where(_OF.hash == only) if only else these).values(ended_at=moment))

    def use_invitation(self, hash: str, moment: str) -> bool:  # noqa: A002
        """Use a one-time link up."""
        of = _INVITATION.c
        return self._changed(update(_INVITATION).where(of.hash == hash, of.used_at == "").values(used_at=moment))

    def take_code(self, account: str, step: int) -> bool:
        """Take a one-time code."""
        of = _ACCOUNT.c
        return self._changed(update(_ACCOUNT).where(of.name == account, of.totp_step < step).values(totp_step=step))

    def forget_sign_ins(self, before: str) -> None:
        """Remove what was last seen, or ended, before that moment."""
        self._changed(delete(_SIGN_IN).where(_OF.seen_at < before))

    def begin_codes(self, hash: str, sealed: str) -> None:  # noqa: A002
        """Note what codes are to be made from by the telephone of whoever signed in so."""
        self._changed(update(_SIGN_IN).where(_OF.hash == hash, _OF.ended_at == "").values(code_secret=sealed))

    def attempt(self, rows: Sequence[AttemptRow], since: str) -> list[int]:
        """Note an attempt, and count."""
        of = _ATTEMPT.c
        with self._transaction(Mode.OUTBOX) as connection:
            connection.execute(delete(_ATTEMPT).where(of.moment < since))
            bulk.apply(connection, Changes(attempts=rows))
        found = dict.fromkeys((row.who for row in rows), 0)
        counted = select(of.who, func.count()).where(of.who.in_(found), of.moment >= since).group_by(of.who)
        with self._transaction(Mode.READ) as connection:  # another one: who comes later counts those before him
            found |= {row[0]: row[1] for row in connection.execute(counted)}
        return [found[row.who] for row in rows]

    def forgive(self, id: str) -> None:  # noqa: A002
        """Take an attempt out again."""
        self._changed(delete(_ATTEMPT).where(_ATTEMPT.c.id == id))

    def _rows(self, statement: Select[Any]) -> list[tuple[Any, ...]]:
        by = statement.columns_clause_froms[0].primary_key
        with self._transaction(Mode.READ) as connection:
            return [tuple(row) for row in connection.execute(statement.order_by(*by))]

    def _changed(self, statement: Any) -> bool:
        with self._transaction(Mode.OUTBOX) as connection:
            return bool(connection.execute(statement).rowcount)


def _filtered(statement: Select[Any], columns: Any, filters: Mapping[str, str | None]) -> Select[Any]:
    return statement.where(*(columns[name] == value for name, value in filters.items() if value is not None))

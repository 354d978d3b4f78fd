"""Accounts in memory: by the rules of `events.database.accounts`."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Any

from events.beside.accounts import AccountRow, AttemptRow, InvitationRow, KeptListRow, SignInRow, TokenRow, VisitRow
from events.in_memory.tables import Kept
from events.in_memory.writing import apply
from events.rows import Changes


class MemoryAccounts:
    """Accounts among the rows of a store: as it now is, and as it is changed. See `events.store.Accounts`."""

    def __init__(self, state: Callable[[], Kept], changing: Callable[[], AbstractContextManager[Kept]]) -> None:
        self._state, self._changing = state, changing

    def accounts(self, *, name: str | None = None, unit: str | None = None) -> list[AccountRow]:
        """The accounts, by name."""
        return [AccountRow(*row) for row in self._rows("account", name=name, unit=unit)]

    def signed_in(self, hash: str) -> tuple[SignInRow, AccountRow] | None:  # noqa: A002
        """The sign-in of a cookie, and whose it is."""
        state = self._state()
        row = state.rows["sign_in"].get((hash,))
        account = state.rows["account"].get((row.account,)) if row else None
        return (row, account) if row and account else None

    def sign_ins(self, account: str) -> list[SignInRow]:
        """The browsers with which somebody signed in."""
        return [SignInRow(*row) for row in self._rows("sign_in", account=account)]

    def tokens(self, *, hash: str | None = None) -> list[TokenRow]:  # noqa: A002
        """The tokens."""
        return [TokenRow(*row) for row in self._rows("token", hash=hash)]

    def invitations(self, *, hash: str | None = None, account: str | None = None) -> list[InvitationRow]:  # noqa: A002
        """The one-time links."""
        return [InvitationRow(*row) for row in self._rows("invitation", hash=hash, account=account)]

    def visit(self, account: str) -> VisitRow | None:
        """How far somebody has looked."""
        found: VisitRow | None = self._state().rows["visit"].get((account,))
        return found

    def kept_lists(self, account: str, shared: Collection[str]) -> list[KeptListRow]:
        """The lists of tasks that somebody kept, and those that are shared with these units."""
        units = {*shared} - {""}
        rows = (row for row in self._rows("kept_list") if row.account == account or row.unit in units)
        return sorted(row for row in rows if not row.ended_at)

    def keep(self, changes: Changes) -> None:
        """Write rows."""
        with self._changing() as state:
            apply(state, changes)

    def change(self, account: str, **values: str | int) -> bool:
        """Change columns of an account."""
        found = [row for row in self._rows("account", name=account) if not row.ended_at]
        return self._change("account", found, **values)

    def saw(self, hash: str, moment: str) -> None:  # noqa: A002
        """Note that a browser was seen."""
        self._change("sign_in", [row for row in self._rows("sign_in", hash=hash) if not row.ended_at], seen_at=moment)

    def used(self, hash: str, day: str) -> None:  # noqa: A002
        """Note the day on which a token was shown."""
        self._change("token", self._rows("token", hash=hash), used_on=day)

    def end_sign_ins(self, account: str, moment: str, *, only: str = "", but: str = "") -> None:
        """End what holds of somebody's."""
        found = [row for row in self._rows("sign_in", account=account) if not row.ended_at and row.hash != but]
        self._change("sign_in", [row for row in found if not only or row.hash == only], ended_at=moment)

    def use_invitation(self, hash: str, moment: str) -> bool:  # noqa: A002
        """Use a one-time link up."""
        found = [row for row in self._rows("invitation", hash=hash) if not row.used_at]
        return self._change("invitation", found, used_at=moment)

    def take_code(self, account: str, step: int) -> bool:
        """Take a one-time code."""
        found = [row for row in self._rows("account", name=account) if row.totp_step < step]
        return self._change("account", found, totp_step=step)

    def forget_sign_ins(self, before: str) -> None:
        """Remove what was last seen, or ended, before that moment."""
        with self._changing() as state:
            for key in [key for key, row in state.rows["sign_in"].items() if row.seen_at < before]:
                state.drop("sign_in", key)

    def begin_codes(self, hash: str, sealed: str) -> None:  # noqa: A002
        """Note what codes are to be made from by the telephone of whoever signed in so."""
        self._change(
            "sign_in", [row for row in self._rows("sign_in", hash=hash) if not row.ended_at], code_secret=sealed
        )

    def attempt(self, rows: Sequence[AttemptRow], since: str) -> list[int]:
        """Note an attempt, and count."""
        with self._changing() as state:
            for key in [key for key, row in state.rows["attempt"].items() if row.moment < since]:
                state.drop("attempt", key)
            apply(state, Changes(attempts=rows))
        return [len(self._rows("attempt", who=row.who)) for row in rows]

    def forgive(self, id: str) -> None:  # noqa: A002
        """Take an attempt out again."""
        with self._changing() as state:
            for key in [key for key in state.rows["attempt"] if key[0] == id]:
                state.drop("attempt", key)

    def _rows(self, table: str, **filters: str | None) -> list[Any]:
        wanted = [(name, value) for name, value in filters.items() if value is not None]
        return [
            row for row in self._state().sorted(table) if all(getattr(row, name) == value for name, value in wanted)
        ]

    def _change(self, table: str, rows: list[Any], **values: Any) -> bool:
        with self._changing() as state:
            state.put(table, {row[:1]: row._replace(**values) for row in rows})
        return bool(rows)

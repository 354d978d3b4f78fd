"""The protocol of who may sign in: kept beside the log, and beside those who record in it."""

from collections.abc import Collection, Sequence
from typing import Protocol

from events.beside.accounts import AccountRow, AttemptRow, InvitationRow, KeptListRow, SignInRow, TokenRow, VisitRow
from events.rows import Changes


class Accounts(Protocol):
    """Accounts, who signed in, tokens, one-time links; each call is a short transaction of its own.

    Moments are UTC text. What is kept of a secret is its hash, so that is what it is asked for by.
    """

    def accounts(self, *, name: str | None = None, unit: str | None = None) -> list[AccountRow]:
        """The accounts, ended ones too, by name: that of a name, those of a unit."""
        ...

    def signed_in(self, hash: str) -> tuple[SignInRow, AccountRow] | None:  # noqa: A002
        """The sign-in with that hash, whether it holds or not, and whose it is; by one statement."""
        ...

    def sign_ins(self, account: str) -> list[SignInRow]:
        """The browsers with which somebody signed in, those that ended too."""
        ...

    def tokens(self, *, hash: str | None = None) -> list[TokenRow]:  # noqa: A002
        """The tokens, revoked ones too; that with a hash."""
        ...

    def invitations(self, *, hash: str | None = None, account: str | None = None) -> list[InvitationRow]:  # noqa: A002
        """The one-time links, used ones too."""
        ...

    def visit(self, account: str) -> VisitRow | None:
        """How far in the log somebody has looked; None: not yet."""
        ...

    def kept_lists(self, account: str, shared: Collection[str]) -> list[KeptListRow]:
        """The lists of tasks that somebody kept, and those that are shared with these units; in order."""
        ...

    def keep(self, changes: Changes) -> None:
        """Write rows of these tables, and no others."""
        ...

    def change(self, account: str, **values: str | int) -> bool:
        """Change columns of an account, while it holds. False: there is none, or it was ended, be it meanwhile."""
        ...

    def saw(self, hash: str, moment: str) -> None:  # noqa: A002
        """Note that a browser was seen, where it has not been ended."""
        ...

    def used(self, hash: str, day: str) -> None:  # noqa: A002
        """Note the day on which a token was shown."""
        ...

    def end_sign_ins(self, account: str, moment: str, *, only: str = "", but: str = "") -> None:
        """End what holds of somebody's: the one with the hash `only`, or all but that with the hash `but`."""
        ...

    def use_invitation(self, hash: str, moment: str) -> bool:  # noqa: A002
        """Use a one-time link up. False: it was used, be it at the same time, or there is none."""
        ...

    def take_code(self, account: str, step: int) -> bool:
        """Take the one-time code of that half minute. False: it was taken, or a later one."""
        ...

    def forget_sign_ins(self, before: str) -> None:
        """Remove what was last seen, or ended, before that moment."""
        ...

    def begin_codes(self, hash: str, sealed: str) -> None:  # noqa: A002
        """Note what codes are to be made from by the telephone of whoever signed in so; "": nothing."""
        ...

    def attempt(self, rows: Sequence[AttemptRow], since: str) -> list[int]:
        """Note an attempt under several names, and say how many there were under each since that moment, with it.

        Of several at the same time each counts all that were noted before it, whichever process notes them.
        """
        ...

    def forgive(self, id: str) -> None:  # noqa: A002
        """Take an attempt out again: it was a right one, or too many."""
        ...

"""The kinds of rows that are kept, and those beside the log by the names of their tables."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from events.beside.accounts import AccountRow, AttemptRow, InvitationRow, KeptListRow, SignInRow, TokenRow, VisitRow
from events.beside.kept import WebhookRow
from events.beside.rows import (
    AccessRow,
    ApprovalRow,
    DigestRow,
    FeedAddressRow,
    HealthRow,
    ProposalRow,
    SaidAgainRow,
    SaidRow,
    ServedRow,
    ToldRow,
)


class RowKind(NamedTuple):
    """A kind of row that is kept."""

    row: type[tuple[Any, ...]]
    key: int  # so many of its first columns are its key

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(self.row.__annotations__)


BESIDE_KINDS: Mapping[str, RowKind] = {
    "access": RowKind(AccessRow, 5),
    "served": RowKind(ServedRow, 3),
    "feed_address": RowKind(FeedAddressRow, 1),
    "approval": RowKind(ApprovalRow, 1),
    "webhook": RowKind(WebhookRow, 1),
    "health": RowKind(HealthRow, 1),
    "digest": RowKind(DigestRow, 1),
    "told": RowKind(ToldRow, 3),
    "account": RowKind(AccountRow, 1),
    "sign_in": RowKind(SignInRow, 1),
    "token": RowKind(TokenRow, 1),
    "invitation": RowKind(InvitationRow, 1),
    "visit": RowKind(VisitRow, 1),
    "kept_list": RowKind(KeptListRow, 2),
    "said": RowKind(SaidRow, 1),
    "attempt": RowKind(AttemptRow, 2),
    "proposal": RowKind(ProposalRow, 1),
    "said_again": RowKind(SaidAgainRow, 1),
}

TABLES: Mapping[type[tuple[Any, ...]], str] = {kind.row: name for name, kind in BESIDE_KINDS.items()}
"""The table of each kind of row."""

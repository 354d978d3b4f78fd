"""Changes beside the log, as rows to be written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideChanges:
    """The part of `events.rows.Changes` that the log does not have. No key may stand twice in one field."""

    accesses: Sequence[AccessRow] = ()  # left as they are where they are there already
    served: Sequence[ServedRow] = ()  # replace by unit, plan and task
    feed_addresses: Sequence[FeedAddressRow] = ()  # replace by hash
    approvals: Sequence[ApprovalRow] = ()  # left as they are where the event has one already
    webhooks: Sequence[WebhookRow] = ()  # replace by id
    health: Sequence[HealthRow] = ()  # replace by name
    digests: Sequence[DigestRow] = ()  # replace by unit
    accounts: Sequence[AccountRow] = ()  # replace by name
    sign_ins: Sequence[SignInRow] = ()  # replace by hash
    tokens: Sequence[TokenRow] = ()  # replace by hash
    invitations: Sequence[InvitationRow] = ()  # replace by hash
    visits: Sequence[VisitRow] = ()  # replace by account
    attempts: Sequence[AttemptRow] = ()  # an attempt is new
    proposals: Sequence[ProposalRow] = ()  # replace by id
    said_again: Sequence[SaidAgainRow] = ()  # left as they are where the id is there already
    kept_lists: Sequence[KeptListRow] = ()  # replace by account and name
    told: Sequence[ToldRow] = ()  # replace by recipient, channel and task
    said: Sequence[SaidRow] = ()  # left as they are where the key is there already

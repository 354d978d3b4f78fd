"""The rules by which `Changes` are written: which rows go to which table, in which order, and over which others."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from events.beside.ways import EMAIL, PHONE
from events.rows import ROW_KINDS, Changes


class How(StrEnum):
    """The rule for a row whose key is there already."""

    ADD = "add"  # it is an error
    REPLACE = "replace"  # it takes the place of the one that is there
    KEEP = "keep"  # the one that is there stays
    SUM = "sum"  # its last column, a number, is added to that of the one that is there; what comes to zero goes


class Write(NamedTuple):
    """One kind of rows to write."""

    rows: str  # the field of `Changes` that has them
    table: str  # the one they go to
    how: How

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns written; a message's delivery keeps its defaults."""
        return ROW_KINDS[self.table].columns

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the key."""
        return self.columns[: ROW_KINDS[self.table].key]


WRITES = (
    Write("units", "unit", How.REPLACE),
    Write("contacts", "contact", How.REPLACE),
    Write("files", "file", How.KEEP),
    Write("plans", "plan", How.REPLACE),
    Write("compiled", "compiled", How.KEEP),
    Write("titles", "title", How.REPLACE),
    Write("mentions", "mention", How.KEEP),
    Write("calendar_days", "calendar_day", How.REPLACE),
    Write("cut_offs", "cut_off", How.REPLACE),
    Write("recounts", "recount", How.KEEP),
    Write("facts", "fact", How.REPLACE),
    Write("dues", "due", How.KEEP),
    Write("tasks_new", "task", How.ADD),
    Write("tasks_changed", "task", How.REPLACE),
    Write("tally", "tally", How.SUM),
    Write("history", "history", How.ADD),
    Write("bodies", "body", How.KEEP),
    Write("messages", "message", How.KEEP),
    Write("accesses", "access", How.KEEP),
    Write("served", "served", How.REPLACE),
    Write("feed_addresses", "feed_address", How.REPLACE),
    Write("approvals", "approval", How.KEEP),
    Write("webhooks", "webhook", How.REPLACE),
    Write("health", "health", How.REPLACE),
    Write("digests", "digest", How.REPLACE),
    Write("accounts", "account", How.REPLACE),
    Write("sign_ins", "sign_in", How.REPLACE),
    Write("tokens", "token", How.REPLACE),
    Write("invitations", "invitation", How.REPLACE),
    Write("visits", "visit", How.REPLACE),
    Write("attempts", "attempt", How.ADD),
    Write("proposals", "proposal", How.REPLACE),
    Write("said_again", "said_again", How.KEEP),
    Write("kept_lists", "kept_list", How.REPLACE),
    Write("said", "said", How.KEEP),
    Write("told", "told", How.REPLACE),
)
"""All of them, in the order in which they are written: rows that others refer to come first."""

TOLD = ("body", "message")
"""The tables of what was told: it stays so, whatever the rows are built anew to."""

APART = (
    *("contact", "file", "access", "served", "feed_address", "webhook", "approval", "digest", "health", "told", "said"),
    *("account", "sign_in", "token", "invitation", "visit", "kept_list", "attempt", "proposal", "said_again"),
)
"""The tables of what the log does not have: it stays too."""

CONCLUDED = tuple(name for name in ROW_KINDS if name not in (*TOLD, *APART))
"""The tables whose rows are built anew where a newer version of the program comes to others."""


def nobody_there(changes: Changes) -> Sequence[tuple[str, str]]:
    """Unit and kind of further addresses that go, and have none in their place: who was told there is not any more."""
    come = {(unit, kind) for unit, kind, *_ in changes.contacts}  # a copy has plain tuples
    return [one for one in changes.contacts_gone if one not in come and one[1] not in (EMAIL, PHONE)]

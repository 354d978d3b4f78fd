"""The protocols of a store: a log, what is concluded from it, and an outbox, kept together in one database.

    Transactions     begin() gives a Session: all that the engine asks for
    Handing          messages handed out: all that a dispatcher asks for
    Outbox           that, and all else about the delivery of messages
    Accounts         who may sign in, and as what
    Store            all of these, counted and closed: what `events.opening.open_store` gives by an address

    LogReader        the log, read
    Register         the rows concluded from it, read
    Session          both within one transaction, and all that writes

Whatever passes `tests/conformance/test_store*.py` is a store.
"""

from events.store.accounts import Accounts
from events.store.questions import (
    MEMORY,
    NO_WAIT,
    Asked,
    Cap,
    Compose,
    Composer,
    Digests,
    DueColumn,
    Gathered,
    Place,
    Places,
    Present,
    Quiet,
    Since,
    Soundness,
    Telling,
    Timing,
)
from events.store.reading import LogReader, Register
from events.store.transactions import Handing, Outbox, Session, Store, Transactions

__all__ = [
    "MEMORY",
    "NO_WAIT",
    "Accounts",
    "Asked",
    "Cap",
    "Compose",
    "Composer",
    "Digests",
    "DueColumn",
    "Gathered",
    "Handing",
    "LogReader",
    "Outbox",
    "Place",
    "Places",
    "Present",
    "Quiet",
    "Register",
    "Session",
    "Since",
    "Soundness",
    "Store",
    "Telling",
    "Timing",
    "Transactions",
]

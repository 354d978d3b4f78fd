"""Addresses of calendars, for programs and by what they are called."""

from adapters.answers.task_answers import Answer
from adapters.feeds.addresses import NAME
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from events.beside.rows import FeedAddressRow
from events.store import Register
from rules.problems import N_

_NO_NAME = N_("There is no address “{name}”. `thoihan feeds list` lists them. Nothing was changed.")
_SEVERAL = N_("“{name}” may be any of {count} addresses. Write more digits; `thoihan feeds list` lists them.")


def feed_named(register: Register, name: str) -> FeedAddressRow:
    """The address that is called so. Raises Refused."""
    found = [row for row in register.beside(FeedAddressRow) if len(name) >= NAME and row.hash.startswith(name.lower())]
    if not found:
        raise Refused(_NO_NAME, name=one_line(name, 70))
    if len(found) > 1:
        raise Refused(_SEVERAL, name=one_line(name, 70), count=len(found))
    return found[0]


def feed_answer(row: FeedAddressRow) -> Answer:
    """An address, which is kept nowhere, by what is kept of it."""
    return {
        "id": row.hash[:NAME],
        "unit": row.unit,
        "person": row.person or None,
        "made_at": row.made_at,
        "made_by": row.made_by,
        "revoked_at": row.revoked_at or None,
    }

"""Addresses of calendars: whoever has one reads the calendar, so nobody can guess it, and it can be taken back.

Calendar programs can give no password. The address is its own: 256 random bits, shown once, kept as a hash only.
"""

import hashlib
import secrets

from adapters.clock import Clock
from events.beside.rows import FeedAddressRow
from events.chain import moment_text
from events.store import Register

NAME = 8
"""So many of the first digits of its hash are what an address is called by."""


def new_address(unit: str, person: str, clock: Clock, actor: str) -> tuple[str, FeedAddressRow]:
    """An address of the calendar of a unit, or of a person in it; and the row that is kept of it."""
    address = secrets.token_urlsafe(32)
    return address, FeedAddressRow(digest(address), unit, person, moment_text(clock.now()), actor, "")


def digest(address: str) -> str:
    """The hash of an address."""
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()


def opened(register: Register, address: str) -> FeedAddressRow | None:
    """The address that a text is, while it holds; None: there is none, or it was revoked."""
    found = register.beside(FeedAddressRow, hash=digest(address))
    return found[0] if found and not found[0].revoked_at else None

"""Guessing passwords is slow: who was wrong so often, or where so often somebody was, waits.

Attempts are counted in the database, so that several processes count together. Each is noted before anything is looked
at, and taken out again where it was a right one: of many at the same time no more are looked at than may be.
"""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from adapters.bootstrap import Office
from events.beside.accounts import AttemptRow
from events.chain import moment_text

OF_ACCOUNT, OF_ADDRESS = 10, 100
"""So many wrong ones in so many minutes: a whole office may come from one address."""

MINUTES = 15


class Throttle:
    """Counts wrong passwords and codes, together with all other processes."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def begin(self, account: str, address: str) -> str | None:
        """Note an attempt, and give its name; None: nothing is looked at for now, right or wrong."""
        now, name = self._office.clock.now(), secrets.token_hex(8)
        limits = dict(_counted(account, address))
        rows = [AttemptRow(name, who, moment_text(now)) for who in limits]
        counts = self._office.accounts.attempt(rows, moment_text(now - timedelta(minutes=MINUTES)))
        if all(count <= most for count, most in zip(counts, limits.values(), strict=True)):
            return name
        self.right(name)
        return None

    def right(self, attempt: str) -> None:
        """Take an attempt out again: it was right, or it was not looked at."""
        self._office.accounts.forgive(attempt)


def _counted(account: str, address: str) -> Iterator[tuple[str, int]]:
    """The names under which an attempt counts, as digests: one may have typed his password for a name."""
    if account:
        yield _digest("account", account), OF_ACCOUNT
    yield _digest("address", _place(address)), OF_ADDRESS


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _place(address: str) -> str:
    """The address; of the new kind the network, since whoever has one has all of it."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else address

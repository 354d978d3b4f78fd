"""The ways to an agency: by which channel, and to whom in it (docs/decisions/0205).

An address has a kind, and its kind says all of that: `email` is the officer's, `leader_email` the leader's,
`cc_phone_2` the second telephone of those who get a copy. Each kind has a way, under which messages are kept and told:
what one address hears is told by no other.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from events.states import to_a_program

EMAIL, PHONE = "email", "phone"
"""The kinds of the officer's first addresses; those of all others are made of them."""

MAIL, SMS = "mail", "sms"
"""The channels; and the ways to the officer's first addresses."""

MOST = 3
"""Addresses of one sort that one role may have."""


class Role(StrEnum):
    """The people of an agency who have an address; one that stands in several roles is written to in the first."""

    OFFICER = "officer"  # hears all that the agency is told
    COPIES = "cc"  # hears the same
    LEADER = "leader"  # hears what is for leaders


class Whose(NamedTuple):
    """Whose address one is."""

    role: Role
    sort: str  # EMAIL | PHONE
    number: int  # from 1 on

    @property
    def kind(self) -> str:
        """`email`, `phone_2`, `leader_email`, `cc_phone_3`."""
        return "_".join((*self._owner, self.sort, *self._which))

    @property
    def way(self) -> str:
        """`mail`, `sms.2`, `mail.leader`, `sms.cc.3`."""
        return ".".join((MAIL if self.sort == EMAIL else SMS, *self._owner, *self._which))

    @property
    def _owner(self) -> tuple[str, ...]:
        return () if self.role is Role.OFFICER else (str(self.role),)

    @property
    def _which(self) -> tuple[str, ...]:
        return () if self.number == 1 else (str(self.number),)


_ALL = (Whose(role, sort, number) for role in Role for sort in (EMAIL, PHONE) for number in range(1, 1 + MOST))

PLACES: Mapping[str, Whose] = {place.kind: place for place in _ALL}
"""Every kind of address that there is."""

WAYS: Mapping[str, str] = {kind: place.way for kind, place in PLACES.items()}
"""The way to an address, by its kind."""

KIND_OF: Mapping[str, str] = {way: kind for kind, way in WAYS.items()}
"""The kind of the address at the end of a way."""


INSTEAD: Mapping[str, str] = {
    place.way: place._replace(sort=PHONE).kind for place in PLACES.values() if place.sort == EMAIL
}
"""The kind of the telephone of the same people, by the way to their mail."""


def by_text(key: str, way: str) -> str:
    """The key of the message that tells the same by text message, where `key` is one by mail."""
    return f"{key.removesuffix(way)}{SMS}{way.removeprefix(MAIL)}"


def channel_of(way: str) -> str:
    """The channel that a way goes by; a program that is told has one of its own."""
    return way if to_a_program(way) else way.partition(".")[0]


class Moved(NamedTuple):
    """An address that has another way from now on, or goes: what its owner was told goes with it."""

    unit: str
    was: str  # the way at whose end it stood
    to: str  # the one at whose end it stands; "": it goes

"""Links by which a task is taken up, reported done or more time asked for: signed, for one unit, until a day.

A token is URL-safe Base64 of: the version, the key's name, what it is for, the last day, the task and the unit, and of
all this half of an HMAC-SHA256 (RFC 2104, 5). Nothing of it is secret, and nothing can be changed: a token has one way
to be written, and every other is refused. Who shows one acts by nothing yet: that a page is opened is no word.
"""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from struct import Struct

from adapters.secrecy import Secret
from adapters.words.catalogue import Said
from rules.problems import N_

PATH = "/l/"
"""What stands before a token in an address, below the one under which officers reach the program."""

VERSION = 1
_HEAD = Struct(">B3sBHH")  # version, name of the key, purpose, days since the first, bytes of the task
_MAC = 16
_FIRST = date(2020, 1, 1)
_LONGEST = 2_000  # characters
_ABOUT = b"thoihan link\0"

_CHANGED = N_("The link is not whole, or was changed: copy it anew from the message, or ask for another one.")
_REVOKED = N_("The link was signed with a key that is not in use any more, or was changed: ask for another one.")
_EXPIRED = N_("The link held up to {day}: ask for another one, or sign in.")
_OTHER = N_("The link is for something else ({purpose}): take the one that is for this.")
_TOO_LONG = N_("There is no link for so long a name, or up to that day.")


class Purpose(StrEnum):
    """The act that a link is for."""

    ACKNOWLEDGE = "acknowledge"
    REPORT = "report"
    EXTENSION = "extension"


PURPOSES = tuple(Purpose)
_NUMBERS = {purpose: number for number, purpose in enumerate(PURPOSES, start=1)}

PURPOSE_WORDS = {
    Purpose.ACKNOWLEDGE: N_("Acknowledge"),
    Purpose.REPORT: N_("Report as done"),
    Purpose.EXTENSION: N_("Ask for more time"),
}
"""What officers read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The act that is offered to a unit."""

    purpose: Purpose
    task: str  # its id
    unit: str  # code of who may act by it
    expires: date  # the last day on which it holds


class LinkError(ValueError):
    """A link that is refused; `said` says why and what to do."""

    def __init__(self, template: str, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(str(self.said))


@dataclass(frozen=True, slots=True)
class Links:
    """Signs links by the first key, and knows those signed by any."""

    keys: Sequence[Secret]  # the newest first, and at least one
    address: str = ""  # under which officers reach the program, without a slash at its end

    def token(self, link: Link) -> str:
        """The link as a token. Raises LinkError where it cannot be one."""
        task, days = link.task.encode(), (link.expires - _FIRST).days
        if not 0 <= days < 1 << 16 or len(task) >= 1 << 16:
            raise LinkError(_TOO_LONG)
        key = self.keys[0].reveal().encode()
        head = _HEAD.pack(VERSION, _name(key), _NUMBERS[link.purpose], days, len(task))
        whole = head + task + link.unit.encode()
        text = urlsafe_b64encode(whole + _signature(key, whole)).rstrip(b"=").decode()
        if len(text) > _LONGEST:
            raise LinkError(_TOO_LONG)
        return text

    def url(self, link: Link) -> str:
        """The link as it stands in a message."""
        return f"{self.address}{PATH}{self.token(link)}"

    def checked(self, token: str, today: date, purpose: Purpose | None = None) -> Link:
        """The link that a token is, today and for that purpose (None: for any). Raises LinkError."""
        whole, signature = _parts(token)
        names = {_name(key): key for key in (one.reveal().encode() for one in self.keys)}
        _, name, number, days, size = _HEAD.unpack_from(whole)
        if name not in names:
            raise LinkError(_REVOKED)
        if not hmac.compare_digest(_signature(names[name], whole), signature):
            raise LinkError(_CHANGED)
        task, unit = whole[_HEAD.size : _HEAD.size + size].decode(), whole[_HEAD.size + size :].decode()
        expires = _FIRST + timedelta(days=days)
        link = Link(purpose=PURPOSES[number - 1], task=task, unit=unit, expires=expires)
        if today > link.expires:
            raise LinkError(_EXPIRED, day=link.expires)
        if purpose and link.purpose is not purpose:
            raise LinkError(_OTHER, purpose=Said(PURPOSE_WORDS[link.purpose], {}))
        return link


def token_in(text: str) -> str:
    """The token in a whole address, or the text itself."""
    return text.strip().rpartition("/")[2]


def _parts(token: str) -> tuple[bytes, bytes]:
    """What is signed, and the signature: of a token written in the one way that there is. Raises LinkError."""
    try:
        text = token.encode("ascii")
        found = urlsafe_b64decode(text + b"=" * (-len(text) % 4)) if len(text) <= _LONGEST else b""
    except (UnicodeEncodeError, binascii.Error):
        raise LinkError(_CHANGED) from None
    whole, signature = found[:-_MAC], found[-_MAC:]
    if len(whole) < _HEAD.size or whole[0] != VERSION or urlsafe_b64encode(found).rstrip(b"=") != text:
        raise LinkError(_CHANGED)
    return whole, signature


def _name(key: bytes) -> bytes:
    """Three bytes by which a key is found again; they say nothing of it."""
    return sha256(_ABOUT + b"name\0" + key).digest()[:3]


def _signature(key: bytes, whole: bytes) -> bytes:
    return hmac.digest(key, _ABOUT + whole, "sha256")[:_MAC]

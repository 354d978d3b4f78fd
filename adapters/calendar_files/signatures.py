"""Detached signatures as minisign makes them: who signed a file, and when.

The form is that of the program minisign: Ed25519 (RFC 8032) over the file, or over its BLAKE2b hash (RFC 7693),
and a second signature over the first with the trusted comment, which by minisign's default begins `timestamp:SECONDS`.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime

from events.event import OFFICIAL_TIME
from rules.problems import N_

MOST = 4_000
"""Bytes of a key or a signature; minisign's have some 300."""

NO_KEY = N_(
    "{path} is no public key of minisign: a line of comment, and one that begins with “RW”. Name the .pub file."
)
NO_SIGNATURE = N_("{path} is no signature of minisign: four lines. Fetch it anew from where the calendar came from.")
ANOTHER_KEY = N_(
    "{path} was made with the key {found}; the key that is trusted here is {trusted}. "
    "Nothing was recorded; ask who publishes the calendar."
)
NOT_SIGNED = N_(
    "The signature {path} does not belong to this file: one of the two was changed since. "
    "Nothing was recorded; fetch both anew."
)
NO_TIME = N_("The signature {path} does not say when it was made. Nothing was recorded; have the file signed again.")

_PLAIN, _HASHED = b"Ed", b"ED"
_TRUSTED = "trusted comment: "
_LATEST = 253_402_214_399  # the last second of 30/12/9999


class SignatureError(ValueError):
    """A signature is not one, or not of this file; `template` and `fields` say why."""

    def __init__(self, template: str, **fields: object) -> None:
        self.template = template
        self.fields = fields
        super().__init__(template.format(**fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A public key: its number, as minisign shows it, and its 32 bytes."""

    number: str
    point: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a signature proves: by which key, and on which day in Viet Nam it says that it was made."""

    key: str
    on: date


def public_key(content: bytes, path: str) -> Key:
    """The key in a .pub file. Raises SignatureError."""
    lines = _lines(content)
    raw = _decoded(lines[1]) if len(lines) > 1 else b""
    if len(raw) != 42 or raw[:2] != _PLAIN:
        raise SignatureError(NO_KEY, path=path)
    return Key(number=_number(raw[2:10]), point=raw[10:])


def check(content: bytes, signature: bytes, key: Key, path: str) -> Signed:
    """What `signature` (from `path`) says of `content`, if it is by `key`. Raises SignatureError."""
    made, comment, over_both = _parts(signature, path)
    if _number(made[2:10]) != key.number:
        raise SignatureError(ANOTHER_KEY, path=path, found=_number(made[2:10]), trusted=key.number)
    message = hashlib.blake2b(content).digest() if made[:2] == _HASHED else content
    if not (_holds(key, made[10:], message) and _holds(key, over_both, made[10:] + comment.encode())):
        raise SignatureError(NOT_SIGNED, path=path)
    return Signed(key=key.number, on=_day(comment, path))


def _parts(signature: bytes, path: str) -> tuple[bytes, str, bytes]:
    """The signature of the file with its head, the trusted comment, and the signature of both."""
    lines = _lines(signature)
    if len(lines) == 4 and lines[2].startswith(_TRUSTED):
        made, over_both = _decoded(lines[1]), _decoded(lines[3])
        if len(made) == 74 and made[:2] in (_PLAIN, _HASHED) and len(over_both) == 64:
            return made, lines[2].removeprefix(_TRUSTED), over_both
    raise SignatureError(NO_SIGNATURE, path=path)


def _lines(content: bytes) -> list[str]:
    return [] if len(content) > MOST else content.decode("utf-8", errors="replace").splitlines()


def _decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _number(little_endian: bytes) -> str:
    return little_endian[::-1].hex().upper()


def _holds(key: Key, signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - loaded when a calendar is taken in
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        Ed25519PublicKey.from_public_bytes(key.point).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _day(comment: str, path: str) -> date:
    found = re.match(r"timestamp:(\d{1,12})(?!\d)", comment, re.ASCII)
    if not found or int(found[1]) > _LATEST:
        raise SignatureError(NO_TIME, path=path)
    return datetime.fromtimestamp(int(found[1]), OFFICIAL_TIME).date()

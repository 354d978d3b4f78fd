"""Contents of files, kept beside the log: an event has the hash and the size of each (docs/decisions/0133)."""

import base64
import hashlib
import zlib

from events.beside.kept import FileRow
from events.event import Event

ATTACHED, HANDED_UP = "document.attached", "report.handed_up"
_NAMING = {ATTACHED: "hash", HANDED_UP: "hash"}
"""The field that has the hash of a content, by the type of the event."""


def hash_of(content: bytes) -> str:
    """SHA-256 of the bytes, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def packed(content: bytes) -> FileRow:
    """The content as it is kept."""
    return FileRow(hash_of(content), len(content), base64.b64encode(zlib.compress(content)).decode("ascii"))


def unpacked(row: FileRow) -> bytes | None:
    """The bytes that were packed; None where what is kept has not that hash, or is no packed content at all.

    No more is unpacked than the size says, whatever stands there.
    """
    try:
        inflate = zlib.decompressobj()
        content = inflate.decompress(base64.b64decode(row.packed, validate=True), row.size + 1)
    except (ValueError, zlib.error):
        return None
    return content if hash_of(content) == row.hash else None


def named_in(event: Event) -> str | None:
    """The hash of the content that an event names."""
    field = _NAMING.get(event.type)
    return event.data[field] if field else None

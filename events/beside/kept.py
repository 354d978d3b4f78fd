"""The rows of what is kept beside the log, and is no word on the course of tasks: files, and who else is told."""

from typing import NamedTuple


class FileRow(NamedTuple):
    """The content of a file that an event names by its hash; the log does not have it. It never changes, nor goes."""

    hash: str  # SHA-256 of its bytes, 64 hex digits
    size: int  # bytes
    packed: str  # deflated, as Base64 text: `events.documents.packing`


class WebhookRow(NamedTuple):
    """A program that is told what agencies are told. Its secret is kept nowhere, but made of a key in the settings."""

    id: str  # random
    unit: str  # whose messages; "": whosever
    plan: str  # of which plan; "": of any
    url: str
    made_at: str
    made_by: str
    removed_at: str  # "" while it is told
    internal: int  # 1 where an address inside the office's own network may be reached, and without protection; else 0
    fed: int  # position in the log up to which its messages are in the outbox; -1: it is fed no more

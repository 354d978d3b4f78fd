"""Conditional requests (RFC 9110, 13) and packed answers: the bytes of something, as much of them as is asked for."""

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import NamedTuple

_SMALLEST_PACKED = 512  # bytes; below that it saves nothing


class Answer(NamedTuple):
    """A status, headers and a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def answered(data: bytes, asked: Mapping[str, str], changed: datetime | None, headers: Mapping[str, str]) -> Answer:
    """`data`, packed where that is understood; nothing of it (304) where whoever asks has it already.

    `asked` are the request's headers, by names in small letters; `changed`: it has not since, None: nobody knows.
    """
    tag = f'W/"{sha256(data).hexdigest()[:32]}"'  # weak: it is the same, packed or not
    said = {**headers, "ETag": tag, "Vary": "Accept-Encoding"}
    if changed:
        said["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    if _is_known(asked, tag, changed):
        return Answer(304, said, b"")
    if len(data) >= _SMALLEST_PACKED and _takes_gzip(asked.get("accept-encoding", "")):
        return Answer(200, {**said, "Content-Encoding": "gzip"}, gzip.compress(data, 6, mtime=0))
    return Answer(200, said, data)


def _is_known(asked: Mapping[str, str], tag: str, changed: datetime | None) -> bool:
    """True if whoever asks has it; where he names tags, they alone count (13.2.2)."""
    if "if-none-match" in asked:
        tags = {one.strip().removeprefix("W/") for one in asked["if-none-match"].split(",")}
        return "*" in tags or tag.removeprefix("W/") in tags
    since = _moment(asked.get("if-modified-since", ""))
    return bool(since and changed and changed.replace(microsecond=0) <= since)


def _moment(text: str) -> datetime | None:
    """An HTTP date; None where it is none."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _takes_gzip(accepted: str) -> bool:
    """True if gzip is among the codings that are accepted, and not by q=0 (12.5.3)."""
    for one in accepted.lower().split(","):
        name, _, quality = one.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            return quality.replace(" ", "").rstrip("0").rstrip(".") not in ("q=", "q=0")
    return False

"""A mail that perhaps says that another one came back: what it says, and nothing that is not needed of it.

Reports in the standard form (RFC 3464) are read here, since they say why; what other forms there are `flufl.bounce`
knows. Anybody can write such a mail, so whatever is in it is only ever compared with what was really sent.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum

LARGEST = 2 * 2**20
"""Bytes that are looked at of one mail; what came back is attached at the end, and its head is all that is needed."""

_MOST_TOKENS, _MOST_ADDRESSES, _MOST_PARTS = 200, 50, 100
_TOKEN = re.compile(rb"\b([0-9a-f]{40})@")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_DEAD = re.compile(r"5\.(0\.0|1\.\d+|2\.[01]|4\.(1|4|310))")
_FAILED, _DELAYED = "failed", "delayed"


class Fate(StrEnum):
    """The fate of a mail that came back, or may yet."""

    DEAD = "dead"  # the address takes no mail at all
    RETURNED = "returned"  # this mail was not taken: too big, a full mailbox, a policy, tried for too long
    DELAYED = "delayed"  # it is still tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A mail that says that others came back, as it says so itself."""

    tokens: frozenset[str]  # of messages that it names, as `adapters.telling.channel.token` makes them
    addresses: frozenset[str]  # in small letters
    fate: Fate
    status: str  # RFC 3463: "5.1.1"; "": it says none


def bounce_of(data: bytes) -> Bounce | None:
    """What the mail says of others that came back; None: nothing, or nothing that can be read."""
    try:
        message = message_from_bytes(data[:LARGEST])
        found = _reported(message) or _guessed(message)
    except Exception:  # noqa: BLE001 - whatever a stranger's mail does to those who read it, the next one is read
        return None
    if found is None:
        return None
    addresses, fate, status = found
    tokens = [one.decode() for one in _TOKEN.findall(data[:LARGEST])]
    tokens += [token for text in _decoded(message) for token in map(bytes.decode, _TOKEN.findall(text))]
    return Bounce(
        tokens=frozenset(tokens[:_MOST_TOKENS]),
        addresses=frozenset(sorted(addresses)[:_MOST_ADDRESSES]),
        fate=fate,
        status=status,
    )


Found = tuple[set[str], Fate, str]


def _reported(message: Message) -> Found | None:
    """What a report in the standard form says; None where it is none, or says that mail was delivered."""
    for part in _parts(message):
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = [one for one in _below(part) if one.get("Action") or one.get("Status")]
        failed = [one for one in blocks if _action(one) == _FAILED]
        late = [one for one in blocks if _action(one) == _DELAYED]
        chosen = failed or late
        if not chosen:
            return None
        status = _STATUS.search(str(chosen[0].get("Status", "")))
        code = status[1] if status else ""
        return {name for one in chosen for name in _names(one)}, _fate(code, failed=bool(failed)), code
    return None


def _guessed(message: Message) -> Found | None:
    """What the library makes of the words of a mail that is no report in the standard form."""
    if any(part.get_content_type() == "message/delivery-status" for part in _parts(message)):
        return None  # it was one, and said that nothing failed
    from flufl.bounce import all_failures  # noqa: PLC0415 - only who reads what came back needs it

    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # else it prints a trace of what it cannot read
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - its detectors trip over mails that are made otherwise than they expect
        return None
    chosen = permanent or temporary
    if not chosen:
        return None
    return {one.decode(errors="replace").lower() for one in chosen}, Fate.DEAD if permanent else Fate.DELAYED, ""


def _fate(status: str, *, failed: bool) -> Fate:
    if not failed:
        return Fate.DELAYED
    return Fate.DEAD if not status or _DEAD.fullmatch(status) else Fate.RETURNED


def _action(block: Message) -> str:
    return str(block.get("Action", "")).strip().lower()


def _names(block: Message) -> Iterator[str]:
    """The addresses that a block of a report is about: where the mail went, and where it went on to from there."""
    for field in ("Original-Recipient", "Final-Recipient"):
        name = str(block.get(field, "")).rpartition(";")[2].strip().strip("<>").lower()
        if "@" in name:
            yield name


def _parts(message: Message) -> Iterator[Message]:
    for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False):
        yield part


def _below(part: Message) -> list[Message]:
    found = part.get_payload()
    return [one for one in found if isinstance(one, Message)] if isinstance(found, list) else []


def _decoded(message: Message) -> Iterator[bytes]:
    """The texts of parts that are not written as they are: the head of what came back may be in one."""
    for part in _parts(message):
        if not part.is_multipart() and str(part.get("Content-Transfer-Encoding", "")).lower() == "base64":
            data = part.get_payload(decode=True)
            yield data if isinstance(data, bytes) else b""

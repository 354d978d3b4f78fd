"""A mail that somebody wrote: which mails it answers, from which address, and in which words of his own.

What machines write is none: reports, notes of absence, lists, and what this program sends itself, so that what it
passes on to its own mailbox is not passed on again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from html import unescape

from adapters.telling.bounces.reading import LARGEST

_MOST_TOKENS, _MOST_PARTS, _LONGEST = 50, 50, 20_000
_TOKEN = re.compile(r"<([0-9a-f]{40})@")
_BY_MACHINES = frozenset({"bulk", "junk", "list", "auto_reply"})
_QUOTES = re.compile(
    r"^\s*(>|-{2,}\s*(original|forwarded|thư gốc|tin nhắn gốc)|_{8,}"
    r"|(on|vào)\b.{0,200}(wrote|viết)\s*:|(from|từ)\s*:\s)",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<(script|style|blockquote)\b.*?(</\1>|\Z)|<[^>]{0,2000}>", re.DOTALL | re.IGNORECASE)
_BREAKS = re.compile(r"<(br|/p|/div|/tr|/li)\b[^>]{0,200}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail that somebody wrote."""

    tokens: frozenset[str]  # of the mails that it answers, as `adapters.telling.channel.token` makes them
    sender: str  # the address that it says it is from, in small letters
    subject: str
    text: str  # his own words, without what he quotes


def reply_of(data: bytes) -> Reply | None:
    """The mail, if somebody wrote it; None: a machine did, or it cannot be read."""
    try:
        message = message_from_bytes(data[:LARGEST], policy=default)
        sender = parseaddr(str(message.get("From", "")))[1].lower()
        if not (isinstance(message, EmailMessage) and sender) or _of_a_machine(message):
            return None
        named = f"{message.get('In-Reply-To', '')} {message.get('References', '')}"
        return Reply(
            tokens=frozenset(_TOKEN.findall(named)[-_MOST_TOKENS:]),
            sender=sender,
            subject=str(message.get("Subject", "")),
            text=own_words(_text(message)),
        )
    except Exception:  # noqa: BLE001 - whatever a stranger's mail does to those who read it, the next one is read
        return None


def own_words(text: str) -> str:
    """The text up to the first line that quotes another mail."""
    lines: list[str] = []
    for line in text[:_LONGEST].splitlines():
        if _QUOTES.match(line):
            break
        lines.append(line)
    return "\n".join(lines).strip()


def _of_a_machine(message: EmailMessage) -> bool:
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    nobody = (
        str(message.get("Return-Path", "")).strip() == "<>" or "mailer-daemon" in str(message.get("From", "")).lower()
    )
    marked = any(name in message for name in ("X-Autoreply", "X-Auto-Response-Suppress", "List-Id"))
    report = message.get_content_type() in ("multipart/report", "text/calendar")
    return submitted != "no" or precedence in _BY_MACHINES or nobody or marked or report


def _text(message: EmailMessage) -> str:
    """The plain text of a mail; made of its HTML where it has no other."""
    found = {part.get_content_type(): part for part in reversed([*_parts(message)])}
    if plain := found.get("text/plain"):
        return _decoded(plain)
    rich = found.get("text/html")
    return unescape(_TAGS.sub(" ", _BREAKS.sub("\n", _decoded(rich)))) if rich else ""


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8")
    try:
        return data.decode(charset, errors="replace") if isinstance(data, bytes) else ""
    except LookupError:
        return data.decode("utf-8", errors="replace") if isinstance(data, bytes) else ""


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that are read, the first ones; nothing that is attached."""
    for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False):
        if (
            isinstance(part, EmailMessage)
            and not part.is_multipart()
            and part.get_content_disposition() != "attachment"
        ):
            yield part

"""The end of the log, kept elsewhere: who has it can tell later whether anything up to there was changed or cut off.

The hash chain alone shows a change in the middle, but not that the newest events were taken away, or that the whole
chain was made anew. An anchor (printed, mailed to another office, entered in a register) shows both.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from events import chain
from events.chain import GENESIS, moment_text
from events.errors import N_, EventError, LogBroken
from events.store import Transactions

NO_ANCHOR = N_(
    "This is no anchor: it must be JSON with a “position” (a whole number) and a “hash” (64 hexadecimal digits). "
    "Give what `thoihan verify --export-head` wrote."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAnchor:
    """The place and hash of the last event; `recorded_at` is UTC text, None for an empty log."""

    position: int
    hash: str
    recorded_at: str | None


class Finding(StrEnum):
    """The state of a log, beside an anchor."""

    HOLDS = "holds"
    CUT_OFF = "cut_off"  # it is shorter
    CHANGED = "changed"  # its own chain is broken up to there
    OTHER = "other"  # its chain holds, and is another: made anew after a change, or of another log


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """A log held against an anchor.

    `found` is the hash there now, None where the log is shorter; `head` its last position; `broken` its first fault.
    """

    position: int
    hash: str
    head: int
    found: str | None
    broken: LogBroken | None

    @property
    def finding(self) -> Finding:
        """The finding that this comes to."""
        if self.broken:
            return Finding.CHANGED
        if self.found is None:
            return Finding.CUT_OFF
        return Finding.HOLDS if self.found == self.hash else Finding.OTHER

    @property
    def holds(self) -> bool:
        """True if all that was there when the anchor was taken is there unchanged."""
        return self.finding is Finding.HOLDS


def read_anchor(text: str) -> LogAnchor:
    """The anchor that somebody kept as JSON. Raises EventError where it is none."""
    try:
        values = json.loads(text)
        anchor = LogAnchor(position=values["position"], hash=values["hash"], recorded_at=values.get("recorded_at"))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise EventError(NO_ANCHOR) from None
    if type(anchor.position) is not int or anchor.position < 0 or not re.fullmatch("[0-9a-f]{64}", str(anchor.hash)):
        raise EventError(NO_ANCHOR)
    return anchor


def export_head(store: Transactions) -> LogAnchor:
    """The anchor of the log as it is now."""
    with store.begin(write=False) as session:
        head = session.head()
        last = session.event_at(head) if head else None
        moment = moment_text(last.event.recorded_at) if last else None
        return LogAnchor(position=head, hash=session.head_hash(), recorded_at=moment)


def check_anchor(store: Transactions, position: int, digest: str) -> Anchored:
    """The log held against the hash `digest` at `position`, its chain checked from the first event up to there."""
    with store.begin(write=False) as session:
        head, found, broken = session.head(), None, None
        try:
            if chain.verify(islice(session.events(), position)) == position:
                found = session.event_at(position).hash if position else GENESIS
        except LogBroken as fault:
            broken = fault
    return Anchored(position=position, hash=digest, head=head, found=found, broken=broken)

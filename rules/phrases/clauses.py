"""Clauses that name a moment, a cycle, or a length of time counted from an event: what many forms have in common."""

from dataclasses import replace

from rules.phrases.items import PhraseClause, UnreadError, dated
from rules.phrases.pieces import Piece
from rules.phrases.sense import DeadlineKind, LowerBound, Recurrence, Sense
from rules.problems import N_

NO_EVENT = N_("What the time is counted from is not said.")
WITHIN_BEFORE = N_("“Within” so many days before an event may be an earliest or a latest day.")
ODDLY_COUNTED = N_("A length of time is counted after “right after”, “when” or “compared with”; the length was taken.")
EXPIRY = N_("The phrase may mean the time when the term has expired, not the term.")

NONE: frozenset[str] = frozenset()
COUNTED = {
    "BEFORE": DeadlineKind.BEFORE_EVENT,
    "AFTER": DeadlineKind.AFTER_EVENT,
    "SINCE": DeadlineKind.AFTER_EVENT,
    "RIGHT": DeadlineKind.AFTER_EVENT,
    "WHEN": DeadlineKind.AFTER_EVENT,
    "THAN": DeadlineKind.AFTER_EVENT,
}
Bounds = frozenset[str] | None


def noted_by(item: PhraseClause, *pieces: Piece | None) -> PhraseClause:
    """The clause with the doubts of its pieces."""
    notes = tuple(piece.note for piece in pieces if piece is not None and piece.note is not None)
    return replace(item, sense=replace(item.sense, notes=notes + item.sense.notes)) if notes else item


def moment_clause(piece: Piece, bounds: Bounds = None, side: str | None = None) -> PhraseClause:
    """A clause that names a moment, with its hour if one stands beside it."""
    value, time = piece.value, None
    if isinstance(value, tuple):
        value, time = value
    return noted_by(dated(value, bounds=bounds or NONE, side=side, time=time), piece)


def count_clause(bounds: Bounds, amount: Piece, side: str, event: str | None) -> PhraseClause:
    """A clause that counts `amount` to that `side` of `event`; without an event it waits for one (role `length`)."""
    count, unit = amount.value
    kind = COUNTED.get(side)
    if kind is None:
        raise UnreadError
    before = kind is DeadlineKind.BEFORE_EVENT
    limits = bounds or NONE
    bound = LowerBound.AT_LEAST if "LEAST" in limits else LowerBound.NOT_BEFORE if "EARLIEST" in limits else None
    within = before and bound is None and "IN" in limits
    if within and "LATEST" not in limits:
        bound = LowerBound.NOT_BEFORE
    direction = "before" if before else "after"
    sense = Sense(kind=kind, offset=count, unit=unit, direction=direction, bound=bound, event=event)
    item = noted_by(PhraseClause(sense=sense, bounds=limits), amount)
    if within:
        item = item.noted(WITHIN_BEFORE)
    if side in ("RIGHT", "WHEN", "THAN"):
        item = item.noted(ODDLY_COUNTED)
    if "TO" in limits:
        item = item.noted(EXPIRY)
    return item if event else replace(item.noted(NO_EVENT), role="length")


def both(one: Bounds, other: Bounds) -> Bounds:
    """The bounds of two places in one clause."""
    return (one or NONE) | (other or NONE)


def cycle_clause(cycle: Recurrence) -> PhraseClause:
    """A clause that says nothing but how often."""
    return PhraseClause(sense=Sense(kind=DeadlineKind.RECURRING, recurrence=cycle), cycle=cycle, role="cycle")

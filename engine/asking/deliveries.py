"""Deliveries looked at: no event gives them, so all that can be found is what no step of a delivery leads to."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from events.delivery import AWAITING, CLAIMED, ENDED, LONGEST_AHEAD, PARKED, PENDING, SENT, TRIAL
from events.errors import N_
from events.store import Session
from events.views import MessageView

SHOWN = 20
"""How many messages are named; all are counted."""

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z")
_EARLY = N_("sent at {sent_at}, but its event was recorded at {recorded_at} only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A message whose delivery cannot be so: why not, as a template and its fields."""

    recipient: str
    key: str
    template: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """How many there are, how many of them cannot be so (the first are in `examples`), and which come too early.

    A message that was sent long before its event was recorded may have been so under a wrong clock: that is told, and
    is no fault.
    """

    checked: int = 0
    impossible: int = 0
    examples: Sequence[Impossible] = ()
    early: Sequence[Impossible] = ()


_OVER = (*ENDED, TRIAL)
_AT_REST = (*_OVER, PARKED, AWAITING)


def _held(it: MessageView) -> bool:
    return bool(it.claimed_by or it.claimed_until)


def _half_claimed(it: MessageView) -> bool:
    return it.status == CLAIMED and not (it.claimed_by and it.claimed_until)


def _tried(it: MessageView) -> bool:
    return type(it.attempts) is int and it.attempts > 0


_CHECKS: Sequence[tuple[str, Callable[[MessageView], bool]]] = (
    (N_("its state “{status}” is none"), lambda it: it.status not in (PENDING, CLAIMED, *_AT_REST)),
    (N_("it is sent, and has no time of that"), lambda it: it.status == SENT and not it.sent_at),
    (N_("it has a time of sending, and is “{status}”"), lambda it: bool(it.sent_at) and it.status not in _OVER),
    (N_("it is claimed, and not by anybody or not until any time"), _half_claimed),
    (N_("somebody has claimed it, and it is “{status}”"), lambda it: it.status != CLAIMED and _held(it)),
    (N_("it waits for its next try, and is “{status}”"), lambda it: it.status in _AT_REST and bool(it.next_try_at)),
    (N_("it was claimed, and tried {attempts} times"), lambda it: it.status == CLAIMED and not _tried(it)),
    (N_("it was tried {attempts} times"), lambda it: type(it.attempts) is not int or it.attempts < 0),
    (N_("a time of it cannot be read"), lambda it: any(moment and not _readable(moment) for moment in _moments(it))),
)
"""What cannot be, with how it is said."""


def deliveries(kept: Session, recorded: Mapping[int, datetime]) -> Deliveries:
    """Every delivery, beside the moments when the events that they tell of were recorded, by position."""
    count, wrong, early = 0, 0, list[Impossible]()
    examples = list[Impossible]()
    for count, view in enumerate(kept.deliveries(), 1):  # noqa: B007 - it is told how many there were
        found = next(_impossible(view), None)
        if found:
            wrong += 1
            examples += [found] * (wrong <= SHOWN)
        elif too_soon := _early(view, recorded.get(view.position)):
            early += [too_soon] * (len(early) < SHOWN)
    return Deliveries(checked=count, impossible=wrong, examples=examples, early=early)


def _impossible(view: MessageView) -> Iterator[Impossible]:
    for template, wrong in _CHECKS:
        if wrong(view):
            fields = {"status": view.status, "attempts": view.attempts}
            yield Impossible(recipient=view.recipient, key=view.key, template=template, fields=fields)


def _early(view: MessageView, recorded_at: datetime | None) -> Impossible | None:
    """The message, if it was sent longer before its event was recorded than clocks may be apart."""
    if recorded_at is None or not view.sent_at or _moment(view.sent_at) + LONGEST_AHEAD >= recorded_at:
        return None
    fields = {"sent_at": _moment(view.sent_at), "recorded_at": recorded_at}
    return Impossible(recipient=view.recipient, key=view.key, template=_EARLY, fields=fields)


def _moments(it: MessageView) -> Sequence[str | None]:
    return it.next_try_at, it.claimed_until, it.sent_at


def _readable(moment: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(moment)) and _moment(moment).utcoffset() == timedelta(0)
    except (ValueError, TypeError):
        return False


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

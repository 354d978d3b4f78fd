"""Messages whose event was taken back before they left: the next round of sending will find nothing to say."""

from collections.abc import Iterable

from engine.happenings.amendments import in_force
from events.store import Session
from events.views import MessageView
from rules.problems import N_

NOTHING_LEFT = N_("not sent: what it told of was taken back")
_WAITING = ("pending", "awaiting")


def taken_back(session: Session, messages: Iterable[MessageView]) -> frozenset[int]:
    """The places in the log of events that wait to be told of, and do not hold any more."""
    positions = sorted({one.position for one in messages if one.status in _WAITING})
    if not positions:
        return frozenset()
    session.look_up((), positions)
    events = [session.event_at(position) for position in positions]
    return frozenset(one.position for one in events if in_force(one, session.amending(one.event.id)) is None)


def status(message: MessageView, gone: frozenset[int], otherwise: str) -> str:
    """What became of a message, in words."""
    return NOTHING_LEFT if message.status in _WAITING and message.position in gone else otherwise

"""Makes the events that milestones are one happening, or are not."""

from collections.abc import Iterable
from typing import Unpack

from events.event import Event
from events.making import Envelope, made


def happening_joined(members: Iterable[str], *, taken_over: str | None = None, **envelope: Unpack[Envelope]) -> Event:
    """The event that these milestones of several plans, each `PLAN/MILESTONE`, are one happening."""
    return made("happening.joined", envelope, {"members": sorted(members), "taken_over": taken_over})


def happening_parted(
    members: Iterable[str],
    *,
    joins: Iterable[str] | None = None,
    reason: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that each of these milestones is another happening than those it is joined with.

    `joins` are the events that joined them, None: all there are. Of none, (): they are different, and never were one.
    """
    data = {"members": sorted(members), "joins": None if joins is None else sorted(joins), "reason": reason}
    return made("happening.parted", envelope, data)

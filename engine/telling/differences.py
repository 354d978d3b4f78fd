"""The difference between what a recipient was told of a task and what is so now: what there is to say, if anything.

It is no replay of what happened in between: what came and went before anybody was told of it is never told.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from engine.decision import Kind
from engine.tasks import LIVE, OPEN, Standing, State, standing
from engine.telling.audience import FOLLOW, LEAD, LEADER, SUPERIOR
from events.beside.rows import ToldRow
from events.views import TaskNow

WATCHING = frozenset({FOLLOW, SUPERIOR, LEADER})
"""The parts of those who do not work on a task: they hear of it when a rung of its ladder says so, and then only."""

_RUNGS: Mapping[Standing, Kind] = {
    Standing.NEAR: Kind.REMINDER,
    Standing.OVERDUE: Kind.OVERDUE,
    Standing.DATE_OVERDUE: Kind.NEEDS_DATE,
}
"""What the clock has to say of a task, by how it stands."""

_TOLD_AS_LATE = frozenset(
    {
        *(Kind.ACTIVATED, Kind.MOVED, Kind.DATED, Kind.FIRMED, Kind.EXTENDED),
        *(Kind.RESUMED, Kind.REOPENED, Kind.UPDATED, Kind.DOUBTED),
    }
)
"""Kinds that, of a task which is late by then, are told as that. Who gets it from another hears of that first."""


class Now(NamedTuple):
    """A task as a recipient is to know it; `live` where he has something to do with it."""

    live: bool
    done: bool
    role: str
    state: str
    due: str | None
    safe: str | None
    set_by: str | None
    left: str | None
    provisional: int
    in_doubt: int
    clock: str  # what the clock has to say: one of `engine.decision.BY_THE_CLOCK`, or ""
    reached: str  # the day of the last rung of its ladder that is to be told; "": of none


class LastRung(NamedTuple):
    """The rung that the clock came to last, as it was to be told then; for the date that the task had."""

    day: str
    kind: str
    limit: str | None  # the due day, or the one by which it was to be set
    moved: str = ""  # where it stood still, the last day on which anything of it moved

    def holds(self, stands: TaskNow, today: date) -> bool:
        """True if it is still to be told: the date is the same, and no reminder of what is over by now."""
        limit, ahead = stands.due or stands.set_by, self.kind in (Kind.REMINDER, Kind.NO_PROGRESS)
        return self.limit == limit and (not ahead or not limit or today.isoformat() <= limit)


def as_it_is(
    stands: TaskNow | None, part: tuple[str, str], recipient: str, today: date, rung: LastRung | None = None
) -> Now:
    """The task as it is to be known; `rung` is the last one of its ladder.

    `part` is the recipient's, and what the last event that had news of it for him did. Who is to hear that it is closed
    has nothing to do with it, though it is open, unless he leads it.
    """
    role, change = part
    let_go = stands and change == Kind.CLOSED and (role != LEAD or stands.lead != recipient)
    if stands is None or let_go or State(stands.state) not in LIVE:
        done = stands is not None and stands.state == State.DONE
        state = State.DONE if done and not let_go else State.CLOSED
        return Now(False, done, role, state, None, None, None, None, 0, 0, "", "")
    dates = stands.due, stands.safe, stands.set_by, stands.left, stands.provisional, stands.in_doubt
    clock, reached = _by_the_clock(stands, today), ""
    if rung and State(stands.state) in OPEN and rung.holds(stands, today):
        clock, reached = clock or rung.kind, rung.day
    return Now(True, False, role, stands.state, *dates, clock, reached)


def _by_the_clock(stands: TaskNow, today: date) -> str:
    days = {name: _day(getattr(stands, name)) for name in ("due", "set_by", "remind_on")}
    found = _RUNGS.get(standing(State(stands.state), done_on=None, today=today, **days))
    return str(found) if found else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def known_as(now: Now, today: date) -> str:
    """What the clock has to say of a task, as it is kept that a recipient knows it from `today` on."""
    return f"{now.clock} {today}" if now.live else ""


def _is_news(now: Now, told: ToldRow | None) -> bool:
    """True if the clock has something to say that a recipient does not know: the last rung, or how the task stands.

    The last word of what he knows is the day on which he was told: he knows every rung up to that.
    """
    kind, _, day = told.rung.partition(" ") if told else ("", "", "")
    return bool(now.clock) and (kind != now.clock or now.reached > day)


def difference(item: Mapping[str, Any], told: ToldRow | None, now: Now, *, reopened: bool) -> Kind | None:
    """The kind of what there is to say; None: nothing. `item` is the last event's word on the task.

    `reopened`: an event since then opened it again, so that he knows it as done; who reported that need not be told.
    """
    if told and told.role in WATCHING and now.role not in WATCHING:
        told = None  # he only watched it until now
    known = told is not None and State(told.state) in LIVE
    if now.role in WATCHING:
        moved = not known or (told and (told.due, told.set_by) != (now.due, now.set_by))
        return Kind(now.clock) if now.reached and (moved or _is_news(now, told)) else None
    if not now.live:
        return Kind.CLOSED if known and not now.done else None
    kind = _going_on(item, told, now) if told and known and not reopened else _beginning(item, told, now)
    if kind is None:
        return Kind(now.clock) if _is_news(now, told) else None
    return Kind.OVERDUE if now.clock == Kind.OVERDUE and kind in _TOLD_AS_LATE else kind


def _beginning(item: Mapping[str, Any], told: ToldRow | None, now: Now) -> Kind:
    if told is not None and told.state != State.CLOSED:
        return Kind.REOPENED
    if item.get("former") or item["change"] == Kind.HANDED_OVER:
        return Kind.HANDED_OVER
    return Kind.SUSPENDED if now.state == State.SUSPENDED else Kind.ACTIVATED


def _going_on(item: Mapping[str, Any], told: ToldRow, now: Now) -> Kind | None:
    if now.role != told.role:
        return Kind.HANDED_OVER
    if (told.state == State.SUSPENDED) != (now.state == State.SUSPENDED):
        return Kind.SUSPENDED if now.state == State.SUSPENDED else Kind.RESUMED
    if told.due != now.due:
        if told.due is None and told.state == State.NEEDS_DATE:
            return Kind.DATED
        return Kind.EXTENDED if item["change"] == Kind.EXTENDED else Kind.MOVED
    if now.in_doubt and not told.in_doubt:
        return Kind.DOUBTED
    began = told.state == State.PLANNED and now.state != State.PLANNED
    if began or told.provisional > now.provisional:
        return Kind.FIRMED
    days = ((told.safe, now.safe), (told.set_by, now.set_by))
    return Kind.UPDATED if any(new and (old is None or new < old) for old, new in days) else None

"""As of when: what was known at a moment, and how things stood on a day.

The log up to a moment is followed again into an empty store. So everything that can be asked of the state now (tasks,
dates, explanations) can be asked of it as it was then, in the same words.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import takewhile

from engine.service import Service
from engine.tasks import Standing, State, standing
from events.event import Recorded
from events.rows import TaskView
from events.store import Store


def as_of(service: Service, moment: datetime, fresh: Store) -> Service:
    """A service on the empty store `fresh`, with all that had been recorded by the aware `moment`, and nothing since.

    Raises LogBroken where the log was changed by hand.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment has a time zone")
    then = replace(service, store=fresh)
    with service.store.begin(write=False) as session:
        for _ in service.replay(recorded_by(moment, session.events()), fresh):
            pass
    return then


def recorded_by(moment: datetime, log: Iterator[Recorded]) -> Iterator[Recorded]:
    """The log until the first event that was recorded after `moment`: what follows it was not known either."""
    return takewhile(lambda recorded: recorded.event.recorded_at <= moment, log)


def on(view: TaskView, day: date) -> Standing:
    """Where a task stands, or stood, on `day`, by what is known: before the day it was done, it was open."""
    state, done_on = State(view.state), _day(view.done_on)
    if state is State.DONE and done_on and day < done_on:
        state = State.ACTIVE
    return standing(state, due=_day(view.due), remind_on=_day(view.remind_on), done_on=done_on, today=day)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

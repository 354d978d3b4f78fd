"""Figures of tasks: how many stand how, by the tally alone, so that a nation's tasks are not gone through for them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from engine.tasks import Standing, State, standing
from events.rows import NO_DAY, TallyRow
from events.views import TaskView


def standings(tally: Iterable[TallyRow], today: date) -> Counter[Standing]:
    """The numbers of tasks by where they stand on `today`; those that are near are in time here."""
    found = Counter[Standing]()
    for row in tally:
        found[_standing(row, today)] += row.tasks
    return found


def view_standing(view: TaskView, today: date) -> Standing:
    """Where a task stands on `today`."""
    days = {name: getattr(view, name) for name in ("due", "remind_on", "done_on", "set_by")}
    dates = {name: date.fromisoformat(day) if day else None for name, day in days.items()}
    return standing(State(view.state), today=today, **dates)


IN_DOUBT = "in_doubt"
"""The cell of what would be late by a date that is provisional, or in doubt: nobody is called late by one."""


def official_cell(view: TaskView, day: date) -> str:
    """The cell of a task in an official report on `day`; one that is near is in time: reminders are the office's."""
    found = view_standing(view, day)
    if found in (Standing.OVERDUE, Standing.DONE_LATE) and (view.provisional or view.in_doubt):
        return IN_DOUBT
    return Standing.IN_TIME if found is Standing.NEAR else found


def begun(tally: Iterable[TallyRow]) -> Counter[str]:
    """The numbers of tasks by plan, but for those that wait again."""
    found = Counter[str]()
    for row in tally:
        if row.state != State.WAITING:
            found[row.plan] += row.tasks
    return found


def _standing(row: TallyRow, today: date) -> Standing:
    if row.cell:
        return Standing(row.cell)
    state, day = State(row.state), None if row.day == NO_DAY else date.fromisoformat(row.day)
    due, set_by = (None, day) if state is State.NEEDS_DATE else (day, None)
    return standing(state, due=due, remind_on=None, done_on=None, today=today, set_by=set_by)

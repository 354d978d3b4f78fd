"""Which round of a row is meant by its name: of what recurs there are several, and a name alone says none of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.names.periods import Period, period_said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.counting.rounds import first_day_of, span_of
from engine.tasks import LIVE, State
from events.views import TaskView
from rules.offsets import Recurring
from rules.plan import TaskRule
from rules.problems import N_

_NOT_ITS_ROUND = N_("It has no round {round}; its rounds are: {known}. Nothing was done.")
_OTHER_ROUND = N_(
    "“{task}” is not of the round {round} that is named beside it. Leave out the one that is wrong. Nothing was done."
)
_NO_PERIOD = N_("“{text}” is no round. Write it like quý III/2026, tháng 9/2026 or 6 tháng đầu năm 2026.")
_WITH_ROUND = 4
"""Parts of the id of a task that recurs: plan, row, unit, round."""
_ONCE = N_("It does not recur, so it has no round “{text}”. Leave the round out. Nothing was done.")


@dataclass(frozen=True, slots=True)
class Occasion:
    """On which day something is said of a task, and of which round, where that is said."""

    day: date
    period: Period | None = None


def no_such_round(name: str, rounds: Sequence[str]) -> Refused:
    """The refusal of a round of what has these, or none."""
    return Refused(_NOT_ITS_ROUND, round=name, known=rounds) if rounds else Refused(_ONCE, text=name)


def period_typed(text: str, day: date, like: str = "") -> Period:
    """The round that `text` names, said on `day`; a number alone does beside a round `like` it. Raises Refused."""
    found = period_said(text, day, like)
    if found is None:
        raise Refused(_NO_PERIOD, text=one_line(text, 40))
    return found


def period_of(row: TaskRule, text: str, day: date) -> Period:
    """The round of a row that `text` names, said on `day`; of what recurs a number alone says it. Raises Refused."""
    if not isinstance(row.due, Recurring):
        raise Refused(_ONCE, text=one_line(text, 40))
    return period_typed(text, day, span_of(row.due.every, day).id)


def in_round(task: str, period: Period, day: date) -> str:
    """A task by its id, in that round; its id may leave it out. Raises Refused where it says another."""
    parts = task.split("/")
    if len(parts) == _WITH_ROUND and not period.is_round(parts[-1]):
        raise Refused(_OTHER_ROUND, task=one_line(task, 80), round=period.name(day))
    return f"{task}/{period.name(day)}" if len(parts) == _WITH_ROUND - 1 else task


def in_question(views: Sequence[TaskView], day: date, period: Period | None = None) -> list[TaskView]:
    """The tasks of a row of which something that is said on that day may be: never a round that had not begun.

    Of a period only its round. Else those that are open, and a round that was reported done on the very day: it is
    perhaps said again. Where there are none of these, what was done.
    """
    there = [one for one in views if (period.is_round(one.cycle) if period else _begun(one, day))]
    live = _of(there, LIVE)
    done = _of(there, {State.DONE})
    if not live or period:
        return live or done
    again = [one for one in done if one.cycle and one.done_on == day.isoformat()]
    return [*again, *live]


def by_unit(views: Iterable[TaskView]) -> Iterator[Sequence[TaskView]]:
    """The tasks of each unit."""
    found: dict[str, list[TaskView]] = {}
    for view in views:
        found.setdefault(view.unit, []).append(view)
    yield from found.values()


def _begun(view: TaskView, day: date) -> bool:
    return not view.cycle or first_day_of(view.cycle) <= day


def _of(views: Iterable[TaskView], states: Iterable[State]) -> list[TaskView]:
    wanted = {str(state) for state in states}
    return [one for one in views if one.state in wanted]

"""Lists of tasks as tables: what has a date, and below it the standing duties."""

from collections.abc import Iterable, Sequence

from adapters.answers.course.coming_rungs import next_text
from adapters.answers.course.duties import duty_cells, is_standing
from adapters.answers.course.in_lists import still_text
from adapters.answers.course.taken_over import with_former
from adapters.answers.due_dates import DUE, TITLE, UNIT, left_text
from adapters.answers.task_answers import Answer
from adapters.answers.task_marks import TaskMarks
from adapters.cli.frame.invocation import Invocation
from adapters.words.recounts import RECOUNTING
from adapters.words.tasks import STANDINGS, STATES, TOLD_BY_STATE
from engine.tasks import Standing, State
from rules.problems import N_

COLUMNS = N_("Id"), TITLE, UNIT, DUE, N_("State")
_NONE = N_("No tasks.")
_DUTIES = N_("Standing duties, without a last day")
_MORE = N_("There are more: the same command with --after {place} goes on.")
_COUNT = N_("{count} task(s).")
_PROVISIONAL = N_("{due} (provisional)")
_SET_BY = N_("set a date by {day}")
_BY_HAND = N_("{due} (set by hand)")
_IN_DOUBT = N_("{due} (set by hand, in doubt)")


def show_tasks(here: Invocation, marks: TaskMarks, answers: list[Answer], *, of_now: bool, more: str | None) -> None:
    """Tell of the tasks, of how many there are, and after which place the list goes on."""
    terminal = here.terminal
    if not answers:
        terminal.line(_NONE)
        return
    duties = [answer for answer in answers if is_standing(answer)]
    others = [answer for answer in answers if not is_standing(answer)]
    if others:
        table_of(here, marks, others, of_now=of_now, rungs=any(one.get("next_rung") for one in others))
    if duties:
        columns = N_("Id"), TITLE, UNIT, N_("Last report"), N_("This cycle")
        rows = ((*_named(here, marks, one, of_now), *duty_cells(terminal, one)) for one in duties)
        terminal.table(columns, rows, title=terminal.label(_DUTIES))
    terminal.line(_COUNT, count=len(answers))
    if marks.recounting:
        terminal.line(RECOUNTING, plans=marks.recounting)
    if more:
        from shlex import quote  # noqa: PLC0415 - most lists are not cut

        terminal.line(_MORE, place=quote(more))


def table_of(
    here: Invocation, marks: TaskMarks, answers: Sequence[Answer], *, of_now: bool = False, rungs: bool = False
) -> None:
    """Tasks that are no standing duties, as a table; `rungs`: with who is told of them next."""
    columns: tuple[str, ...] = COLUMNS
    rows: Iterable[tuple[str, ...]] = (task_row(here, marks, one, of_now=of_now) for one in answers)
    if rungs:
        columns += (N_("Told of next"),)
        rows = ((*row, next_text(here.terminal, one["next_rung"])) for row, one in zip(rows, answers, strict=True))
    here.terminal.table(columns, rows)


def task_row(here: Invocation, marks: TaskMarks, answer: Answer, *, of_now: bool = False) -> tuple[str, ...]:
    """A task that is no standing duty, as a line of a table with `COLUMNS`."""
    return *_named(here, marks, answer, of_now), *_cells(here, marks, answer)


def _named(here: Invocation, marks: TaskMarks, answer: Answer, of_now: bool) -> tuple[str, str, str]:
    title = marks.title_text(here.terminal, answer, of_now=of_now)
    told = with_former(here.terminal, title, answer.get("took_over") or ())
    return answer["id"], told, marks.unit_text(answer, of_now=of_now)


def _cells(here: Invocation, marks: TaskMarks, answer: Answer) -> tuple[str, str]:
    due, stands = _when(here, answer)
    return due, marks.state_text(here.terminal, answer, stands)


def _when(here: Invocation, answer: Answer) -> tuple[str, str]:
    """The due date, and how the task stands, in words."""
    terminal, state = here.terminal, State(answer["state"])
    due = terminal.value(answer["due"])
    if answer["due"] and answer["provisional"]:
        due = terminal.text(_PROVISIONAL, due=due)
    if answer.get("set_by_hand") and answer["due"]:
        due = terminal.text(_IN_DOUBT if answer.get("date_in_doubt") else _BY_HAND, due=due)
    if answer.get("left"):
        due = left_text(terminal, answer["left"])
    elif answer.get("set_by") and not answer["due"]:
        due = terminal.text(_SET_BY, day=answer["set_by"])
    stands = answer.get("standing")
    words = [STATES[state], *([STANDINGS[Standing(stands)]] if stands and stands not in TOLD_BY_STATE else [])]
    return due, still_text(terminal, answer, ", ".join(map(terminal.label, words)))

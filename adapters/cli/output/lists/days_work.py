"""The day's work as an officer reads it: each part with its number, its first tasks, and the command that lists all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from shlex import quote
from typing import Any

from adapters.answers.task_answers import Answer
from adapters.cli.frame.invocation import Invocation
from adapters.cli.output.lists.tables import COLUMNS
from adapters.words.catalogue import WEEKDAYS, Said
from adapters.words.tasks import PAST_ITS_END
from rules.problems import N_

_HEAD, _HEAD_OF = N_("Today is {weekday}, {day}. All agencies."), N_("Today is {weekday}, {day}. {name} ({unit}).")
_TITLES: Mapping[str, str] = {
    "overdue": N_("Overdue: {number}"),
    "today": N_("Due today: {number}"),
    "ahead": N_("Due in the next {days} days: {number}"),
    "undated": N_("Waiting for somebody to set a date: {number}"),
}
_ALL: Mapping[str, str] = {
    "overdue": "--standing overdue",
    "today": "--due-within 0",
    "ahead": "--due-within {days}",
    "undated": "--state needs_date",
}
_MORE = N_("{number} more: `{command}` lists all.")
_TOGETHER = N_("Tasks of one row are told together, with how all of them stand: `--all` has each on a line of its own.")
_NOTHING = N_("Nothing is overdue, due today or in the next {days} days, and nothing waits for a date.")
_STILL = N_("No progress for {days} days: {tasks} task(s) with a last day (`{command}`).")
_ACCEPT = N_("Reports to be accepted: {reports}, the earliest of {since} (`thoihan tasks --awaiting-acceptance`).")
_ASKED = N_("Requests for more time that nobody has answered: {number} (`thoihan extend` answers).")
_REQUEST = N_("  {task}: until {until}, asked on {on}")
_BEHIND = N_("Days are swept up to {swept} only: what later days bring is not there yet (`thoihan sweep`).")
_UNSWEPT = N_("No day has been swept yet: what days bring is not there (`thoihan sweep`).")


@dataclass(frozen=True, slots=True)
class Lines:
    """A part as it is shown: lines of a table, and how many tasks they stand for."""

    rows: Sequence[tuple[str, ...]]
    tasks: int
    together: bool  # lines that stand for several tasks are among them


@dataclass(frozen=True, slots=True)
class DaysWork:
    """The answer of `today`."""

    day: date
    days: int  # so far ahead it looked
    unit: str | None
    name: str | None  # of the unit
    swept: date | None
    numbers: Mapping[str, int]  # by part
    parts: Mapping[str, Sequence[Answer]]
    waits: Mapping[str, Any]
    lines: Mapping[str, "Lines"] = field(default_factory=dict)  # by part: as it is shown, where duties are together

    def answer(self) -> dict[str, Any]:
        """The same, for programs."""
        parts = {name: {"number": self.numbers[name], "tasks": of} for name, of in self.parts.items()}
        swept = self.swept.isoformat() if self.swept else None
        asked = {"day": self.day.isoformat(), "swept": swept, "unit": self.unit, "days": self.days}
        return {**asked, **parts, **self.waits}


def show_days_work(here: Invocation, work: DaysWork) -> None:
    """Tell of it: what has nothing in it is left out."""
    head = {"weekday": Said(WEEKDAYS[work.day.weekday()]), "day": work.day}
    here.terminal.line(_HEAD_OF if work.unit else _HEAD, **head, name=work.name, unit=work.unit)
    if work.swept is None or work.swept < work.day:
        here.terminal.line(_BEHIND if work.swept else _UNSWEPT, swept=work.swept)
    if not any(work.numbers.values()):
        here.terminal.line(_NOTHING, days=work.days)
    for part, lines in work.lines.items():
        if lines.rows:
            _show_part(here, work, part, lines)
    if any(lines.together for lines in work.lines.values()):
        here.terminal.line()
        here.terminal.line(_TOGETHER)
    _show_waits(here, work)


def _show_part(here: Invocation, work: DaysWork, part: str, lines: Lines) -> None:
    here.terminal.line()
    here.terminal.line(_TITLES[part], number=work.numbers[part], days=work.days)
    here.terminal.table(COLUMNS, lines.rows)
    more = work.numbers[part] - lines.tasks
    if more > 0:
        here.terminal.line(_MORE, number=more, command=_command(work, _ALL[part].format(days=work.days)))


def _command(work: DaysWork, options: str) -> str:
    return f"thoihan tasks {options}" + (f" --unit {quote(work.unit)}" if work.unit else "")


def _show_waits(here: Invocation, work: DaysWork) -> None:
    terminal, waits = here.terminal, work.waits
    if waits["no_progress"]["tasks"]:
        command = _command(work, f"--no-progress {waits['no_progress']['days']}")
        terminal.line(_STILL, **waits["no_progress"], command=command)
    if waits["to_accept"]:
        terminal.line(_ACCEPT, **waits["to_accept"])
    if waits["to_answer"]:
        terminal.line(_ASKED, number=len(waits["to_answer"]))
    for one in waits["to_answer"]:
        terminal.line(_REQUEST, **one)
    for one in waits["past_its_end"]:
        terminal.line(PAST_ITS_END, **one)

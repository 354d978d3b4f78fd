"""What a row took over from rows of plans that ended, in lists and in explanations."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.derivations import passed_on_lines
from adapters.cli.output.task_answers import Answer
from adapters.words.tasks import TOOK_OVER
from engine.asking.course.former_rows import FormerRow
from engine.asking.explaining import Explanation
from engine.snapshot import Snapshot
from rules.problems import N_
from rules.row_names import row_name

_FROM = N_("Taken over on {day} from plan {number} ({plan}), row {row}: {title}")


def taken_over(snapshot: Snapshot, plan: str, rule: str) -> list[Answer]:
    """The rows of other plans that passed to a row, for programs: numbers and days, and no words."""
    plans = snapshot.plans()
    return [
        {"plan": one.plan, "rule": row_name(plans[one.plan], one.rule), "day": one.ending.day.isoformat()}
        for one in snapshot.taken_over(plan, rule)
    ]


def with_former(terminal: Terminal, title: str, took: Sequence[Answer]) -> str:
    """A row's title, and the last of the rows that passed to it."""
    return terminal.text(TOOK_OVER, title=title, plan=took[0]["plan"], row=took[0]["rule"]) if took else title


def former_answers(found: Iterable[FormerRow], answer: Callable[[Explanation], Mapping[str, Any]]) -> list[Answer]:
    """The same for programs, with what is said of the tasks that they had: as `answer` has each."""
    return [
        {
            "plan": one.plan.id,
            "rule": row_name(one.plan, one.rule.id),
            "day": one.ending.day.isoformat(),
            "secrecy": str(one.rule.secrecy),
            "tasks": [answer(task) for task in one.tasks],
        }
        for one in found
    ]


def former_lines(terminal: Terminal, found: Iterable[FormerRow]) -> Iterator[str]:
    """Each row that passed to a task's, and how far its tasks had come."""
    for one in found:
        number = row_name(one.plan, one.rule.id)
        said = {"number": one.plan.number, "plan": one.plan.id, "row": number, "title": one.rule.title}
        yield from ("", terminal.text(_FROM, day=one.ending.day, **said))
        for task in one.tasks:
            yield from passed_on_lines(terminal, task)

"""The rows of ended plans that passed to a task's own, in explanations: with all that their tasks came to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from adapters.answers.derivations import passed_on_lines
from adapters.answers.speech import Speech
from adapters.answers.task_answers import Answer
from engine.asking.course.former_rows import FormerRow
from engine.asking.explaining import Explanation
from rules.problems import N_
from rules.row_names import row_name

_FROM = N_("Taken over on {day} from plan {number} ({plan}), row {row}: {title}")


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


def former_lines(speech: Speech, found: Iterable[FormerRow]) -> Iterator[str]:
    """Each row that passed to a task's, and how far its tasks had come."""
    for one in found:
        number = row_name(one.plan, one.rule.id)
        said = {"number": one.plan.number, "plan": one.plan.id, "row": number, "title": one.rule.title}
        yield from ("", speech.text(_FROM, day=one.ending.day, **said))
        for task in one.tasks:
            yield from passed_on_lines(speech, task)

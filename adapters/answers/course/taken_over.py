"""What a row took over from rows of plans that ended, in lists."""

from collections.abc import Sequence

from adapters.answers.speech import Speech
from adapters.answers.task_answers import Answer
from adapters.words.tasks import TOOK_OVER
from engine.snapshot import Snapshot
from rules.row_names import row_name


def taken_over(snapshot: Snapshot, plan: str, rule: str) -> list[Answer]:
    """The rows of other plans that passed to a row, for programs: numbers and days, and no words."""
    plans = snapshot.plans()
    return [
        {"plan": one.plan, "rule": row_name(plans[one.plan], one.rule), "day": one.ending.day.isoformat()}
        for one in snapshot.taken_over(plan, rule)
    ]


def with_former(speech: Speech, title: str, took: Sequence[Answer]) -> str:
    """A row's title, and the last of the rows that passed to it."""
    return speech.text(TOOK_OVER, title=title, plan=took[0]["plan"], row=took[0]["rule"]) if took else title

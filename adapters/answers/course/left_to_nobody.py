"""The open tasks that nobody has any more, since the last member of the group that shares them has ended.

Said of whoever ends, and of a single task or row that is given another date or other words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.answers.speech import Speech
from engine.happenings.agencies import ENDING, heirs_in
from engine.snapshot import Snapshot
from engine.tasks import LIVE, State, task_shown
from engine.units import Units
from events.event import Event
from events.rows import TaskRow
from rules.groups.silence import Silence
from rules.plan import Plan
from rules.problems import N_

_NOBODY = N_(
    "Nobody is there any more for {count} open task(s) of the group “{unit}”: {tasks}. Give it other members (`thoihan "
    "units add`), or name who does them: `thoihan row change PLAN/ROW --lead UNIT --document …`."
)
_MOST_NAMES = 10
_DATE = "task.date_set"


@dataclass(frozen=True, slots=True)
class LeftToNobody:
    """By each group of which nobody is left, its open tasks, as they are shown."""

    tasks: Mapping[str, Sequence[str]]

    @classmethod
    def by(cls, event: Event, snapshot: Snapshot, units: Units) -> "LeftToNobody":
        """Those that the units which end with the event leave, or that it sets a date for; `units` are as after it."""
        if event.type == _DATE:
            return cls._among(filter(None, [snapshot.session.task(event.subject or "")]), snapshot, units)
        if event.type not in ENDING:
            return cls({})
        groups = sorted({group for code in heirs_in(event) for group in units.groups_with(code)})
        silent = [group for group in groups if units.silence(group) is Silence.NOBODY_LEFT]
        found = {group: list(_open(snapshot, group)) for group in silent}
        return cls({group: tasks for group, tasks in found.items() if tasks})

    @classmethod
    def of_row(cls, plan: Plan, number: str, snapshot: Snapshot) -> "LeftToNobody":
        """Those of the row of that number, as `plan` has it: where that names another, it is no more nobody's."""
        rule = plan.rules[plan.keys[number]]
        named = {rule.lead, *rule.for_units}
        rows = [row for row in snapshot.session.tasks(plan.id, [rule.id]) if row.lead in named]
        return cls._among(rows, snapshot, snapshot.units())

    @classmethod
    def _among(cls, rows: Iterable[TaskRow], snapshot: Snapshot, units: Units) -> "LeftToNobody":
        found: dict[str, list[str]] = {}
        for row in rows:
            if State(row.state) in LIVE and units.silence(row.lead) is Silence.NOBODY_LEFT:
                found.setdefault(row.lead, []).append(task_shown(snapshot.plans()[row.plan], row.id))
        return cls(found)

    def answer(self) -> list[str]:
        """For programs."""
        return [task for tasks in self.tasks.values() for task in tasks]

    def lines(self, speech: Speech) -> Iterator[str]:
        """Names them, group by group, and says what to do."""
        for group, tasks in self.tasks.items():
            some = [*tasks[:_MOST_NAMES], *(["…"] if len(tasks) > _MOST_NAMES else [])]
            yield speech.text(_NOBODY, unit=group, count=len(tasks), tasks=some)


def _open(snapshot: Snapshot, group: str) -> Iterator[str]:
    plans = snapshot.plans()
    for view in snapshot.session.view_tasks(lead=group):
        if State(view.state) in LIVE:
            yield task_shown(plans[view.plan], view.id)


NOTHING_LEFT = LeftToNobody({})

"""The command `today`: what is to be done now, and what waits for somebody's decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import typer

from adapters.answers.lists.answers import answers_of, with_cycles
from adapters.answers.noting import note
from adapters.answers.task_answers import Answer
from adapters.answers.task_marks import TaskMarks
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.output.lists.days_work import DaysWork, Lines, show_days_work
from adapters.cli.output.lists.duties import DutyLine
from adapters.cli.output.lists.tables import task_row
from engine.asking.course.agenda import Agenda, Section, agenda, belonging
from engine.asking.course.grouped import LISTED, Duty, duties
from engine.asking.course.standing_still import USUAL_DAYS, count_standing_still, standing_still
from engine.asking.course.to_accept import to_accept
from engine.asking.course.to_answer import to_answer
from engine.facts.fact import Fact
from engine.facts.plans import past_its_end
from engine.snapshot import Snapshot
from engine.sweeping import clock
from engine.tasks import task_id, task_shown
from rules.problems import N_
from rules.row_names import row_name
from rules.secrecy import Level

MOST, AHEAD, MOST_AHEAD = 20, 7, 366

_OF_UNIT = N_("Only what this unit does or leads, and decides as the one that follows a plan.")
_FAR = N_("So many days ahead.")
Unit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=_OF_UNIT)]
Every = Annotated[bool, typer.Option("--all", help=N_("Each task on a line of its own, and all of them."))]
Days = Annotated[int, typer.Option("--days", metavar="DAYS", min=1, max=MOST_AHEAD, help=_FAR)]


def today(
    context: typer.Context, unit: Unit = None, days: Days = AHEAD, every: Every = False, as_json: AsJson = False
) -> None:
    """Say what is to be done now."""
    here = invocation(context)
    with here.office() as office:
        with office.store.begin(write=False) as session:
            look = _Look(Snapshot(session, office.tools), office.clock.today(), unit)
            found = agenda(session, look.day, days, MOST if as_json else None if every else LISTED, unit)
            marks, parts, shown = look.parts(found, days, one_by_one=as_json or every)
            work = DaysWork(
                day=look.day,
                days=days,
                unit=unit,
                name=look.shelf.units().name(unit) if unit else None,
                swept=clock(session).day,
                numbers={part: of.number for part, of in found._asdict().items()},
                parts=parts,
                waits=look.waits(),
                lines={} if as_json else {part: look.lines(here, marks, parts[part], of) for part, of in shown.items()},
            )
        note(office, "today", look.looked(parts, shown))
    if as_json:
        here.terminal.json(work.answer())
    else:
        show_days_work(here, work)


@dataclass(frozen=True, slots=True)
class _Look:
    """A day, of all agencies or of one."""

    shelf: Snapshot
    day: date
    unit: str | None

    def parts(
        self, found: Agenda, days: int, *, one_by_one: bool
    ) -> tuple[TaskMarks, Mapping[str, Sequence[Answer]], Mapping[str, Sequence[Duty]]]:
        """The tasks of each part that are told of each by itself, what marks them, and the duties of each part.

        `one_by_one`: so are all of them.
        """
        session, plans = self.shelf.session, self.shelf.plans()
        shown = {name: self._duties(name, of, days, one_by_one) for name, of in found._asdict().items()}
        alone = {name: [duty.here[0] for duty in of if duty.tasks == 1] for name, of in shown.items()}
        views = [view for of in alone.values() for view in of]
        marks = TaskMarks.of(session, self.shelf.units(), views)
        answers = [marks.marked(one) for one in answers_of(session, self.shelf, views, self.day)]
        told = iter(with_cycles(session, answers, plans, self.day))
        return marks, {name: [next(told) for _ in of] for name, of in alone.items()}, shown

    def _duties(self, name: str, part: Section, days: int, one_by_one: bool) -> Sequence[Duty]:
        if one_by_one:
            return [Duty([view], [view]) for view in part.tasks]
        belongs = belonging(name, self.day, days)
        return duties(self.shelf.session, part, belongs, MOST, self.unit)

    def lines(self, here: Invocation, marks: TaskMarks, alone: Sequence[Answer], shown: Sequence[Duty]) -> Lines:
        """A part as it is shown: tasks of one row that are more than one stand in one line."""
        told = iter(alone)
        rows = [
            task_row(here, marks, next(told))
            if duty.tasks == 1
            else DutyLine.of(self.shelf, duty, self.day).row(here.terminal, self.shelf)
            for duty in shown
        ]
        tasks = sum(duty.tasks for duty in shown)
        return Lines(rows=rows, tasks=tasks, together=tasks > len(rows))

    def looked(
        self, parts: Mapping[str, Sequence[Answer]], shown: Mapping[str, Sequence[Duty]]
    ) -> Iterable[tuple[str, str, Level]]:
        """The rows that are told of, and how secret each is."""
        yield from ((one["plan"], one["rule"], Level(one["secrecy"])) for of in parts.values() for one in of)
        plans = self.shelf.plans()
        for view in (duty.here[0] for of in shown.values() for duty in of if duty.tasks > 1):
            rule = self.shelf.rule(plans[view.plan], view.rule)
            yield view.plan, row_name(plans[view.plan], view.rule), rule.secrecy

    def waits(self) -> Mapping[str, Any]:
        """The tasks that stand still, and all that waits for somebody to decide."""
        session = self.shelf.session
        ended = [{"plan": row.id, "ends": row.ends} for row in session.plans() if past_its_end(row, self.day)]
        return {
            "no_progress": {"days": USUAL_DAYS, "tasks": self._still()},
            "to_accept": self._to_accept(),
            "to_answer": [self._request(fact) for fact in to_answer(self.shelf, self.unit)],
            "past_its_end": [one for one in ended if self._follows(one["plan"])],
        }

    def _still(self) -> int:
        session = self.shelf.session
        if self.unit is None:
            return count_standing_still(session, self.day, USUAL_DAYS)[0]
        return len(standing_still(session, session.view_tasks(concerning=self.unit), self.day, USUAL_DAYS))

    def _to_accept(self) -> dict[str, Any] | None:
        found = [one for one in to_accept(self.shelf) if self.unit in (None, one.by)]
        since: Iterable[str] = (one.since for one in found)
        return {"reports": sum(one.tasks for one in found), "since": min(since)} if found else None

    def _request(self, fact: Fact) -> dict[str, Any]:
        task = task_shown(self.shelf.plans()[fact.plan], task_id(fact.plan, fact.topic.name, fact.unit, fact.cycle))
        return {"task": task, "event": fact.id, "until": _iso(fact.day), "on": _iso(fact.own_day)}

    def _follows(self, plan: str | None) -> bool:
        return self.unit is None or self.shelf.plans()[plan or ""].follower == self.unit


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

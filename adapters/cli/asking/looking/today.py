"""The command `today`: what is to be done now, and what waits for somebody's decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import typer

from adapters.cli.asking.looking.noting import note
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.output.lists.answers import answers_of, with_cycles
from adapters.cli.output.lists.days_work import DaysWork, show_days_work
from adapters.cli.output.task_answers import Answer
from adapters.cli.output.task_marks import TaskMarks
from engine.asking.course.agenda import Agenda, agenda
from engine.asking.course.standing_still import USUAL_DAYS, count_standing_still, standing_still
from engine.asking.course.to_accept import to_accept
from engine.asking.course.to_answer import to_answer
from engine.facts.fact import Fact
from engine.facts.plans import past_its_end
from engine.snapshot import Snapshot
from engine.sweeping import clock
from engine.tasks import task_id, task_shown
from rules.problems import N_
from rules.secrecy import Level

MOST, AHEAD, MOST_AHEAD = 20, 7, 366

_OF_UNIT = N_("Only what this unit does or leads, and decides as the one that follows a plan.")
_FAR = N_("So many days ahead.")
Unit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=_OF_UNIT)]
Days = Annotated[int, typer.Option("--days", metavar="DAYS", min=1, max=MOST_AHEAD, help=_FAR)]


def today(context: typer.Context, unit: Unit = None, days: Days = AHEAD, as_json: AsJson = False) -> None:
    """Say what is to be done now."""
    here = invocation(context)
    with here.office() as office:
        with office.store.begin(write=False) as session:
            look = _Look(Snapshot(session, office.tools), office.clock.today(), unit)
            found = agenda(session, look.day, days, MOST, unit)
            marks, parts = look.parts(found)
            work = DaysWork(
                day=look.day,
                days=days,
                unit=unit,
                name=look.shelf.units().name(unit) if unit else None,
                swept=clock(session).day,
                numbers={part: of.number for part, of in found._asdict().items()},
                parts=parts,
                waits=look.waits(),
            )
        seen = [one for answers in parts.values() for one in answers]
        note(office, "today", ((one["plan"], one["rule"], Level(one["secrecy"])) for one in seen))
    if as_json:
        here.terminal.json(work.answer())
    else:
        show_days_work(here, marks, work)


@dataclass(frozen=True, slots=True)
class _Look:
    """A day, of all agencies or of one."""

    shelf: Snapshot
    day: date
    unit: str | None

    def parts(self, found: Agenda) -> tuple[TaskMarks, Mapping[str, Sequence[Answer]]]:
        """The tasks of each part as they are told of, and what marks them."""
        session, plans = self.shelf.session, self.shelf.plans()
        views = [view for part in found for view in part.tasks]
        marks = TaskMarks.of(session, self.shelf.units(), views)
        answers = [marks.marked(one) for one in answers_of(session, self.shelf, views, self.day)]
        told = iter(with_cycles(session, answers, plans, self.day))
        return marks, {name: [next(told) for _ in of.tasks] for name, of in found._asdict().items()}

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
            return count_standing_still(session, session.tally(), self.day, USUAL_DAYS)
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

"""Marks of tasks in a list: the unit as of then and of now, whose the task was, and the last day that was missed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from adapters.answers.course.in_lists import NOTHING_SAID, Course, course_text, courses, said_on_the_way
from adapters.answers.speech import Speech
from adapters.answers.task_answers import Answer
from adapters.answers.unit_names import UnitNames
from adapters.words.recounts import recounting
from adapters.words.tasks import OF_FORMER
from engine.facts.fact import Fact
from engine.facts.topics import Sort, date_set, missed
from engine.snapshot import facts_of
from engine.tasks import LIVE, OPEN, State
from engine.units import Units
from events.store import Session
from events.views import TaskView
from rules.problems import N_

_FEW = 500
_MISSED = N_("{state}, missed {day}")
_THROUGH = N_("{state}, reports through {unit}")


@dataclass(frozen=True, slots=True)
class TaskMarks:
    """The marks of some tasks: names of units, and by plan, rule, unit and cycle the first due date that passed.

    `courses`: what was said of them on their way, in the same manner. `recounting` are their plans whose dates are
    still to be counted again.
    """

    naming: UnitNames
    views: Mapping[str, TaskView]
    missed: Mapping[tuple[str, str, str, str], str]
    courses: Mapping[tuple[str, str, str, str], Course]
    recounting: Sequence[str] = ()
    by_hand: frozenset[str] = frozenset()  # the events in which officers set dates of such tasks

    @classmethod
    def of(cls, session: Session, units: Units, views: Sequence[TaskView]) -> "TaskMarks":
        """The marks of the tasks `views`: one query for them all, and one for the names."""
        rules: dict[str, set[str]] = {}
        for view in views:
            rules.setdefault(view.plan, set()).add(view.rule)
        at = some_units(views)
        topics = {
            plan: [*map(missed, sorted(names)), *said_on_the_way(names), *map(date_set, sorted(names))]
            for plan, names in rules.items()
        }
        facts = facts_of(session, topics, at)
        by_hand = {fact.id for fact in facts if fact.topic.sort is Sort.DATE}
        facts = [fact for fact in facts if fact.id not in by_hand]
        plans, names_of = recounting(session.recounts(), rules), UnitNames.of(session, units)
        there = {view.id: view for view in views}
        return cls(names_of, there, _last_days(facts), courses(facts), plans, frozenset(by_hand))

    def marked(self, answer: Answer) -> Answer:
        """A task for programs, with its unit as of then and of now."""
        unit, view = answer["unit"], self.views.get(answer["key"])
        now = self.naming.units.current(unit)
        course = (self.courses.get(_place(view)) if view else None) or NOTHING_SAID
        said = course.answer(self.naming.units)
        awaits = bool(answer.get("awaits_acceptance")) and course.last(Sort.UNACCEPTED) is not None
        return {
            **answer,
            "unit_name": self.naming.then(unit, view.since) if view else self.naming.units.name(unit),
            "now": {"unit": now, "name": self.naming.units.name(now)} if now else None,
            "task_of": self.naming.units.name(unit) if self.naming.units.passed_on(unit, answer["lead"]) else None,
            "recounting": view is not None and view.due is not None and view.plan in self.recounting,
            "missed_on": self.missed.get(_place(view)) if view else None,
            **said,
            "awaits_acceptance": awaits,
        }

    def unit_text(self, answer: Answer, *, of_now: bool) -> str:
        """The unit as it was called, → who answers for it now if that differs; or only the latter."""
        then: str = answer["unit_name"]
        now: str | None = answer["now"] and answer["now"]["name"]
        if of_now:
            return now or then
        passed_on = now and now != then and State(answer["state"]) in OPEN | {State.SUSPENDED, State.WAITING}
        return f"{then} → {now}" if passed_on else then

    def title_text(self, speech: Speech, answer: Answer, *, of_now: bool) -> str:
        """The title, and whose task it was where the unit has ended: its successor may have one of its own."""
        former = answer["task_of"] or (of_now and answer["unit"] in self.naming.units.heirs and answer["unit_name"])
        return speech.text(OF_FORMER, title=answer["title"], unit=former) if former else answer["title"]

    def state_text(self, speech: Speech, answer: Answer, state: str) -> str:
        """`state`, through whom an open task reports, and that it was late once, where its date does not tell."""
        state = course_text(speech, answer, state)
        through = self.naming.units.goes_through(answer["through"], answer["lead"])
        if through and State(answer["state"]) in LIVE:
            state = speech.text(_THROUGH, state=state, unit=self.naming.units.name(through))
        missed = answer["missed_on"]
        if missed is None or answer["due"] is None or missed >= answer["due"]:
            return state
        return speech.text(_MISSED, state=state, day=missed)


def _place(view: TaskView) -> tuple[str, str, str, str]:
    return view.plan, view.rule, view.unit, view.cycle


def some_units(views: Sequence[TaskView]) -> frozenset[str] | None:
    """The units whose tasks these are, where they are so few that facts are better asked for by them; else None."""
    units = frozenset(view.unit for view in views)
    return units if len(units) <= _FEW else None


def _last_days(facts: Iterable[Fact]) -> Mapping[tuple[str, str, str, str], str]:
    """The last day on which each task could have been done in time: that it was missed is of the day after."""
    return {
        (fact.plan, fact.topic.name, fact.unit, fact.cycle): (fact.day - timedelta(days=1)).isoformat()
        for fact in facts
        if fact.day and fact.topic.sort is Sort.MISSED
    }

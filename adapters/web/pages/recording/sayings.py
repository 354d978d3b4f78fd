"""Statements on one task, as they are made of a form that was filled in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.statements.course.reports import OnReport
from adapters.statements.idempotent import IdempotentStatement
from adapters.statements.milestones_and_tasks import DateSet, TaskDone
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import Statement, iso
from adapters.web.pages.acts.reading import Filled
from adapters.web.pages.recording.task_places import TaskPlace
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import day_text
from events import making
from events.course import making as course
from events.event import Event
from events.making import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what a deed stands: the task, who does it, today."""

    task: TaskPlace
    asker: Principal
    today: date
    lang: str

    @property
    def by(self) -> str | None:
        """The code of the asker's agency where it is not the one that leads; None: nothing need be said."""
        own = self.asker.unit
        at_home = self.task.units.subtree(self.task.lead)
        return None if own == self.task.lead or own not in at_home or self.asker.may(Act.RECORD) else own

    def day(self, day: date | None) -> str:
        """A day as it is typed."""
        return day_text(day, self.lang) if day else ""


Says = Callable[[Ground, Filled], Statement]


def _once(ground: Ground, filled: Filled, kind: str, content: Sequence[str | None], make: "Make") -> Statement:
    """A statement whose id follows from its words."""
    task = ground.task.id
    return IdempotentStatement(
        kind=kind,
        subject=task,
        on=filled.day("on") or ground.today,
        content=content,
        make=lambda now, envelope: make(task_named(now.plans, task), envelope),
    )


Make = Callable[[str, Envelope], Event]


def acknowledged(ground: Ground, filled: Filled) -> Statement:
    """The statement that a task is taken up."""

    def make(task: str, envelope: Envelope) -> Event:
        return course.task_acknowledged(task, plan=ground.task.plan.id, unit=ground.by, **envelope)

    return _once(ground, filled, "task.acknowledged", (ground.by,), make)


def progress(ground: Ground, filled: Filled) -> Statement:
    """The statement of how far it has come."""
    said = {name: filled.text(name) for name in ("difficulty", "proposal")}
    text = filled.words("progress")

    def make(task: str, envelope: Envelope) -> Event:
        plan = ground.task.plan.id
        return course.task_progress(task, plan=plan, progress=text, unit=ground.by, **said, **envelope)

    return _once(ground, filled, "task.progress", (text, said["difficulty"], said["proposal"], ground.by), make)


def done(ground: Ground, filled: Filled) -> Statement:
    """The statement that it was done."""
    return TaskDone(
        task=ground.task.id,
        on=filled.day("on") or ground.today,
        product=filled.text("product"),
        anyway=filled.checked("anyway"),
        reason=filled.text("reason"),
    )


def asked(ground: Ground, filled: Filled) -> Statement:
    """The statement that more time is asked for."""
    due, why = filled.day("due") or ground.today, filled.words("reason")

    def make(task: str, envelope: Envelope) -> Event:
        return making.extension_requested(task, plan=ground.task.plan.id, due=due, reason=why, **envelope)

    return _once(ground, filled, "extension.requested", (due.isoformat(), why), make)


def granted(ground: Ground, filled: Filled) -> Statement:
    """The statement that more time is given."""
    due, override, by = filled.day("due") or ground.today, filled.checked("override"), _decider(ground)
    plan, why = ground.task.plan.id, filled.text("reason")

    def make(task: str, envelope: Envelope) -> Event:
        return making.extension_granted(task, plan=plan, due=due, override=override, reason=why, unit=by, **envelope)

    return _once(ground, filled, "extension.granted", (due.isoformat(), str(override), by), make)


def refused(ground: Ground, filled: Filled) -> Statement:
    """The statement that no more time is given."""
    why, by = filled.words("reason"), _decider(ground)

    def make(task: str, envelope: Envelope) -> Event:
        return making.extension_refused(task, plan=ground.task.plan.id, reason=why, unit=by, **envelope)

    return _once(ground, filled, "extension.refused", (why, by), make)


def _decider(ground: Ground) -> str | None:
    """The unit that decides: one that the plan names, where the asker stands for it; else nothing is said."""
    may = ground.task.plan.policies.extension.by
    return ground.asker.unit if ground.asker.unit in may else None


def on_report(kind: str, make: Callable[[Filled], Callable[[str, str | None, Envelope], Event]]) -> Says:
    """The statement of that type on the report of a task."""

    def says(ground: Ground, filled: Filled) -> Statement:
        content = (filled.text("reason"), *([iso(filled.day("due"))] if kind == "task.returned" else []))
        on = filled.day("on") or ground.today
        return OnReport(kind=kind, task=ground.task.id, by=None, on=on, content=content, make=make(filled))

    return says


def accepting(filled: Filled) -> Callable[[str, str | None, Envelope], Event]:
    """The event that accepts a report."""
    return lambda report, unit, given: course.task_accepted(report, unit=unit, reason=filled.text("reason"), **given)


def returning(filled: Filled) -> Callable[[str, str | None, Envelope], Event]:
    """The event that returns a report."""
    why, due = filled.words("reason"), filled.day("due")
    return lambda report, unit, given: course.task_returned(report, unit=unit, reason=why, due=due, **given)


def assigned(ground: Ground, filled: Filled) -> Statement:
    """The statement that somebody inside the agency has it."""
    person, due = filled.words("person"), filled.day("due")

    def make(task: str, envelope: Envelope) -> Event:
        plan = ground.task.plan.id
        return course.task_assigned(task, plan=plan, person=person, due=due, unit=ground.by, **envelope)

    return _once(ground, filled, "task.assigned", (person, iso(due), ground.by), make)


def date_set(ground: Ground, filled: Filled) -> Statement:
    """The statement of its last day."""
    return DateSet(
        task=ground.task.id,
        due=filled.day("due") or ground.today,
        on=filled.day("on") or ground.today,
        anyway=filled.checked("anyway"),
        reason=filled.text("reason"),
    )


def suspended(ground: Ground, filled: Filled) -> Statement:
    """The statement that no time runs for it."""
    task, why = ground.task, filled.text("reason")
    unit = task.unit if filled.words("whose") == "this" else None

    def make(_task: str, envelope: Envelope) -> Event:
        return making.suspension_began(task.plan.id, rules=[task.rule.id], unit=unit, reason=why, **envelope)

    return _once(ground, filled, "suspension.began", (task.rule.number, unit), make)


def part_asked(ground: Ground, filled: Filled) -> Statement:
    """The statement that a cooperating agency is asked for its part."""
    of, content, due = filled.words("of"), filled.words("content"), filled.day("due")

    def make(task: str, envelope: Envelope) -> Event:
        return course.part_asked(task, plan=ground.task.plan.id, of=of, content=content, due=due, **envelope)

    return _once(ground, filled, "part.asked", (of, content, iso(due)), make)

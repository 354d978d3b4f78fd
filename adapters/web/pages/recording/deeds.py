"""What may be done with one task: under which address, who may, what is typed, and what that says."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.statements.course.reports import OnReport
from adapters.statements.idempotent import IdempotentStatement
from adapters.statements.milestones_and_tasks import DateSet, TaskDone
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import Statement, iso
from adapters.web.pages.acts.fields import DOCUMENT, REASON, Field, Kind, day_field
from adapters.web.pages.acts.reading import Filled
from adapters.web.pages.recording.task_places import TaskPlace
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import day_text
from engine.tasks import LIVE, OPEN, State
from events import making
from events.course import making as course
from events.event import Event
from events.making import Envelope
from rules.problems import N_


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that may be done."""

    name: str  # at the end of its address
    title: str
    verb: str
    act: Act
    fields: Callable[[Ground], Sequence[Field]]
    says: Says
    files: bool = False
    states: Collection[State] = OPEN  # of tasks of which it is offered


_ANYWAY = Field(
    name="anyway",
    label=N_("Record it all the same, though it hardly can be so; the reason says how that came"),
    kind=Kind.CHECK,
)
_WHY = Field(name="reason", label=N_("Why"), kind=Kind.LONG, required=True)


def _today(ground: Ground, label: str) -> Field:
    return day_field(label, ground.day(ground.today))


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


def _acknowledged(ground: Ground, filled: Filled) -> Statement:
    def make(task: str, envelope: Envelope) -> Event:
        return course.task_acknowledged(task, plan=ground.task.plan.id, unit=ground.by, **envelope)

    return _once(ground, filled, "task.acknowledged", (ground.by,), make)


def _progress(ground: Ground, filled: Filled) -> Statement:
    said = {name: filled.text(name) for name in ("difficulty", "proposal")}
    text = filled.words("progress")

    def make(task: str, envelope: Envelope) -> Event:
        plan = ground.task.plan.id
        return course.task_progress(task, plan=plan, progress=text, unit=ground.by, **said, **envelope)

    return _once(ground, filled, "task.progress", (text, said["difficulty"], said["proposal"], ground.by), make)


def _done(ground: Ground, filled: Filled) -> Statement:
    return TaskDone(
        task=ground.task.id,
        on=filled.day("on") or ground.today,
        product=filled.text("product"),
        anyway=filled.checked("anyway"),
        reason=filled.text("reason"),
    )


def _asked(ground: Ground, filled: Filled) -> Statement:
    due, why = filled.day("due") or ground.today, filled.words("reason")

    def make(task: str, envelope: Envelope) -> Event:
        return making.extension_requested(task, plan=ground.task.plan.id, due=due, reason=why, **envelope)

    return _once(ground, filled, "extension.requested", (due.isoformat(), why), make)


def _granted(ground: Ground, filled: Filled) -> Statement:
    due, override, by = filled.day("due") or ground.today, filled.checked("override"), _decider(ground)
    plan, why = ground.task.plan.id, filled.text("reason")

    def make(task: str, envelope: Envelope) -> Event:
        return making.extension_granted(task, plan=plan, due=due, override=override, reason=why, unit=by, **envelope)

    return _once(ground, filled, "extension.granted", (due.isoformat(), str(override), by), make)


def _refused(ground: Ground, filled: Filled) -> Statement:
    why, by = filled.words("reason"), _decider(ground)

    def make(task: str, envelope: Envelope) -> Event:
        return making.extension_refused(task, plan=ground.task.plan.id, reason=why, unit=by, **envelope)

    return _once(ground, filled, "extension.refused", (why, by), make)


def _decider(ground: Ground) -> str | None:
    """Which unit decides: one that the plan names, where the asker stands for it; else nothing is said."""
    may = ground.task.plan.policies.extension.by
    return ground.asker.unit if ground.asker.unit in may else None


def _on_report(kind: str, make: Callable[[Filled], Callable[[str, str | None, Envelope], Event]]) -> Says:
    def says(ground: Ground, filled: Filled) -> Statement:
        content = (filled.text("reason"), *([iso(filled.day("due"))] if kind == "task.returned" else []))
        on = filled.day("on") or ground.today
        return OnReport(kind=kind, task=ground.task.id, by=None, on=on, content=content, make=make(filled))

    return says


def _accepting(filled: Filled) -> Callable[[str, str | None, Envelope], Event]:
    return lambda report, unit, given: course.task_accepted(report, unit=unit, reason=filled.text("reason"), **given)


def _returning(filled: Filled) -> Callable[[str, str | None, Envelope], Event]:
    why, due = filled.words("reason"), filled.day("due")
    return lambda report, unit, given: course.task_returned(report, unit=unit, reason=why, due=due, **given)


def _assigned(ground: Ground, filled: Filled) -> Statement:
    person, due = filled.words("person"), filled.day("due")

    def make(task: str, envelope: Envelope) -> Event:
        plan = ground.task.plan.id
        return course.task_assigned(task, plan=plan, person=person, due=due, unit=ground.by, **envelope)

    return _once(ground, filled, "task.assigned", (person, iso(due), ground.by), make)


def _date_set(ground: Ground, filled: Filled) -> Statement:
    return DateSet(
        task=ground.task.id,
        due=filled.day("due") or ground.today,
        on=filled.day("on") or ground.today,
        anyway=filled.checked("anyway"),
        reason=filled.text("reason"),
    )


def _suspended(ground: Ground, filled: Filled) -> Statement:
    task, why = ground.task, filled.text("reason")
    unit = task.unit if filled.words("whose") == "this" else None

    def make(_task: str, envelope: Envelope) -> Event:
        return making.suspension_began(task.plan.id, rules=[task.rule.id], unit=unit, reason=why, **envelope)

    return _once(ground, filled, "suspension.began", (task.rule.number, unit), make)


def _part_asked(ground: Ground, filled: Filled) -> Statement:
    of, content, due = filled.words("of"), filled.words("content"), filled.day("due")

    def make(task: str, envelope: Envelope) -> Event:
        return course.part_asked(task, plan=ground.task.plan.id, of=of, content=content, due=due, **envelope)

    return _once(ground, filled, "part.asked", (of, content, iso(due)), make)


_UNTIL = N_("Until which day")
_LAST_DAY = N_("The last day")
_TOLD_ON = N_("On which day")

DEEDS: Sequence[Deed] = (
    Deed(
        name="da-tiep-nhan",
        title=N_("Taken up"),
        verb=N_("Say that it is taken up"),
        act=Act.REPORT,
        fields=lambda ground: (_today(ground, _TOLD_ON),),
        says=_acknowledged,
    ),
    Deed(
        name="tien-do",
        title=N_("How far it has come"),
        verb=N_("Report progress"),
        act=Act.REPORT,
        fields=lambda ground: (
            Field(name="progress", label=N_("How far it has come"), kind=Kind.LONG, required=True),
            Field(name="difficulty", label=N_("What is in its way"), kind=Kind.LONG),
            Field(name="proposal", label=N_("What is proposed"), kind=Kind.LONG),
            _today(ground, _TOLD_ON),
            DOCUMENT,
        ),
        says=_progress,
        files=True,
    ),
    Deed(
        name="bao-cao-hoan-thanh",
        states=LIVE,
        title=N_("Report as done"),
        verb=N_("Report as done"),
        act=Act.REPORT,
        fields=lambda ground: (
            DOCUMENT,
            _today(ground, N_("On which day it was done")),
            Field(name="product", label=N_("What came of it"), help=N_("A report, a draft, by its number.")),
            *([Field(name="reason", label=N_("Reason")), _ANYWAY] if ground.asker.may(Act.RECORD) else []),
        ),
        says=_done,
        files=True,
    ),
    Deed(
        name="de-nghi-gia-han",
        title=N_("Ask for more time"),
        verb=N_("Ask for more time"),
        act=Act.REPORT,
        fields=lambda ground: (
            day_field(_UNTIL, name="due"),
            _WHY,
            DOCUMENT,
            _today(ground, _TOLD_ON),
        ),
        says=_asked,
        files=True,
    ),
    Deed(
        name="dong-y-gia-han",
        title=N_("Give more time"),
        verb=N_("Give more time"),
        act=Act.DECIDE,
        fields=lambda ground: (
            day_field(_UNTIL, ground.day(ground.task.asked_until), name="due"),
            REASON,
            DOCUMENT,
            Field(
                name="override",
                label=N_("Whatever the plan allows, and also when it is late; on a document"),
                kind=Kind.CHECK,
            ),
            _today(ground, _TOLD_ON),
        ),
        says=_granted,
        files=True,
    ),
    Deed(
        name="khong-dong-y-gia-han",
        title=N_("Give no more time"),
        verb=N_("Give no more time"),
        act=Act.DECIDE,
        fields=lambda ground: (_WHY, DOCUMENT, _today(ground, _TOLD_ON)),
        says=_refused,
        files=True,
    ),
    Deed(
        name="nhan-bao-cao",
        states=(State.DONE,),
        title=N_("Accept the report"),
        verb=N_("Accept the report"),
        act=Act.DECIDE,
        fields=lambda ground: (REASON, DOCUMENT, _today(ground, _TOLD_ON)),
        says=_on_report("task.accepted", _accepting),
    ),
    Deed(
        name="tra-lai-bao-cao",
        states=(State.DONE,),
        title=N_("Return the report"),
        verb=N_("Return the report"),
        act=Act.DECIDE,
        fields=lambda ground: (
            _WHY,
            day_field(N_("The new last day"), name="due", required=False),
            DOCUMENT,
            _today(ground, _TOLD_ON),
        ),
        says=_on_report("task.returned", _returning),
    ),
    Deed(
        name="giao-nguoi",
        title=N_("Give it to somebody inside the agency"),
        verb=N_("Give it to him"),
        act=Act.REPORT,
        fields=lambda ground: (
            Field(
                name="person",
                label=N_("To whom"),
                required=True,
                longest=100,
                help=N_("A post, or a name in short; it stays in the log for ever."),
            ),
            day_field(N_("A day of his own, not after the task's"), name="due", required=False),
            _today(ground, _TOLD_ON),
        ),
        says=_assigned,
    ),
    Deed(
        name="an-dinh-thoi-han",
        states=LIVE,
        title=N_("Set the last day"),
        verb=N_("Set the last day"),
        act=Act.RECORD,
        fields=lambda ground: (
            day_field(_LAST_DAY, name="due"),
            DOCUMENT,
            _today(ground, N_("On which day it was set")),
            Field(name="reason", label=N_("Reason")),
            _ANYWAY,
        ),
        says=_date_set,
        files=True,
    ),
    Deed(
        name="tam-dung",
        title=N_("Suspend: no time runs"),
        verb=N_("Suspend it"),
        act=Act.RECORD,
        fields=lambda ground: (
            Field(
                name="whose",
                label=N_("For whom"),
                kind=Kind.CHOICE,
                required=True,
                choices=(("this", N_("This agency alone")), ("all", N_("All that have a task of this row"))),
            ),
            _today(ground, N_("The last day that counts")),
            REASON,
            DOCUMENT,
        ),
        says=_suspended,
    ),
    Deed(
        name="hoi-phoi-hop",
        title=N_("Ask a cooperating agency for its part"),
        verb=N_("Ask for its part"),
        act=Act.REPORT,
        fields=lambda ground: (
            Field(name="of", label=N_("Which agency"), kind=Kind.UNIT, required=True),
            Field(name="content", label=N_("What is asked of it"), kind=Kind.LONG, required=True),
            day_field(_UNTIL, name="due", required=False),
            DOCUMENT,
            _today(ground, _TOLD_ON),
        ),
        says=_part_asked,
        files=True,
    ),
)
"""Each in the order in which a task's page offers them."""

BY_NAME: Mapping[str, Deed] = {deed.name: deed for deed in DEEDS}

"""Deeds that may be done with one task: under which address, who may, what is typed, and what that says."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from adapters.web.pages.acts.fields import DOCUMENT, REASON, Field, FieldKind, day_field
from adapters.web.pages.recording import sayings
from adapters.web.pages.recording.sayings import Ground, Says
from adapters.web.rights.roles import Act
from engine.tasks import LIVE, OPEN, State
from rules.problems import N_


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
    in_time: bool = False  # nothing but a last day that has not passed, and is not asked about yet, is put off


_ANYWAY = Field(
    name="anyway",
    label=N_("Record it all the same, though it hardly can be so; the reason says how that came"),
    kind=FieldKind.CHECK,
)
_WHY = Field(name="reason", label=N_("Why"), kind=FieldKind.LONG, required=True)


def _today(ground: Ground, label: str) -> Field:
    return day_field(label, ground.day(ground.today))


_UNTIL = N_("Until which day")
_LAST_DAY = N_("The last day")
_TOLD_ON = N_("On which day")


def _and_day(*fields: Field, label: str = _TOLD_ON) -> Callable[[Ground], Sequence[Field]]:
    """The fields of a deed, and last the day of it."""
    return lambda ground: (*fields, _today(ground, label))


DEEDS: Sequence[Deed] = (
    Deed(
        name="da-tiep-nhan",
        title=N_("Taken up"),
        verb=N_("Say that it is taken up"),
        act=Act.REPORT,
        fields=_and_day(),
        says=sayings.acknowledged,
    ),
    Deed(
        name="tien-do",
        title=N_("How far it has come"),
        verb=N_("Report progress"),
        act=Act.REPORT,
        fields=_and_day(
            Field(name="progress", label=N_("How far it has come"), kind=FieldKind.LONG, required=True),
            Field(name="difficulty", label=N_("What is in its way"), kind=FieldKind.LONG),
            Field(name="proposal", label=N_("What is proposed"), kind=FieldKind.LONG),
            DOCUMENT,
        ),
        says=sayings.progress,
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
        says=sayings.done,
        files=True,
    ),
    Deed(
        name="de-nghi-gia-han",
        title=N_("Ask for more time"),
        verb=N_("Ask for more time"),
        act=Act.REPORT,
        fields=_and_day(day_field(_UNTIL, name="due"), _WHY, DOCUMENT),
        says=sayings.asked,
        files=True,
        in_time=True,
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
                kind=FieldKind.CHECK,
            ),
            _today(ground, _TOLD_ON),
        ),
        says=sayings.granted,
        files=True,
    ),
    Deed(
        name="khong-dong-y-gia-han",
        title=N_("Give no more time"),
        verb=N_("Give no more time"),
        act=Act.DECIDE,
        fields=_and_day(_WHY, DOCUMENT),
        says=sayings.refused,
        files=True,
    ),
    Deed(
        name="nhan-bao-cao",
        states=(State.DONE,),
        title=N_("Accept the report"),
        verb=N_("Accept the report"),
        act=Act.DECIDE,
        fields=_and_day(REASON, DOCUMENT),
        says=sayings.on_report("task.accepted", sayings.accepting),
    ),
    Deed(
        name="tra-lai-bao-cao",
        states=(State.DONE,),
        title=N_("Return the report"),
        verb=N_("Return the report"),
        act=Act.DECIDE,
        fields=_and_day(_WHY, day_field(N_("The new last day"), name="due", required=False), DOCUMENT),
        says=sayings.on_report("task.returned", sayings.returning),
    ),
    Deed(
        name="giao-nguoi",
        title=N_("Give it to somebody inside the agency"),
        verb=N_("Give it to him"),
        act=Act.REPORT,
        fields=_and_day(
            Field(
                name="person",
                label=N_("To whom"),
                required=True,
                longest=100,
                help=N_("A post, or a name in short; it stays in the log for ever."),
            ),
            day_field(N_("A day of his own, not after the task's"), name="due", required=False),
        ),
        says=sayings.assigned,
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
        says=sayings.date_set,
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
                kind=FieldKind.CHOICE,
                required=True,
                choices=(("this", N_("This agency alone")), ("all", N_("All that have a task of this row"))),
            ),
            _today(ground, N_("The last day that counts")),
            REASON,
            DOCUMENT,
        ),
        says=sayings.suspended,
    ),
    Deed(
        name="hoi-phoi-hop",
        title=N_("Ask a cooperating agency for its part"),
        verb=N_("Ask for its part"),
        act=Act.REPORT,
        fields=_and_day(
            Field(name="of", label=N_("Which agency"), kind=FieldKind.UNIT, required=True),
            Field(name="content", label=N_("What is asked of it"), kind=FieldKind.LONG, required=True),
            day_field(_UNTIL, name="due", required=False),
            DOCUMENT,
        ),
        says=sayings.part_asked,
        files=True,
    ),
)
"""Each in the order in which a task's page offers them."""

BY_NAME: Mapping[str, Deed] = {deed.name: deed for deed in DEEDS}

"""The types of events, and the fields that each must and may carry.

A new type begins with its entry in `TYPES`: from then on the log takes such events. `events.making` makes one of each
type from what an officer says; what follows from it is a family's in `engine.happenings`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from events.chain import canonical_json
from events.errors import N_, EventError, coded
from events.event import Event
from events.field_types import (
    CHOICE,
    COUNT,
    DAY,
    DAY_OR_NONE,
    HASH,
    HASH_OR_NONE,
    HOUR_OR_NONE,
    IDS_OR_NONE,
    LINES_OR_NONE,
    NAME,
    NAME_OR_NONE,
    NAMES,
    NAMES_OR_NONE,
    OTHER_ADDRESSES_OR_NONE,
    SIZE,
    SOURCE,
    TRUE_OR_NONE,
    WHOSE_OR_NONE,
    WORDS,
    WORDS_OR_NONE,
    YES_NO,
    Complaint,
    FieldType,
    ListOfRecords,
    MappingTo,
    Record,
    of_document,
)

DATA_LIMIT = 8_000_000
"""Most characters of an event's data as canonical JSON: a long plan, or all units of the country, fit several times."""


class Need(StrEnum):
    """The need of a type for a plan, a subject, a unit, a document, or an event that it corrects."""

    NO = "no"  # naming one is refused
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """The fields that an event of one type must and may carry. Fields of `data` that are not listed are refused."""

    means: str  # a sentence for developers
    plan: Need = Need.NO
    subject: Need = Need.NO  # of whatever the type is about: a milestone, a task, a unit
    unit: Need = Need.NO
    corrects: Need = Need.NO
    document: Need = Need.MAY
    data: Mapping[str, FieldType] = field(default_factory=dict)  # by name
    some_of: tuple[str, ...] = ()  # fields of `data`, of which at least one is given
    or_plan: tuple[str, ...] = ()  # fields of `data`, of which one is given where no single plan is named


def _milestone(means: str, **data: FieldType) -> EventType:
    # The subject is the milestone's name; the unit is where it happens. It is said of the milestones too that are
    # joined with it, which the program names in `serves`; unless `only` says that it is of this plan alone.
    fields = {**data, "serves": NAMES_OR_NONE, "only": TRUE_OR_NONE, "reason": WORDS_OR_NONE}
    return EventType(means=means, plan=Need.MUST, subject=Need.MUST, unit=Need.MUST, data=fields)


def _task(means: str, **data: FieldType) -> EventType:
    # The subject is the task's id; the unit, where given, is the one that reports.
    return EventType(means=means, plan=Need.MUST, subject=Need.MUST, unit=Need.MAY, data=data)


def _answer(means: str, **data: FieldType) -> EventType:
    # It goes back to what it answers; the unit is the one that does.
    return EventType(means=means, corrects=Need.MUST, unit=Need.MAY, data=data)


def _unit(means: str, **data: FieldType) -> EventType:
    # The subject is the unit's code.
    return EventType(means=means, subject=Need.MUST, data=data)


_SETTLED: Mapping[str, FieldType] = {"done": NAMES_OR_NONE, "not_required": NAMES_OR_NONE, "reason": WORDS_OR_NONE}
_RESTATING: Mapping[str, FieldType] = {"replaces": IDS_OR_NONE}
_ANSWERING: Mapping[str, FieldType] = {"answers": IDS_OR_NONE}
# Who says a thing anew names the events that he replaces, who answers names the requests: the program fills that in.

# Nobody can take anything out of the log: addresses are kept apart from it, and here are their seals.
_UNIT = Record(
    fields={
        "code": NAME,
        "name": WORDS,
        "kind": NAME,
        "parent": NAME_OR_NONE,
        **dict.fromkeys(("email_seal", "phone_seal"), HASH_OR_NONE),
        "texts": TRUE_OR_NONE,
        "others": OTHER_ADDRESSES_OR_NONE,
        "members": LINES_OR_NONE,
        "tasks": WHOSE_OR_NONE,  # of a group
    }
)
_ENDING = ListOfRecords(record=Record(fields={"unit": NAME, "into": NAME_OR_NONE}), unique="unit")
_DAY_OF_CALENDAR = Record(fields={"day": DAY, "working": YES_NO, "until": HOUR_OR_NONE, "reason": WORDS})
_CUT_OFF = Record(fields={"since": DAY, "at": HOUR_OR_NONE, "reason": WORDS}, or_none=True)

TYPES: Mapping[str, EventType] = {
    "plan.adopted": EventType(
        means="A plan is in force.",
        plan=Need.MUST,
        data={"source": SOURCE, "hash": HASH, "version": COUNT, "taken_over": TRUE_OR_NONE},
    ),
    "plan.amended": EventType(
        means="From `occurred_on` on the plan is in force as `source` has it: `proposed_hash`, but for what was kept.",
        plan=Need.MUST,
        document=Need.MUST,
        data={
            "source": SOURCE,
            "hash": HASH,
            "version": COUNT,
            "amends": NAME,
            "proposed_hash": HASH,
            "decisions": MappingTo(value=CHOICE),
            "default": CHOICE,
            "header": CHOICE,
        },
    ),
    "plan.closed": EventType(
        means="After `occurred_on` nothing of the plan goes on: of its open rows some are `done`, others not required.",
        plan=Need.MUST,
        data=_SETTLED,
    ),
    "plan.replaced": EventType(
        means="The same; the plan `by` stands for it, to rows of which some of its rows have `passed`.",
        plan=Need.MUST,
        data={**_SETTLED, "by": NAME, "passed": MappingTo(value=NAME)},
    ),
    "units.registered": EventType(
        means="Agencies are known, or known better.",
        data={"units": ListOfRecords(record=_UNIT, unique="code")},
    ),
    "milestone.planned": _milestone(
        "It is to happen on `occurred_on`, at `at` where that is known.",
        carried=DAY_OR_NONE,
        at=HOUR_OR_NONE,
        **_RESTATING,
    ),
    "milestone.held": _milestone(
        "It happened on `occurred_on`, at `at` where that is known; `carried` is the date that its document lays down.",
        carried=DAY_OR_NONE,
        at=HOUR_OR_NONE,
    ),
    "milestone.postponed": _milestone(
        "On `occurred_on` it was put off, to `new_day` or until nobody knows when.", new_day=DAY_OR_NONE, **_RESTATING
    ),
    "milestone.not_held": _milestone("It did not happen for this plan, whatever is said of others.", **_RESTATING),
    "happening.joined": EventType(
        means="The milestones `members`, each PLAN/MILESTONE, are one happening: what is said of one is said of all.",
        data={"members": NAMES, "taken_over": NAME_OR_NONE},
    ),
    "happening.parted": EventType(
        means="The milestones `members` are not what the events `joins` made them one with (the program fills these "
        "in); without such events: they are different happenings, though somebody could take them for one.",
        data={"members": NAMES, "joins": IDS_OR_NONE, "reason": WORDS_OR_NONE},
    ),
    "task.done": _task(
        "The task was done on `occurred_on`, with this `product`; `anyway`, though it hardly can have been, for the "
        "`reason` given.",
        product=WORDS_OR_NONE,
        anyway=TRUE_OR_NONE,
        reason=WORDS_OR_NONE,
    ),
    "task.date_set": _task(
        "On `occurred_on` the task was given its date, `due`; what it counts from was on `counted_from` then; "
        "`anyway`, though it hardly can be kept, for the `reason` given.",
        due=DAY,
        counted_from=DAY_OR_NONE,
        anyway=TRUE_OR_NONE,
        reason=WORDS_OR_NONE,
        **_RESTATING,
    ),
    "task.acknowledged": _task("On `occurred_on` the unit took the task up."),
    "task.progress": _task(
        "How far the task had come on `occurred_on`, what is in its way, and what the unit proposes.",
        progress=WORDS,
        difficulty=WORDS_OR_NONE,
        proposal=WORDS_OR_NONE,
    ),
    "task.assigned": _task(
        "On `occurred_on` `unit` gave the task to `person`, a post or a name in short; `due` is an inner day.",
        **{"person": WORDS, "due": DAY_OR_NONE, **_RESTATING},
    ),
    "part.asked": _task(
        "On `occurred_on` the unit `of` was asked for its part in the task, `content`, until `due`.",
        of=NAME,
        content=WORDS,
        due=DAY_OR_NONE,
    ),
    "part.answered": _answer("On `occurred_on` `unit` answered the request named.", answer=WORDS),
    "task.accepted": _answer(
        "On `occurred_on` the report named was accepted by `unit`: it is firm.", reason=WORDS_OR_NONE
    ),
    "task.returned": _answer(
        "On `occurred_on` `unit` returned the report named: it stands no longer. Until `due` the task is open again.",
        **{"reason": WORDS, "due": DAY_OR_NONE, **_RESTATING},
    ),
    "extension.requested": _task(
        "It was asked that the task be due on `due` only, for the `reason` given.", due=DAY, reason=WORDS
    ),
    "extension.granted": _task(
        "The task may be done until `due`; with `override`, whatever the plan allows.",
        due=DAY,
        override=TRUE_OR_NONE,
        **{"reason": WORDS_OR_NONE, **_RESTATING, **_ANSWERING},
    ),
    "extension.refused": _task("What was asked is not granted, for the `reason` given.", reason=WORDS, **_ANSWERING),
    "suspension.began": EventType(
        means="After `occurred_on` (after the milestone `from` is held, where it is given) no time runs for the tasks "
        "chosen of the plan, of `plans` or of every plan, at `unit` and below it (anywhere if it is not given), until "
        "it is ended or the milestone `until` is held.",
        plan=Need.MAY,
        unit=Need.MAY,
        data={
            "plans": NAMES_OR_NONE,
            "every_plan": TRUE_OR_NONE,
            "rules": NAMES_OR_NONE,
            "milestone": NAME_OR_NONE,
            "label": WORDS_OR_NONE,
            "all": TRUE_OR_NONE,
            "from": NAME_OR_NONE,
            "until": NAME_OR_NONE,
            "reason": WORDS_OR_NONE,
        },
        some_of=("rules", "milestone", "label", "all"),
        or_plan=("plans", "every_plan"),
    ),
    "suspension.ended": EventType(
        means="The suspension ended on `occurred_on`: time runs again from the day after.",
        corrects=Need.MUST,
        data={"reason": WORDS_OR_NONE},
    ),
    "event.corrected": EventType(
        means="Another event was recorded wrongly; what is given here stands instead, `anyway` as in a report.",
        corrects=Need.MUST,
        data={
            "occurred_on": DAY_OR_NONE,
            "at": HOUR_OR_NONE,
            "carried": DAY_OR_NONE,
            "unit": NAME_OR_NONE,
            "anyway": TRUE_OR_NONE,
            "reason": WORDS_OR_NONE,
            **_RESTATING,
        },
        some_of=("occurred_on", "at", "carried", "unit"),
    ),
    "event.withdrawn": EventType(
        means="Another event is taken back, as if it had never been.",
        corrects=Need.MUST,
        data={"reason": WORDS_OR_NONE},
    ),
    "unit.merged": _unit("It became part of `into` on `occurred_on`.", into=NAMES),
    "unit.split": _unit(
        "On `occurred_on` it became the units `into`; `heir` takes over what is open, else the first of them.",
        into=NAMES,
        heir=NAME_OR_NONE,
    ),
    "unit.ended": _unit("It ended on `occurred_on`, and nobody takes its place."),
    "units.ended": EventType(
        means="These agencies ended together on `occurred_on`: `into` takes over, or nobody.", data={"ended": _ENDING}
    ),
    "unit.renamed": _unit(
        "From `occurred_on` on it is called `name`; until then, `was`.", name=WORDS, was=WORDS_OR_NONE
    ),
    "unit.contacts_erased": _unit("Its addresses of these `kinds` (email, phone) were erased.", kinds=NAMES),
    "calendar.amended": EventType(
        means="At `unit` and below it (everywhere if it is not given) days of a calendar are made working days, half "
        "days or days off, or its daily cut-off hour is set.",
        unit=Need.MAY,
        data={
            "calendar": NAME,
            "days": ListOfRecords(record=_DAY_OF_CALENDAR, unique="day", or_none=True),
            "cut_off": _CUT_OFF,
            **_RESTATING,
        },
        some_of=("days", "cut_off"),
    ),
    "document.attached": EventType(
        means="The file with that `hash` (SHA-256) belongs to the event `subject`: its document, or a product.",
        plan=Need.MAY,
        subject=Need.MUST,
        data={"name": WORDS, "media_type": NAME, "size": SIZE, "hash": HASH},
    ),
    "report.handed_up": EventType(
        means="A report on the tasks of `plans` (of all, if not given) as they stood on `occurred_on` was handed up, "
        "to `to`; the file with that `hash` has its rows.",
        data={"plans": NAMES_OR_NONE, "to": WORDS_OR_NONE, "rows": COUNT, "size": SIZE, "hash": HASH},
    ),
    "day.began": EventType(
        means="The clock's own: the day `occurred_on` began; with `leap`, however long after the day before. The plans "
        "`without`, each with its fault, could not be swept, and stay as they were.",
        data={"leap": TRUE_OR_NONE, "without": MappingTo(value=WORDS)},
    ),
}
"""Every type by its name."""


def validate(event: Event) -> None:
    """Raise EventError at the first thing wrong with `event`, naming its field; else the log can take it."""
    for template, fields in _complaints(event):
        raise EventError(template, id=_shown(event.id), **coded(fields))


def _complaints(event: Event) -> Iterator[Complaint]:
    yield from NAME.complaints(event.id, "id")
    yield from NAME.complaints(event.actor, "actor")
    of = TYPES.get(event.type)
    if of is None:
        yield (
            N_("Event “{id}”: there is no event type “{type}”. Known are: {known}."),
            {"type": _shown(event.type), "known": ", ".join(TYPES)},
        )
        return
    yield from _times(event)
    yield from _names(event, of)
    yield from _data(event, of)


def _times(event: Event) -> Iterator[Complaint]:
    days: dict[str, object] = {"occurred_on": event.occurred_on}
    if event.document:
        yield from of_document(event.document.text, "document")
        days["document.issued"] = event.document.issued or event.occurred_on
    for name, day in days.items():
        if not isinstance(day, date) or isinstance(day, datetime):
            yield N_("Event “{id}”: {field} must be a day without a time."), {"field": name}
    moment: object = event.recorded_at
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        yield N_("Event “{id}”: recorded_at must be a moment with its time zone."), {}


_MUST_NAME = N_("Event “{id}”: an event of type {type} must name its {field}.")


def _names(event: Event, of: EventType) -> Iterator[Complaint]:
    for name in ("plan", "subject", "unit", "corrects"):
        need, value = getattr(of, name), getattr(event, name)
        if need is Need.MUST and value is None:
            yield _MUST_NAME, {"type": event.type, "field": name}
        elif need is Need.NO and value is not None:
            yield N_("Event “{id}”: an event of type {type} names no {field}."), {"type": event.type, "field": name}
        elif value is not None:
            yield from NAME.complaints(value, name)
    if of.document is Need.MUST and event.document is None:
        yield _MUST_NAME, {"type": event.type, "field": "document"}
    if event.corrects == event.id:
        yield N_("Event “{id}” cannot correct itself."), {}


def _data(event: Event, of: EventType) -> Iterator[Complaint]:
    data = dict(event.data)
    yield from Record(fields=of.data).complaints(data, "data")
    if of.some_of and all(data.get(name) is None for name in of.some_of):
        yield N_("Event “{id}”: its data must give at least one of: {fields}."), {"fields": ", ".join(of.some_of)}
    given = [name for name in of.or_plan if data.get(name) is not None]
    if of.or_plan and len(given) + (event.plan is not None) != 1:
        fields = ", ".join(of.or_plan)
        yield N_("Event “{id}” must either name its plan or give one of: {fields}."), {"fields": fields}
    if len(canonical_json(data)) > DATA_LIMIT:
        yield N_("Event “{id}”: its data must be at most {limit} characters."), {"limit": DATA_LIMIT}


def _shown(text: object) -> str:
    """`text` as a message repeats it: on one line and not too long."""
    line = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return line if len(line) <= 60 else line[:59] + "…"

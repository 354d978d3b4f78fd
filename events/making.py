"""Well-formed events, made from what an officer says: a function for each type, or for a pair of them.

All but `day_began` take the envelope by name: `id`, `occurred_on`, `recorded_at`, `actor` and, where there is one,
`document`. Each raises EventError where the catalogue refuses.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Literal, NotRequired, TypedDict, Unpack

from events.catalogue import validate
from events.chain import day_text
from events.event import Document, Event


class Envelope(TypedDict):
    """The fields that every event has."""

    id: str  # of the event, chosen by whoever records it
    occurred_on: date  # the day on which it happened
    recorded_at: datetime  # aware
    actor: str  # who recorded it
    document: NotRequired[Document | None]  # the paper that proves it


class UnitData(TypedDict):
    """An agency, as `units.registered` carries it."""

    code: str
    name: str
    kind: str
    parent: NotRequired[str | None]
    email_seal: NotRequired[str | None]  # of its address, which no event carries: `engine.contacts.sealed`
    phone_seal: NotRequired[str | None]
    texts: NotRequired[bool | None]  # text messages reach its telephone; never False
    others: NotRequired[Sequence[Mapping[str, Any]] | None]  # kind and seal of each other address; `heard` where told
    members: NotRequired[Sequence[str] | None]  # of a group: codes, and `KIND under CODE`; never empty
    tasks: NotRequired[str | None]  # of a group: `each` or `shared`


class DayData(TypedDict):
    """A day, as `calendar.amended` carries it; `day` is written YYYY-MM-DD. A half day is worked `until` HH:MM."""

    day: str
    working: bool
    until: NotRequired[str | None]
    reason: str


class CutOffData(TypedDict):
    """The daily cut-off hour, `at` HH:MM from the day `since` on, as `calendar.amended` carries it; None ends it."""

    since: str
    at: NotRequired[str | None]
    reason: str


class VersionData(TypedDict):
    """A new version of a plan, as `plan.amended` carries it.

    `source` is its YAML text and `hash` that of its compiled plan; `amends` is the id of the event that made the
    version before it. What an officer decided: `proposed_hash` is that of the version proposed, `decisions` say by
    rule what of it was taken and what was kept as it was, `default` the same of all other rules, `header` of the head.
    """

    source: str
    hash: str
    version: int
    amends: str
    proposed_hash: str
    decisions: Mapping[str, str]
    default: str
    header: str


def plan_adopted(
    plan: str,
    *,
    source: str,
    hash: str,  # noqa: A002 - the field's name
    version: int,
    taken_over: bool = False,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that `plan`, as its YAML text `source` has it, is in force; `hash` is that of the compiled plan.

    `taken_over`: it ran before, and whoever works by it knows how things stand.
    """
    data = {"source": source, "hash": hash, "version": version, "taken_over": taken_over or None}
    return made("plan.adopted", envelope, data, plan=plan)


def plan_amended(plan: str, version: VersionData, **envelope: Unpack[Envelope]) -> Event:
    """The event that from `occurred_on` on `plan` is in force as `version` has it. It must have a document."""
    return made("plan.amended", envelope, {**version, "decisions": dict(version["decisions"])}, plan=plan)


class SettledRows(TypedDict, total=False):
    """What becomes of the open rows of a plan that ends, by their keys."""

    done: Iterable[str]  # all that had begun of them was done by that day
    not_required: Iterable[str]
    passed: Mapping[str, str]  # each to a row of the plan that replaces this one; only where one does


def plan_closed(
    plan: str, settled: SettledRows, *, by: str | None = None, reason: str | None = None, **envelope: Unpack[Envelope]
) -> Event:
    """The event that `occurred_on` was the last day of `plan`; `by` is the plan that replaces it, if one does."""
    done_rows, left = (sorted(rows) or None for rows in (settled.get("done", ()), settled.get("not_required", ())))
    passed = dict(settled.get("passed", {})) or None
    data = {"by": by, "done": done_rows, "not_required": left, "passed": passed, "reason": reason}
    return made("plan.replaced" if by else "plan.closed", envelope, data, plan=plan)


def units_registered(units: Iterable[UnitData], **envelope: Unpack[Envelope]) -> Event:
    """The event that these agencies are known; each replaces what was known of its code."""
    return made("units.registered", envelope, {"units": list(units)})


def milestone(
    name: str,
    *,
    plan: str,
    unit: str,
    phase: Literal["planned", "held", "not_held"],
    carried: date | None = None,
    at: time | None = None,
    only: bool = False,
    reason: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that a milestone is planned for, or was held on, `occurred_on`, and its document laid down `carried`.

    `at` is the time of that day in Viet Nam, where it is known. `only`: of this plan alone, though others are joined;
    it may be said so that it was not held.
    """
    data = {"carried": day_text(carried), "at": _hour_text(at), "only": only or None, "reason": reason}
    return made(f"milestone.{phase}", envelope, data, plan=plan, subject=name, unit=unit)


def milestone_postponed(
    name: str,
    *,
    plan: str,
    unit: str,
    new_day: date | None = None,
    only: bool = False,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that on `occurred_on` a milestone was put off to `new_day`, or until nobody knows when."""
    data = {"new_day": day_text(new_day), "only": only or None}
    return made("milestone.postponed", envelope, data, plan=plan, subject=name, unit=unit)


def task_done(
    task: str,
    *,
    plan: str,
    unit: str | None = None,
    product: str | None = None,
    anyway: bool = False,
    reason: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that the task with the id `task` was done on `occurred_on`; `product` is what came of it.

    `anyway`: though it has not begun, or the plan had not; the `reason` says how that came.
    """
    data = {"product": product, "anyway": anyway or None, "reason": reason}
    return made("task.done", envelope, data, plan=plan, subject=task, unit=unit)


def task_date_set(
    task: str,
    *,
    plan: str,
    due: date,
    unit: str | None = None,
    anyway: bool = False,
    reason: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that on `occurred_on` the task with the id `task` was given the date `due`.

    `anyway`: though that has passed, or comes before what the task waits for; the `reason` says how that came.
    """
    data = {"due": day_text(due), "anyway": anyway or None, "reason": reason}
    return made("task.date_set", envelope, data, plan=plan, subject=task, unit=unit)


def extension_requested(
    task: str, *, plan: str, due: date, reason: str, unit: str | None = None, **envelope: Unpack[Envelope]
) -> Event:
    """The event that on `occurred_on` it was asked that the task with the id `task` be due on `due` only."""
    data = {"due": day_text(due), "reason": reason}
    return made("extension.requested", envelope, data, plan=plan, subject=task, unit=unit)


def extension_granted(
    task: str,
    *,
    plan: str,
    due: date,
    override: bool = False,
    reason: str | None = None,
    unit: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that the task with the id `task` may be done until `due`.

    `override` sets aside the bounds that the plan has, and the time within which it must be asked.
    """
    data = {"due": day_text(due), "override": override or None, "reason": reason}
    return made("extension.granted", envelope, data, plan=plan, subject=task, unit=unit)


def extension_refused(
    task: str, *, plan: str, reason: str, unit: str | None = None, **envelope: Unpack[Envelope]
) -> Event:
    """The event that the extension asked last for the task with the id `task` is not granted."""
    return made("extension.refused", envelope, {"reason": reason}, plan=plan, subject=task, unit=unit)


def suspension_began(  # noqa: PLR0913 - each is a field of the event
    plan: str | Collection[str] | None,
    *,
    rules: Iterable[str] = (),
    milestone: str | None = None,
    label: str | None = None,
    everything: bool = False,
    unit: str | None = None,
    since: str | None = None,
    until: str | None = None,
    reason: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that after `occurred_on` no time runs for tasks of `plan` at `unit` and below it (anywhere, if None).

    `plan` may be several, or None: every plan, those adopted later too. The tasks: those of `rules`, those that hang on
    `milestone`, those with `label`, or `everything`. `since` is the milestone that begins it by being held, `until` the
    one that ends it so; else, or before that, `suspension_ended` does. Of more plans than one they are written
    `PLAN/MILESTONE`.
    """
    single = plan if isinstance(plan, str) else None
    data = {
        "plans": None if plan is None or single else list(plan),
        "every_plan": True if plan is None else None,
        "rules": list(rules) or None,
        "milestone": milestone,
        "label": label,
        "all": everything or None,
        "from": since,
        "until": until,
        "reason": reason,
    }
    return made("suspension.began", envelope, data, plan=single, unit=unit)


def suspension_ended(suspension: str, *, reason: str | None = None, **envelope: Unpack[Envelope]) -> Event:
    """The event that the suspension begun by `suspension` ended on `occurred_on`; the day after counts first."""
    return made("suspension.ended", envelope, {"reason": reason}, corrects=suspension)


def corrected(
    event_id: str,
    *,
    day: date | None = None,
    at: time | None = None,
    carried: date | None = None,
    unit: str | None = None,
    anyway: bool = False,
    reason: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that `event_id` was recorded wrongly: what is given here stands instead.

    `anyway`: though it hardly can be so; the `reason` says how that came.
    """
    said = {"occurred_on": day_text(day), "at": _hour_text(at), "carried": day_text(carried), "anyway": anyway or None}
    return made("event.corrected", envelope, {**said, "unit": unit, "reason": reason}, corrects=event_id)


def withdrawn(event_id: str, *, reason: str | None = None, **envelope: Unpack[Envelope]) -> Event:
    """The event that `event_id` is taken back, as if it had never been."""
    return made("event.withdrawn", envelope, {"reason": reason}, corrects=event_id)


def calendar_amended(
    calendar: str,
    days: Iterable[DayData] = (),
    *,
    cut_off: CutOffData | None = None,
    unit: str | None = None,
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that days of `calendar` are made working days, half days or days off, or its cut-off hour is set.

    It holds at `unit` and all units below it; None: everywhere.
    """
    data = {"calendar": calendar, "days": list(days) or None, "cut_off": cut_off}
    return made("calendar.amended", envelope, data, unit=unit)


def unit_merged(code: str, *, into: str, **envelope: Unpack[Envelope]) -> Event:
    """The event that on `occurred_on` the unit `code` became part of the unit `into`."""
    return made("unit.merged", envelope, {"into": [into]}, subject=code)


def unit_split(code: str, *, into: Iterable[str], heir: str | None = None, **envelope: Unpack[Envelope]) -> Event:
    """The event that on `occurred_on` the unit `code` became the units `into`.

    `heir` takes over what is open, else the first of them.
    """
    return made("unit.split", envelope, {"into": list(into), "heir": heir}, subject=code)


def unit_ended(code: str, **envelope: Unpack[Envelope]) -> Event:
    """The event that the unit `code` ended on `occurred_on`, and nobody takes its place."""
    return made("unit.ended", envelope, {}, subject=code)


def units_ended(heirs: Mapping[str, str | None], **envelope: Unpack[Envelope]) -> Event:
    """The event that the units named ended together on `occurred_on`, each with the one that takes over, or None."""
    return made("units.ended", envelope, {"ended": [{"unit": code, "into": into} for code, into in heirs.items()]})


def unit_renamed(code: str, *, name: str, was: str | None = None, **envelope: Unpack[Envelope]) -> Event:
    """The event that from `occurred_on` on the unit `code` is called `name`; until then it was called `was`."""
    return made("unit.renamed", envelope, {"name": name, "was": was}, subject=code)


def unit_contacts_erased(code: str, *, kinds: Iterable[str], **envelope: Unpack[Envelope]) -> Event:
    """The event that on `occurred_on` the addresses of these kinds of the unit `code` were erased."""
    return made("unit.contacts_erased", envelope, {"kinds": list(kinds)}, subject=code)


def day_id(day: date, number: int = 1) -> str:
    """The id of the event that says that the clock reached `day`.

    `number`: where the day was taken back, or a plan could not be swept, there is a second event of it, and so on.
    """
    return f"day.began/{day.isoformat()}" + (f"/{number}" if number > 1 else "")


def day_began(
    day: date,
    *,
    recorded_at: datetime,
    actor: str,
    number: int = 1,
    leap: bool = False,
    without: Mapping[str, str] | None = None,
) -> Event:
    """The event that the clock reached `day`. There is mostly one such event a day: its id says which (`day_id`).

    `leap`: somebody has said that it is right, however long after the day before. `without` are the plans that could
    not be swept, each with its fault.
    """
    return made(
        "day.began",
        {"id": day_id(day, number), "occurred_on": day, "recorded_at": recorded_at, "actor": actor},
        {"leap": leap or None, "without": dict(without) if without else None},
    )


def _hour_text(at: time | None) -> str | None:
    return f"{at:%H:%M}" if at else None


def made(kind: str, envelope: Envelope, data: Mapping[str, Any], **names: str | None) -> Event:
    """An event of the type `kind` with these data; `names` are its plan, subject, unit and what it corrects."""
    # What is not given is left out, so that there is one way to write an event.
    given = {name: value for name, value in data.items() if value is not None}
    event = Event(type=kind, data=given, **names, **envelope)
    validate(event)
    return event

"""The words of every type of event: its name, what a message says of it, and its entry in the log.

`EVENT_WORDS` has one entry for each type in `events.catalogue.TYPES`; a new type of event gets its words here, and
nowhere else. Nothing is said of a type that is not in the table: asking for its words is an error.
"""

from collections.abc import Mapping
from typing import Any

from adapters.words.catalogue import Said
from adapters.words.course_events import COURSE_WORDS
from adapters.words.document_events import DOCUMENT_WORDS
from adapters.words.event_forms import Entry, EventWords, Names
from events.event import Event, Recorded
from rules.problems import N_
from rules.secrecy import Quoted

_UNKNOWN = N_(
    "The event type “{type}” is not known to this version of the program. Use the version that recorded it, or a later "
    "one."
)


class UnknownType(LookupError):  # noqa: N818 - named by what it is
    """An event is of a type that this version has no words for: a later version recorded it. Nothing was changed."""

    def __init__(self, name: str) -> None:
        self.said = Said(_UNKNOWN, {"type": name})
        super().__init__(name)

    def __str__(self) -> str:
        return str(self.said)


def words_of(name: str) -> EventWords:
    """The words of the type `name`. Raises UnknownType."""
    try:
        return EVENT_WORDS[name]
    except KeyError:
        raise UnknownType(name) from None


_ENDED_TOGETHER, _FEW_UNITS = N_("{count} unit(s) ended on {day}: {units}"), 5

# --- entries of the log ----------------------------------------------------------------------------------------------


def _plan(template: str) -> Entry:
    def entry(event: Event, names: Names) -> Said:
        plan = names.plan(event)
        return Said(template, {"number": plan.number, "title": plan.title, "day": event.occurred_on})

    return entry


def _milestone(template: str) -> Entry:
    def entry(event: Event, names: Names) -> Said:
        at, carried = event.data.get("at"), event.data.get("carried")
        said = Said(template, {"title": names.title(event, event.subject or ""), "day": event.occurred_on})
        said = Said(_AT, {"said": said, "at": at}) if at else said
        return Said(_CARRIES, {"said": said, "carried": carried}) if carried else said

    return entry


def _postponed(event: Event, names: Names) -> Said:
    new_day = event.data.get("new_day")
    named = {"title": names.title(event, event.subject or ""), "day": event.occurred_on, "new_day": new_day}
    return Said(_PUT_OFF_TO if new_day else _PUT_OFF, named)


def _dated(template: str) -> Entry:
    return lambda event, _names: Said(template, {"due": event.data.get("due"), "day": event.occurred_on})


def _decided(template: str, by: str) -> Entry:
    """The same of what a unit decided, where it is named."""

    def entry(event: Event, names: Names) -> Said:
        said = _dated(template)(event, names)
        return Said(by, {**said.args, "unit": names.unit(event.unit)}) if event.unit else said

    return entry


def _reported(template: str) -> Entry:
    """The same of what may have been recorded though it was unlikely, with the reason."""

    def entry(event: Event, names: Names) -> Said:
        said, product = _dated(template)(event, names), event.data.get("product")
        said = Said(_PRODUCT, {"said": said, "product": product}) if product else said
        return Said(_ANYWAY, {"said": said, "reason": event.data.get("reason")}) if event.data.get("anyway") else said

    return entry


def _unit(template: str) -> Entry:
    def entry(event: Event, names: Names) -> Said:
        into = [names.unit(code) for code in event.data.get("into") or ()]
        named = {"unit": names.unit(event.subject or ""), "into": into, "name": event.data.get("name")}
        return Said(template, {**named, "day": event.occurred_on})

    return entry


def _ended_together(event: Event, names: Names) -> Said:
    codes = [one["unit"] for one in event.data["ended"]]
    named = [*map(names.unit, codes[:_FEW_UNITS]), *(["…"] if len(codes) > _FEW_UNITS else [])]
    return Said(_ENDED_TOGETHER, {"count": len(codes), "units": named, "day": event.occurred_on})


def _listed(name: str) -> Entry:
    """An entry that has only the name of the type, and the day."""
    return lambda event, _names: Said(_ON_A_DAY, {"type": Said(name), "day": event.occurred_on})


def _members(template: str) -> Entry:
    return lambda event, names: Said(template, {"members": [names.title(event, one) for one in event.data["members"]]})


def _suspended(event: Event, names: Names) -> Said:
    since, until = event.data.get("from"), event.data.get("until")
    named = {"since": names.title(event, since or ""), "until": names.title(event, until or "")}
    if since:
        template = _SUSPENDED_FROM_UNTIL if until else _SUSPENDED_FROM
    else:
        template = _SUSPENDED_UNTIL if until else _SUSPENDED
    return Said(template, {**named, "day": event.occurred_on})


def _calendar(event: Event, names: Names) -> Said:
    days = [Said(_day_template(day), day) for day in event.data.get("days") or ()]
    hour = event.data.get("cut_off")
    days += [Said(_CUT_OFF if hour.get("at") else _NO_CUT_OFF, hour)] if hour else []
    if event.unit:
        return Said(_LOCAL_CALENDAR, {"unit": names.unit(event.unit), "days": days})
    return Said(_CALENDAR, {"days": days})


def _day_template(day: Mapping[str, Any]) -> str:
    if not day["working"]:
        return _DAY_OFF
    return _DAY_HALF if day.get("until") else _DAY_WORKED


def _corrected(event: Event, what: Said, names: Names) -> Said:
    day = event.data.get("occurred_on") or event.data.get("carried") or event.data.get("at")
    if unit := event.data.get("unit"):
        template = _CORRECTED_TO_AND_UNIT if day else _CORRECTED_UNIT
        return Said(template, {"what": what, "day": day, "unit": names.unit(unit)})
    return Said(_CORRECTED_TO if day else _CORRECTED, {"what": what, "day": day})


_AT = N_("{said}, at {at}")
_ANYWAY, _PRODUCT = N_("{said} ({reason})"), N_("{said}, product: {product}")
_CARRIES = N_("{said}, its document lays down {carried}")
_PUT_OFF, _PUT_OFF_TO = N_("“{title}” put off on {day}, nobody knows until when"), N_("“{title}” put off to {new_day}")
_CORRECTED, _CORRECTED_TO = N_("corrected: {what}"), N_("corrected to {day}: {what}")
_CORRECTED_UNIT = N_("corrected, the unit is {unit}: {what}")
_CORRECTED_TO_AND_UNIT = N_("corrected to {day}, the unit is {unit}: {what}")
_WITHDRAWN = N_("withdrawn: {what}")
_SUSPENDED, _SUSPENDED_UNTIL = N_("suspended after {day}"), N_("suspended after {day} until “{until}”")
_SUSPENDED_FROM = N_("suspended from “{since}” on")
_SUSPENDED_FROM_UNTIL = N_("suspended from “{since}” on until “{until}”")
_RESUMED = N_("suspension ended on {day}")
_CALENDAR, _LOCAL_CALENDAR = N_("calendar amended: {days}"), N_("calendar amended at {unit} and below: {days}")
_DAY_OFF, _DAY_WORKED = N_("{day} off ({reason})"), N_("{day} worked ({reason})")
_DAY_HALF = N_("{day} worked until {until} ({reason})")
_CUT_OFF = N_("from {since} on what comes after {at} counts as of the next working day ({reason})")
_NO_CUT_OFF = N_("from {since} on there is no cut-off hour ({reason})")
_ON_A_DAY = N_("{type} of {day}")
_REGISTERED, _CORRECTION, _WITHDRAWAL = N_("units registered"), N_("correction"), N_("withdrawal")

EVENT_WORDS: Mapping[str, EventWords] = {
    "plan.adopted": EventWords(
        name=N_("plan adopted"),
        message=N_("The plan is in force, {day}"),
        elsewhere=N_("{event} is in force, {day}"),
        entry=_plan(N_("plan {number}, “{title}”, put into force on {day}")),
    ),
    "plan.amended": EventWords(
        name=N_("plan amended"),
        message=N_("The plan is in force as amended, {day}"),
        elsewhere=N_("{event} is in force as amended, {day}"),
        entry=_plan(N_("plan {number} amended, in force from {day} on")),
    ),
    "plan.closed": EventWords(
        name=N_("plan closed"),
        message=N_("The plan is closed, {day}"),
        elsewhere=N_("{event} is closed, {day}"),
        entry=_plan(N_("plan {number} closed on {day}")),
    ),
    "plan.replaced": EventWords(
        name=N_("plan replaced"),
        message=N_("Another plan stands for this one, {day}"),
        elsewhere=N_("Another plan stands for {event}, {day}"),
        entry=_plan(N_("plan {number} replaced by another on {day}")),
    ),
    "units.registered": EventWords(
        name=_REGISTERED,
        message=N_("The list of agencies was brought up to date, {day}"),
        entry=_listed(_REGISTERED),
    ),
    "milestone.planned": EventWords(
        name=N_("milestone planned"),
        message=N_("{event}, planned for {day}"),
        entry=_milestone(N_("“{title}” planned for {day}")),
    ),
    "milestone.held": EventWords(
        name=N_("milestone held"),
        message=N_("{event}, {day}"),
        entry=_milestone(N_("“{title}” held on {day}")),
    ),
    "milestone.postponed": EventWords(
        name=N_("milestone postponed"),
        message=N_("{event}, postponed, without a new day yet ({day})"),
        entry=_postponed,
    ),
    "milestone.not_held": EventWords(
        name=N_("milestone not held for one plan"),
        message=N_("{event} has not happened for this plan, {day}"),
        entry=_milestone(N_("“{title}” has not happened for this plan alone, said on {day}")),
    ),
    "happening.joined": EventWords(
        name=N_("happenings joined"),
        message=N_("Milestones of several plans are one happening, {day}"),
        entry=_members(N_("one happening: {members}")),
    ),
    "happening.parted": EventWords(
        name=N_("happenings parted"),
        message=N_("Milestones of several plans are no longer one happening, {day}"),
        entry=_members(N_("different happenings: {members}")),
    ),
    "task.done": EventWords(
        name=N_("task done"),
        message=N_("Task {event} was done, {day}"),
        entry=_reported(N_("reported done on {day}")),
    ),
    "task.date_set": EventWords(
        name=N_("date set by hand"),
        message=N_("Task {event} was given its date, {day}"),
        entry=_reported(N_("last day {due} set by an officer on {day}")),
    ),
    **COURSE_WORDS,
    **DOCUMENT_WORDS,
    "extension.requested": EventWords(
        name=N_("more time asked for"),
        message=N_("More time is asked for {event}, {day}"),
        entry=_dated(N_("more time asked for, until {due}")),
    ),
    "extension.granted": EventWords(
        name=N_("more time given"),
        message=N_("More time was given for {event}, {day}"),
        entry=_decided(N_("more time given, until {due}"), N_("more time given by {unit}, until {due}")),
    ),
    "extension.refused": EventWords(
        name=N_("more time refused"),
        message=N_("No more time is given for {event}, {day}"),
        entry=_decided(N_("more time refused on {day}"), N_("more time refused by {unit} on {day}")),
    ),
    "suspension.began": EventWords(
        name=N_("suspension"),
        message=N_("Work was suspended, {day}"),
        entry=_suspended,
    ),
    "suspension.ended": EventWords(
        name=N_("end of a suspension"),
        message=N_("A suspension ended, {day}"),
        entry=_dated(_RESUMED),
        amending=lambda event, _what, _names: Said(_RESUMED, {"day": event.occurred_on}),
    ),
    "event.corrected": EventWords(
        name=_CORRECTION,
        message=N_("A correction of what was recorded, {day}"),
        entry=_listed(_CORRECTION),
        amending=_corrected,
    ),
    "event.withdrawn": EventWords(
        name=_WITHDRAWAL,
        message=N_("A withdrawal of what was recorded, {day}"),
        entry=_listed(_WITHDRAWAL),
        amending=lambda _event, what, _names: Said(_WITHDRAWN, {"what": what}),
    ),
    "unit.merged": EventWords(
        name=N_("unit merged"),
        message=N_("An agency became part of another, {day}"),
        elsewhere=N_("{event} became part of another agency, {day}"),
        entry=_unit(N_("{unit} became part of {into}")),
    ),
    "unit.split": EventWords(
        name=N_("unit split"),
        message=N_("An agency became several, {day}"),
        elsewhere=N_("{event} became several agencies, {day}"),
        entry=_unit(N_("{unit} became {into}")),
    ),
    "unit.ended": EventWords(
        name=N_("unit ended"),
        message=N_("An agency ended, {day}"),
        elsewhere=N_("{event} ended, {day}"),
        entry=_unit(N_("{unit} ended on {day}")),
    ),
    "units.ended": EventWords(
        name=N_("units ended"),
        message=N_("Agencies ended, {day}"),
        entry=_ended_together,
    ),
    "unit.contacts_erased": EventWords(
        name=N_("addresses erased"),
        message=N_("Addresses of an agency were erased, {day}"),
        entry=_unit(N_("addresses of {unit} were erased")),
    ),
    "unit.renamed": EventWords(
        name=N_("unit renamed"),
        message=N_("An agency was renamed, {day}"),
        entry=_unit(N_("{unit} is called “{name}”")),
    ),
    "calendar.amended": EventWords(
        name=N_("calendar amended"),
        message=N_("The calendar of working days was amended, {day}"),
        entry=_calendar,
    ),
    "day.began": EventWords(
        name=N_("the day began"),
        message=N_("The reminders of {day}"),
        entry=_dated(N_("the day {day} began")),
    ),
}


# --- an event in one line --------------------------------------------------------------------------------------------

_EVENT = N_("{what}, {day}, by {actor} at {moment} (event {id})")
_PROVEN = N_("{what}, {day}, document {document}, by {actor} at {moment} (event {id})")
_OF_IT = N_("{type} “{subject}”")


def event_said(recorded: Recorded, title: str = "") -> Said:
    """An event of the log in one line: its type, of what, when, by which document and whom. Raises UnknownType.

    `title`: as people call what it is of; else that stands by its code.
    """
    event, name = recorded.event, Said(words_of(recorded.event.type).name)
    subject = title or event.subject or event.corrects or event.plan
    return Said(
        _PROVEN if event.document else _EVENT,
        {
            "what": Said(_OF_IT, {"type": name, "subject": subject}) if subject else name,
            "day": event.occurred_on,
            "document": Quoted(event.document.text, event.id) if event.document else "",
            "actor": event.actor,
            "moment": event.recorded_at,
            "id": event.id,
        },
    )

"""The log in words: what each event says, of what, by which document, and who recorded it; and the command `events`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import Said, moment_text
from adapters.words.events import TYPES
from engine.facts.suspension_clauses import whose
from engine.units import Units
from events.chain import content
from events.event import Event, Recorded
from rules.plan import Plan
from rules.problems import N_

_ADOPTED = N_("plan {number}, “{title}”, put into force on {day}")
_AMENDED = N_("plan {number} amended, in force from {day} on")
_PLANNED, _HELD = N_("“{title}” planned for {day}"), N_("“{title}” held on {day}")
_CARRIES = N_("{said}, its document lays down {carried}")
_PUT_OFF, _PUT_OFF_TO = N_("“{title}” put off on {day}, nobody knows until when"), N_("“{title}” put off to {new_day}")
_OF_TASKS = {
    "task.date_set": N_("last day {due} set by an officer on {day}"),
    "task.done": N_("reported done on {day}"),
    "extension.requested": N_("more time asked for, until {due}"),
    "extension.granted": N_("more time given, until {due}"),
    "extension.refused": N_("more time refused on {day}"),
}
_WITHDRAWN = N_("withdrawn: {what}")
_CORRECTED, _CORRECTED_TO = N_("corrected: {what}"), N_("corrected to {day}: {what}")
_SUSPENDED, _SUSPENDED_UNTIL = N_("suspended after {day}"), N_("suspended after {day} until “{until}”")
_SUSPENDED_FROM = N_("suspended from “{since}” on")
_SUSPENDED_FROM_UNTIL = N_("suspended from “{since}” on until “{until}”")
_RESUMED = N_("suspension ended on {day}")
_MERGED, _SPLIT = N_("{unit} became part of {into}"), N_("{unit} became {into}")
_ENDED, _RENAMED = N_("{unit} ended on {day}"), N_("{unit} is called “{name}”")
_CALENDAR, _DAY_OFF, _DAY_WORKED = (
    N_("calendar amended: {days}"),
    N_("{day} off ({reason})"),
    N_("{day} worked ({reason})"),
)
_DAY_HALF = N_("{day} worked until {until} ({reason})")
_CUT_OFF = N_("from {since} on what comes after {at} counts as of the next working day ({reason})")
_NO_CUT_OFF = N_("from {since} on there is no cut-off hour ({reason})")
_LOCAL_CALENDAR = N_("calendar amended at {unit} and below: {days}")
_AT = N_("{said}, at {at}")
_DAY = N_("the day {day} began")
_OTHER = N_("{type} of {day}")

_BY_DOCUMENT = N_("{what}; document: {document}")
_BY_WHOM = N_("{what}; recorded by {actor} at {moment}, event {id}")
_BECAUSE = N_("{what}; reason: {reason}")
_EVERY_PLAN = N_("every plan")
_NO_EVENTS = N_("The log is empty.")


@dataclass(frozen=True, slots=True)
class Logbook:
    """Says what events say, to those who look at one plan. Agencies are called what they are called in `units`.

    `plans` are those that other events may speak of, by id.
    """

    plan: Plan
    units: Units
    plans: Mapping[str, Plan] = field(default_factory=dict)

    def entry(self, recorded: Recorded, root: Recorded | None = None) -> Said:
        """The whole entry: what happened, by which document, for what reason, who recorded it and when."""
        event = recorded.event
        said = self.what(event, root.event if root else None)
        if event.document:
            said = Said(_BY_DOCUMENT, {"what": said, "document": event.document.text})
        if event.data.get("reason"):
            said = Said(_BECAUSE, {"what": said, "reason": event.data["reason"]})
        who = {"actor": event.actor, "moment": event.recorded_at, "id": event.id}
        return Said(_BY_WHOM, {"what": said, **who})

    def what(self, event: Event, root: Event | None = None) -> Said:
        """What an event says. `root` is the one that a correction or a withdrawal goes back to."""
        if root and root.id != event.id:
            return self._amendment(event, root)
        ways = {
            "plan": self._plan,
            "milestone": self._happening,
            "unit": self._agency,
            "calendar": self._calendar,
            "suspension": self._suspension,
            "task": self._of_task,
            "extension": self._of_task,
            "day": self._day,
        }
        way = ways.get(event.type.partition(".")[0])
        if way:
            return way(event)
        return Said(_OTHER, {"type": Said(TYPES.get(event.type, event.type)), "day": event.occurred_on})

    def _amendment(self, event: Event, root: Event) -> Said:
        if event.type == "suspension.ended":
            return Said(_RESUMED, {"day": event.occurred_on})
        if event.type == "event.withdrawn":
            return Said(_WITHDRAWN, {"what": self.what(root)})
        day = event.data.get("occurred_on") or event.data.get("carried") or event.data.get("at")
        return Said(_CORRECTED_TO if day else _CORRECTED, {"what": self.what(root), "day": day})

    def _happening(self, event: Event) -> Said:
        named = {"title": self._title(event, event.subject or ""), "day": event.occurred_on}
        if event.type == "milestone.postponed":
            new_day = event.data.get("new_day")
            return Said(_PUT_OFF_TO if new_day else _PUT_OFF, {**named, "new_day": new_day})
        said = Said(_HELD if event.type == "milestone.held" else _PLANNED, named)
        said = Said(_AT, {"said": said, "at": event.data["at"]}) if event.data.get("at") else said
        carried = event.data.get("carried")
        return Said(_CARRIES, {"said": said, "carried": carried}) if carried else said

    def _plan(self, event: Event) -> Said:
        plan = self._of(event)
        named = {"number": plan.number, "title": plan.title, "day": event.occurred_on}
        return Said(_ADOPTED if event.type == "plan.adopted" else _AMENDED, named)

    def _suspension(self, event: Event) -> Said:
        since, until = event.data.get("from"), event.data.get("until")
        named = {
            "day": event.occurred_on,
            "since": self._title(event, since or ""),
            "until": self._title(event, until or ""),
        }
        if since:
            return Said(_SUSPENDED_FROM_UNTIL if until else _SUSPENDED_FROM, named)
        return Said(_SUSPENDED_UNTIL if until else _SUSPENDED, named)

    def _of(self, event: Event) -> Plan:
        return self.plans.get(event.plan or "", self.plan)

    def _title(self, event: Event, milestone: str) -> str:
        """What officers call a milestone that the event speaks of: one of its plan, or of another (`PLAN/NAME`)."""
        of, name = whose(milestone, self._of(event).id)
        plan = self.plans.get(of, self.plan)
        return plan.milestones[name].title if name in plan.milestones else milestone

    def _day(self, event: Event) -> Said:
        return Said(_DAY, {"day": event.occurred_on})

    def _of_task(self, event: Event) -> Said:
        return Said(_OF_TASKS[event.type], {"due": event.data.get("due"), "day": event.occurred_on})

    def _agency(self, event: Event) -> Said:
        templates = {"unit.merged": _MERGED, "unit.split": _SPLIT, "unit.ended": _ENDED, "unit.renamed": _RENAMED}
        into = [self.units.name(code) for code in event.data.get("into") or ()]
        named = {"unit": self.units.name(event.subject or ""), "into": into, "day": event.occurred_on}
        return Said(templates[event.type], {**named, "name": event.data.get("name")})

    def _calendar(self, event: Event) -> Said:
        days = [Said(_day_template(day), day) for day in event.data.get("days") or ()]
        hour = event.data.get("cut_off")
        days += [Said(_CUT_OFF if hour.get("at") else _NO_CUT_OFF, hour)] if hour else []
        if event.unit:
            return Said(_LOCAL_CALENDAR, {"unit": self.units.name(event.unit), "days": days})
        return Said(_CALENDAR, {"days": days})


def _day_template(day: Mapping[str, Any]) -> str:
    if not day["working"]:
        return _DAY_OFF
    return _DAY_HALF if day.get("until") else _DAY_WORKED


def answer(recorded: Recorded) -> dict[str, Any]:
    """An event in the log, for programs; the text of a plan is left out."""
    found = {"position": recorded.position, **content(recorded.event), "hash": recorded.hash}
    found["data"] = {name: value for name, value in recorded.event.data.items() if name != "source"}
    return found


def events(
    context: typer.Context,
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Only events of this plan."))] = None,
    most: Annotated[int, typer.Option("--last", metavar="N", min=1, help=N_("Only the last so many."))] = 50,
    as_json: AsJson = False,
) -> None:
    """List the log."""
    here = invocation(context)
    with here.office() as office, office.store.begin(write=False) as session:
        found = [one for one in session.events() if plan in (None, one.event.plan)][: -most - 1 : -1]
    if as_json:
        here.terminal.json([answer(one) for one in found])
    elif not found:
        here.terminal.line(_NO_EVENTS)
    else:
        columns = (N_("Position"), N_("Day"), N_("Event"), N_("Of"), N_("Unit"), N_("Recorded"), N_("Id"))
        here.terminal.table(columns, (_listed(here, one) for one in found))


def _of_several(terminal: Terminal, data: Mapping[str, Any]) -> str:
    """The plans that an event is for where it is for several."""
    return terminal.label(_EVERY_PLAN) if data.get("every_plan") else ", ".join(data.get("plans") or ("–",))


def _listed(here: Invocation, recorded: Recorded) -> tuple[str, ...]:
    event, terminal = recorded.event, here.terminal
    when = moment_text(event.recorded_at, terminal.lang)
    of = event.subject or event.corrects or event.plan or _of_several(terminal, event.data)
    kind = terminal.label(TYPES.get(event.type, event.type))
    day, hour = terminal.value(event.occurred_on), event.data.get("at")
    return (
        str(recorded.position),
        f"{hour} {day}" if hour else day,
        kind,
        of,
        event.unit or "–",
        f"{when}, {event.actor}",
        event.id,
    )

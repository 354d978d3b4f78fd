"""From what a program sends to an event of the log: names as everything stored has them, and what follows left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from adapters.bootstrap import Office
from adapters.web.api.events.cloud_events import CloudEvent
from adapters.web.api.events.once import known_as
from adapters.web.api.frame.problems import ApiProblem
from adapters.web.rights.guarding import named
from adapters.web.rights.principals import Principal
from adapters.web.rights.rows import Sight
from adapters.words.plain_text import one_line
from engine.snapshot import Snapshot
from engine.tasks import task_stored
from events.catalogue import TYPES, EventType, Need, validate
from events.event import Document, Event
from rules.problems import N_
from rules.row_names import RowMovedError

_NO_TYPE = N_("There is no type of event “{type}”. There are: {known}.")
_NOT_TEXT = N_("data.{name} must be text.")
_NOT_A_DAY = N_("data.{name} must be a day written YYYY-MM-DD.")
_NOT_A_DOCUMENT = N_("data.document must be text, or an object with text and issued (YYYY-MM-DD).")
_FILLED_IN = N_("data.{name} is filled in by the program; take it out.")
_HASH = N_("“{name}” has a # in it, which stands in ids of the program's own; give the event by its id alone.")
_MOVED = N_("Plan “{plan}” has no row {row} now: what was row {row} is row {now}. Nothing was recorded.")
_OF_CLOCK = N_("The clock says itself which day has begun: no other program does. Nothing was recorded.")
_TWICE = N_("The event is named twice, and differently: {one}, {other}. Name it once.")

FILLED_IN = ("replaces", "serves", "joins", "answers", "counted_from", "amends", "proposed_hash", "hash", "version")
"""Fields of data that the program fills in; of a file the hash is what names it."""
_OF_FILES = ("document.attached", "report.handed_up")
_OF_TASKS = ("task.", "extension.", "part.asked")


@dataclass(frozen=True, slots=True)
class Building:
    """Makes events of what one principal sends, as one transaction sees the log."""

    office: Office
    sight: Sight

    @property
    def who(self) -> Principal:
        """The one who sends them."""
        return self.sight.who

    @property
    def author(self) -> str:
        """As the log names him."""
        return named(self.who)

    @property
    def _shelf(self) -> Snapshot:
        return self.sight.snapshot

    def event(self, sent: CloudEvent, name: str | None = None) -> Event:
        """The event of the log, named `name` or by its source and id. Raises ApiProblem and EventsError."""
        of = TYPES.get(sent.type)
        if of is None:
            raise ApiProblem(422, _NO_TYPE, type=one_line(sent.type, 60), known=list(TYPES))
        if sent.type == "day.began":
            raise ApiProblem(403, _OF_CLOCK)
        _must_not_be_filled_in(sent)
        envelope, data = _parted(sent.data, of)
        event = Event(
            id=name or sent.log_id,
            type=sent.type,
            occurred_on=self._day(sent, name, envelope),
            recorded_at=self.office.clock.now(),
            actor=self.author,
            document=_document(envelope),
            data={field: value for field, value in data.items() if value is not None},
            **self._names(sent, of, envelope),
        )
        event = self._completed(event)
        validate(event)
        return event

    def _day(self, sent: CloudEvent, name: str | None, envelope: Mapping[str, Any]) -> date:
        """The day given; else that on which it is said to have been said; else what was taken the first time; today."""
        given = _day_of(envelope, "occurred_on") or sent.said_on
        if given:
            return given
        known = known_as(self._shelf.session, name or sent.log_id)
        return known.occurred_on if known else self.office.clock.today()

    def _names(self, sent: CloudEvent, of: EventType, envelope: Mapping[str, Any]) -> dict[str, str | None]:
        plan, unit, corrects = (_text_of(envelope, name) for name in ("plan", "unit", "corrects"))
        subject = sent.subject
        if of.corrects is Need.MUST and of.subject is Need.NO:
            if subject is not None and corrects not in (None, subject):
                raise ApiProblem(422, _TWICE, one=one_line(subject, 60), other=one_line(corrects or "", 60))
            corrects, subject = corrects or subject, None
        if subject and sent.type.startswith(_OF_TASKS):
            plan = plan or subject.partition("/")[0]
            subject = self._stored(subject)
        elif subject and of.plan is Need.MUST and of.subject is Need.MUST and plan is None and "/" in subject:
            plan, _, subject = subject.partition("/")
        for name, value in (("data.corrects", corrects), ("subject", subject)):
            if value and "#" in value:
                raise ApiProblem(422, _HASH, name=name)
        return {"plan": plan, "subject": subject, "unit": unit, "corrects": corrects}

    def _stored(self, task: str) -> str:
        """The key of the task that is shown as `task`. Raises ApiProblem."""
        return stored(self.sight, task)

    def _completed(self, event: Event) -> Event:
        """The event with what follows from the plan: where a milestone happens, and how a text of a plan is called."""
        if event.type.startswith("milestone.") and event.unit is None and event.plan:
            plan = self._shelf.plan(event.plan)
            of = plan.milestones.get(event.subject or "") if plan else None
            return replace(event, unit=of.at) if of and of.at else event
        if event.type in ("plan.adopted", "plan.amended") and isinstance(event.data.get("source"), str):
            return replace(event, data={**event.data, **self._version(event)})
        return event

    def _version(self, event: Event) -> dict[str, Any]:
        """The fields of data that a text of a plan comes to. Raises PlanError."""
        from rules.compiling import compile_plan  # noqa: PLC0415 - plans are seldom sent as events

        digest = compile_plan(event.data["source"], path="source").hash
        row = self._shelf.plan_row(event.plan or "")
        if event.type == "plan.adopted":
            return {"hash": digest, "version": 1}
        known = self._shelf.session.find(event.id)
        if known:
            return {name: value for name, value in known.event.data.items() if name in FILLED_IN}
        if row is None:
            return {}
        amends = self._shelf.event_at(row.position).id
        chosen = {"decisions": {}, "default": "take", "header": "take"}
        given = {name: event.data.get(name, value) for name, value in chosen.items()}
        return {**given, "hash": digest, "proposed_hash": digest, "version": row.version + 1, "amends": amends}


def stored(sight: Sight, task: str) -> str:
    """The key of the task that is shown as `task`, by the plans that he sees. Raises ApiProblem."""
    name = task.partition("/")[0]
    plan = sight.snapshot.plan(name) if sight.sees_plan(name) else None
    try:
        return task_stored(plan, task) if plan else task
    except RowMovedError as moved:
        raise ApiProblem(422, _MOVED, plan=name, row=one_line(moved.read, 60), now=moved.now) from None


def _must_not_be_filled_in(sent: CloudEvent) -> None:
    for name in FILLED_IN:
        if name in sent.data and not (sent.type in _OF_FILES and name == "hash"):
            raise ApiProblem(422, _FILLED_IN, name=name)


def _parted(given: Mapping[str, Any], of: EventType) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of data that every event may have, and those of its type: what a type has of its own name is its."""
    envelope = {"plan", "unit", "occurred_on", "document", "corrects"} - of.data.keys()
    first = {name: value for name, value in given.items() if name in envelope}
    return first, {name: value for name, value in given.items() if name not in envelope}


def _text_of(envelope: Mapping[str, Any], name: str) -> str | None:
    found = envelope.get(name)
    if found is not None and not isinstance(found, str):
        raise ApiProblem(422, _NOT_TEXT, name=name)
    return found


def _day_of(envelope: Mapping[str, Any], name: str) -> date | None:
    found = envelope.get(name)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != found:
        raise ApiProblem(422, _NOT_A_DAY, name=name)
    return day


def _document(envelope: Mapping[str, Any]) -> Document | None:
    found = envelope.get("document")
    if found is None:
        return None
    if isinstance(found, str):
        return Document(text=found)
    if not isinstance(found, dict) or not found.keys() <= {"text", "issued"} or not isinstance(found.get("text"), str):
        raise ApiProblem(422, _NOT_A_DOCUMENT)
    return Document(text=found["text"], issued=_day_of(found, "issued"))

"""CloudEvents 1.0 as they come over HTTP: structured, binary, or several in a batch. Every field is looked at.

The log's id of an event is a digest of its `source` and `id` together, which name it among all events there are: so
the same event may be sent again, and a program elsewhere cannot take an id of ours. `time` is when it is said to have
been said, by a clock that is not ours: the log has when it was recorded, and only where no day is given is it the day.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from adapters.web.api.frame.answers import read_json
from adapters.web.api.frame.problems import ApiProblem
from adapters.words.plain_text import one_line
from events.event import OFFICIAL_TIME
from rules.problems import N_

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
MOST_AT_ONCE = 1_000
_JSON = "application/json"

_NO_TYPE = N_(
    "Send the event as application/cloudevents+json, several as application/cloudevents-batch+json, or its data as "
    "application/json with headers ce-id, ce-source, ce-type and ce-specversion."
)
_NOT_AN_EVENT = N_("An event is an object with specversion, id, source, type and data.")
_NOT_A_BATCH = N_("A batch is a list of 1 to {most} events.")
_MISSING = N_("“{name}” is missing.")
_NO_FIELD = N_("“{name}” is nothing that is taken of an event; take it out. Taken are: {known}.")
_VERSION = N_("“specversion” must be 1.0.")
_NOT_A_NAME = N_(
    "“{name}” must be text of 1 to {most} characters on one line, without # and without a space at either end."
)
_NOT_JSON = N_("“datacontenttype” must be application/json: the data stand in the event as an object.")
_NO_DATA = N_("“data” must be an object.")
_NO_TIME = N_("“time” must be a moment with its time zone, like 2025-09-24T08:00:00+07:00.")

_NAMES = ("id", "source", "type", "subject")
_PASSED_OVER = ("dataschema", "traceparent", "tracestate")
_KNOWN = ("specversion", *_NAMES, "time", "datacontenttype", "data", *_PASSED_OVER)
_MOST = {"id": 500, "source": 500, "type": 100, "subject": 300}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudEvent:
    """An event as it was sent."""

    id: str
    source: str
    type: str
    subject: str | None
    said_at: datetime | None  # by a clock that is not ours
    data: Mapping[str, Any]

    @property
    def log_id(self) -> str:
        """The id that the log has for it."""
        return log_id(self.source, self.id)

    @property
    def said_on(self) -> date | None:
        """The day in Viet Nam on which it is said to have been said."""
        return self.said_at.astimezone(OFFICIAL_TIME).date() if self.said_at else None


def log_id(*names: str) -> str:
    """The id in the log of what is named so elsewhere: no two namings come to the same."""
    return f"api/{sha256(json.dumps(names, ensure_ascii=False).encode()).hexdigest()[:40]}"


def read_events(headers: Mapping[str, str], body: bytes) -> tuple[list[CloudEvent], bool]:
    """The events of a request, and True if they are a batch. Raises ApiProblem."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    binary = {name.removeprefix("ce-"): unquote(value) for name, value in headers.items() if name.startswith("ce-")}
    if kind == BATCH:
        found = read_json(body)
        if not isinstance(found, list) or not 0 < len(found) <= MOST_AT_ONCE:
            raise ApiProblem(422, _NOT_A_BATCH, most=MOST_AT_ONCE)
        return [event_of(one) for one in found], True
    if kind == STRUCTURED or (kind == _JSON and not binary):
        return [event_of(read_json(body))], False
    if kind == _JSON:
        return [event_of({**binary, "data": read_json(body)})], False
    raise ApiProblem(415, _NO_TYPE)


def event_of(value: Any) -> CloudEvent:
    """The event that a JSON value is. Raises ApiProblem."""
    if not isinstance(value, dict):
        raise ApiProblem(422, _NOT_AN_EVENT)
    _must_be_known(value)
    data = value.get("data")
    if not isinstance(data, dict):
        raise ApiProblem(422, _NO_DATA)
    return CloudEvent(
        id=value["id"],
        source=value["source"],
        type=value["type"],
        subject=value.get("subject"),
        said_at=_moment(value.get("time")),
        data=data,
    )


def _must_be_known(value: Mapping[str, Any]) -> None:
    for name in value:
        if name not in _KNOWN:
            raise ApiProblem(422, _NO_FIELD, name=one_line(name, 60), known=list(_KNOWN))
    for name in ("specversion", "id", "source", "type"):
        if value.get(name) is None:
            raise ApiProblem(422, _MISSING, name=name)
    if value["specversion"] != "1.0":
        raise ApiProblem(422, _VERSION)
    _must_be_names((name, value.get(name)) for name in _NAMES)
    kind = value.get("datacontenttype", _JSON)
    if not isinstance(kind, str) or kind.partition(";")[0].strip().lower() != _JSON:
        raise ApiProblem(422, _NOT_JSON)
    for name in _PASSED_OVER:
        if not isinstance(value.get(name, ""), str):
            raise ApiProblem(422, _NOT_A_NAME, name=name, most=2_000)


def _must_be_names(given: Iterable[tuple[str, Any]]) -> None:
    for name, text in given:
        if text is not None and not is_name(text, _MOST[name]):
            raise ApiProblem(422, _NOT_A_NAME, name=name, most=_MOST[name])


def is_name(text: Any, most: int) -> bool:
    """True if a value may name something: `#` stands in ids that the program makes of those of events."""
    plain = isinstance(text, str) and 0 < len(text) <= most and text.isprintable() and text == text.strip()
    return plain and "#" not in text


def _moment(text: Any) -> datetime | None:
    if text is None:
        return None
    written = _TIME.fullmatch(text) if isinstance(text, str) else None
    if written is None:
        raise ApiProblem(422, _NO_TIME)
    day, hour, part, zone = written.groups()
    part = f"{part[:7]:0<7}" if part else ""
    try:
        found = datetime.fromisoformat(f"{day}T{hour}{part}{'+00:00' if zone in 'Zz' else zone}")
        found.astimezone(OFFICIAL_TIME)
    except (ValueError, OverflowError):
        raise ApiProblem(422, _NO_TIME) from None
    return found

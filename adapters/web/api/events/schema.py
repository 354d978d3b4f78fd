"""The schema of events as they are sent, made of the catalogue: so that the description is what is checked."""

from typing import Any

from adapters.web.api.events.building import FILLED_IN
from events import field_types as of_fields
from events.catalogue import TYPES, EventType, Need
from events.field_types import (
    CHOICE,
    COUNT,
    FieldType,
    ListOf,
    ListOfRecords,
    MappingTo,
    Record,
    Scalar,
)

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": "string", "format": "date"}
_DOCUMENT: Schema = {
    "oneOf": [
        {"type": "string", "maxLength": 1000, "minLength": 1},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["text"],
            "properties": {"text": {"type": "string", "maxLength": 1000, "minLength": 1}, "issued": _DAY},
        },
    ]
}


def event_schema() -> Schema:
    """The schema of a CloudEvent that is taken, by its type."""
    names = {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "minLength": 1, "maxLength": 500, "pattern": "^[^#]+$"},
        "source": {"type": "string", "minLength": 1, "maxLength": 500, "pattern": "^[^#]+$"},
        "subject": {"type": "string", "minLength": 1, "maxLength": 300, "pattern": "^[^#]+$"},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        **dict.fromkeys(("dataschema", "traceparent", "tracestate"), _TEXT),
    }
    kinds = [_of_type(kind, of, names) for kind, of in TYPES.items()]
    return {"oneOf": kinds, "discriminator": {"propertyName": "type"}}


def _of_type(kind: str, of: EventType, names: Schema) -> Schema:
    subject = of.subject is not Need.NO or of.corrects is Need.MUST
    taken = {name: value for name, value in names.items() if name != "subject" or subject}
    needed = ["specversion", "id", "source", "type", "data", *(["subject"] if of.subject is Need.MUST else [])]
    return {
        "type": "object",
        "title": kind,
        "description": of.means,
        "additionalProperties": False,
        "required": needed,
        "properties": {**taken, "type": {"const": kind}, "data": _data(of)},
    }


def _data(of: EventType) -> Schema:
    given: Schema = {"occurred_on": _DAY, "document": _DOCUMENT}
    given |= {name: {**_TEXT, "maxLength": 200} for name in ("plan", "unit") if getattr(of, name) is not Need.NO}
    given |= {"corrects": {**_TEXT, "maxLength": 200}} if of.corrects is Need.MUST else {}
    files = {"hash"} if "media_type" in of.data or "rows" in of.data else set()
    own = {name: _field(kind) for name, kind in of.data.items() if name not in {*FILLED_IN} - files}
    needed = [name for name, kind in of.data.items() if name in own and _needed(kind)]
    needed += ["document"] if of.document is Need.MUST else []
    found: Schema = {"type": "object", "additionalProperties": False, "properties": {**given, **own}}
    return {**found, "required": needed} if needed else found


def _needed(kind: FieldType) -> bool:
    return kind is not CHOICE and not isinstance(kind, MappingTo) and not getattr(kind, "or_none", False)


def _field(kind: FieldType) -> Schema:
    match kind:
        case Record(fields=fields):
            needed = [name for name, one in fields.items() if _needed(one)]
            properties = {name: _field(one) for name, one in fields.items()}
            return {"type": "object", "additionalProperties": False, "properties": properties, "required": needed}
        case ListOfRecords(record=record):
            return {"type": "array", "minItems": 1, "items": _field(record)}
        case ListOf(value=value):
            return {"type": "array", "uniqueItems": True, "items": _field(value)}
        case MappingTo(value=value):
            return {"type": "object", "additionalProperties": _field(value)}
        case Scalar():
            return _scalar(kind)
    return {}


def _scalar(kind: Scalar) -> Schema:
    for names, schema in _SCALARS:
        if any(kind.holds is getattr(of_fields, name).holds for name in names):
            limits = {"maxLength": kind.limit} if schema.get("type") == "string" and kind.limit > 64 else {}
            return {**schema, **limits, **({"maximum": kind.limit} if kind.holds is COUNT.holds else {})}
    return {}


_SCALARS: tuple[tuple[tuple[str, ...], Schema], ...] = (
    (("DAY",), _DAY),
    (("HOUR_OR_NONE",), {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
    (("HASH",), {"type": "string", "pattern": "^[0-9a-f]{64}$"}),
    (("COUNT",), {"type": "integer", "minimum": 1}),
    (("TRUE_OR_NONE",), {"const": True}),
    (("YES_NO",), {"type": "boolean"}),
    (("CHOICE",), {"enum": ["take", "keep"]}),
    (("WHOSE_OR_NONE",), {"enum": ["each", "shared"]}),
    (("NAME", "WORDS", "SOURCE", "ADDRESS"), {"type": "string", "minLength": 1}),
)

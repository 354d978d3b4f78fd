"""The JSON Schema of plan files, made from the table of fields, so that editors complete and explain them.

`python -m rules.plan_file.schema > rules/plan.schema.json` writes the copy that ships.
"""

import json
import re
import sys
from collections.abc import Mapping
from typing import Any

from rules.convention_settings import ALLOWED, CONVENTIONS
from rules.groups.members import TASKS
from rules.language.tokens import LONGEST, NAME
from rules.offsets import Cycle
from rules.plan_file.fields import PLAN
from rules.plan_file.patterns import EMAIL, PHONE, PLAN_ID
from rules.plan_file.shapes import Field, Fields, Shape
from rules.secrecy import LEVELS
from rules.unit_kinds import CODE

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

SCALAR: Schema = {"type": ["string", "number"]}
"""A text: editors take one that looks like a number for a number."""

ATOM: Schema = {"type": "string", "examples": ["congress held", "own congress planned", "task I.7 done", "always"]}

CONDITION: Schema = {
    "oneOf": [
        ATOM,
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
            "properties": {word: {"$ref": "#/$defs/conditions"} for word in ("all", "any", "none")},
            "patternProperties": {
                r"^at least [0-9]+ of$": {"$ref": "#/$defs/conditions"},
                r"^(every|some|at least [0-9]+) [a-z][a-z0-9_-]*( under [^ ]+)?$": ATOM,
            },
        },
    ]
}
OF_KIND: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["kind"],
    "properties": {
        "kind": {"type": "string", "pattern": f"^(?:{NAME.pattern})$"},
        "under": {**SCALAR, "pattern": f"^(?:{CODE.pattern})$"},
        "but": {"type": "array", "minItems": 1, "items": {**SCALAR, "pattern": f"^(?:{CODE.pattern})$"}},
    },
}
CONDITIONS: Schema = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}


RULE_ID = re.compile(r"[^\s_.,:;/\\#-][^\s,:;/\\#]{0,39}")
"""Nearly that of `rules.plan_file.patterns`: \\w is ASCII only in JSON Schema."""


def plan_schema() -> Schema:
    """The schema, as JSON Schema 2020-12."""
    return {
        "$schema": DIALECT,
        "title": "Kế hoạch · Plan",
        **_record(PLAN),
        "$defs": {"condition": CONDITION, "conditions": CONDITIONS, "settings": _settings()},
    }


def schema_text() -> str:
    """The text of the file that ships."""
    return json.dumps(plan_schema(), ensure_ascii=False, indent=2) + "\n"


def _record(fields: Fields) -> Schema:
    """The schema of a record: its fields and no others."""
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _field(field) for name, field in fields.items()},
    }
    required = [name for name, field in fields.items() if field.required]
    return {**schema, "required": required} if required else schema


def _field(field: Field) -> Schema:
    """The schema of a field, with its purpose in both languages."""
    schema = {**_shape(field), "description": f"{field.vi}.\n\n{field.en}."}
    if field.default:
        schema["default"] = json.loads(field.default) if field.shape is Shape.TRUTH else field.default
    if field.examples:
        schema["examples"] = list(field.examples)
    return schema


def _shape(field: Field) -> Schema:
    """The schema of the form of a value."""
    if field.fields is not None:
        return _records(field.shape, field.fields)
    if field.shape in _LIKE:
        return _like(_LIKE[field.shape])
    return _OTHER[field.shape]


def _records(shape: Shape, fields: Fields) -> Schema:
    """The schema of a record, or of records by order or by name."""
    record = _record(fields)
    if shape is Shape.RECORD:
        return record
    if shape is Shape.RECORDS:
        return {"type": "array", "items": record}
    names = CODE if shape is Shape.CODED_RECORDS else NAME
    return {"type": "object", "propertyNames": {"pattern": _whole(names)}, "additionalProperties": record}


def _settings() -> Schema:
    """The schema of settings: each with its values."""
    properties = {
        key: {"enum": sorted(values)} if isinstance(values, frozenset) else _like(values)
        for key, values in ALLOWED.items()
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _like(pattern: re.Pattern[str]) -> Schema:
    """The schema of a text the whole of which is like `pattern`."""
    return {**SCALAR, "pattern": _whole(pattern)}


def _whole(pattern: re.Pattern[str]) -> str:
    """The pattern, for the whole of a text."""
    return f"^(?:{pattern.pattern})$"


_LIKE: Mapping[Shape, re.Pattern[str]] = {
    Shape.PLAN_ID: PLAN_ID,
    Shape.RULE_ID: RULE_ID,
    Shape.CODE: CODE,
    Shape.LEAD: CODE,
    Shape.NAME: NAME,
    Shape.EMAIL: EMAIL,
    Shape.PHONE: PHONE,
    Shape.DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}

_OTHER: Mapping[Shape, Schema] = {
    Shape.TEXT: {**SCALAR, "minLength": 1},
    Shape.CONVENTION: {"enum": sorted(CONVENTIONS)},
    Shape.TRUTH: {"enum": [True, False, "yes", "no"]},
    Shape.LEVEL: {"enum": list(LEVELS)},
    Shape.AMOUNT: {"type": "string"},
    Shape.WORKING_DAYS: {"type": "string", "pattern": r"^[0-9]{1,5} working days?$"},
    Shape.CYCLE: {"enum": [str(one) for one in Cycle]},
    Shape.RUNGS: {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": LONGEST}},
    Shape.DUE: {"type": "string", "minLength": 1, "maxLength": 500},
    Shape.CONDITION: {"$ref": "#/$defs/condition"},
    Shape.LEADS: {"type": "array", "items": _like(CODE)},
    Shape.KIND_OR_CODES: {
        "oneOf": [{"type": "string", "pattern": _whole(NAME)}, {"type": "array", "items": _like(CODE)}]
    },
    Shape.MEMBERS: {"oneOf": [OF_KIND, {"type": "array", "minItems": 1, "items": {"oneOf": [_like(CODE), OF_KIND]}}]},
    Shape.TASKS: {"enum": list(TASKS)},
    Shape.RULE_IDS: {"type": "array", "minItems": 1, "items": _like(RULE_ID)},
    Shape.PLANS: {"oneOf": [{"const": "all"}, {"type": "array", "minItems": 1, "items": _like(PLAN_ID)}]},
    Shape.LABELS: {"type": "array", "minItems": 1, "items": {**SCALAR, "minLength": 1}},
    Shape.NUMBER: {"type": ["string", "integer"], "pattern": "^[0-9]{1,2}$", "minimum": 0, "maximum": 99},
    Shape.SETTINGS: {"$ref": "#/$defs/settings"},
}


if __name__ == "__main__":
    sys.stdout.write(schema_text())

"""Document -> ParsedPlan: every field read by the table of fields, every record's own mistakes reported."""

from collections.abc import Iterator
from dataclasses import replace

from rules.checking.condition_reading import read_condition
from rules.checking.field_context import FieldContext
from rules.checking.parsed_plan import EMPTY, ParsedPlan, ParsedRecord, Wait
from rules.checking.value_reading import read_key, read_value
from rules.document import Document, Entry, ListNode, MapNode, Node, Scalar
from rules.plan_file.fields import EXTENSION, MILESTONE, PLAN, POLICIES, RULE, SUSPENSION, UNIT
from rules.plan_file.shapes import Fields, Shape
from rules.problems import N_

UNKNOWN_FIELD = N_("There is no field “{read}” here.")
FIELDS_ARE = N_("The fields are: {known}.")
MISSING = N_("The field “{field}” is missing.")
ADD_FIELD = N_("Add it below this line.")
NOT_A_RECORD = N_("Fields must stand here, as `key: value`.")
WRITE_FIELDS = N_("Write the fields, each with its value.")
SAME_ID = N_("The id “{id}” is used twice; the first is in line {first}.")
NEW_ID = N_("Give each task rule an id of its own.")


def read_plan(document: Document, context: FieldContext) -> ParsedPlan:
    """Read every field of the file; what is wrong goes to `context.report`."""
    context = replace(context, letter=_is_letter(document.root.get("letter")))
    plan = _record(document.root, PLAN, document.root, context)
    issued = plan.get("issued")
    context = replace(context, year=issued.year if issued else None)
    given = plan.get("policies") or EMPTY
    policies = _record(given, POLICIES, given, context)
    extension = policies.get("extension") or EMPTY
    milestones = _named(plan.get("milestones"), Shape.NAME, MILESTONE, context)
    # Read first: a deadline in Vietnamese names one by its title.
    context = replace(context, milestones={name: each.get("title") or "" for name, each in milestones.items()})
    return ParsedPlan(
        plan=plan,
        policies=policies,
        units=_named(plan.get("units"), Shape.CODE, UNIT, context),
        milestones=milestones,
        rules=_rules(plan.get("rules"), context),
        extension=_record(extension, EXTENSION, extension, context),
        suspensions=tuple(_listed(plan.get("suspensions"), SUSPENSION, context)),
    )


def _is_letter(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.text.lower() in ("true", "yes")


def _record(node: MapNode, fields: Fields, at: Node, context: FieldContext) -> ParsedRecord:
    """One record, its fields read by the table; unknown and missing ones are reported."""
    waits: list[Wait] = []
    values = {}
    for name, field in fields.items():
        value = node.get(name)
        if value is None:
            if field.required:
                context.report.error("missing-field", at, MISSING, ADD_FIELD, field=name)
        elif field.shape is Shape.CONDITION:
            values[name] = read_condition(value, context, waits)
        else:
            values[name] = read_value(name, field, value, context)
    _refuse_unknown(node, fields, context)
    known = {name: value for name, value in values.items() if value is not None}
    return ParsedRecord(at=at, node=node, values=known, waits=tuple(waits))


def _refuse_unknown(node: MapNode, fields: Fields, context: FieldContext) -> None:
    """Report keys that are no field."""
    for entry in node.entries:
        name = entry.key.text
        if name not in fields:
            context.report.unknown("unknown-field", entry.key, UNKNOWN_FIELD, FIELDS_ARE, name, fields)


def _named(node: MapNode | None, shape: Shape, fields: Fields, context: FieldContext) -> dict[str, ParsedRecord]:
    """Records by their keys; one whose key is wrong is left out."""
    entries = node.entries if node else ()
    return {key: record for key, record in _each_named(entries, shape, fields, context) if key}


def _each_named(
    entries: tuple[Entry, ...], shape: Shape, fields: Fields, context: FieldContext
) -> Iterator[tuple[str | None, ParsedRecord]]:
    """Each record with its key; None for a key that is wrong, so that the record is checked all the same."""
    for entry in entries:
        key = read_key(shape, entry.key, context.report)
        if isinstance(entry.value, MapNode):
            yield key, _record(entry.value, fields, entry.key, context)
        else:
            context.report.error("wrong-type", entry.key, NOT_A_RECORD, WRITE_FIELDS)
            yield key, ParsedRecord(at=entry.key, node=EMPTY, values={})


def _rules(node: ListNode | None, context: FieldContext) -> dict[str, ParsedRecord]:
    """By id; a rule whose id is missing, wrong or taken is kept as `#n`, so that the rest of it is checked too."""
    found: dict[str, ParsedRecord] = {}
    for number, record in enumerate(_listed(node, RULE, context), 1):
        name = record.get("id") or f"#{number}"
        if name in found:
            first = found[name].place("id").line
            context.report.error("duplicate-id", record.place("id"), SAME_ID, NEW_ID, id=name, first=first)
            name = f"#{number}"
        found[name] = record
    return found


def _listed(node: ListNode | None, fields: Fields, context: FieldContext) -> Iterator[ParsedRecord]:
    """The records of a list."""
    for item in node.items if node else ():
        if isinstance(item, MapNode):
            yield _record(item, fields, _pointer(item), replace(context, title=_title(item)))
        else:
            context.report.error("wrong-type", item, NOT_A_RECORD, WRITE_FIELDS)


def _title(record: MapNode) -> str:
    """The title as written; empty if there is none."""
    title = record.get("title")
    return title.text if isinstance(title, Scalar) else ""


def _pointer(record: MapNode) -> Node:
    """The node to point at when a record of a list lacks something: its first key."""
    return record.entries[0].key if record.entries else record

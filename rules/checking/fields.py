"""Document -> Draft: every field read by the table of fields, every record's own mistakes reported."""

from collections.abc import Iterator
from dataclasses import replace

from rules.checking.conditions import read_condition
from rules.checking.draft import EMPTY, Draft, Record, Wait
from rules.checking.phrases import Reading
from rules.checking.values import read_key, read_value
from rules.document import Document, Entry, ListNode, MapNode, Node, Scalar
from rules.plan_file.fields import EXTENSION, MILESTONE, PLAN, POLICIES, RULE, SUSPENSION, UNIT, Fields, Shape
from rules.problems import N_

UNKNOWN_FIELD = N_("There is no field “{read}” here.")
FIELDS_ARE = N_("The fields are: {known}.")
MISSING = N_("The field “{field}” is missing.")
ADD_FIELD = N_("Add it below this line.")
NOT_A_RECORD = N_("Fields must stand here, as `key: value`.")
WRITE_FIELDS = N_("Write the fields, each with its value.")
SAME_ID = N_("The id “{id}” is used twice; the first is in line {first}.")
NEW_ID = N_("Give each task rule an id of its own.")


def read_draft(document: Document, reading: Reading) -> Draft:
    """Read every field of the file; what is wrong goes to `reading.report`."""
    plan = _record(document.root, PLAN, document.root, reading)
    issued = plan.get("issued")
    reading = replace(reading, year=issued.year if issued else None)
    given = plan.get("policies") or EMPTY
    policies = _record(given, POLICIES, given, reading)
    extension = policies.get("extension") or EMPTY
    milestones = _named(plan.get("milestones"), Shape.NAME, MILESTONE, reading)
    # Read first: a deadline in Vietnamese names one by its title.
    reading = replace(reading, milestones={name: each.get("title") or "" for name, each in milestones.items()})
    return Draft(
        plan=plan,
        policies=policies,
        units=_named(plan.get("units"), Shape.CODE, UNIT, reading),
        milestones=milestones,
        rules=_rules(plan.get("rules"), reading),
        extension=_record(extension, EXTENSION, extension, reading),
        suspensions=tuple(_listed(plan.get("suspensions"), SUSPENSION, reading)),
    )


def _record(node: MapNode, fields: Fields, at: Node, reading: Reading) -> Record:
    waits: list[Wait] = []
    values = {}
    for name, field in fields.items():
        value = node.get(name)
        if value is None:
            if field.required:
                reading.report.error("missing-field", at, MISSING, ADD_FIELD, field=name)
        elif field.shape is Shape.CONDITION:
            values[name] = read_condition(value, reading, waits)
        else:
            values[name] = read_value(name, field, value, reading)
    _refuse_unknown(node, fields, reading)
    known = {name: value for name, value in values.items() if value is not None}
    return Record(at=at, node=node, values=known, waits=tuple(waits))


def _refuse_unknown(node: MapNode, fields: Fields, reading: Reading) -> None:
    for entry in node.entries:
        name = entry.key.text
        if name not in fields:
            reading.report.unknown("unknown-field", entry.key, UNKNOWN_FIELD, FIELDS_ARE, name, fields)


def _named(node: MapNode | None, shape: Shape, fields: Fields, reading: Reading) -> dict[str, Record]:
    entries = node.entries if node else ()
    return {key: record for key, record in _each_named(entries, shape, fields, reading) if key}


def _each_named(
    entries: tuple[Entry, ...], shape: Shape, fields: Fields, reading: Reading
) -> Iterator[tuple[str | None, Record]]:
    for entry in entries:
        key = read_key(shape, entry.key, reading.report)
        if isinstance(entry.value, MapNode):
            yield key, _record(entry.value, fields, entry.key, reading)
        else:
            reading.report.error("wrong-type", entry.key, NOT_A_RECORD, WRITE_FIELDS)
            yield key, Record(at=entry.key, node=EMPTY, values={})


def _rules(node: ListNode | None, reading: Reading) -> dict[str, Record]:
    """By id; a rule whose id is missing, wrong or taken is kept as `#n`, so that the rest of it is checked too."""
    found: dict[str, Record] = {}
    for number, record in enumerate(_listed(node, RULE, reading), 1):
        name = record.get("id") or f"#{number}"
        if name in found:
            first = found[name].place("id").line
            reading.report.error("duplicate-id", record.place("id"), SAME_ID, NEW_ID, id=name, first=first)
            name = f"#{number}"
        found[name] = record
    return found


def _listed(node: ListNode | None, fields: Fields, reading: Reading) -> Iterator[Record]:
    for item in node.items if node else ():
        if isinstance(item, MapNode):
            yield _record(item, fields, _pointer(item), replace(reading, title=_title(item)))
        else:
            reading.report.error("wrong-type", item, NOT_A_RECORD, WRITE_FIELDS)


def _title(record: MapNode) -> str:
    title = record.get("title")
    return title.text if isinstance(title, Scalar) else ""


def _pointer(record: MapNode) -> Node:
    """Where to point when a record of a list lacks something: its first key."""
    return record.entries[0].key if record.entries else record

"""One value as written -> what it means, by the shape that the table of fields gives it."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from rules.checking.field_context import FieldContext
from rules.checking.groups.member_reading import read_members
from rules.checking.parsed_plan import ForEach
from rules.checking.vietnamese import due_in_vietnamese
from rules.convention_settings import ALLOWED, CONVENTIONS, allows, values_of
from rules.document import ListNode, MapNode, Node, Scalar
from rules.groups.members import TASKS
from rules.ladders.rungs import Base, Rung
from rules.language.offset_text import (
    DAY,
    NO_SUCH_DAY,
    REAL_DAY,
    WANTED_DAY,
    OffsetSyntaxError,
    parse_amount,
    parse_due,
)
from rules.language.rung_text import parse_rung
from rules.language.tokens import NAME, RESERVED
from rules.offsets import Cycle, Direction, DueSpec, Offset
from rules.plan_file.patterns import EMAIL, NUMBER, PHONE, PLAN_ID, RULE_ID
from rules.plan_file.shapes import Field, Shape
from rules.problem_report import ProblemReport
from rules.problems import N_, TextError
from rules.secrecy import LEVELS, Level, level_named
from rules.unit_kinds import CODE

EVERY_PLAN = "all"
"""Written instead of a list of plans, which is then read as empty: all plans, also those adopted later."""

SINGLE = N_("“{field}” must have a single value, not a list or a mapping.")
ON_ONE_LINE = N_("Write the value behind the colon.")
LIST = N_("“{field}” must have a list.")
IN_BRACKETS = N_("Write `[one, two]`, or each on a line of its own after a dash.")
MAPPING = N_("“{field}” must have a mapping: keys with values.")
KEYS_BELOW = N_("Write `key: value` lines below it.")
NOT_A_DATE = N_("“{read}” is not a date.")
NOT_PLAN_ID = N_("“{read}” cannot be the id of a plan.")
LIKE_PLAN_ID = N_("Use lower-case letters without diacritics, digits, `.`, `_` and `-`, such as 376-kh-tu.")
NOT_RULE_ID = N_("“{read}” cannot be the id of a task rule.")
LIKE_RULE_ID = N_("Use letters, digits, `.`, `_` and `-`, at most 40, such as XIV.1.5.")
NOT_CODE = N_("“{read}” cannot be the code of a unit.")
LIKE_CODE = N_("Use the official code, or letters without diacritics, digits, `.`, `_` and `-`, at most 40.")
NOT_NAME = N_("“{read}” cannot be a name.")
LIKE_NAME = N_(
    "Begin with a lower-case letter; use letters without diacritics, digits, `_` and `-`; "
    "words of the offset language, such as before or each, are taken."
)
NOT_EMAIL = N_("“{read}” is not an e-mail address.")
NOT_PHONE = N_("“{read}” is not a phone number.")
CORRECT = N_("Correct it, or leave it out.")
NOT_TRUTH = N_("“{read}” is neither true nor false.")
TRUE_FALSE = N_("Write `true` or `false`.")
NOT_WORKING_DAYS = N_("“{read}” is not a number of working days.")
LIKE_WORKING_DAYS = N_("Write for example `3 working days`.")
NOT_NUMBER = N_("“{read}” is not a whole number from 0 to 99.")
LIKE_NUMBER = N_("Write for example `1`.")
NOT_CYCLE = N_("There is no cycle “{read}”.")
CYCLES_ARE = N_("The cycles are: {known}.")
NOT_BEFORE = N_("“{read}” lies after its day, and a reminder does not.")
UNDER_ESCALATION = N_("Write it under `escalation`, or `before` or `on` instead.")
NOT_LATE = N_("“{read}” does not lie after its day, and is no escalation.")
NOT_PROGRESS = N_("“{read}” stands in the wrong list, or does not lie after its day.")
OF_PROGRESS = N_("Under `no progress`, and only there, write for example `14 days after progress`.")
UNDER_REMINDERS = N_("Write it under `reminders`, or `after` instead.")
NOT_LEVEL = N_("“{read}” is no level of secrecy.")
LEVELS_ARE = N_("The levels are: {known}.")
NOT_CONVENTION = N_("There is no convention “{read}”.")
NOT_TASKS = N_("“{read}” does not say whose the tasks of a group are.")
TASKS_ARE = N_("It can be: {known}.")
CONVENTIONS_ARE = N_("The conventions are: {known}.")
NOT_SETTING = N_("There is no setting “{read}”.")
SETTINGS_ARE = N_("The settings are: {known}.")
NOT_ALLOWED = N_("The setting “{key}” cannot be “{read}”.")
VALUES_ARE = N_("It can be: {known}.")
NOT_PLANS = N_("“{read}” says neither all plans nor which.")
LIKE_PLANS = N_("Write `all`, or the ids of the plans in brackets, such as [376-kh-tu].")
UNIT_TWICE = N_("The unit “{read}” stands in this list twice.")
TWICE = N_("“{read}” stands in this list twice.")
REMOVE_ONE = N_("Remove one of them.")
EMPTY_TEXT = N_("“{field}” is empty.")
UNSEEN = "unseen"
UNSEEN_TEXT = N_("Nothing can be seen in “{field}”: it has no letter and no figure.")
WRITE_TEXT = N_("Write what the document says.")


def read_value(name: str, field: Field, node: Node, context: FieldContext) -> Any:
    """The meaning of the value of the field `name`; None where it could not be read, which is reported."""
    if field.shape in _SCALARS:
        if isinstance(node, Scalar):
            return _SCALARS[field.shape](name, node, context)
        context.report.error("wrong-type", node, SINGLE, ON_ONE_LINE, field=name)
    elif field.shape is Shape.KIND_OR_CODES and isinstance(node, Scalar):
        kind = _name(name, node, context)
        return ForEach(kind=kind) if kind else None
    elif field.shape is Shape.PLANS and isinstance(node, Scalar):
        return _every_plan(node, context)
    elif field.shape is Shape.MEMBERS:
        return read_members(name, node, context)
    elif field.shape in _LISTS:
        if isinstance(node, ListNode):
            return _LISTS[field.shape](name, node, context)
        context.report.error("wrong-type", node, LIST, IN_BRACKETS, field=name)
    elif isinstance(node, MapNode):
        return _settings(node, context) if field.shape is Shape.SETTINGS else node
    else:
        context.report.error("wrong-type", node, MAPPING, KEYS_BELOW, field=name)
    return None


def read_key(shape: Shape, key: Scalar, report: ProblemReport) -> str | None:
    """The key, if it is a name or a code as `shape` asks; None where it is not, which is reported."""
    name: str | None = _like(shape)("", key, FieldContext(report))
    return name


def _text(name: str, node: Scalar, context: FieldContext) -> str | None:
    """A text that is not empty."""
    text = node.text.strip()
    if not text:
        context.report.error("empty", node, EMPTY_TEXT, WRITE_TEXT, field=name)
    elif all(unicodedata.category(sign)[0] in "CZ" for sign in text):
        context.report.error(UNSEEN, node, UNSEEN_TEXT, WRITE_TEXT, field=name)
    return text or None


_PATTERNS = {
    Shape.PLAN_ID: (PLAN_ID, NOT_PLAN_ID, LIKE_PLAN_ID),
    Shape.RULE_ID: (RULE_ID, NOT_RULE_ID, LIKE_RULE_ID),
    Shape.CODE: (CODE, NOT_CODE, LIKE_CODE),
    Shape.LEAD: (CODE, NOT_CODE, LIKE_CODE),
    Shape.NAME: (NAME, NOT_NAME, LIKE_NAME),
    Shape.EMAIL: (EMAIL, NOT_EMAIL, CORRECT),
    Shape.PHONE: (PHONE, NOT_PHONE, CORRECT),
}

Read = Callable[[str, Scalar, FieldContext], Any]


def _like(shape: Shape) -> Read:
    """A reader of texts that must look as `shape` asks."""
    pattern, template, hint = _PATTERNS[shape]

    def read(_name: str, node: Scalar, context: FieldContext) -> str | None:
        """The text, if the whole of it is like the pattern."""
        taken = shape is Shape.NAME and node.text in RESERVED
        if pattern.fullmatch(node.text) and not taken:
            return node.text
        context.report.error("bad-" + shape.value.replace(" ", "-"), node, template, hint, read=node.text)
        return None

    return read


_name = _like(Shape.NAME)
_code = _like(Shape.CODE)


def _date(_name: str, node: Scalar, context: FieldContext) -> date | None:
    """A day, written YYYY-MM-DD."""
    if not DAY.fullmatch(node.text):
        context.report.error("bad-date", node, NOT_A_DATE, WANTED_DAY, read=node.text)
        return None
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        context.report.error("impossible-date", node, NO_SUCH_DAY, REAL_DAY, day=node.text)
        return None


def _truth(_name: str, node: Scalar, context: FieldContext) -> bool | None:
    """`true` or `false`, `yes` or `no`, in any case."""
    value = {"true": True, "yes": True, "false": False, "no": False}.get(node.text.lower())
    if value is None:
        context.report.error("wrong-type", node, NOT_TRUTH, TRUE_FALSE, read=node.text)
    return value


def _tasks(_name: str, node: Scalar, context: FieldContext) -> str | None:
    """The tasks that a group leads: each member's, or a shared one."""
    if node.text in TASKS:
        return node.text
    context.report.unknown("bad-tasks", node, NOT_TASKS, TASKS_ARE, node.text, TASKS)
    return None


def _convention(_name: str, node: Scalar, context: FieldContext) -> str | None:
    """The name of a convention."""
    if node.text in CONVENTIONS:
        return node.text
    known = sorted(CONVENTIONS)
    context.report.unknown("unknown-convention", node, NOT_CONVENTION, CONVENTIONS_ARE, node.text, known)
    return None


def _level(_name: str, node: Scalar, context: FieldContext) -> Level | None:
    """A level of secrecy."""
    level = level_named(node.text)
    if level is None:
        context.report.unknown("unknown-level", node, NOT_LEVEL, LEVELS_ARE, node.text, LEVELS)
    return level


def _amount(_name: str, node: Scalar, context: FieldContext) -> Offset | None:
    """A length of time."""
    try:
        return parse_amount(node.text)
    except OffsetSyntaxError as error:
        context.report.misread("amount", node, error)
        return None


def _working_days(name: str, node: Scalar, context: FieldContext) -> int | None:
    """A length of time that is a number of working days."""
    amount = _amount(name, node, context)
    if amount is None:
        return None
    if amount != Offset(direction=Direction.AFTER, working_days=amount.working_days):
        context.report.error("amount", node, NOT_WORKING_DAYS, LIKE_WORKING_DAYS, read=node.text)
        return None
    return amount.working_days


def _number(_name: str, node: Scalar, context: FieldContext) -> int | None:
    """A whole number."""
    if NUMBER.fullmatch(node.text):
        return int(node.text)
    context.report.error("bad-number", node, NOT_NUMBER, LIKE_NUMBER, read=node.text)
    return None


def _cycle(_name: str, node: Scalar, context: FieldContext) -> Cycle | None:
    """The period at which something comes round."""
    found = next((one for one in Cycle if one == node.text.strip()), None)
    if found is None:
        context.report.unknown("unknown-cycle", node, NOT_CYCLE, CYCLES_ARE, node.text, [str(one) for one in Cycle])
    return found


def _rungs(name: str, node: ListNode, context: FieldContext) -> tuple[Rung, ...]:
    """The rungs of a ladder, none twice; there may be none."""
    return _each(_rung)(name, node, context) or () if node.items else ()


def _rung(name: str, node: Scalar, context: FieldContext) -> Rung | None:
    """A rung, which is counted from what its list is about, and lies on the side of it that its list is for."""
    try:
        found = parse_rung(node.text)
    except TextError as error:
        context.report.misread("rung", node, error)
        return None
    of_progress = found.base is Base.PROGRESS
    if of_progress == (name == "no progress") and found.late == (name != "reminders"):
        return found
    if of_progress or name == "no progress":
        said, remedy = NOT_PROGRESS, OF_PROGRESS
    else:
        said, remedy = (NOT_BEFORE, UNDER_ESCALATION) if found.late else (NOT_LATE, UNDER_REMINDERS)
    context.report.error("rung", node, said, remedy, read=node.text)
    return None


def _due(_name: str, node: Scalar, context: FieldContext) -> DueSpec | None:
    """A deadline, in the offset language or in Vietnamese."""
    try:
        return parse_due(node.text)
    except OffsetSyntaxError as error:
        return due_in_vietnamese(node, error, context)


def _codes(name: str, node: ListNode, context: FieldContext) -> tuple[str, ...]:
    """Codes of units, none twice."""
    found: dict[str, None] = {}
    for item in node.items:
        if not isinstance(item, Scalar):
            context.report.error("wrong-type", item, SINGLE, IN_BRACKETS, field=name)
        elif item.text in found:
            context.report.error("duplicate-unit", item, UNIT_TWICE, REMOVE_ONE, read=item.text)
        elif code := _code("", item, context):
            found[code] = None
    return tuple(found)


def _each(read: Read) -> Callable[[str, ListNode, FieldContext], tuple[Any, ...] | None]:
    """A reader of lists of values of one kind, none twice."""

    def read_list(name: str, node: ListNode, context: FieldContext) -> tuple[Any, ...] | None:
        """The values of the list, each once; None where none could be read."""
        found: dict[Any, None] = {}
        _filled(name, node, context)
        for item in node.items:
            if not isinstance(item, Scalar):
                context.report.error("wrong-type", item, SINGLE, IN_BRACKETS, field=name)
            elif item.text in found:
                context.report.error("duplicate", item, TWICE, REMOVE_ONE, read=item.text)
            elif value := read(name, item, context):
                found[value] = None
        return tuple(found) or None

    return read_list


def _for_each(name: str, node: ListNode, context: FieldContext) -> ForEach | None:
    """The units that a rule lists."""
    filled = _filled(name, node, context)
    codes = _codes(name, filled, context) if filled else ()
    return ForEach(codes=codes) if codes else None


def _filled(name: str, node: ListNode, context: FieldContext) -> ListNode | None:
    """The list, if something stands in it; a letter may have no rules left."""
    if context.letter and name == "rules":
        return node
    if not node.items:
        context.report.error("empty", node, EMPTY_TEXT, WRITE_TEXT, field=name)
    return node if node.items else None


def _settings(node: MapNode, context: FieldContext) -> dict[str, str]:
    """Settings of a convention, with values that they may have."""
    found = {}
    for entry in node.entries:
        key, value = entry.key.text, entry.value
        if key not in ALLOWED:
            context.report.unknown("unknown-setting", entry.key, NOT_SETTING, SETTINGS_ARE, key, ALLOWED)
        elif not isinstance(value, Scalar):
            context.report.error("wrong-type", value, SINGLE, ON_ONE_LINE, field=key)
        elif not allows(key, value.text):
            known = values_of(key)
            context.report.unknown("bad-setting", value, NOT_ALLOWED, VALUES_ARE, value.text, known, key=key)
        else:
            found[key] = value.text
    return found


def _every_plan(node: Scalar, context: FieldContext) -> tuple[str, ...] | None:
    """The empty list for `all`."""
    if node.text == EVERY_PLAN:
        return ()
    context.report.error("bad-plans", node, NOT_PLANS, LIKE_PLANS, read=node.text)
    return None


_SCALARS: dict[Shape, Read] = {
    **{shape: _like(shape) for shape in _PATTERNS},
    Shape.TEXT: _text,
    Shape.DATE: _date,
    Shape.TRUTH: _truth,
    Shape.CONVENTION: _convention,
    Shape.LEVEL: _level,
    Shape.AMOUNT: _amount,
    Shape.WORKING_DAYS: _working_days,
    Shape.NUMBER: _number,
    Shape.CYCLE: _cycle,
    Shape.DUE: _due,
    Shape.TASKS: _tasks,
}

_LISTS: dict[Shape, Callable[[str, ListNode, FieldContext], Any]] = {
    Shape.LEADS: _codes,
    Shape.KIND_OR_CODES: _for_each,
    Shape.RULE_IDS: _each(_like(Shape.RULE_ID)),
    Shape.PLANS: _each(_like(Shape.PLAN_ID)),
    Shape.LABELS: _each(_text),
    Shape.RUNGS: _rungs,
    Shape.RECORDS: _filled,
}

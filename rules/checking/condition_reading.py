"""A `when:` as written -> a condition, with the place of each happening in it."""

from rules.checking.field_context import FieldContext
from rules.checking.parsed_plan import Wait
from rules.checking.vietnamese import condition_in_vietnamese
from rules.conditions import Always, Condition, Happened
from rules.document import ListNode, MapNode, Node, Scalar
from rules.language.condition_text import (
    ConditionSyntaxError,
    GroupKey,
    GroupWord,
    gather,
    parse_atom,
    parse_group,
    spread,
)
from rules.problem_report import ProblemReport
from rules.problems import N_

NOT_ONE_KEY = N_("A condition has {count} keys here; it must have one.")
NEST = N_("Put several conditions in a list below `all` or `any`.")
BARE_LIST = N_("A list of conditions stands here without a word above it.")
HEAD_IT = N_("Write `all:`, `any:`, `none:` or `at least 2 of:` above it.")
NO_LIST = N_("Below “{key}” a list of conditions must stand.")
WRITE_LIST = N_("Write each condition on a line of its own, after a dash.")
EMPTY_LIST = N_("The list below “{key}” is empty, so that the condition means nothing.")
FILL = N_("Name what is waited for, or leave the condition out.")
OUT_OF_REACH = N_("“{key}” asks for {count}, and {parts} conditions stand below it: it can never hold.")
NOTHING_ASKED = N_("“{key}” asks for none, so that it always holds.")
CORRECT_COUNT = N_("Correct the number.")
NO_HAPPENING = N_("Below “{key}” one milestone or task must stand.")
NAME_IT = N_("Write for example `every commune: congress held`.")


def read_condition(node: Node, context: FieldContext, waits: list[Wait]) -> Condition | None:
    """The condition at `node`; None where it could not be read, which is reported.

    Every happening in it that could be read is added to `waits`, with its place.
    """
    if isinstance(node, Scalar):
        atom = _atom(node, context)
        if isinstance(atom, Happened):
            waits.append(Wait(leaf=atom, at=node))
        return atom
    if isinstance(node, ListNode):
        context.report.error("condition", node, BARE_LIST, HEAD_IT)
        return None
    if len(node.entries) != 1:
        context.report.error("condition", node, NOT_ONE_KEY, NEST, count=len(node.entries))
        return None
    return _grouped(node, context, waits)


def _atom(text: Scalar, context: FieldContext) -> Happened | Always | None:
    """A single happening, in the language of conditions or in Vietnamese."""
    try:
        return parse_atom(text.text)
    except ConditionSyntaxError as error:
        return condition_in_vietnamese(text, error, context)


def _grouped(node: MapNode, context: FieldContext, waits: list[Wait]) -> Condition | None:
    """The condition of a mapping with one key."""
    (entry,) = node.entries
    try:
        group = parse_group(entry.key.text)
    except ConditionSyntaxError as error:
        context.report.misread("condition", entry.key, error)
        return None
    if group.word.takes_one:
        return _at_units(group, entry.key, entry.value, context, waits)
    return _listed(group, entry.key, entry.value, context, waits)


def _at_units(group: GroupKey, key: Scalar, value: Node, context: FieldContext, waits: list[Wait]) -> Condition | None:
    """The condition of `every KIND` and its like, with one happening below it."""
    report = context.report
    if not isinstance(value, Scalar):
        report.error("condition", value, NO_HAPPENING, NAME_IT, key=key.text)
        return None
    atom = _atom(value, context)
    if isinstance(atom, Always):
        report.error("condition", value, NO_HAPPENING, NAME_IT, key=key.text)
    if not isinstance(atom, Happened):
        return None
    condition = spread(group, atom)
    waits.append(Wait(leaf=condition, at=value, key=key))
    _check_count(group, key, None, report)
    return condition


def _listed(group: GroupKey, key: Scalar, value: Node, context: FieldContext, waits: list[Wait]) -> Condition | None:
    """The condition of `all`, `any` and their like, with a list below it."""
    report = context.report
    if not isinstance(value, ListNode):
        report.error("condition", value, NO_LIST, WRITE_LIST, key=key.text)
        return None
    if not value.items:
        report.error("condition", key, EMPTY_LIST, FILL, key=key.text)
        return None
    parts = [read_condition(item, context, waits) for item in value.items]
    _check_count(group, key, len(parts), report)
    read = tuple(part for part in parts if part is not None)
    return gather(group, read) if len(read) == len(parts) else None


def _check_count(group: GroupKey, key: Scalar, parts: int | None, report: ProblemReport) -> None:
    """Report a number that asks for nothing, or for more than stands there."""
    if group.count < 1:
        report.error("condition", key, NOTHING_ASKED, CORRECT_COUNT, key=key.text)
    if group.word is GroupWord.AT_LEAST and parts is not None and group.count > parts:
        report.error("never-starts", key, OUT_OF_REACH, CORRECT_COUNT, key=key.text, count=group.count, parts=parts)

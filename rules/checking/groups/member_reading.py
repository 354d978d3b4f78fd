"""The members of a group as a plan file has them: codes in a list, and kinds of units, each `{kind, under, but}`."""

from collections.abc import Iterator, Sequence

from rules.checking.field_context import FieldContext
from rules.document import ListNode, Node, Scalar
from rules.groups.members import Member
from rules.problems import N_
from rules.unit_kinds import CODE, KIND

NOT_MEMBERS = N_("“{field}” must have a list of units, or say which kind of units they are.")
LIKE_MEMBERS = N_('Write `[btc, vptu]`, or `{{kind: commune, under: "12"}}`; a list may have both.')
NO_MEMBERS = N_("The group has no members here: “{field}” is empty.")
NAME_MEMBERS = N_("Name them, or leave the field out: then nobody hears what the group is told.")
TWICE = N_("“{read}” stands in this list twice.")
REMOVE_ONE = N_("Remove one of them.")
NO_KIND = N_("“{field}” does not say of which kind.")
OTHER_FIELD = N_("There is no field “{read}” here.")
FIELDS_ARE = N_("The fields are: {known}.")
NOT_CODE = N_("“{read}” cannot be the code of a unit.")
NOT_KIND = N_("“{read}” cannot be a kind of units.")

_FIELDS = ("kind", "under", "but")


def read_members(name: str, node: Node, context: FieldContext) -> tuple[Member, ...] | None:
    """The members; None where some could not be read, which is reported."""
    if isinstance(node, Scalar):
        context.report.error("wrong-type", node, NOT_MEMBERS, LIKE_MEMBERS, field=name)
        return None
    items = node.items if isinstance(node, ListNode) else (node,)
    if not items:
        context.report.error("no-members", node, NO_MEMBERS, NAME_MEMBERS, field=name)
        return None
    found: dict[Member, None] = {}
    for item in items:
        member = _member(name, item, context)
        if member in found:
            context.report.error("duplicate", item, TWICE, REMOVE_ONE, read=member.text if member else "")
        elif member:
            found[member] = None
    return tuple(found) if len(found) == len(items) else None


def _member(name: str, item: Node, context: FieldContext) -> Member | None:
    if isinstance(item, Scalar):
        return Member(unit=item.text) if _fits(item, CODE.fullmatch(item.text), NOT_CODE, context) else None
    if isinstance(item, ListNode):
        context.report.error("wrong-type", item, NOT_MEMBERS, LIKE_MEMBERS, field=name)
        return None
    for entry in item.entries:
        if entry.key.text not in _FIELDS:
            context.report.unknown("unknown-field", entry.key, OTHER_FIELD, FIELDS_ARE, entry.key.text, _FIELDS)
    kind, under, but = (item.get(field) for field in _FIELDS)
    if not isinstance(kind, Scalar):
        context.report.error("no-kind", item, NO_KIND, LIKE_MEMBERS, field=name)
        return None
    codes = [*_codes(under, context), *_codes(but, context)]
    read = _fits(kind, KIND.fullmatch(kind.text), NOT_KIND, context) and None not in codes
    if not read or len(item.entries) != sum(part is not None for part in (kind, under, but)):
        return None
    at = under.text if isinstance(under, Scalar) else None
    return Member(kind=kind.text, under=at, but=tuple(code for code in codes[1 if at else 0 :] if code))


def _codes(node: Node | None, context: FieldContext) -> Iterator[str | None]:
    """The codes at a node, one or a list of them; None for what is none, which is reported."""
    items: Sequence[Node] = node.items if isinstance(node, ListNode) else [node] if node else []
    for item in items:
        if isinstance(item, Scalar):
            yield item.text if _fits(item, CODE.fullmatch(item.text), NOT_CODE, context) else None
        else:
            context.report.error("wrong-type", item, NOT_MEMBERS, LIKE_MEMBERS, field="members")
            yield None


def _fits(node: Scalar, found: object, template: str, context: FieldContext) -> bool:
    if not found:
        context.report.error("bad-member", node, template, LIKE_MEMBERS, read=node.text)
    return bool(found)

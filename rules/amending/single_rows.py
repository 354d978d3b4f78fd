"""Single rows: one is added to the text of a plan, changed or left out; and a plan that has but one.

What comes is the text of a version, which is compared, decided and recorded like any other (`rules.amending`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rules.amending.text_blocks import TextBlock, edited_block, edited_items, text_of, with_item, without_item
from rules.document import Entry, ListNode, MapNode, Node, Scalar
from rules.plan_file.yaml_reading import read_document

Value = str | tuple[str, ...] | Mapping[str, "Value"]
"""A text, a list of texts, or values by name."""

Fields = Mapping[str, Value | None]
"""The fields of a record, by their names in a plan file; None: it has none of that name."""


def plan_text(header: Fields, row: Fields) -> str:
    """The text of a plan with this head and one row."""
    root = _node({name: value for name, value in header.items() if value is not None})
    rules = Entry(key=_key("rules"), value=ListNode(items=(_record(row),), line=1, column=1))
    return text_of(replace(root, entries=(*root.entries, rules)))


def with_row(text: str, row: Fields) -> str:
    """The text with one row more, at its end."""
    return with_item(text, read_document(text), "rules", _record(row))


def with_milestones(text: str, milestones: Mapping[str, Value]) -> str:
    """The text of a letter, which declares these milestones too; all of it is written anew."""
    root = read_document(text).root
    given = root.get("milestones")
    there = given.entries if isinstance(given, MapNode) else ()
    names = {entry.key.text for entry in there}
    new = _node({name: value for name, value in milestones.items() if name not in names})
    declared = Entry(key=_key("milestones"), value=replace(new, entries=(*there, *new.entries)))
    *head, rules = (entry for entry in root.entries if entry.key.text != "milestones")
    return text_of(replace(root, entries=(*head, declared, rules))) if new.entries else text


def without_row(text: str, number: str) -> str:
    """The text without the row of that number."""
    return without_item(text, read_document(text), "rules", number)


def with_changed(text: str, number: str, changes: Fields) -> str:
    """The text, in which the row of that number says what `changes` do; what they do not name stays."""

    def edit(item: MapNode, block: TextBlock) -> tuple[MapNode, TextBlock]:
        own = item.get("id")
        if not isinstance(own, Scalar) or own.text != number:
            return item, block
        wanted = replace(item, entries=tuple(_changed(item, changes)))
        return wanted, edited_block(block, (), wanted)

    return edited_items(text, read_document(text), "rules", edit)


def next_number(used: Iterable[str]) -> str:
    """A number for one row more: one above the highest of those `used` that are whole numbers."""
    return str(max((int(number) for number in used if number.isdecimal()), default=0) + 1)


def _changed(item: MapNode, changes: Fields) -> Iterator[Entry]:
    there = [entry.key.text for entry in item.entries]
    for entry in item.entries:
        if entry.key.text not in changes:
            yield entry
        elif (value := changes[entry.key.text]) is not None:
            yield replace(entry, value=_value(value))
    for name, value in changes.items():
        if name not in there and value is not None:
            yield Entry(key=_key(name), value=_value(value))


def _record(fields: Fields) -> MapNode:
    return _node({name: value for name, value in fields.items() if value is not None})


def _node(fields: Mapping[str, Value]) -> MapNode:
    entries = (Entry(key=_key(name), value=_value(value)) for name, value in fields.items())
    return MapNode(entries=tuple(entries), line=1, column=1)


def _value(value: Value) -> Node:
    if isinstance(value, str):
        return _key(value, plain=False)
    if isinstance(value, Mapping):
        return _node(value)
    return ListNode(items=tuple(_key(one, plain=False) for one in value), line=1, column=1)


def _key(text: str, *, plain: bool = True) -> Scalar:
    return Scalar(text=text, line=1, column=1, plain=plain)

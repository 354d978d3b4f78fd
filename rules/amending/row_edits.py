"""Rows of a plan file written again: with their key, another number, and other numbers in what they wait for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from rules.amending.text_blocks import Lines, TextBlock, alike, edited_block, edited_items
from rules.document import Document, Entry, ListNode, MapNode, Node, Scalar
from rules.plan_file.yaml_writing import entry_lines

_FIELD = re.compile(r"^(?:- |  )([\w ]+):")
_NUMBER = re.compile(r"^((?:- |  )id:\s*)(\S.*)$")
_TASK = re.compile(r"(?<![\w.-])(task\s+)([^\W_][\w.-]*)")
_WAITING = ("when", "due")


def keyed(text: str, document: Document, keys: Mapping[str, str]) -> str:
    """The text, which `document` was read from, with the `key` of each row that has another than its number.

    What it says of numbers of the version before (`was`) is thereby answered, and left out.
    """

    def edit(item: MapNode, block: TextBlock) -> tuple[MapNode, TextBlock]:
        number = _text(item.get("id"))
        return renumbered(item, block, number, keys[number], {})

    return edited_items(text, document, "rules", edit)


def renumbered(
    item: MapNode, block: TextBlock, number: str, key: str, numbers: Mapping[str, str]
) -> tuple[MapNode, TextBlock]:
    """The row and its lines with that number and key, the rows it waits for by `numbers` (number until now -> now)."""
    wanted = replace(item, entries=tuple(_entries(item, number, key, numbers)))
    if alike(wanted, item):
        return item, block
    given = None if number == _text(item.get("id")) else number
    return wanted, edited_block(block, tuple(_lines(block.lines, given, key, numbers)), wanted)


def renumbered_clauses(root: MapNode, block: TextBlock, plan: str, numbers: Mapping[str, str]) -> TextBlock:
    """The suspensions of the plan file `root`, whose block this is, with its own rows by their numbers now."""
    (entry,) = (one for one in root.entries if one.key.text == "suspensions")
    if not isinstance(entry.value, ListNode):
        return block
    wanted = tuple(_clause(one, plan, numbers) if isinstance(one, MapNode) else one for one in entry.value.items)
    made = replace(entry, value=replace(entry.value, items=wanted))
    return block if alike(made.value, entry.value) else TextBlock(above=block.above, lines=tuple(entry_lines(made)))


def _clause(clause: MapNode, plan: str, numbers: Mapping[str, str]) -> MapNode:
    plans = clause.get("plans")
    of = [_text(one) for one in plans.items] if isinstance(plans, ListNode) else [_text(plans)] if plans else [plan]
    if of != [plan]:
        return clause
    return replace(clause, entries=tuple(_clause_entry(entry, numbers) for entry in clause.entries))


def _clause_entry(entry: Entry, numbers: Mapping[str, str]) -> Entry:
    if entry.key.text != "rules" or not isinstance(entry.value, ListNode):
        return entry
    rows = (
        replace(one, text=numbers.get(one.text, one.text)) if isinstance(one, Scalar) else one
        for one in entry.value.items
    )
    return replace(entry, value=replace(entry.value, items=tuple(rows)))


def _entries(item: MapNode, number: str, key: str, numbers: Mapping[str, str]) -> Iterator[Entry]:
    for entry in item.entries:
        name = entry.key.text
        if name == "id" and isinstance(entry.value, Scalar):
            own = entry.value if _text(entry.value) == number else replace(entry.value, text=number)
            yield replace(entry, value=own)
            if key != number:
                yield Entry(key=replace(entry.key, text="key"), value=replace(own, text=key))
        elif name in _WAITING:
            yield replace(entry, value=_renamed(entry.value, numbers))
        elif name not in ("key", "was"):
            yield entry


def _renamed(node: Node, numbers: Mapping[str, str]) -> Node:
    """What is waited for, its rows by their numbers now."""
    match node:
        case Scalar():
            return replace(node, text=_said(node.text, numbers))
        case ListNode():
            return replace(node, items=tuple(_renamed(item, numbers) for item in node.items))
        case MapNode():
            entries = (replace(entry, value=_renamed(entry.value, numbers)) for entry in node.entries)
            return replace(node, entries=tuple(entries))


def _lines(lines: Lines, number: str | None, key: str, numbers: Mapping[str, str]) -> Iterator[str]:
    """The row's own lines, changed only where they must be: `number` is None where it stays.

    They may come to say something else than they should, which whoever takes them looks after.
    """
    field = ""
    for line in lines:
        found = _FIELD.match(line)
        field = found.group(1) if found else field
        own = _NUMBER.match(line) if field == "id" else None
        if own:
            yield line if number is None else own.group(1) + number
            if key != (number or own.group(2)):
                yield f"  key: {key}"
        elif field in _WAITING:
            yield _said(line, numbers)
        elif field not in ("key", "was"):
            yield line


def _said(text: str, numbers: Mapping[str, str]) -> str:
    return _TASK.sub(lambda found: found.group(1) + numbers.get(found.group(2), found.group(2)), text)


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, Scalar) else ""

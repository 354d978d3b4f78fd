"""A plan file's tree, or a part of it, as YAML text: reading it again gives the same tree."""

import json
import re
from collections.abc import Iterator

from rules.document import Entry, ListNode, MapNode, Node, Scalar

WIDTH = 110
"""A value that fits into so many columns is written on one line."""

QUOTED = re.compile(r"[\n\r\t\x85\u2028\u2029,\[\]{}]|: |:$| #|^[?:-]|^$")
"""Signs that plain text may not hold inside brackets. A text that stood there plain holds nothing worse."""

ESCAPED = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029", "\ufeff": "\\uFEFF"}


def entry_lines(entry: Entry, indent: str = "") -> Iterator[str]:
    """The lines of a key and what stands below it."""
    line = f"{indent}{_scalar(entry.key)}: {_flow(entry.value)}"
    if isinstance(entry.value, Scalar) or len(line) <= WIDTH or not _children(entry.value):
        yield line
        return
    yield f"{indent}{_scalar(entry.key)}:"
    yield from _block(entry.value, indent + "  ")


def item_lines(item: Node, indent: str = "") -> Iterator[str]:
    """The lines of an item of a list: a record one field below the other."""
    if isinstance(item, MapNode) and item.entries:
        first, *rest = (line for entry in item.entries for line in entry_lines(entry, indent + "  "))
        yield f"{indent}- {first.strip()}"
        yield from rest
    else:
        yield f"{indent}- {_flow(item)}"


def _block(node: MapNode | ListNode, indent: str) -> Iterator[str]:
    """The lines of a mapping or a list, one value below the other."""
    if isinstance(node, MapNode):
        for entry in node.entries:
            yield from entry_lines(entry, indent)
    else:
        for item in node.items:
            yield from item_lines(item, indent)


def _children(node: MapNode | ListNode) -> tuple[object, ...]:
    """The values that stand in a mapping or a list."""
    return node.entries if isinstance(node, MapNode) else node.items


def _flow(node: Node) -> str:
    """A value on one line."""
    match node:
        case Scalar():
            return _scalar(node)
        case ListNode(items=items):
            return "[" + ", ".join(map(_flow, items)) + "]"
        case MapNode(entries=entries):
            return "{" + ", ".join(f"{_scalar(entry.key)}: {_flow(entry.value)}" for entry in entries) + "}"


def _scalar(node: Scalar) -> str:
    """A text, quoted if it would not be read as itself."""
    if node.empty:
        return "null"
    if node.plain and not QUOTED.search(node.text):
        return node.text
    text = json.dumps(node.text, ensure_ascii=False)
    return "".join(ESCAPED.get(letter, letter) for letter in text)

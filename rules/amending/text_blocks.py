"""A plan file taken to blocks: the text of each record by itself, with the comments above it, to be put together anew.

A record's own lines are taken where they read as that record by themselves; one that shares its lines with others, or
whose text hangs on its place, is written anew.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from rules.document import Document, Entry, ListNode, MapNode, Node, Scalar
from rules.plan_file.yaml_reading import read_document, read_tree
from rules.plan_file.yaml_writing import entry_lines, item_lines
from rules.problems import PlanError

Lines = tuple[str, ...]
Child = Entry | Node


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """One field of a mapping, or one item of a list. `lines` have no indentation of their own."""

    above: Lines  # comments and empty lines
    lines: Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBlocks:
    """The fields of a plan file by name, and the records below some of them by theirs (rules by their ids)."""

    fields: Mapping[str, TextBlock]
    records: Mapping[str, Mapping[str, TextBlock]]


def blocks_of(text: str, document: Document, sections: Sequence[str]) -> PlanBlocks:
    """The blocks of `document`, which was read from `text`; of `sections`, the records too."""
    lines = text.removeprefix("\ufeff").splitlines()
    root = document.root
    spans = list(_spans(lines, root, 0, len(lines)))
    fields = {name: _block(lines, span, child) for name, child, span in spans}
    records = {
        name: {of: _block(lines, span, one) for of, one, span in _spans(lines, child.value, own.stop, own.end)}
        for name, child, own in spans
        if name in sections and isinstance(child, Entry) and not isinstance(child.value, Scalar)
    }
    return PlanBlocks(fields=fields, records=records)


def edited_items(
    text: str, document: Document, section: str, edit: Callable[[MapNode, TextBlock], tuple[MapNode, TextBlock]]
) -> str:
    """The text with the records of a list as `edit` makes them, all else as it stands.

    `edit` gives what a record is to be, and its lines. Where they cannot be put into the text, all is written anew.
    """
    wanted = _with_items(document.root, section, lambda item: edit(item, TextBlock(above=(), lines=()))[0])
    if alike(wanted, document.root):
        return text
    lines = text.removeprefix("\ufeff").splitlines()
    own, entry = next(
        (span, child) for name, child, span in _spans(lines, document.root, 0, len(lines)) if name == section
    )
    found = []
    if isinstance(entry, Entry) and isinstance(entry.value, ListNode):
        found = [(item, span) for _, item, span in _spans(lines, entry.value, own.stop, own.end)]
    for item, span in reversed(found):
        if isinstance(item, MapNode):
            block = _block(lines, span, item)
            made = edit(item, block)[1]
            if made is not block:
                margin = " " * _indent(lines[span.own])
                lines[span.own : span.end] = [margin + line if line.strip() else line for line in made.lines]
    written = "\n".join(lines) + "\n"
    return written if says(written, wanted) else text_of(wanted)


def without_item(text: str, document: Document, section: str, name: str) -> str:
    """The text without the record of a list that has that id, all else as it stands."""
    wanted = replace(document.root, entries=tuple(_without(entry, section, name) for entry in document.root.entries))
    lines = text.removeprefix("\ufeff").splitlines()
    spans = list(_spans(lines, document.root, 0, len(lines)))
    for own, entry in ((span, child) for of, child, span in spans if of == section):
        if isinstance(entry, Entry) and isinstance(entry.value, ListNode):
            for of, _, span in reversed(list(_spans(lines, entry.value, own.stop, own.end))):
                if of == name:
                    del lines[span.start : span.end]
    return _written(lines, wanted)


def with_item(text: str, document: Document, section: str, item: MapNode) -> str:
    """The text with one record more, at the end of the list `section`, all else as it stands."""
    wanted = replace(document.root, entries=tuple(_with(entry, section, item) for entry in document.root.entries))
    lines = text.removeprefix("\ufeff").splitlines()
    for of, child, span in _spans(lines, document.root, 0, len(lines)):
        if of == section and isinstance(child, Entry) and isinstance(child.value, ListNode) and child.value.items:
            indent = child.value.items[-1].column - 1 - len("- ")
            lines[span.end : span.end] = item_lines(item, " " * max(indent, 0))
    return _written(lines, wanted)


def _without(entry: Entry, section: str, name: str) -> Entry:
    if entry.key.text != section or not isinstance(entry.value, ListNode):
        return entry
    return replace(entry, value=replace(entry.value, items=tuple(_others(entry.value, name))))


def _others(items: ListNode, name: str) -> Iterator[Node]:
    for item in items.items:
        of = item.get("id") if isinstance(item, MapNode) else None
        if not isinstance(of, Scalar) or of.text != name:
            yield item


def _with(entry: Entry, section: str, item: MapNode) -> Entry:
    if entry.key.text != section or not isinstance(entry.value, ListNode):
        return entry
    return replace(entry, value=replace(entry.value, items=(*entry.value.items, item)))


def _written(lines: Sequence[str], wanted: MapNode) -> str:
    """The lines, if they say what is wanted; else all of it written anew."""
    written = "\n".join(lines) + "\n"
    return written if says(written, wanted) else text_of(wanted)


def text_of(root: MapNode) -> str:
    """A plan file that says what `root` does, written anew."""
    return "\n".join(chain.from_iterable(map(entry_lines, root.entries))) + "\n"


def edited_block(block: TextBlock, lines: Lines, item: MapNode) -> TextBlock:
    """The block with these lines, if they say what `item` does; else with lines written anew."""
    made = lines if _reads_as(lines, item) else tuple(item_lines(item))
    return TextBlock(above=block.above, lines=made)


def alike(one: Node, other: Node) -> bool:
    """True if both say the same, wherever they stand."""
    return _content(one) == _content(other)


def says(text: str, root: MapNode) -> bool:
    """True if `text` is a file that says what `root` does."""
    try:
        return alike(read_document(text).root, root)
    except PlanError:
        return False


def _with_items(root: MapNode, section: str, edit: Callable[[MapNode], MapNode]) -> MapNode:
    """The tree with the records of the list `section` as `edit` makes them."""
    entries = []
    for entry in root.entries:
        if entry.key.text == section and isinstance(entry.value, ListNode):
            items = tuple(edit(item) if isinstance(item, MapNode) else item for item in entry.value.items)
            entries.append(replace(entry, value=replace(entry.value, items=items)))
        else:
            entries.append(entry)
    return replace(root, entries=tuple(entries))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The lines of a child, as indices: the first of the comments above it, its own first, and past its last."""

    start: int
    own: int
    end: int

    @property
    def stop(self) -> int:
        """Past its first own line."""
        return self.own + 1


def _spans(lines: Sequence[str], node: MapNode | ListNode, floor: int, end: int) -> Iterator[tuple[str, Child, _Span]]:
    """Each child with its name and its lines, none above `floor` and none from `end` on."""
    children = list(_children(node))
    starts: list[int] = []
    for _, _, at in children:
        starts.append(_above(lines, at.line - 1, floor))
        floor = at.line
    for (name, child, at), start, stop in zip(children, starts, [*starts[1:], end], strict=True):
        yield name, child, _Span(start=start, own=at.line - 1, end=max(stop, at.line))


def _children(node: MapNode | ListNode) -> Iterator[tuple[str, Child, Node]]:
    """Name, child, and the node that says where it begins."""
    if isinstance(node, MapNode):
        yield from ((entry.key.text, entry, entry.key) for entry in node.entries)
        return
    for item in node.items:
        name = item.get("id") if isinstance(item, MapNode) else None
        yield name.text if isinstance(name, Scalar) else "", item, item


def _above(lines: Sequence[str], own: int, floor: int) -> int:
    """The first of the empty lines and comments right above the line `own`, not indented more than it."""
    indent = _indent(lines[own])
    while own > floor:
        line = lines[own - 1]
        if line.strip() and not (line.lstrip().startswith("#") and _indent(line) <= indent):
            break
        own -= 1
    return own


def _block(lines: Sequence[str], span: _Span, child: Child) -> TextBlock:
    """The text of a child: its own lines where they can stand alone, else lines written anew."""
    indent = _indent(lines[span.own])
    own = tuple(line[min(indent, _indent(line)) :] for line in lines[span.own : span.end])
    if not _reads_as(own, child):
        own = tuple(entry_lines(child) if isinstance(child, Entry) else item_lines(child))
    return TextBlock(above=tuple(line.strip() for line in lines[span.start : span.own]), lines=own)


def _reads_as(lines: Lines, child: Child) -> bool:
    """True if `lines` by themselves say the same as `child`."""
    try:
        root = read_tree("\n".join(["x:", *(f"  {line}" for line in lines)]))
    except PlanError:
        return False
    below = root.entries[0].value
    wanted = (_content(child.key), _content(child.value)) if isinstance(child, Entry) else _content(child)
    return len(root.entries) == 1 and _content(below) == (type(below), wanted)


def _content(node: Node) -> tuple[object, ...]:
    """The content of a node, wherever it stands."""
    match node:
        case Scalar(text=text):
            return (text, node.empty)
        case ListNode(items=items):
            return (ListNode, *map(_content, items))
        case MapNode(entries=entries):
            return (MapNode, *((_content(entry.key), _content(entry.value)) for entry in entries))


def _indent(line: str) -> int:
    """The number of spaces that the line begins with."""
    return len(line) - len(line.lstrip(" "))

"""The items below a heading, and the labels that are theirs: one block of labels may stand for several items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from adapters.documents.layout.rawrow import RawRow
from adapters.documents.prose.labels import Label, LabelKind, headed_label, labels_of
from adapters.documents.prose.pieces import Node
from adapters.documents.prose.whens import names_a_day
from rules.drafting.source import Doubt
from rules.problems import N_

FOR_ALL = N_("The lines about agency and deadline stand once below {count} tasks, and were taken for all of them.")


@dataclass(slots=True)
class Item:
    """Something below a heading that is no label: the node, its words, and the labels that stand for it."""

    node: Node
    text: str
    labels: list[Label] = field(default_factory=list)
    shared: int = 1  # so many items have these labels in common, and nothing says that they have
    listed: bool = False  # it stands below `Nội dung:`, with the others that have these labels in common


@dataclass(slots=True)
class Block:
    """The labels of a heading itself, and its items."""

    own: list[Label] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    paragraphs: int = 0  # so many paragraphs hold nothing but labels
    beside: list[Node] = field(default_factory=list)  # paragraphs whose label says nothing that a rule has


def labels_at(node: Node, above: Node | None = None) -> tuple[Label, ...]:
    """The labels that a node is made of; none for a section that happens to be called as a label is.

    `above`: the node right above it; `5.1. Nội dung` is a label only beside others.
    """
    if node.piece.is_section or node.piece.kind == "article":
        return ()
    labels = labels_of(node.piece.text)
    if not labels and node.below and node.piece.number:
        labels = headed_label(node.piece.text)
        alone = above is None or not any(_speaks(one) for one in above.below)
        return () if labels and labels[0].kind is LabelKind.CONTENT and alone else labels
    if all(one.kind is LabelKind.BESIDE for one in labels) and names_a_day(node.piece.text):
        return ()
    return labels


def _speaks(node: Node) -> bool:
    """True for a label of time or agencies with its value below it."""
    labels = headed_label(node.piece.text) if node.below else labels_of(node.piece.text)
    return bool(labels) and labels[0].kind in (LabelKind.DUE, LabelKind.LEAD, LabelKind.AGENCIES)


def block_of(node: Node) -> Block:
    """The items and labels right below `node`."""
    block = Block()
    run: list[tuple[Node, Label]] = []
    waiting: list[Item] = []
    for below in node.below:
        labels = labels_at(below, node)
        if not labels or labels[0].kind is LabelKind.CONTENT:
            if run:
                _give(block, waiting, run)
                run, waiting = [], []
            new = list(_items(below, labels[0] if labels else None, block))
            block.items += new
            waiting += new
            continue
        run += _label_run(below, labels, block)
    _give(block, waiting, run)
    return block


def _items(node: Node, content: Label | None, block: Block) -> Iterator[Item]:
    """The item that a node is; behind an empty `Nội dung:` those below it, with what labels of their own they have."""
    if content is None:
        yield Item(node=node, text=node.piece.text)
    elif content.value:
        yield Item(node=node, text=content.value)
    else:
        within = block_of(node)
        block.own += within.own
        block.paragraphs += within.paragraphs + 1
        block.beside += within.beside
        yield from (replace(item, listed=True) for item in within.items)


def _label_run(node: Node, labels: Sequence[Label], block: Block) -> Iterator[tuple[Node, Label]]:
    """The labels of a line and of the lines below it; a label without a value has the texts below."""
    block.paragraphs += 1
    below = [one for one in node.below if not labels_at(one)]
    for label in labels:
        if label.kind is LabelKind.BESIDE:
            block.beside.append(node)
            block.paragraphs -= len(labels) == 1
        elif label.value or not below:
            yield node, label
        else:
            kind = LabelKind.LEAD if label.kind is LabelKind.AGENCIES else label.kind
            yield node, Label(kind=kind, value="; ".join(one.piece.text.strip(" .;") for one in below))
    block.paragraphs += len(below)
    for one in node.below:
        if labels_at(one):
            yield from _label_run(one, labels_at(one), block)


def _give(block: Block, waiting: list[Item], run: list[tuple[Node, Label]]) -> None:
    """Give a run of labels to the items that wait for it; with none waiting it is the heading's own."""
    if not run:
        return
    labels = [label for _, label in run]
    if not waiting:
        block.own += labels
        return
    kinds = {node.piece.kind for node, _ in run}
    together = waiting[-1].node.piece.kind in kinds or waiting[-1].node.piece.kind.startswith("bullet")
    taking = waiting if together or len(waiting) == 1 else waiting[-1:]
    for item in taking:
        item.labels += labels
        item.shared = 1 if all(one.listed for one in taking) else len(taking)


def with_labels(row: RawRow, labels: Sequence[Label], shared: int = 1) -> RawRow:
    """The row with what labels say of it; its own deadline is kept where the labels stand for several rows."""
    values = {
        "lead": _value(labels, LabelKind.LEAD),
        "cooperate": _value(labels, LabelKind.COOPERATE),
        "due": _value(labels, LabelKind.DUE),
        "product": _value(labels, LabelKind.PRODUCT),
        "follow": _value(labels, LabelKind.FOLLOW),
    }
    own_due = row.due if shared > 1 and row.due and not row.unsure else ""
    taken = {name: value for name, value in values.items() if value}
    if own_due:
        taken.pop("due", None)
    doubts = tuple(one for one in row.doubts if not (one.field == "due" and "due" in taken))
    unsure = row.unsure and "due" not in taken
    if shared > 1 and ("due" in taken or "lead" in taken):
        doubts += (Doubt(field="lead", template=FOR_ALL, args={"count": shared}),)
    return row.changed(**taken, doubts=doubts, unsure=unsure)


def _value(labels: Sequence[Label], kind: LabelKind) -> str:
    return "; ".join(dict.fromkeys(label.value for label in labels if label.kind is kind and label.value))

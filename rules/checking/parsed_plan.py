"""A plan whose fields have been read one by one, and not yet been checked against each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.conditions import Every, Happened, SomeOf
from rules.document import MapNode, Node, Scalar
from rules.offsets import Signal, SignalKind, anchors_of

Leaf = Happened | Every | SomeOf
"""The parts that a condition is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One thing that a `when` waits for, with its place."""

    leaf: Leaf
    at: Scalar  # the happening
    key: Scalar | None = None  # the `every KIND` or `some KIND` above it

    @property
    def happened(self) -> Happened:
        """The single happening that it speaks of."""
        return self.leaf if isinstance(self.leaf, Happened) else self.leaf.happened


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRecord:
    """The fields of one record that could be read. What could not has been reported, and is absent."""

    at: Node  # where to point: the record's name, else the record
    node: MapNode
    values: Mapping[str, Any]  # by field; of the type that `rules.checking.value_reading` gives its shape
    waits: tuple[Wait, ...] = ()  # what its `when` is made of

    def get(self, field: str) -> Any:
        """The field's value, None if there is none."""
        return self.values.get(field)

    def place(self, field: str) -> Node:
        """The node of the field's value, else the one to point at for the record."""
        return self.node.get(field) or self.at


EMPTY = MapNode(entries=(), line=1, column=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForEach:
    """The units that a rule makes tasks for: those of a kind, or those listed."""

    kind: str | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPlan:
    """A whole plan file, read."""

    plan: ParsedRecord
    policies: ParsedRecord
    units: Mapping[str, ParsedRecord]
    milestones: Mapping[str, ParsedRecord]
    rules: Mapping[str, ParsedRecord]
    extension: ParsedRecord
    suspensions: tuple[ParsedRecord, ...]


def mentions(rule: ParsedRecord) -> Iterator[tuple[Signal, Node]]:
    """Every happening that the rule's `when` and `due` name, with its place."""
    for wait in rule.waits:
        yield wait.happened.signal, wait.at
    for anchor in anchors_of(rule.get("due")):
        yield anchor.signal, rule.place("due")


def awaited(rule: ParsedRecord) -> tuple[str, ...]:
    """The ids of the rules whose tasks this one waits for, in order, each once."""
    tasks = (signal.name for signal, _ in mentions(rule) if signal.kind is not SignalKind.MILESTONE)
    return tuple(dict.fromkeys(tasks))

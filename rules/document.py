"""A plan file as it was written: a tree of texts, lists and mappings, each with its place.

Nothing is interpreted yet: `no`, `12` and `2025-07-31` are texts here; what they mean is decided field by field.
"""

from dataclasses import dataclass

NOTHING = frozenset({"", "~", "null"})
"""The spellings of "no value" in YAML, without quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One text. Lines and columns count from 1."""

    text: str
    line: int
    column: int
    plain: bool = True  # written without quotes
    inside: int | None = None  # column of the text's first character, if the text stands in the file as it is

    @property
    def empty(self) -> bool:
        """True if no value was given."""
        return self.plain and self.text in NOTHING

    def column_of(self, character: int) -> int:
        """The column in the file of the text's nth character, from 1; the text's own where that can't be told."""
        return self.column if self.inside is None else self.inside + character - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNode:
    """A list, in order."""

    items: tuple["Node", ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One key of a mapping and what stands below it."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """A mapping, in order; no key stands twice."""

    entries: tuple[Entry, ...]
    line: int
    column: int

    def get(self, key: str) -> "Node | None":
        """The node below `key`; None if no value was given."""
        for entry in self.entries:
            if entry.key.text == key:
                return None if isinstance(entry.value, Scalar) and entry.value.empty else entry.value
        return None

    def __contains__(self, key: str) -> bool:
        """True if a value is given below `key`."""
        return self.get(key) is not None


Node = Scalar | ListNode | MapNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole plan file."""

    path: str  # as its reader called it
    root: MapNode

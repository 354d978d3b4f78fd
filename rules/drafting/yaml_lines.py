"""A draft as YAML text: written so that it reads as the document does, with a comment above each doubtful field."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

PLAIN = re.compile(r"[^\W\d_][\w .()/–-]*[\w.)]|[^\W\d_]")
"""Texts that YAML reads as themselves without quotes; everything else is quoted."""

RESERVED = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"])

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftField:
    """A field with the questions that stand above it."""

    name: str
    value: Value
    questions: tuple[str, ...] = ()


def scalar(text: str) -> str:
    """`text` as a YAML scalar on one line."""
    line = " ".join(text.split())
    if PLAIN.fullmatch(line) and line.lower() not in RESERVED and not re.search(r"\s-|-\s", line):
        return line
    return json.dumps(line, ensure_ascii=False).replace("\x7f", "")


def offset(text: str) -> str:
    """A deadline in the offset language, or a quoted question."""
    return text if re.fullmatch(r"[A-Za-z0-9][\w .-]*\w", text) else scalar(text)


def comment(text: str, indent: str) -> str:
    """One line of comment."""
    return f"{indent}# ? {' '.join(text.split())}"


def field_lines(fields: Sequence[DraftField], indent: str = "") -> Iterator[str]:
    """The lines of a mapping; the first is not indented by more than `indent`."""
    for entry in fields:
        yield from (comment(question, indent) for question in entry.questions)
        yield f"{indent}{entry.name}: {_value(entry)}"


def flow(fields: Mapping[str, str]) -> str:
    """A mapping on one line: `{name: Sở Nội vụ, kind: department}`."""
    return "{" + ", ".join(f"{name}: {_inside(text)}" for name, text in fields.items()) + "}"


def _value(entry: DraftField) -> str:
    """The value of a field on one line."""
    if isinstance(entry.value, tuple):
        return "[" + ", ".join(map(_inside, entry.value)) + "]"
    return offset(entry.value) if entry.name == "due" else scalar(entry.value)


def _inside(text: str) -> str:
    """A scalar inside brackets or braces, where commas part values."""
    return scalar(text)


def item_lines(fields: Sequence[DraftField]) -> Iterator[str]:
    """The lines of a list item below `rules:`; questions about its first field stand above it."""
    first, *rest = fields
    yield from (comment(question, "  ") for question in first.questions)
    yield f"  - {first.name}: {_value(first)}"
    yield from field_lines(rest, "    ")

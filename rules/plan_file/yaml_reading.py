"""Text -> Document: YAML without its dangers.

No object is made, no tag, anchor or alias is followed, and size, depth and number of values are bounded, so that a
hostile file costs no more than an honest one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from rules.document import Document, Entry, ListNode, MapNode, Node, Scalar
from rules.plan_file.yaml_errors import in_plain_words
from rules.problems import N_, PlanError, Problem, shown
from rules.secrecy import named_in

LARGEST = 2_000_000
"""The largest plan file that is read, in bytes."""

DEEPEST = 20
MOST_VALUES = 100_000
MOST_PROBLEMS = 500
"""As many are told; a file with more of them is no plan."""

REMEMBERED = 16
"""As many files are kept as they were read: a change to a row looks at the old text, the new one, and both again; who
verifies looks at every version of every plan twice. One of 141 rows is kept in half a megabyte."""

UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that have no place in a text: control characters, and halves of characters."""

NOT_TEXT = N_("This is not UTF-8 text.")
SAVE_AS_TEXT = N_("Save the file as UTF-8 text; a plan in Word, Excel or PDF form must be imported first.")
TOO_LARGE = N_("The file has {size} bytes; a plan file has {largest} at most.")
SPLIT = N_("Check that it is the right file, or split the plan.")
BAD_CHARACTER = N_("The control character U+{point} stands here.")
NO_SUCH_CHARACTER = N_("After this an escape (`\\U…`) names no character.")
TYPE_ANEW = N_("Remove it, or type the line anew.")
NO_CONTENT = N_("The file is empty.")
NOT_A_PLAN = N_("The file is not a mapping of fields.")
START_WITH = N_("Begin with `plan:` and its id; docs/writing-rules.md has a whole plan.")
SEVERAL = N_("A second YAML document begins here.")
ONE_FILE_EACH = N_("Give each plan a file of its own.")
TOO_MANY = N_("The file has more than {most} values.")
TOO_DEEP = N_("Values stand more than {deepest} levels deep here.")
FLATTEN = N_("A plan needs six levels; check the brackets and the indentation.")
TAG = N_("The tag “{tag}” stands here; plan files have no tags.")
REMOVE_TAG = N_("Remove the tag; a text that must stay a text goes in double quotes.")
ANCHOR = N_("An anchor or a reference to one (“{name}”) stands here; plan files have none.")
WRITE_OUT = N_("Write the value out at each place.")
COMPLEX_KEY = N_("A key must be a plain text.")
WRITE_KEY = N_("Write `key: value`.")
TWICE = N_("“{key}” stands here for the second time; the first is in line {first}.")
KEEP_ONE = N_("Remove or rename one of them.")


def read_document(source: str | bytes, *, path: str = "<plan>") -> Document:
    """Read a plan file. Raises PlanError, with every problem that can be found before its fields are looked at.

    The last ones read are remembered: one command checks, compares and rewrites the same text several times.
    """
    try:
        return Document(path=path, root=_remembered(source))
    except PlanError as error:
        raise PlanError([replace(problem, path=path) for problem in error.problems]) from None


@lru_cache(maxsize=REMEMBERED)
def _remembered(source: str | bytes) -> MapNode:
    return read_tree(source)


def read_tree(source: str | bytes) -> MapNode:
    """The mapping that a text is: a whole file, or a piece of one. Raises PlanError, its problems in no file."""
    reader = _Reader()
    try:
        root = reader.document(reader.text(source))
    except MarkedYAMLError as error:
        reader.not_yaml(error)
    except _StopReading:
        pass
    if reader.problems:
        problems = sorted(reader.problems, key=lambda problem: (problem.line, problem.column))
        raise PlanError(problems, named_in(source))
    return root


class _StopReading(Exception):  # noqa: N818 - no error of its own: what is wrong has been noted already
    """Nothing more can be found out about this file."""


class _Reader:
    """Builds the tree from YAML's events, and notes what is wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.events: Iterator[Event] = iter(())
        self.values = 0
        self.read = (1, 1)  # the place of the last event

    def note(self, code: str, place: tuple[int, int], template: str, hint: str, **args: str | int) -> None:
        """Note a problem at `place` (line, column); stop when there are too many."""
        line, column = place
        self.problems.append(
            Problem(code=code, template=template, hint=hint, args=args, path="", line=line, column=column)
        )
        if len(self.problems) >= MOST_PROBLEMS:
            raise _StopReading

    def stop(self, code: str, place: tuple[int, int], template: str, hint: str, **args: str | int) -> NoReturn:
        """Note a problem behind which nothing can be read."""
        self.note(code, place, template, hint, **args)
        raise _StopReading

    def text(self, source: str | bytes) -> str:
        """The characters of the file, all of them fit for a text."""
        if len(source) > LARGEST:
            self.stop("too-large", (1, 1), TOO_LARGE, SPLIT, size=len(source), largest=LARGEST)
        try:
            text = source if isinstance(source, str) else source.decode()
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode()
            self.stop("not-text", _place_in(before, len(before)), NOT_TEXT, SAVE_AS_TEXT)
        text = text.removeprefix("\ufeff")
        bad = UNREADABLE.search(text)
        if bad:
            point = f"{ord(bad.group()):04X}"
            self.stop("control-character", _place_in(text, bad.start()), BAD_CHARACTER, TYPE_ANEW, point=point)
        return text

    def not_yaml(self, error: MarkedYAMLError) -> None:
        """Note what the parser found wrong."""
        template, hint = in_plain_words(error.problem or "")
        unclosed = "end of stream" in (error.problem or "")
        mark = (unclosed and error.context_mark) or error.problem_mark or error.context_mark
        self.note("yaml", (mark.line + 1, mark.column + 1) if mark else (1, 1), template, hint)

    def document(self, text: str) -> MapNode:
        """The tree of a file with one mapping in it."""
        self.events = YAML(typ="safe", pure=True).parse(text)
        next(self.events)  # the stream's start
        first = self.next()
        if isinstance(first, StreamEndEvent):
            self.stop("empty", (1, 1), NO_CONTENT, START_WITH)
        root = self.node(self.next(), 1)
        self.next()  # the document's end
        after = self.next()
        if isinstance(after, DocumentStartEvent):
            self.stop("several-documents", _place(after), SEVERAL, ONE_FILE_EACH)
        if isinstance(root, Scalar) and root.empty:
            self.stop("empty", (1, 1), NO_CONTENT, START_WITH)
        if not isinstance(root, MapNode):
            self.stop("not-a-plan", (1, 1), NOT_A_PLAN, START_WITH)
        return root

    def next(self) -> Event:
        """The next event of the parser."""
        try:
            event = next(self.events)
        except (ValueError, OverflowError):  # an escape such as \UFFFFFFFF names no character
            self.stop("yaml", self.read, NO_SUCH_CHARACTER, TYPE_ANEW)
        self.read = _place(event)
        return event

    def node(self, event: Event, depth: int) -> Node:
        """The node that begins with `event`, within the bounds of size and depth."""
        line, column = place = _place(event)
        self.values += 1
        if self.values > MOST_VALUES:
            self.stop("too-many-values", place, TOO_MANY, SPLIT, most=MOST_VALUES)
        if depth > DEEPEST:
            self.stop("too-deep", place, TOO_DEEP, FLATTEN, deepest=DEEPEST)
        self.refuse_extras(event)
        if isinstance(event, MappingStartEvent):
            return MapNode(entries=tuple(self.entries(depth)), line=line, column=column)
        if isinstance(event, SequenceStartEvent):
            return ListNode(items=tuple(self.items(depth)), line=line, column=column)
        return self.scalar(event) if isinstance(event, ScalarEvent) else Scalar(text="", line=line, column=column)

    def refuse_extras(self, event: Event) -> None:
        """Note tags, anchors and aliases."""
        tag = None if isinstance(event, AliasEvent) else getattr(event, "tag", None)
        if tag:
            written = str(tag).replace("tag:yaml.org,2002:", "!!")
            self.note("tag", _place(event), TAG, REMOVE_TAG, tag=shown(written))
        if isinstance(event, NodeEvent) and event.anchor:
            self.note("anchor", _place(event), ANCHOR, WRITE_OUT, name=shown(event.anchor))

    def items(self, depth: int) -> Iterator[Node]:
        """The items of a list, up to its end."""
        while not isinstance(event := self.next(), SequenceEndEvent):
            yield self.node(event, depth + 1)

    def entries(self, depth: int) -> Iterator[Entry]:
        """The entries of a mapping, up to its end; a key that stands twice is noted and left out."""
        lines: dict[str, int] = {}
        while not isinstance(event := self.next(), MappingEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(self.next(), depth + 1)
            place = (key.line, key.column)
            if not isinstance(key, Scalar):
                self.note("key", place, COMPLEX_KEY, WRITE_KEY)
            elif key.text in lines:
                self.note("duplicate-key", place, TWICE, KEEP_ONE, key=shown(key.text), first=lines[key.text])
            else:
                lines[key.text] = key.line
                yield Entry(key=key, value=value)

    def scalar(self, event: ScalarEvent) -> Scalar:
        """The text of an event in NFC, with the column of its first character where that can be told."""
        line, column = _place(event)
        value: str = event.value
        if bad := UNREADABLE.search(value):  # written as an escape
            self.note("control-character", (line, column), BAD_CHARACTER, TYPE_ANEW, point=f"{ord(bad.group()):04X}")
        text = unicodedata.normalize("NFC", value)
        plain = event.style is None
        quotes = 0 if plain else 1
        as_written = event.end_mark.line + 1 == line and event.end_mark.column + 1 - column - 2 * quotes == len(text)
        inside = column + quotes if as_written and text == value else None
        return Scalar(text=text, line=line, column=column, plain=plain, inside=inside)


def _place(event: Event) -> tuple[int, int]:
    """Line and column of an event, from 1."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def _place_in(text: str, at: int) -> tuple[int, int]:
    """Line and column of the character `at` (from 0), from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)

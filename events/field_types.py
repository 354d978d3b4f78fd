"""The types of the fields in an event's data: each finds fault with a value that is not of it."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from events.beside.ways import EMAIL, PHONE, PLACES
from events.errors import N_

Complaint = tuple[str, Mapping[str, object]]
"""A template about event {id}, and the rest of the template's fields."""

MOST = 50_000
"""Records of a list, values of a list, names of a mapping: no more of them in one field."""


class FieldType(Protocol):
    """The type of a field."""

    def complaints(self, value: Any, field: str) -> Iterator[Complaint]:
        """Everything wrong with `value`, found in the event's `field`; nothing where it is of this type."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value."""

    holds: Callable[[Any, int], bool]  # given a value and the limit: True if it is of this type
    refusal: str  # a template with {id}, {field} and perhaps {limit}
    limit: int = 0  # of characters, hex digits or, for a number, its value
    or_none: bool = False  # the field may be None or missing

    def complaints(self, value: Any, field: str) -> Iterator[Complaint]:
        """The refusal, unless `value` is of this type."""
        if value is None and self.or_none:
            return
        if not self.holds(value, self.limit):
            yield self.refusal, {"field": field, "limit": self.limit}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A mapping with these fields and no others. A field that may be None may be missing."""

    fields: Mapping[str, FieldType]  # by name
    or_none: bool = False  # the field itself may be None or missing

    def complaints(self, value: Any, field: str) -> Iterator[Complaint]:
        """Everything wrong with the fields of `value`."""
        if value is None and self.or_none:
            return
        if not isinstance(value, dict):
            yield N_("Event “{id}”: {field} must be a mapping of names to values."), {"field": field}
            return
        for name in value.keys() - self.fields.keys():
            yield N_("Event “{id}”: {field} carries no “{name}”."), {"field": field, "name": str(name)[:60]}
        for name, of in self.fields.items():
            yield from of.complaints(value.get(name), f"{field}.{name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOfRecords:
    """A list of records, at least one, all different in the field `unique`."""

    record: Record  # the type of each
    unique: str  # the field in which no two are the same
    or_none: bool = False  # the field may be None or missing

    def complaints(self, value: Any, field: str) -> Iterator[Complaint]:
        """Everything wrong with the list and its records."""
        if value is None and self.or_none:
            return
        if not isinstance(value, list) or not 0 < len(value) <= MOST:
            yield N_("Event “{id}”: {field} must be a list of 1 to {limit}."), {"field": field, "limit": MOST}
            return
        seen = set[str]()
        for index, row in enumerate(value):
            bad = list(self.record.complaints(row, f"{field}[{index}]"))
            yield from bad
            if not bad and row[self.unique] in seen:
                yield N_("Event “{id}”: {field} has “{name}” twice."), {"field": field, "name": row[self.unique]}
            if not bad:
                seen.add(row[self.unique])


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """A list of values of one type, none twice, and at least one unless `or_empty`."""

    value: FieldType
    or_none: bool = False  # the field may be None or missing
    or_empty: bool = False

    def complaints(self, value: Any, field: str) -> Iterator[Complaint]:
        """Everything wrong with the list and its values."""
        if value is None and self.or_none:
            return
        if not isinstance(value, list) or not (0 if self.or_empty else 1) <= len(value) <= MOST:
            yield N_("Event “{id}”: {field} must be a list of 1 to {limit}."), {"field": field, "limit": MOST}
            return
        seen = set[str]()
        for index, one in enumerate(value):
            yield from self.value.complaints(one, f"{field}[{index}]")
            if str(one) in seen:
                yield N_("Event “{id}”: {field} has “{name}” twice."), {"field": field, "name": str(one)[:60]}
            seen.add(str(one))


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingTo:
    """A mapping of names to values of one type; the field may be None or missing."""

    value: FieldType

    def complaints(self, value: Any, field: str) -> Iterator[Complaint]:
        """Everything wrong with the names and their values."""
        if value is None:
            return
        if not isinstance(value, dict) or len(value) > MOST:
            yield N_("Event “{id}”: {field} must be a mapping of names to values."), {"field": field}
            return
        for name, one in value.items():
            yield from NAME.complaints(name, field)
            yield from self.value.complaints(one, f"{field}.{str(name)[:60]}")


def _is_name(value: Any, limit: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= limit and value.isprintable() and value == value.strip()


# Officers paste from documents, so a hard space or a zero-width one is let be; what could break a line is not.
_ONE_LINE = re.compile("[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def _is_words(value: Any, limit: int) -> bool:
    return (
        isinstance(value, str) and len(value) <= limit and bool(_ONE_LINE.fullmatch(value)) and any(map(_seen, value))
    )


def _seen(sign: str) -> bool:
    """True for a sign that has a shape: no space, and none that only says how others are set."""
    return unicodedata.category(sign)[0] not in "CZ"


# PostgreSQL cannot keep NUL, and a lone surrogate has no UTF-8.
_TEXT = re.compile("[^\x00\ud800-\udfff]+")


def _is_text(value: Any, limit: int) -> bool:
    return isinstance(value, str) and len(value) <= limit and bool(_TEXT.fullmatch(value))


def _is_hash(value: Any, limit: int) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(f"[0-9a-f]{{{limit}}}", value))


def _is_day(value: Any, limit: int) -> bool:
    if not isinstance(value, str) or len(value) != limit:
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_HOUR = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


def _is_hour(value: Any, _limit: int) -> bool:
    return isinstance(value, str) and bool(_HOUR.fullmatch(value))


def _is_count(value: Any, limit: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= limit


def _is_choice(value: Any, _limit: int) -> bool:
    return value in ("take", "keep")


def _is_whose(value: Any, _limit: int) -> bool:
    return value in ("each", "shared")


def _is_yes_or_no(value: Any, _limit: int) -> bool:
    return isinstance(value, bool)


def _is_other_address(value: Any, _limit: int) -> bool:
    return value in PLACES and value not in (EMAIL, PHONE)


def _is_true(value: Any, _limit: int) -> bool:
    return value is True


_LINE = N_("Event “{id}”: {field} must be one line of text, not empty and at most {limit} characters.")

NAME = Scalar(
    holds=_is_name,
    refusal=N_("Event “{id}”: {field} must be 1 to {limit} printable characters with no space at either end."),
    limit=200,
)
WORDS = Scalar(holds=_is_words, refusal=_LINE, limit=1_000)
SOURCE = Scalar(
    holds=_is_text, refusal=N_("Event “{id}”: {field} must be text of at most {limit} characters."), limit=2_000_000
)
HASH = Scalar(holds=_is_hash, refusal=N_("Event “{id}”: {field} must be a hash of {limit} hex digits."), limit=64)
HASH_OR_NONE = replace(HASH, or_none=True)
COUNT = Scalar(
    holds=_is_count, refusal=N_("Event “{id}”: {field} must be a whole number from 1 to {limit}."), limit=1_000_000
)
SIZE = replace(COUNT, limit=1_000_000_000)
"""Of a file, in bytes."""
DAY = Scalar(holds=_is_day, refusal=N_("Event “{id}”: {field} must be a day written YYYY-MM-DD."), limit=10)
HOUR_OR_NONE = Scalar(
    holds=_is_hour, refusal=N_("Event “{id}”: {field} must be a time of day written HH:MM."), or_none=True
)
TRUE_OR_NONE = Scalar(holds=_is_true, refusal=N_("Event “{id}”: {field} must be true, or be left out."), or_none=True)
ADDRESS = Scalar(
    holds=_is_other_address, refusal=N_("Event “{id}”: {field} must be a kind of address, like leader_email.")
)
YES_NO = Scalar(holds=_is_yes_or_no, refusal=N_("Event “{id}”: {field} must be true or false."))
WHOSE_OR_NONE = Scalar(
    holds=_is_whose, refusal=N_("Event “{id}”: {field} must be each or shared, or be left out."), or_none=True
)
OTHER_ADDRESSES_OR_NONE = ListOfRecords(
    record=Record(fields={"kind": ADDRESS, "seal": HASH, "heard": TRUE_OR_NONE}), unique="kind", or_none=True
)
"""The seals of a unit's addresses beside the officer's first; `heard` where messages go to it."""
CHOICE = Scalar(holds=_is_choice, refusal=N_("Event “{id}”: {field} must be take or keep."))

NAMES = ListOf(value=NAME)
NAME_OR_NONE = replace(NAME, or_none=True)
LINES_OR_NONE = ListOf(value=WORDS, or_none=True)
NAMES_OR_NONE = ListOf(value=NAME, or_none=True)
IDS_OR_NONE = ListOf(value=NAME, or_none=True, or_empty=True)
WORDS_OR_NONE = replace(WORDS, or_none=True)
DAY_OR_NONE = replace(DAY, or_none=True)


def of_document(text: Any, field: str) -> Iterator[Complaint]:
    """Everything wrong with the words that name a document."""
    yield from WORDS.complaints(text, field)
    if not any(map(str.isalnum, text)):
        yield N_("Event “{id}”: {field} must name a document, and has no letter or figure."), {"field": field}

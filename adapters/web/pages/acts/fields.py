"""The fields of a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.problems import N_


class FieldKind(StrEnum):
    """How a field is typed, and read."""

    TEXT = "text"
    LONG = "long"  # several lines
    DAY = "day"
    HOUR = "hour"
    UNIT = "unit"  # an agency by its name, its code, or some words of it
    UNITS = "units"  # several, a line each; or all of a kind
    CHOICE = "choice"
    CHECK = "check"
    NAMED = "named"  # a thing that this form is about, by some words of its name
    ROWS = "rows"  # many lines, each of several cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: what it is called, and how it is read."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    help: str = ""
    required: bool = False
    choices: Sequence[tuple[str, str]] = ()  # of a choice: what is sent, and what is read
    longest: int = 500  # characters
    usual: str = ""  # what stands there at first
    suggest: str = ""  # the address of what may be meant, as one types
    seldom: bool = False  # it is filled in seldom: one touch away, unless something stands in it


DOCUMENT = Field(name="document", label=N_("By which document"), help=N_("Its number and day: 331-KH/TU of 9/4/2025."))
REASON = Field(name="reason", label=N_("Reason"), kind=FieldKind.LONG)


def day_field(label: str, usual: str = "", *, name: str = "on", required: bool = True, seldom: bool = False) -> Field:
    """A field for a day."""
    return Field(name=name, label=label, kind=FieldKind.DAY, required=required, usual=usual, seldom=seldom)

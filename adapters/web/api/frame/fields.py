"""Fields of requests, read strictly: a number is no text, false is no number, a day is one that there is."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from adapters.words.refused.refusal import Refused
from events.event import Document
from rules.problems import N_

_NOT_A_DAY = N_("it must be a day written YYYY-MM-DD.")
_NOT_TEXT = N_("it must be text of at most {most} characters, on one line, with a letter or figure.")
_LONGEST = 1_000


class FieldRefused(Refused, ValueError):  # noqa: N818 - named by what happened
    """A field that cannot be taken, as pydantic wants it."""


def _day(value: Any) -> date:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.isoformat() != value:
        raise FieldRefused(_NOT_A_DAY)
    return found


def _words(value: Any) -> str:
    plain = isinstance(value, str) and len(value) <= _LONGEST and value.isprintable() and any(map(str.isalnum, value))
    if not plain:
        raise FieldRefused(_NOT_TEXT, most=_LONGEST)
    return str(value)


def _name(value: Any) -> str:
    if not (isinstance(value, str) and 0 < len(value) <= 300 and value.isprintable() and value == value.strip()):
        raise FieldRefused(_NOT_TEXT, most=300)
    return value


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Words = Annotated[str, BeforeValidator(_words), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 1000})]
Name = Annotated[str, BeforeValidator(_name), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 300})]
Source = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=2_000_000)]
"""The text of a plan."""


class Strict(BaseModel):
    """A body in which nothing else stands, and nothing is read as what it is not."""

    model_config = ConfigDict(extra="forbid", strict=True)


class RecordedBody(Strict):
    """The fields that all that is recorded may have."""

    occurred_on: Day | None = Field(None, description="The day on which it happened; today, if it is not given.")
    document: Words | None = Field(None, description="The paper that proves it: number, and day.")

    @property
    def proof(self) -> Document | None:
        """The document."""
        return Document(text=self.document) if self.document is not None else None

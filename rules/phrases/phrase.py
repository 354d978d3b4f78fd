"""A phrase in the place where it stands, and what it is taken for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.problems import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A deadline in Vietnamese, with what a plan says around it."""

    text: str
    year: int | None = None  # of the plan, for dates without one
    milestones: Mapping[str, str] = field(default_factory=dict)  # the plan's: names with their titles
    title: str = ""  # of the row


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The outcome of taking a phrase for a deadline.

    `rule` is that in the offset language, None where there is no such text. If `certain`, it says all that the phrase
    says and nothing else; otherwise `why` has the reasons.
    """

    rule: str | None
    certain: bool
    why: tuple[Note, ...] = ()

"""The members of a group: agencies by their codes, and all of a kind below one; as text and as values.

The text of one is `btc`, `commune under 12` or `party-body under 12 but vptu, tct`; several are put one after another
with semicolons between them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.problems import N_
from rules.unit_kinds import CODE, KIND

EACH_ITS_OWN, SHARED = "each", "shared"
"""The tasks that a group leads: one for each member, or one that they share."""

TASKS = (EACH_ITS_OWN, SHARED)

NOT_MEMBER = N_("“{read}” names no members: write a code, or `KIND under CODE`, or `KIND under CODE but CODE, CODE`.")

BETWEEN = "; "


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One line of a group's members: either a `unit`, or all units of `kind` at or below `under`, `but` for some."""

    unit: str | None = None  # its code; it may be a group itself
    kind: str | None = None
    under: str | None = None  # the code of the unit at or below which those of the kind are
    but: tuple[str, ...] = ()  # codes of those that are none

    @property
    def text(self) -> str:
        """It as text."""
        if self.unit:
            return self.unit
        return f"{self.kind} under {self.under}" + (f" but {', '.join(self.but)}" if self.but else "")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that it names."""
        return (self.unit,) if self.unit else (*filter(None, [self.under]), *self.but)


class MemberSyntaxError(ValueError):
    """A text names no members; `read` is the part that does not."""

    def __init__(self, read: str) -> None:
        super().__init__(NOT_MEMBER.format(read=read))
        self.read = read


def parse_members(text: str) -> tuple[Member, ...]:
    """The members that a text names. Raises MemberSyntaxError. Codes alone may have commas between them."""
    found: list[Member] = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        plain = [CODE.fullmatch(one.strip()) for one in part.split(",")]
        found += [Member(unit=one[0]) for one in plain if one] if all(plain) else [_of_kind(part)]
    return tuple(found)


def members_text(members: Iterable[Member]) -> str:
    """The text of them all: as `parse_members` reads it."""
    return BETWEEN.join(member.text for member in members)


_OF_KIND = re.compile(
    rf"(?P<kind>{KIND.pattern})\s+under\s+(?P<under>{CODE.pattern})(?:\s+but\s+(?P<but>{CODE.pattern}(?:[\s,]+{CODE.pattern})*))?"
)


def _of_kind(text: str) -> Member:
    found = _OF_KIND.fullmatch(text)
    if not found:
        raise MemberSyntaxError(text)
    but = tuple(re.split(r"[\s,]+", found["but"])) if found["but"] else ()
    return Member(kind=found["kind"], under=found["under"], but=but)

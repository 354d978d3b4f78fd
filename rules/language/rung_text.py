"""A rung of a ladder as text: `7 working days before safe`, `on due`, `1 day after due, every 5 working days, to lead`.

The clauses behind the day may stand in any order, each once: `every`, `to`, `by` and `for`, with commas between them.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from rules.ladders.rungs import FARTHEST, ON_THE_DAY, Base, Hears, Means, Rung
from rules.language.offset_text import format_amount, format_offset, read_amount, read_offset
from rules.language.tokens import Tokens, tokens_of
from rules.offsets import Offset
from rules.problems import N_, TextError
from rules.unit_kinds import CODE

WANTED_RUNG = N_("Write for example `7 working days before safe`, `on due` or `1 day after due, to lead, superior`.")
WANTED_BASE = N_("Write `safe`, `due` or `progress` here.")
WANTED_CLAUSE = N_("Here may stand `every`, `to`, `by` or `for`, each once, with a comma before it.")
WANTED_HEARS = N_("Write who is told: lead, leader, cooperating, superior or follower.")
WANTED_CHANNEL = N_("Write `mail` or `sms`.")
WANTED_UNIT = N_("Write the codes of the units that it is for.")
NOT_IN_DAYS = N_("“{read}” is no number of days, weeks or working days alone, up to {farthest} days.")
NO_LENGTH = N_("What is told again is told after some time.")
IN_DAYS = N_("Write days, weeks or working days, and only one of these.")
NOT_REPEATED = N_("Only what is told after `due` can be told again.")
LEAVE_EVERY = N_("Leave `every` out.")

Name = TypeVar("Name", bound=StrEnum)
Value = TypeVar("Value", bound=Hashable)


class RungSyntaxError(TextError):
    """The text is no rung."""


def parse_rung(text: str) -> Rung:
    """The rung that a text means. Raises TextError."""
    tokens = tokens_of(text, RungSyntaxError, WANTED_RUNG)
    offset = ON_THE_DAY if tokens.take("on") else _length(tokens, read_offset)
    base = _one_of(Base, WANTED_BASE)(tokens)
    said: dict[str, Any] = {}
    while tokens.next:
        clause = _clause(tokens, [one for one in _CLAUSES if one not in said])
        said[clause] = _CLAUSES[clause](tokens)
    found = Rung(
        offset=offset,
        base=base,
        every=said.get("every"),
        to=said.get("to") or (Hears.LEAD,),
        by=said.get("by") or (),
        units=said.get("for") or (),
    )
    if found.every and not (found.late and base is Base.DUE):
        raise RungSyntaxError(NOT_REPEATED, LEAVE_EVERY, 1, {})
    return found


def format_rung(rung: Rung) -> str:
    """The canonical text of a rung."""
    head = f"on {rung.base}" if rung.offset == ON_THE_DAY else f"{format_offset(rung.offset)} {rung.base}"
    every = f", every {format_amount(rung.every)}" if rung.every else ""
    to = f", to {', '.join(rung.to)}" if rung.to != (Hears.LEAD,) else ""
    by = f", by {', '.join(rung.by)}" if rung.by else ""
    return f"{head}{every}{to}{by}" + (f", for {', '.join(rung.units)}" if rung.units else "")


def _length(tokens: Tokens, read: Callable[[Tokens], Offset]) -> Offset:
    """A length of time that rungs can be counted in."""
    column, offset = tokens.column, read(tokens)
    days, working = 7 * offset.weeks + offset.days, offset.working_days
    if offset.years or offset.months or (days and working) or max(days, working) > FARTHEST:
        read_as: dict[str, str | int] = {"read": format_amount(offset), "farthest": FARTHEST}
        raise RungSyntaxError(NOT_IN_DAYS, IN_DAYS, column, read_as)
    return replace(offset, weeks=0, days=days) if days or working else ON_THE_DAY


def _every(tokens: Tokens) -> Offset:
    column, found = tokens.column, _length(tokens, read_amount)
    if found == ON_THE_DAY:
        raise RungSyntaxError(NO_LENGTH, IN_DAYS, column, {})
    return found


def _clause(tokens: Tokens, left: Sequence[str]) -> str:
    """The head of the clause that comes next, one of those `left`."""
    found = next((one for one in left if tokens.take(",", one)), None)
    if found is None:
        raise tokens.fail(WANTED_CLAUSE)
    return found


def _one_of(names: type[Name], wanted: str) -> Callable[[Tokens], Name]:
    def read(tokens: Tokens) -> Name:
        found = next((one for one in names if tokens.take(one)), None)
        if found is None:
            raise tokens.fail(wanted)
        return found

    return read


def _code(tokens: Tokens) -> str:
    found = tokens.match(CODE)
    if found is None:
        raise tokens.fail(WANTED_UNIT)
    return found.group()


def _several(read: Callable[[Tokens], Value]) -> Callable[[Tokens], tuple[Value, ...]]:
    """A reader of a clause's values, each once, with commas or `and` between them."""

    def read_all(tokens: Tokens) -> tuple[Value, ...]:
        found = {read(tokens): None}
        while tokens.take("and") or not _ends(tokens):
            tokens.take(",")
            found[read(tokens)] = None
        return tuple(found)

    return read_all


def _ends(tokens: Tokens) -> bool:
    """True where no other value of the clause comes."""
    ahead = [word.lower() for word, _ in tokens.tokens[tokens.read : tokens.read + 2]]
    return ahead[:1] != [","] or (len(ahead) == 2 and ahead[1] in _CLAUSES)


_CLAUSES: Mapping[str, Callable[[Tokens], Any]] = {
    "every": _every,
    "to": _several(_one_of(Hears, WANTED_HEARS)),
    "by": _several(_one_of(Means, WANTED_CHANNEL)),
    "for": _several(_code),
}
"""By what stands first in it."""

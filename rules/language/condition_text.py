"""The text of conditions: `own congress planned`, `task I.7 done`, `every commune under 12`.

Reading and printing are inverse: `parse_atom(format_atom(atom)) == atom`, and a condition printed by
`format_condition` and read back from a plan file is the same condition.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from rules.conditions import All, Always, Any, AtLeast, Condition, Every, Happened, NoneOf, Phase, SomeOf
from rules.language.tokens import Tokens, tokens_of
from rules.offsets import Signal, SignalKind
from rules.problems import N_, TextError

COUNT = re.compile(r"[0-9]{1,4}")

WANTED_ATOM = N_(
    "Expected: a milestone (lower-case letters, digits, _ and -) and `planned` or `held`; `task`, a rule's id and "
    "`done` or `missed`; either also after `own`; or `always`."
)
WANTED_RULE = N_("Expected: the id of a task rule.")
WANTED_GROUP = N_(
    "Expected: `all`, `any`, `none` or `at least N of` above a list; or `every KIND`, `some KIND` or "
    "`at least N KIND`, where `under CODE` may follow, above one happening."
)
WANTED_COUNT = N_("Expected: a number: `at least 2 of` or `at least 2 commune`.")
WANTED_KIND = N_("Expected: a unit kind, such as commune.")
WANTED_CODE = N_("Expected: the code of a unit.")

Printed: TypeAlias = "str | Mapping[str, Printed | Sequence[Printed]]"
"""A condition as a plan file has it: a text, or a mapping with one key."""


class ConditionSyntaxError(TextError):
    """A text is not a condition."""


class GroupWord(StrEnum):
    """The word that a group of conditions is headed by."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    AT_LEAST = "at least"
    EVERY = "every"
    SOME = "some"

    @property
    def takes_one(self) -> bool:
        """True if one happening stands below it, at units of a kind, and not a list of conditions."""
        return self in (GroupWord.EVERY, GroupWord.SOME)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupKey:
    """The key above other conditions: `all`, `at least 2 of`, `every commune under 12`."""

    word: GroupWord
    count: int = 1  # for AT_LEAST and SOME
    kind: str = ""  # for EVERY and SOME: a unit kind
    under: str | None = None  # for EVERY and SOME: a unit code


def parse_atom(text: str) -> Happened | Always:
    """`congress`, `own congress planned`, `task I.7 missed`, `always`. Raises ConditionSyntaxError."""
    tokens = tokens_of(text, ConditionSyntaxError, WANTED_ATOM)
    atom = Always() if tokens.take("always") else _happened(tokens)
    tokens.finish()
    return atom


def parse_group(text: str) -> GroupKey:
    """The key of a mapping under `when:`. Raises ConditionSyntaxError."""
    tokens = tokens_of(text, ConditionSyntaxError, WANTED_GROUP)
    group = _group(tokens)
    tokens.finish()
    return group


def gather(group: GroupKey, parts: tuple[Condition, ...]) -> All | Any | NoneOf | AtLeast:
    """The condition that the key of a list makes of its items."""
    if group.word is GroupWord.AT_LEAST:
        return AtLeast(count=group.count, parts=parts)
    if group.word is GroupWord.NONE:
        return NoneOf(parts)
    return All(parts) if group.word is GroupWord.ALL else Any(parts)


def spread(group: GroupKey, happened: Happened) -> Every | SomeOf:
    """The condition that `every commune` or `some commune` makes of one happening."""
    if group.word is GroupWord.EVERY:
        return Every(kind=group.kind, happened=happened, under=group.under)
    return SomeOf(kind=group.kind, happened=happened, under=group.under, count=group.count)


def format_atom(atom: Happened | Always) -> str:
    """The canonical text: `congress held`."""
    if isinstance(atom, Always):
        return "always"
    own = "own " if atom.own else ""
    if atom.signal.kind is SignalKind.MILESTONE:
        return f"{own}{atom.signal.name} {atom.phase}"
    return f"{own}task {atom.signal.name} {atom.signal.kind}"


def format_condition(condition: Condition) -> Printed:
    """`condition` as a plan file has it."""
    match condition:
        case Happened() | Always():
            return format_atom(condition)
        case Every(happened=happened) | SomeOf(happened=happened):
            return {_format_spread(condition): format_atom(happened)}
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            return {_format_gathered(condition): [format_condition(part) for part in parts]}


def _format_gathered(condition: All | Any | NoneOf | AtLeast) -> str:
    """The key above a list of conditions."""
    if isinstance(condition, AtLeast):
        return f"at least {condition.count} of"
    return {All: "all", Any: "any"}.get(type(condition), "none")


def _format_spread(condition: Every | SomeOf) -> str:
    """The key above one happening at units of a kind."""
    word = (
        "every" if isinstance(condition, Every) else "some" if condition.count == 1 else f"at least {condition.count}"
    )
    return f"{word} {condition.kind}{f' under {condition.under}' if condition.under else ''}"


def _happened(tokens: Tokens) -> Happened:
    """A milestone planned or held, or a task done or missed."""
    own = tokens.take("own")
    if tokens.take("task"):
        return Happened(signal=_task(tokens), own=own)
    name = tokens.name()
    if not name:
        raise tokens.fail(WANTED_ATOM)
    phase = Phase.PLANNED if tokens.take("planned") else Phase.HELD
    if phase is Phase.HELD:
        tokens.take("held")
    return Happened(signal=Signal(kind=SignalKind.MILESTONE, name=name), phase=phase, own=own)


def _task(tokens: Tokens) -> Signal:
    """A task done or missed, after the word `task`."""
    rule = tokens.any()
    if not rule:
        raise tokens.fail(WANTED_RULE)
    missed = tokens.take("missed")
    if not missed:
        tokens.take("done")
    return Signal(kind=SignalKind.MISSED if missed else SignalKind.DONE, name=rule)


def _group(tokens: Tokens) -> GroupKey:
    """The key above conditions."""
    for word in (GroupWord.ALL, GroupWord.ANY, GroupWord.NONE):
        if tokens.take(word):
            return GroupKey(word=word)
    for word in (GroupWord.EVERY, GroupWord.SOME):
        if tokens.take(word):
            return _at_units(tokens, word, 1)
    if tokens.take("at", "least"):
        return _at_least(tokens)
    raise tokens.fail(WANTED_GROUP)


def _at_least(tokens: Tokens) -> GroupKey:
    """The rest of a key that begins with `at least`."""
    count = tokens.match(COUNT)
    if not count:
        raise tokens.fail(WANTED_COUNT)
    if tokens.take("of"):
        return GroupKey(word=GroupWord.AT_LEAST, count=int(count.group()))
    return _at_units(tokens, GroupWord.SOME, int(count.group()))


def _at_units(tokens: Tokens, word: GroupWord, count: int) -> GroupKey:
    """A unit kind and the unit below which it is looked for."""
    kind = tokens.name()
    if not kind:
        raise tokens.fail(WANTED_KIND)
    if not tokens.take("under"):
        return GroupKey(word=word, count=count, kind=kind)
    under = tokens.any()
    if not under:
        raise tokens.fail(WANTED_CODE)
    return GroupKey(word=word, count=count, kind=kind, under=under)

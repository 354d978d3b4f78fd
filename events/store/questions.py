"""What is asked of a store, and what it answers, where that is more than rows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol

from events.beside.rows import ToldRow
from events.rows import (
    DueRow,
    FactRow,
    TaskRow,
)
from events.views import Composition, Mark, TaskNow

MEMORY = "memory:"
"""The address of a store that is forgotten at the end."""

Places = Mapping[str, Collection[str]]
"""Signals or rules, each with the units (none twice) at which it is asked for."""

Place = tuple[str, str]
"""A place in a list of tasks: the `day` and the id of one, whether that is still there or not."""


class Asked(NamedTuple):
    """All that is asked of one plan at once: tasks and the dues that they bear, and facts. No rule is named twice."""

    rules: Collection[str] = ()  # all their tasks are wanted
    tasks: Places = MappingProxyType({})  # by rule: the tasks wanted at these units only
    signals: Collection[str] = ()  # their facts are wanted, those that concern every plan too
    nearby: Collection[str] = ()  # the same, but at the units `near` only
    near: Collection[str] = ()
    facts: Places = MappingProxyType({})  # by signal: the facts of this plan wanted at these units only


class Gathered(NamedTuple):
    """The answer: each question's rows in the order of their keys."""

    tasks: list[TaskRow]
    dues: dict[str, DueRow]  # by key
    facts: list[FactRow]


Telling = tuple[str, str, str]
"""A recipient, a channel, and a task that he is told of by it."""


class Present(Protocol):
    """What is so when messages are composed, and what was told before; each question is one statement."""

    def stands(self, tasks: Collection[tuple[str, str]]) -> Mapping[str, TaskNow]:
        """Tasks as they stand, by id; `tasks` are plans and ids. One that has no row is not among them."""
        ...

    def told(self, these: Collection[Telling]) -> Mapping[Telling, ToldRow]:
        """What recipients were last told of tasks."""
        ...

    def facts(self, ids: Collection[str]) -> Collection[str]:
        """Those of the facts that are still in force."""
        ...

    def names(self, codes: Collection[str]) -> Mapping[str, str]:
        """The names of agencies, by code."""
        ...


Compose = Callable[[Sequence[Mark], Present], Sequence[Composition]]
"""From marks, oldest first, to what there is to say: at most one letter to a recipient by a channel. Others wait."""


class Quiet(NamedTuple):
    """To whom nothing leaves at the moment."""

    everywhere: bool = False  # to nobody, or to everybody
    but: frozenset[str] = frozenset()  # recipients with whom it is the other way round
    urgent_too: bool = False  # what is urgent waits with the rest

    def at(self, recipient: str) -> bool:
        """True if it is quiet there."""
        return (recipient in self.but) is not self.everywhere


class Timing(NamedTuple):
    """When messages may leave."""

    hold: timedelta = timedelta()  # for how long after its event one that is not urgent waits
    quiet: Quiet = Quiet()
    above: int | None = None  # an event with more messages than these waits for approval; None: none does
    trial: bool = False  # those whom messages are for are not told by them


NO_WAIT = Timing()


class Composer(NamedTuple):
    """Who gives, when messages are claimed, what they say."""

    compose: Compose
    timing: Timing = NO_WAIT


DueColumn = Literal["due", "safe", "set_by"]
"""The columns of a due by whose days it is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Soundness:
    """A database looked at from below: its pages, and its tables, indexes and triggers beside those of this version."""

    pages: int  # that it has
    damaged: Sequence[str] = ()  # the database's own words: they name places, never what stands there
    missing: Sequence[str] = ()  # objects that this version makes, and that are not there
    altered: Sequence[str] = ()  # that are there otherwise
    foreign: Sequence[str] = ()  # that nobody of us made
    unchecked: Sequence[str] = ()  # sentences on what could not be looked at

    @property
    def holds(self) -> bool:
        """True if nothing that was looked at is wrong."""
        return not (self.damaged or self.missing or self.altered or self.foreign)

    @property
    def readable(self) -> bool:
        """True if all that is kept can be asked for: no page is damaged, no table or column gone."""
        return not self.damaged and not any(name.startswith(("table ", "column ")) for name in self.missing)

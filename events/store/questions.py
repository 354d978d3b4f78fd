"""What is asked of a store, and what it answers, where that is more than rows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol

from events.beside.rows import ToldRow
from events.rows import (
    NO_DAY,
    DueRow,
    FactRow,
    TaskRow,
)
from events.states import (
    ACTIVE_STATE,
    DONE_IN_TIME,
    DONE_LATE,
    DONE_STATE,
    DONE_UNDATED,
    NEEDS_DATE_STATE,
    OPEN_STATES,
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
        """The last that recipients were told of tasks."""
        ...

    def facts(self, ids: Collection[str]) -> Collection[str]:
        """The facts, of these, that are still in force."""
        ...

    def heard(self, places: Collection[tuple[str, str, str]]) -> Collection[tuple[str, str, str, str, str]]:
        """The facts of a plan, a signal and a unit: these three, each with the cycle and the day."""
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


class Since(NamedTuple):
    """The last hour at which a recipient was to be told all at once: moments as the log has them."""

    moment: str  # what an event told later waits for the next
    day_over: str  # when its day ends: what the clock says until then is told at the hour, or after it


class Digests(NamedTuple):
    """The recipients that are told all at once, at an hour, and since when; None: told as it comes."""

    everybody: Since | None = None
    but: Mapping[str, Since | None] = MappingProxyType({})  # recipients for whom it is otherwise

    def of(self, recipient: str) -> Since | None:
        """Since when what he is to be told waits."""
        return self.but.get(recipient, self.everybody)


class Cap(NamedTuple):
    """The most messages that a recipient gets by one channel on a day, but for urgent ones."""

    most: int
    since: str  # when the day began: a moment as the log has them


class Timing(NamedTuple):
    """When messages may leave."""

    hold: timedelta = timedelta()  # for how long after its event one that is not urgent waits
    quiet: Quiet = Quiet()
    digests: Digests = Digests()
    cap: Cap | None = None  # None: as many as there are
    above: int | None = None  # an event with more messages than these waits for approval; None: none does
    trial: bool = False  # those whom messages are for are not told by them

    def together(self, recipient: str) -> bool:
        """True if all that waits for him is one message, of whichever plans it is."""
        return self.cap is not None or self.digests.of(recipient) is not None


NO_WAIT = Timing()


class Composer(NamedTuple):
    """The maker of what messages say, when they are claimed."""

    compose: Compose
    timing: Timing = NO_WAIT


DueColumn = Literal["due", "safe", "set_by", "moved"]
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


# --- where tasks stand by the clock: by their rows and dues alone, so that every store can narrow lists by it ---------

IN_TIME, NEAR, OVERDUE, DATE_OVERDUE = "in_time", "near", "overdue", "date_overdue"
CONTINUOUS, NOT_COUNTED = "continuous", "not_counted"

STATES_OF: Mapping[str, Collection[str] | None] = {
    IN_TIME: OPEN_STATES,
    NEAR: OPEN_STATES,
    OVERDUE: OPEN_STATES,
    DATE_OVERDUE: (NEEDS_DATE_STATE,),
    CONTINUOUS: (ACTIVE_STATE,),
    DONE_IN_TIME: (DONE_STATE,),
    DONE_LATE: (DONE_STATE,),
    DONE_UNDATED: (DONE_STATE,),
    NOT_COUNTED: None,
}
"""The states in which tasks can stand so; None: in others than these."""

_BEFORE_TODAY, _FROM_TODAY = frozenset({OVERDUE}), frozenset({IN_TIME, NEAR})


class Stands(NamedTuple):
    """Where tasks are to stand on a day: in one of these standings, and with a last day not after `until`."""

    today: str
    standings: Collection[str]
    until: str = NO_DAY

    @property
    def states(self) -> Collection[str] | None:
        """All states in which tasks can stand so; None: any."""
        several = [STATES_OF[one] for one in self.standings]
        return None if None in several else sorted({state for states in several for state in states or ()})

    @property
    def first(self) -> str:
        """The earliest last day of tasks that can stand so."""
        return self.today if _FROM_TODAY.issuperset(self.standings) else ""

    @property
    def last(self) -> str:
        """The latest last day of tasks that can stand so."""
        return min(self.until, self.today) if _BEFORE_TODAY.issuperset(self.standings) else self.until


def standing_of(
    state: str, *, due: str | None, remind_on: str | None, done_on: str | None, set_by: str | None, today: str
) -> str:
    """The standing of a task on a day; all days are ISO text."""
    if state == DONE_STATE:
        return _done(due, done_on)
    if state not in OPEN_STATES:
        return NOT_COUNTED
    if due and today > due:
        return OVERDUE
    if state == NEEDS_DATE_STATE and set_by and today > set_by:
        return DATE_OVERDUE
    if state == ACTIVE_STATE and due is None:
        return CONTINUOUS
    return NEAR if remind_on and today >= remind_on else IN_TIME


def _done(due: str | None, done_on: str | None) -> str:
    if done_on is None:
        return DONE_UNDATED
    return DONE_LATE if due and done_on > due else DONE_IN_TIME

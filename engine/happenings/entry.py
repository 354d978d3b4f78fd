"""An entry: one event at its place in the log, beside all that is in force; what it brings; what its type means."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from engine.deciding.transitions import Version
from engine.deciding.verdicts import Scope
from engine.decision import Change, Lapse
from engine.facts.fact import Fact
from engine.facts.plans import Having
from engine.reach.touching import Touching
from engine.snapshot import Snapshot, Tools
from engine.telling.reasons import Closing
from events.beside.kept import FileRow
from events.beside.ways import Moved
from events.errors import N_
from events.event import Event, Recorded, recorded_on
from events.rows import CalendarDayRow, ContactRow, CutOffRow, PlanRow, UnitRow
from events.store import Session
from rules.plan import Plan

NOT_AMENDABLE = N_(
    "Event “{id}” is of type {type}, which can be neither corrected nor withdrawn. Nothing was recorded."
)

Named = tuple[str, str, str]
"""A task by rule, unit and round."""

Matter = tuple[str, ...]
"""A thing that events speak of: its kind, and its names."""


def replaced_by(event: Event) -> tuple[str, ...] | None:
    """Ids of the events for which `event` stands; None where it does not say (`engine.facts.standing`)."""
    names = event.data.get("replaces")
    return None if names is None else tuple(names)


# --- what an event brings ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Tasks of one plan are to be looked at again, and notices are given of others."""

    plan: Plan
    scope: Scope = field(default_factory=dict)
    notices: Sequence[Change] = ()  # told, and written, beside what is decided
    lapses: Sequence[Lapse] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """A calendar changed: every due date of one plan is to be counted again, at once or later."""

    of: str  # the plan's id
    plans: Mapping[str, Plan]  # those in force: it is read when it is asked for
    among: frozenset[str] | None = None  # of these units only

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.plans[self.of]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A new version of a plan takes effect: all its tasks are to be looked at."""

    version: Version
    scope: Scope
    notices: Sequence[Change] = ()  # the clock's, where it takes effect with a new day
    lapses: Sequence[Lapse] = ()

    @property
    def plan(self) -> Plan:
        """The plan as it is from now on."""
        return self.version.plan


Part = Review | Recount | Transition
"""The part of one plan in what an event brings."""


def part_of(part: Part) -> str:
    """The id of the plan: where it need not be read, it is not."""
    return part.of if isinstance(part, Recount) else part.plan.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The rows and facts that an event states by itself, before anything follows from them, and what to look at."""

    units: Sequence[UnitRow] = ()
    contacts: Sequence[ContactRow] = ()
    contacts_gone: Sequence[tuple[str, str]] = ()  # unit and kind; before `contacts` come
    moved: Sequence[Moved] = ()  # addresses that stand elsewhere by that, or nowhere
    files: Sequence[FileRow] = ()
    plans: Sequence[PlanRow] = ()
    calendar_days: Sequence[CalendarDayRow] = ()
    cut_offs: Sequence[CutOffRow] = ()
    facts: Sequence[Fact] = ()
    facts_gone: Sequence[str] = ()
    parts: Sequence[Part] = ()
    foreseen: "Brought | None" = None  # what it brings when its day has come


# --- what a type of event means ---------------------------------------------------------------------------------------


def _states_nothing(_event: Event, _position: int) -> Sequence[Fact]:
    return ()


def _speaks_of_nothing(_session: Session, _event: Event) -> Iterable[Matter]:
    return ()


def says_it_first(_entry: "Entry") -> str | None:
    """None: what is said is not asked for among what was said before."""
    return None


def happens_then(_snapshot: Snapshot, event: Event) -> date:
    """The day on which it happened."""
    return event.occurred_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An event that may have been amended, and all that corrects or withdraws it, or each other."""

    root: Recorded
    amendments: Sequence[Recorded]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amending:
    """The meaning of amending an event of one type."""

    admit: Callable[["Entry", Story], None]  # raises EventError where the event at hand may not amend the story's root
    brings: Callable[["Entry", Story], Brought]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """All that the engine asks of one type of event. One file a family gives the answers; `kinds` is the table."""

    admit: Callable[["Entry"], None]  # raises EventError (CalendarError, PlanError) where it does not fit what is known
    brings: Callable[["Entry"], Brought]
    closing: Closing  # how it can close tasks, for those who are told of it
    matters: Callable[[Session, Event], Iterable[Matter]] = _speaks_of_nothing  # who speaks of the same contradicts it
    states: Callable[[Event, int], Sequence[Fact]] = _states_nothing  # the facts in it, at its place in the log
    restates: Callable[["Entry"], Iterable[str]] | None = None  # the events for which it stands, if it may for any
    fills: Callable[["Entry"], Mapping[str, Sequence[str]]] | None = None  # what else the program adds to its data
    keeps_anchor: bool = False  # the day that its task counts from when it is recorded is kept with it
    in_term: Callable[["Entry", date | None], None] | None = None  # as `admit`, beside its task's last day then
    unit_in_log: bool = False  # which unit said it stands in the log alone, in no fact: it can be put right too
    fits: Callable[["Entry"], None] | None = None  # as `admit`, for what a correction makes of it
    said_by: Callable[["Entry"], None] | None = None  # as `fits`, where its unit is corrected; None: that says nothing
    amending: Amending | None = None  # None: it stands, and
    stands: str = NOT_AMENDABLE  # is the reason given
    since: Callable[[Snapshot, Event], date] = happens_then  # the day from which it counts, looking back
    names: Callable[[Event], Iterable[str]] = lambda _event: ()  # units that must be there for it to count
    batchable: bool = False  # in a replay it may be followed together with others that touch other tasks
    at_home: bool = False  # it concerns its plan alone, unless a milestone ties others to it (`pipeline.meanwhile`)
    recounts: bool = False  # dates of plans are counted again after it
    takes_hour: bool = False  # a time of day may be given for it
    ahead: bool = False  # its day may be still to come
    within_plan: str | None = None  # it cannot be of a day before its plan began: what is said then
    known: Callable[["Entry"], str | None] = says_it_first  # id of the event that says the very same already


BegunBy = Callable[["Entry", Having, Named, date], bool]
"""The answer whether a task had begun by a day, in the plan that had it."""


def _never(_entry: "Entry", _of: Having, _task: Named, _day: date) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What is handed in beside an event, which has no more of it than seals and hashes: it is kept beside the log."""

    contacts: Sequence[ContactRow] = ()
    files: Sequence[FileRow] = ()


@dataclass(frozen=True)
class Entry:
    """One event at its place in the log, as one transaction sees it.

    `until`: looking back, no event is followed as of a later day. `supposed`: it is only supposed to happen, so that
    its day may be still to come. `handed`: what was handed in beside it, when it is recorded; None when a log is
    followed again, and nobody has that. `begun_by`: tells whether a task had begun by a day, as the plan was that had
    it (`engine.pipeline.terms`).
    """

    snapshot: Snapshot
    recorded: Recorded
    meanings: Mapping[str, Meaning]
    until: date | None = None
    supposed: bool = False
    handed: Handed | None = None
    begun_by: "BegunBy" = _never

    @property
    def event(self) -> Event:
        """The event."""
        return self.recorded.event

    @property
    def position(self) -> int:
        """The place of the event in the log."""
        return self.recorded.position

    @property
    def meaning(self) -> Meaning:
        """The answers of its type's family."""
        return self.meanings[self.event.type]

    @property
    def session(self) -> Session:
        """The transaction."""
        return self.snapshot.session

    @property
    def tools(self) -> Tools:
        """The tools it is followed with."""
        return self.snapshot.tools

    @cached_property
    def recorded_on(self) -> date:
        """The day on which the event was recorded, by Vietnamese time."""
        return recorded_on(self.event)

    @cached_property
    def today(self) -> date:
        """The day on which the event is followed: that on which it was recorded, unless a look back ends before it.

        What it is followed by has seen the last day swept too (`pipeline.gathering`).
        """
        return min(self.recorded_on, self.until) if self.until else self.recorded_on

    @cached_property
    def began(self) -> date:
        """The day on which the log was begun."""
        first = next(iter(self.session.events(limit=1)), None)
        return recorded_on(first.event) if first else self.today

    @property
    def touching(self) -> Touching:
        """The finder of what something changes for."""
        return self.snapshot.once("touching", lambda: Touching.of(self.snapshot))

    def with_units(self, fresh: Iterable[UnitRow]) -> Touching:
        """The same, `fresh` agencies that come in just now included."""
        return Touching.of(self.snapshot, fresh)

    def saying(self, event: Event) -> "Entry":
        """The same, as if it said `event`."""
        return replace(self, recorded=replace(self.recorded, event=event))

    def document(self) -> str:
        """The document that proves the event, as the officer wrote it; "" where there is none."""
        return self.event.document.text if self.event.document else ""

    def facts(self) -> Iterator[Fact]:
        """The facts that the event states."""
        yield from self.meaning.states(self.event, self.position)

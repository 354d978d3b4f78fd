"""The days that were swept: how far the clock has come, as a value. It is kept as a fact, and follows from the log.

Who takes a day back (`event.withdrawn` naming its `day.began`) takes back all that were swept after it too: the clock
stands again as it stood before. A plan that a sweep had to leave out stays behind, until a later one can sweep it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from engine.facts.fact import Behind, Fact, SweptTo
from engine.facts.topics import CLOCK
from events.event import Recorded
from events.rows import EVERY_PLAN
from events.states import DAY_BEGAN

CLOCK_FACT = "clock"
"""Id of the fact that holds the last day swept."""

BEGAN, WITHDRAWN = DAY_BEGAN, "event.withdrawn"
"""The types of events by which days come and go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The clock after a sweep, or before the first."""

    day: date | None = None  # the last day swept
    position: int = 0  # of its event in the log
    behind: Mapping[str, Behind] = field(default_factory=dict)  # the plans that were left out, by id

    @classmethod
    def of(cls, fact: Fact | None) -> "Clock":
        """The clock as the fact `CLOCK_FACT` keeps it."""
        if fact is None:
            return cls()
        behind = fact.said.behind if isinstance(fact.said, SweptTo) else ()
        return cls(day=fact.day, position=fact.position, behind={one.plan: one for one in behind})

    def fact(self) -> Fact:
        """The fact that keeps it."""
        said = SweptTo(tuple(self.behind.values())) if self.behind else None
        return Fact(CLOCK_FACT, self.position, EVERY_PLAN, CLOCK, "", "", held=True, day=self.day, said=said)

    def since(self, plan: str) -> date | None:
        """The day up to which a plan has been swept; None: it never was."""
        return self.behind[plan].day if plan in self.behind else self.day

    def sweeps(self, plan: str, day: date) -> bool:
        """True if a sweep of `day` has anything to do for the plan."""
        since = self.since(plan)
        return since is None or since < day

    def after(self, recorded: Recorded, first: date) -> "Clock":
        """The clock once the day that `recorded` says began is swept; the same one where it is over already.

        `first` is the day to which the first sweep of all looks back.
        """
        day, left_out = recorded.event.occurred_on, recorded.event.data.get("without") or {}
        if self.day and (day < self.day or (day == self.day and not self.behind)):
            return self
        those = [plan for plan in sorted(left_out) if self.day is None or self.sweeps(plan, day)]
        behind = {plan: Behind(plan, self.since(plan) or first, recorded.position) for plan in those}
        return Clock(day=day, position=recorded.position, behind=behind)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptDays:
    """The days of a log: the clocks that stand, one for each sweep, and the ids of the days taken back."""

    clocks: tuple[Clock, ...]
    taken_back: frozenset[str]

    @property
    def clock(self) -> Clock:
        """The clock as it stands in the end."""
        return self.clocks[-1]

    @classmethod
    def of(cls, log: Iterable[Recorded], began: date) -> "SweptDays":
        """The days of `log`, where events of other types do not matter; `began` is the day of its first event."""
        clocks, days, gone = [Clock()], dict[str, date](), set[str]()
        for recorded in log:
            event = recorded.event
            if event.type == BEGAN:
                days[event.id] = event.occurred_on
                now = clocks[-1].after(recorded, first_day(began, event.occurred_on))
                clocks += [now] if now is not clocks[-1] else []
            elif event.type == WITHDRAWN and event.corrects in days:
                back = days[event.corrects]
                gone |= {name for name, day in days.items() if day >= back}
                clocks = [one for one in clocks if one.day is None or one.day < back]
        return cls(clocks=tuple(clocks), taken_back=frozenset(gone))


def first_day(began: date, day: date) -> date:
    """The day to which the first sweep, of `day`, looks back: that on which the log was begun."""
    return min(began, day - timedelta(days=1))

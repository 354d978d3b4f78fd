"""A topic: the thing that a fact speaks of, as a value. As text (`milestone:congress`) it stands in the store only."""

from enum import StrEnum
from typing import NamedTuple

from events.states import UNACCEPTED_REPORT
from rules.offsets import Signal, SignalKind


class Sort(StrEnum):
    """The sorts of things that facts speak of. The first three are those that rules may wait for."""

    MILESTONE = "milestone"
    DONE = "done"  # a task was reported done, or the plan records it as done
    MISSED = "missed"  # a task's due date passed without it
    DATE = "date"  # a date was set by hand
    ASKED = "asked"  # more time was asked for
    EXTENDED = "extended"  # and granted; the fact's day is the new due date
    REFUSED = "refused"  # or not
    ACKNOWLEDGED = "acknowledged"  # the task was taken up
    PROGRESS = "progress"  # how far it has come
    RETURNED = "returned"  # a report that it was done was not accepted
    UNACCEPTED = UNACCEPTED_REPORT  # a report that it was done which nobody has accepted or returned
    ASSIGNED = "assigned"  # inside a unit, to a person
    PART = "part"  # a cooperating unit is asked for its part
    SUSPENDED = "suspend"  # named by a selector (`rules.rule_selectors`)
    BOUND = "bounds"  # a suspension begins or ends with a milestone, so that it is found from there
    RULE = "rule"  # a version of the plan made a rule what it is
    VERSION = "amendment"  # a version of the plan waits for its day
    CLOCK = "clock"  # the last day swept
    ATTACHED = "attached"  # a file belongs to an event
    HANDED_UP = "handed_up"  # a report was handed up
    JOINED = "joined"  # milestones of several plans are one happening
    PARTED = "parted"  # or are not
    ENDED = "ended"  # a plan is closed, or another stands for it

    __hash__ = str.__hash__  # facts are looked up by it all the time, and Enum's own is slow


class Topic(NamedTuple):
    """A sort, and the name within it: a milestone's, a rule's, a selector; "" where there is but one."""

    sort: Sort
    name: str = ""

    @property
    def signal(self) -> Signal | None:
        """The signal that rules may wait for, if it is such a topic."""
        return Signal(kind=SignalKind(self.sort), name=self.name) if self.sort in _SIGNALS else None


_SIGNALS = frozenset({Sort.MILESTONE, Sort.DONE, Sort.MISSED})


CLOCK = Topic(Sort.CLOCK)
"""The last day swept, of which there is one fact for all plans."""


ENDED = Topic(Sort.ENDED)
"""The end of a plan."""


JOINS = Topic(Sort.JOINED), Topic(Sort.PARTED)
"""All that says which milestones are one."""


HANDED_UP = Topic(Sort.HANDED_UP)
"""The reports that were handed up."""


def attached(event_id: str) -> Topic:
    """The files that belong to an event."""
    return Topic(Sort.ATTACHED, event_id)


def topic_of(signal: Signal) -> Topic:
    """The topic of the facts that say that `signal` happened."""
    return Topic(Sort(signal.kind), signal.name)


def milestone(name: str) -> Topic:
    """The happenings of the milestone `name`."""
    return Topic(Sort.MILESTONE, name)


def done(rule: str) -> Topic:
    """The reports that tasks of `rule` were done."""
    return Topic(Sort.DONE, rule)


def unaccepted(rule: str) -> Topic:
    """The same reports, as long as nobody has accepted them: by these they are found."""
    return Topic(Sort.UNACCEPTED, rule)


def missed(rule: str) -> Topic:
    """The due dates of `rule` that were missed."""
    return Topic(Sort.MISSED, rule)


def date_set(rule: str) -> Topic:
    """The dates set by hand for tasks of `rule`."""
    return Topic(Sort.DATE, rule)


def extended(rule: str) -> Topic:
    """The extensions granted for tasks of `rule`."""
    return Topic(Sort.EXTENDED, rule)


COURSE = (Sort.ACKNOWLEDGED, Sort.PROGRESS, Sort.RETURNED, Sort.ASSIGNED, Sort.PART)
"""The sorts of what is said of a task on its way: none of it changes the task's state."""


HEARD = (Sort.ACKNOWLEDGED, Sort.PROGRESS, Sort.RETURNED)
"""The sorts of what was heard of a task: that it was taken up, how far it has come, a report that did not stand."""


def heard(rule: str) -> tuple[Topic, ...]:
    """The topics of what was heard of a rule's tasks."""
    return tuple(Topic(sort, rule) for sort in HEARD)


def course(rule: str) -> tuple[Topic, ...]:
    """The topics of what is said of the course of a rule's tasks."""
    return tuple(Topic(sort, rule) for sort in COURSE)


def suspended(selector: str) -> Topic:
    """The suspensions of the rules that `selector` means."""
    return Topic(Sort.SUSPENDED, selector)


def bound(name: str) -> Topic:
    """The suspensions that begin or end with the milestone `name`."""
    return Topic(Sort.BOUND, name)


def reworded(rule: str) -> Topic:
    """The versions of the plan that made `rule` what it is."""
    return Topic(Sort.RULE, rule)


def said_of(rule: str) -> tuple[Topic, Topic, Topic]:
    """The topics of what is said of a rule's tasks by hand: done, date set, extended."""
    return done(rule), date_set(rule), extended(rule)

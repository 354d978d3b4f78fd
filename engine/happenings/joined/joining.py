"""Happenings: milestones of several plans are one, so that what is said of one is said of all; or they are not.

Joined are milestones that happen at the same place. What was said of one before counts for all from then on, and the
other way about; if two were held on different days, it must first be said which is wrong. Who parts leaves each with
what was said of it, and what was said while they were one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from engine.facts.fact import Fact, Joined, Parted
from engine.facts.joins import Member, happenings, joining, member_of, rows_tied, written
from engine.facts.topics import JOINS
from engine.happenings.entry import Brought, Entry, Matter, Meaning
from engine.happenings.named import milestone_named, plan_named, told
from engine.happenings.plan_versions import in_joined_plans
from engine.snapshot import Snapshot
from engine.telling.reasons import Closing
from events.errors import N_, EventError
from events.event import Event
from events.rows import EVERY_PLAN
from events.store import Session
from rules.plan import Milestone

SEVERAL = N_(
    "One happening is joined of milestones of several plans, each written PLAN/MILESTONE. Nothing was recorded."
)
TWO_OF_ONE = N_(
    "“{one}” and “{other}” are milestones of one plan, which tells them apart; they cannot be one happening. Nothing "
    "was recorded. Join others, or amend the plan."
)
OTHER_PLACE = N_(
    "“{one}” and “{other}” do not happen at the same place, or only one of them is held again and again; they cannot "
    "be one happening. Nothing was recorded."
)
TWO_DAYS = N_(
    "“{one}” was held at “{unit}” on {day}: {since}. “{other}” was held there on {other_day}: {other_since}. They "
    "cannot be one happening. Nothing was recorded. Correct the day that is wrong (`thoihan correct ID --on …`), or "
    "leave them apart."
)
NOT_JOINED = N_("“{member}” is joined with no other. Nothing was recorded; `thoihan happenings list` shows which are.")
STANDS = N_(
    "Event “{id}” is of type {type}, and is not amended. Nothing was recorded. Who has joined what is not one, parts "
    "it: `thoihan happenings part PLAN/MILESTONE`; who has parted what is one, joins it again."
)

Facts = Sequence[Fact]

# --- whether it fits --------------------------------------------------------------------------------------------------


def together(snapshot: Snapshot, members: Iterable[Member]) -> frozenset[Member]:
    """The members, and all that are one with one of them already."""
    there = happenings(snapshot.joins(), {row.id for row in snapshot.session.plans()})
    found = frozenset(members)
    return found.union(*(one for one in there if not found.isdisjoint(one)))


def _members(event: Event) -> list[Member]:
    return [member_of(one) for one in event.data["members"]]


def _named(entry: Entry) -> list[Member]:
    """The members that the event names. Raises EventError where there is no such plan or milestone."""
    found = _members(entry.event)
    for plan, name in found:
        milestone_named(plan_named(entry, plan), name)
    return found


def _admit_joined(entry: Entry) -> None:
    """Raise EventError unless these can be one happening."""
    members = _named(entry)
    if len(set(members)) < 2:
        raise EventError(SEVERAL)
    all_of = sorted(together(entry.snapshot, members))
    for one, other in combinations(all_of, 2):
        if one[0] == other[0]:
            raise EventError(TWO_OF_ONE, one=written(one), other=written(other))
        if place_of(_milestone(entry.snapshot, one)) != place_of(_milestone(entry.snapshot, other)):
            raise EventError(OTHER_PLACE, one=written(one), other=written(other))
    must_not_contradict(entry.snapshot, all_of)


def place_of(milestone: Milestone) -> tuple[str | None, str | None, bool]:
    """The place of a milestone, and whether it happens there again and again: of one happening it is the same."""
    return milestone.at, milestone.of_each, milestone.repeats


def _milestone(snapshot: Snapshot, member: Member) -> Milestone:
    return snapshot.plans()[member[0]].milestones[member[1]]


def must_not_contradict(snapshot: Snapshot, members: Sequence[Member]) -> None:
    """Raise EventError if two of them were held at one place on different days, and it does not happen repeatedly."""
    held: dict[str, Fact] = {}
    said = [] if _milestone(snapshot, members[0]).repeats else snapshot.stated(members)
    for fact in sorted(said, key=lambda fact: (fact.unit, fact.plan, fact.id)):
        other = held.setdefault(fact.unit, fact) if fact.held and not fact.alone else fact
        if other.day != fact.day:
            raise EventError(TWO_DAYS, **_both(snapshot, other, fact))


def _both(snapshot: Snapshot, fact: Fact, other: Fact) -> Mapping[str, object]:
    days = {"unit": fact.unit, "day": fact.day, "other_day": other.day}
    names = {"one": f"{fact.plan}/{fact.topic.name}", "other": f"{other.plan}/{other.topic.name}"}
    since, other_since = (told(snapshot.session.recorded(one.grounds[0]).event) for one in (fact, other))
    return {**days, **names, "since": since, "other_since": other_since}


def _joined_before(entry: Entry) -> str | None:
    """Id of an event that joined them, where all are one already."""
    members = _members(entry.event)
    there = happenings(entry.snapshot.joins(), {row.id for row in entry.session.plans()})
    if not any(one.issuperset(members) for one in there):
        return None
    return min(joining(entry.snapshot.joins(), members), default=None)


def _admit_parted(entry: Entry) -> None:
    """Raise EventError unless each is joined with another; or they are told apart, and are not."""
    members = _named(entry)
    if entry.event.data.get("joins") is None:
        for member in members:
            if together(entry.snapshot, [member]) == {member}:
                raise EventError(NOT_JOINED, member=written(member))
    elif not entry.event.data["joins"] and len(set(members)) < 2:
        raise EventError(SEVERAL)


def _joining_them(entry: Entry) -> Mapping[str, Sequence[str]]:
    """The events that join those which are parted."""
    members = set(entry.event.data["members"])
    facts = entry.snapshot.joins()
    return {"joins": [one.id for one in facts if isinstance(one.said, Joined) and members & set(one.said.members)]}


# --- what it brings ---------------------------------------------------------------------------------------------------


def _joined(event: Event, position: int) -> Facts:
    said = Joined(tuple(event.data["members"]))
    return [Fact(event.id, position, EVERY_PLAN, JOINS[0], "", "", held=True, day=event.occurred_on, said=said)]


def _parted(event: Event, position: int) -> Facts:
    said = Parted(tuple(event.data["members"]), tuple(event.data.get("joins") or ()))
    return [Fact(event.id, position, EVERY_PLAN, JOINS[1], "", "", held=True, day=event.occurred_on, said=said)]


def _brings(states: Callable[[Event, int], Facts]) -> Callable[[Entry], Brought]:
    """The rows of the plans whose ties change, and their tasks that wait for what is joined or parted."""

    def brings(entry: Entry) -> Brought:
        facts = states(entry.event, entry.position)
        rows = rows_tied(entry.session.plans(), [*entry.snapshot.joins(), *facts])
        return Brought(facts=facts, plans=rows, parts=in_joined_plans(entry, rows))

    return brings


def _always(_snapshot: Snapshot, _event: Event) -> date:
    """Since ever: what is one was never two."""
    return date.min


def _matters(_session: Session, event: Event) -> Iterator[Matter]:
    yield from (("happening", one) for one in event.data["members"])


_JOINED = Meaning(
    admit=_admit_joined,
    brings=_brings(_joined),
    closing=Closing.NO_GROUNDS,
    matters=_matters,
    since=_always,
    stands=STANDS,
    known=_joined_before,
)

MEANINGS: Mapping[str, Meaning] = {
    "happening.joined": _JOINED,
    "happening.parted": replace(
        _JOINED,
        admit=_admit_parted,
        brings=_brings(_parted),
        fills=_joining_them,
        known=lambda _entry: None,
    ),
}

"""Following: from an event, or a batch of them, to one Decision.

What comes in is put beside what is known, each plan is decided, messages are made. There is one way: a single event is
a batch of one. Everything is read through the session of one transaction; nothing is written here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from engine.deciding.verdicts import Verdict, divided
from engine.decision import Change, Decision, Positions, always
from engine.facts.mentions import mention_rows
from engine.facts.plans import compiled_row, title_rows
from engine.happenings.calendar_days import recount_of
from engine.happenings.entry import Brought, Entry, Part, Recount, Review, part_of
from engine.pipeline.gathering import Frame
from engine.pipeline.remaining import remaining
from engine.pipeline.settling import Settling, lapses_of, mail
from engine.telling.messages import Mail, tellable
from events.rows import RecountRow

Later = Callable[[RecountRow], bool]
"""True for a plan whose dates are counted again in a transaction of their own."""


def at_once(_row: RecountRow) -> bool:
    """All is done with the event."""
    return False


Reach = tuple[str, str]
"""The tasks of a rule at a unit, in whatever cycle."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event beside what it brings. `reach` are the tasks that it can touch, where these are told one by one."""

    entry: Entry
    brought: Brought
    reach: Sequence[Reach] = ()


def _without_later(entry: Entry, brought: Brought, later: Later) -> tuple[Brought, list[RecountRow]]:
    """What is followed now, and the plans whose dates are counted again later."""
    put_off = [row for row in recounts_in(entry, brought) if later(row)]
    plans = {row.plan for row in put_off}
    parts = [one for one in brought.parts if part_of(one) not in plans] if plans else brought.parts
    return replace(brought, parts=parts) if plans else brought, put_off


def follow(arrivals: Sequence[Arrival], later: Later = at_once) -> Decision:
    """All that follows from one event; or from several, each of which touches other tasks of one plan.

    Dates that are to be counted again are put off, where `later` says so of a plan.
    """
    first, at = arrivals[0].entry, _positions(arrivals)
    brought = arrivals[0].brought if len(arrivals) == 1 else _together(arrivals)
    brought, put_off = _without_later(first, brought, later)
    frame = Frame.of(first, brought)
    settling = Settling(frame, at)
    settled = [(part, settling.verdict(part)) for part in brought.parts]
    verdicts = [*(verdict for _, verdict in settled), *remaining(first, brought, at)]
    mails = [one for part, verdict in settled for one in _mails(frame, arrivals, part, verdict, at)]
    gone = {name for verdict in verdicts for name in verdict.facts_gone}  # of what was brought too
    facts = chain((one for one in brought.facts if one.id not in gone), *(verdict.facts for verdict in verdicts))
    return Decision(
        event=first.event,
        position=first.position,
        at=at,
        changes=tuple(change for verdict in verdicts for change in _all(verdict)),
        one_by_one=tuple(change for verdict in verdicts for change in verdict.changes),
        lapses=tuple(lapse for part in brought.parts for lapse in lapses_of(part)),
        foreseen=_foreseen(first, brought.foreseen) if brought.foreseen else (),
        facts=tuple({fact.id: fact for fact in facts}.values()),
        facts_gone=(*brought.facts_gone, *(name for verdict in verdicts for name in verdict.facts_gone)),
        units=brought.units,
        contacts=brought.contacts,
        contacts_gone=brought.contacts_gone,
        moved=brought.moved,
        files=brought.files,
        leading=frame.units.leading,
        plans=brought.plans,
        compiled=[compiled_row(frame.plans[row.id], row.hash, first.tools.compiler) for row in brought.plans],
        titles=title_rows(frame.plans[row.id] for row in brought.plans) if brought.plans else (),
        mentions=[one for row in brought.plans for one in mention_rows(frame.plans[row.id], row.hash)],
        calendar_days=brought.calendar_days,
        cut_offs=brought.cut_offs,
        recounts=put_off,
        redated=tuple(one for verdict in verdicts for one in verdict.redated),
        recounted={key: tasks for verdict in verdicts for key, tasks in verdict.recounted.items()},
        bodies=tuple({body.key: body for one in mails for body in one.bodies}.values()),
        messages=tuple(message for one in mails for message in one.messages),
        contents={key: content for one in mails for key, content in one.contents.items()},
    )


def recounts_in(entry: Entry, brought: Brought) -> Iterator[RecountRow]:
    """The plans whose dates are to be counted again, as they are kept until that is done."""
    yield from (RecountRow(entry.position, one.of) for one in brought.parts if isinstance(one, Recount))


def recounted(entry: Entry, row: RecountRow) -> Decision:
    """The decision on the dates of one plan, for the amendment that `entry` recorded: no event since has touched it."""
    brought = Brought(parts=[recount_of(entry, row.plan)])
    return replace(follow([Arrival(entry, brought)]), recounts_done=[row])


def _positions(arrivals: Sequence[Arrival]) -> Positions:
    """The position by which each task changes: that of the event in whose reach it is."""
    if len(arrivals) == 1:
        return always(arrivals[0].entry.position)
    owners = {place: one.entry.position for one in arrivals for place in one.reach}
    return lambda rule, unit: owners[rule, unit]


def _together(arrivals: Sequence[Arrival]) -> Brought:
    """All that the events of a batch bring, with one scope."""
    scope: dict[str, list[str]] = {}
    for rule, unit in (place for one in arrivals for place in one.reach):
        scope.setdefault(rule, []).append(unit)
    [part] = arrivals[0].brought.parts
    review = Review(plan=part.plan, scope={rule: frozenset(units) for rule, units in scope.items()})
    return Brought(
        facts=[fact for one in arrivals for fact in one.brought.facts],
        facts_gone=[name for one in arrivals for name in one.brought.facts_gone],
        parts=[review],
    )


def _all(verdict: Verdict) -> tuple[Change, ...]:
    return (*verdict.regrouped, *verdict.changes)


def _mails(frame: Frame, arrivals: Sequence[Arrival], part: Part, verdict: Verdict, at: Positions) -> Iterator[Mail]:
    """The messages of each event, which tell of the changes by it."""
    changes = _all(verdict)
    if len(arrivals) == 1:
        yield mail(frame, arrivals[0].entry, part, changes)
        return
    entries = {one.entry.position: one.entry for one in arrivals}
    for position, these in divided(tellable(part.plan, changes), at).items():
        yield mail(frame, entries[position], part, these)


def _foreseen(entry: Entry, brought: Brought) -> tuple[Change, ...]:
    """The changes there would be if what `brought` has to come had come today."""
    settling = Settling(Frame.of(entry, brought), always(entry.position))
    return tuple(change for part in brought.parts for change in _all(settling.verdict(part)))

"""From one event to one Decision: what comes in is put beside what is known, each plan is decided, messages are made.

Everything is read through the session of one transaction; nothing is written here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from engine.activating import Counting
from engine.deciding import Scope, Verdict, decide, facts_made
from engine.decision import Change, Decision
from engine.gathering import gather
from engine.incoming import Incoming, Part, Reading, incoming
from engine.recounting import Place, Recounted, recount
from engine.register import Known
from engine.scoping import followed, merged, scope_of
from engine.shelf import Shelf, Tools
from engine.telling import Mail, tell
from engine.units import Units
from events.event import Event
from events.rows import FactRow
from events.store import Session
from rules.offsets import Signal, SignalKind
from rules.plan import Plan, TaskRule


def follow(session: Session, tools: Tools, event: Event, position: int) -> Decision:
    """All that `event` does at `position` in the log."""
    reading = Reading(Shelf(session, tools), event, position)
    brought = incoming(reading)
    units = reading.shelf.units(brought.units)
    decided = [_part(reading, brought, units, part) for part in brought.parts]
    verdicts, mails = [verdict for verdict, _ in decided], [mail for _, mail in decided]
    facts = [*brought.facts, *(fact for verdict in verdicts for fact in verdict.facts)]
    return Decision(
        event=event,
        position=position,
        changes=tuple(change for verdict in verdicts for change in verdict.changes),
        lapses=tuple(lapse for part in brought.parts for lapse in part.lapses),
        foreseen=_foreseen(reading, brought.foreseen) if brought.foreseen else (),
        facts=tuple({fact.event_id: fact for fact in facts}.values()),
        facts_gone=(*brought.facts_gone, *(name for verdict in verdicts for name in verdict.facts_gone)),
        units=brought.units,
        heirs=units.heirs,
        plans=brought.plans,
        calendar_days=brought.calendar_days,
        cut_offs=brought.cut_offs,
        redated=tuple(one for verdict in verdicts for one in verdict.redated),
        bodies=tuple(body for mail in mails for body in mail.bodies),
        messages=tuple(message for mail in mails for message in mail.messages),
        contents={key: content for mail in mails for key, content in mail.contents.items()},
    )


def _foreseen(reading: Reading, brought: Incoming) -> tuple[Change, ...]:
    """What would change if what `brought` has to come had come today."""
    units = reading.shelf.units(brought.units)
    return tuple(c for part in brought.parts for c in _part(reading, brought, units, part)[0].changes)


def _part(reading: Reading, brought: Incoming, units: Units, part: Part) -> tuple[Verdict, Mail]:
    plan = part.plan
    calendars = reading.shelf.calendars(plan.calendar, units, brought.calendar_days, brought.cut_offs)
    convention = reading.shelf.tools.convention(plan.convention).override(plan.policies.settings)

    def counting(rule: TaskRule) -> Counting:
        return Counting(calendars, convention.override(rule.settings) if rule.settings else convention)

    if part.recount:
        known, verdict = _recounted(reading, brought, units, part, counting)
        changes = told = verdict.changes
    else:
        known = gather(reading, plan, units, part.scope, brought)
        verdict = decide(known, part.scope, counting, position=reading.position)
        changes = told = (*verdict.changes, *part.notices)
    if part.version:
        changes = part.version.settled(known, verdict.changes, part.notices)
        told = (*changes, *part.version.let_go(changes))
    cause = part.version.event if part.version else reading.event
    mail = tell(reading.event, reading.position, plan, units, told, part.lapses, cause)
    return replace(verdict, changes=changes), mail


def _recounted(
    reading: Reading, brought: Incoming, units: Units, part: Part, counting: Callable[[TaskRule], Counting]
) -> tuple[Known, Verdict]:
    """What becomes of the plan's dates; and of what follows where one of them is past now, or stands still."""
    plan, position = part.plan, reading.position
    found = reading.session.due_groups(plan.id, part.among)
    known = gather(reading, plan, units, {group.rule: frozenset[str]() for group in found}, brought)
    known = replace(known, dues=reading.session.dues({group.due_key for group in found}))
    counted = recount(reading.session, known, found, counting, part.among)
    facts = tuple(facts_made(known, counted.changes, position))
    scope = _following(reading, plan, units, counted, facts)
    more = Verdict()
    if scope:
        frame = gather(reading, plan, units, scope, brought)
        frame = replace(frame, facts=frame.facts.plus(facts))
        more = decide(frame, scope, counting, position=position)
    notices = tuple(counted.dated(_apart(part.notices, _places(more.changes))))
    alone = counted.without(_places((*more.changes, *notices)))
    return known, Verdict(
        changes=(*alone.changes, *more.changes, *notices),
        redated=tuple(alone.redated(position)),
        facts=(*facts, *more.facts),
        facts_gone=more.facts_gone,
    )


def _following(reading: Reading, plan: Plan, units: Units, counted: Recounted, facts: Iterable[FactRow]) -> Scope:
    """The rules of the tasks that a suspension reaches or leaves, and those that wait for what is now missed."""
    scope = followed(plan, counted.restated)
    places: dict[str, set[str]] = {}
    for fact in facts:
        places.setdefault(fact.signal.partition(":")[2], set()).add(fact.unit)
    for rule, at in places.items():
        signal = Signal(kind=SignalKind.MISSED, name=rule)
        scope = merged(scope, scope_of(plan, reading.matcher, units, signal, at))
    return scope


def _apart(notices: Iterable[Change], places: frozenset[Place]) -> Iterator[Change]:
    """`notices`, but for tasks at `places`: of these something else is told, and written."""
    for notice in notices:
        units = [unit for unit in notice.units if (notice.rule.id, notice.cycle, unit) not in places]
        if units:
            yield replace(notice, units=units)


def _places(changes: Iterable[Change]) -> frozenset[Place]:
    return frozenset((change.rule.id, change.cycle, unit) for change in changes for unit in change.units)

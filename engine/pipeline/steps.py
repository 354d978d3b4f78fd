"""From one event to one Decision: what comes in is put beside what is known, each plan is decided, messages are made.

Everything is read through the session of one transaction; nothing is written here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from engine.deciding.deciding import Scope, Verdict, decide, facts_made
from engine.deciding.outcomes import Counting
from engine.deciding.recounting import Place, Recounted, recount
from engine.decision import Change, Decision, always
from engine.facts.suspension_clauses import Shared
from engine.happenings.amending import still_so
from engine.happenings.incoming import Incoming, Part, Reading, incoming
from engine.happenings.succeeding import passing_on
from engine.pipeline.gathering import gather, sharing
from engine.reach.scoping import followed, merged, scope_of
from engine.snapshot import Shelf, Tools
from engine.telling.messages import Mail, tell
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
    shared, units = sharing(reading, brought), reading.shelf.units(brought.units)
    verdicts = [_settled(reading, shared, brought, units, part) for part in brought.parts]
    both = zip(brought.parts, verdicts, strict=True)
    mails = [mail(reading, shared, units, part, of.changes) for part, of in both]
    facts = [*brought.facts, *(fact for verdict in verdicts for fact in verdict.facts)]
    return Decision(
        event=reading.event,
        position=reading.position,
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
    shared, units = sharing(reading, brought), reading.shelf.units(brought.units)
    settled = (_settled(reading, shared, brought, units, part) for part in brought.parts)
    return tuple(change for verdict in settled for change in verdict.changes)


def _settled(reading: Reading, shared: Shared, brought: Incoming, units: Units, part: Part) -> Verdict:
    """What becomes of the tasks of one plan, the clock's notices and a new version of the plan counted in."""
    if part.recount:
        return _recounted(reading, shared, brought, units, part)
    known = gather(reading, shared, part.plan, units, part.scope, brought)
    verdict = decide(known, part.scope, counting_of(reading, brought, units, part.plan), always(reading.position))
    if part.version:
        return replace(verdict, changes=part.version.settled(known, verdict.changes, part.notices))
    made = tuple(passing_on(verdict.changes, part.notices)) if part.notices else verdict.changes
    return replace(verdict, changes=(*made, *still_so(part.plan, part.notices, made)))


def counting_of(reading: Reading, brought: Incoming, units: Units, plan: Plan) -> Callable[[TaskRule], Counting]:
    """How each rule of the plan counts."""
    tools, once = reading.tools, reading.tools.worked.once
    calendars = reading.shelf.calendars(plan.calendar, units, brought.calendar_days, brought.cut_offs)
    plans = once(("convention", plan.hash), lambda: tools.convention(plan.convention).override(plan.policies.settings))

    def counting(rule: TaskRule) -> Counting:
        if not rule.settings:
            return Counting(calendars, plans)
        return Counting(calendars, once(("convention", plan.hash, rule.id), lambda: plans.override(rule.settings)))

    return counting


def _recounted(reading: Reading, shared: Shared, brought: Incoming, units: Units, part: Part) -> Verdict:
    """What becomes of the plan's dates; and of what follows where one of them is past now, or stands still."""
    plan, at, counting = part.plan, always(reading.position), counting_of(reading, brought, units, part.plan)
    found = reading.session.due_groups(plan.id, part.among)
    of_all = {group.rule: part.among for group in found}
    known = gather(reading, shared, plan, units, of_all, brought, rows=False)
    known = replace(known, dues=reading.session.dues({group.due_key for group in found}))
    counted = recount(reading.session, known, found, counting, part.among)
    facts = tuple(facts_made(known, counted.changes, at))
    scope = _following(reading, plan, units, counted, facts)
    more = Verdict()
    if scope:
        frame = gather(reading, shared, plan, units, scope, brought)
        frame = replace(frame, facts=frame.facts.plus(facts))
        more = decide(frame, scope, counting, at)
    alone = counted.without(_places(more.changes))
    return Verdict(
        changes=(*alone.changes, *more.changes),
        redated=tuple(alone.redated(reading.position)),
        facts=(*facts, *more.facts),
        facts_gone=more.facts_gone,
    )


def _following(reading: Reading, plan: Plan, units: Units, counted: Recounted, facts: Iterable[FactRow]) -> Scope:
    """The rules of the tasks that a suspension reaches or leaves, and those that wait for what is now missed."""
    scope = followed(plan, reading.tools, units, counted.restated)
    places: dict[str, set[str]] = {}
    for fact in facts:
        places.setdefault(fact.signal.partition(":")[2], set()).add(fact.unit)
    for rule, at in places.items():
        signal = Signal(kind=SignalKind.MISSED, name=rule)
        scope = merged(scope, scope_of(plan, reading.tools, units, signal, at))
    return scope


def _places(changes: Iterable[Change]) -> frozenset[Place]:
    return frozenset((change.rule.id, change.cycle, unit) for change in changes for unit in change.units)


def mail(reading: Reading, shared: Shared, units: Units, part: Part, changes: Sequence[Change]) -> Mail:
    """The messages that tell of `changes` in one plan, and of what the part has to tell beside them."""
    version = part.version
    told = (*changes, *version.let_go(changes)) if version else changes
    cause = version.event if version else reading.event
    of = shared.plans.get(cause.plan or "")
    return tell(reading.event, reading.position, part.plan, units, told, part.lapses, cause=cause, of=of)

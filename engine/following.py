"""From one event to one Decision: what comes in is put beside what is known, each plan is decided, messages are made.

Everything is read through the session of one transaction; nothing is written here.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.concluding import Counting
from engine.deciding import Verdict, decide
from engine.decision import Change, Decision
from engine.gathering import gather
from engine.incoming import Incoming, Part, Reading, incoming
from engine.recounting import recount
from engine.register import Known
from engine.shelf import Shelf, Tools
from engine.telling import Mail, tell
from engine.units import Units
from events.event import Event
from events.store import Session
from rules.plan import Plan, TaskRule


def follow(session: Session, tools: Tools, event: Event, position: int) -> Decision:
    """All that `event` does at `position` in the log."""
    return concluded(Reading(Shelf(session, tools), event, position))


def concluded(reading: Reading, brought: Incoming | None = None, verdicts: Sequence[Verdict] | None = None) -> Decision:
    """All that the event of `reading` does; what it brings, and what is decided of each of its parts, may be known."""
    brought = brought or incoming(reading)
    units = reading.shelf.units(brought.units)
    if verdicts is None:
        verdicts = [_settled(reading, brought, units, part) for part in brought.parts]
    mails = [_mail(reading, units, part, of) for part, of in zip(brought.parts, verdicts, strict=True)]
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
        bodies=tuple(body for mail in mails for body in mail.bodies),
        messages=tuple(message for mail in mails for message in mail.messages),
        contents={key: content for mail in mails for key, content in mail.contents.items()},
    )


def _foreseen(reading: Reading, brought: Incoming) -> tuple[Change, ...]:
    """What would change if what `brought` has to come had come today."""
    units = reading.shelf.units(brought.units)
    return tuple(change for part in brought.parts for change in _settled(reading, brought, units, part).changes)


def _settled(reading: Reading, brought: Incoming, units: Units, part: Part) -> Verdict:
    """What becomes of the tasks of one plan, the clock's notices and a new version of the plan counted in."""
    known, verdict = decided(reading, brought, units, part)
    changes = (*verdict.changes, *part.notices)
    if part.version:
        changes = part.version.settled(known, verdict.changes, part.notices)
    return replace(verdict, changes=changes)


def decided(reading: Reading, brought: Incoming, units: Units, part: Part) -> tuple[Known, Verdict]:
    """What follows for the tasks of one plan, and what was known for it."""
    counting = _counting(reading, brought, part.plan)
    if part.recount:
        found = reading.session.due_groups(part.plan.id)
        known = gather(reading, part.plan, units, {group.rule: frozenset[str]() for group in found}, brought)
        known = replace(known, dues=reading.session.dues({group.due_key for group in found}))
        return known, recount(reading.session, known, found, counting, reading.position)
    known = gather(reading, part.plan, units, part.scope, brought)
    return known, decide(known, part.scope, counting, position=reading.position)


def _counting(reading: Reading, brought: Incoming, plan: Plan) -> Callable[[TaskRule], Counting]:
    """How each rule of the plan counts."""
    tools, once = reading.shelf.tools, reading.shelf.tools.worked.once
    calendar = reading.shelf.calendar(
        plan.calendar, [day for day in brought.calendar_days if day.calendar == plan.calendar]
    )
    plans = once(("convention", plan.hash), lambda: tools.convention(plan.convention).override(plan.policies.settings))

    def counting(rule: TaskRule) -> Counting:
        own = (
            once(("convention", plan.hash, rule.id), lambda: plans.override(rule.settings)) if rule.settings else plans
        )
        return Counting(calendar, own)

    return counting


def _mail(reading: Reading, units: Units, part: Part, verdict: Verdict) -> Mail:
    version = part.version
    told = (*verdict.changes, *version.let_go(verdict.changes)) if version else verdict.changes
    cause = version.event if version else reading.event
    return tell(reading.event, reading.position, part.plan, units, told, part.lapses, cause)

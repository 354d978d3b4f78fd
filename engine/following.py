"""From one event to one Decision: what comes in is put beside what is known, each plan is decided, messages are made.

Everything is read through the session of one transaction; nothing is written here.
"""

from dataclasses import replace

from engine.activating import Counting
from engine.amending import still_so
from engine.clauses import Shared
from engine.deciding import Verdict, decide
from engine.decision import Change, Decision
from engine.gathering import gather, sharing
from engine.incoming import Incoming, Part, Reading, incoming
from engine.recounting import recount
from engine.shelf import Shelf, Tools
from engine.succeeding import passing_on
from engine.telling import Mail, tell
from engine.units import Units
from events.event import Event
from events.store import Session
from rules.plan import TaskRule


def follow(session: Session, tools: Tools, event: Event, position: int) -> Decision:
    """All that `event` does at `position` in the log."""
    reading = Reading(Shelf(session, tools), event, position)
    brought = incoming(reading)
    decided, units = _decided(reading, brought)
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
        bodies=tuple(body for mail in mails for body in mail.bodies),
        messages=tuple(message for mail in mails for message in mail.messages),
        contents={key: content for mail in mails for key, content in mail.contents.items()},
    )


def _foreseen(reading: Reading, brought: Incoming) -> tuple[Change, ...]:
    """What would change if what `brought` has to come had come today."""
    return tuple(change for verdict, _ in _decided(reading, brought)[0] for change in verdict.changes)


def _decided(reading: Reading, brought: Incoming) -> tuple[list[tuple[Verdict, Mail]], Units]:
    """What is decided and told in each plan, and the agencies there then are."""
    shared, units = sharing(reading, brought), reading.shelf.units(brought.units)
    return [_part(reading, shared, brought, units, part) for part in brought.parts], units


def _part(reading: Reading, shared: Shared, brought: Incoming, units: Units, part: Part) -> tuple[Verdict, Mail]:
    plan = part.plan
    fresh = [row for row in brought.calendar_days if row.calendar == plan.calendar]
    calendar = reading.shelf.calendar(plan.calendar, fresh)
    convention = reading.shelf.tools.convention(plan.convention).override(plan.policies.settings)

    def counting(rule: TaskRule) -> Counting:
        return Counting(calendar, convention.override(rule.settings) if rule.settings else convention)

    if part.recount:
        found = reading.session.due_groups(plan.id)
        known = gather(reading, shared, plan, units, {group.rule: frozenset[str]() for group in found}, brought)
        dues = reading.session.dues({group.due_key for group in found})
        verdict = recount(reading.session, replace(known, dues=dues), found, counting, reading.position)
    else:
        known = gather(reading, shared, plan, units, part.scope, brought)
        verdict = decide(known, part.scope, counting, position=reading.position)
    made = tuple(passing_on(verdict.changes, part.notices))
    changes = told = (*made, *still_so(plan, part.notices, made))
    if part.version:
        changes = part.version.settled(known, verdict.changes, part.notices)
        told = (*changes, *part.version.let_go(changes))
    cause = part.version.event if part.version else reading.event
    of = shared.plans.get(cause.plan or "")
    mail = tell(reading.event, reading.position, plan, units, told, part.lapses, cause=cause, of=of)
    return replace(verdict, changes=changes), mail

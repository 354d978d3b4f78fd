"""Settling: from the part of one plan in what an event brings to the verdict on its tasks, and to those told of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.calendars.calendar import CalendarError
from engine.contacts import reached_anew
from engine.deciding.outcomes import Counting
from engine.deciding.recounting import Place, Recounted, recount
from engine.deciding.transitions import still_so
from engine.deciding.unchanged import passing_on
from engine.deciding.verdicts import Scope, Verdict, decide
from engine.decision import Change, Lapse, Positions
from engine.happenings.entry import Entry, Part, Recount, Review, Transition
from engine.pipeline.gathering import Frame
from engine.reach.scope import Scoping
from engine.tasks import LIVE, State
from engine.telling.audience import Turning
from engine.telling.messages import Mail, tell
from engine.telling.reasons import Beside, Cause
from events.event import recorded_on
from events.rows import TaskRow
from events.store import Asked
from rules.plan import Plan, TaskRule

_SOON = 2
"""Working days: what is due by then is told at once."""


@dataclass(frozen=True, slots=True)
class Settling:
    """The one who settles: within one frame, each change by the event that `at` says."""

    frame: Frame
    at: Positions

    def verdict(self, part: Part) -> Verdict:
        """All that becomes of the tasks of one plan, notices and a new version of the plan counted in."""
        match part:
            case Recount():
                return self._recounted(part)
            case Transition():
                return self._transition(part)
            case Review():
                verdict = self._decided(part.plan, part.scope)
                notices = part.notices
                made = tuple(passing_on(verdict.changes, notices)) if notices else verdict.changes
                return replace(verdict, changes=(*made, *still_so(part.plan, notices, made)))

    def _decided(self, plan: Plan, scope: Scope) -> Verdict:
        if not scope:
            return Verdict()
        return decide(self.frame.known(plan, scope), scope, counting_of(self.frame, plan), self.at)

    def _transition(self, part: Transition) -> Verdict:
        known = self.frame.known(part.plan, part.scope)
        verdict = decide(known, part.scope, counting_of(self.frame, part.plan), self.at)
        return replace(verdict, changes=part.version.settled(known, verdict.changes, part.notices))

    def _recounted(self, part: Recount) -> Verdict:
        """All that becomes of the plan's dates; and of what follows where one is past now, or stands still."""
        counted, more = self.counted(part)
        alone = counted.without(_places(more.changes))
        return Verdict(
            changes=more.changes,
            regrouped=alone.changes,
            redated=tuple(alone.redated(self.frame.entry.position)),
            recounted=alone.tally,
            facts=more.facts,
            facts_gone=more.facts_gone,
        )

    def counted(self, part: Recount) -> tuple[Recounted, Verdict]:
        """The plan's dates counted again, and the verdict on what follows. Raises CalendarError."""
        plan, frame, counting = part.plan, self.frame, counting_of(self.frame, part.plan)
        found = [one for one in frame.snapshot.session.due_groups(plan.id, part.among) if one.rule in plan.rules]
        known = frame.known(plan, {group.rule: part.among for group in found}, rows=False)
        known = replace(known, receipts=frame.snapshot.receipts_of(known.plan.id, {group.due_key for group in found}))
        counted = recount(frame.snapshot.session, known, found, counting, part.among)
        return counted, self._following(plan, counted)

    def _following(self, plan: Plan, counted: Recounted) -> Verdict:
        """The verdict on tasks of which more than the date changes, and on those that wait for them."""
        frame = self.frame
        scope = Scoping(plan, frame.entry.tools, frame.units).followed(counted.restated)
        return decide(frame.known(plan, scope), scope, counting_of(frame, plan), self.at) if scope else Verdict()


def _places(changes: Iterable[Change]) -> frozenset[Place]:
    return frozenset((change.rule.id, change.cycle, unit) for change in changes for unit in change.units)


def counting_of(frame: Frame, plan: Plan) -> Callable[[TaskRule], Counting]:
    """The way each rule of the plan counts."""
    tools, once, brought = frame.entry.tools, frame.entry.tools.memo.once, frame.brought
    calendars = frame.snapshot.calendars(plan.calendar, frame.units, brought.calendar_days, brought.cut_offs)
    plans = once(("convention", plan.hash), lambda: tools.convention(plan.convention).override(plan.policies.settings))

    def counting(rule: TaskRule) -> Counting:
        if not rule.settings:
            return Counting(calendars, plans)
        return Counting(calendars, once(("convention", plan.hash, rule.id), lambda: plans.override(rule.settings)))

    return counting


def mail(frame: Frame, entry: Entry, part: Part, changes: Sequence[Change]) -> Mail:
    """The messages that tell of `changes` by `entry` in one plan, and of what the part has to tell beside them."""
    version = part.version if isinstance(part, Transition) else None
    event = version.event if version else entry.event
    closing, of = entry.meanings[event.type].closing, frame.plans.get(event.plan or "")
    cause = Cause(event=event, closing=closing, of=of, soon=lambda: _soon(frame, entry, part.plan))
    beside = replace(turned(frame, part), lapses=lapses_of(part))
    return tell(entry.event, entry.position, part.plan, frame.units, changes, beside, cause)


def turned(frame: Frame, part: Part) -> Beside:
    """Who has another part in open tasks of the plan, since agencies or the plan are others now."""
    version = part.version if isinstance(part, Transition) else None
    fresh, snapshot = frame.brought.units, frame.snapshot
    if isinstance(part, Recount) or not (fresh or version):
        return Beside()
    before, plan = snapshot.units(), part.plan
    reached = {one.code: new for one in fresh if (new := reached_anew(before.rows.get(one.code), one))}
    turning = Turning(version.was if version else plan, plan, before, frame.units, reached)
    wanted = turning.wanted()
    every = [name for name, units in wanted.items() if units is None]
    some = {name: units for name, units in wanted.items() if units is not None}
    rows = snapshot.session.gathered(plan.id, Asked(rules=every, tasks=some)).tasks if wanted else ()
    by_rule: dict[str, list[TaskRow]] = {}
    for row in (row for row in rows if State(row.state) in LIVE | {State.DONE}):
        by_rule.setdefault(row.rule, []).append(row)
    turns = [turn for name in sorted(by_rule) for turn in turning.turns(name, by_rule[name])]
    receipts = snapshot.receipts(row for turn in turns for row in turn.rows)
    known = any(turn.by for turn in turns) and snapshot.ran_before(plan.id)
    day = recorded_on(frame.entry.event).isoformat() if known else None
    return Beside(turns=turns, receipts=receipts, version=version is not None, ran_before=day)


def _soon(frame: Frame, entry: Entry, plan: Plan) -> date:
    """The day, two working days on, up to which what is due is told at once."""
    brought, today = frame.brought, recorded_on(entry.event)
    calendars = frame.snapshot.calendars(plan.calendar, frame.units, brought.calendar_days, brought.cut_offs)
    try:
        return calendars.everywhere.add_working(today, _SOON)
    except CalendarError:
        return today


def lapses_of(part: Part) -> Sequence[Lapse]:
    """The milestones of the plan whose planned day passed without a word."""
    return () if isinstance(part, Recount) else part.lapses

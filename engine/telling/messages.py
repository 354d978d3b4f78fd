"""Messages: one for each recipient, channel and plan, listing all that the event changed for them.

Recipients that are told the same share one body: a guidance that starts fifteen tasks in 3,321 communes is one body
and 3,321 messages. The words are chosen when a message is sent (adapters); here is only its content.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from engine.contacts import leaders_ways, ways
from engine.deciding.unchanged import as_they_are
from engine.decision import ANEW, ANSWERS, COURSE, KNOWN, KNOWN_BY_MAIL, Change, Kind, Lapse, tightened
from engine.facts.fact import Fact, said_in
from engine.facts.plans import is_own_report
from engine.facts.receipt import digest
from engine.facts.swept_days import BEGAN
from engine.tasks import LIVE, State
from engine.telling.audience import COOPERATE, FOLLOW, LEAD, LEADER, cooperating
from engine.telling.bodies import ITEMS, body_writer
from engine.telling.heads import level_as, of_event, of_plan
from engine.telling.items import FOR_LEADER, Told, by_role, item_of, led_by, of_rung, others_named
from engine.telling.levels import reason_level
from engine.telling.reasons import CELLS, UNREPORTED, Beside, Cause, Text, reason, turning
from engine.telling.watching import HEARING, by_ways
from engine.units import Units
from events.event import Event, recorded_on
from events.rows import BodyRow, MessageRow
from events.states import AT_ONCE, AT_ONCE_ALONE, SILENT, WAITS
from rules.ladders.rungs import Hears
from rules.offsets import Done
from rules.plan import EACH, Plan

WITHDRAWN = "event.withdrawn"
DECIDE, PASS_ON = "decide", "pass_on"

_NOT_TOLD = frozenset({Kind.DONE, Kind.WAITS})
_OF_REPORTS = frozenset({Kind.DONE, Kind.NOT_DONE})
_REMARKS = COURSE | _OF_REPORTS | CELLS.keys()
_OF_WORK = frozenset({Kind.PART_ASKED, Kind.PART_NOT_ASKED})
"""Kinds that say what somebody is to do: of a task that is over nobody is told of them."""

_TAKING_BACK = frozenset({Kind.CLOSED, Kind.MOVED, Kind.SUSPENDED, Kind.REOPENED})
"""Kinds that take back what was told, if it was."""

_Task = tuple[str, str, str, str]
"""A recipient, and the rule, cycle and unit of a task that he is told of."""

_By = tuple[Sequence[str], Mapping[str, Any], Collection[str]]
"""The same, and the ways by which they are; (): by all that they have."""


@dataclass(frozen=True, slots=True)
class Mail:
    """The messages of one event, and their bodies by key."""

    bodies: tuple[BodyRow, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    contents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def tellable(plan: Plan, changes: Iterable[Change]) -> list[Change]:
    """The changes of which anybody is told: of a report nobody but who is to accept it, or to pass it on."""
    return [change for change in changes if _is_told(change) or _awaits(plan, change) or _is_passed_on(change)]


def _is_told(change: Change) -> bool:
    if change.kind is Kind.UPDATED:
        return change.state in LIVE and tightened(change)
    if change.kind in _OF_WORK:
        return change.state in LIVE
    return change.kind not in _NOT_TOLD and (change.state is not State.DONE or change.kind in ANSWERS)


def _awaits(plan: Plan, change: Change) -> bool:
    return change.kind in _OF_REPORTS and plan.awaits_acceptance(change.rule)


def _is_passed_on(change: Change) -> bool:
    kinds = (*_OF_REPORTS, Kind.PROGRESS, Kind.NOT_PROGRESS)
    return change.kind in kinds and change.rule.passed_on_by is not None


def tell(
    event: Event,
    position: int,
    plan: Plan,
    units: Units,
    changes: Sequence[Change],
    beside: Beside,
    cause: Cause,
) -> Mail:
    """The messages of `event` that tell of `changes`, and of what there is `beside` them, in one plan."""
    changes = tellable(plan, changes)
    if not changes and not beside.lapses and not beside.turns:
        return Mail()
    items: list[Mapping[str, Any]] = []
    told: dict[tuple[str, str], list[int]] = {}
    news = (*_items(plan, units, changes, beside.lapses, cause),)
    as_before: set[int] = set()  # of which somebody is told by telephone too, and nothing else has changed
    for recipients, item, by in chain(news, _of_turns(units, beside, lambda: _known(items, told))):
        as_before |= {len(items)} if by and len(items) >= len(news) else set()
        items.append(item)
        for unit in _now(units, recipients):
            for way in _ways(units, unit, item["role"], by):
                told.setdefault((unit, way), []).append(len(items) - 1)
    known = _known_already(cause.event, plan)
    of_all = {"event": of_event(cause.event, plan, cause.of or plan, units), "plan": of_plan(plan), **known}
    write, bodies = body_writer(of_all, items), dict[tuple[int, ...], tuple[str, int]]()
    contents: dict[str, Mapping[str, Any]] = {}
    texts: dict[str, str] = {}
    messages: list[MessageRow] = []
    for (unit, way), numbers in told.items():
        which = tuple(numbers)
        if which not in bodies:
            fresh = [items[i] for i in which if i not in as_before]
            silent = known or (beside.ran_before and not fresh)
            text = write(which)
            key = digest(text)
            bodies[which] = key, SILENT if silent else _urgent(event, fresh, cause)
            contents[key], texts[key] = {**of_all, ITEMS: [items[i] for i in which]}, text
        messages.append(MessageRow(unit, f"{event.id}/{plan.id}/{unit}/{way}", position, way, *bodies[which]))
    rows = tuple(BodyRow(key, text) for key, text in texts.items())
    return Mail(rows, tuple(messages), contents)


def _known_already(event: Event, plan: Plan) -> Mapping[str, str]:
    """The day from which recipients know what `event` would tell them of a plan that was taken over: it ran before."""
    taken = event.data.get("taken_over")
    of = event.plan if taken is True else taken
    return {KNOWN: recorded_on(event).isoformat()} if of == plan.id else {}


def _known(items: Sequence[Mapping[str, Any]], told: Mapping[tuple[str, str], Sequence[int]]) -> Collection[_Task]:
    """The tasks of which recipients are told so far."""
    found: set[_Task] = set()
    for (recipient, _), numbers in told.items():
        for item in (items[number] for number in numbers if "rule" in items[number]):
            of = item["rule"], item["cycle"]
            found.update((recipient, *of, unit) for unit in item["units"] or (recipient,))
    return found


def _of_turns(units: Units, beside: Beside, known: Callable[[], Collection[_Task]]) -> Iterator[_By]:
    """What is told to those that have another part in tasks; who is told of one anyhow hears no more of it."""
    told = known() if beside.turns else ()
    for turn in beside.turns:
        kind = Kind.HANDED_OVER if turn.of else Kind.ACTIVATED if turn.joined else Kind.CLOSED
        level: Mapping[str, Any] = level_as(turn.rule.secrecy)
        why, by = turning(turn, units, beside.version), turn.by
        if by:
            level = {**level, ANEW: True, **({KNOWN_BY_MAIL: beside.ran_before} if beside.ran_before else {})}
        for change in as_they_are(turn.rule, turn.rows, beside.receipts, kind):
            of = turn.rule.id, change.cycle
            if not turn.recipients:
                fresh = [unit for unit in change.units if not turn.joined or (unit, *of, unit) not in told]
                yield fresh, {**item_of(change, why, turn.role, None, None), **level}, by
            for one in turn.recipients:
                these = [unit for unit in change.units if not turn.joined or (one, *of, unit) not in told]
                label = others_named(units, [unit for unit in these if unit != one])
                if these:
                    yield (one,), {**item_of(change, why, turn.role, label, these), **level}, by


def _now(units: Units, recipients: Sequence[str]) -> Iterable[str]:
    """The units that stand for the recipients now: an heir of two hears it once."""
    heirs = units.heirs
    return dict.fromkeys(heirs.get(unit, unit) for unit in recipients) if heirs else dict.fromkeys(recipients)


def _ways(units: Units, code: str, role: str, by: Collection[str]) -> Sequence[str]:
    """The ways by which a unit is told, of those in `by`, or of all."""
    unit = units.rows.get(code)
    there = leaders_ways(unit) if role == LEADER else ways(unit)
    return [way for way in there if way in by] if by else there


def _urgent(event: Event, items: Sequence[Mapping[str, Any]], cause: Cause) -> int:
    """How urgent a message is: what the clock says, and what is due soon, leaves at once.

    Not what is said of a task on its way, and that it was done: who hears of that has nothing to do by its due date.
    """
    if event.type == BEGAN:
        return AT_ONCE
    said = [(item["change"], item["due"]) for item in items if item["change"] not in _REMARKS]
    if not said:
        return WAITS
    changes, days = zip(*said, strict=True)
    soon = cause.soon().isoformat()
    if any(day and day <= soon for day, change in zip(days, changes, strict=True) if change != Kind.CLOSED):
        return AT_ONCE
    return AT_ONCE_ALONE if not _TAKING_BACK.isdisjoint(changes) else WAITS


def _items(plan: Plan, units: Units, changes: Iterable[Change], lapses: Iterable[Lapse], cause: Cause) -> Iterator[_By]:
    for change in changes:
        why = reason(plan, change, cause.event, cause.closing, units, cause.of)
        level = {
            **level_as(change.rule.secrecy),
            **level_as(reason_level(plan, change, cause.event, cause.of), "reason_secrecy"),
        }
        route = _route(units, change)
        for recipients, item in chain(_of_change(plan, units, change, why), _unreported(plan, units, change, cause)):
            hears = Hears.LEADER if FOR_LEADER in item else HEARING.get(item["role"])
            by = by_ways(dict(change.rung.to)[hears]) if change.rung and hears else ()
            yield recipients, {**item, **level, **(route if item["role"] == LEAD else {})}, by
    if not lapses:
        return
    from engine.telling.lapses import of_lapses  # noqa: PLC0415 - what only a day says is loaded then

    for recipients, item, by in of_lapses(plan, units, lapses):
        yield recipients, {**item, **level_as(plan.secrecy)}, by_ways(by)


def _unreported(plan: Plan, units: Units, change: Change, cause: Cause) -> Iterator[Told]:
    """That a report is taken back, as who was to accept it is told, or to pass it on; who returned it knows."""
    if change.kind is Kind.REOPENED and cause.event.type == WITHDRAWN and not isinstance(change.rule.due, Done):
        back, why = replace(change, kind=Kind.NOT_DONE, because=None), Text(UNREPORTED, {"says": change.rule.says})
        yield from _of_change(plan, units, back, why)


def _of_change(plan: Plan, units: Units, change: Change, why: Text) -> Iterator[Told]:
    if change.kind in (Kind.ASKED, Kind.NOT_ASKED):
        deciders = [code for code in plan.policies.extension.by if code != EACH]
        yield from by_role(units, change, why, DECIDE, deciders)
        return
    if change.kind in CELLS:
        yield from by_role(units, change, why, LEAD, led_by(change))
        yield from by_role(units, change, why, FOLLOW, _followers(plan, units, change))
        return
    if change.kind in COURSE | _OF_REPORTS:
        yield from by_role(units, change, why, FOLLOW, _followers(plan, units, change))
        yield from by_role(units, change, why, PASS_ON, _passing_on(plan, units, change))
        return
    if change.kind in (Kind.PART_ASKED, Kind.PART_NOT_ASKED) and isinstance(change.because, Fact):
        yield from by_role(units, change, why, COOPERATE, (said_in(change.because).word("of"),))
        return
    if change.rung:
        rung = {"rung": change.rung.day.isoformat()}
        yield from ((to, {**item, **rung}) for to, item in of_rung(plan, units, change, dict(change.rung.to), why))
        return
    yield from by_role(units, change, why, LEAD, led_by(change))
    each = (EACH,) if plan.policies.notify_cooperating and EACH in change.rule.cooperate else ()
    yield from by_role(units, change, why, COOPERATE, (*each, *cooperating(plan, units, change.rule)))


def _followers(plan: Plan, units: Units, change: Change) -> Sequence[str]:
    """Who is told of the course of a task, or is to accept its report: not who leads it itself."""
    told = change.kind not in _OF_REPORTS or _awaits(plan, change)
    own = told and all(is_own_report(units, plan.follower, lead) for lead in change.leads)
    return [plan.follower] if told and not own else []


def _passing_on(plan: Plan, units: Units, change: Change) -> Sequence[str]:
    """The agency that a report goes through, unless it is told of it anyhow: as the follower, or it leads by now."""
    passes = change.rule.passed_on_by if _is_passed_on(change) else None
    if passes is None or passes in _followers(plan, units, change):
        return []
    led = frozenset().union(*map(units.standing_for, change.leads))
    return [] if units.current(passes) in led else [passes]


def _route(units: Units, change: Change) -> Mapping[str, str]:
    """Through whom the report of a task goes, as whoever leads is told; only where it goes through somebody."""
    through = change.rule.passed_on_by
    if through is None:
        return {}
    passes = next(filter(None, (units.goes_through(through, lead) for lead in change.leads)), None)
    return {"through": units.name(passes)} if passes else {}

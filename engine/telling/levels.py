"""How secret it is what is told: the subject of an event, the reason of a change, an event of the log."""

from collections.abc import Iterable, Iterator, Mapping

from engine.decision import Change, Kind, PassedRows
from engine.snapshot import Snapshot
from engine.tasks import task_parts
from events.event import Event
from events.store import Session
from rules.conditions import atoms
from rules.offsets import Signal, SignalKind, anchors_of
from rules.plan import Plan, TaskRule
from rules.rule_selectors import selected, selectors
from rules.secrecy import Level


def subject_level(plan: Plan, subject: str) -> Level:
    """The level of what an event of a plan speaks of: a task is as secret as its row, all else as the plan."""
    try:
        rule = plan.rules.get(task_parts(plan.id, subject)[0])
    except ValueError:
        return plan.secrecy
    return rule.secrecy if rule else plan.secrecy


def signal_level(plan: Plan, signal: Signal) -> Level:
    """The level of the title of a happening: a task's is as secret as its row, a milestone's as the plan."""
    rule = plan.rules.get(signal.name) if signal.kind is not SignalKind.MILESTONE else None
    return rule.secrecy if rule else plan.secrecy


def named_in(plan: Plan, rule: TaskRule) -> Iterator[tuple[str, Level]]:
    """What the words of a rule name beside it, each with its level: rows by number, "" for milestones of the plan."""
    signals = [atom.signal for atom in atoms(rule.when)] + [anchor.signal for anchor in anchors_of(rule.due)]
    for signal in dict.fromkeys(signals):
        of = plan.rules.get(signal.name) if signal.kind is not SignalKind.MILESTONE else None
        yield of.number if of else "", signal_level(plan, signal)


def reason_level(plan: Plan, change: Change, event: Event, of: Plan | None = None) -> Level:
    """The level of the reason of a change: as secret as the row, and as whatever else it names.

    `of` is the plan that `event` speaks of, where that is another.
    """
    levels = [signal_level(plan, anchor.signal) for anchor in anchors_of(change.rule.due)]
    of = of or plan
    by_document = change.kind in (Kind.SUSPENDED, Kind.RESUMED)  # its reason says by which
    if by_document or (change.kind is Kind.CLOSED and event.subject in of.milestones):
        levels.append(of.secrecy)
    if isinstance(change.because, PassedRows):
        levels.append(change.because.level)
    return max((change.rule.secrecy, *levels))


def event_level(event: Event, plans: Mapping[str, Plan], root: Event | None = None) -> Level:
    """The level of an event in the log; `root` is the one that it corrects or withdraws, if it does."""
    of = root or event
    named: Iterable[str] = (of.plan,) if of.plan else of.data.get("plans") or ()
    found = [plans[name] for name in named if name in plans]
    return max((_of_event(of, plan) for plan in found), default=Level.OPEN)


def _of_event(event: Event, plan: Plan) -> Level:
    if event.subject and event.plan:
        return subject_level(plan, event.subject)
    data = event.data
    chosen = selectors(
        rules=data.get("rules") or (),
        milestone=data.get("milestone"),
        label=data.get("label"),
        everything=bool(data.get("all")),
    )
    rows = selected(plan, chosen)
    return max((plan.secrecy, *(plan.rules[name].secrecy for name in rows)))


def root_of(session: Session, event: Event) -> Event:
    """The event that another speaks of in the end: a correction may itself be corrected, and have a file."""
    while name := event.corrects or (event.subject if event.type == "document.attached" else None):
        event = session.recorded(name).event
    return event


def level_said(snapshot: Snapshot, event: Event) -> Level:
    """The level of an event, that may not be in the log yet, by the plans in force."""
    root = root_of(snapshot.session, event)
    plans = snapshot.plans().named([root.plan] if root.plan else root.data.get("plans") or ())
    return event_level(event, plans, root)


def most_secret(plans: Iterable[Plan]) -> Level:
    """The highest level that any of the plans, or a row of one, has."""
    levels = ((plan.secrecy, *(rule.secrecy for rule in plan.rules.values())) for plan in plans)
    return max((level for of_plan in levels for level in of_plan), default=Level.OPEN)

"""Events of the log as sentences, for whoever may see them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from adapters.web.rights.principals import Principal
from adapters.words.catalogue import Said
from adapters.words.events import words_of
from engine.facts.suspension_clauses import whose
from engine.snapshot import Snapshot
from engine.tasks import task_parts, task_shown
from engine.telling.levels import root_of
from events.event import Event, Recorded
from rules.plan import Plan

_AT_ONCE, _MOST = 200, 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """An event, in words."""

    position: int
    id: str
    kind: str
    says: Said
    of: str  # the task or the document that it is about
    path: str  # of the task; "": it is of none
    unit: str
    day: date
    document: str
    reason: str
    actor: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class LogNames:
    """Names of what events speak of, as they are now. See `adapters.words.event_forms.Names`."""

    snapshot: Snapshot
    _plans: dict[str, Plan] = field(default_factory=dict)

    def plan(self, event: Event) -> Plan:
        """The plan of an event."""
        found = self.known(event.plan or "")
        if found is None:
            raise LookupError(event.plan)
        return found

    def known(self, name: str) -> Plan | None:
        """The plan of that id, if there is one."""
        if name and name not in self._plans and (found := self.snapshot.plan(name)):
            self._plans[name] = found
        return self._plans.get(name)

    def title(self, event: Event, milestone: str) -> str:
        """The title of a milestone; its name, where it has none."""
        of, name = whose(milestone, event.plan or "")
        plan = self.known(of)
        return plan.milestones[name].title if plan and name in plan.milestones else milestone

    def unit(self, code: str, on: date | None = None) -> str:
        """The name of an agency."""
        units = self.snapshot.units()
        return units.name(units.leading(code, on) if on else code)


def entry(names: LogNames, recorded: Recorded) -> LoggedEvent:
    """An event in words."""
    event, session = recorded.event, names.snapshot.session
    root = root_of(session, event)
    path, of, unit = _task(names, root)
    return LoggedEvent(
        position=recorded.position,
        id=event.id,
        kind=words_of(event.type).name,
        says=_says(names, event),
        of=of,
        path=path,
        unit=names.unit(root.unit) if root.unit else unit,
        day=event.occurred_on,
        document=event.document.text if event.document else "",
        reason=str(event.data.get("reason") or ""),
        actor=event.actor,
        moment=event.recorded_at,
    )


def _says(names: LogNames, event: Event) -> Said:
    words, session = words_of(event.type), names.snapshot.session
    if event.corrects and words.amending is not None:
        return words.amending(event, _says(names, session.recorded(event.corrects).event), names)
    return words.entry(event, names)


def _task(names: LogNames, event: Event) -> tuple[str, str, str]:
    """The address of the task that an event is of, its title, and its agency; else the document alone."""
    plan = names.known(event.plan or "")
    if plan is None:
        return "", "", ""
    try:
        rule, unit, _ = task_parts(plan.id, event.subject or "")
    except ValueError:
        return "", plan.number, ""
    title = plan.rules[rule].title if rule in plan.rules else ""
    number = plan.rules[rule].number if rule in plan.rules else rule
    return f"/nhiem-vu/{task_shown(plan, event.subject or '')}", f"{number}. {title}", names.unit(unit)


# --- who sees what ----------------------------------------------------------------------------------------------------


def sees(names: LogNames, asker: Principal, event: Event) -> bool:
    """True if the event is of the asker's agencies: it happened there, or is of a task of theirs."""
    if asker.reach is None:
        return True
    root = root_of(names.snapshot.session, event)
    units = [root.unit, str(root.data.get("of") or "")]
    if root.type.startswith("unit."):
        units.append(root.subject)
    if root.plan and root.subject and "/" in root.subject:
        row = names.snapshot.session.task(root.subject)
        try:
            units += [task_parts(root.plan, root.subject)[1], row.lead if row else None]
        except ValueError:
            return False
    return asker.sees(*(unit for unit in units if unit))


def backwards(names: LogNames, asker: Principal, before: int, plan: str, types: Sequence[str]) -> Iterator[Recorded]:
    """Events that the asker may see, from before a position, the last first; so many at most are looked at."""
    session, looked = names.snapshot.session, 0
    while before > 1 and looked < _MOST:
        first = max(before - 1 - _AT_ONCE, 0)
        found = list(session.events(after=first, limit=before - 1 - first))
        for one in reversed(found):
            of_plan = not plan or plan == root_of(session, one.event).plan
            if of_plan and (not types or one.event.type in types) and sees(names, asker, one.event):
                yield one
        looked, before = looked + len(found), first + 1

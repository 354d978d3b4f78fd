"""The calendar of an agency as its tasks stand: an entry for each, and a number that rises with what is said of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from hashlib import sha256

from adapters.feeds.entries import Entry, Feed, Status, Words, host_of
from adapters.feeds.grounds import Reasons
from adapters.feeds.persons import given_to
from adapters.words.plain_text import one_line
from engine.asking.concerning import Concern, Role
from engine.facts.fact import fact_of
from engine.snapshot import Snapshot, Tools
from engine.tasks import OPEN, State, task_shown
from events.beside.rows import ServedRow
from events.rows import plan_of
from events.store import Session
from events.views import FollowedView, TaskView
from rules.plan import Plan, TaskRule
from rules.problems import N_
from rules.secrecy import Level

_MARKS: Mapping[State, str] = {
    State.NEEDS_DATE: N_("set a date"),
    State.DONE: N_("done"),
    State.SUSPENDED: N_("suspended"),
    State.WAITING: N_("waiting"),
    State.CLOSED: N_("not required now"),
}
_PROVISIONAL, _NOT_YOURS = N_("provisional"), N_("no longer yours")
_ROLES: Mapping[Role, str] = {
    Role.LEAD: N_("leads"),
    Role.SHARED: N_("leads with others"),
    Role.OWN: N_("takes part"),
    Role.COOPERATE: N_("cooperates"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A calendar, what of it is to be kept as served, and what was looked at: plan, row, and how secret it is."""

    feed: Feed
    served: Sequence[ServedRow]
    looked: Sequence[tuple[str, str, Level]]


def followed(session: Session, tools: Tools, unit: str, lang: str, person: str = "") -> Followed:
    """The calendar of the agency with that code, or of a person in it, as the tasks stand now."""
    return _Following(session, Snapshot(session, tools), unit, lang, one_line(person)).whole()


@dataclass(frozen=True)
class _Following:
    """Follows the tasks of one agency, or those of them that were given to a person."""

    session: Session
    snapshot: Snapshot
    unit: str
    lang: str
    person: str

    def whole(self) -> Followed:
        """Each task that has a day, or was served with one."""
        entries = sorted((*self._there(), *self._gone()), key=lambda one: (one.day, one.uid))
        name = ", ".join(filter(None, (self.person, self.concern.units.name(self.unit))))
        tasks = (one.task for one in self.views if not self.person or one.task.id in self.own_days)
        looked = {(one.plan, self._rule(one).number, self._rule(one).secrecy) for one in tasks}
        return Followed(
            feed=Feed(name=name, entries=entries),
            served=[row for row in map(self._served, entries) if row != self.before.get(row.task)],
            looked=sorted(looked),
        )

    @property
    def reader(self) -> str:
        """Whose calendar it is, as it is kept beside what was served."""
        return f"{self.unit}/{self.person.casefold()}" if self.person else self.unit

    @property
    def host(self) -> str:
        """The end of the names of its entries."""
        return host_of(sha256(self.reader.encode()).hexdigest()[:12] if self.person else self.unit)

    @cached_property
    def concern(self) -> Concern:
        """The agency among all."""
        return Concern(self.snapshot.units(), self.unit)

    @cached_property
    def plans(self) -> Mapping[str, Plan]:
        """The plans in force."""
        return dict(self.snapshot.plans())

    @cached_property
    def before(self) -> Mapping[str, ServedRow]:
        """What was last served of each task."""
        return {row.task: row for row in self.session.served(self.reader)}

    @cached_property
    def views(self) -> Sequence[FollowedView]:
        """The tasks, and those that once were the agency's."""
        named = list(self.concern.rows(self.plans))
        found = self.session.followed(self.reader, self.concern.codes, named)
        return [one for one in found if one.task.plan in self.plans]

    @cached_property
    def own_days(self) -> Mapping[str, str | None]:
        """The tasks that the person has, each with his own day."""
        tasks = [one.task for one in self.views]
        return given_to(self.session, self.concern.units, self.unit, self.person, tasks) if self.person else {}

    @cached_property
    def rules(self) -> Mapping[tuple[str, str], TaskRule]:
        """The rules of the tasks, by plan and key."""
        named = sorted({(one.task.plan, one.task.rule) for one in self.views})
        return {(plan, name): self.snapshot.rule(self.plans[plan], name) for plan, name in named}

    @cached_property
    def bases(self) -> Mapping[str | None, Sequence[str]]:
        """The events that due dates rest on, by the text that has them."""
        return {text: json.loads(text) if text else () for text in {one.task.basis for one in self.views}}

    @cached_property
    def reasons(self) -> Reasons:
        """The grounds of the due dates."""
        named = sorted({name for of in self.bases.values() for name in of})
        facts = {row.event_id: fact_of(row) for row in self.session.facts_named(named)}
        return Reasons(self.plans, facts, self.lang)

    def _there(self) -> Iterator[Entry]:
        for view in self.views:
            found = self._entry(view, self._role(view.task))
            if found:
                yield found

    def _role(self, task: TaskView) -> Role | None:
        """The part that the agency, and the person, have in a task."""
        if self.person and task.id not in self.own_days:
            return None
        return self.concern.role(self.plans[task.plan], self._rule(task), task)

    def _rule(self, task: TaskView) -> TaskRule:
        return self.rules[task.plan, task.rule]

    def _entry(self, view: FollowedView, role: Role | None) -> Entry | None:
        """The entry of a task; None: it has no day, nor had one when it was served."""
        task, state, before = view.task, State(view.task.state), self.before.get(view.task.id)
        day = self.own_days.get(task.id) or task.due
        own = (day or (task.set_by if state is State.NEEDS_DATE else None)) if role else None
        day = own or (before.day if before else None)
        if day is None:
            return None
        over = own is None or state not in OPEN | {State.DONE}
        provisional = bool(task.provisional) and not over and state is not State.DONE
        mark = _MARKS.get(state) if role else _NOT_YOURS
        marks = (mark, _PROVISIONAL if provisional else None, _ROLES[role] if role in _BESIDE else None)
        return Entry(
            uid=self._uid(task.id),
            sequence=_number(view.turns, before, day, over),
            changed_at=datetime.fromisoformat(view.changed_at),
            day=date.fromisoformat(day),
            status=Status.CANCELLED if over else Status.PROVISIONAL if provisional else Status.FIRM,
            marks=tuple(filter(None, marks)),
            remind_on=_day(task.remind_on) if state in OPEN and not over else None,
            words=self._words(task, role, over=over),
        )

    def _words(self, task: TaskView, role: Role | None, *, over: bool) -> Words:
        plan, rule, units = self.plans[task.plan], self._rule(task), self.concern.units
        grounds, level = self.reasons.of(plan, rule, task.cycle, self.bases[task.basis])
        return Words(
            task=task_shown(plan, task.id),
            number=plan.number,
            title=rule.title,
            grounds=grounds,
            cite=rule.cite,
            role=_ROLES[role] if role else "",
            lead=units.name(task.lead) if task.lead != self.unit else "",
            unit=units.name(task.unit) if task.unit not in (self.unit, task.lead) or self._passed_on(task) else "",
            safe=_day(task.safe) if task.safe != task.due and not over else None,
            last_day=_day(task.due) if self.own_days.get(task.id) not in (None, task.due) and not over else None,
            window_start=_day(task.window_start) if not over else None,
            done_on=_day(task.done_on),
            product=rule.product,
            secrecy=rule.secrecy,
            grounds_secrecy=level,
        )

    def _passed_on(self, task: TaskView) -> bool:
        return self.concern.units.passed_on(task.unit, task.lead)

    def _gone(self) -> Iterator[Entry]:
        """The entries of tasks that were served, and that there are no longer."""
        there = {one.task.id for one in self.views}
        for task, before in self.before.items():
            if task not in there:
                day = date.fromisoformat(before.day)
                plan = self.plans.get(before.plan)
                yield Entry(
                    uid=self._uid(task),
                    sequence=_number(0, before, before.day, True),
                    changed_at=datetime.combine(day, time(), UTC),  # nobody knows by now
                    day=day,
                    status=Status.CANCELLED,
                    marks=(_MARKS[State.CLOSED],),
                    words=Words(task=task, number=plan.number if plan else "", title=task),
                )

    def _uid(self, task: str) -> str:
        """The name of an entry: a task that passes to another agency is another entry in the calendar of that."""
        return f"{task}@{self.host}"

    def _served(self, entry: Entry) -> ServedRow:
        task, over = entry.uid.removesuffix(f"@{self.host}"), entry.status is Status.CANCELLED
        return ServedRow(self.reader, plan_of(task), task, entry.sequence, entry.day.isoformat(), int(over))


_BESIDE = (Role.SHARED, Role.OWN, Role.COOPERATE)
"""The parts that stand before the title, since another leads."""


def _number(turns: int, before: ServedRow | None, day: str, over: bool) -> int:
    """The number of what is said: how often the task became another, and never less than what was served."""
    if before is None:
        return turns
    return max(turns, before.sequence + ((before.day, before.over) != (day, int(over))))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

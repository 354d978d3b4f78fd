"""Statements of what becomes of a report: it is found by its task."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.statements.milestones_and_tasks import parts_of
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import Draft, InForce
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.facts.topics import Sort, Topic, done
from events.event import Event
from events.making import Envelope
from rules.problems import N_
from rules.row_names import row_name

_NO_REPORT = N_(
    "Nobody has reported task “{task}” done, as far as is known here, so there is nothing to accept or to return. "
    "Nothing was recorded. `thoihan tasks --state done` lists those that were."
)


_PASSED = N_(
    "No report stands that it was done, and row {row} of plan “{plan}” passed on {day} to row {to} of plan “{by}”. "
    "Nothing was recorded. Say it of that row."
)


def _must_not_have_passed(now: InForce, plan: str, rule: str) -> None:
    """Raise Refused where the row has passed to one of another plan."""
    ending = now.snapshot.ending(plan)
    if ending and (to := ending.passed_to(rule)):
        row, there = row_name(now.plan(plan), rule), row_name(now.plan(ending.said.by), to)
        raise Refused(_PASSED, row=row, plan=plan, day=ending.day, to=there, by=ending.said.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnReport:
    """An event of the type `kind` on the report of a task that stands, else on the last that was returned.

    Without `by` it is said by the unit that follows the plan, unless whoever records it is a unit himself.
    """

    kind: str
    task: str
    by: str | None
    on: date
    content: Sequence[str | None]
    make: Callable[[str, str | None, Envelope], Event]  # from the report's id and the unit

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be. Raises Refused where nobody reported the task."""
        task = task_named(now.plans, self.task)
        plan, rule, unit, cycle = parts_of(now, task)
        topics = Topic(Sort.RETURNED, rule), done(rule)
        reports = [fact for topic in topics for fact in now.standing(plan, topic, unit, cycle)[-1:]]
        if not now.standing(plan, done(rule), unit, cycle):
            _must_not_have_passed(now, plan, rule)
        if not reports:
            raise Refused(_NO_REPORT, task=one_line(self.task, 80))
        report, named = reports[-1].id.partition("#")[0], now.plan(plan).follower
        follower = now.units.current(named, self.on) or named  # who follows it on that day

        def make(envelope: Envelope) -> Event:
            own = envelope["actor"] in now.units.rows
            return self.make(report, self.by or (None if own else follower), envelope)

        content = (self.on.isoformat(), self.by, *self.content, document)
        return Draft(matter=(self.kind, report), content=content, standing=(), on=self.on, make=make)

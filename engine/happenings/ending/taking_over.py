"""Who takes over is told: of the open tasks of a row that another passed to, whoever leads them and not that one.

Who led what passed hears of its end, and where it went (docs/decisions/0152-what-a-row-took-over.md).
"""

from collections.abc import Iterator

from engine.deciding.unchanged import as_they_are
from engine.decision import Change, Kind, PassedRows
from engine.facts.fact import Ended, Fact
from engine.happenings.entry import Entry, Review
from engine.tasks import LIVE, State
from events.rows import TaskRow
from rules.plan import Plan, TaskRule


def told_of_passing(entry: Entry, ended: Fact, kind: Kind) -> Iterator[Review]:
    """The notices for the plan that replaces the one which has `ended`, or (by `kind`) has not."""
    said, plans = ended.said, entry.snapshot.plans()
    if not isinstance(said, Ended) or said.by not in plans:
        return
    was, plan, passed = plans[ended.plan], plans[said.by], dict[str, list[TaskRule]]()
    for name, to in said.passed:
        passed.setdefault(to, []).append(was.rules[name])
    told: list[Change] = []
    for rule in (plan.rules[to] for to in passed if to in plan.rules):
        of = passed[rule.id]
        rows, level = tuple(one.number for one in of), max((was.secrecy, *(one.secrecy for one in of)))
        led = {row.lead for row in entry.session.tasks(was.id, [one.id for one in of])}
        anew = [row for row in _open(entry, plan, rule) if row.lead not in led]
        because = PassedRows(ended.id, was.number, rows, level)
        told += as_they_are(rule, anew, entry.snapshot.receipts(anew), kind, because)
    if told:
        yield Review(plan=plan, notices=told)


def _open(entry: Entry, plan: Plan, rule: TaskRule) -> Iterator[TaskRow]:
    return (row for row in entry.session.tasks(plan.id, [rule.id]) if State(row.state) in LIVE)

"""The tasks that are late by a date that is certain, by the agency that leads them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from adapters.documents.export.letter import LateTask
from adapters.leaving import Leaving
from adapters.words.refused.refusal import Refused
from engine.asking.course.lateness import overdue_days
from engine.snapshot import Snapshot
from engine.tasks import Standing
from events.store.questions import Stands
from rules.plan import Plan, TaskRule
from rules.problems import N_
from rules.row_names import row_name

_WHO_SENDS = N_(
    "It is not known who sends the letters: the plans with late tasks were issued by several, or are too secret to "
    "say. Say who does (--issuer)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """The late tasks by the code of who leads them, in the order of their dates; the rows they are of; their plans."""

    tasks: Mapping[str, tuple[LateTask, ...]]
    rows: Collection[tuple[Plan, TaskRule]]

    def sender(self, leaving: Leaving) -> str:
        """The body that issued the plans. Raises Refused where that are several, or it may not be said."""
        issuers = {plan.issuer for plan, _ in self.rows if not leaving.withholds(plan.secrecy)}
        if len(issuers) != 1:
            raise Refused(_WHO_SENDS)
        return issuers.pop()


def late_tasks(shelf: Snapshot, today: date, *, plan: str | None, lead: str | None) -> Late:
    """All that are late today: of one plan, of one agency, where they are given."""
    stands = Stands(today.isoformat(), (Standing.OVERDUE,))
    plans, found, rows = shelf.plans(), dict[str, list[LateTask]](), dict[tuple[str, str], tuple[Plan, TaskRule]]()
    for view in shelf.session.view_tasks(plan=plan, lead=lead, stands=stands):
        if not overdue_days(view, today) or not view.due:
            continue
        of = plans[view.plan]
        rule = shelf.rule(of, view.rule)
        rows[view.plan, view.rule] = of, rule
        found.setdefault(view.lead, []).append(
            LateTask(
                number=row_name(of, rule.id),
                title=rule.title,
                plan=of.number,
                issued=of.issued,
                due=date.fromisoformat(view.due),
                secrecy=rule.secrecy,
            )
        )
    return Late(tasks={lead: tuple(of) for lead, of in found.items()}, rows=rows.values())

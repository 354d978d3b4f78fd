"""What an adopted plan suspends, in itself and in others: said with its adoption, and that there is nothing, too."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.cli.frame.terminal import Terminal
from engine.asking.adopting.stopped import Stopped, stopped
from engine.counting.pauses import Suspension
from engine.decision import Change, Kind
from engine.reach.touching import Touching
from engine.snapshot import Snapshot
from rules.plan import Plan
from rules.problems import N_
from rules.row_names import row_name

_SUSPENDS = N_("It suspends {tasks} task(s) of plan {plan}, in the rows {rows}.")
_TO_COME = N_("It suspends no task of plan {plan} yet: the rows {rows} stand still once they begin.")
_NOTHING = N_(
    "It lays down a suspension, and no plan here has anything for it to suspend; one that comes later may have."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """The rows that a plan stops, each with its number, and how many tasks of their plans stand still by it now."""

    rows: Sequence[tuple[str, Sequence[str]]] | None  # by plan; None: it lays down no suspension, or nothing is new
    tasks: Counter[str]

    def answer(self) -> dict[str, object]:
        """For programs."""
        found = [{"plan": of, "tasks": self.tasks[of], "rows": list(rows)} for of, rows in self.rows or ()]
        return {"suspends": None if self.rows is None else found}

    def show(self, terminal: Terminal) -> None:
        """Say it, plan by plan."""
        for of, rows in self.rows or ():
            terminal.line(_SUSPENDS if self.tasks[of] else _TO_COME, plan=of, rows=rows, tasks=self.tasks[of])
        if self.rows is not None and not self.rows:
            terminal.line(_NOTHING)


def stopping(office: Office, plan: Plan, decided: Sequence[PresentedDecision]) -> Stopping:
    """What `plan` suspends; the first of `decided` is its adoption, and what was joined with it follows."""
    adoption = decided[0]
    if not plan.suspensions or adoption.logged.known:
        return Stopping(rows=None, tasks=Counter())
    with office.store.begin(write=False) as session:
        touching = Touching.of(Snapshot(session, office.tools), adoption.decision.units)
        found = list(_numbered(touching, plan, stopped(touching, plan)))
    changes = (change for one in decided for change in one.decision.changes)
    return Stopping(rows=found, tasks=_tasks(changes, adoption.decision.event.id))


def _numbered(touching: Touching, plan: Plan, found: Iterable[Stopped]) -> Iterator[tuple[str, Sequence[str]]]:
    for one in found:
        of = plan if one.plan == plan.id else touching.plans[one.plan]
        yield one.plan, [row_name(of, row) for row in one.rows]


def _tasks(changes: Iterable[Change], adoption: str) -> Counter[str]:
    """How many tasks of each plan stand still since then, by what that event laid down."""
    tasks = Counter[str]()
    for change in changes:
        by = change.because.event_ids if isinstance(change.because, Suspension) else ()
        if change.kind is Kind.SUSPENDED and adoption in by:
            tasks[change.plan] += len(change.units)
    return tasks

"""Suppositions: what is not in the log is done as if it were, and the dates that result stand side by side.

Each hypothesis is acted out in a transaction that is always undone: its dates are those that it would really give, to
the step, and nothing is ever written. Nobody else can log within one; who logs between two of them is noticed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.service import Service
from engine.snapshot import Tools
from events.errors import Conflict
from events.event import Event
from events.nested import together
from events.store import Session, Transactions
from events.views import TaskView

Hypothesis = Callable[[Transactions], None]
"""Does whatever is supposed to happen in the transactions it is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The tasks that are asked about: one, or those of a plan and of (or led by) a unit, where these are given."""

    task: str | None = None
    plan: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """One task, as it stands now and as it would under each hypothesis in turn; None where it would not be there."""

    task: str
    now: TaskView | None
    under: tuple[TaskView | None, ...]

    @property
    def changes(self) -> bool:
        """True if any hypothesis makes another state, another date, lead or ground of it."""
        return any(_said(view) != _said(self.now) for view in self.under)


def logged(tools: Tools, events: Sequence[Event]) -> Hypothesis:
    """The hypothesis that these events are logged, in their order."""

    def act(store: Transactions) -> None:
        for event in events:
            Service(store, tools, supposing=True).record(event)

    return act


def suppose(
    store: Transactions, hypotheses: Sequence[Hypothesis], *, asked: Asked | None = None
) -> tuple[Supposition, ...]:
    """The tasks `asked` about (None: all), by id, under each of `hypotheses`.

    Raises what acting one out raises; Conflict where somebody logged something meanwhile.
    """
    asked = asked or Asked()
    with store.begin(write=False) as session:
        head, now = session.head(), _views(session, asked)
    under = [_under(store, act, asked, head) for act in hypotheses]
    tasks = sorted({name for views in (now, *under) for name in views})
    return tuple(
        Supposition(task=name, now=now.get(name), under=tuple(views.get(name) for views in under)) for name in tasks
    )


def _under(store: Transactions, act: Hypothesis, asked: Asked, head: int) -> Mapping[str, TaskView]:
    found: dict[str, TaskView] = {}
    with together(store, undone=True) as tried:
        session = tried.session
        if session.head() != head:
            raise Conflict(head, session.head(), list(session.events(after=head)))
        act(tried)
        found.update(_views(session, asked))
    return found


def _views(session: Session, asked: Asked) -> Mapping[str, TaskView]:
    if asked.task is not None:
        plan, rule, unit = (*asked.task.split("/"), "", "")[:3]
        views = [view for view in session.view_tasks(plan=plan, rule=rule, unit=unit) if view.id == asked.task]
    else:
        views = session.view_tasks(plan=asked.plan, concerning=asked.unit)
    return {view.id: view for view in views}


def _said(view: TaskView | None) -> tuple[object, ...] | None:
    return view and (view.state, view.lead, view.due, view.safe, view.set_by, view.left, view.provisional, view.basis)

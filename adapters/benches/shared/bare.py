"""Bare endpoints: they run the queries of ours and give the same rows, and do nothing else."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.answers.lists.many_agencies import ManyAgencies
from adapters.answers.lists.task_pages import Page
from adapters.benches.fanout import peak_mb
from adapters.bootstrap import Office
from engine.asking.course.standing_still import count_standing_still
from engine.asking.explaining import explain
from engine.snapshot import Snapshot
from engine.tasks import Standing
from events.store import Session
from events.store.pages import PageOf, Within
from events.store.questions import Stands
from events.views import TaskView

if TYPE_CHECKING:
    from fastapi import FastAPI

_PAGE = """<!doctype html><html lang="vi"><title>{{ title }}</title><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table></html>"""
_NEAR = 1_001


def bare(office: Office, today: date) -> "FastAPI":
    """The endpoints: as pages, and as an API has them."""
    from fastapi import FastAPI  # noqa: PLC0415 - other benchmarks do without

    made = FastAPI(openapi_url=None)
    _pages(made, office, today)
    _api(made, office, today)

    @made.get("/peak")
    def peak() -> float:
        return peak_mb()

    return made


def _pages(made: "FastAPI", office: Office, today: date) -> None:
    from fastapi.responses import HTMLResponse  # noqa: PLC0415
    from jinja2 import Environment  # noqa: PLC0415

    template = Environment(autoescape=True).from_string(_PAGE)

    def table(title: str, rows: Iterable[Sequence[object]]) -> HTMLResponse:
        return HTMLResponse(template.render(title=title, rows=rows))

    @made.get("/page/overview")
    def overview() -> HTMLResponse:
        with office.store.begin(write=False) as session:
            return table("overview", _figures(session, today))

    @made.get("/page/tasks")
    def tasks(
        plan: str | None = None, state: str | None = None, unit: str | None = None, q: str | None = None
    ) -> HTMLResponse:
        with office.store.begin(write=False) as session:
            views = _Listed(plan, state, unit, q).rows(office, session, today)
            return table("tasks", [(*one, title) for one, title in views])

    @made.get("/page/tasks/{name:path}")
    def task(name: str) -> HTMLResponse:
        with office.store.begin(write=False) as session:
            found = explain(session, office.tools, name)
            sent = session.messages(recipient=found.task.lead)
            return table(found.rule.title, [found.task, found.due or (), *([one.content] for one in sent)])


def _figures(session: Session, today: date) -> list[Sequence[object]]:
    sums: dict[tuple[str, str, str], int] = {}
    for row in session.tally():
        for key in (("plan", row.plan, row.cell), ("lead", row.lead, row.cell)):
            sums[key] = sums.get(key, 0) + row.tasks
    near = session.page_of_tasks(PageOf(_NEAR, stands=Stands(today.isoformat(), (Standing.NEAR,))))
    return [
        *((*key, number) for key, number in sums.items()),
        count_standing_still(session, today, 14, 30),
        [len(near)],
    ]


class _Listed(NamedTuple):
    """A list that is asked for."""

    plan: str | None = None
    state: str | None = None
    unit: str | None = None
    words: str | None = None

    def rows(self, office: Office, session: Session, today: date, limit: int = 50) -> list[tuple[TaskView, str]]:
        """Its first tasks, each with its title."""
        shelf = Snapshot(session, office.tools)
        parts, plans = [Within([self.unit])] if self.unit else [], shelf.plans()
        pages = ManyAgencies(shelf, today, parts, self.words)
        views, _ = pages.views(Page(limit=limit), plan=self.plan, state=self.state)
        return [(one, plans[one.plan].rules[one.rule].title) for one in views]


def _api(made: "FastAPI", office: Office, today: date) -> None:
    from fastapi.responses import JSONResponse  # noqa: PLC0415

    @made.get("/overview")
    def overview() -> Any:
        with office.store.begin(write=False) as session:
            return JSONResponse([row._asdict() for row in session.tallied(today.isoformat())])

    @made.get("/tasks")
    def tasks(
        plan: str | None = None,
        state: str | None = None,
        unit: str | None = None,
        q: str | None = None,
        limit: int = 50,
    ) -> Any:
        with office.store.begin(write=False) as session:
            views = _Listed(plan, state, unit, q).rows(office, session, today, limit)
            return JSONResponse([{**one._asdict(), "title": title} for one, title in views])

    @made.get("/tasks/{id:path}")
    def task(id: str) -> Any:  # noqa: A002 - its name
        with office.store.begin(write=False) as session:
            plan, rule, unit = id.split("/")
            return JSONResponse([one._asdict() for one in session.view_tasks(plan=plan, rule=rule, unit=unit)])

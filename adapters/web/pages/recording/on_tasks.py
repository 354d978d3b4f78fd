"""Acts on one task, each under the address of the task: `/nhiem-vu/PLAN/ROW/UNIT/bao-cao-hoan-thanh`."""

from collections.abc import Callable

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from adapters.web.pages.acts.desks import Desk, Typed
from adapters.web.pages.acts.forms import Form, opened, posted
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Wish
from adapters.web.pages.acts.undoing import Next
from adapters.web.pages.recording.deeds import DEEDS, Deed
from adapters.web.pages.recording.sayings import Ground
from adapters.web.pages.recording.task_places import TaskPlace, task_place
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from rules.problems import N_

_TASK, _AGENCY, _DUE, _STATE = N_("Task"), N_("Agency"), N_("Last day"), N_("How it stands")
_BACK = N_("Back to the task")


def routes() -> APIRouter:
    """A form at an address, and what is sent with it, for each deed. They stand before the page of the task."""
    router = APIRouter()
    for deed in DEEDS:
        path = "/nhiem-vu/{task:path}/" + deed.name
        router.add_api_route(path, _shows(deed), methods=["GET"], response_class=HTMLResponse)
        router.add_api_route(path, _takes(deed), methods=["POST"], response_class=HTMLResponse)
    return router


def _shows(deed: Deed) -> Callable[..., HTMLResponse]:
    may = May(deed.act)

    def show(request: Request, task: str, asker: Principal = Depends(may)) -> HTMLResponse:  # noqa: B008 - FastAPI's way
        desk = Desk.of(request, asker)
        return opened(desk, form_of(desk, deed, _place(desk, task)))

    return show


def _takes(deed: Deed) -> Callable[..., HTMLResponse]:
    may = May(deed.act)

    def send(request: Request, task: str, data: Typed, asker: Principal = Depends(may)) -> HTMLResponse:  # noqa: B008
        desk = Desk.of(request, asker)
        place = _place(desk, task)
        return posted(desk, form_of(desk, deed, place), data, Names(place.units))

    return send


def _place(desk: Desk, task: str) -> TaskPlace:
    with desk.looking() as snapshot:
        return task_place(snapshot, task, desk.asker)


def form_of(desk: Desk, deed: Deed, place: TaskPlace, action: str = "", back: str = "") -> Form:
    """The form by which a deed is done to a task."""
    ground = Ground(task=place, asker=desk.asker, today=desk.office.clock.today(), lang=desk.lang)
    of_task = back or place.path
    return Form(
        title=deed.title,
        verb=deed.verb,
        action=action or f"{place.path}/{deed.name}",
        fields=deed.fields(ground),
        wishes=lambda filled: [Wish(said=deed.says(ground, filled), document=filled.text("document"))],
        about=about(place),
        files=deed.files,
        after=lambda _filled, _made: [Next(path=of_task, words=_BACK)],
        back=of_task,
    )


def about(place: TaskPlace) -> list[tuple[str, object]]:
    """The task, in a few lines."""
    found: list[tuple[str, object]] = [
        (_TASK, f"{place.rule.number}. {place.rule.title} ({place.plan.number})"),
        (_AGENCY, place.units.name(place.unit)),
    ]
    if place.due:
        found.append((_DUE, place.due))
    found.append((_STATE, place.state))
    return found

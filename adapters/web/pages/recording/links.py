"""Links of messages: to look at one shows what it is about, and a form; only what is sent with that acts.

Programs that look through mail open every link in it: none of them reports a task done by that. Who has the link acts
for the agency that it was made for, on its one task, until it expires, and needs no account.
"""

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from adapters.signing.links import Link, LinkError, Links, Purpose
from adapters.web.pages.acts.desks import Desk, Typed
from adapters.web.pages.acts.errors import said_of
from adapters.web.pages.acts.forms import WRONG, Form
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Changed, record
from adapters.web.pages.acts.reading import CHOSEN, Filled, empty, filled
from adapters.web.pages.acts.uploads import uploads
from adapters.web.pages.recording.deeds import BY_NAME
from adapters.web.pages.recording.on_tasks import form_of
from adapters.web.pages.recording.task_places import TaskPlace, task_place
from adapters.web.rendering import page
from adapters.web.rights.asking import office_of
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Role
from adapters.words.catalogue import Said, tr
from engine.snapshot import Snapshot
from engine.tasks import State, task_shown
from rules.problems import N_

PATH = "/l/{token}"
router = APIRouter()

_DEEDS = {
    Purpose.ACKNOWLEDGE: "da-tiep-nhan",
    Purpose.REPORT: "bao-cao-hoan-thanh",
    Purpose.EXTENSION: "de-nghi-gia-han",
}
_NO_LINKS = N_("Links are not taken here: sign in.")
_GONE = N_("The task that the link was for is not there any more, or has passed to another agency: sign in.")
_MEANWHILE = N_("Something was recorded of this task meanwhile. Look at it as it now is, and send it again.")
_BY_LINK = N_("{unit} (by a link)")
_LONGEST_ACTOR = 100
_QUIET = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@router.get(PATH)
def show(request: Request, token: str) -> HTMLResponse:
    """The task of the link, and the form by which one acts. Nothing is recorded."""
    try:
        desk, link, place = _read(request, token)
    except LinkError as error:
        return _refused(request, error.said)
    form = _form(desk, link, place, token)
    return _page(desk, form, place, empty(form.fields, {}))


@router.post(PATH)
def act(request: Request, token: str, data: Typed) -> HTMLResponse:
    """Act as the link allows."""
    try:
        desk, link, place = _read(request, token)
    except LinkError as error:
        return _refused(request, error.said)
    form = _form(desk, link, place, token)
    found = filled(data, form.fields, Names(place.units))
    if found.errors:
        return _page(desk, form, place, found, WRONG)
    try:
        return _recorded(desk, form, place, found, data)
    except Exception as error:
        said = said_of(error)
        if said is None:
            raise
        found.errors[""] = said
        return _page(desk, form, place, found, WRONG)


def _recorded(desk: Desk, form: Form, place: TaskPlace, found: Filled, data: Typed) -> HTMLResponse:
    files = uploads(desk.office, data) if form.files else None
    with desk.looking() as snapshot:
        seen = snapshot.session.head()
    made = record(desk.office, desk.asker, form.wishes(found), desk.lang, seen, None, files)
    if isinstance(made, Changed):
        found.errors[""] = Said(_MEANWHILE)
        return _page(desk, form, place, found, 409)
    positions = [one.decision.position for one in made.made]
    return _answer(desk.request, "links/done.html", 200, form=form, positions=positions, outlook=made.outlook)


def _read(request: Request, token: str) -> tuple[Desk, Link, TaskPlace]:
    """The one who acts by the link, and on which task. Raises LinkError."""
    office = office_of(request)
    web = office.settings.web
    if not web.link_keys:
        raise LinkError(_NO_LINKS)
    link = Links(web.link_keys, web.address).checked(token, office.clock.today())
    with office.store.begin(write=False) as session:
        snapshot = Snapshot(session, office.tools)
        units, plan = snapshot.units(), snapshot.plan(link.task.partition("/")[0])
        person = tr(_BY_LINK, office.settings.lang, unit=units.name(link.unit))[:_LONGEST_ACTOR]
        asker = Principal(
            name="link", role=Role.AGENCY, unit=units.leading(link.unit), tree=lambda: units, person=person
        )
        if plan is None:
            raise LinkError(_GONE)
        try:
            place = task_place(snapshot, task_shown(plan, link.task), asker)
        except HTTPException:
            raise LinkError(_GONE) from None
    return Desk.of(request, asker), link, place


def _form(desk: Desk, link: Link, place: TaskPlace, token: str) -> Form:
    return form_of(desk, BY_NAME[_DEEDS[link.purpose]], place, action=f"/l/{token}", back=f"/l/{token}")


def _page(desk: Desk, form: Form, place: TaskPlace, found: Filled, status: int = 200) -> HTMLResponse:
    settings, first = desk.office.settings, next(iter(found.errors), "")
    values: Mapping[str, object] = {"form": form, "filled": found, "first": first, "chosen": CHOSEN, "place": place}
    megabytes, types = settings.file_size // 2**20, settings.file_types
    done = place.state in (State.DONE, State.CLOSED)
    return _answer(desk.request, "links/form.html", status, **values, done=done, types=types, megabytes=megabytes)


def _refused(request: Request, said: Said) -> HTMLResponse:
    return _answer(request, "links/refused.html", 410, said=said)


def _answer(request: Request, template: str, status: int, /, **values: object) -> HTMLResponse:
    """A page that nobody keeps, and whose address nobody is told."""
    found = page(request, template, status, **values)
    found.headers.update(_QUIET)
    return found

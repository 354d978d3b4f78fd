"""One act on many tasks of a list: what is typed once is said of each, and its preview shows what follows of all."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from adapters.web.pages.acts.desks import Desk, Typed
from adapters.web.pages.acts.forms import Form, opened, posted
from adapters.web.pages.acts.naming import Names
from adapters.web.pages.acts.outcomes import Wish
from adapters.web.pages.acts.reading import Filled
from adapters.web.pages.acts.undoing import Next
from adapters.web.pages.recording.deeds import BY_NAME, Deed
from adapters.web.pages.recording.sayings import Ground
from adapters.web.pages.recording.task_places import TaskPlace, task_place
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import Said
from adapters.words.refused.refusal import Refused
from rules.problems import N_

PATH = "/nhieu-nhiem-vu"
router = APIRouter(prefix=PATH)
Asker = Annotated[Principal, Depends(May(Act.REPORT))]

MOST = 50
TOGETHER = (
    "da-tiep-nhan",
    "tien-do",
    "bao-cao-hoan-thanh",
    "de-nghi-gia-han",
    "dong-y-gia-han",
    "khong-dong-y-gia-han",
    "nhan-bao-cao",
    "an-dinh-thoi-han",
    "tam-dung",
    "giao-nguoi",
)
"""The deeds that may be done to many tasks at once, in the order in which a list offers them."""

_TITLE, _TASKS, _LIST = N_("{deed}: {count} task(s)"), N_("Tasks"), N_("To the list of tasks")
_NONE = N_("Tick the tasks in the list first, then choose what is to be done.")
_MORE, _FEW = N_("and {count} more"), 3


def offered(asker: Principal) -> Sequence[Deed]:
    """The deeds that somebody may do to many tasks at once."""
    return [BY_NAME[name] for name in TOGETHER if asker.may(BY_NAME[name].act)]


@router.get("")
def show(request: Request, asker: Asker) -> HTMLResponse:
    """The form."""
    desk = Desk.of(request, asker)
    return opened(desk, _form(desk)[0])


@router.post("")
def send(request: Request, asker: Asker, data: Typed) -> HTMLResponse:
    """The preview, or the result."""
    desk = Desk.of(request, asker)
    form, names = _form(desk)
    return posted(desk, form, data, names)


def _form(desk: Desk) -> tuple[Form, Names]:
    """The form for the tasks that the address names. Raises HTTPException (404)."""
    query = desk.request.query_params
    there = offered(desk.asker)
    ids = list(dict.fromkeys(query.getlist("nhiem-vu")))[:MOST]
    deed = next((one for one in there if one.name == query.get("lam", one.name)), None)
    if deed is None:
        raise HTTPException(404)
    with desk.looking() as snapshot:
        places, units = [task_place(snapshot, one, desk.asker) for one in ids], snapshot.units()
    grounds = [_ground(desk, one) for one in places]

    def wishes(filled: Filled) -> Sequence[Wish]:
        if not grounds:
            raise Refused(_NONE)
        document = filled.text("document")
        return [Wish(said=deed.says(one, filled), document=document, named=_named(one.task)) for one in grounds]

    form = Form(
        title=Said(_TITLE, {"deed": Said(deed.title), "count": len(places)}),
        verb=deed.verb,
        action=f"{PATH}?{urlencode([('lam', deed.name), *(('nhiem-vu', one) for one in ids)])}",
        fields=deed.fields(grounds[0]) if grounds else (),
        wishes=wishes,
        about=[(_TASKS, _few([_named(one) for one in places]))] if places else [],
        more={"tasks": [f"{one.rule.title} · {_named(one)}" for one in places], "nothing": _NONE},
        files=deed.files,
        template="recording/many_tasks.html" if places else "recording/none_ticked.html",
        after=lambda _filled, _made: [Next(path="/nhiem-vu", words=_LIST)],
        back="/nhiem-vu",
    )
    return form, Names(units)


def _ground(desk: Desk, place: TaskPlace) -> Ground:
    return Ground(task=place, asker=desk.asker, today=desk.office.clock.today(), lang=desk.lang)


def _few(named: Sequence[str]) -> list[object]:
    rest = len(named) - _FEW
    return [*named[:_FEW], *([Said(_MORE, {"count": rest})] if rest > 0 else [])]


def _named(place: TaskPlace) -> str:
    return f"{place.rule.number} · {place.units.name(place.unit)}"

"""Lists of tasks that are kept under names, by oneself or shared with one's unit: each is an address, and no more."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from adapters.web.pages.tasks.asked import Asked
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.plain_text import one_line
from events.beside.accounts import KeptListRow
from events.chain import moment_text
from events.rows import Changes

PATH = "/nhiem-vu-danh-sach"
router = APIRouter(prefix=PATH)
Reader = Annotated[Principal, Depends(May(Act.READ))]
Text = Annotated[str, Form()]
_LONGEST, _MOST = 80, 100


def kept_lists(request: Request, asker: Principal) -> list[KeptListRow]:
    """The lists that the asker kept, then those that are shared with his unit or one above it; by name."""
    above, unit = list[str](), asker.unit
    while unit and unit not in above:
        above.append(unit)
        unit = asker.units.above.get(unit) or ""
    found = office_of(request).accounts.kept_lists(asker.name, above)
    return sorted(found, key=lambda one: (one.account != asker.name, one.name))


@router.post("")
def keep(request: Request, asker: Reader, name: Text = "", query: Text = "", shared: Text = "") -> Response:
    """Keep a list under a name: one that has that name already is replaced."""
    office, said, asked = office_of(request), one_line(name, _LONGEST), Asked.written(query)
    own = [row for row in kept_lists(request, asker) if row.account == asker.name]
    if said and (len(own) < _MOST or said in [row.name for row in own]):
        unit, moment = asker.unit if shared else "", moment_text(office.clock.now())
        row = KeptListRow(asker.name, said, urlencode(replace(asked, after="").query), unit, moment, "")
        office.accounts.keep(Changes(kept_lists=[row]))
    return RedirectResponse(asked.path(), 303)


@router.post("/bo")
def leave(request: Request, asker: Reader, name: Text = "", query: Text = "") -> Response:
    """Keep a list no longer."""
    office = office_of(request)
    own = [row for row in kept_lists(request, asker) if (row.account, row.name) == (asker.name, name)]
    ended = [row._replace(ended_at=moment_text(office.clock.now())) for row in own]
    office.accounts.keep(Changes(kept_lists=ended))
    return RedirectResponse(Asked.written(query).path(), 303)

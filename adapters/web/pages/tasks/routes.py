"""The list of tasks as a page, and as a file that has exactly what the page says."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from adapters.names.alphabet import sort_key
from adapters.web.pages.recording.many_tasks import offered
from adapters.web.pages.shared.reading import Reading, reading
from adapters.web.pages.shared.rows import lines
from adapters.web.pages.tasks.asked import STANDINGS, Asked
from adapters.web.pages.tasks.exporting import FORMS, exported
from adapters.web.pages.tasks.kept import kept_lists
from adapters.web.pages.tasks.listing import ORDERS, listed
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.tasks import STATES

router = APIRouter()
Reader = Annotated[Principal, Depends(May(Act.READ))]
_MOST_NAMED = 150


@router.get("/nhiem-vu")
def tasks(request: Request, asker: Reader) -> HTMLResponse:
    """A page of the list."""
    asked = Asked.of(request.query_params)
    with reading(request, asker, "tasks") as seen:
        if asked.plan and not seen.sight.sees_plan(asked.plan):
            raise HTTPException(404)
        found, choices = seen.side_by_side(lambda one: listed(one, asked), lambda one: _choices(one, asked))
        values = {
            "asked": asked,
            "rows": lines(seen, found.views),
            "said": asked.said(
                seen, len(found.views) if found.count is None else found.count, more=found.count is None
            ),
            "more": asked.path(after=found.more) if found.more else None,
            "first": asked.path(after="") if asked.after else None,
            "too_long": not found.sorted,
            "deeds": offered(asker),
            **choices,
        }
    return page(request, "tasks/page.html", **values, kept=kept_lists(request, asker), query=urlencode(asked.query))


@router.get("/xuat/nhiem-vu.{form}")
def export(request: Request, form: str, asker: Reader) -> Response:
    """The same list as a file: xlsx or csv."""
    if form not in FORMS:
        raise HTTPException(404)
    asked = Asked.of(request.query_params)
    with reading(request, asker, "tasks export") as seen:
        found = listed(seen, asked, whole=True)
        data = exported(form, seen, lines(seen, found.views), asked.said(seen, len(found.views), more=False))
    named = {"Content-Disposition": f'attachment; filename="nhiem-vu.{form}"', "Cache-Control": "no-store"}
    return Response(data, media_type=FORMS[form], headers=named)


def _choices(seen: Reading, asked: Asked) -> dict[str, Any]:
    """The choices of the form above the list."""
    plans = [(name, seen.shelf.plans()[name].number) for name in seen.sight.plans()]
    return {
        "plans": plans,
        "units": _named(seen, asked),
        "standings": [(name, words) for name, (words, _) in STANDINGS.items()],
        "states": [(str(state), words) for state, words in STATES.items()],
        "orders": list(ORDERS.items()),
    }


def _named(seen: Reading, asked: Asked) -> Sequence[tuple[str, str]]:
    """The agencies to choose from: those that do tasks, unless they are too many to be chosen from."""
    leads = {row.lead for row in seen.session.tally() if row.lead}
    codes = {code for code in (*leads, *(seen.asker.reach or ())) if seen.sight.sees_unit(code)} | {asked.unit} - {""}
    named = sorted(((code, seen.units.name(code)) for code in codes), key=lambda one: sort_key(one[1]))
    return named if len(named) <= _MOST_NAMED else [one for one in named if one[0] in (asked.unit, seen.asker.unit)]

"""The list of tasks as a page, and as a file that has exactly what the page says."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from adapters.names.alphabet import sort_key
from adapters.web.pages.recording.many_tasks import offered
from adapters.web.pages.shared.kept import kept, tally_of_all
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
        found, choices = listed(seen, asked), _choices(seen, asked)
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
    there = kept(seen, "agencies to choose from", lambda: _doing(seen))
    own = dict.fromkeys(code for code in (asked.unit, seen.asker.unit) if code)
    if len(there) > _MOST_NAMED:
        return [(code, seen.units.name(code)) for code in own]
    asked_for = [(asked.unit, seen.units.name(asked.unit))] if asked.unit and asked.unit not in dict(there) else []
    return [*asked_for, *there]


def _doing(seen: Reading) -> Sequence[tuple[str, str]]:
    """The agencies that do tasks, of those that the reader sees, by name."""
    leads = {row.lead for row in tally_of_all(seen) if row.lead}
    codes = {code for code in (*leads, *(seen.asker.reach or ())) if seen.sight.sees_unit(code)}
    return sorted(((code, seen.units.name(code)) for code in codes), key=lambda one: sort_key(one[1]))

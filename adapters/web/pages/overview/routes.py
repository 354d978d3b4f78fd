"""The page of figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from adapters.web.pages.overview.figures import Overview, overview, weeks
from adapters.web.pages.shared.kept import kept
from adapters.web.pages.shared.reading import Reading, reading
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from engine.asking.course.standing_still import count_standing_still, standing_still
from engine.asking.figures import view_standing
from engine.asking.official.tables import OFFICIAL, OUTSIDE
from engine.tasks import Standing, State
from events.store.pages import PageOf
from events.store.questions import Stands
from events.views import TaskView
from rules.problems import N_

router = APIRouter()
STILL = (14, 30)
WORDS: Mapping[str, tuple[str, str]] = {
    Standing.DONE_IN_TIME: (N_("Done in time"), "good"),
    Standing.DONE_LATE: (N_("Done late"), "late"),
    Standing.IN_TIME: (N_("Not done, in time"), "plain"),
    Standing.OVERDUE: (N_("Not done, overdue"), "late"),
}
"""The four cells of the official form, each with its look."""

BESIDE: Mapping[str, str] = {
    "in_doubt": N_("by a date that is provisional or in doubt"),
    Standing.DATE_OVERDUE: N_("late in having a date set"),
    Standing.DONE_UNDATED: N_("done, the document names no day"),
    Standing.CONTINUOUS: N_("standing duties"),
    Standing.NOT_COUNTED: N_("suspended, or not yet begun"),
}


@router.get("/tong-quan")
def figures(request: Request, asker: Annotated[Principal, Depends(May(Act.READ))]) -> HTMLResponse:
    """The page."""
    with reading(request, asker, "overview") as seen:
        values = kept(seen, "overview", lambda: _values(seen))
    return page(request, "overview/page.html", **values)


def _values(seen: Reading) -> Mapping[str, object]:
    (found, near), of_all = seen.side_by_side(_figures, _still_of_all)
    still = of_all if found.views is None or of_all else _still(seen, found.views)
    ahead = weeks(found.weights, seen.today)
    return {
        "found": replace(found, views=None, weights=()),
        "compared": found.period is not None and any(found.whole.before.values()),
        "cells": [(str(cell), *WORDS[cell]) for cell in OFFICIAL],
        "outside": [(str(cell), BESIDE[cell], found.whole.now[cell]) for cell in OUTSIDE if found.whole.now[cell]],
        "weeks": ahead,
        "most": max((week.firm + week.provisional for week in ahead), default=0) or 1,
        "still": still,
        "near": near,
        "undated": sum(one.tasks for one in found.weights if one.state == State.NEEDS_DATE),
    }


def _figures(seen: Reading) -> tuple[Overview, str]:
    found = overview(seen)
    return found, _near(seen, found)


def _still_of_all(seen: Reading) -> Sequence[tuple[int, int]]:
    """How many of all tasks nothing was heard of for so many days; none for whoever sees a part of them."""
    return list(zip(STILL, count_standing_still(seen.session, seen.today, *STILL), strict=True)) if seen.whole else ()


def _still(seen: Reading, views: Sequence[TaskView]) -> Sequence[tuple[int, int]]:
    moved = standing_still(seen.session, views, seen.today, min(STILL)).values()
    return [(days, sum(day <= seen.today - timedelta(days=days) for day in moved)) for days in STILL]


_MOST_NEAR = 1_000


def _near(seen: Reading, found: Overview) -> str:
    """How many are due soon; of very many, that there are more."""
    if found.views is not None:
        return str(sum(view_standing(view, seen.today) is Standing.NEAR for view in found.views))
    stands = Stands(seen.today.isoformat(), (Standing.NEAR,))
    views = seen.session.page_of_tasks(PageOf(_MOST_NEAR + 1, stands=stands))
    return str(len(views)) if len(views) <= _MOST_NEAR else f">{_MOST_NEAR}"

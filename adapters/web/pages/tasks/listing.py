"""The tasks of a list: a page of them by the day on which they are due, or all of a short list in another order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adapters.answers.listing import Listing
from adapters.answers.searching import Search
from adapters.answers.task_pages import Page
from adapters.leaving import WHOLE
from adapters.web.pages.shared.reading import Reading
from adapters.web.pages.tasks.asked import Asked
from adapters.words.alphabet import sort_key
from adapters.words.refused.refusal import Refused
from events.views import TaskView
from rules.problems import N_

PAGE, SORTED = 50, 200
_BEHIND_ALL = "\U0010ffff"
ORDERS: Mapping[str, str] = {"": N_("by the last day"), "ten": N_("by name"), "co-quan": N_("by agency")}


@dataclass(frozen=True, slots=True)
class Listed:
    """What is shown of a list."""

    views: Sequence[TaskView]
    more: str | None  # the place after which the next page begins
    sorted: bool = True  # False: it is too long to be sorted otherwise than by days


def listed(seen: Reading, asked: Asked, *, whole: bool = False) -> Listed:
    """A page of the list that is asked for, or with `whole` all of it."""
    key = _keys(seen).get(asked.order)
    if key is None or whole:
        return _page(seen, asked, None if whole else PAGE)
    found = _page(seen, asked, SORTED)
    if found.more:
        return Listed(found.views[:PAGE], _page(seen, asked, PAGE).more, sorted=False)
    return Listed(sorted(found.views, key=key), None)


def _keys(seen: Reading) -> Mapping[str, Callable[[TaskView], str]]:
    plans = seen.shelf.plans()
    return {
        "ten": lambda view: sort_key(seen.shelf.rule(plans[view.plan], view.rule).title),
        "co-quan": lambda view: sort_key(seen.units.name(view.lead)),
    }


def _page(seen: Reading, asked: Asked, limit: int | None) -> Listed:
    page = _from(asked, limit)
    listing = Listing(
        seen.session, seen.shelf, _units(seen, asked), page, seen.today, asked.still, WHOLE, _search(seen, asked)
    )
    views, more, _ = listing.views(
        asked.accept,
        plan=asked.plan or None,
        lead=None,
        state=asked.state or None,
        titled=None,
        stands=asked.stands(seen.today),
    )
    return Listed([view for view in views if seen.asker.sees(view.unit, view.lead)], more)


def _from(asked: Asked, limit: int | None) -> Page:
    try:
        found = Page.asked(asked.after or None, limit)
    except Refused:  # an address that somebody changed by hand: from the beginning
        found = Page(None, limit)
    if asked.since and found.after is None:
        before = date.fromisoformat(asked.since) - timedelta(days=1)
        return Page((before.isoformat(), _BEHIND_ALL), limit)
    return found


def _units(seen: Reading, asked: Asked) -> Sequence[str | None]:
    if asked.unit:
        return [asked.unit]
    return [None] if seen.asker.reach is None else sorted(seen.asker.reach)


def _search(seen: Reading, asked: Asked) -> Search | None:
    try:
        return Search.of(asked.words, seen.shelf, WHOLE) if asked.words else None
    except Refused:  # nothing but signs
        return None

"""The tasks of a list: a page of them by the day on which they are due, or all of a short list in another order.

Of what the store can page through by itself only a page is read, and the number of all comes from the tally. What is
narrowed by words, to one agency or to what stands still is read whole, and cut.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adapters.answers.lists.listing import Listing
from adapters.answers.lists.searching import Search
from adapters.answers.lists.task_pages import Page
from adapters.leaving import WHOLE
from adapters.web.pages.shared.reading import Reading
from adapters.web.pages.tasks.asked import Asked
from adapters.words.alphabet import sort_key
from adapters.words.refused.refusal import Refused
from engine.asking.figures import standings
from engine.tasks import Standing, State
from events.rows import NO_DAY, TallyRow
from events.store import Place
from events.store.questions import Stands
from events.views import TaskView
from rules.problems import N_
from rules.row_names import RowMovedError, key_of

PAGE, SORTED = 50, 200
_BEHIND_ALL = "\U0010ffff"
ORDERS: Mapping[str, str] = {"": N_("by the last day"), "ten": N_("by name"), "co-quan": N_("by agency")}


@dataclass(frozen=True, slots=True)
class Listed:
    """What is shown of a list."""

    views: Sequence[TaskView]
    more: str | None  # the place after which the next page begins
    count: int | None  # of all; None: nobody has counted them
    sorted: bool = True  # False: it is too long to be sorted otherwise than by days


def listed(seen: Reading, asked: Asked, *, whole: bool = False) -> Listed:
    """A page of the list that is asked for, or with `whole` all of it."""
    if whole or asked.order or _by_itself(seen, asked):
        return _cut(seen, asked, _found(seen, asked, None), whole=whole)
    found = _found(seen, asked, PAGE + 1)
    views, more = Page(None, PAGE).cut(found, _place)
    return Listed(views, more, len(views) if not (more or asked.after) else _counted(seen, asked))


def _by_itself(seen: Reading, asked: Asked) -> bool:
    """True of a list that is read whole: the store pages through no such list, or it is short."""
    narrowed = asked.words or asked.unit or asked.row or asked.accept or asked.still
    return bool(narrowed) or seen.asker.reach is not None


def _cut(seen: Reading, asked: Asked, found: list[TaskView], *, whole: bool) -> Listed:
    key = _keys(seen).get(asked.order)
    if key and len(found) <= SORTED:
        return Listed(sorted(found, key=key), None, len(found))
    if whole:
        return Listed(found, None, len(found))
    after = _after(asked)
    rest = found if after is None else [view for view in found if _place(view) > after]
    views, more = Page(None, PAGE).cut(rest, _place)
    return Listed(views, more, len(found), sorted=key is None)


def _place(view: TaskView) -> Place:
    return view.day, view.id


def _keys(seen: Reading) -> Mapping[str, Callable[[TaskView], str]]:
    plans = seen.shelf.plans()
    return {
        "ten": lambda view: sort_key(seen.shelf.rule(plans[view.plan], view.rule).title),
        "co-quan": lambda view: sort_key(seen.units.name(view.lead)),
    }


def _found(seen: Reading, asked: Asked, limit: int | None) -> list[TaskView]:
    """All tasks of the list, or so many after the place that is asked for."""
    page = Page(_start(asked, _after(asked) if limit else None), None)
    listing = Listing(
        seen.session, seen.shelf, _units(seen, asked), page, seen.today, asked.still, WHOLE, _search(seen, asked)
    )
    filters = {
        "plan": asked.plan or None,
        "lead": None,
        "state": asked.state or None,
        "titled": None,
        "stands": asked.stands(seen.today),
        **({"limit": limit} if limit else {}),
        **({"rule": _rule(seen, asked)} if asked.row and asked.plan else {}),
    }
    if limit:  # the store pages by itself
        return seen.session.view_tasks(after=page.after, **filters)
    views, _, _ = listing.views(asked.accept, **filters)
    return [view for view in views if seen.asker.sees(view.unit, view.lead)]


def _rule(seen: Reading, asked: Asked) -> str:
    try:
        return key_of(seen.plan(asked.plan), asked.row)
    except RowMovedError:
        return asked.row


def _after(asked: Asked) -> Place | None:
    """The place at which the page before ended; an address that somebody changed by hand begins anew."""
    try:
        return Page.asked(asked.after or None, None).after
    except Refused:
        return None


def _start(asked: Asked, after: Place | None) -> Place | None:
    if not asked.since or after is not None:
        return after
    before = date.fromisoformat(asked.since) - timedelta(days=1)
    return before.isoformat(), _BEHIND_ALL


def _units(seen: Reading, asked: Asked) -> Sequence[str | None]:
    if asked.unit:
        return [asked.unit]
    return [None] if seen.asker.reach is None else sorted(seen.asker.reach)


def _search(seen: Reading, asked: Asked) -> Search | None:
    try:
        return Search.of(asked.words, seen.shelf, WHOLE) if asked.words else None
    except Refused:  # nothing but signs
        return None


def _counted(seen: Reading, asked: Asked) -> int | None:
    """The number of all by the tally, which does not know what is due soon."""
    stands = asked.stands(seen.today)
    if stands and {*stands.standings} == {Standing.NEAR}:
        return None
    return sum(row.tasks for row in seen.session.tally(asked.plan or None) if _is_in(row, asked, stands, seen.today))


def _is_in(row: TallyRow, asked: Asked, stands: Stands | None, today: date) -> bool:
    if asked.state and row.state != asked.state:
        return False
    if row.state == State.WAITING and not asked.state:
        return False
    if asked.since and row.day < asked.since:
        return False
    if stands is None:
        return True
    return next(iter(standings((row,), today))) in stands.standings and (
        row.day <= stands.until or stands.until == NO_DAY
    )

"""The tasks of a list: a page of them by the day on which they are due, or all of a short list in another order.

Of what nothing narrows only a page is read, and the number of all comes from the tally; of what words, an agency or
the reader's rights narrow, up to `COUNTED` tasks are, which are a page and a number at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.answers.lists.listing import Listing
from adapters.answers.lists.many_agencies import ManyAgencies
from adapters.answers.lists.task_pages import Page
from adapters.leaving import WHOLE
from adapters.names.alphabet import sort_key
from adapters.web.pages.shared.kept import tally_of_all
from adapters.web.pages.shared.reading import Reading
from adapters.web.pages.tasks.asked import Asked
from adapters.words.refused.refusal import Refused
from engine.asking.figures import standings
from engine.tasks import Standing, State
from events.rows import NO_DAY, TallyRow
from events.store import Place
from events.store.pages import Within
from events.store.questions import Stands
from events.views import TaskView
from rules.problems import N_
from rules.row_names import RowMovedError, key_of

PAGE, SORTED, COUNTED = 50, 200, 1_000
ORDERS: Mapping[str, str] = {"": N_("by the last day"), "ten": N_("by name"), "co-quan": N_("by agency")}


@dataclass(frozen=True, slots=True)
class Listed:
    """The part of a list that is shown."""

    views: Sequence[TaskView]
    more: str | None  # the place after which the next page begins
    count: int | None  # of all; None: nobody has counted them
    sorted: bool = True  # False: it is too long to be sorted otherwise than by days


def listed(seen: Reading, asked: Asked, *, whole: bool = False) -> Listed:
    """A page of the list that is asked for, or with `whole` all of it."""
    if asked.still or asked.accept:
        return _cut(seen, asked, _gone_through(seen, asked), whole=whole)
    if whole:
        return _cut(seen, asked, _many(seen, asked, Page(None, None))[0], whole=True)
    if asked.order or _narrowed(seen, asked):
        found, more = _many(seen, asked, Page(None, COUNTED))
        if more is None:
            return _cut(seen, asked, found, whole=False)
    views, more = _many(seen, asked, Page(_after(asked), PAGE))
    return Listed(views, more, _counted(seen, asked), sorted=not asked.order)


def _narrowed(seen: Reading, asked: Asked) -> bool:
    return bool(asked.words or asked.unit or asked.row) or not seen.whole


def _cut(seen: Reading, asked: Asked, found: list[TaskView], *, whole: bool) -> Listed:
    key = _keys(seen).get(asked.order)
    if key and (len(found) <= SORTED or whole):
        return Listed(sorted(found, key=key), None, len(found))
    if whole:
        return Listed(found, None, len(found))
    after = _after(asked)
    rest = found if after is None else [view for view in found if (view.day, view.id) > after]
    views, more = Page(None, PAGE).cut(rest, lambda view: (view.day, view.id))
    return Listed(views, more, len(found), sorted=key is None)


def _keys(seen: Reading) -> Mapping[str, Callable[[TaskView], str]]:
    plans = seen.shelf.plans()
    return {
        "ten": lambda view: sort_key(seen.shelf.rule(plans[view.plan], view.rule).title),
        "co-quan": lambda view: sort_key(seen.units.name(view.lead)),
    }


def _many(seen: Reading, asked: Asked, page: Page) -> tuple[list[TaskView], str | None]:
    """A page from the store, of what the reader sees."""
    parts = [seen.part] if seen.part is not None else []
    parts += [Within(seen.units.became(asked.unit))] if asked.unit else []
    parts += [Within(rows=[(asked.plan, _rule(seen, asked))])] if asked.row and asked.plan else []
    try:
        return ManyAgencies(seen.shelf, seen.today, parts, asked.words or None, WHOLE).views(
            page,
            plan=asked.plan or None,
            state=asked.state or None,
            stands=asked.stands(seen.today),
            due_from=asked.since,
            due_to=asked.until or NO_DAY,
        )
    except Refused:  # nothing but signs were looked for
        return [], None


def _gone_through(seen: Reading, asked: Asked) -> list[TaskView]:
    """The tasks that stand still, or whose reports await acceptance: found by looking at each."""
    units = [asked.unit] if asked.unit else [None]
    listing = Listing(seen.session, seen.shelf, units, Page(None, None), seen.today, asked.still, WHOLE)
    views, _, _ = listing.views(
        asked.accept,
        plan=asked.plan or None,
        lead=None,
        state=asked.state or None,
        titled=None,
        stands=asked.stands(seen.today),
    )
    return [view for view in views if seen.sight.sees_task(view)]


def _rule(seen: Reading, asked: Asked) -> str:
    try:
        return key_of(seen.plan(asked.plan), asked.row)
    except RowMovedError:
        return asked.row


def _after(asked: Asked) -> Place | None:
    return Page.asked(asked.after or None, None).after


def _counted(seen: Reading, asked: Asked) -> int | None:
    """The number of all by the tally, which knows nobody's words or rights, nor what is due soon."""
    stands = asked.stands(seen.today)
    if _narrowed(seen, asked) or (stands and {*stands.standings} == {Standing.NEAR}):
        return None
    those = (row for row in tally_of_all(seen) if asked.plan in ("", row.plan))
    return sum(row.tasks for row in those if _is_in(row, asked, stands, seen.today))


def _is_in(row: TallyRow, asked: Asked, stands: Stands | None, today: date) -> bool:
    if row.state != (asked.state or row.state) or (row.state == State.WAITING and not asked.state):
        return False
    if (asked.since and not asked.since <= row.day < NO_DAY) or (asked.until and row.day > asked.until):
        return False
    if stands is None:
        return True
    return next(iter(standings((row,), today))) in stands.standings and row.day <= stands.until

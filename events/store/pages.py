"""Pages of lists of tasks: what is asked for when a list is of several agencies, or of what has certain words."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from events.rows import NO_DAY
from events.store.questions import Place, Stands


class Within(NamedTuple):
    """A part of all tasks: those of these agencies or led by them, of these rows of plans, and of these plans."""

    units: Collection[str] = ()
    rows: Collection[tuple[str, str]] = ()  # plan, and key of the row
    plans: Collection[str] = ()


class PageOf(NamedTuple):
    """A page of the tasks that are in each of these parts: those after a place in the list, and at most so many."""

    limit: int
    after: Place = ("", "")
    within: Sequence[Within] = ()
    but: Collection[tuple[str, str]] = ()  # rows of plans whose tasks are left out
    plan: str | None = None
    state: str | None = None  # None: in any but the one of those that wait again
    stands: Stands | None = None
    due_from: str = ""  # with a last day from this one on; "": with any, or none
    due_to: str = NO_DAY  # with a last day until this one; NO_DAY: with any, or none

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day that a task may have: NO_DAY is that of those that have none."""
        first, last = self.due_from, self.due_to
        if first and last == NO_DAY:
            last = _LAST
        if self.stands:
            first, last = max(first, self.stands.first), min(last, self.stands.last)
        return first, last


_LAST = "9999-12-30"

"""Dates that are still to be counted again, as it is told beside what is shown of them."""

from collections.abc import Iterable

from events.rows import RecountRow
from rules.problems import N_

RECOUNTING = N_(
    "Dates of {plans} are still to be counted again, since a calendar was amended: some of them may change yet. "
    "`thoihan sweep` counts them now."
)


def recounting(rows: Iterable[RecountRow], plans: Iterable[str] | None = None) -> list[str]:
    """The plans (of these) whose dates are still to be counted again."""
    found = {row.plan for row in rows}
    return sorted(found if plans is None else found.intersection(plans))

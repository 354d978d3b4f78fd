"""Plans that are named where only those in force will do."""

from collections.abc import Iterable

from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from events.store import Session
from rules.problems import N_

_NO_PLAN = N_("There is no plan “{plan}” here. Adopted are: {known}.")


def must_be_adopted(session: Session, plans: Iterable[str]) -> None:
    """Raise Refused, with those that there are, for the first of `plans` that is not in force."""
    there = [row.id for row in session.plans()]
    for name in plans:
        if name not in there:
            raise Refused(_NO_PLAN, plan=one_line(name, 60), known=sorted(there) or "–")

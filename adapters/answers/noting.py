"""A look at secret rows is noted before they are shown: what cannot be noted is not shown."""

from collections.abc import Iterable

from adapters.bootstrap import Office
from events.beside.rows import AccessRow
from events.chain import moment_text
from events.rows import Changes
from rules.plan import Plan
from rules.secrecy import Level

Looked = tuple[str, str, Level]
"""Plan, row (its number; "" is the plan itself), and how secret it is."""


def note(office: Office, how: str, looked: Iterable[Looked]) -> None:
    """Note who looks at those of these that are secret: state secrets, and what may not leave the office.

    Raises StoreError where it cannot be noted.
    """
    moment, actor = moment_text(office.clock.now()), office.settings.actor
    rows = [AccessRow(moment, actor, how, *one) for one in office.settings.leaving.noted(looked)]
    if rows:
        with office.store.begin() as session:
            session.apply(Changes(accesses=rows))


def whole(plan: Plan) -> Iterable[Looked]:
    """All of a plan, and each of its rows."""
    yield plan.id, "", plan.secrecy
    yield from ((plan.id, rule.number, rule.secrecy) for rule in plan.rules.values())

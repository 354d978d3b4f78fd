"""Laws of dates that are counted again later: whoever does it, and whenever, it comes to what it would have at once."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.asking.row_differences import TABLES
from engine.asking.verifying import verify
from engine.matching import PlainMatcher
from events.opening import make_store
from events.store import Transactions
from tests.property.deeds import OFTEN, SELDOM, Deed, deeds_of, lived, rich_plans
from tests.property.happenings import EXAMPLES
from tests.worlds import World

deeds = st.lists(deeds_of(*OFTEN, *["day off"] * 6, *SELDOM), min_size=6, max_size=20)


def rows(store: Transactions) -> dict[str, list[Any]]:
    """All that is concluded and told."""
    with store.begin(write=False) as session:
        return {table: list(session.dump(table)) for table in TABLES}


@settings(deadline=None, max_examples=EXAMPLES or 40, suppress_health_check=[HealthCheck.too_slow])
@given(rich_plans(), st.integers(0, 3), deeds, st.sets(st.integers(0, 40)))
def test_dates_counted_again_later_come_to_the_same(text: str, begun: int, todo: list[Deed], when: set[int]) -> None:
    """Events are recorded while dates wait to be counted again; in the end every row and message is the same.

    Meanwhile what is kept is what the log gives, but for the plans that are still to come.
    """
    at_once = lived(text, begun, todo, PlainMatcher())
    with at_once.store.begin(write=False) as session:
        log, contacts = list(session.events()), session.contacts()
    later = World(matcher=PlainMatcher())
    later.service = replace(later.service, leaving=True)
    for number, one in enumerate(log):
        later.service.record(one.event, contacts=contacts if one.event.type == "units.registered" else ())
        if number in when:
            later.service.recount()
    report = verify(later.service, make_store("memory:"))
    assert report.holds, report
    with later.store.begin(write=False) as session:
        assert list(report.pending) == session.recounts()
    later.service.recount()
    assert rows(later.store) == rows(at_once.store)

"""SQLite and PostgreSQL come to the same rows as memory, whatever happens."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from engine.matching import Matcher, PlainMatcher
from tests.property.happenings import EXAMPLES
from tests.property.test_living import Living


def test_every_store_comes_to_the_same_rows(new_database: Callable[[], str]) -> None:
    """All that can happen gives the same units, facts, dues, tasks, history and messages, byte for byte."""

    class InDatabases(Living):
        def stores(self) -> list[tuple[str, Matcher]]:
            return [("memory:", PlainMatcher()), (new_database(), PlainMatcher())]

    run_state_machine_as_test(
        InDatabases,
        settings=settings(
            deadline=None,
            max_examples=EXAMPLES or 3,
            stateful_step_count=20,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )

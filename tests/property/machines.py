"""Random machines, run on every store."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from engine.matching import Matcher, PlainMatcher
from tests.property.happenings import EXAMPLES
from tests.property.test_living import Living


def on_every_store(machine: type[Living], new_database: Callable[[], str]) -> None:
    """Run a machine in memory and on a database that `new_database` makes, which it holds against each other."""

    class OnEveryStore(machine):  # type: ignore[valid-type,misc]  # whichever it is
        def stores(self) -> list[tuple[str, Matcher]]:
            return [("memory:", PlainMatcher()), (new_database(), PlainMatcher())]

    run_state_machine_as_test(
        OnEveryStore,
        settings=settings(
            deadline=None,
            max_examples=EXAMPLES or 3,
            stateful_step_count=20,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )

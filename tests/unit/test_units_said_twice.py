"""What was said of an agency counts once, whoever says it again: it ended, merged, or is called otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

from events import making
from events.errors import EventError
from events.event import Event
from tests.worlds import World

SAID: list[tuple[Callable[..., Event], dict[str, Any]]] = [
    (making.unit_merged, {"into": "c2"}),
    (making.unit_ended, {}),
    (making.unit_renamed, {"name": "Xã mới"}),
]


def world() -> World:
    made = World()
    made.populate()
    return made


@pytest.mark.parametrize(("make", "fields"), SAID)
def test_the_same_said_again_is_known(make: Callable[..., Event], fields: dict[str, Any]) -> None:
    """Under any name, and by anybody."""
    made = world()
    made.service.record(make("c1", **fields, **made.envelope("2025-08-02", "first")))
    again = made.service.record(make("c1", **fields, **{**made.envelope("2025-08-02", "second"), "actor": "another"}))
    assert (again.known, again.decision.event.id) == (True, "first")


def test_what_differs_is_refused_or_is_news() -> None:
    """Another day, another heir; a name that it had before, and has again."""
    made = world()
    made.service.record(making.unit_merged("c1", into="c2", **made.envelope("2025-08-02")))
    for into, day in (("c3", "2025-08-02"), ("c2", "2025-08-03")):
        with pytest.raises(EventError, match="has ended already"):
            made.service.record(making.unit_merged("c1", into=into, **made.envelope(day)))
    for name in ("Xã A", "Xã B", "Xã A"):
        assert not made.service.record(making.unit_renamed("c3", name=name, **made.envelope("2025-08-04"))).known

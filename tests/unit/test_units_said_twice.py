"""A new name of an agency counts once, whoever says it again."""

from events import making
from tests.worlds import World


def test_the_same_name_said_again_is_known() -> None:
    """Under any id, and by anybody; a name that it had before, and has again, is news."""
    made = World()
    made.populate()
    made.service.record(making.unit_renamed("c1", name="Xã A", **made.envelope("2025-08-02", "first")))
    again = {**made.envelope("2025-08-02", "second"), "actor": "another"}
    logged = made.service.record(making.unit_renamed("c1", name="Xã A", **again))  # type: ignore[arg-type]  # as it was
    assert (logged.known, logged.decision.event.id) == (True, "first")
    for name in ("Xã B", "Xã A"):
        assert not made.service.record(making.unit_renamed("c1", name=name, **made.envelope("2025-08-02"))).known

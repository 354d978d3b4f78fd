"""A milestone that its plan lays down at one place happens there and nowhere else."""

import pytest

from events import making
from events.errors import EventError
from events.joined import making as joining
from tests.worlds import PLAN, World, plan_text

OTHER = "khac"


def world() -> World:
    """Two plans, each of which has its congress at the province."""
    made = World()
    made.populate()
    for plan, number in ((PLAN, "1-KH/TU"), (OTHER, "2-KH/TU")):
        made.adopt(plan_text([{"due": "7 days after congress"}], plan=plan, number=number))
    made.tick("2025-07-30")
    return made


def refused(made: World, phase: str, plan: str = PLAN, unit: str = "bto") -> None:
    with pytest.raises(EventError, match="happens at “12” and nowhere else; “bto” is another place"):
        made.log("congress", "2025-07-29", unit, phase, plan=plan)


@pytest.mark.parametrize("phase", ["held", "planned"])
def test_it_happens_where_the_plan_says(phase: str) -> None:
    """At another place it is neither planned, held nor put off; and it is not held a second time there."""
    made = world()
    refused(made, phase)
    made.log("congress", "2025-07-29", phase=phase)
    refused(made, phase)
    with pytest.raises(EventError, match="is another place"):
        made.service.record(making.milestone_postponed("congress", plan=PLAN, unit="bto", **made.envelope()))


def test_no_correction_moves_it_to_another_place() -> None:
    """Its place is no mistake of who logged it."""
    made = world()
    made.log("congress", "2025-07-29", name="held")
    with pytest.raises(EventError, match="is another place"):
        made.service.record(making.corrected("held", unit="bto", **made.envelope()))


def test_so_it_is_when_it_is_one_with_that_of_another_plan() -> None:
    """Whichever of the plans it is logged of."""
    made = world()
    joined = joining.happening_joined([f"{PLAN}/congress", f"{OTHER}/congress"], **made.envelope())
    made.service.record(joined)
    for plan in (PLAN, OTHER):
        refused(made, "held", plan)
    made.log("congress", "2025-07-29")
    refused(made, "held", OTHER)

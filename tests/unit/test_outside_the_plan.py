"""A task whose unit stands outside its plan's: what happens at the plan's own unit, or above it, concerns it too."""

import pytest

from engine.asking.verifying import verify
from events import making
from events.opening import make_store
from tests.property.test_reference import agrees
from tests.worlds import PLAN, Rule, World, plan_text

FAR: Rule = {"lead": "xa", "due": "7 days after congress"}
WAITING: Rule = {"lead": "xa", "when": "task R1 done", "due": "by 2025-12-01"}
LISTED: Rule = {"for each": '["xa", "c1"]', "lead": "each", "due": "7 days after congress"}
OPEN: Rule = {"lead": "xa", "due": "by 2025-12-01"}


def world(*rules: Rule, suspensions: str | None = None) -> World:
    """Province 12 with its plan; a commune of another province; a congress is of each province."""
    made = World()
    made.populate()
    more = [
        {"code": "33", "name": "Tỉnh khác", "kind": "province", "parent": "vn"},
        {"code": "xa", "name": "Xã xa", "kind": "commune", "parent": "33"},
    ]
    made.service.record(making.units_registered(more, **made.envelope(name="more")))  # type: ignore[arg-type]
    head = {"suspensions": suspensions} if suspensions else {}
    text = plan_text(rules, {"congress": "commune"}, **head)
    made.adopt(text.replace('of each: "commune"', "of each: province"))
    return made


def holds(made: World) -> bool:
    return verify(made.service, make_store("memory:")).holds


@pytest.mark.parametrize("rule", [FAR, LISTED])
def test_it_begins_with_what_happens_at_the_plans_unit(rule: Rule) -> None:
    """As if it stood there; it moves with a correction, and waits again when that is withdrawn."""
    made = world(rule)
    made.log("congress", "2025-07-25", "33")
    assert "R1/xa" not in made.tasks()
    made.log("congress", "2025-07-28", name="held")
    assert made.tasks()["R1/xa"] == ("active", "2025-08-04")
    made.service.record(making.withdrawn("held", **made.envelope("2025-07-29")))
    assert "R1/xa" not in made.tasks()
    assert holds(made)
    agrees(made)


def test_what_is_suspended_until_then_goes_on() -> None:
    """A suspension of all tasks that ends with a happening at the plan's unit ends for it too."""
    made = world(OPEN, suspensions="[{all: true, until: congress}]")
    assert made.tasks()["R1/xa"][0] == "suspended"
    made.log("congress", "2025-07-28")
    assert made.tasks()["R1/xa"][0] == "active"
    assert holds(made)
    agrees(made)


def test_what_waits_for_a_task_at_the_plans_unit_begins() -> None:
    """A row of several units is done at the plan's own: the task outside sees that."""
    made = world({"for each": '["12", "c1"]', "lead": "each", "due": "by 2025-09-01"}, WAITING)
    made.done(f"{PLAN}/R1/12", "2025-07-28")
    assert made.tasks()["R2/xa"] == ("active", "2025-12-01")
    assert holds(made)
    agrees(made)

"""Happenings that several plans have: what is said of one counts for all that are joined, whenever it was recorded."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest

from engine.asking.verifying import verify
from engine.happenings.joined.candidates import candidates
from engine.snapshot import Snapshot
from events import making
from events.errors import EventError
from events.event import Document
from events.joined import making as joining
from events.opening import make_store
from tests.worlds import PLAN, World, plan_text

OTHER = "khac"
NAMES = {"big_congress": "12", "paper": "vn", "own_congress": "commune"}
"""The milestones of the other plan: the first two under names of its own."""
BOTH = (f"{PLAN}/congress", f"{OTHER}/big_congress")


def other(*rules: dict[str, str], plan: str = OTHER, **header: str) -> str:
    rules = rules or ({"due": "7 days after big_congress"},)
    return plan_text(rules, NAMES, plan=plan, number="2-KH/TU", **header)


def world(*texts: str) -> World:
    made = World()
    made.populate()
    for text in texts or (plan_text([{"due": "7 days after congress"}]), other()):
        made.adopt(text)
    return made


def join(made: World, *members: str, name: str | None = None) -> Any:
    return made.service.record(joining.happening_joined(members or BOTH, **made.envelope(name=name)))


def part(made: World, *members: str, **more: Any) -> Any:
    return made.service.record(joining.happening_parted(members, **more, **made.envelope()))


def said(made: World, milestone: str, day: str, plan: str = PLAN, phase: Any = "held", **more: Any) -> Any:
    envelope = made.envelope(day, more.pop("name", None), ahead=phase == "planned")
    unit = more.pop("unit", "12")
    return made.service.record(making.milestone(milestone, plan=plan, unit=unit, phase=phase, **more, **envelope))


def due(made: World) -> dict[str, tuple[str, str | None]]:
    """The tasks of every plan that have begun, by PLAN/ROW/UNIT."""
    with made.store.begin(write=False) as session:
        return {view.id: (view.state, view.due) for view in session.view_tasks() if view.state != "closed"}


def sound(made: World) -> bool:
    return bool(verify(made.service, make_store("memory:")).holds)


def refused(made: World, happens: Any) -> str:
    before = due(made)
    with pytest.raises(EventError) as caught:
        happens()
    assert due(made) == before
    return str(caught.value)


MINE, THEIRS = f"{PLAN}/R1/12", f"{OTHER}/R1/12"


@pytest.mark.parametrize("order", list(permutations(("join", "mine", "planned"))))
def test_one_event_serves_both_plans_whenever_they_are_joined(order: Sequence[str]) -> None:
    """The order of recording does not matter."""
    made = world()
    deeds: dict[str, Any] = {
        "join": lambda: join(made),
        "mine": lambda: said(made, "congress", "2025-08-01"),
        "planned": lambda: said(made, "big_congress", "2025-09-01", OTHER, "planned"),
    }
    for name in order:
        try:
            deeds[name]()
        except EventError:
            assert order.index("mine") < order.index("planned")  # it is over for both, once they are one
            assert order.index("join") < order.index("planned")
    assert due(made) == {MINE: ("active", "2025-08-08"), THEIRS: ("active", "2025-08-08")}
    assert sound(made)


def test_a_correction_and_a_withdrawal_serve_both() -> None:
    """The event has one place in the log, and what amends it too."""
    made = world()
    join(made)
    said(made, "big_congress", "2025-08-01", OTHER, name="held")
    made.service.record(
        making.corrected("held", day=made.now.date().replace(day=4, month=8), **made.envelope("2025-08-04"))
    )
    assert due(made) == {MINE: ("active", "2025-08-11"), THEIRS: ("active", "2025-08-11")}
    made.service.record(making.withdrawn("held", **made.envelope()))
    assert due(made) == {}
    assert sound(made)


def test_it_is_held_once_for_all() -> None:
    """Another day is refused, the same day is known, and it is over for all."""
    made = world()
    join(made)
    said(made, "congress", "2025-08-01", name="held")
    assert "“big_congress” was held on 2025-08-01 already" in refused(
        made, lambda: said(made, "big_congress", "2025-08-02", OTHER)
    )
    assert "neither planned nor put off" in refused(
        made, lambda: said(made, "big_congress", "2025-09-02", OTHER, "planned")
    )
    again = said(made, "big_congress", "2025-08-01", OTHER)
    assert (again.known, again.decision.event.id) == (True, "held")


def test_an_event_may_be_of_one_plan_alone() -> None:
    """Where the two really differ for one plan, its own word stands there, and nowhere else."""
    made = world()
    join(made)
    said(made, "congress", "2025-08-01")
    said(made, "big_congress", "2025-08-05", OTHER, only=True, name="alone")
    assert due(made) == {MINE: ("active", "2025-08-08"), THEIRS: ("active", "2025-08-12")}
    assert sound(made)
    made.service.record(making.withdrawn("alone", **made.envelope()))
    assert due(made)[THEIRS] == ("active", "2025-08-08")


def test_held_on_two_days_they_cannot_be_one() -> None:
    """Both sides are named; once the wrong one is corrected they can."""
    made = world()
    said(made, "congress", "2025-08-01", name="mine")
    said(made, "big_congress", "2025-08-02", OTHER, name="theirs")
    words = refused(made, lambda: join(made))
    assert "“ke-hoach/congress” was held at “12” on 2025-08-01: mine (01/08/2025, officer)" in words
    assert "“khac/big_congress” was held there on 2025-08-02: theirs (02/08/2025, officer)" in words
    made.service.record(making.corrected("theirs", day=made.now.date().replace(day=1), **made.envelope("2025-08-02")))
    join(made)
    assert due(made) == {MINE: ("active", "2025-08-08"), THEIRS: ("active", "2025-08-08")}
    assert sound(made)


def test_parted_each_keeps_what_was_said_of_it_and_of_both() -> None:
    """What was recorded of one before they were joined is that one's; what was while they were is both's."""
    made = world(
        plan_text([{"due": "7 days after congress"}, {"due": "by 2025-12-01", "when": "guidance held"}]),
        other({"due": "7 days after big_congress"}, {"due": "by 2025-12-01", "when": "paper held"}),
    )
    said(made, "guidance", "2025-07-22", unit="vn")
    join(made)
    join(made, f"{PLAN}/guidance", f"{OTHER}/paper")
    said(made, "congress", "2025-08-01", name="of both")
    assert len(due(made)) == 4
    part(made, f"{OTHER}/big_congress")
    part(made, f"{OTHER}/paper")
    assert set(due(made)) == {MINE, THEIRS, f"{PLAN}/R2/12"}
    made.service.record(making.corrected("of both", day=made.now.date().replace(day=4), **made.envelope("2025-08-04")))
    assert due(made)[THEIRS] == ("active", "2025-08-11")
    assert sound(made)


def test_three_are_one_and_one_of_them_parts() -> None:
    """The two others stay joined where all were named."""
    third = "thu-ba"
    made = world(plan_text([{"due": "7 days after congress"}]), other(), other(plan=third))
    join(made, *BOTH, f"{third}/big_congress")
    part(made, BOTH[0])
    said(made, "big_congress", "2025-08-01", third)
    assert set(due(made)) == {THEIRS, f"{third}/R1/12"}
    join(made, BOTH[0], f"{third}/big_congress")
    assert set(due(made)) == {MINE, THEIRS, f"{third}/R1/12"}
    assert sound(made)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ((BOTH[0],), "One happening is joined of milestones of several plans"),
        ((BOTH[0], "nobody/congress"), "There is no plan “nobody” here"),
        ((BOTH[0], f"{OTHER}/congress"), "has no milestone “congress”. Known are: big_congress"),
        ((BOTH[0], "congress"), "There is no plan “” here"),
        ((BOTH[0], f"{OTHER}/paper"), "do not happen at the same place"),
        ((BOTH[0], f"{OTHER}/own_congress"), "do not happen at the same place"),
        ((f"{PLAN}/congress", f"{PLAN}/guidance"), "are milestones of one plan, which tells them apart"),
    ],
)
def test_what_cannot_be_one_is_refused(members: Sequence[str], words: str) -> None:
    """Nothing is recorded."""
    made = world()
    assert words in refused(made, lambda: join(made, *members))


def test_who_joins_them_again_says_nothing_new() -> None:
    """It is known, and so no second event."""
    made = world()
    join(made, name="once")
    again = join(made)
    assert (again.known, again.decision.event.id) == (True, "once")


def test_who_joins_again_what_was_parted_between_is_told_the_event_that_joins_them_now() -> None:
    """The one that was taken apart joins nothing any more."""
    made = world()
    join(made, name="a-first")
    part(made, *BOTH)
    join(made, name="second")
    again = join(made)
    assert (again.known, again.decision.event.id) == (True, "second")


def test_what_is_not_joined_is_not_parted_but_may_be_told_apart() -> None:
    """That two are different is an answer of its own."""
    made = world()
    assert "is joined with no other" in refused(made, lambda: part(made, BOTH[0]))
    part(made, *BOTH, joins=())
    said(made, "congress", "2025-08-01")
    assert set(due(made)) == {MINE}
    join(made)  # the officer thinks again
    assert set(due(made)) == {MINE, THEIRS}
    assert sound(made)


def test_who_parts_one_may_name_the_events_that_joined_it() -> None:
    """As the log has it: what was recorded in one store can be recorded in another."""
    made = world()
    join(made, name="joined")
    with pytest.raises(EventError, match="One happening is joined of"):
        part(made, BOTH[0], joins=())
    part(made, BOTH[0], joins=["joined"])
    join(made, name="again")
    assert sound(made)


def test_a_suspension_means_a_milestone_by_any_of_its_names() -> None:
    """A letter that suspends what hangs on the congress reaches the plan that calls it otherwise."""
    made = world(
        plan_text(
            [{"due": "30 days after congress"}], suspensions="[{milestone: congress, plans: all, until: guidance}]"
        ),
        other({"due": "30 days after big_congress"}),
    )
    join(made)
    said(made, "congress", "2025-07-22")
    assert {state for state, _ in due(made).values()} == {"suspended"}
    said(made, "guidance", "2025-07-31", unit="vn")
    assert due(made) == {MINE: ("active", "2025-09-03"), THEIRS: ("active", "2025-09-03")}
    assert sound(made)


def test_an_officer_suspends_it_in_every_plan_by_one_name() -> None:
    """Whichever plan has that name for it; joined later, it is suspended from the same day."""
    made = world()
    made.suspend("2025-07-25", plan=None, milestone="congress")
    said(made, "big_congress", "2025-08-01", OTHER)
    assert due(made) == {THEIRS: ("active", "2025-08-08")}
    join(made)
    assert {state for state, _ in due(made).values()} == {"suspended"}
    assert sound(made)


def test_a_suspension_ends_with_a_milestone_that_another_plan_held() -> None:
    """The letter's own guidance is joined with that of a plan."""
    made = world(
        plan_text([{"due": "by 2025-09-01"}], suspensions="[{all: true, until: guidance}]"),
        other({"due": "continuous"}),
    )
    join(made, f"{PLAN}/guidance", f"{OTHER}/paper")
    assert due(made)[MINE][0] == "suspended"
    said(made, "paper", "2025-08-20", OTHER, unit="vn")
    assert due(made)[MINE][0] == "active"
    assert sound(made)


def test_a_planned_day_that_passes_is_told_in_each_plan() -> None:
    """And is not told where the other plan said that it was held."""
    made = world()
    join(made)
    said(made, "congress", "2025-08-01", phase="planned")
    lapses = made.tick("2025-08-03").decision.lapses
    assert {(lapse.plan, lapse.milestone) for lapse in lapses} == {(PLAN, "congress"), (OTHER, "big_congress")}


def test_a_version_cannot_leave_out_what_is_joined() -> None:
    """Who amends the plan parts it first."""
    from tests.unit.test_plan_amendment import amend  # noqa: PLC0415

    made = world()
    join(made)
    text = plan_text([{"due": "by 2025-12-01"}], {"guidance": "vn"})
    assert "are in use" in refused(made, lambda: amend(made, text))
    part(made, BOTH[0])
    amend(made, text)
    assert sound(made)


def test_what_one_plan_knows_already_all_know() -> None:
    """A plan of the other says that it was held before."""
    text = plan_text([{"due": "7 days after congress"}]).replace("congress, at", "congress, held: 2025-07-01, at")
    made = world(text, other())
    join(made)
    assert due(made) == {MINE: ("active", "2025-07-08"), THEIRS: ("active", "2025-07-08")}
    assert sound(made)


# --- which are perhaps one --------------------------------------------------------------------------------------------


def perhaps(made: World, plan: str = OTHER) -> list[tuple[str, str, bool]]:
    with made.store.begin(write=False) as session:
        snapshot = Snapshot(session, made.service.tools)
        found = list(candidates(snapshot, snapshot.plans()[plan]))
    return [("/".join(one.one), "/".join(one.other), one.sure) for one in found]


def titled(text: str, name: str, title: str, more: str = "") -> str:
    return text.replace(f"{{title: Mốc {name}, ", f"{{title: {title}, {more}")


def test_what_is_called_alike_at_the_same_place_is_perhaps_one() -> None:
    """By its title in any case, with or without diacritics; elsewhere, or called otherwise, it is not."""
    made = world(
        titled(plan_text([{"due": "7 days after congress"}]), "congress", "Đại hội Đảng bộ tỉnh lần thứ XV"),
        titled(other(), "big_congress", "ĐẠI HỘI ĐẢNG BỘ TỈNH"),
    )
    assert perhaps(made) == [
        (BOTH[1], BOTH[0], False),
        (f"{OTHER}/own_congress", f"{PLAN}/own_congress", False),
    ]
    part(made, *BOTH, joins=())
    join(made, f"{OTHER}/own_congress", f"{PLAN}/own_congress")
    assert perhaps(made) == []
    part(made, f"{PLAN}/own_congress")
    assert perhaps(made) == []  # somebody said so


def test_what_happens_at_each_unit_of_others_is_not_one() -> None:
    """Two plans of different communes, each with the congress of its own: nobody is asked whether they are one."""
    rule = {"due": "7 days after own_congress", "for each": "commune", "lead": "each"}
    only = {"own_congress": "commune"}
    below, elsewhere = (plan_text([rule], only, plan=OTHER, unit=unit) for unit in ("c1", "c2"))
    assert perhaps(world(plan_text([rule], only, unit="c1"), elsewhere)) == []
    assert perhaps(world(plan_text([rule], only), below)) == [(f"{OTHER}/own_congress", f"{PLAN}/own_congress", False)]


def test_what_has_the_same_document_is_one() -> None:
    """By its number, whatever is written behind; with other numbers they are not asked about."""
    text = titled(plan_text([{"due": "7 days after congress"}]), "congress", "Đại hội", "document: 1-BC/TU, ")
    made = world(text, titled(other(), "big_congress", "Kế hoạch", "document: 1-bc/tu ngày 2/8/2025, "))
    assert (BOTH[1], BOTH[0], True) in perhaps(made)
    made = world(text, titled(other(), "big_congress", "Đại hội", "document: 2-BC/TU, "))
    assert not [one for one in perhaps(made) if BOTH[0] in one]


def test_the_document_of_an_event_counts_too() -> None:
    """Where the plan does not say it, the event that was logged does."""
    text = titled(other(), "big_congress", "Kế hoạch", "document: 1-BC/TU, ")
    made = world(plan_text([{"due": "7 days after congress"}]), text)
    held = made.envelope("2025-08-01", document=Document(text="Báo cáo 1-BC/TU ngày 1/8/2025"))
    made.service.record(making.milestone("congress", plan=PLAN, unit="12", phase="held", **held))
    assert (BOTH[1], BOTH[0], True) in perhaps(made)

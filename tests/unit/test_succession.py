"""Agencies merge, split, end and take other names; their open tasks pass on."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from engine.asking.verifying import verify
from engine.contacts import ListedUnit
from engine.decision import Kind
from engine.happenings.entry import Entry
from engine.happenings.kinds import MEANINGS
from engine.pipeline.following import Arrival
from engine.service import Logged, write
from engine.snapshot import Snapshot
from engine.telling.reasons import reason
from engine.units import Units
from events import making
from events.appending import place
from events.errors import EventError
from events.event import Event
from events.opening import make_store
from tests.worlds import PLAN, World, adopted, plan_text

RULES = (
    {"lead": "bto", "due": "by 2025-12-01"},
    {"for each": "commune", "lead": "each", "due": "7 days after guidance"},
    {"lead": "bto", "due": "10 days after congress"},
)


def world() -> World:
    made = World()
    made.populate()
    made.register(
        [{"code": "bnv", "name": "Sở Nội vụ", "kind": "department", "parent": "12", "phone": "+84900000001"}], "more"
    )
    made.adopt(plan_text(RULES))
    return made


def leads(made: World) -> dict[str, str]:
    with made.service.store.begin(write=False) as session:
        return {view.id.removeprefix(f"{PLAN}/"): view.lead for view in session.view_tasks()}


def change(made: World, make: Callable[..., Event], *args: str, **fields: object) -> Logged:
    return made.service.record(make(*args, **fields, **made.envelope("2025-08-02")))


def test_open_tasks_pass_to_the_unit_that_another_merged_into() -> None:
    """The successor leads them, is told once, and leads what begins later; the task keeps its unit."""
    made = world()
    made.log("guidance", "2025-08-01", "vn")
    logged = change(made, making.unit_merged, "bto", into="bnv")
    assert {message.recipient for message in logged.decision.messages} == {"bnv"}
    assert leads(made)["R1/bto"] == "bnv"
    made.log("congress", "2025-09-24")
    assert leads(made)["R3/bto"] == "bnv"
    change(made, making.unit_merged, "c1", into="c2")
    assert (leads(made)["R2/c1"], leads(made)["R2/c2"]) == ("c2", "c2")
    assert verify(made.service, make_store("memory:")).holds


def test_a_unit_that_ended_begins_nothing_new() -> None:
    """A merged commune has no task in what starts later, and is not waited for."""
    made = world()
    change(made, making.unit_merged, "c1", into="c2")
    made.log("guidance", "2025-08-05", "vn")
    assert sorted(task for task in made.tasks() if task.startswith("R2")) == ["R2/c2", "R2/c3"]


def test_tasks_of_a_unit_without_successor_are_closed() -> None:
    """Nobody takes them over, and no later event brings them back."""
    made = world()
    made.log("guidance", "2025-08-01", "vn", name="g")
    change(made, making.unit_ended, "c3")
    assert made.tasks()["R2/c3"][0] == "closed"
    made.service.record(making.withdrawn("g", **made.envelope("2025-08-06")))
    made.log("guidance", "2025-08-07", "vn")
    assert (made.tasks()["R2/c2"][0], made.tasks()["R2/c3"][0]) == ("active", "closed")


def test_a_split_unit_passes_on_to_its_heir_and_a_renamed_one_keeps_its_tasks() -> None:
    """The heir named leads; a new name changes nothing else."""
    made = world()
    made.log("guidance", "2025-08-01", "vn")
    change(made, making.unit_split, "c1", into=["c2", "c3"], heir="c3")
    assert leads(made)["R2/c1"] == "c3"
    change(made, making.unit_renamed, "c3", name="Xã Mới")
    with made.service.store.begin(write=False) as session:
        assert {row.code: row.name for row in session.units()}["c3"] == "Xã Mới"
    assert verify(made.service, make_store("memory:")).holds


def test_a_plan_of_a_province_that_merged_goes_on_for_the_units_it_was_made_for() -> None:
    """What stood below it still does; the successor's other units are none of the plan's."""
    made = world()
    more: list[making.UnitData] = [
        {"code": "87", "name": "Tỉnh Mới", "kind": "province", "parent": "vn"},
        {"code": "d1", "name": "Xã d1", "kind": "commune", "parent": "87"},
    ]
    made.service.record(making.units_registered(more, **made.envelope(name="new")))
    made.log("congress", "2025-07-31")
    change(made, making.unit_merged, "12", into="87")
    made.log("guidance", "2025-08-05", "vn")
    assert sorted(task for task in made.tasks() if task.startswith("R2")) == ["R2/c1", "R2/c2", "R2/c3"]
    assert made.tasks()["R3/bto"] == ("active", "2025-08-11")
    with made.service.store.begin(write=False) as session:
        units = Units.build(session.units())
    assert list(units.ancestry("c1")) == ["c1", "12", "87", "vn"]
    assert verify(made.service, make_store("memory:")).holds


def test_why_a_task_passed_on_or_was_closed_is_said() -> None:
    """The successor by name; the day on which a unit ended; the milestone that put it off or brought it to its end."""
    made = World()
    made.populate()
    made.adopt(plan_text([*RULES, {"when": "{none: [guidance held]}", "due": "continuous", "lead": "bto"}]))
    made.log("congress", "2025-09-24", phase="planned")
    told = [
        made.log("guidance", "2025-08-01", "vn"),
        made.service.record(making.milestone_postponed("congress", plan=PLAN, unit="12", **made.envelope())),
        change(made, making.unit_ended, "c3"),
        change(made, making.unit_merged, "bto", into="12"),
    ]
    assert [why(made, logged) for logged in told] == [
        ["R4: “hạn 4”: Mốc guidance, held on 2025-08-01, brings it to its end"],
        ["R3: “hạn 3”: Mốc congress is put off, and nobody knows until when; the task waits again"],
        ["R2: “hạn 2”: Xã c3 ended on 2025-08-02, and nobody takes its place"],
        ["R1: “hạn 1”: Tỉnh leads it from now on"],
    ]


def why(made: World, logged: Logged) -> list[str]:
    """The reasons of what passed on or was closed."""
    with made.service.store.begin(write=False) as session:
        shelf = Snapshot(session, made.service.tools)
        plan, units = shelf.plan(PLAN), shelf.units()
    assert plan
    found, event = [], logged.decision.event
    for change in logged.decision.changes:
        if change.kind in (Kind.CLOSED, Kind.HANDED_OVER):
            template, args = reason(plan, change, event, MEANINGS[event.type].closing, units)
            found.append(f"{change.rule.id}: {template.format(**args)}")
    return found


REFUSED = (
    ("c2", "c2", "Unit “c2” cannot pass on to itself. Nothing was recorded; name another unit."),
    (
        "c2",
        "c1",
        ("Unit “c1” became part of “c2” on 2025-08-02: “c2” cannot become part of it in turn. Nothing was recorded."),
    ),
    (
        "c3",
        "c1",
        (
            "Unit “c1” ended itself, on 2025-08-02, so nothing can pass on to it. Nothing was recorded; "
            "what stands in its place now: c2."
        ),
    ),
    ("c1", "c3", "Unit “c1” has ended already, on 2025-08-02: e4 (02/08/2025, officer). Nothing was recorded."),
    (
        "c3",
        "nowhere",
        "There is no unit with the code “nowhere”. Known are: vn. Correct the code, or add the unit first.",
    ),
)


@pytest.mark.parametrize(("code", "into", "words"), REFUSED)
def test_a_merger_that_cannot_be_is_refused(code: str, into: str, words: str) -> None:
    """Into itself, in a circle, of or into what there isn't: it says what is wrong, nothing changes."""
    made = world()
    change(made, making.unit_merged, "c1", into="c2")
    with pytest.raises(EventError) as refused:
        change(made, making.unit_merged, code, into=into)
    assert str(refused.value) == words
    assert verify(made.service, make_store("memory:")).holds


def district() -> World:
    made = World()
    made.populate(("c1", "c2"))
    below: list[making.UnitData] = [
        {"code": "h1", "name": "Huyện", "kind": "district", "parent": "12"},
        {"code": "c3", "name": "Xã c3", "kind": "commune", "parent": "h1"},
    ]
    made.service.record(making.units_registered(below, **made.envelope()))
    made.adopt(plan_text([{"for each": "commune", "lead": "each", "due": "5 days after guidance"}]))
    return made


def held_below(made: World) -> None:
    """The guidance came at the district alone: a version of before took that of a milestone with another place."""
    event = making.milestone("guidance", plan=PLAN, unit="h1", phase="held", **made.envelope("2025-08-01"))
    with made.store.begin() as session:
        recorded, _ = place(session, event)
        entry = Entry(Snapshot(session, made.service.tools), recorded, MEANINGS)
        write(session, [Arrival(entry, entry.meaning.brings(entry))])


def again(made: World) -> list[tuple[str, str]]:
    """What would change if everything were looked at again."""
    nobody: list[making.UnitData] = [{"code": "so", "name": "Sở", "kind": "department"}]
    changes = made.service.record(making.units_registered(nobody, **made.envelope()), dry_run=True).decision.changes
    return [(str(change.kind), change.rule.id) for change in changes]


def test_what_stood_below_a_unit_keeps_what_was_said_there_and_hears_the_successor() -> None:
    """A merger moves no date of the communes below; a suspension of either unit holds for them, and ends with it."""
    made = district()
    held_below(made)
    made.suspend("2025-08-04", "stop", everything=True, unit="h1")
    before = made.tasks(), made.left()
    change(made, making.unit_merged, "h1", into="c1")
    assert (made.tasks(), made.left()) == before == ({"R1/c3": ("suspended", None)}, {"R1/c3": "2 days"})
    made.resume("stop", "2025-08-06")
    assert made.tasks() == {"R1/c3": ("active", "2025-08-08")}
    made.suspend("2025-08-06", everything=True, unit="c1")
    assert made.left() == {"R1/c3": "2 days"}
    assert again(made) == []
    assert verify(made.service, make_store("memory:")).holds


def test_a_unit_may_merge_into_one_below_it() -> None:
    """Then everybody stays where he is, and sees what he saw."""
    made = district()
    held_below(made)
    change(made, making.unit_merged, "h1", into="c3")
    assert made.tasks() == {"R1/c3": ("active", "2025-08-06")}
    assert again(made) == []


def test_the_last_that_everybody_waited_for_may_end() -> None:
    """Where all units of a kind are waited for, the end of the one that was missing starts what waited."""
    made = World()
    made.populate()
    made.adopt(plan_text([{"due": "3 days after last commune own_congress"}, {"when": "task R1", "due": "continuous"}]))
    for commune in ("c1", "c2"):
        made.log("own_congress", "2025-07-28", commune)
    assert made.tasks() == {}
    logged = change(made, making.unit_merged, "c3", into="c2")
    assert made.tasks() == {"R1/12": ("active", "2025-07-31")}
    assert {message.recipient for message in logged.decision.messages} == {"12"}
    assert verify(made.service, make_store("memory:")).holds


def test_an_heir_is_one_of_those_that_a_unit_becomes() -> None:
    """Somebody else cannot take over from a unit that is split."""
    made = world()
    with pytest.raises(EventError) as refused:
        change(made, making.unit_split, "c1", into=["c2"], heir="c3")
    assert str(refused.value) == (
        "“c3” is to take over from “c1”, and is none of those it becomes: c2. Nothing was recorded."
    )


# --- whose task it is follows from the days ---------------------------------------------------------------------------

WAITS = (
    {"for each": "commune", "lead": "each", "due": "7 days after guidance"},
    {"when": "{every commune: task R1 done}", "due": "continuous"},
    {"due": "3 days after last commune task R1"},
    {"when": "{at least 2 commune: task R1 done}", "due": "continuous"},
    {"when": "{every commune: task R1 missed}", "due": "continuous"},
)


def waits(*rules: dict[str, str]) -> World:
    return adopted(plan_text(rules or WAITS))


def merge(made: World, day: str, code: str = "c1", into: str = "c2") -> Logged:
    return made.service.record(making.unit_merged(code, into=into, **made.envelope(day)))


def begun(made: World) -> set[str]:
    return {task for task, (state, _) in made.tasks().items() if state not in ("waiting", "closed")}


def test_the_open_task_of_a_unit_that_ended_is_waited_for() -> None:
    """Where every unit's task is asked for, that one is too, and done by its successor; reports of others don't do."""
    made = waits()
    made.log("guidance", "2025-08-01", "vn")
    merge(made, "2025-08-03")
    for unit in ("c2", "c3"):
        made.done(f"{PLAN}/R1/{unit}", "2025-08-04")
    assert begun(made) == {"R1/c1", "R1/c2", "R1/c3", "R4/12"}
    made.done(f"{PLAN}/R1/c1", "2025-08-05", "last")
    assert begun(made) == {"R1/c1", "R1/c2", "R1/c3", "R2/12", "R3/12", "R4/12"}
    assert made.tasks()["R3/12"] == ("active", "2025-08-08")
    made.service.record(making.withdrawn("last", **made.envelope("2025-08-06")))
    assert begun(made) == {"R1/c1", "R1/c2", "R1/c3", "R4/12"}
    assert again(made) == []
    assert verify(made.service, make_store("memory:")).holds


def test_a_report_made_before_the_merger_still_counts() -> None:
    """Of two that are needed the one that has ended since is one; that all are missed asks for its task as well."""
    made = waits()
    made.log("guidance", "2025-08-01", "vn")
    made.done(f"{PLAN}/R1/c1", "2025-08-02")
    merge(made, "2025-08-03")
    made.done(f"{PLAN}/R1/c2", "2025-08-04")
    assert begun(made) == {"R1/c1", "R1/c2", "R1/c3", "R4/12"}
    other = waits()
    other.log("guidance", "2025-08-01", "vn")
    merge(other, "2025-08-03")
    other.tick("2025-08-09")
    assert "R5/12" in begun(other)
    other.done(f"{PLAN}/R1/c1", "2025-08-08")
    assert "R5/12" not in begun(other)
    assert verify(other.service, make_store("memory:")).holds


@pytest.mark.parametrize("first", ["guidance", "merger"])
@pytest.mark.parametrize(("day", "has"), [("2025-08-02", True), ("2025-08-03", False)])
def test_a_unit_has_the_tasks_that_began_before_it_ended(first: str, day: str, has: bool) -> None:
    """Whichever was recorded first: what began by the day before is its own, and its successor's to do."""
    made = waits()
    steps: list[Callable[[], Logged]] = [
        lambda: made.log("guidance", day, "vn"),
        lambda: merge(made, "2025-08-03"),
    ]
    for step in steps if first == "guidance" else reversed(steps):
        step()
    for unit in ("c2", "c3"):
        made.done(f"{PLAN}/R1/{unit}", "2025-08-04")
    assert begun(made) == {"R1/c2", "R1/c3", "R4/12"} | ({"R1/c1"} if has else {"R2/12", "R3/12"})
    assert not has or leads(made)["R1/c1"] == "c2"
    assert again(made) == []
    assert verify(made.service, make_store("memory:")).holds


def test_a_corrected_day_gives_and_takes_the_task_of_a_unit_that_ended() -> None:
    """The guidance was issued after the merger, as it turns out, so that only the successor has a task; or before."""
    made = waits()
    made.log("guidance", "2025-08-01", "vn", name="g")
    merge(made, "2025-08-03")
    made.done(f"{PLAN}/R1/c2", "2025-08-06")
    made.done(f"{PLAN}/R1/c3", "2025-08-06")
    assert "R2/12" not in begun(made)
    made.service.record(making.corrected("g", day=date(2025, 8, 4), **made.envelope("2025-08-06")))
    assert begun(made) == {"R1/c2", "R1/c3", "R2/12", "R3/12", "R4/12"}
    assert made.tasks()["R1/c1"][0] == "closed"
    made.service.record(making.corrected("g", day=date(2025, 8, 2), **made.envelope("2025-08-07")))
    assert begun(made) == {"R1/c1", "R1/c2", "R1/c3", "R4/12"}
    assert made.tasks()["R1/c1"] == ("active", "2025-08-11")
    assert again(made) == []
    assert verify(made.service, make_store("memory:")).holds


def test_a_planned_task_that_would_begin_later_is_not_left() -> None:
    """Planned for a day after the merger it is closed with it, and the successor is told why; its own stays planned."""
    made = waits()
    made.log("guidance", "2025-08-10", "vn", phase="planned")
    merged = merge(made, "2025-08-03")
    assert (made.tasks()["R1/c1"][0], made.tasks()["R1/c2"][0]) == ("closed", "planned")
    assert why(made, merged) == [
        "R1: “hạn 1”: the unit ended before this began; its successor has the same task of its own"
    ]
    assert [message.recipient for message in merged.decision.messages] == ["c2"]
    made.log("guidance", "2025-08-02", "vn")
    assert made.tasks()["R1/c1"] == ("active", "2025-08-11")  # rolled from the 9th, a Saturday
    assert verify(made.service, make_store("memory:")).holds


def test_rounds_that_began_before_it_ended_are_a_units_own() -> None:
    """The round under way passes on; the next is its successor's alone."""
    made = waits({"for each": "commune", "lead": "each", "due": "every month by last day"})
    made.tick("2025-08-05")
    merge(made, "2025-08-10")
    made.tick("2025-09-02")
    mine = {task for task in begun(made) if "/c1/" in task}
    assert mine == {"R1/c1/2025-07", "R1/c1/2025-08"}
    assert verify(made.service, make_store("memory:")).holds


def test_what_a_unit_without_successor_has_done_stays_done() -> None:
    """What it had not is closed, also where the report is taken back."""
    made = waits()
    made.log("guidance", "2025-08-01", "vn")
    made.done(f"{PLAN}/R1/c1", "2025-08-02", "report")
    change(made, making.unit_ended, "c1")
    change(made, making.unit_ended, "c2")
    assert (made.tasks()["R1/c1"][0], made.tasks()["R1/c2"][0]) == ("done", "closed")
    made.service.record(making.withdrawn("report", **made.envelope("2025-08-03")))
    assert made.tasks()["R1/c1"][0] == "closed"
    assert again(made) == []
    assert verify(made.service, make_store("memory:")).holds


def test_a_unit_that_ended_belongs_to_the_plan_of_where_it_stood() -> None:
    """Merged beyond the plan's unit its open task goes on; what merges into it from there brings no task with it."""
    made = waits()
    more: list[making.UnitData] = [
        {"code": "87", "name": "Tỉnh khác", "kind": "province", "parent": "vn"},
        {"code": "d1", "name": "Xã d1", "kind": "commune", "parent": "87"},
        {"code": "d2", "name": "Xã d2", "kind": "commune", "parent": "87"},
    ]
    made.service.record(making.units_registered(more, **made.envelope()))
    made.log("guidance", "2025-08-01", "vn", name="g")
    merge(made, "2025-08-03", "c1", "d1")
    merge(made, "2025-08-03", "d2", "c2")
    assert {task: lead for task, lead in leads(made).items() if "R1" in task} == {
        "R1/c1": "d1",
        "R1/c2": "c2",
        "R1/c3": "c3",
    }
    made.service.record(making.corrected("g", day=date(2025, 8, 2), **made.envelope("2025-08-04")))
    assert {due for state, due in made.tasks().values()} == {"2025-08-11"}
    assert again(made) == []
    assert verify(made.service, make_store("memory:")).holds


def test_a_merger_of_an_earlier_day_is_recorded_after_what_became_of_the_heir() -> None:
    """Into a unit that was there on that day: what passed on is where it would be had it been recorded in time."""
    mergers = {"c1": ("c2", "2025-08-02"), "c2": ("c3", "2025-08-20")}
    found = []
    for order in (("c1", "c2"), ("c2", "c1")):
        made = world()
        made.log("guidance", "2025-07-31", "vn")
        for code in order:
            into, day = mergers[code]
            made.now = max(made.now, datetime(2025, 8, 20, 2, tzinfo=UTC))
            made.service.record(making.unit_merged(code, into=into, **made.envelope(day)))
        with made.store.begin(write=False) as session:
            rows = [row._replace(position=0) for row in session.units()]
        found.append((leads(made), made.tasks(), rows))
        assert verify(made.service, make_store("memory:")).holds
    assert found[0] == found[1]
    assert found[0][0]["R2/c1"] == "c3"


@pytest.mark.parametrize("members", ["c1", "commune under 12"])
def test_a_unit_does_not_merge_into_a_group_that_it_is_in(members: str) -> None:
    """Nor is a group made of what became part of it: it would contain itself."""
    made = world()
    group: ListedUnit = {"code": "nhom", "name": "Các xã", "kind": "group", "parent": "12"}
    made.register([{**group, "members": [members]}], "group")
    with pytest.raises(EventError, match="“c1” is a member of the group “nhom”, which would contain itself"):
        change(made, making.unit_merged, "c1", into="nhom")
    made.register([{**group, "members": ["c2"]}], "others")
    change(made, making.unit_merged, "c1", into="nhom")
    with pytest.raises(EventError, match="would contain itself: nhom < c1 < nhom"):
        made.register([{**group, "members": ["c1", "c2"]}], "again")


def test_who_had_led_what_was_done_is_told_by_the_day_on_which_it_was_done() -> None:
    """Whichever of the report and the mergers is recorded first; the one before that day's merger led no more."""
    mergers = {"one": ("c1", "c2", "2025-08-02"), "two": ("c2", "c3", "2025-08-20")}
    found = []
    for order in permutations(("one", "two", "report", "early")):
        made = world()
        made.log("guidance", "2025-07-31", "vn")
        made.tick("2025-08-25")
        for name in order:
            if name == "report":
                made.service.record(making.task_done(f"{PLAN}/R2/c1", plan=PLAN, **made.envelope("2025-08-10")))
            elif name == "early":
                made.service.record(making.task_done(f"{PLAN}/R2/c2", plan=PLAN, **made.envelope("2025-08-19")))
            else:
                code, into, day = mergers[name]
                made.service.record(making.unit_merged(code, into=into, **made.envelope(day)))
        assert verify(made.service, make_store("memory:")).holds
        found.append(leads(made))
    assert all(one == found[0] for one in found)
    assert (found[0]["R2/c1"], found[0]["R2/c2"], found[0]["R2/c3"]) == ("c2", "c2", "c3")

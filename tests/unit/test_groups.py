"""Groups have members: who they are, who of them has a task, and who hears of it."""

from collections.abc import Sequence
from typing import Any

import pytest

from engine.asking.plan_proposals import propose
from engine.asking.verifying import verify
from engine.decision import Kind
from engine.service import Logged
from engine.tasks import State
from engine.units import Units
from events import making
from events.errors import EventError
from events.event import Document
from events.opening import make_store
from events.rows import UnitRow
from rules.compiling import check_plan, compile_plan
from rules.groups.members import Member, MemberSyntaxError, members_text, parse_members
from rules.groups.silence import Hearing, Silence
from tests.worlds import PLAN, World, plan_text

BY = {"lead": "nhom", "due": "by 2025-09-01"}
EACH, SHARED = {**BY, "tasks": "each"}, {**BY, "tasks": "shared"}
TELLING = {"policies": "{notify cooperating: true}"}


def group(code: str, members: Sequence[str] | None, kind: str = "group", **more: Any) -> making.UnitData:
    said: dict[str, Any] = {"code": code, "name": f"Nhóm {code}", "kind": kind, "parent": "12", **more}
    return said | ({} if members is None else {"members": list(members)})  # type: ignore[return-value]  # as an event


def register(made: World, *units: making.UnitData, name: str | None = None) -> Logged:
    return made.service.record(making.units_registered(units, **made.envelope(name=name)))


@pytest.fixture
def made() -> World:
    """A province with three communes, and the group `nhom` of one of them and an agency."""
    found = World()
    found.populate()
    register(found, group("nhom", ["c1", "bto"]))
    return found


def recipients(logged: Logged) -> list[str]:
    return sorted(message.recipient for message in logged.decision.messages)


def held(made: World) -> bool:
    """True if the state built anew from the log is the one that is kept."""
    return verify(made.service, make_store("memory:")).holds


# --- who they are -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("btc", (Member(unit="btc"),)),
        ("btc, vptu", (Member(unit="btc"), Member(unit="vptu"))),
        ("commune under 12", (Member(kind="commune", under="12"),)),
        (
            "btc; party-body under 12 but vptu, tct",
            (Member(unit="btc"), Member(kind="party-body", under="12", but=("vptu", "tct"))),
        ),
        ("", ()),
    ],
)
def test_members_are_read_as_they_are_written(text: str, members: tuple[Member, ...]) -> None:
    """Codes, and all of a kind below a unit, some left out: what is written is read back."""
    assert parse_members(text) == members == parse_members(members_text(members))


@pytest.mark.parametrize("text", ["commune under", "các xã", "commune under 12 but", "under 12"])
def test_what_names_no_members_is_refused(text: str) -> None:
    """A text that is neither a code nor a kind below a code."""
    with pytest.raises(MemberSyntaxError, match="names no members"):
        parse_members(text)


def tree(**members: str) -> Units:
    rows = [
        UnitRow("12", "Tỉnh", "province", None, None, None, 1),
        UnitRow("bto", "Ban", "party-body", "12", None, None, 1),
    ]
    rows += [UnitRow(f"c{n}", f"Xã {n}", "commune", "12", None, None, 1) for n in (1, 2, 3)]
    rows += [UnitRow(code, code, "group", "12", None, None, 1, members=said) for code, said in members.items()]
    return Units.build(rows)


@pytest.mark.parametrize(
    ("members", "who"),
    [
        ({"a": "c1; bto"}, ("bto", "c1")),
        ({"a": "commune under 12"}, ("c1", "c2", "c3")),
        ({"a": "commune under 12 but c2; bto"}, ("bto", "c1", "c3")),
        ({"a": "b; bto", "b": "c1; c2"}, ("bto", "c1", "c2")),
        ({"a": "group under 12 but a", "b": "c3"}, ("c3",)),
        ({"a": "b", "b": "a; c1"}, ("c1",)),
        ({}, ("a",)),
    ],
)
def test_a_group_stands_for_its_members(members: dict[str, str], who: tuple[str, ...]) -> None:
    """Those named, those of a kind, those of groups in it; a circle adds nobody. What has none stands for itself."""
    assert tree(**members).members("a") == who


def test_a_unit_knows_the_groups_it_is_in() -> None:
    """By its code, by its kind, and by way of other groups: the plans of these are looked at when it changes."""
    units = tree(a="b", b="c1", c="commune under 12", d="bto")
    assert units.groups_with("c1") == {"a", "b", "c"}
    assert units.groups_with("c2") == {"c"}
    assert units.groups_with("12") == frozenset()
    assert tree(a="group under 12 but a", b="c3").groups_with("c3") == {"a", "b"}


# --- whose the tasks are ----------------------------------------------------------------------------------------------


def test_each_member_has_a_task(made: World) -> None:
    """It leads it, and is told of its own."""
    logged = made.adopt(plan_text([EACH]))
    assert set(made.tasks()) == {"R1/c1", "R1/bto"}
    assert recipients(logged) == ["bto", "c1"]
    made.done(f"{PLAN}/R1/c1", "2025-08-01")
    assert made.tasks()["R1/c1"][0] == "done"
    assert made.tasks()["R1/bto"][0] == "active"
    with pytest.raises(EventError, match="no task"):
        made.done(f"{PLAN}/R1/c2", "2025-08-01")
    assert held(made)


def test_members_share_a_task(made: World) -> None:
    """There is one, and every member is told of it, under the name of the group."""
    logged = made.adopt(plan_text([SHARED]))
    assert set(made.tasks()) == {"R1/nhom"}
    assert recipients(logged) == ["bto", "c1"]
    (content,) = (logged.decision.contents or {}).values()
    assert [(item["role"], item["unit"]) for item in content["items"]] == [("lead", "Nhóm nhom")]


def test_the_group_says_where_the_row_is_silent(made: World) -> None:
    """Until somebody says, the task is shared; then each has its own, and the shared one is closed."""
    made.adopt(plan_text([BY]))
    assert set(made.tasks()) == {"R1/nhom"}
    register(made, group("nhom", ["c1", "bto"], tasks="each"))
    assert {task: state for task, (state, _) in made.tasks().items()} == {
        "R1/nhom": "closed",
        "R1/c1": "active",
        "R1/bto": "active",
    }
    assert held(made)


def test_the_row_stands_before_the_group(made: World) -> None:
    """A row that its members share is shared, whatever the group says of others."""
    register(made, group("nhom", ["c1", "bto"], tasks="each"))
    made.adopt(plan_text([SHARED, BY]))
    assert set(made.tasks()) == {"R1/nhom", "R2/c1", "R2/bto"}


def test_a_row_for_each_of_a_list_means_the_members_of_its_groups(made: World) -> None:
    """`for each: [nhom, c2]` is for every member and c2, each once."""
    register(made, group("nhom", ["c1", "c2"]))
    made.adopt(plan_text([{"for each": "[nhom, c2, bto]", "lead": "each", "due": "by 2025-09-01"}]))
    assert set(made.tasks()) == {"R1/c1", "R1/c2", "R1/bto"}


def test_members_come_and_go(made: World) -> None:
    """Who joins has the task from then on; who leaves has it no longer, but for what was done."""
    made.adopt(plan_text([EACH]))
    made.done(f"{PLAN}/R1/c1", "2025-08-01")
    logged = register(made, group("nhom", ["c2"]))
    assert {task: state for task, (state, _) in made.tasks().items()} == {
        "R1/c1": "done",
        "R1/bto": "closed",
        "R1/c2": "active",
    }
    assert recipients(logged) == ["bto", "c2"]
    register(made, group("nhom", ["c2", "bto"]))
    assert made.tasks()["R1/bto"][0] == "active"
    assert held(made)


def test_what_a_former_member_did_goes_on_following_the_facts(made: World) -> None:
    """Its date moves with the congress, as that of a member does."""
    made.adopt(plan_text([{"lead": "nhom", "tasks": "each", "due": "7 days after congress"}]))
    made.log("congress", "2025-08-01", name="dai-hoi")
    made.done(f"{PLAN}/R1/c1", "2025-08-05")
    register(made, group("nhom", ["c2"]))
    made.service.record(making.corrected("dai-hoi", day=made.now.date().replace(day=4), **made.envelope("2025-08-10")))
    assert made.tasks()["R1/c1"] == ("done", "2025-08-11")
    assert held(made)


def test_a_kind_has_new_units_for_members(made: World) -> None:
    """A commune that is registered later is a member of the group of all communes."""
    register(made, group("nhom", ["commune under 12 but c1"]))
    made.adopt(plan_text([EACH]))
    assert set(made.tasks()) == {"R1/c2", "R1/c3"}
    register(made, {"code": "c4", "name": "Xã c4", "kind": "commune", "parent": "12"})
    assert set(made.tasks()) == {"R1/c2", "R1/c3", "R1/c4"}
    assert held(made)


def test_a_member_that_merged_passes_its_task_on(made: World) -> None:
    """The successor leads it; one that is a member itself has its own, and none that began later of the other."""
    register(made, group("nhom", ["c1", "c2", "bto"]))
    made.adopt(plan_text([EACH, {**EACH, "due": "7 days after congress"}]))
    made.service.record(making.unit_merged("c1", into="c2", **made.envelope("2025-08-01")))
    made.service.record(making.unit_merged("bto", into="12", **made.envelope("2025-08-01")))
    made.log("congress", "2025-08-10")
    with made.store.begin(write=False) as session:
        leads = {view.id.removeprefix(f"{PLAN}/"): view.lead for view in session.view_tasks()}
    assert leads == {"R1/c1": "c2", "R1/c2": "c2", "R1/bto": "12", "R2/c2": "c2", "R2/bto": "12"}
    assert held(made)


def test_members_that_cooperate_are_told_as_the_plan_says(made: World) -> None:
    """All but who leads; nobody twice; nobody at all where the plan does not tell those that cooperate."""
    register(made, group("nhom", ["commune under 12", "bto"]), group("ban", ["nhom", "c1"]))
    row = {"lead": "bto", "cooperate": "[ban, nhom]", "due": "by 2025-09-01"}
    assert recipients(made.adopt(plan_text([row]))) == ["bto"]
    assert recipients(made.adopt(plan_text([row], plan="hai", **TELLING))) == ["bto", "c1", "c2", "c3"]


def test_a_member_that_ended_is_told_by_its_successor(made: World) -> None:
    """Whoever stands for two members hears once; whom nobody stands for hears nothing."""
    register(made, group("nhom", ["c1", "c2", "c3"]))
    made.service.record(making.unit_merged("c1", into="c2", **made.envelope()))
    made.service.record(making.unit_ended("c3", **made.envelope()))
    assert recipients(made.adopt(plan_text([SHARED]))) == ["c2"]


# --- what plans say ---------------------------------------------------------------------------------------------------

DECLARING = """units:
  ban: {name: Ban, kind: party-body}
  nhom: {name: Các ban, kind: group, members: MEMBERS}
"""


def declaring(members: str, *rules: dict[str, str], more: str = "") -> str:
    return (
        plan_text(list(rules) or [SHARED], {}).replace("milestones:\n", "")
        + DECLARING.replace("MEMBERS", members)
        + more
    )


def test_a_plan_declares_the_members_of_its_groups() -> None:
    """Below the group's own parent, where it does not say where."""
    plan = compile_plan(declaring('[ban, {kind: commune}, {kind: district, under: vn, but: ["12"]}]'))
    assert members_text(plan.units["nhom"].members) == "ban; commune under 12; district under vn but 12"


def test_a_group_without_members_gets_those_that_a_plan_declares(made: World) -> None:
    """One that has some keeps them; rows of other plans that it leads have tasks from then on."""
    register(made, group("nhom", None), group("khac", ["c1"]))
    made.adopt(plan_text([EACH], plan="truoc"))
    made.adopt(declaring("{kind: commune}", EACH, more="  khac: {name: Khác, kind: group, members: [ban]}\n"))
    with made.store.begin(write=False) as session:
        rows = {row.code: row.members for row in session.units() if row.kind == "group"}
        views = [view.id for view in session.view_tasks() if view.state == "active"]
    assert rows == {"nhom": "commune under 12", "khac": "c1"}
    assert views == [f"{plan}/R1/c{n}" for plan in (PLAN, "truoc") for n in (1, 2, 3)]
    assert held(made)


@pytest.mark.parametrize(
    ("members", "more", "code", "said"),
    [
        ("[]", "", "no-members", "The group has no members here"),
        ("ban", "", "wrong-type", "must have a list of units"),
        ("[ban, ban]", "", "duplicate", "“ban” stands in this list twice"),
        ("[nhom]", "", "group-circle", "The group “nhom” contains itself: nhom < nhom."),
        (
            "[hai]",
            "  hai: {name: Hai, kind: group, members: [ban, nhom]}\n",
            "group-circle",
            "The group “nhom” contains itself: nhom < hai < nhom.",
        ),
        ("{kind: group}", "", "group-circle", "The group “nhom” contains itself"),
        (
            "[bann]",
            "",
            "unknown-member",
            "There is no unit “bann”, which is to be a member of a group. Did you mean “ban”?",
        ),
        ("{under: vn}", "", "no-kind", "does not say of which kind"),
        ("{kind: Xã}", "", "bad-member", "“Xã” cannot be a kind of units"),
        ("{kind: commune, in: vn}", "", "unknown-field", "There is no field “in” here"),
        ("[ban]", "  x: {name: X, kind: party-body, members: [ban]}\n", "no-group", "only a group has “members”"),
        ("[ban]", "  x: {name: X, kind: group, tasks: all}\n", "bad-tasks", "“all” does not say whose the tasks"),
    ],
)
def test_what_is_wrong_with_a_group_is_told(members: str, more: str, code: str, said: str) -> None:
    """With its place; every mistake that a plan file can have in its groups."""
    found = [one for one in check_plan(declaring(members, more=more)) if one.code == code]
    assert found
    assert said in str(found[0])


def test_every_row_that_nobody_would_hear_of_is_named() -> None:
    """Led by, for, or with a group behind which there is nobody; also a group of such groups."""
    rows = [
        {"id": "1", "lead": "tieng", "due": "by 2025-09-01"},
        {"id": "2", "lead": "nhom", "tasks": "each", "due": "by 2025-09-01"},
        {"id": "3", "for each": "[nhom, ban]", "lead": "each", "cooperate": "[tieng]", "due": "by 2025-09-01"},
        {"id": "4", "lead": "ban", "due": "by 2025-09-01"},
        {"id": "5", "lead": "ngoai", "due": "by 2025-09-01"},
    ]
    source = declaring("[tieng]", *rows, more="  tieng: {name: Cơ quan liên quan, kind: group}\n")
    known = {"12": "province", "vn": "central", "ngoai": "group"}
    hearing = Hearing(silent={"ngoai": Silence.NO_MEMBERS})
    problems = check_plan(source, known_units=known, growing=True, hearing=hearing)
    found = [one for one in problems if "unheard" in one.code]
    assert [(one.code, one.args["rule"], one.args["unit"]) for one in found] == [
        ("unheard", "1", "tieng"),
        ("unheard", "2", "nhom"),
        ("unheard", "3", "nhom"),
        ("unheard-cooperating", "3", "tieng"),
        ("unheard", "5", "ngoai"),
    ]


def test_it_is_asked_whose_the_tasks_are() -> None:
    """A row led by a group is warned of where neither the row nor the group says it; a lead that is none has none."""
    warned = check_plan(declaring("[ban]", BY))
    assert [one.code for one in warned] == ["tasks-not-said"]
    assert check_plan(declaring("[ban], tasks: each", BY)) == ()
    (wrong,) = check_plan(declaring("[ban]", {**EACH, "lead": "ban"}))
    assert wrong.code == "led-by-one"


# --- what is registered -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ([group("g", ["g"])], "The group “g” would contain itself: g < g."),
        ([group("g", ["h"]), group("h", ["g"])], "The group “g” would contain itself: g < h < g."),
        ([group("g", ["group under 12"])], "The group “g” would contain itself"),
        ([group("g", ["xa-la"])], "The group “g” is to have “xa-la” as a member, which nobody knows."),
        ([group("g", ["commune under nowhere"])], "The group “g” is to have “nowhere” as a member"),
        ([group("g", ["c1"], kind="department")], "is of the kind “department”: only a group has members"),
        ([group("g", None, kind="department", tasks="each")], "only a group has members, or says whose its tasks are"),
        ([group("g", ["các xã"])], "“các xã”, in the group “g”, names no members."),
    ],
)
def test_groups_that_cannot_be_are_refused(made: World, units: list[making.UnitData], said: str) -> None:
    """Nothing is recorded of them."""
    with pytest.raises(EventError) as caught:
        register(made, *units)
    assert said in str(caught.value)
    with made.store.begin(write=False) as session:
        assert "g" not in {row.code for row in session.units()}


@pytest.mark.parametrize(("members", "tasks"), [([], None), ("c1", None), (["c1"], "all")])
def test_an_event_that_is_not_well_formed_is_refused(members: Any, tasks: Any) -> None:
    """A group has members or it has none: an empty list says neither."""
    unit: Any = {"code": "g", "name": "G", "kind": "group", "members": members, "tasks": tasks}
    with pytest.raises(EventError):
        making.units_registered([unit], **World().envelope())


def test_a_plan_whose_group_would_contain_itself_is_refused(made: World) -> None:
    """By way of a group that is registered: the file alone does not show it."""
    register(made, group("hai", ["nhom2"]) | {"members": ["c1"]}, group("nhom2", None))
    register(made, group("hai", ["nhom2", "c1"]))
    text = plan_text([BY]) + "units:\n  nhom2: {name: Nhóm, kind: group, members: [hai]}\n"
    with pytest.raises(EventError, match="would contain itself: nhom2 < hai < nhom2"):
        made.adopt(text)


def test_a_row_that_passes_to_a_group_and_recurs_is_closed_once(made: World) -> None:
    """A task that is of no member, and in no round of the row as it is now, has one entry in its history for that."""
    made.adopt(plan_text([{"lead": '"12"', "due": "by 2025-09-01"}]))
    assert made.tasks() == {"R1/12": ("active", "2025-09-01")}
    source = plan_text([{**EACH, "due": "every month by day 25"}])
    with made.service.store.begin(write=False) as session:
        version = propose(session, made.service.tools, source, {}).version
    document = Document(text="2-KH/TU")
    logged = made.service.record(making.plan_amended(PLAN, version, **made.envelope("2025-08-01", document=document)))
    [closed] = [change for change in logged.decision.changes if "12" in change.units]
    assert (closed.kind, closed.state) == (Kind.CLOSED, State.CLOSED)
    assert held(made)

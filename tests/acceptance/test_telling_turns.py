"""Who joins or leaves those that are told of a task is told: as a member of a group, who cooperates, by a telephone."""

from collections.abc import Iterator

import pytest

from engine.asking.plan_proposals import propose
from engine.asking.verifying import verify
from engine.contacts import ListedUnit
from engine.telling.news import news
from events import making
from events.event import Document
from events.opening import make_store
from tests.telling import MAIL_OF_EACH, flush, items, letters, office
from tests.worlds import PLAN, Rule, World, plan_text

SHARED: Rule = {"lead": "nhom", "tasks": "shared", "due": "by 2025-09-01"}
JOINT: Rule = {"lead": "bto", "cooperate": "[nhom]", "due": "by 2025-09-10"}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """An office on a database."""
    store = make_store(database_url)
    yield office(store)
    store.close()


def grouped(world: World, *members: str) -> None:
    """The group has these members from now on."""
    group: making.UnitData = {"code": "nhom", "name": "Nhóm", "kind": "group", "parent": "12", "members": list(members)}
    world.service.record(making.units_registered([group], **world.envelope()))


def adopted(world: World, *rules: Rule) -> None:
    world.adopt(plan_text(rules, policies="{notify cooperating: true}"))
    flush(world)


def test_who_joins_a_group_hears_of_what_it_shares_and_who_leaves_that_he_does_not(world: World) -> None:
    """Of open tasks only; who stays hears nothing."""
    grouped(world, "c1", "bnv")
    adopted(world, SHARED, {**SHARED, "due": "by 2025-08-20"})
    world.done(f"{PLAN}/R2/nhom", "2025-07-21")
    grouped(world, "c2", "bnv")
    assert letters(world) == {
        "c1": [("closed", "R1/Nhóm", None)],
        "c2": [("activated", "R1/Nhóm", "2025-09-01")],
    }
    assert "you are one of them" in items(world, "c2")[0]["reason"]["template"]
    assert letters(world) == {}
    assert verify(world.service, make_store("memory:")).holds


def test_a_change_of_a_group_that_is_taken_back_before_it_was_told_is_never_told(world: World) -> None:
    """Who left and came again, and who came and left."""
    grouped(world, "c1", "bnv")
    adopted(world, SHARED, JOINT)
    grouped(world, "c2", "bnv")
    grouped(world, "c1", "bnv")
    assert letters(world) == {}


def test_who_joins_or_leaves_those_that_cooperate_is_told(world: World) -> None:
    """Also by a version of the plan."""
    grouped(world, "c1", "bnv")
    adopted(world, JOINT)
    grouped(world, "c2", "bnv")
    assert letters(world) == {
        "c1": [("closed", "R1/Ban Tổ chức", None)],
        "c2": [("activated", "R1/Ban Tổ chức", "2025-09-10")],
    }
    text = plan_text(({**JOINT, "cooperate": "[c1]"},), policies="{notify cooperating: true}")
    with world.store.begin(write=False) as session:
        version = propose(session, world.service.tools, text, {}).version
    document = Document(text="9-KH/TU")
    world.service.record(making.plan_amended(PLAN, version, **world.envelope("2025-07-21", document=document)))
    assert letters(world) == {
        "c1": [("activated", "R1/Ban Tổ chức", "2025-09-10")],
        "c2": [("closed", "R1/Ban Tổ chức", None)],
        "bnv": [("closed", "R1/Ban Tổ chức", None)],
    }


def test_a_successor_of_one_that_cooperates_hears_whose_part_passed_on_to_him(world: World) -> None:
    """At once, and not with the next news of the task; of a group's member too."""
    grouped(world, "c2", "bnv")
    adopted(world, {**JOINT, "cooperate": "[bnv]"}, {**SHARED, "due": "by 2025-09-20"})
    world.service.record(making.unit_merged("bnv", into="c1", **world.envelope("2025-07-21")))
    assert letters(world) == {
        "c1": [("handed_over", "R1/Ban Tổ chức", "2025-09-10"), ("handed_over", "R2/Nhóm", "2025-09-20")]
    }
    assert [(item["role"], item["reason"]["args"]["unit"]) for item in items(world, "c1")] == [
        ("cooperate", "Sở Nội vụ"),
        ("lead", "Sở Nội vụ"),
    ]
    assert all("you take the place of {unit}" in item["reason"]["template"] for item in items(world, "c1"))


def test_a_successor_that_has_a_part_of_its_own_hears_of_no_other(world: World) -> None:
    """It cooperates as before; what passed on to it by a former event is its own by now."""
    adopted(world, {**JOINT, "cooperate": "[bnv, c1]"})
    world.service.record(making.unit_merged("bnv", into="c1", **world.envelope("2025-07-21")))
    assert letters(world) == {}
    grouped(world, "c1")
    assert letters(world) == {}


def test_who_led_in_a_group_and_cooperates_now_hears_that_it_passed_on(world: World) -> None:
    """He is told of one task once, in the part that he has."""
    grouped(world, "c1", "bnv")
    adopted(world, {**SHARED, "cooperate": "[c1]"})
    grouped(world, "c2", "bnv")
    assert letters(world) == {
        "c1": [("handed_over", "R1/Nhóm", "2025-09-01")],
        "c2": [("activated", "R1/Nhóm", "2025-09-01")],
    }
    assert items(world, "c1")[-1]["role"] == "cooperate"


def test_an_agency_of_a_kind_registered_later_hears_of_what_it_has_a_part_in(world: World) -> None:
    """What communes lead, share and cooperate in, in one mail, once; another registration of it says nothing."""
    grouped(world, "commune under 12")
    adopted(world, SHARED, JOINT, {"for each": "commune", "lead": "each", "due": "by 2025-09-20"})
    new: ListedUnit = {"code": "c3", "name": "Xã c3", "kind": "commune", "parent": "12", "email": "c3@example.vn"}
    world.register((new,))
    assert letters(world) == {
        "c3": [
            ("activated", "R3", "2025-09-20"),
            ("activated", "R1/Nhóm", "2025-09-01"),
            ("activated", "R2/Ban Tổ chức", "2025-09-10"),
        ]
    }
    world.register(({**new, "name": "Xã Ba"},))
    assert letters(world) == {}


def test_who_gets_a_telephone_hears_by_it_how_things_stand(world: World) -> None:
    """Of what it leads, shares and cooperates in; by mail it is told nothing again."""
    grouped(world, "c1", "bnv")
    adopted(
        world, SHARED, {**JOINT, "cooperate": "[c1]"}, {"for each": "commune", "lead": "each", "due": "by 2025-09-20"}
    )
    world.register([{**one, "phone": "0912345678"} for one in MAIL_OF_EACH if one["code"] == "c1"])
    (message,) = world.store.claim(world.now, "w", 10, 60, news(world.now.date()))
    assert (message.recipient, message.channel) == ("c1", "sms")
    with world.store.begin(write=False) as session:
        told = [row[2] for row in session.dump("told") if row[:2] == ("c1", "sms")]
    assert sorted(told) == [f"{PLAN}/R1/nhom", f"{PLAN}/R2/bto", f"{PLAN}/R3/c1"]


def test_who_left_before_a_report_was_withdrawn_is_not_told_of_the_task_again(world: World) -> None:
    """What he had not been told by then neither; who joined meanwhile is told that it is open again."""
    grouped(world, "c1", "bnv")
    world.adopt(plan_text((SHARED,), policies="{notify cooperating: true}"))
    world.done(f"{PLAN}/R1/nhom", "2025-07-21", "done")
    grouped(world, "c2", "bnv")
    world.service.record(making.withdrawn("done", **world.envelope("2025-07-21")))
    assert letters(world) == {
        "c2": [("activated", "R1/Nhóm", "2025-09-01")],
        "bnv": [("activated", "R1/Nhóm", "2025-09-01")],
    }

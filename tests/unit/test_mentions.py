"""The plans that know what an event speaks of are looked up, and no others are read."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from engine.asking.plan_proposals import propose
from engine.asking.verifying import verify
from engine.facts.mentions import by_selectors, mention_rows, of_units
from engine.units import Units
from events import making
from events.event import Document
from events.opening import make_store
from rules.compiling import compile_plan
from rules.rule_selectors import selected
from tests.tampering import beside
from tests.worlds import World, plan_text, tools

EACH = {"for each": "commune", "lead": "each"}
LETTER = plan_text(
    [{"due": "continuous"}],
    {"guidance": "vn"},
    plan="cong-van",
    number="9-CV/TU",
    suspensions="[{label: nhân sự, plans: all, until: guidance}]",
)


def other(plan: str, *rules: Mapping[str, object], milestones: dict[str, str] | None = None, unit: str = '"12"') -> str:
    """A plan of one row that knows nothing but its agency, unless more is said."""
    return plan_text(
        rules or ({"due": "by 2025-12-01"},), milestones or {"meeting": "12"}, plan=plan, number=plan, unit=unit
    )


LABELLED = {"due": "by 2025-12-01", "labels": "[nhân sự]"}


def world(*plans: str) -> World:
    """Agencies, and these plans."""
    made = World()
    made.populate()
    for plan in plans:
        made.adopt(plan)
    return made


def read(made: World, do: Any) -> set[str]:
    """The plans that are read for what is done, by a process that has read none before."""
    service = replace(made.service, tools=tools())
    made.service = service
    do()
    return {plan.id for plan in service.tools.plans.values()}


def test_what_suspends_a_label_reads_the_plans_that_have_it() -> None:
    """An officer's word for every plan, and what ends it, read these alone."""
    made = world(*(other(f"p{n}") for n in range(4)), other("co", LABELLED))
    assert read(made, lambda: made.suspend("2025-08-01", "s", plan=None, label="nhân sự")) == {"co"}
    assert read(made, lambda: made.resume("s", "2025-08-05")) == {"co"}
    assert verify(made.service, make_store("memory:")).holds


def test_a_letter_that_suspends_others_is_read_with_the_plans_that_it_means() -> None:
    """Its milestone looks no further than the label in its clause reaches."""
    made = world(*(other(f"p{n}") for n in range(4)), other("co", LABELLED), LETTER)
    held = {"cong-van", "co"}
    assert read(made, lambda: made.log("guidance", "2025-08-05", "vn", plan="cong-van")) == held
    assert verify(made.service, make_store("memory:")).holds


def test_agencies_that_come_in_are_asked_of_the_plans_that_know_their_kind_there() -> None:
    """A commune of the province is for the plan with a row for each of its communes, and for no other."""
    made = world(
        other("p1"),
        other("p2", {**EACH, "due": "by 2025-12-01"}),
        other("p3", {**EACH, "due": "continuous"}, unit="bto"),
    )
    fresh: list[Any] = [{"code": "c9", "name": "Xã 9", "kind": "commune", "parent": "12"}]
    assert read(made, lambda: made.register(fresh)) == {"p2"}
    assert "p2/R1/c9" in made.tasks()
    ended = making.unit_ended("c9", **made.envelope("2025-08-01"))
    assert read(made, lambda: made.service.record(ended)) == {"p2"}
    assert verify(made.service, make_store("memory:")).holds


def test_an_agency_is_known_to_the_plans_that_name_it() -> None:
    """One that merges is for the plans in which it leads, has a row, or stands below one that has."""
    made = world(
        other("p1", {"due": "by 2025-12-01", "lead": "c1"}), other("p2", {"due": "by 2025-12-01", "lead": "c2"})
    )
    merged = making.unit_merged("c1", into="c3", **made.envelope("2025-08-01"))
    assert read(made, lambda: made.service.record(merged)) == {"p1"}
    again = making.unit_merged("c3", into="bto", **made.envelope("2025-08-02"))
    assert read(made, lambda: made.service.record(again)) == {"p1"}
    assert verify(made.service, make_store("memory:")).holds


def test_a_version_is_known_by_what_it_says_now() -> None:
    """A label that a later version lets go finds the plan no longer; one that it brings finds it."""
    made = world(other("co", LABELLED))
    with made.store.begin(write=False) as session:
        assert session.mentioning([("label", "nhân sự")]) == ["co"]
        text = other("co", {"due": "by 2025-12-01", "labels": "[khác]"})
        version = propose(session, made.service.tools, text, {}).version
    document = Document(text="10-KH/TU")
    made.service.record(making.plan_amended("co", version, **made.envelope("2025-08-01", document=document)))
    with made.store.begin(write=False) as session:
        assert session.mentioning([("label", "nhân sự")]) == []
        assert session.mentioning([("label", "khác"), ("label", "nhân sự")]) == ["co"]
    assert verify(made.service, make_store("memory:")).holds


@pytest.mark.parametrize(
    "selector", ["milestone:congress", "milestone:own_congress", "label:nhân sự", "rule:R1", "all"]
)
def test_no_plan_with_a_row_that_is_meant_is_missed(selector: str) -> None:
    """Whatever a selector means a row of is found by what the plan is kept to know, or all plans are asked."""
    rows = [
        LABELLED,
        {"due": "7 days after congress"},
        {**EACH, "when": "{every commune: own_congress}", "due": "by 2025-12-01"},
    ]
    plan = compile_plan(plan_text(rows))
    things = by_selectors([selector])
    assert selected(plan, [selector])
    assert things is None or {row[:2] for row in mention_rows(plan, plan.hash)} & set(things)


def test_units_are_known_by_all_that_they_stand_above() -> None:
    """Whoever speaks of a province speaks of its communes, each by its code and its kind below each unit above it."""
    made = world()
    with made.store.begin(write=False) as session:
        tree = Units.build(session.units())
    assert {("unit", "c1"), ("kind", "commune/12"), ("kind", "commune/vn"), ("kind", "province/vn")} <= of_units(
        [tree], ["12"]
    )
    assert ("unit", "c2") not in of_units([tree], ["c1"])


def test_a_lost_mention_is_found(tmp_path: Path) -> None:
    """A plan that the index of things does not have any more differs from what the log gives."""
    url = f"sqlite:///{tmp_path}/s.db"
    made = World(make_store(url))
    made.populate()
    made.adopt(other("co", LABELLED))
    with beside(url) as connection:
        connection.execute(sql("DELETE FROM mention WHERE kind = 'label'"))
    found = verify(made.service, make_store("memory:"))
    assert (found.holds, found.rows.differing) == (False, {"mention": 1})
    made.store.close()

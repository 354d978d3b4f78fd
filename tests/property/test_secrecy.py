"""Levels of secrecy against the reference: what may be written, recorded and told, for every mixture of levels."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.leaving import STAYS, Leaving
from adapters.telling.wording import Wording
from engine.asking.plan_proposals import propose
from engine.happenings.secrecy.admitting import NOT_LOWERED
from events import making
from events.errors import EventError
from events.event import Document
from rules.compiling import check_plan, compile_plan
from rules.plan_json import plan_from_json, plan_to_json
from rules.problems import PlanError
from rules.secrecy import Level
from tests.reference.secrecy import LEVELS, level_of, may_be_recorded, may_be_written, stays_inside
from tests.worlds import PLAN, World, plan_text

SAID = st.none() | st.sampled_from(LEVELS)
KIN = "kintuyetdoi"


def text_of(plan: str | None, row: str | None, *, rows_less_secret: bool = False) -> str:
    """A plan of one row, with levels where they are given."""
    row_of: dict[str, Any] = {"lead": "btc", "due": "7 days after congress"} | ({"secrecy": row} if row else {})
    text = plan_text([row_of], {"congress": "12"})
    policies = "policies: {rows less secret: true}\n" if rows_less_secret else ""
    return (f"secrecy: {plan}\n" if plan else "") + policies + text


@given(plan=SAID, row=SAID, less=st.booleans(), highest=st.sampled_from(LEVELS))
def test_what_may_be_written(plan: str | None, row: str | None, less: bool, highest: str) -> None:
    """A plan is taken where the reference lets it be written, with the level that each row has by it; else refused."""
    text = text_of(plan, row, rows_less_secret=less)
    may = may_be_written(plan, row, rows_less_secret=less, highest=highest)
    codes = {one.code for one in check_plan(text, highest=Level(highest))}
    assert codes.isdisjoint({"too-secret", "less-secret"}) == may
    try:
        found = compile_plan(text, highest=Level(highest))
    except PlanError:
        assert not may
        return
    assert may
    assert [str(rule.secrecy) for rule in found.rules.values()] == [level_of(plan, row)]
    assert plan_from_json(plan_to_json(found)) == found


@settings(deadline=None)
@given(before=st.sampled_from(LEVELS), now=st.sampled_from(LEVELS), named=st.sets(st.sampled_from("AB")))
def test_who_may_lower(before: str, now: str, named: set[str]) -> None:
    """A version that makes a row less secret is refused unless one of those who are named records it."""
    world = World()
    world.populate()
    world.adopt(text_of(None, before))
    named_tools = replace(world.service.tools, lowered_by=frozenset(named))
    world.service = replace(world.service, tools=named_tools)
    with world.store.begin(write=False) as session:
        version = propose(session, named_tools, f"{text_of(None, now)}    product: Báo cáo\n", {}).version
    envelope: dict[str, Any] = {**world.envelope("2025-07-22", document=Document(text="2-KH/TU")), "actor": "A"}
    refused = None
    try:
        world.service.record(making.plan_amended(PLAN, version, **envelope))
    except EventError as error:
        refused = error.template
    taken = may_be_recorded(before, now, actor="A", named=tuple(named))
    assert refused == (None if taken else NOT_LOWERED)


@given(
    limit=st.sampled_from(LEVELS),
    plan=st.sampled_from(LEVELS),
    rows=st.lists(st.sampled_from(LEVELS), min_size=1, max_size=3),
    raised=st.sampled_from(LEVELS),
)
def test_what_is_told(limit: str, plan: str, rows: list[str], raised: str) -> None:
    """Of a row that stays inside a message has its number and date; of one that does not, all of it."""
    levels = [max(level, raised, key=LEVELS.index) for level in rows]
    items = [
        {
            "change": "activated",
            "task": f"I.{at}",
            "title": f"dau{at} {KIN}{at}",
            "says": f"{KIN}{at}",
            "cite": f"{KIN}{at}",
            "due": "2025-10-14",
            "secrecy": level,
        }
        for at, level in enumerate(rows)
    ]
    content = {
        "event": {},
        "plan": {"id": "p", "number": "1-KH", "title": f"{KIN}plan", "secrecy": plan},
        "items": items,
    }
    wording = Wording(
        lang="en",
        leaving=Leaving(limit=Level(limit), place="cho"),
        levels=lambda _, row: Level(raised if row else plan),
    )
    said = wording.composed(json.dumps(content))
    whole = said.subject + said.text + said.html + said.sms
    for at, level in enumerate(levels):
        assert (f"{KIN}{at}" in whole) != stays_inside(level, limit)
        assert f"I.{at}" in said.text
    assert (f"{KIN}plan" in whole) != stays_inside(plan, limit)
    assert "14/10/2025" in said.text


LEAVES = st.text(max_size=3) | st.integers() | st.none()
NAMES = st.sampled_from(["title", "says", "id", "due", "rules", "x"])


def within(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    plain = st.dictionaries(NAMES, below, max_size=4)
    said = st.builds(lambda of, level: {**of, "secrecy": level}, plain, st.sampled_from([*LEVELS, "?"]))
    return st.lists(below, max_size=3) | plain | said


VALUES = st.recursive(LEAVES, within, max_leaves=12)


@given(value=VALUES, limit=st.sampled_from(LEVELS))
def test_what_programs_are_answered(value: Any, limit: str) -> None:
    """Within an answer nothing that says it is more secret than the limit keeps more than what is listed."""
    leaving = Leaving(limit=Level(limit), place="cho")

    def look(left: Any) -> None:
        if isinstance(left, dict):
            if left.get("secrecy") is not None and (
                left["secrecy"] not in LEVELS or stays_inside(left["secrecy"], limit)
            ):
                assert left.keys() <= STAYS
                assert not any(isinstance(one, dict | list) for one in left.values())
            else:
                for one in left.values():
                    look(one)
        if isinstance(left, list):
            for one in left:
                look(one)

    look(leaving.answer(value, "en"))


def test_levels_have_no_part_in_dates() -> None:
    """The hash of what decides dates is the same at every level; the hash of the plan is not."""
    found = [compile_plan(text_of(level, None)) for level in (None, *LEVELS)]
    assert len({rule.hash for plan in found for rule in plan.rules.values()}) == 1
    assert found[0].hash == found[1].hash
    assert len({plan.hash for plan in found}) == len(LEVELS)
    assert replace(found[0], issued=date(2020, 1, 1)) != found[0]

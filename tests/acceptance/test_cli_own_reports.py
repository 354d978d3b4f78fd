"""Nobody accepts his own report: whoever follows the plan leads a task by succession, or as what is left of a group."""

from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
vptu,Văn phòng Tỉnh ủy,party-body,12
btc,Ban Tổ chức,party-body,12
bnc,Ban Nội chính,party-body,12
tg,Ban Tuyên giáo,party-body,12
"""
PLAN = """plan: kh
title: Kế hoạch
number: 7-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-01
unit: "12"
policies: {accept: true, follow: vptu}
units:
  g1: {name: Nhóm một, kind: group, members: [vptu], tasks: shared}
  gg: {name: Nhóm nhóm, kind: group, members: [g1], tasks: shared}
  gs: {name: Nhóm chung, kind: group, members: [vptu, bnc], tasks: shared}
rules:
  - {id: I.1, title: Nhóm một làm, lead: g1, due: by 2025-12-01, says: a, cite: b}
  - {id: I.2, title: Nhóm lồng làm, lead: gg, due: by 2025-12-01, says: a, cite: b}
  - {id: I.3, title: Nhóm chung làm, lead: gs, due: by 2025-12-01, says: a, cite: b}
  - {id: I.4, title: Ban Nội chính làm, lead: bnc, due: by 2025-12-01, says: a, cite: b}
  - {id: I.5, title: Ban Tổ chức làm, lead: btc, due: by 2025-12-01, says: a, cite: b}
  - {id: I.6, title: Của Ban Nội chính, for each: [bnc], lead: btc, due: by 2025-12-01, says: a, cite: b}
"""
TASKS = "kh/I.1/g1", "kh/I.2/gg", "kh/I.3/gs", "kh/I.4/bnc", "kh/I.5/btc", "kh/I.6/bnc"
ONE, NESTED, SHARED, OF_BNC, OF_BTC, BY_BTC = TASKS


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan that one office follows, with reports of all its tasks."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(PLAN)
    for number, task in enumerate(TASKS):
        made("done", task, "--id", f"d{number}")
    return made


def of_another(line: CommandLine) -> set[str]:
    """The tasks whose reports may be accepted: lists, marks, explanations, the number and commands agree."""
    asked = [one["id"] for one in line.json("tasks", "--awaiting-acceptance")]
    paged = line.json("tasks", "--awaiting-acceptance", "--limit", "9")["tasks"]
    assert [one["id"] for one in paged] == asked
    assert [one["id"] for one in line.json("tasks") if one["awaits_acceptance"]] == asked
    assert [task for task in TASKS if line.json("explain", task)["awaits_acceptance"]] == sorted(asked)
    assert (line.json("status")["awaiting_acceptance"] or {"reports": 0})["reports"] == len(asked)
    for what in ("accept",), ("return", "--reason", "thiếu", "--due", "2025-12-20"):
        said = {task: line.ended(what[0], task, *what[1:], "--dry-run") for task in TASKS}
        assert {task for task, one in said.items() if not one.code} == set(asked)
        assert all("it needs no acceptance" in one.err for one in said.values() if one.code)
    return set(asked)


@pytest.mark.parametrize(
    ("merged", "awaited"),
    [
        ((), {SHARED, OF_BNC, OF_BTC, BY_BTC}),
        (("bnc into vptu",), {OF_BTC, BY_BTC}),
        (("vptu into btc",), {SHARED, OF_BNC}),
        (("vptu into tg",), {SHARED, OF_BNC, OF_BTC, BY_BTC}),
        (("bnc into vptu", "vptu into btc"), set()),
        (("bnc into vptu", "vptu into tg"), {OF_BTC, BY_BTC}),
        (("vptu into tg", "btc into tg"), {SHARED, OF_BNC}),
    ],
)
def test_who_leads_by_succession_or_is_left_of_a_group_has_its_own(
    line: CommandLine, merged: tuple[str, ...], awaited: set[str]
) -> None:
    """Whoever merged into whom: with another real member of a group acceptance stays."""
    for day, one in enumerate(merged, 2):
        unit, _, heir = one.split()
        line.on(f"2025-08-{day:02}")
        line("units", "merge", unit, "--into", heir)
    assert of_another(line) == awaited
    line("verify")


def test_who_accepts_is_whoever_follows_the_plan_on_that_day(line: CommandLine) -> None:
    """Its successor is taken without a word; one that had ended accepts nothing, and what it accepted before stands."""
    line.on("2025-08-10")
    line("accept", OF_BTC, "--on", "2025-08-02", "--id", "nhan")
    line("units", "merge", "vptu", "--into", "tg", "--on", "2025-08-05")
    refused = line("accept", OF_BNC, "--by", "vptu", "--on", "2025-08-06", code=1).err
    assert "who follows it: tg" in refused
    line("accept", OF_BNC, "--on", "2025-08-06")
    line("accept", BY_BTC, "--on", "2025-08-04")
    found = {one["id"]: one["accepted_by"] for one in line.json("tasks", "--state", "done")}
    assert {task: found[task] for task in (OF_BTC, OF_BNC, BY_BTC)} == {OF_BTC: "vptu", OF_BNC: "tg", BY_BTC: "vptu"}
    line("verify")


def test_who_accepted_is_whoever_followed_on_that_day_though_the_merger_was_recorded_later(line: CommandLine) -> None:
    """Lists and explanations name the same as in the other order; so does a return."""
    line.on("2025-08-10")
    line("accept", OF_BNC, "--on", "2025-08-06")
    line("return", OF_BTC, "--reason", "thiếu", "--due", "2025-12-20", "--on", "2025-08-06")
    line("units", "merge", "vptu", "--into", "tg", "--on", "2025-08-05")
    assert line.json("explain", OF_BNC)["accepted_by"] == "tg"
    found = {one["id"]: one for one in line.json("tasks")}
    assert (found[OF_BNC]["accepted_by"], found[OF_BTC]["returned"]["unit"]) == ("tg", "tg")
    line("verify")


def test_what_was_accepted_before_a_merger_is_judged_by_its_own_day(line: CommandLine) -> None:
    """Recorded after the merger it is as good as recorded before it; it cannot be moved to a day after it."""
    line.on("2025-08-10")
    line("units", "merge", "vptu", "--into", "btc", "--on", "2025-08-05")
    assert "it needs no acceptance" in line("accept", OF_BTC, "--on", "2025-08-05", code=1).err
    line("accept", OF_BTC, "--on", "2025-08-04", "--id", "nhan")
    line("return", BY_BTC, "--reason", "thiếu", "--due", "2025-12-20", "--on", "2025-08-04", "--id", "tra")
    for answer in ("nhan", "tra"):
        for more in ((), ("--unit", "btc")):
            line("correct", answer, "--on", "2025-08-06", *more, "--reason", "nhầm", code=1)
    found = line.json("explain", OF_BTC)
    assert (found["accepted_by"], found["accepted_on"]) == ("vptu", "2025-08-04")
    line("verify")


def test_nobody_accepts_for_who_ended_without_a_successor(line: CommandLine) -> None:
    """Until the plan names another; nothing is recorded."""
    line("units", "end", "vptu")
    before: Any = line.json("events")
    assert "has ended without a successor" in line("accept", OF_BTC, code=1).err
    assert "has ended without a successor" in line("return", OF_BTC, "--reason", "thiếu", "--by", "btc", code=1).err
    assert line.json("events") == before


def test_the_only_member_of_a_group_gives_the_group_no_more_time(line: CommandLine) -> None:
    """It leads the task itself, under whatever name."""
    line("withdraw", "d0")
    granted = ("extend", "grant", ONE, "2025-12-20", "--document", "9-CV", "--override", "--dry-run")
    assert "leads task" in line(*granted, "--by", "vptu", code=1).err
    line(*granted, "--by", "btc")

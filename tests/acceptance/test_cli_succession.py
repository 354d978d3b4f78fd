"""Agencies that end, from the command line: whose a task was is said wherever its successor finds it."""

import mailbox
from email import policy
from email.parser import BytesParser
from pathlib import Path

import openpyxl
import pytest

from tests.command_line import CommandLine

PLAN = """\
plan: ke-hoach
title: Kế hoạch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
milestones:
  guidance: {title: Hướng dẫn, at: "12"}
  congress: {title: Đại hội, at: "12"}
rules:
  - {id: I.1, title: Báo cáo, for each: commune, lead: each, due: 7 days after guidance, says: sau 7 ngày, cite: dòng 1}
  - {id: I.2, title: Kiện toàn, lead: btc, due: 9 days after guidance, says: sau 9 ngày, cite: dòng 2}
  - {id: II.1, title: Tổng kết, for each: commune, lead: each, due: 7 days after congress, says: sau 7, cite: dòng 3}
  - {id: II.2, title: Đề án, lead: btc, due: 9 days after congress, says: sau 9 ngày, cite: dòng 4}
  - {id: II.3, title: Bàn giao, lead: bdt, due: 9 days after congress, says: sau 9 ngày, cite: dòng 5}
"""
EACH = "từng xã, phường"
UNITS = """\
code,name,kind,parent,email,phone
12,Tỉnh,province,,,
a,Xã A,commune,12,,
b,Xã B,commune,12,b@example.vn,+84900000001
c,Xã C,commune,12,,
btc,Ban Tổ chức,party-body,12,,
vp,Văn phòng,party-body,12,vp@example.vn,
bdt,Ban Dân tộc,party-body,12,,
"""


@pytest.fixture
def thoihan(tmp_path: Path) -> CommandLine:
    """Commune a became part of b, one department of another, and a third ended, after the guidance started two rows."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}")
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    line.on("2025-08-01")
    line("units", "add", str(tmp_path / "units.csv"))
    line("plan", "add", str(tmp_path / "plan.yaml"))
    line("log", "guidance", "--on", "2025-08-01")
    line.on("2025-08-03")
    line("units", "end", "bdt", "--on", "2025-08-03")
    return line


def merged(thoihan: CommandLine) -> None:
    thoihan("units", "merge", "a", "--into", "b", "--on", "2025-08-03")
    thoihan("units", "merge", "btc", "--into", "vp", "--on", "2025-08-03")


def test_no_agency_that_ended_waits_for_what_it_will_never_get(thoihan: CommandLine) -> None:
    """What each commune does its successor does anyway; what a row names passes on, if there is somebody to take it."""
    merged(thoihan)
    waiting = thoihan.json("tasks", "--state", "waiting")
    assert [(task["id"], task["lead"]) for task in waiting] == [
        ("ke-hoach/II.1/b", "b"),
        ("ke-hoach/II.1/c", "c"),
        ("ke-hoach/II.2/btc", "vp"),
    ]
    assert thoihan.json("tasks", "--state", "waiting", "--unit", "a") == []
    assert [task["id"] for task in thoihan.json("tasks", "--state", "waiting", "--unit", "vp")] == ["ke-hoach/II.2/btc"]
    thoihan("log", "congress", "--on", "2025-08-03")
    began = [task["id"] for task in thoihan.json("tasks") if task["rule"].startswith("II")]
    assert sorted(began) == [task["id"] for task in waiting]


def test_whose_a_task_was_is_said_where_its_successor_leads_it(thoihan: CommandLine) -> None:
    """In lists, explanations and for programs; of a task that a unit has itself, or had done, nothing is said."""
    thoihan("done", "ke-hoach/I.1/c", "--on", "2025-08-02")
    thoihan("units", "merge", "c", "--into", "b", "--on", "2025-08-03")
    merged(thoihan)
    former = {task["id"]: task["task_of"] for task in thoihan.json("tasks")}
    assert former == {
        "ke-hoach/I.1/a": "Xã A",
        "ke-hoach/I.1/b": None,
        "ke-hoach/I.1/c": None,
        "ke-hoach/I.2/btc": "Ban Tổ chức",
    }
    listed = thoihan("tasks", THOIHAN_LANG="en").out
    assert "Báo cáo (task of the former Xã A)" in listed
    assert "Kiện toàn (task of the former Ban Tổ chức)" in listed
    assert listed.count("former") == 2
    assert "Báo cáo (việc của Xã A cũ)" in thoihan("tasks", "--unit", "b", THOIHAN_LANG="vi").out
    now = thoihan("tasks", "--agencies", "now", "--unit", "b", THOIHAN_LANG="vi").out
    assert [name for name in ("Xã A cũ", "Xã B cũ", "Xã C cũ") if name in now] == ["Xã A cũ", "Xã C cũ"]
    told = thoihan("explain", "ke-hoach/I.1/a", THOIHAN_LANG="en").out
    assert "Led by: Xã B. It is the task of the former Xã A, which ended on 03/08/2025." in told
    assert "former" not in thoihan("explain", "ke-hoach/I.1/b", THOIHAN_LANG="en").out
    asked = [thoihan.json("explain", f"ke-hoach/{task}")["task_of"] for task in ("I.1/a", "I.1/b", "I.1/c", "I.2/btc")]
    assert asked == ["Xã A", None, None, "Ban Tổ chức"]


def test_messages_tell_a_successors_two_like_tasks_apart(thoihan: CommandLine) -> None:
    """What passed on is said to be the former unit's, in what is handed over and in reminders, by mail and phone."""
    thoihan("sweep", code=4)
    merger = thoihan.json("units", "merge", "a", "--into", "b", "--on", "2025-08-03")
    assert [task["task_of"] for task in merger["other"]] == ["Xã A"]
    assert [(one["recipient"], one["tasks"]) for one in merger["messages"]] == 2 * [("b", ["ke-hoach/I.1/a"])]
    thoihan("units", "merge", "btc", "--into", "vp", "--on", "2025-08-03")
    thoihan("sweep")
    thoihan.on("2025-08-06")
    thoihan("sweep", code=4)
    box = mailbox.Maildir(thoihan.folder / "mail", create=False)
    mails = [BytesParser(policy=policy.default).parsebytes(box.get_bytes(key)) for key in box.keys()]  # noqa: SIM118 - a Maildir iterates over its mails
    to_b = [one.get_body(("plain",)) for one in mails if "b@example.vn" in one["To"]]
    told = [body.get_content() for body in to_b if body]
    handed_over = next(one for one in told if "PASSED ON TO YOU" in one)
    reminded = next(one for one in told if "DUE SOON" in one)
    assert "Task of: the former Xã A" in handed_over
    assert (reminded.count("Báo cáo (I.1)"), reminded.count("Task of: the former Xã A")) == (2, 1)
    texts = [path.read_text(encoding="utf-8") for path in (thoihan.folder / "sms").iterdir() if path.is_file()]
    assert [text.count("Báo cáo (task of the former Xã A)") for text in texts if "unit.merged" in text] == [1]
    assert not any("former" in text for text in texts if "unit.merged" not in text)


def test_the_register_of_now_says_from_whom_a_row_was_taken_over(thoihan: CommandLine) -> None:
    """As of then the row bears the name of who led it; as of now of who leads it, and whose it was."""
    merged(thoihan)
    leads, former = {}, "Văn phòng (việc của Ban Tổ chức cũ)"
    for when in ("then", "now"):
        path = thoihan.folder / f"{when}.xlsx"
        thoihan("plan", "export", "ke-hoach", "--to", "xlsx", "-o", str(path), "--agencies", when, THOIHAN_LANG="vi")
        leads[when] = [row[2].value for row in openpyxl.load_workbook(path).active.iter_rows(min_row=9)]
    assert leads["then"] == [EACH, "Ban Tổ chức", EACH, "Ban Tổ chức", "Ban Dân tộc"]
    assert leads["now"] == [EACH, former, EACH, former, "Ban Dân tộc"]

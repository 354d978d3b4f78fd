"""Reports that go through an agency, as an office types them: who is told through whom, and who passes what on."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,
12,Tỉnh Lai Châu,province,vn,
vptu,Văn phòng Tỉnh ủy,party-body,12,vptu@example.vn
btc,Ban Tổ chức Tỉnh ủy,party-body,12,btc@example.vn
ubkt,Ủy ban Kiểm tra,party-body,12,ubkt@example.vn
c1,Xã Một,commune,12,c1@example.vn
cac-ban,Các ban đảng,group,12,
"""
ROWS = [
    {"lead": "ubkt", "due": "by 2025-09-01", "through": "btc"},
    {"for each": "commune", "lead": "each", "due": "7 days after congress", "through": "btc"},
    {"lead": "vptu", "due": "continuous", "through": "btc"},
    {"lead": "ubkt", "due": "done", "through": "btc"},
]
PLAN = plan_text(ROWS, {"congress": "12"}, policies="{follow: vptu}")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A province with a plan some of whose reports go through its organisation board."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.writes("ke-hoach.yaml", PLAN)
    return made


def told(answer: Any) -> dict[str, list[str]]:
    return {one["recipient"]: one["tasks"] for one in answer["messages"] if one["channel"] == "mail"}


def mails(line: CommandLine) -> dict[str, str]:
    """By recipient, the text of the last mail, once all that waits has been sent."""
    line.ended("sweep")
    found = {}
    for path in sorted((line.folder / "mail").rglob("new/*"), key=lambda one: one.stat().st_mtime_ns):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        found[mail["To"].addresses[0].addr_spec] = body.get_content() if body else ""
    return found


def test_a_report_goes_through_an_agency(line: CommandLine) -> None:
    """Whoever leads is told through whom; the agency is told when the report is made, and not before."""
    adopted = line.json("plan", "add", str(line.folder / "ke-hoach.yaml"))
    assert told(adopted) == {"ubkt": ["ke-hoach/R1/ubkt"], "vptu": ["ke-hoach/R3/vptu"]}
    assert [one["through"] for one in line.json("plan", "show", "ke-hoach")["rules"]] == ["btc"] * 4
    assert {one["id"]: one["through"] for one in line.json("tasks")} == {
        "ke-hoach/R1/ubkt": "btc",
        "ke-hoach/R3/vptu": "btc",
        "ke-hoach/R4/ubkt": None,  # the plan itself says that it is done
    }
    assert "reports through Ban Tổ chức Tỉnh ủy" in line("tasks").out.replace("\n", " ")
    assert "Its reports go through Ban Tổ chức Tỉnh ủy." in line("explain", "ke-hoach/R1/ubkt").out
    assert "Ủy ban Kiểm tra (reports through Ban Tổ chức Tỉnh ủy)" in " ".join(
        line("plan", "show", "ke-hoach").out.split()
    )
    line.on("2025-08-01")
    done = line.json("done", "ke-hoach/R1/ubkt", "--on", "2025-08-01")
    assert told(done) == {"btc": ["ke-hoach/R1/ubkt"]}
    progress = line.json("progress", "ke-hoach/R3/vptu", "Đã báo cáo tháng 7")
    assert told(progress) == {"btc": ["ke-hoach/R3/vptu"]}
    congress = line.json("log", "congress", "--on", "2025-08-01")
    assert told(congress) == {"c1": ["ke-hoach/R2/c1"]}
    assert told(line.json("done", "ke-hoach/R2/c1", "--on", "2025-08-01")) == {"btc": ["ke-hoach/R2/c1"]}
    assert line.json("verify")["holds"]


def test_the_words_of_both_messages(line: CommandLine) -> None:
    """The lead reads through whom; the agency that it passes the report on, and whose it is."""
    line("plan", "add", str(line.folder / "ke-hoach.yaml"))
    asked = mails(line)["ubkt@example.vn"]
    line("done", "ke-hoach/R1/ubkt")
    passed = mails(line)["btc@example.vn"]
    assert "Report through: Ban Tổ chức Tỉnh ủy" in asked
    assert "REPORTED, AND TO BE PASSED ON BY YOU" in passed
    assert ("passes the report on" in passed, "Task of: Ủy ban Kiểm tra" in passed) == (True, True)
    assert "Report through" not in passed


def test_a_single_row_is_given_and_changed_with_its_routing(line: CommandLine) -> None:
    """A letter names it, an amended row has another, and `--no-through` takes it away; none of it moves a date."""
    line("plan", "add", str(line.folder / "ke-hoach.yaml"))
    words = ("--lead", "ubkt", "--due", "Trước 15/9/2025", "--document", "5-CV/TU")
    given = line.json("assign", "Báo cáo nhân sự", *words, "--through", "btc")
    assert given["activated"][0]["through"] == "btc"
    changed = line.json("row", "change", "ke-hoach/R1", "--through", "vptu", "--document", "6-CV/TU", "--dry-run")
    assert changed["activated"] == changed["moved"] == changed["closed"] == []
    line("row", "change", "ke-hoach/R1", "--through", "vptu", "--document", "6-CV/TU")
    assert line.json("explain", "ke-hoach/R1/ubkt")["through"] == "vptu"
    line("row", "change", "ke-hoach/R1", "--no-through", "--document", "7-CV/TU")
    assert line.json("explain", "ke-hoach/R1/ubkt")["through"] is None
    assert told(line.json("done", "ke-hoach/R1/ubkt")) == {}
    refused = line("row", "change", "ke-hoach/R1", "--through", "ubkt", "--document", "8-CV/TU", code=1).err
    assert "leads the task, and its reports cannot go through it" in " ".join(refused.split())
    assert line.json("verify")["holds"]


def test_the_follower_that_accepts_is_not_told_twice(line: CommandLine) -> None:
    """Where reports go through whoever accepts them, he is told that he is to accept."""
    rows = [{"lead": "ubkt", "due": "by 2025-09-01", "through": "vptu", "accept": "yes"}]
    text = plan_text(rows, {"congress": "12"}, policies="{follow: vptu}")
    (line.folder / "khac.yaml").write_text(text, encoding="utf-8")
    line("plan", "add", str(line.folder / "khac.yaml"))
    assert told(line.json("done", "ke-hoach/R1/ubkt")) == {"vptu": ["ke-hoach/R1/ubkt"]}
    shown = mails(line)["vptu@example.vn"]
    assert ("ACCEPT OR RETURN" in shown, "PASSED ON" in shown) == (True, False)


@pytest.mark.parametrize(
    ("through", "code"),
    [("nobody", "unknown-unit"), ("ubkt", "through-itself"), ("cac-ban", "through-group"), ("each", "through-each")],
)
def test_a_wrong_routing_is_a_problem_of_the_file(line: CommandLine, through: str, code: str) -> None:
    """An agency that is not there, the lead itself, a group, or `each`: each is an error at its place."""
    text = plan_text([{"lead": "ubkt", "due": "by 2025-09-01", "through": through}], {"congress": "12"})
    (line.folder / "sai.yaml").write_text(text, encoding="utf-8")
    found = line.json("check", str(line.folder / "sai.yaml"), code=3)
    problems = [one for one in found if one["severity"] == "error"]
    assert [(one["code"], text.splitlines()[one["line"] - 1].strip()) for one in problems] == [
        (code, f"through: {through}")
    ]


def test_the_heir_of_an_agency_passes_reports_on(line: CommandLine) -> None:
    """Where the agency has ended, its successor is named and told."""
    line("plan", "add", str(line.folder / "ke-hoach.yaml"))
    line("units", "merge", "btc", "--into", "vptu", "--on", "2025-07-21", "--document", "9-QĐ")
    shown = " ".join(line("tasks").out.split())
    assert shown.count("reports through Văn phòng Tỉnh ủy") == 1  # of R1: what it leads goes through nobody else
    assert "reports through Ban Tổ chức" not in shown
    assert "Its reports go through Văn phòng Tỉnh ủy." in line("explain", "ke-hoach/R1/ubkt").out
    assert "Its reports go through" not in line("explain", "ke-hoach/R3/vptu").out
    assert told(line.json("done", "ke-hoach/R1/ubkt")) == {"vptu": ["ke-hoach/R1/ubkt"]}
    assert told(line.json("progress", "ke-hoach/R3/vptu", "Đã báo cáo")) == {}
    assert line.json("verify")["holds"]

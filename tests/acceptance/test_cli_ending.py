"""A plan is closed or replaced on the command line: previewed, refused while rows are unsettled, and taken back."""

from pathlib import Path

import pytest

from tests.acceptance.test_cli_routing import mails
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,vn@example.vn
12,Tỉnh Lai Châu,province,vn,tinh@example.vn
btc,Ban Tổ chức,party-body,12,btc@example.vn
"""
ROWS = [
    {"title": "Báo cáo quý", "lead": "btc", "due": "every quarter before day 15 of its last month"},
    {"title": "Kiện toàn tổ chức", "lead": "btc", "due": "by 2025-12-01"},
    {"title": "Sau đại hội", "lead": "btc", "due": "7 days after congress"},
]
NEXT = [
    {"title": "Sau đại hội", "lead": "btc", "due": "9 days after congress"},
    {"title": "Kiện toàn", "due": "by 2025-12-31"},
]


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan with a report each quarter, a dated row and a row that waits; another plan that may take over."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, plan="cu", ends="2025-12-31"), "cu")
    made.adopts(plan_text(NEXT, plan="moi", number="2-KH/TU"), "moi")
    return made


def states(line: CommandLine) -> dict[str, str]:
    return {task["id"]: task["state"] for task in line.json("tasks", "--plan", "cu")}


def test_a_plan_is_closed_once_every_row_is_settled(line: CommandLine) -> None:
    """Previewed, refused with the list, closed; nothing comes after it, and withdrawing the closing opens it again."""
    line.on("2026-01-15")
    line("sweep", "--leap")
    assert states(line) == {"cu/R1/btc/2025-Q3": "active", "cu/R1/btc/2025-Q4": "active", "cu/R2/btc": "active"}
    refused = line("plan", "close", "cu", "--done", "R1", code=1)
    assert "Open rows of plan cu: 3." in refused.out
    assert "nobody says" in refused.out
    assert "of which nobody says what becomes: R2, R3." in refused.err
    settle = ("--done", "R1", "--rest", "not-required", "--document", "9-QĐ/TU")
    tried = line.json("plan", "close", "cu", *settle, "--dry-run")
    assert [(row["row"], row["open"], row["becomes"]) for row in tried["rows"]] == [
        ("R1", {"active": 2}, "done"),
        ("R2", {"active": 1}, "not-required"),
        ("R3", {"waiting": 1}, "not-required"),
    ]
    assert states(line)["cu/R2/btc"] == "active"
    closed = line("plan", "close", "cu", *settle)
    assert "the plan was closed on 15/01/2026, and this is no longer required" in closed.out
    assert "This is in the log already" in line("plan", "close", "cu", *settle).out
    assert states(line) == {"cu/R1/btc/2025-Q3": "done", "cu/R1/btc/2025-Q4": "done", "cu/R2/btc": "closed"}
    assert line.json("tasks", "--plan", "cu", "--state", "waiting") == []
    line.on("2026-07-01")
    line("sweep", "--leap")
    assert len(states(line)) == 3
    refused = line("done", "cu/R2/btc", code=1)
    assert "Plan “cu” is closed since 15/01/2026: 9-QĐ/TU" in refused.err
    ended = {plan["id"]: plan["ended"] for plan in line.json("plan", "list")}["cu"]
    line("withdraw", ended["event"])
    assert states(line)["cu/R2/btc"] == "active"
    assert states(line)["cu/R1/btc/2025-Q3"] == "active"
    assert line.json("verify")["holds"]


def test_rows_pass_to_the_plan_that_replaces_it(line: CommandLine) -> None:
    """A row passes to the one with its title, or to that which is named; the agencies read where it went."""
    line.on("2025-10-01")
    line("sweep", "--leap")
    replace = ("plan", "replace", "cu", "--by", "moi", "--pass", "R2=R2", "--rest", "passed", "--rest", "done")
    tried = line.json(*replace, "--dry-run")
    assert [(row["row"], row["becomes"], row["to"]) for row in tried["rows"]] == [
        ("R1", "done", None),
        ("R2", "passed", "R2"),
        ("R3", "passed", "R1"),
    ]
    assert "passed on 01/10/2025 to row R2 of plan moi" in line(*replace).out
    found = {plan["id"]: plan["ended"] for plan in line.json("plan", "list")}
    assert found["moi"] is None
    assert (found["cu"]["day"], found["cu"]["by"]) == ("2025-10-01", "moi")
    assert "replaced by moi on 01/10/2025" in line("plan", "list").out
    refused = line("log", "congress", "--plan", "cu", "--on", "2025-10-01", code=1)
    assert "Record it of “moi”, whose milestone “congress” that is." in refused.err
    assert line.json("verify")["holds"]


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (["R2=R9"], "Plan “moi” has no row “R9”."),
        (["R2=R1", "R2=R2"], "Row “R2” of plan “cu” is settled in two ways."),
    ],
)
def test_a_row_passes_to_one_that_is_there(line: CommandLine, to: list[str], told: str) -> None:
    """It is said which is not, or that two were named, and nothing is recorded."""
    line.on("2025-10-01")
    line("sweep", "--leap")
    named = [word for one in to for word in ("--pass", one)]
    for more in ([], ["--dry-run"], ["--json"]):
        assert told in line("plan", "replace", "cu", "--by", "moi", *named, "--rest", "not-required", *more, code=1).err
    assert {plan["id"]: plan["ended"] for plan in line.json("plan", "list")}["cu"] is None


def test_a_row_shows_what_it_took_over(line: CommandLine) -> None:
    """In lists, in the plan, and explained with what was said of the former's tasks; through two plans too."""
    line.on("2025-10-01")
    line("progress", "cu/R2/btc", "một nửa", "--difficulty", "thiếu người")
    line("plan", "replace", "cu", "--by", "moi", "--pass", "R2=R2", "--rest", "passed", "--rest", "done")
    (task,) = [one for one in line.json("tasks", "--plan", "moi") if one["rule"] == "R2"]
    assert task["took_over"] == [{"plan": "cu", "rule": "R2", "day": "2025-10-01"}]
    assert "(taken over from plan cu, row R2)" in line("tasks", "--plan", "moi").out
    assert "(taken over from plan cu, row R2)" in line("plan", "show", "moi").out
    (shown,) = [one for one in line.json("plan", "show", "moi")["rules"] if one["id"] == "R1"]
    assert shown["took_over"] == [{"plan": "cu", "rule": "R3", "day": "2025-10-01"}]
    told = line("explain", task["id"]).out
    assert "Taken over on 01/10/2025 from plan 1-KH/TU (cu), row R2: Kiện toàn tổ chức" in told
    assert "một nửa" in told.partition("Taken over")[2]
    (former,) = line.json("explain", task["id"])["took_over"]
    assert [(one["id"], one["state"]) for one in former["tasks"]] == [("cu/R2/btc", "closed")]
    again = Path(line.folder, "sau.yaml")
    again.write_text(plan_text(NEXT, plan="sau", number="3-KH/TU"), encoding="utf-8")
    line("plan", "add", str(again))
    line("plan", "replace", "moi", "--by", "sau", "--rest", "passed")
    (last,) = [one for one in line.json("tasks", "--plan", "sau") if one["rule"] == "R2"]
    assert [(one["plan"], one["rule"]) for one in last["took_over"]] == [("moi", "R2"), ("cu", "R2")]


@pytest.mark.parametrize(
    "typed",
    [
        ("done", "cu/R2/btc"),
        ("progress", "cu/R2/btc", "xong"),
        ("accept", "cu/R2/btc"),
        ("return", "cu/R2/btc", "--reason", "thiếu"),
    ],
)
def test_what_is_said_of_a_row_that_passed_is_answered_with_where_it_went(
    line: CommandLine, typed: tuple[str, ...]
) -> None:
    """Whoever reports it, accepts it or returns it reads the row of the plan that stands now."""
    line.on("2025-10-01")
    line("plan", "replace", "cu", "--by", "moi", "--pass", "R2=R2", "--rest", "passed", "--rest", "done")
    before, refused = line.json("events"), line(*typed, code=1).err
    assert "row R2 of plan “cu” passed on 01/10/2025 to row R2 of plan “moi”" in refused.replace("Row", "row")
    assert line.json("events") == before


def test_a_plan_past_its_last_day_asks(line: CommandLine) -> None:
    """It opens no more rounds, and is not closed by itself: `status` and `plan list` ask."""
    line.on("2025-12-31")
    line("sweep", "--leap")
    assert line.json("status")["past_its_end"] == []
    line.on("2026-04-01")
    line("sweep", "--leap")
    assert set(states(line)) == {"cu/R1/btc/2025-Q3", "cu/R1/btc/2025-Q4", "cu/R2/btc"}
    assert line.json("status")["past_its_end"] == [{"plan": "cu", "ends": "2025-12-31"}]
    assert "Plan cu ended by its own text on 31/12/2025, and is still open" in line("status").out
    assert "past its last day, 31/12/2025: close it?" in line("plan", "list").out
    line("plan", "close", "cu", "--rest", "not-required")
    assert line.json("status")["past_its_end"] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            ("plan", "close", "cu", "--rest", "passed"),
            "There is no “passed” for the rest. There are: done, not-required.",
        ),
        (("plan", "close", "cu", "--rest", "gone"), "There is no “gone” for the rest."),
        (("plan", "replace", "cu", "--by", "moi", "--pass", "R1"), "“R1” does not say to which row it passes"),
        (("plan", "replace", "cu", "--by", "cu", "--rest", "done"), "cannot replace itself"),
        (("plan", "close", "cu", "--done", "R3", "--rest", "not-required"), "Row “R3” of plan “cu” has not begun"),
        (("plan", "close", "cu", "--done", "X.1", "--rest", "not-required"), "Plan “cu” has no row “X.1”."),
    ],
)
def test_what_does_not_fit_changes_nothing(line: CommandLine, typed: tuple[str, ...], said: str) -> None:
    """It is said what is wrong, and the log is as it was."""
    before = line.json("status")
    assert said in line(*typed, code=1).err
    assert line.json("status") == before


def test_who_takes_over_is_told_and_that_it_is_taken_back(line: CommandLine) -> None:
    """The lead of the row that another passed to; not who led what passed, and who was not told yet hears nothing."""
    line("units", "add", line.writes("them.csv", "code,name,kind,parent,email\nubkt,UBKT,party-body,12,u@example.vn\n"))
    rows = [{"title": "Kiện toàn", "lead": "ubkt", "due": "by 2025-12-31"}, {"lead": "btc", "due": "by 2025-12-31"}]
    line.adopts(plan_text(rows, plan="ba", number="3-KH/TU"), "ba")
    line("sweep")

    def replace(*more: str) -> str:
        passed = ("--pass", "R2=R1", "--pass", "R1=R2", "--rest", "not-required")
        answer = line.json("plan", "replace", "cu", "--by", "ba", *passed, "--id", *more)
        return " ".join(one["recipient"] for one in answer["messages"] if one["tasks"] == ["ba/R1/ubkt"])

    def mail() -> str:
        return " ".join(mails(line)["u@example.vn"].split())

    assert replace("thay-1", "--dry-run") == "ubkt"
    assert replace("thay-1") == "ubkt"
    line("withdraw", "thay-1")
    assert "takes over" not in mail()
    assert replace("thay-2") == "ubkt"
    assert "takes over what was still open of row(s) R2 of 1-KH/TU, which has ended" in mail()
    line("withdraw", "thay-2")
    assert "takes over nothing of row(s) R2 of 1-KH/TU, which goes on" in mail()
    assert line.json("verify")["holds"]

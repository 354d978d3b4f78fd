"""Work is given to nobody who has ended: refused where an officer gives it, named where a plan or an end leaves it."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,members,tasks
vn,Trung ương,central,,,
12,Tỉnh Lai Châu,province,vn,,
btc,Ban Tổ chức,party-body,12,,
vptu,Văn phòng Tỉnh ủy,party-body,12,,
x1,Ban X Một,party-body,12,,
x2,Ban X Hai,party-body,12,,
h1,Huyện Một,district,12,,
g6,Nhóm sáu,group,12,x1,each
g8,Nhóm tám,group,12,x1; x2,shared
"""
PLAN = plan_text(
    [
        {"lead": "btc", "cooperate": "[x1, vptu]", "due": "by 2025-12-20"},
        {"lead": "g8", "due": "by 2025-12-20"},
        {"lead": "x1", "due": "by 2025-12-20"},
    ],
    policies="{accept: true}",
)
OLD = """plan: cu
title: Kế hoạch cũ
number: 15-KH/TU
issuer: Ban Thường vụ Tỉnh ủy
issued: 2025-08-01
unit: "12"
units:
  g7: {name: Nhóm bảy, kind: group, members: {kind: party-body, under: "12", but: [btc, vptu]}, tasks: each}
  gn: {name: Nhóm lạ, kind: group, members: {kind: nosuch, under: "12"}, tasks: shared}
rules:
  - {id: I.1, title: Một, lead: x1, due: by 2025-12-20, says: x, cite: y}
  - {id: I.2, title: Hai, lead: g6, due: by 2025-12-20, says: x, cite: y}
  - {id: I.3, title: Ba, lead: g7, due: by 2025-12-20, says: x, cite: y}
  - {id: I.4, title: Bốn, for each: district, lead: each, due: by 2025-12-20, says: x, cite: y}
  - {id: I.5, title: Năm, lead: g8, due: by 2025-12-20, says: x, cite: y}
  - {id: I.6, title: Sáu, lead: gn, due: by 2025-12-20, says: x, cite: y}
  - {id: I.7, title: Bảy, lead: btc, cooperate: [x1], through: x2, due: by 2025-12-20, says: x, cite: y}
"""
GIVEN = ("--due", "Trước 20/12/2025", "--document", "9-CV")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """An office with a plan; two agencies are all the members of two groups."""
    made = CommandLine(tmp_path, database_url)
    made.on("2025-09-01")
    for name, text in (("don-vi.csv", UNITS), ("ke-hoach.yaml", PLAN), ("cu.yaml", OLD)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    made("units", "add", str(tmp_path / "don-vi.csv"))
    made("plan", "add", str(tmp_path / "ke-hoach.yaml"))
    return made


def all_end(line: CommandLine) -> None:
    """Both members end, and the only district."""
    for code in ("x1", "x2", "h1"):
        line("units", "end", code, "--document", "2-QĐ")


def tasks(line: CommandLine) -> list[str]:
    return [task["id"] for task in line.json("tasks")]


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (("--lead", "x1"), "“x1” ended on 01/09/2025, and nobody takes its place: 2-QĐ ("),
        (("--for-each", "x1", "--for-each", "btc"), "“x1” ended on 01/09/2025, and nobody takes its place"),
        (("--for-each", "g6"), "Of the members of the group “g6” nobody is there: x1 ended."),
        (("--lead", "g8"), "Of the members of the group “g8” nobody is there: x1, x2 ended."),
        (("--lead", "btc", "--cooperate", "x1"), "“x1” ended on 01/09/2025"),
        (("--lead", "btc", "--through", "x2"), "“x2” ended on 01/09/2025"),
        (("--lead", "btc", "--follow", "x2"), "“x2” ended on 01/09/2025"),
        (("--for-each", "district", "--under", "12"), "Of the kind district no unit under “12” is there."),
    ],
)
def test_nothing_is_given_to_who_has_ended(line: CommandLine, to: tuple[str, ...], said: str) -> None:
    """By a letter of its own, and by one that is known: with who ended, when and by what; nothing is changed."""
    all_end(line)
    before = tasks(line)
    assert said in line("assign", "Một việc", *to, *GIVEN, code=1).err
    line("assign", "Việc khác", "--lead", "btc", *GIVEN)
    if "--follow" not in to:  # a letter that is known has one already
        assert said in line("assign", "Một việc", *to, *GIVEN, code=1).err
    assert tasks(line) == sorted([*before, "9-cv-2025/1/btc"])


def test_a_kind_of_which_all_have_ended_is_no_unknown_one(line: CommandLine) -> None:
    """It is said that they have ended, and of a kind that is not there at all that none is registered."""
    given = ("assign", "Một việc", "--for-each")
    assert "No agency of the kind commune is registered" in line(*given, "mọi xã, phường", *GIVEN, code=1).err
    all_end(line)
    assert "All agencies of the kind district have ended." in line(*given, "district", *GIVEN, code=1).err
    assert "No agency of the kind commune is registered" in line(*given, "mọi xã, phường", *GIVEN, code=1).err


def test_what_nobody_is_left_to_do_is_named_when_it_is_given_another_date(line: CommandLine) -> None:
    """Its row, retitled or with another deadline, and the task; it is not refused, and who is given it has it."""
    changed = ("row", "change", "ke-hoach/R2", "--document", "50-CV")
    assert line.json(*changed, "--due", "by 2025-12-22")["left_to_nobody"] == []
    all_end(line)
    left = "Nobody is there any more for 1 open task(s) of the group “g8”: ke-hoach/R2/g8."
    again: list[tuple[str, ...]] = [(*changed, "--due", "by 2025-12-23"), (*changed, "--title", "Việc khác")]
    for typed in (*again, ("set-date", "ke-hoach/R2/g8", "2025-12-24")):
        assert left in line(*typed, "--dry-run").out
        assert line.json(*typed)["left_to_nobody"] == ["ke-hoach/R2/g8"]
    assert line.json(*changed, "--lead", "vptu", "--dry-run")["left_to_nobody"] == []
    assert line.json("set-date", "ke-hoach/R1/btc", "2025-12-24")["left_to_nobody"] == []
    assert line.json("verify")["holds"]


def test_a_letter_that_was_recorded_is_known_also_when_its_lead_has_ended(line: CommandLine) -> None:
    """The same command again says that it is in the log; it gives nothing to anybody."""
    line("assign", "Một việc", "--lead", "x1", *GIVEN)
    all_end(line)
    assert line.json("assign", "Một việc", "--lead", "x1", *GIVEN)["known"]


def test_who_takes_its_place_leads(line: CommandLine) -> None:
    """What is given to an agency that has become part of another is led by that one."""
    line("units", "merge", "x1", "--into", "btc", "--document", "2-QĐ")
    given = line.json("assign", "Một việc", "--lead", "x1", *GIVEN)
    assert [(one["id"], one["lead"]) for one in given["activated"]] == [("9-cv-2025/1/x1", "btc")]
    assert not [one for one in line.json("check", str(line.folder / "ke-hoach.yaml")) if "unheard" in one["code"]]


def test_a_row_is_not_changed_to_who_has_ended(line: CommandLine) -> None:
    """The running task of its lead is not closed for it."""
    all_end(line)
    before = tasks(line)
    for to in (("--lead", "x1"), ("--for-each", "g6"), ("--cooperate", "x1"), ("--through", "x1")):
        refused = line("row", "change", "ke-hoach/R1", *to, "--document", "50-CV", code=1).err
        assert "Nothing was recorded" in refused
    assert tasks(line) == before
    line("row", "change", "ke-hoach/R2", "--lead", "vptu", "--document", "50-CV")
    assert line.json("verify")["holds"]


def test_a_plan_names_the_rows_that_nobody_would_hear_of(line: CommandLine) -> None:
    """An old plan may be adopted all the same: what is warned of by `check` is named before and after it is."""
    plan = str(line.folder / "cu.yaml")
    assert [one["code"] for one in line.json("check", plan)] == ["unknown-kind", "unheard"]
    all_end(line)
    codes = [one["code"] for one in line.json("check", plan) if one["code"] != "unknown-kind"]
    assert codes == [*["unheard"] * 6, "unheard-cooperating", "unheard-between"]
    rows = [("I.1", "x1"), ("I.2", "g6"), ("I.3", "g7"), ("I.4", "district"), ("I.5", "g8"), ("I.6", "gn")]
    shown = line("plan", "add", plan, "--dry-run").out
    assert all(f"Nobody would hear of task {row}: " in shown for row, _ in rows)
    assert "task I.7" not in shown
    adopted = line.json("plan", "add", plan)
    assert [(one["row"], one["unit"]) for one in adopted["unheard"]] == rows
    (line.folder / "moi.yaml").write_text(
        OLD.replace("title: Bốn, for each: district, lead: each", "title: Bốn, lead: btc"), encoding="utf-8"
    )
    amended = line.json("plan", "amend", str(line.folder / "moi.yaml"), "--document", "3-QĐ")
    assert [one["row"] for one in amended["unheard"]] == ["I.1", "I.2", "I.3", "I.5", "I.6"]


def test_the_end_of_the_last_member_names_what_nobody_has(line: CommandLine) -> None:
    """In the preview and the result; the end of one of two leaves the task with the other."""
    assert line.json("units", "end", "x2", "--document", "1-QĐ")["left_to_nobody"] == []
    assert line.json("units", "merge", "x1", "--into", "btc", "--dry-run")["left_to_nobody"] == []
    left = "Nobody is there any more for 1 open task(s) of the group “g8”: ke-hoach/R2/g8."
    assert left in line("units", "end", "x1", "--document", "2-QĐ", "--dry-run").out
    ended = line.json("units", "end", "x1", "--document", "2-QĐ")
    assert ended["left_to_nobody"] == ["ke-hoach/R2/g8"]
    assert [one["id"] for one in ended["closed"]] == ["ke-hoach/R3/x1"]


def test_the_row_of_a_group_is_given_to_one_as_is_advised(line: CommandLine) -> None:
    """Whose the tasks of its members are (`tasks`) is not said of an agency; a group that leads keeps what is said."""
    rows = [{"lead": "g6", "tasks": tasks, "due": "by 2025-12-20"} for tasks in ("each", "shared")]
    line.adopts(plan_text(rows, plan="nhom"))
    assert [one["lead"] for one in line.json("tasks", "--plan", "nhom")] == ["x1", "g6"]
    line("row", "change", "nhom/R2", "--lead", "g8", "--document", "49-CV")
    assert [one["id"] for one in line.json("tasks", "--plan", "nhom") if one["lead"] == "g8"] == ["nhom/R2/g8"]
    all_end(line)
    for row, to in (("R1", ("--lead", "vptu")), ("R2", ("--for-each", "vptu"))):
        line("row", "change", f"nhom/{row}", *to, "--document", "50-CV")
    shown = [(one["id"], one["lead"]) for one in line.json("tasks", "--plan", "nhom") if one["state"] != "closed"]
    assert shown == [("nhom/R1/vptu", "vptu"), ("nhom/R2/vptu", "vptu")]


def test_no_part_is_asked_of_who_has_ended_and_no_report_returned(line: CommandLine) -> None:
    """What was done stays as it is: nobody is there to do it again."""
    line("done", "ke-hoach/R3/x1", "--on", "2025-09-01")
    line("done", "ke-hoach/R2/g8", "--on", "2025-09-01")
    all_end(line)
    asked = line("part", "ask", "ke-hoach/R1/btc", "x1", "Góp ý", code=1).err
    assert "Unit “x1” ended on 01/09/2025, and nobody takes its place" in asked
    line("part", "ask", "ke-hoach/R1/btc", "vptu", "Góp ý")
    for task, said in (("R3/x1", "Unit “x1” ended on 01/09/2025"), ("R2/g8", "the group “g8” nobody is there")):
        returned = line("return", f"ke-hoach/{task}", "--reason", "Thiếu", "--by", "12", code=1).err
        assert said in returned
        line("accept", f"ke-hoach/{task}", "--by", "12")


NEW = """plan: moi
title: Kế hoạch mới
number: 16-KH/TU
issuer: Ban Thường vụ Tỉnh ủy
issued: 2025-08-02
unit: "12"
rules:
  - {id: I.1, title: Một, lead: x1, due: by 2025-12-20, says: x, cite: y}
  - {id: I.2, title: Hai, lead: g6, due: by 2025-12-20, says: x, cite: y}
  - {id: I.3, title: Ba, lead: g8, due: by 2025-12-20, says: x, cite: y}
  - {id: I.4, title: Bốn, for each: district, lead: each, due: by 2025-12-20, says: x, cite: y}
  - {id: I.5, title: Năm, for each: [x1, x2], lead: each, due: by 2025-12-20, says: x, cite: y}
  - {id: I.6, title: Sáu, for each: [btc, vptu], lead: x1, due: by 2025-12-20, says: x, cite: y}
  - {id: I.7, title: Bảy, for each: [x1, btc], lead: each, due: by 2025-12-20, says: x, cite: y}
  - {id: I.8, title: Tám, lead: g9, due: by 2025-12-20, says: x, cite: y}
  - {id: I.9, title: Chín, for each: commune, lead: each, due: by 2025-12-20, says: x, cite: y}
units:
  g9: {name: Nhóm chín, kind: group, tasks: shared}
"""


@pytest.fixture
def replaced(line: CommandLine) -> CommandLine:
    """The same, with a plan that is to replace the first."""
    (line.folder / "moi.yaml").write_text(NEW, encoding="utf-8")
    line("plan", "add", str(line.folder / "moi.yaml"))
    return line


@pytest.mark.parametrize(
    ("row", "whom"),
    [("I.1", "x1"), ("I.2", "g6"), ("I.3", "g8"), ("I.4", "district"), ("I.5", "x1, x2"), ("I.6", "x1")],
)
def test_no_row_passes_to_one_that_nobody_is_left_to_do(replaced: CommandLine, row: str, whom: str) -> None:
    """Said with the rows, previewed or not; once somebody has the other row it passes."""
    all_end(replaced)
    before = tasks(replaced)
    typed = ("plan", "replace", "ke-hoach", "--by", "moi", "--pass", f"R1={row}", "--rest", "not-required")
    for more in ((), ("--dry-run",), ("--dry-run", "--json")):
        refused = replaced(*typed, *more, code=1).err
        assert f"that nobody is there to do: R1 → {row} ({whom})." in refused
        assert "`thoihan row change moi/ROW --lead UNIT --document …`" in refused
    assert tasks(replaced) == before


def test_the_row_is_given_to_somebody_and_then_passes(replaced: CommandLine) -> None:
    """As the refusal says."""
    all_end(replaced)
    replaced("row", "change", "moi/I.3", "--lead", "vptu", "--document", "50-CV")
    replaced("plan", "replace", "ke-hoach", "--by", "moi", "--pass", "R1=I.3", "--rest", "not-required")
    assert replaced.json("verify")["holds"]


@pytest.mark.parametrize("row", ["I.7", "I.8", "I.9"])
def test_a_row_passes_where_one_is_left_or_still_to_be_registered(replaced: CommandLine, row: str) -> None:
    """One of several is there; members and units of a kind are awaited."""
    all_end(replaced)
    replaced("plan", "replace", "ke-hoach", "--by", "moi", "--pass", f"R1={row}", "--rest", "not-required")


def test_a_row_passes_to_who_took_the_place(replaced: CommandLine) -> None:
    """Of a lead that merged, and of a kind whose open tasks were all passed on."""
    replaced("units", "merge", "x1", "--into", "btc", "--document", "2-QĐ")
    replaced("units", "merge", "h1", "--into", "12", "--document", "2-QĐ")
    passed = ("--pass", "R1=I.1", "--pass", "R3=I.4", "--rest", "not-required")
    replaced("plan", "replace", "ke-hoach", "--by", "moi", *passed)
    leads = {task["id"]: task["lead"] for task in replaced.json("tasks", "--plan", "moi")}
    assert leads["moi/I.1/x1"] == "btc"
    assert leads["moi/I.4/h1"] == "12"


def test_the_rest_passes_to_nobody_neither(replaced: CommandLine) -> None:
    """Rows are found by their titles: all of them that nobody is left to do are named at once."""
    replaced("plan", "add", str(replaced.folder / "cu.yaml"))
    all_end(replaced)
    refused = replaced("plan", "replace", "cu", "--by", "moi", "--rest", "passed", "--rest", "not-required", code=1)
    assert "that nobody is there to do: I.5 → I.5 (x1, x2), I.6 → I.6 (x1)." in refused.err

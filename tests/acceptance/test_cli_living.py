"""Deadlines that live, at the command line: what would be, what will be, what is asked, and who may answer."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from adapters.bootstrap import opened
from events.errors import EventError
from events.making import Envelope, unit_renamed
from tests.command_line import TOOLS, CommandLine
from tests.prepared import prepared

SOURCE = """\
plan: thu
title: Kế hoạch thử
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-01
unit: p
policies:
  extension: {times: 1, by: [b]}
units:
  vn: {name: Trung ương, kind: central}
  p: {name: Tỉnh P, kind: province, parent: vn}
  x1: {name: Xã Một, kind: commune, parent: p}
  x2: {name: Xã Hai, kind: commune, parent: p}
  a: {name: Ban A, kind: party-body, parent: p}
  b: {name: Văn phòng B, kind: party-body, parent: p}
milestones:
  commune_congress: {title: Đại hội xã, of each: commune}
  congress: {title: Đại hội tỉnh, at: p}
rules:
  - {id: "1", title: Báo cáo, for each: commune, lead: each, due: 7 days after commune_congress, says: 7 ngày, cite: d1}
  - {id: "2", title: Trình, lead: a, due: 30 working days before congress, when: congress planned,
     says: trước, cite: d2}
  - {id: "3", title: Việc tiếp, lead: a, due: 3 working days after task 2, says: sau việc 2, cite: d3}
"""
AMENDED = (
    SOURCE.replace("30 working days before", "20 working days before")
    .replace("7 days after", "10 days after")
    .replace("rules:\n", 'rules:\n  - {id: "4", title: Mới, lead: b, due: by 2025-09-30, says: đến 30/9, cite: d4}\n')
)


@pytest.fixture
@prepared
def thoihan(tmp_path: Path, database_url: str) -> CommandLine:
    """A province on 22 July 2025: its congress is planned for 30 September, that of a commune was held today."""
    (tmp_path / "ke-hoach.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "moi.yaml").write_text(AMENDED, encoding="utf-8")
    line = CommandLine(tmp_path, database_url)
    line("plan", "add", str(tmp_path / "ke-hoach.yaml"))
    line.on("2025-07-22")
    line("log", "congress", "--on", "2025-09-30", "--planned")
    line("log", "commune_congress", "--on", "2025-07-22", "--unit", "x1")
    return line


def kept(line: CommandLine) -> object:
    """The log and all that is concluded from it; of a database file its very bytes."""
    if line.url.startswith("sqlite"):
        return Path(line.url.removeprefix("sqlite:///")).read_bytes()
    return (
        line.json("events"),
        line.json("tasks"),
        line.json("outbox"),
        line.json("units", "list"),
        line.json("plan", "list"),
    )


def supposed(line: CommandLine, *argv: str) -> dict[str, list[Any]]:
    """For each task its due date, or its state where it has none: now, then under each hypothesis."""
    found = line.json("what-if", *argv)
    return {
        one["task"]: [view and (view["due"] or view["state"]) for view in (one["now"], *one["if"].values())]
        for one in found
    }


def test_anything_that_can_be_typed_can_be_supposed_and_nothing_is_written(thoihan: CommandLine) -> None:
    """Several milestones together, a calendar day, a suspension, a merged agency, a new version: side by side."""
    before = kept(thoihan)
    assert supposed(
        thoihan, "--if", "log congress --on 2025-09-25; log commune_congress --on 2025-08-01 --unit x2"
    ) == {
        "thu/1/x2": [None, "2025-08-08"],  # 7 days after Friday 1 August: Friday 8 August
        "thu/2/a": ["2025-08-15", "2025-08-12"],
    }
    assert supposed(
        thoihan,
        *("--if", "calendar amend --off 2025-09-15 --reason 'nghỉ bù'"),
        *("--if", "suspend --rule 2 --document 'CV 1'"),
        *("--if", f"thoihan plan amend {thoihan.folder / 'moi.yaml'} --document 2-KH --keep 1"),
        *("--task", "thu/2/a"),
    ) == {"thu/2/a": ["2025-08-15", "2025-08-14", "suspended", "2025-08-29"]}
    (merged,) = thoihan.json("what-if", "--if", "units merge a --into b", "--of", "a")
    assert (merged["now"]["lead"], merged["if"]["units merge a --into b"]["lead"]) == ("a", "b")
    assert "15/08/2025, led by Văn phòng B" in thoihan("what-if", "--if", "units merge a --into b").out
    held = supposed(thoihan, "commune_congress", "--unit", "x2", "--on", "2025-08-05", "--on", "2025-08-12")
    assert held == {"thu/1/x2": [None, "2025-08-12", "2025-08-19"]}
    assert supposed(thoihan, "--if", "done thu/2/a; extend ask thu/3/a 2025-08-29 --reason 'chờ'", "--of", "a") == {
        "thu/2/a": ["2025-08-15", "2025-08-15"],
        "thu/3/a": [None, "2025-07-25"],  # 3 working days after Tuesday 22 July
    }
    assert supposed(
        thoihan,
        *("--if", "row change thu/2 --due 'Trước 30/8/2025' --document 2-CV"),
        *("--if", "row drop thu/3 --document 2-CV; row drop thu/2 --document 2-CV"),
        *("--if", "plan close thu --rest not-required --document 2-TB"),
        *("--if", "done thu/2/a; return thu/2/a --reason 'thiếu' --due 2025-10-01"),
        *("--if", "assign 'Viết báo cáo' --due 'Trước 30/8/2025' --document 70-CV/TU --lead a --plan thu"),
        *("--of", "a"),
    ) == {
        "thu/2/a": ["2025-08-15", "2025-08-29", "2025-08-15", "2025-08-15", "2025-10-01", "2025-08-15"],
        "thu/4/a": [None, None, None, None, None, "2025-08-29"],
    }
    assert thoihan("what-if", "--if", "log congress --on 2025-09-30 --planned").out == "No task would change.\n"
    assert kept(thoihan) == before


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (
            ["nope", "--on", "2025-09-25"],
            1,
            "No adopted plan has a milestone “nope”. Perhaps: Đại hội tỉnh (congress), Đại hội xã (commune_congress).",
        ),
        (
            ["--if", "log nope --on 2025-09-25"],
            1,
            "No adopted plan has a milestone “nope”. Perhaps: Đại hội tỉnh (congress), Đại hội xã (commune_congress).",
        ),
        (["congress", "--on", "2025-09-25", "--task", "thu/9/a"], 1, "There is no task “thu/9/a”, neither now nor"),
        (["congress", "--on", "2025-09-25", "--of", "zz"], 1, "There is no unit “zz”."),
        (["--if", "done thu/2/a", "--plan", "zz"], 1, "There is no plan “zz” here. Adopted are: thu."),
        (["--if", "sweep"], 2, "“sweep” cannot be supposed. These can: log, correct,"),
        (["--if", "progress thu/2/a 'một nửa'"], 2, "changes neither its state nor its date. These can: log, correct,"),
        (["--if", "log congress"], 2, "--on is missing. See `thoihan log --help`."),
        (["--if", "log 'congress"], 2, "“log 'congress” is no command line: a quotation mark is missing."),
        (["congress"], 2, "Say what is to be supposed: a milestone and --on DATE, or commands as they are typed"),
        ([], 2, "Say what is to be supposed"),
    ],
)
def test_what_cannot_be_supposed_is_refused(thoihan: CommandLine, argv: list[str], code: int, words: str) -> None:
    """An unknown milestone, task, unit or plan, or a command that changes nothing by an event."""
    before = kept(thoihan)
    assert words in thoihan("what-if", *argv, code=code).err
    assert kept(thoihan) == before


def test_every_command_that_changes_something_can_be_tried_first(thoihan: CommandLine) -> None:
    """With --dry-run it answers the whole decision, in the same form, and leaves the store as it is."""
    thoihan("suspend", "--rule", "3", "--on", "2025-07-22", "--id", "tam-dung")
    thoihan("extend", "ask", "thu/2/a", "2025-08-29", "--reason", "chờ số liệu")
    thoihan.on("2025-07-23")
    (thoihan.folder / "more.csv").write_text("code;name;kind;parent\nx3;Xã Ba;commune;p\n", encoding="utf-8")
    held = next(one["id"] for one in thoihan.json("events") if one["type"] == "milestone.held")
    before = kept(thoihan)
    for argv in (
        ("plan", "add", "4029-cv-tu"),
        ("plan", "amend", str(thoihan.folder / "moi.yaml"), "--document", "2-KH"),
        ("units", "add", str(thoihan.folder / "more.csv")),
        ("units", "merge", "a", "--into", "b"),
        ("units", "split", "a", "--into", "b", "--into", "p"),
        ("units", "end", "x2"),
        ("units", "rename", "a", "Ban A mới"),
        ("calendar", "amend", "--off", "2025-09-15", "--reason", "nghỉ bù"),
        ("suspend", "--rule", "2"),
        ("resume", "tam-dung"),
        ("extend", "ask", "thu/1/x1", "2025-08-29", "--reason", "chờ"),
        ("extend", "grant", "thu/2/a", "2025-08-29", "--by", "b", "--document", "CV 1"),
        ("extend", "refuse", "thu/2/a", "--by", "b", "--reason", "đủ thời gian"),
        ("log", "congress", "--on", "2025-07-23"),
        ("correct", held, "--on", "2025-07-21"),
        ("withdraw", held),
        ("done", "thu/2/a"),
        ("set-date", "thu/2/a", "2025-08-20"),
    ):
        answer = thoihan.json(*argv, "--dry-run")
        assert answer["dry_run"], argv
        assert {"activated", "moved", "other", "messages", "foreseen", "lapsed", "units", "plans", "days"} <= set(
            answer
        )
    swept = thoihan.json("sweep", "--dry-run")
    assert (swept["dry_run"], swept["sent"], swept["decision"]["event"]) == (True, 0, "day.began/2025-07-23")
    assert "A dry run: this would follow, and nothing was recorded." in thoihan("sweep", "--dry-run").out
    assert kept(thoihan) == before


def test_a_version_that_waits_for_its_day_shows_what_it_will_do(thoihan: CommandLine) -> None:
    """Each difference with what was decided on it, and each task that will change: on that day, and not before."""
    amend = (
        "plan",
        "amend",
        str(thoihan.folder / "moi.yaml"),
        "--document",
        "2-KH",
        "--keep",
        "1",
        "--on",
        "2025-08-01",
    )
    words = thoihan(*amend, "--dry-run").out
    for said in (
        "Row 4 is new. Taken.",
        "Row 1, due: 7 days after commune_congress → 10 days after commune_congress. Not taken.",
        "Row 2, due: 30 working days before congress → 20 working days before congress. Taken.",
        "It takes effect on 01/08/2025. As things stand, this follows then, and not before:",
        "29/08/2025 (provisional) (was 15/08/2025)",
    ):
        assert said in words, said
    answer = thoihan.json(*amend)
    assert [(one["id"], one["change"], one["due"]) for one in answer["foreseen"]] == [
        ("thu/4/b", "activated", "2025-09-30"),
        ("thu/2/a", "moved", "2025-08-29"),
    ]
    decided = {one["rule"]: one["decision"] for one in answer["comparison"]["changed"]}
    assert decided == {"1": "keep", "2": "take"}
    assert answer["activated"] == answer["moved"] == answer["messages"] == []
    due = {task["id"]: task["due"] for task in thoihan.json("tasks")}
    assert (due["thu/2/a"], "thu/4/b" in due) == ("2025-08-15", False)
    thoihan.on("2025-08-01")
    thoihan("sweep", code=4)
    due = {task["id"]: task["due"] for task in thoihan.json("tasks")}
    assert (due["thu/1/x1"], due["thu/2/a"], due["thu/4/b"]) == ("2025-07-29", "2025-08-29", "2025-09-30")
    thoihan("verify")


def test_a_version_that_moves_what_had_passed_says_so(thoihan: CommandLine) -> None:
    """Nothing is retroactive in silence: how many of the moved dates were missed already is counted out."""
    thoihan.on("2025-07-31")
    thoihan("sweep", code=4)
    words = thoihan("plan", "amend", str(thoihan.folder / "moi.yaml"), "--document", "2-KH", "--on", "2025-07-01").out
    assert "Of the due dates that move, 1 had passed already: from now on the new ones say what was missed." in words
    assert "01/08/2025 (was 29/07/2025)" in words


def test_an_extension_is_decided_by_who_may(thoihan: CommandLine) -> None:
    """Whom the plan names is told of the request; another's grant is refused, and so is the one of the unit itself."""
    asked = thoihan.json("extend", "ask", "thu/2/a", "2025-08-29", "--reason", "chờ số liệu")
    assert [message["recipient"] for message in asked["messages"]] == ["b"]
    grant = ("extend", "grant", "thu/2/a", "2025-08-29", "--document", "CV 1")
    for by in ([], ["--by", "a"], ["--by", "x1", "--override"]):
        assert "Plan “thu” lets these decide on extensions: b." in thoihan(*grant, *by, code=1).err
    assert "Không có đơn vị “zz”." in thoihan(*grant, "--by", "zz", code=1, THOIHAN_LANG="vi").err
    refused = thoihan("extend", "refuse", "thu/2/a", "--by", "b", "--reason", "đủ thời gian", "--dry-run").out
    assert "Not put off: 1" in refused
    (put_off,) = thoihan.json(*grant, "--by", "b")["other"]
    assert (put_off["change"], put_off["due"]) == ("extended", "2025-08-29")
    thoihan("verify")


def test_reports_read_by_the_units_of_then_or_of_now(thoihan: CommandLine) -> None:
    """A task stands at the unit it was made for, under its name of then; or, done ones too, at the one of now."""
    thoihan("done", "thu/1/x1", "--on", "2025-07-22")
    thoihan("log", "commune_congress", "--on", "2025-07-22", "--unit", "x2")
    thoihan.on("2025-08-16")
    thoihan("sweep", code=4)
    thoihan("extend", "grant", "thu/2/a", "2025-08-29", "--by", "b", "--override", "--document", "CV 1")
    thoihan("units", "rename", "a", "Ban A mới")
    thoihan("units", "rename", "x1", "Phường Một")
    assert "Ban A → Ban A mới" in thoihan("tasks", "--unit", "a").out
    thoihan("units", "merge", "a", "--into", "b")
    thoihan("units", "merge", "x1", "--into", "x2")
    then, now = thoihan("tasks", "--unit", "a").out, thoihan("tasks", "--unit", "b", "--agencies", "now").out
    assert "Ban A mới → Văn phòng B" in then
    assert "29/08/2025 (provisional)" in then
    assert "missed 15/08/2025" in then  # granted after it had passed: that stays
    assert "thu/2/a" in now
    assert "(task of the former Ban A mới)   Văn phòng B" in now

    (task,) = thoihan.json("tasks", "--unit", "a")
    assert (task["unit_name"], task["now"]) == ("Ban A mới", {"unit": "b", "name": "Văn phòng B"})
    assert (task["lead"], task["missed_on"]) == ("b", "2025-08-15")

    def listed(*argv: str) -> list[str]:
        return sorted(one["id"] for one in thoihan.json("tasks", *argv))

    (done,) = thoihan.json("tasks", "--unit", "x1")  # nothing touched it since
    assert (done["id"], done["unit_name"], done["now"]["name"]) == ("thu/1/x1", "Xã Một", "Xã Hai")
    assert listed("--unit", "x2") == ["thu/1/x2"]  # what was done before is not passed on
    assert listed("--unit", "x2", "--agencies", "now") == ["thu/1/x1", "thu/1/x2"]
    assert "“when” is neither then nor now" in thoihan("tasks", "--agencies", "when", code=1).err
    assert "Ban A mới (ended 16/08/2025; in its place: b)" in thoihan("units", "list").out

    leads = {}
    for which in ("then", "now"):
        thoihan(
            "plan", "export", "thu", "--to", "xlsx", "--agencies", which, "-o", str(thoihan.folder / f"{which}.xlsx")
        )
        sheet = openpyxl.load_workbook(thoihan.folder / f"{which}.xlsx").active
        leads[which] = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "Ban A mới" in leads["then"]
    assert "Ban A mới" not in leads["now"]
    assert "Văn phòng B (task of the former Ban A mới)" in leads["now"]
    thoihan("verify")


def test_a_name_that_somebody_changed_meanwhile_is_not_overwritten(thoihan: CommandLine) -> None:
    """A unit is renamed from the name that the officer saw."""
    envelope = Envelope(
        id="ten-moi", occurred_on=date(2025, 7, 22), recorded_at=datetime(2025, 7, 22, 3, tzinfo=UTC), actor="officer"
    )
    with (
        opened({"THOIHAN_DATABASE_URL": thoihan.url}, wired=TOOLS) as office,
        pytest.raises(
            EventError, match=r"is called “Ban A”, and not “Ban cũ” any more: somebody renamed it meanwhile\."
        ),
    ):
        office.service.record(unit_renamed("a", name="Ban mới", was="Ban cũ", **envelope))

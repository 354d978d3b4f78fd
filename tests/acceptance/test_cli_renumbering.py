"""A plan amended with a row on top and the others moved down one, at the command line: each row keeps what it has."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared

HEAD = """\
plan: thu
title: Kế hoạch thử
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-01
unit: p
units:
  vn: {name: Trung ương, kind: central}
  p: {name: Tỉnh P, kind: province, parent: vn}
  btc: {name: Ban Tổ chức, kind: party-body, parent: p}
rules:
"""
REVIEW = "title: Rà soát đội ngũ cán bộ, lead: btc, due: by 2025-08-29, says: trước 30/8, cite: Phụ lục}"
GUIDE = "title: Hướng dẫn quy trình, lead: btc, due: 5 working days after task I.1, says: sau 5 ngày, cite: Phụ lục}"
REPORT = "title: Báo cáo kết quả, lead: btc, due: by 2025-09-30, says: đến 30/9, cite: Phụ lục}"
FOUND = "title: Thành lập ban chỉ đạo, lead: btc, due: by 2025-08-15, says: đến 15/8, cite: Phụ lục}"


def plan(*rows: str) -> str:
    return HEAD + "".join(f"  - {{id: I.{number}, {row}\n" for number, row in enumerate(rows, 1))


FIRST = plan(REVIEW, GUIDE, REPORT)
SECOND = plan(FOUND, REVIEW, GUIDE.replace("task I.1", "task I.2"), REPORT)


@pytest.fixture
@prepared
def thoihan(tmp_path: Path, database_url: str) -> CommandLine:
    """On 4 August 2025 the first row, the review of staff, is done."""
    (tmp_path / "cu.yaml").write_text(FIRST, encoding="utf-8")
    (tmp_path / "moi.yaml").write_text(SECOND, encoding="utf-8")
    line = CommandLine(tmp_path, database_url)
    line("plan", "add", str(tmp_path / "cu.yaml"))
    line.on("2025-08-04")
    line("done", "thu/I.1/btc")
    return line


def amend(line: CommandLine, text: str, *argv: str, code: int = 0) -> str:
    path = line.folder / "moi.yaml"
    path.write_text(text, encoding="utf-8")
    ended = line("plan", "amend", str(path), "--document", "2-KH/TU", *argv, code=code)
    return ended.out + ended.err


def states(line: CommandLine) -> dict[str, tuple[str, str, str | None]]:
    """By the task as it is shown: what is to be done, its state, its date."""
    return {one["id"]: (one["title"], one["state"], one["due"]) for one in line.json("tasks")}


def test_rows_that_move_down_keep_their_tasks_and_reports(thoihan: CommandLine) -> None:
    """The review stays done under its new number, the new row is open, and it is said which row is which now."""
    before = states(thoihan)
    said = amend(thoihan, SECOND)
    for number in (1, 2, 3):
        assert f"Row I.{number} is row I.{number + 1} now, and stays the same row." in said
    assert "Row I.1 is new. Taken." in said
    assert states(thoihan) == {
        "thu/I.1/btc": ("Thành lập ban chỉ đạo", "active", "2025-08-15"),
        "thu/I.2/btc": before["thu/I.1/btc"],
        "thu/I.3/btc": before["thu/I.2/btc"],
        "thu/I.4/btc": before["thu/I.3/btc"],
    }
    assert before["thu/I.1/btc"][1] == "done"
    thoihan("verify")


def test_what_is_typed_is_the_number_and_what_is_stored_is_the_key(thoihan: CommandLine) -> None:
    """A report, a date put off and a suspension reach the row that bears the number now."""
    amend(thoihan, SECOND)
    thoihan("done", "thu/I.1/btc")
    thoihan("extend", "grant", "thu/I.4/btc", "2025-10-07", "--override", "--by", "p", "--document", "3-CV/TU")
    assert "“thu/I.4/btc”" in thoihan("extend", "refuse", "thu/I.4/btc", "--reason", "đủ thời gian", code=1).err
    thoihan("suspend", "--plan", "thu", "--rule", "I.3")
    found = states(thoihan)
    assert found["thu/I.1/btc"][:2] == ("Thành lập ban chỉ đạo", "done")
    assert found["thu/I.4/btc"] == ("Báo cáo kết quả", "active", "2025-10-07")
    assert found["thu/I.3/btc"][1] == "suspended"
    subjects = {one["type"]: one for one in thoihan.json("events") if one["type"] != "event.corrected"}
    assert subjects["extension.granted"]["subject"] == "thu/I.3/btc"
    assert subjects["suspension.began"]["data"]["rules"] == ["I.2"]
    assert "more time given   Báo cáo kết quả" in thoihan("events").out
    thoihan("verify")


def test_what_is_shown_is_the_number(thoihan: CommandLine) -> None:
    """Lists, explanations, the plan and messages speak of the row's number; programs have its key beside it."""
    amend(thoihan, SECOND)
    explained = thoihan.json("explain", "thu/I.3/btc")
    assert (explained["id"], explained["rule"], explained["key"]) == ("thu/I.3/btc", "I.3", "thu/I.2/btc")
    assert explained["when_due"] == "5 working days after task I.2"
    said = "5 working day(s) after the task “Rà soát đội ngũ cán bộ” is done"
    assert said in thoihan("explain", "thu/I.3/btc").out
    shown = thoihan.json("plan", "show", "thu")["rules"]
    assert [(one["id"], one["key"]) for one in shown] == [
        ("I.1", "I.1-2"),
        ("I.2", "I.1"),
        ("I.3", "I.2"),
        ("I.4", "I.3"),
    ]
    told = [item["task"] for one in thoihan.json("outbox") for item in one["content"]["items"]]
    assert told[-1] == "I.1"
    assert thoihan.json("explain", "thu/=I.1/btc")["id"] == "thu/I.2/btc"


def test_a_number_that_no_row_has_now_is_refused_with_the_one_that_it_became(thoihan: CommandLine) -> None:
    """Where the last row moved up, its old number names nothing, and the new one is told."""
    amend(thoihan, plan(GUIDE.replace("5 working days after task I.1", "by 2025-09-01"), REPORT))
    said = thoihan("done", "thu/I.3/btc", code=1).err
    assert "what was row I.3 is row I.2" in said
    assert states(thoihan)["thu/=I.1/btc"][:2] == ("Rà soát đội ngũ cán bộ", "done")
    assert thoihan.json("explain", "thu/=I.1/btc")["title"] == "Rà soát đội ngũ cán bộ"


def test_a_row_that_may_be_another_is_asked_about(thoihan: CommandLine) -> None:
    """The same number with another title: nothing is recorded until the file or the officer says which row it is."""
    other = FIRST.replace("Rà soát đội ngũ cán bộ", "Kiểm điểm tập thể")
    before = thoihan.json("events")
    said = amend(thoihan, other, code=1)
    assert "Row I.1 of the new version, “Kiểm điểm tập thể”, may be row I.1 of the version in force" in said
    assert thoihan.json("events") == before
    assert amend(thoihan, other, "--was", "I.1=I.1", "--dry-run").startswith("Row I.1, title: Rà soát")
    amend(thoihan, other.replace("{id: I.1,", "{id: I.1, was: new,"))
    assert states(thoihan)["thu/I.1/btc"] == ("Kiểm điểm tập thể", "active", "2025-08-29")
    assert states(thoihan)["thu/=I.1/btc"][:2] == ("Rà soát đội ngũ cán bộ", "done")


def test_the_text_in_force_can_be_amended_again(thoihan: CommandLine) -> None:
    """`plan show --text` has the keys of moved rows, and one more row on top moves them again."""
    amend(thoihan, SECOND)
    text = thoihan("plan", "show", "thu", "--text").out
    for number in (4, 3, 2, 1):
        text = text.replace(f"id: I.{number}\n", f"id: I.{number + 1}\n").replace(f"task I.{number},", "task I.3,")
    text = text.replace("task I.2\n", "task I.3\n")
    text = text.replace("rules:\n", f"rules:\n  - {{id: I.1, {FOUND.replace('Thành lập ban chỉ đạo', 'Quán triệt')}\n")
    said = amend(thoihan, text)
    assert "Row I.1 is new. Taken." in said
    assert "Row I.4 is row I.5 now" in said
    found = states(thoihan)
    assert {name: one[0] for name, one in found.items()} == {
        "thu/I.1/btc": "Quán triệt",
        "thu/I.2/btc": "Thành lập ban chỉ đạo",
        "thu/I.3/btc": "Rà soát đội ngũ cán bộ",
        "thu/I.4/btc": "Hướng dẫn quy trình",
        "thu/I.5/btc": "Báo cáo kết quả",
    }
    assert found["thu/I.3/btc"][1] == "done"
    assert {one["id"]: one["key"] for one in thoihan.json("tasks")}["thu/I.1/btc"] == "thu/I.1-3/btc"
    thoihan("verify")


def test_rows_are_decided_on_by_their_new_numbers(thoihan: CommandLine) -> None:
    """A row that is kept stays as it was, under its new number; what is left out keeps its place for nobody."""
    later = SECOND.replace("due: by 2025-09-30", "due: by 2025-10-31")
    amend(thoihan, later, "--keep", "I.4", "--keep", "I.1")
    assert states(thoihan) == {
        "thu/I.2/btc": ("Rà soát đội ngũ cán bộ", "done", "2025-08-29"),
        "thu/I.3/btc": ("Hướng dẫn quy trình", "active", "2025-08-11"),
        "thu/I.4/btc": ("Báo cáo kết quả", "active", "2025-09-30"),
    }

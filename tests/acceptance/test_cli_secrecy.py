"""What is too secret for a machine is refused with the reason; nobody lowers a level who may not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
import sqlalchemy

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.tampering import beside
from tests.worlds import plan_text

LAW = "Luật Bảo vệ bí mật nhà nước 117/2025/QH15, article 5, paragraph 2"
ALLOWED = {"THOIHAN_SECRECY_HIGHEST": "tối mật"}


def plan_of(level: str | None, row: str | None = None, more: str = "") -> str:
    rule = {"lead": "btc", "due": "7 days after congress"} | ({"secrecy": row} if row else {})
    return (f"secrecy: {level}\n" if level else "") + more + plan_text([rule], {"congress": "12"}, plan="mot")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    made = CommandLine(tmp_path, database_url)
    (tmp_path / "u.csv").write_text("code,name,kind,parent\n12,Tỉnh,province,\nbtc,Ban,party-body,12\n", "utf-8")
    made("units", "add", str(tmp_path / "u.csv"))
    return made


def written(line: CommandLine, text: str, name: str = "mot.yaml") -> str:
    (line.folder / name).write_text(text, encoding="utf-8")
    return str(line.folder / name)


@pytest.mark.parametrize(("level", "row"), [("mật", None), (None, "mật"), ("nội bộ", "tuyệt mật")])
def test_what_is_too_secret_is_not_entered(line: CommandLine, level: str | None, row: str | None) -> None:
    """`check`, `plan add` and `plan amend` refuse it, with its line and the law; nothing is recorded."""
    file = written(line, plan_of(level, row))
    for argv in (("check", file), ("plan", "add", file)):
        found = line.ended(*argv)
        assert found.code in (1, 3)
        assert "here nothing above “nội bộ” may be entered" in found.out + found.err
        assert LAW in found.out + found.err
    assert "no plan" in line("plan", "list").out.lower() or line.json("plan", "list") == []
    line("plan", "add", written(line, plan_of(None), "cu.yaml"))
    found = line("plan", "amend", file, "--document", "2-QĐ", code=1)
    assert LAW in found.err
    assert line.json("status")["events"] == 2


def test_a_machine_for_secrets_takes_them(line: CommandLine) -> None:
    """Where the setting allows it the row is entered; above that it is refused there too."""
    line.more = ALLOWED
    line("plan", "add", written(line, plan_of("mật")))
    assert line.json("plan", "show", "mot", THOIHAN_SECRECY_LIMIT="tuyệt mật")["rules"][0]["secrecy"] == "mật"
    assert "above “tối mật”" in line("check", written(line, plan_of("tuyệt mật")), code=3).out


def test_a_row_is_not_less_secret_than_its_plan(line: CommandLine) -> None:
    """A row below its plan is refused with its place, unless the plan says that its rows are less secret."""
    below = written(line, plan_of("nội bộ", "thường"))
    assert "Task R1 is less secret (thường) than the plan (nội bộ)" in line("check", below, code=3).out
    line("check", written(line, plan_of("nội bộ", "thường", "policies: {rows less secret: true}\n")))
    assert "“bí ẩn” is no level of secrecy" in line("check", written(line, plan_of("bí ẩn")), code=3).out


def test_only_who_may_lowers_a_level(line: CommandLine) -> None:
    """A lower level, of the plan or of a row, is refused to whom the settings do not name; a higher one to nobody."""
    line.more = ALLOWED
    line("plan", "add", written(line, plan_of(None)))
    line("plan", "amend", written(line, plan_of("nội bộ", "mật")), "--document", "1-QĐ")
    named: dict[str, Any]
    for text, said in (
        (plan_of("nội bộ"), "R1 (mật → nội bộ)"),
        (plan_of(None, "mật"), "1-KH/TU (nội bộ → thường)"),
        (plan_of(None), "1-KH/TU (nội bộ → thường), R1 (mật → thường)"),
    ):
        for named in ({}, {"THOIHAN_SECRECY_LOWERED_BY": "Chánh Văn phòng, Bí thư"}):
            found = line("plan", "amend", written(line, text), "--document", "2-QĐ", code=1, **named)
            assert f"officer may not lower levels of secrecy of plan “mot”: {said}" in found.err
    assert line.json("status")["events"] == 3
    may: dict[str, Any] = {"THOIHAN_SECRECY_LOWERED_BY": "Chánh Văn phòng, Bí thư", "THOIHAN_ACTOR": "Bí thư"}
    line("plan", "amend", written(line, plan_of(None)), "--document", "3-QĐ giải mật", **may)
    assert line.json("plan", "show", "mot")["secrecy"] == "thường"
    assert line.json("verify")["holds"]


def test_a_level_that_is_raised_moves_no_date(line: CommandLine) -> None:
    """A version that only raises a level changes no task, and its log is followed to the same rows."""
    line.more = ALLOWED
    line("plan", "add", written(line, plan_of(None)))
    line.on("2025-09-25")
    line("log", "congress", "--on", "2025-09-24")
    found = line.json("plan", "amend", written(line, plan_of("mật")), "--document", "1-QĐ")
    assert (found["moved"], found["closed"], found["activated"]) == ([], [], [])
    assert found["comparison"]["changed"] == []
    assert line.json("verify")["holds"]


@pytest.mark.parametrize("stamp", ["MẬT", "Độ mật: Tối mật", "TUYỆT MẬT"])
def test_a_stamped_document_is_not_imported(line: CommandLine, stamp: str) -> None:
    """A document stamped as more secret than what may be entered is refused, and no draft is written."""
    document = line.folder / "mat.docx"
    made = docx.Document()
    for text in ("TỈNH ỦY LAI CHÂU", stamp, "Số 9-KH/TU", "KẾ HOẠCH", "thực hiện việc"):
        made.add_paragraph(text)
    table = made.add_table(rows=2, cols=4)
    head, row = (
        ("TT", "Nội dung công việc", "Cơ quan chủ trì", "Thời gian hoàn thành"),
        ("1", "Việc", "Ban", "Quý I/2025"),
    )
    for at in range(4):
        table.rows[0].cells[at].text, table.rows[1].cells[at].text = head[at], row[at]
    made.save(str(document))
    found = line.ended("import", str(document), "-o", str(line.folder / "ra.yaml"))
    assert found.code == 1
    assert "The document is stamped" in found.err
    assert not (line.folder / "ra.yaml").exists()
    line("import", str(document), "-o", str(line.folder / "ra.yaml"), THOIHAN_SECRECY_HIGHEST="tuyệt mật")
    level = stamp.rpartition(": ")[2].lower()
    assert f"secrecy: {level}\n" in (line.folder / "ra.yaml").read_text(encoding="utf-8")


def test_who_looked_stays_where_the_rows_are_built_anew_and_in_backups(line: CommandLine) -> None:
    """Looks are beside the log: a backup has them, and a restored database too."""
    line.more = ALLOWED
    line("plan", "add", written(line, plan_of("mật")))
    line("plan", "show", "mot", THOIHAN_ACTOR="Văn thư")
    seen = line.json("accesses", THOIHAN_SECRECY_LIMIT="tuyệt mật")
    assert {(one["actor"], one["how"], one["row"]) for one in seen} == {
        ("Văn thư", "plan show", ""),
        ("Văn thư", "plan show", "R1"),
    }
    line("backup", str(line.folder / "luu.thoihan"))
    again = CommandLine(
        line.folder, f"sqlite:///{line.folder / 'moi.sqlite'}", clock=line.clock, more=ALLOWED, empty=True
    )
    again("restore", str(line.folder / "luu.thoihan"))
    assert again.json("accesses", THOIHAN_SECRECY_LIMIT="tuyệt mật") == seen
    assert again.json("verify")["holds"]


def test_what_cannot_be_noted_is_not_shown(line: CommandLine) -> None:
    """Where the look cannot be kept, the secret row is not shown either."""
    line.more = ALLOWED
    line("plan", "add", written(line, plan_of("mật")))
    trigger = "CREATE TRIGGER no_looks BEFORE INSERT ON access BEGIN SELECT RAISE(ABORT, 'full'); END"
    constraint = "ALTER TABLE access ADD CONSTRAINT no_looks CHECK (false) NOT VALID"
    with beside(line.url) as connection:
        connection.execute(sqlalchemy.text(trigger if line.url.startswith("sqlite") else constraint))
    found = line.ended("plan", "show", "mot")
    assert found.code != 0
    assert "Việc 1" not in found.out


def test_a_single_task_has_a_level_too(line: CommandLine) -> None:
    """`assign` and `row change` give a row its level; one that is too secret for the machine is refused."""
    letter = ("assign", "Báo cáo", "--lead", "btc", "--due", "Trước 15/12/2026", "--document", "123-CV/TU", "--secrecy")
    assert LAW in line(*letter, "mật", code=1).err
    assert line.json("status")["events"] == 1
    line.more = ALLOWED
    name = line.json(*letter, "mật")["plan"]
    assert f"{name}/1" in line("tasks").out
    assert line.json("tasks")[0]["withheld"] == "see at văn thư cơ quan"
    line("row", "change", f"{name}/1", "--secrecy", "tối mật", "--document", "5-QĐ")
    lowered = line("row", "change", f"{name}/1", "--secrecy", "mật", "--document", "6-QĐ", code=1)
    assert "may not lower levels of secrecy" in lowered.err


MAY: Mapping[str, Any] = {"THOIHAN_SECRECY_LOWERED_BY": "Bí thư", "THOIHAN_ACTOR": "Bí thư"}


def rows_of(
    *rows: str, title: str = "Kế hoạch", name: str = "ke", number: str = "7-KH/TU", issuer: str = "Tỉnh"
) -> str:
    """A plan of rows that are written `NUMBER TITLE` or `NUMBER TITLE @LEVEL`."""
    said = [(row.partition(" ")[0], *row.partition(" ")[2].partition(" @")[::2]) for row in rows]
    lines = [
        f"  - {{id: {number}, title: {words}, lead: btc, due: by 2025-12-10, says: x, cite: y"
        + (f", secrecy: {level}}}" if level else "}")
        for number, words, level in said
    ]
    head = f"plan: {name}\ntitle: {title}\nnumber: {number}\nissuer: {issuer}\nissued: 2025-07-21\nunit: '12'\nrules:\n"
    return head + "\n".join(lines) + "\n"


WORDS = "Việc về nhân sự ABCQRS"
KEPT = ("I.1 Gửi hồ sơ", f"I.5 {WORDS} @mật")


@pytest.mark.parametrize(
    "words",
    [
        *(WORDS, WORDS.upper(), "Viec  ve nhan su abcqrs", WORDS + ".", f'"{WORDS}"', "Việc về nhân sự ABCQR"),
        *(f"{WORDS} (bổ sung)", WORDS.replace(" ", "."), " ".join(WORDS.replace(" ", ""))),
    ],
)
def test_the_words_of_a_secret_row_do_not_come_back_less_secret(line: CommandLine, words: str) -> None:
    """Neither under another number, nor as the new title of an open row, nor once the secret row is gone."""
    line.more = ALLOWED
    line("plan", "add", written(line, rows_of(*KEPT)))
    moved = written(line, rows_of("I.1 Gửi hồ sơ", f"I.55 {words}"), "moved.yaml")
    retitled = written(line, rows_of(f"I.1 {words}", KEPT[1]), "retitled.yaml")
    for file, was, said in ((moved, "I.55=new", "I.55 (I.5: mật → thường)"), (retitled, "I.1=I.1", "I.1 (I.5: mật")):
        found = line("plan", "amend", file, "--document", "2-QĐ", "--was", was, code=1)
        assert said in found.err
        assert "officer may not lower levels of secrecy" in found.err
        assert "secrecy_lowered_by" in found.err
        assert "ABCQR" not in found.err.upper()
    line("row", "drop", "ke/I.5", "--document", "3-QĐ")
    events = line.json("status")["events"]
    again = line("plan", "amend", moved, "--document", "4-QĐ", "--was", "I.55=new", "--dry-run", code=1)
    assert "I.55 (I.5: mật → thường)" in again.err
    assert "(I.5: mật" in line("plan", "amend", moved, "--document", "4-QĐ", "--was", "I.55=new", code=1).err
    assert line.json("status")["events"] == events
    line("plan", "amend", moved, "--document", "4-QĐ giải mật", "--was", "I.55=new", **MAY)
    assert line.json("verify")["holds"]


def test_words_that_were_lowered_by_who_may_are_free(line: CommandLine) -> None:
    """What counts is how secret they were when they were last there; and a row that gives them their level is taken."""
    line.more = ALLOWED
    line("plan", "add", written(line, rows_of(*KEPT)))
    secret = written(line, rows_of(*KEPT, f"I.6 {WORDS} @tối mật"), "more.yaml")
    line("plan", "amend", secret, "--document", "2-QĐ", "--was", "I.6=new")
    lowered = rows_of("I.1 Gửi hồ sơ", f"I.5 {WORDS}", "I.6 Việc khác @tối mật")
    line("plan", "amend", written(line, lowered), "--document", "3-QĐ giải mật", "--was", "I.6=I.6", **MAY)
    line("row", "drop", "ke/I.5", "--document", "4-QĐ")
    back = rows_of("I.1 Gửi hồ sơ", f"I.7 {WORDS}", "I.6 Việc khác @tối mật")
    line("plan", "amend", written(line, back), "--document", "5-QĐ", "--was", "I.7=new")
    assert line.json("verify")["holds"]


def test_a_letter_does_not_give_a_secret_task_again_less_secret(line: CommandLine) -> None:
    """The same words by the same letter, once the row was dropped: refused without the level, taken with it."""
    line.more = ALLOWED
    letter = ("--lead", "btc", "--due", "Trước 15/12/2025", "--document", "123-CV/TU")
    name = line.json("assign", "Gửi hồ sơ", *letter)["plan"]
    line("assign", "Mật thư", *letter, "--secrecy", "mật")
    line("row", "drop", f"{name}/2", "--document", "124-CV/TU")
    found = line("assign", "Mật thư", *letter, code=1)
    assert "3 (2: mật → thường)" in found.err
    assert "Mật thư" not in found.err
    other_year = line("assign", "Mật thư", *letter, "--issued", "2024-12-31", code=1)
    assert f"1 ({name}/2: mật → thường)" in other_year.err
    line("assign", "Mật thư", *letter, "--secrecy", "mật")
    assert "Mật thư" not in str(line.json("tasks"))


def test_the_same_document_is_no_way_around_and_another_document_is_none_s_business(line: CommandLine) -> None:
    """Under another id a document brings no secret words in; of another number or issuer equal titles are free."""
    line.more = ALLOWED
    line("plan", "add", written(line, rows_of(*KEPT, "I.6 Báo cáo @mật")))
    found = line("plan", "add", written(line, rows_of("1 Báo cáo", name="hai")), code=1)
    assert (
        "Rows of plan “hai” have the words of others that are more secret, or were: 1 (ke/I.6: mật → thường)"
        in found.err
    )
    line("plan", "add", written(line, rows_of("1 Báo cáo", name="ba", number="8-KH/TU")))
    line("plan", "add", written(line, rows_of("1 Báo cáo", name="bon", issuer="Huyện")))
    line("plan", "add", written(line, rows_of("1 Báo cáo @mật", name="nam")))


@pytest.mark.parametrize(
    ("number", "issuer"),
    [("7 - kh/tu", "Tỉnh"), ("07-KH/TU", "Tỉnh"), ("Số: 7-KH/TU", "Tỉnh"), ("7-KH/TU", "TINH"), ("７–KH/TU", "Tỉnh,")],
)
def test_a_document_is_the_same_however_it_is_typed(line: CommandLine, number: str, issuer: str) -> None:
    """Spaces, zeros, capitals and widths in its number, and diacritics too in its issuer, make no other of it."""
    line.more = ALLOWED
    line("plan", "add", written(line, rows_of(*KEPT)))
    again = rows_of(f"1 {WORDS}", name="hai", number=f"'{number}'", issuer=f"'{issuer}'")
    assert "1 (ke/I.5: mật → thường)" in line("plan", "add", written(line, again), code=1).err


def test_a_letter_is_the_same_with_zeros_before_its_number(line: CommandLine) -> None:
    """Its secret task is not given again, and stays as secret as it is."""
    line.more = ALLOWED
    given = ("--lead", "btc", "--due", "Trước 15/12/2025", "--document")
    line("assign", "Mật thư", *given, "50-CV/TU", "--secrecy", "mật")
    assert "This is in the log already" in line("assign", "Mật thư", *given, "050-CV/TU").out
    assert [task["secrecy"] for task in line.json("tasks", "--plan", "50-cv-tu-2025")] == ["mật"]
    line("assign", "Mật thư", *given, "500-CV/TU")


def test_a_plan_that_replaced_another_keeps_what_that_kept(line: CommandLine) -> None:
    """A version of the plan that stands for another does not bring in, less secret, what the other's rows said."""
    line.more = ALLOWED
    line("plan", "add", written(line, rows_of(*KEPT)))
    line("plan", "add", written(line, rows_of("1 Gửi hồ sơ", name="moi", number="9-KH/TU")))
    line("plan", "replace", "ke", "--by", "moi", "--rest", "not-required", "--document", "9-KH/TU")
    more = written(line, rows_of("1 Gửi hồ sơ", f"2 {WORDS}", name="moi", number="9-KH/TU"))
    assert "2 (ke/I.5: mật → thường)" in line("plan", "amend", more, "--document", "5-QĐ", code=1).err


def test_what_stands_open_beside_a_secret_row_stays(line: CommandLine) -> None:
    """A title that an open row has too says nothing secret, nor does one with another number in it."""
    line.more = ALLOWED
    both = ("I.1 Báo cáo quý I", "I.2 Báo cáo quý I @mật", "I.3 Báo cáo quý II @mật")
    line("plan", "add", written(line, rows_of(*both)))
    more = written(line, rows_of(*both, "I.4 Báo cáo quý I", "I.5 Báo cáo quý III"), "more.yaml")
    line("plan", "amend", more, "--document", "2-QĐ", "--was", "I.4=new", "--was", "I.5=new")
    refused = written(line, rows_of(*both, "I.6 Báo cáo quý II"), "refused.yaml")
    assert "I.6 (I.3: mật" in line("plan", "amend", refused, "--document", "3-QĐ", "--was", "I.6=new", code=1).err


def test_words_that_an_open_row_has_too_are_free_in_a_longer_title(line: CommandLine) -> None:
    """Everybody could read them in that row; where none has them, a longer title is refused."""
    line.more = ALLOWED
    both = (f"I.1 {WORDS} @mật", f"I.2 {WORDS} đợt đầu năm", "I.3 Rà soát hồ sơ cán bộ @mật")
    line("plan", "add", written(line, rows_of(*both)))
    more = written(line, rows_of(*both, f"I.4 {WORDS} của các huyện"), "more.yaml")
    line("plan", "amend", more, "--document", "2-QĐ", "--was", "I.4=new")
    more = written(line, rows_of(*both, "I.5 Rà soát hồ sơ cán bộ của các huyện"), "again.yaml")
    assert "I.5 (I.3: mật" in line("plan", "amend", more, "--document", "3-QĐ", "--was", "I.5=new", code=1).err

"""The register that is handed up: how rows stand in words, its head, and the view that was asked for."""

import shutil
import subprocess
from pathlib import Path

import docx
import openpyxl
import pdfplumber
import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
btc,Ban Tổ chức Tỉnh ủy,party-body,12
vptu,Văn phòng Tỉnh ủy,party-body,12
x1,Xã Một,commune,12
x2,Xã Hai,commune,12
x3,Xã Ba,commune,12
"""
ROWS = [
    {"title": "Báo cáo", "lead": "btc", "due": "by 2025-08-10"},
    {"title": "Rà soát", "lead": "btc", "due": "by 2025-08-20"},
    {"title": "Sau đại hội", "lead": "vptu", "due": "7 days after province"},
    {"title": "Từng xã", "lead": "each", "for each": "commune", "due": "7 days after own commune"},
    {"title": "Xong rồi", "lead": "btc", "due": "by 2025-08-15"},
]
PLACES = {"province": "12", "commune": "commune"}
OFFICE = next((name for name in ("soffice", "libreoffice") if shutil.which(name)), None)


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A congress that was put off, one of three communes that has begun, and rows done in time and late."""
    made = CommandLine(tmp_path, database_url, more={"THOIHAN_LANG": "vi"})
    made.registers(UNITS)
    made.adopts(plan_text(ROWS, PLACES))
    made("log", "province", "--planned", "--on", "2025-09-05")
    made.on("2025-08-26")
    made("log", "province", "--postponed", "--on", "2025-08-26")
    made("log", "commune", "--unit", "x1", "--on", "2025-08-05")
    made("done", "ke-hoach/R1/btc", "--on", "2025-08-13")
    made("done", "ke-hoach/R5/btc", "--on", "2025-08-15")
    return made


def exported(line: CommandLine, *options: str) -> dict[str, str]:
    """How each row of an XLSX register stands, by its number."""
    path = line.folder / "so.xlsx"
    line("plan", "export", "ke-hoach", *options, "-o", str(path))
    sheet = openpyxl.load_workbook(path).active
    head = next(at for at, row in enumerate(sheet.iter_rows(values_only=True)) if row[0] == "STT")
    return {row[0]: row[-1] for row in list(sheet.iter_rows(values_only=True))[head + 1 :]}


def test_rows_stand_in_words(line: CommandLine) -> None:
    """Late by calendar days, done when and whether in time, so many of all communes, and what was put off."""
    assert exported(line) == {
        "R1": "xong ngày 13/08/2025, quá hạn 3 ngày",
        "R2": "quá hạn 6 ngày",
        "R3": "đang chờ (Mốc province hoãn)",
        "R4": "1/3 đã bắt đầu; 0 xong; 2 đang chờ; 1 quá hạn, lâu nhất 14 ngày",
        "R5": "xong ngày 15/08/2025, đúng hạn",
    }


def test_many_say_how_many_were_in_time_and_what_the_others_wait_for(line: CommandLine) -> None:
    """A row of all communes; and a register of which rows were left out says so below its title."""
    line("log", "commune", "--unit", "x2", "--on", "2025-08-20")
    line("done", "ke-hoach/R4/x1", "--on", "2025-08-20")
    line("done", "ke-hoach/R4/x2", "--on", "2025-08-26")
    line("log", "commune", "--unit", "x3", "--planned", "--on", "2025-09-20")
    line("log", "commune", "--unit", "x3", "--postponed", "--on", "2025-08-26")
    many = "2/3 đã bắt đầu; 2 xong (1 đúng hạn, 1 quá hạn); 1 đang chờ (Mốc commune: 1 nơi hoãn)"
    assert exported(line)["R4"] == many
    exported(line, "--standing", "quá hạn")
    sheet = openpyxl.load_workbook(line.folder / "so.xlsx").active
    assert any("Chỉ gồm: nhiệm vụ quá hạn." in str(row[0]) for row in sheet.iter_rows(values_only=True))


def test_a_provisional_date_makes_nothing_late(line: CommandLine) -> None:
    """The congress is planned for a day that has passed: what counts from it is not called overdue."""
    line("log", "province", "--planned", "--on", "2025-08-30")
    line.on("2025-09-20")
    assert exported(line)["R3"] == "thời hạn chưa chắc chắn"
    assert "R3" not in exported(line, "--standing", "quá hạn")


def test_what_has_not_begun_of_a_plan_that_ended_does_not_wait(line: CommandLine) -> None:
    """Nothing of it begins any more."""
    line("plan", "close", "ke-hoach", "--rest", "not-required", "--document", "9-TB/TU")
    assert exported(line)["R3"] == "đã đóng"


def test_the_view_that_was_asked_for_is_exported(line: CommandLine) -> None:
    """Filters and order are those of the register; rows that wait are there where the view has room for them."""
    assert list(exported(line, "--standing", "overdue", "--order", "due")) == ["R4", "R2"]
    assert list(exported(line, "--unit", "vptu")) == ["R3"]
    assert exported(line, "--unit", "x2") == {"R4": "đang chờ"}
    assert list(exported(line, "--order", "due")) == ["R1", "R4", "R5", "R2", "R3"]
    assert "Không có thứ tự “abc”" in line("plan", "export", "ke-hoach", "--order", "abc", code=1).err


def test_the_suffix_decides_the_format(line: CommandLine) -> None:
    """`-o r.xlsx` is a workbook; a suffix that is none, or another than --to says, is refused."""
    made = line.folder / "R.DOCX"
    line("plan", "export", "ke-hoach", "-o", str(made))
    document = docx.Document(str(made))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in document.tables[0].rows[0].cells[1].text
    assert "Có: docx, xlsx" in line("plan", "export", "ke-hoach", "-o", str(line.folder / "r.odt"), code=1).err
    both = line("plan", "export", "ke-hoach", "--to", "docx", "-o", str(line.folder / "r.xlsx"), code=1)
    assert "là định dạng khác với --to docx" in both.err
    assert not (line.folder / "r.xlsx").exists()


@pytest.mark.parametrize(
    ("issuer", "left", "right"),
    [
        ("Ban Thường vụ Tỉnh ủy Lai Châu", "TỈNH ỦY LAI CHÂU\n*", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("Văn phòng Tỉnh ủy Lai Châu", "TỈNH ỦY LAI CHÂU\nVĂN PHÒNG\n*", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("Ủy ban nhân dân tỉnh Lai Châu", "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "Độc lập - Tự do - Hạnh phúc"),
    ],
)
def test_the_head_is_that_of_the_issuer(line: CommandLine, issuer: str, left: str, right: str) -> None:
    """The Party's for its bodies, the State's for others; place and day stand below."""
    path = line.folder / "r.docx"
    line("plan", "export", "ke-hoach", "-o", str(path), "--issuer", issuer, "--place", "Lai Châu")
    first, second = docx.Document(str(path)).tables[0].rows[0].cells
    assert first.text.strip() == left
    assert right in second.text
    assert second.text.endswith("Lai Châu, ngày 26 tháng 8 năm 2025")


def test_product_and_follower_are_kept_from_import_to_register(line: CommandLine) -> None:
    """The columns of an annex are fields of its rows; a person who follows is asked about."""
    book = openpyxl.Workbook()
    for row in (
        ("STT", "Nội dung công việc", "Cơ quan chủ trì", "Thời gian", "Sản phẩm", "Cơ quan theo dõi"),
        ("1", "Tổng kết việc sắp xếp", "Ban Tổ chức Tỉnh ủy", "Trước 30/9/2025", "Báo cáo", "Văn phòng Tỉnh ủy"),
        ("2", "Xây dựng quy chế", "Ban Tổ chức Tỉnh ủy", "Trước 30/9/2025", "Quy chế", "Đ/c Nguyễn Văn A"),
    ):
        book.active.append(row)
    book.save(line.folder / "phu-luc.xlsx")
    made = line.folder / "nhap.yaml"
    line("import", str(line.folder / "phu-luc.xlsx"), "-o", str(made))
    text = made.read_text(encoding="utf-8")
    assert (text.count("follow: vptu"), text.count("follow:")) == (1, 1)
    assert all(row.lstrip().startswith("#") for row in text.splitlines() if "Nguyễn" in row)
    rows = [{**ROWS[0], "product": "Báo cáo", "follow": "vptu"}, ROWS[1]]
    line.adopts(plan_text(rows, {}, plan="hai", number="2-KH/TU"), "hai")
    path = line.folder / "hai.docx"
    line("plan", "export", "hai", "-o", str(path))
    table = docx.Document(str(path)).tables[1]
    head = [cell.text for cell in table.rows[0].cells]
    assert (head[4:6], table.rows[1].cells[4].text) == (["Theo dõi", "Sản phẩm"], "Văn phòng Tỉnh ủy")
    line("row", "change", "hai/R2", "--follow", "btc", "--product", "Tờ trình", "--document", "3-CV/TU")
    shown = {rule["id"]: (rule["product"], rule["follow"]) for rule in line.json("plan", "show", "hai")["rules"]}
    assert shown == {"R1": ("Báo cáo", "vptu"), "R2": ("Tờ trình", "btc")}
    assert "Cơ quan theo dõi: Ban Tổ chức Tỉnh ủy." in line("explain", "hai/R2/btc").out
    wrong = plan_text([{**ROWS[0], "follow": "khong-co"}], {}, plan="ba", number="3-KH/TU")
    assert "khong-co" in line("check", line.writes("ba.yaml", wrong), code=3).out


@pytest.mark.skipif(OFFICE is None, reason="not installed: LibreOffice")
@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_nothing_is_cut_off_on_paper(line: CommandLine, form: str) -> None:
    """Printed by LibreOffice, every word of the longest cell is on the page."""
    path = line.folder / f"so.{form}"
    line("plan", "export", "ke-hoach", "-o", str(path))
    where = f"-env:UserInstallation=file://{line.folder}/profile"
    order = [str(OFFICE), where, "--headless", "--convert-to", "pdf", "--outdir", str(line.folder), str(path)]
    subprocess.run(order, check=True, timeout=300, capture_output=True)
    with pdfplumber.open(line.folder / "so.pdf") as document:
        text = " ".join(" ".join(page.extract_text().split()) for page in document.pages)
    assert all(word in text for word in ("lâu nhất", "14 ngày", "ĐẢNG CỘNG SẢN VIỆT NAM"))

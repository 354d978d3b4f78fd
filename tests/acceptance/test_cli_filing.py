"""Files are kept with events: handed in, listed, given back unchanged, verified, in the backup; bad ones refused."""

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.filing.taken import TYPES
from adapters.setting_table import ENDINGS
from events.documents.packing import hash_of, packed, unpacked
from tests.acceptance.test_cli_contacts import PLAN
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.tampering import beside

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


class Line(CommandLine):
    """The command line of an office with one plan, whose congress was held."""

    def file(self, name: str, content: bytes) -> str:
        """A file in the officer's folder."""
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def verified(self, code: int = 0) -> dict[str, list[str] | int]:
        """What a verification finds of the files."""
        found: dict[str, list[str] | int] = self("verify", "--json", code=code).json()["files"]
        return found


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> Line:
    """The plan is adopted."""
    made = Line(tmp_path, database_url)
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    made("units", "add", "--province", "12")
    made("plan", "add", str(tmp_path / "plan.yaml"))
    return made


def office_file(*parts: str, mimetype: str = "") -> bytes:
    """A package of an office program with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        if mimetype:
            package.writestr("mimetype", mimetype)
        for part in parts:
            package.writestr(part, "x")
    return out.getvalue()


def test_a_file_is_kept_with_what_it_proves_and_given_back_unchanged(line: Line) -> None:
    """Handed in with the event itself, it is listed by event and by task, and comes back byte for byte."""
    scan = line.file("376-KH.pdf", PDF)
    held = line.json("log", "congress", "--on", "2025-07-20", "--attach", scan)
    assert held["files"] == [
        {
            "name": "376-KH.pdf",
            "secrecy": "thường",
            "type": "application/pdf",
            "size": len(PDF),
            "sha256": hash_of(PDF),
            "known": False,
        }
    ]
    product = line.file("bao cao.docx", office_file("[Content_Types].xml", "word/document.xml"))
    done = line.json("done", "ke-hoach/R1/btc", "--on", "2025-07-21", "--attach", product, "--attach", scan)
    assert [one["name"] for one in done["files"]] == ["bao cao.docx", "376-KH.pdf"]

    assert [one["name"] for one in line.json("files", "list", held["event"])] == ["376-KH.pdf"]
    of_task = line.json("files", "list", "--task", "ke-hoach/R1/btc")
    assert [one["name"] for one in of_task] == ["376-KH.pdf", "bao cao.docx", "376-KH.pdf"]
    out = line.folder / "out.pdf"
    assert line.json("files", "get", held["event"], "--output", str(out))["size"] == len(PDF)
    assert out.read_bytes() == PDF
    assert out.stat().st_mode & 0o077 == 0
    assert "There is out" not in line("files", "get", held["event"], "--output", str(out), code=1).err
    assert line.verified() == {"kept": 2, "changed": [], "missing": [], "unknown": []}
    assert "Files kept with events: 2" in line("verify").out


def test_said_again_it_counts_once_and_withdrawn_it_can_be_added_anew(line: Line) -> None:
    """The same file with the same event is known; taken back it is listed no more, and its bytes stay."""
    scan = line.file("a.pdf", PDF)
    held = line.json("log", "congress", "--on", "2025-07-20", "--attach", scan)["event"]
    line.on("2025-07-22")
    assert line.json("files", "add", held, scan)["files"][0]["known"]
    assert "already" in line("files", "add", held, scan).out
    (listed,) = line.json("files", "list", held)
    line("withdraw", listed["attached_by"])
    assert line.json("files", "list", held) == []
    assert not line.json("files", "add", held, scan)["files"][0]["known"]
    assert len(line.json("files", "list", held)) == 1
    assert line.verified()["kept"] == 1


def test_files_of_one_name_are_told_apart_by_their_hash(line: Line) -> None:
    """Two scans that were both called a.pdf: each is named by the beginning of its SHA-256, and written."""
    held = line.json("log", "congress", "--on", "2025-07-20", "--attach", line.file("a.pdf", PDF))["event"]
    line("files", "add", held, line.file("a.pdf", PDF + b"2"))
    begins = [one["sha256"][:8] for one in line.json("files", "list", held)]
    refused = line("files", "get", held, "a.pdf", code=1).err
    assert all(f"a.pdf (SHA-256 {one}…)" in refused for one in begins)
    for one, size in zip(begins, (len(PDF), len(PDF) + 1), strict=True):
        out = line.folder / f"{one}.pdf"
        line("files", "get", held, one, "--output", str(out))
        assert out.stat().st_size == size
    assert "No file" in line("files", "get", held, begins[0][:7], code=1).err


def test_a_plan_has_its_own_document(line: Line) -> None:
    """The plan's PDF is kept with its adoption, and asked for by the plan."""
    adopted = next(one["id"] for one in line.json("events") if one["type"] == "plan.adopted")
    line("files", "add", adopted, line.file("ke hoach.pdf", PDF))
    assert [one["name"] for one in line.json("files", "list", "--plan", "ke-hoach")] == ["ke hoach.pdf"]
    again = line.json("plan", "add", str(line.folder / "plan.yaml"), "--attach", line.file("phu luc.pdf", PDF + b"2"))
    assert (again["known"], again["files"][0]["name"]) == (True, "phu luc.pdf")
    assert len(line.json("files", "list", "--plan", "ke-hoach")) == 2


def test_a_dry_run_keeps_nothing(line: Line) -> None:
    """It looks at the files, and says what would be kept."""
    scan = line.file("a.pdf", PDF)
    said = line("log", "congress", "--on", "2025-07-20", "--attach", scan, "--dry-run")
    assert "would be kept" in said.out
    adopted = next(one["id"] for one in line.json("events") if one["type"] == "plan.adopted")
    assert "would be kept" in line("files", "add", adopted, scan, "--dry-run").out
    assert [one["type"] for one in line.json("events")] == ["plan.adopted", "units.registered"]
    assert line.verified()["kept"] == 0


REFUSED = {
    "a program under a false name": ("bao-cao.pdf", b"MZ\x90\x00" + b"\x00" * 60, "is not what its name says"),
    "a picture as a PDF": ("anh.pdf", PNG, "is not what its name says"),
    "a PDF as a text": ("a.txt", PDF, "is not what its name says"),
    "a package with macros": (
        "a.docx",
        office_file("word/document.xml", "word/vbaProject.bin"),
        "has macros",
    ),
    "a web page": ("a.html", b"<html><script>x</script></html>", "of no type that is taken"),
    "a type that is not taken": ("a.exe", b"MZ", "of no type that is taken"),
    "nothing": ("a.pdf", b"", "is empty"),
    "one that is too large": ("a.pdf", b"%PDF-" + b"x" * 2**20, "more than 1 MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_document_is_refused_and_nothing_recorded(line: Line, case: str) -> None:
    """The file is looked at first: the event that it was to prove is not recorded either."""
    name, content, why = REFUSED[case]
    before = line.json("events")
    ended = line(
        "log", "congress", "--on", "2025-07-20", "--attach", line.file(name, content),
        code=1, THOIHAN_FILE_MEGABYTES="1",
    )  # fmt: skip
    assert why in ended.err
    assert "Traceback" not in ended.err
    assert line.json("events") == before


def test_ten_gigabytes_are_not_read(line: Line) -> None:
    """A file of 10 GB (with a hole in it) is refused, after no more of it was read than may be kept."""
    path = line.folder / "lon.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        os.truncate(path, 10 * 2**30)
    ended = line("log", "congress", "--on", "2025-07-20", "--attach", str(path), code=1)
    assert "more than 20 MB" in ended.err


def test_an_event_that_is_not_there_or_was_withdrawn_gets_no_file(line: Line) -> None:
    """It is said why, and nothing is kept."""
    scan = line.file("a.pdf", PDF)
    assert "There is no event" in line("files", "add", "nothing", scan, code=1).err
    held = line.json("log", "congress", "--on", "2025-07-20")["event"]
    line("withdraw", held)
    assert "has been withdrawn" in line("files", "add", held, scan, code=1).err
    assert "There is no plan" in line("files", "list", "--plan", "x", code=1).err
    assert "one of them" in line("files", "list", code=1).err
    assert line.verified()["kept"] == 0


def test_what_was_changed_by_hand_is_found_and_not_given_out(line: Line) -> None:
    """Another content, one that is gone and one that nobody names: each is told by `verify`."""
    held = line.json("log", "congress", "--on", "2025-07-20", "--attach", line.file("a.pdf", PDF))["event"]
    other = replace_packed(b"%PDF-other")
    with beside(line.url) as connection:
        connection.execute(text("UPDATE file SET packed = :packed"), {"packed": other})
    assert line.verified(code=3)["changed"] == [hash_of(PDF)]
    assert "not the file that was handed in" in line("files", "get", held, code=1).err
    with beside(line.url) as connection:
        connection.execute(text("UPDATE file SET hash = 'f'"))
    found = line.verified(code=3)
    assert (found["missing"], found["unknown"]) == ([hash_of(PDF)], ["f"])
    assert "Files that the log names and that are gone" in line("verify", code=3).err


def replace_packed(content: bytes) -> str:
    """The content as it is kept."""
    return packed(content).packed


def test_a_backup_has_the_files(line: Line, tmp_path: Path) -> None:
    """Taken, and put back in another place, the file is there unchanged."""
    held = line.json("log", "congress", "--on", "2025-07-20", "--attach", line.file("a.pdf", PDF))["event"]
    line("backup", str(tmp_path / "b.gz"))
    other = Line(tmp_path, f"sqlite:///{tmp_path / 'again.sqlite'}", empty=True)
    other("restore", str(tmp_path / "b.gz"))
    other("files", "get", held, "--output", str(tmp_path / "again.pdf"))
    assert (tmp_path / "again.pdf").read_bytes() == PDF


def test_the_name_of_a_file_leads_nowhere(line: Line) -> None:
    """A name that an event carries, whoever made it, is never a path."""
    from adapters.answers.filed import harmless_name  # noqa: PLC0415 - only here

    assert harmless_name("../../etc/passwd") == "passwd"
    assert harmless_name("C:\\x\\a.pdf") == "a.pdf"
    assert harmless_name("..") == "file"
    assert harmless_name(".bashrc") == "bashrc"
    assert harmless_name("a:b|c.pdf") == "a_b_c.pdf"


def test_the_types_are_those_of_the_settings() -> None:
    """What a setting can allow is what can be told by its content."""
    assert set(ENDINGS) == set(TYPES)
    open_document = office_file(mimetype="application/vnd.oasis.opendocument.text")
    assert TYPES["odt"].shows(open_document)
    assert not TYPES["ods"].shows(open_document)
    assert TYPES["xlsx"].shows(office_file("xl/workbook.xml"))
    assert TYPES["txt"].shows("Tiếng Việt\n".encode())
    assert not TYPES["txt"].shows(b"\xff\xfe\x00")


def test_what_is_kept_is_no_bomb() -> None:
    """No more is unpacked than the size says; what is no packed content, or another, is none."""
    row = packed(PDF)
    assert unpacked(row) == PDF
    assert unpacked(packed(b"\x00" * 2**24)._replace(size=10, hash=row.hash)) is None
    assert unpacked(row._replace(packed="*")) is None
    assert unpacked(row._replace(packed="AAAA")) is None
    assert json.loads(json.dumps(row._asdict()))["size"] == len(PDF)

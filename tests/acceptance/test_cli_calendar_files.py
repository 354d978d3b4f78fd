"""A year's days come as a signed file: taken in as its documents say, or refused with nothing changed."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.minisign import Signer

PLAN = """\
plan: lich
title: Kế hoạch thử lịch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2027-07-21
unit: "12"
milestones:
  guidance: {title: Hướng dẫn, at: "12"}
rules:
  - id: I.1
    title: Báo cáo
    lead: "12"
    due: 10 working days after guidance
    says: 10 ngày làm việc sau hướng dẫn
    cite: dòng 1
"""
FILE = """\
date,working,until,reason,document
2028-01-24,0,,Tết Mậu Thân,Công văn 9/VPCP-KGVX (05/10/2027)
2028-01-25,0,,Tết Mậu Thân,Công văn 9/VPCP-KGVX (05/10/2027)
2028-01-26,0,,Tết Mậu Thân,Công văn 9/VPCP-KGVX (05/10/2027)
2028-01-27,0,,Tết Mậu Thân,Công văn 9/VPCP-KGVX (05/10/2027)
2028-01-28,0,,Tết Mậu Thân,Công văn 9/VPCP-KGVX (05/10/2027)
2028-02-05,1,,Làm bù,Công văn 9/VPCP-KGVX (05/10/2027)
2028-09-01,0,,Nghỉ Quốc khánh,Công văn 9/VPCP-KGVX (05/10/2027)
2028-02-11,1,11:30,Nghỉ buổi chiều,Công văn 12/UBND (01/11/2027)
"""
DAYS = 8
SIGNED = datetime(2027, 11, 2, 17, 30, tzinfo=UTC)  # the third of November in Viet Nam
SIGNER = Signer()


@pytest.fixture
def thoihan(tmp_path: Path) -> CommandLine:
    """A province, on 10/11/2027, with a task of ten working days from 20/1/2028 still planned."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path / 'thoihan.sqlite'}")
    line.on("2027-11-10")
    (tmp_path / "lich.yaml").write_text(PLAN, encoding="utf-8")
    line("units", "add", "--province", "12")
    line("plan", "add", str(tmp_path / "lich.yaml"))
    line("log", "guidance", "--planned", "--on", "2028-01-20")
    _publish(tmp_path, FILE)
    return line


def _publish(folder: Path, text: str) -> None:
    content = text.encode()
    (folder / "key.pub").write_bytes(SIGNER.public)
    (folder / "2028.csv").write_bytes(content)
    (folder / "2028.csv.minisig").write_bytes(SIGNER.signature(content, SIGNED))


def _take(line: CommandLine) -> tuple[str, ...]:
    return ("calendar", "take", str(line.folder / "2028.csv"), "--key", str(line.folder / "key.pub"))


def test_a_signed_year_is_recorded_by_its_documents(thoihan: CommandLine) -> None:
    """One event a document; the year is firm; the dry run shows the same; taken again, nothing is new."""
    assert thoihan.json("calendar", "show", "2028")["provisional"]
    dry = thoihan.json(*_take(thoihan), "--dry-run")
    assert [one["type"] for one in thoihan.json("events", "--last", "1")] == ["milestone.planned"]
    found = thoihan.json(*_take(thoihan))
    assert (found["signed_on"], found["key"], found["days"]) == ("2027-11-03", "0123456789ABCDEF", DAYS)
    assert found["news"] == dry["news"]
    assert len(found["decisions"]) == 2
    assert [one["moved"] for one in dry["decisions"]] == [one["moved"] for one in found["decisions"]]
    events = thoihan.json("events", "--last", "2")
    assert [one["document"]["text"] for one in events] == [
        "Công văn 12/UBND (01/11/2027)",
        "Công văn 9/VPCP-KGVX (05/10/2027)",
    ]
    assert [day["day"] for day in events[1]["data"]["days"]][-2:] == ["2028-02-05", "2028-09-01"]
    assert events[0]["data"]["days"] == [
        {"day": "2028-02-11", "working": True, "until": "11:30", "reason": "Nghỉ buổi chiều"}
    ]
    assert not thoihan.json("calendar", "show", "2028")["provisional"]
    assert thoihan.json(*_take(thoihan))["news"] == []
    assert "mọi ngày trong tệp đã đúng như vậy" in thoihan("--lang", "vi", *_take(thoihan)).out


def test_what_was_changed_after_signing_is_refused(thoihan: CommandLine) -> None:
    """A file, a comment, a key other than those that belong together: refused by name, and nothing is recorded."""
    signature = thoihan.folder / "2028.csv.minisig"
    good = signature.read_bytes()
    before = thoihan.json("events")
    _publish(thoihan.folder, FILE)
    (thoihan.folder / "2028.csv").write_text(FILE.replace("2028-02-05,1", "2028-02-05,0"), encoding="utf-8")
    assert "one of the two was changed" in thoihan(*_take(thoihan), code=1).err
    (thoihan.folder / "2028.csv").write_text(FILE, encoding="utf-8")
    stamp = f"timestamp:{int(SIGNED.timestamp())}".encode()
    signature.write_bytes(good.replace(stamp, stamp[:-1] + b"0" if stamp[-1:] != b"0" else stamp[:-1] + b"1"))
    assert "one of the two was changed" in thoihan(*_take(thoihan), code=1).err
    signature.write_bytes(Signer(number=bytes(8)).signature(FILE.encode(), SIGNED))
    assert "0000000000000000; the key that is trusted here is 0123456789ABCDEF" in thoihan(*_take(thoihan), code=1).err
    signature.write_bytes(Signer().signature(FILE.encode(), SIGNED))  # the number of the key, and not the key
    assert "one of the two was changed" in thoihan(*_take(thoihan), code=1).err
    for nothing in (b"", b"x" * 10_000, good.replace(b"=", b"!"), b"\n".join(good.splitlines()[:3]), bytes(range(256))):
        signature.write_bytes(nothing)
        assert "is no signature of minisign" in thoihan(*_take(thoihan), code=1).err
    (thoihan.folder / "key.pub").write_bytes(good)
    assert "is no public key of minisign" in thoihan(*_take(thoihan), code=1).err
    assert thoihan.json("events") == before


@pytest.mark.parametrize(
    "comment", ["", "file:x", "timestamp:", "timestamp:-5", "timestamp:9999999999999", "timestamp:１"]
)
def test_a_signature_says_when(thoihan: CommandLine, comment: str) -> None:
    """One without its time is refused: nobody can tell how old such a calendar is."""
    (thoihan.folder / "2028.csv.minisig").write_bytes(SIGNER.commented(FILE.encode(), comment))
    assert "does not say when" in thoihan(*_take(thoihan), code=1).err


def test_a_signature_of_a_day_to_come_is_refused(thoihan: CommandLine) -> None:
    """Either this machine's clock is wrong or whoever signed it: asked, not taken."""
    thoihan.on("2027-11-02")
    assert "signed on 03/11/2027, which is still to come" in thoihan(*_take(thoihan), code=1).err


def test_the_older_form_of_signatures_is_taken(thoihan: CommandLine) -> None:
    """Also one over the file itself, not over its hash, which minisign made before its version 0.9."""
    (thoihan.folder / "2028.csv.minisig").write_bytes(SIGNER.signature(FILE.encode(), SIGNED, hashed=False))
    assert len(thoihan.json(*_take(thoihan))["news"]) == DAYS


def test_what_a_document_said_here_is_not_overruled_unasked(thoihan: CommandLine) -> None:
    """A day that the office made otherwise is named, and nothing recorded; with --replace the file counts."""
    thoihan("calendar", "amend", "--off", "2028-02-05", "--reason", "x", code=1)  # a Saturday, off as it is
    thoihan("calendar", "amend", "--off", "2028-02-11", "--reason", "bão", "--document", "CĐ 1")
    assert (
        "1 day(s) of the file were made otherwise here by a document: 11/02/2028"
        in thoihan(*_take(thoihan), code=1).err
    )
    assert len(thoihan.json(*_take(thoihan), "--replace")["news"]) == DAYS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no column “date”"),
        ("date,working,reason\n", "There is no column “document”"),
        (FILE.splitlines()[0], "no days in it"),
        (FILE.replace("2028-01-24", "24/1/2028"), "2028.csv:2:1: Error: “24/1/2028” is not a day."),
        (FILE.replace("2028-01-24", "2028-02-30"), "“2028-02-30” is not a day."),
        (FILE.replace("2028-01-25,0", "2028-01-25,no"), "2028.csv:3:1: Error: “no” does not say if the day is worked."),
        (FILE.replace("2028-01-25,0", "2028-01-24,1"), "The day 2028-01-24 stands here for the second time."),
        (FILE.replace("11:30", "25:00"), "“25:00” is not an hour"),
        (FILE.replace("2028-02-05,1,,", "2028-02-05,0,11:30,"), "“11:30” is not an hour"),
        (FILE.replace("Làm bù", ""), "The column “reason” is empty"),
        (FILE.replace("Làm bù", "Làm\x1b[2Jbù"), "This is not UTF-8 text. Save it as “CSV UTF-8”."),
        (
            FILE.replace("Làm bù", "Làm bù, và nghỉ bù"),
            "2028.csv:7:1: Error: This line has 6 cells; the first one has 5.",
        ),
        (FILE.replace("Làm bù", "x" * 140_000), "error"),
        (FILE.replace("Nghỉ buổi chiều", "x" * 140_000), "error"),
        (FILE.replace("2028-02-05", "9999-02-05"), "outside the calendar"),
        (FILE.replace("\n", "\r"), "no refusal"),
        (FILE.replace(",", ";"), "no refusal"),
        (
            FILE.replace("Làm bù", '"Làm bù,\nnghỉ bù"'),
            "or has some that cannot be printed",
        ),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_lines(thoihan: CommandLine, text: str, said: str) -> None:
    """Signed or not: what cannot be read is refused with its line, all of it, and nothing is recorded."""
    _publish(thoihan.folder, text)
    before = thoihan.json("events")
    if said == "no refusal":  # lines may end as they like
        assert len(thoihan.json(*_take(thoihan), "--dry-run")["news"]) == DAYS
    else:
        assert said in thoihan(*_take(thoihan), code=1).err
    assert thoihan.json("events") == before


MINISIGN = shutil.which("minisign")


@pytest.mark.skipif(MINISIGN is None, reason="not installed: minisign (package minisign)")
def test_what_minisign_itself_signs_is_taken(thoihan: CommandLine) -> None:
    """The program that publishers use, with a key of its own."""
    folder = thoihan.folder
    run = [str(MINISIGN), "-W", "-f", "-s", str(folder / "secret.key")]
    subprocess.run([*run, "-G", "-p", str(folder / "key.pub")], check=True, capture_output=True)
    subprocess.run([*run[:2], *run[3:], "-S", "-m", str(folder / "2028.csv")], check=True, capture_output=True)
    thoihan.on("2099-01-01")  # it is signed today
    assert len(thoihan.json(*_take(thoihan), "--dry-run")["news"]) == DAYS

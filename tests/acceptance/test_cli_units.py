"""Agencies registered from the official list of a day, and from files that are not quite right."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from adapters.clock import SetClock
from tests.command_line import CommandLine, Ended


def at(folder: Path) -> CommandLine:
    """An office in November 2026, without agencies."""
    return CommandLine(folder, f"sqlite:///{folder / 'x.sqlite'}", clock=SetClock.on(date(2026, 11, 28)))


def names(line: CommandLine, *looking: str) -> dict[str, str]:
    """The names that are registered, by code."""
    return {row["code"]: row["name"] for row in line.json("units", "list", *looking)}


def test_what_documents_changed_since_a_day_are_events_with_them(tmp_path: Path) -> None:
    """Registered as of July 2025, Bắc Ninh and twelve of its communes are renamed on their day; then nothing is new."""
    line = at(tmp_path)
    line("units", "add", "--province", "24", "--on", "2025-07-01")
    line.json("units", "add", "--province", "24", "--on", "2026-11-28", "--dry-run")
    assert names(line)["07294"] == "Xã Bố Hạ"
    said = line.json("units", "add", "--province", "24", "--on", "2026-11-28")
    assert (said["units"], len(said["renamed"])) == (13, 13)
    assert {one["document"] for one in said["renamed"]} == {"NQ 39/2026/QH16", "NQ 388/NQ-UBTVQH16"}
    assert (names(line)["24"], names(line)["07294"]) == ("Thành phố Bắc Ninh", "Phường Bố Hạ")
    assert names(line, "--on", "2026-09-19")["07294"] == "Xã Bố Hạ"
    assert line.json("units", "add", "--province", "24", "--on", "2026-11-28")["known"]


def test_an_address_is_asked_about_and_a_landline_is_told(tmp_path: Path) -> None:
    """Nothing is recorded until it is said whether it is the same unit; a lost zero and a landline are warned of."""
    line = at(tmp_path)
    line("units", "add", "--province", "04")
    before = line.json("units", "list")
    file = tmp_path / "a.csv"
    file.write_text("code,name,email,phone\n1558,Xã Lý Quốc,a@b.vn,0206 3851 234\n", encoding="utf-8")
    refused = line("units", "add", str(file), code=1)
    assert "01558 (“Xã Hạ Lang” so far, “Xã Lý Quốc” here)" in refused.err
    assert "landline" in refused.err
    assert "“1558” is taken for 01558" in refused.err
    assert line.json("units", "list") == before
    line("units", "add", str(file), "--another", "01558")
    (row,) = (row for row in line.json("units", "list") if row["code"] == "01558")
    assert (row["email"], row["phone"]) == ("a@b.vn", "0206 3851 234")


def test_codes_of_before_july_2025_are_answered(tmp_path: Path) -> None:
    """02 says what to type; 15 needs a day, and is Lào Cai with one."""
    line = at(tmp_path)
    assert "`--province 08`" in line("units", "add", "--province", "02", code=1).err
    assert "--province 15 --on 2026-11-28" in line("units", "add", "--province", "15", code=1).err
    line("units", "add", "--province", "15", "--on", "2026-11-28")
    assert names(line)["15"] == "Tỉnh Lào Cai"


GROUP = "code,name,kind,parent,email,members,tasks\n12,Tỉnh,province,,,,\nbtc,Ban Tổ chức,party-body,12,a@b.vn,,\n"
GROUP += "ban,Các ban,group,12,,btc,each\n"


def group(folder: Path) -> CommandLine:
    """An office with an agency and a group of it."""
    line = at(folder)
    listed(line, GROUP)
    return line


def listed(line: CommandLine, text: str, *how: str, code: int = 0) -> Ended:
    """The answer to a table of agencies."""
    file = line.folder / "b.csv"
    file.write_text(text, encoding="utf-8")
    return line("units", "add", str(file), *how, code=code)


def known(line: CommandLine, code: str) -> dict[str, Any]:
    """An agency as it is registered."""
    return next(row for row in line.json("units", "list") if row["code"] == code)


def test_an_empty_cell_says_nothing_and_a_dash_that_there_is_none(tmp_path: Path) -> None:
    """What is known stays until a dash takes it away; the answer lists it, and so does the dry run, which does not."""
    line = group(tmp_path)
    before = known(line, "ban"), known(line, "btc")
    assert "Nothing new" in listed(line, "code,name,kind,parent,email,members,tasks\nban,,,,,,\nbtc,,,,,,\n").out
    assert (known(line, "ban"), known(line, "btc")) == before
    gone = "code,email,parent,members,tasks\nban,,-,-,-\nbtc,-,,,\n"
    said = listed(line, gone, "--dry-run").out
    assert "ban, Các ban: below from 12 to –; members from btc to –; whose tasks from each to –." in said
    assert "btc, Ban Tổ chức: e-mail address from a…@b.vn to –." in said
    assert (known(line, "ban"), known(line, "btc")) == before
    changed = json.loads(listed(line, gone, "--json").out)["changed"]
    assert changed[1] == {"code": "btc", "email": {"was": "a@b.vn", "now": None}}
    row = known(line, "ban")
    assert (row["parent"], row["members"], row["tasks"], row["kind"]) == (None, [], None, "group")
    assert known(line, "btc")["email"] is None
    assert line.json("verify")["holds"]


def test_a_dash_in_the_place_of_what_an_agency_always_has_is_refused(tmp_path: Path) -> None:
    """A name and a kind it has; and members of nobody, by a kind that is an agency's code, are none."""
    line = group(tmp_path)
    assert "cannot be without “name”" in listed(line, "code,name\nbtc,-\n", code=1).err
    assert "“btc” is a unit, and no kind" in listed(line, "code,members\nban,btc under 12\n", code=1).err
    assert "No unit is of the kind “chi-bo”" in listed(line, "code,members\nban,chi-bo under 12\n").err


def test_what_is_split_becomes_several(tmp_path: Path) -> None:
    """One alone is what it becomes part of."""
    line = group(tmp_path)
    said = line("units", "split", "btc", "--into", "12", "--document", "1-QĐ", code=1).err
    assert "units merge btc --into 12" in said


def test_kinds_are_written_in_the_words_that_lists_print(tmp_path: Path) -> None:
    """In any case; what is misspelt is refused with the kinds there are, and a kind of one's own is taken."""
    line = group(tmp_path)
    kinds = ("xã, phường", "Các Xã, Phường", "Commune", "đảng uỷ", "trường học")
    rows = "".join(f'c{number},Xã A{number},"{kind}",12\n' for number, kind in enumerate(kinds))
    listed(line, f"code,name,kind,parent\n{rows}")
    found = {row["code"]: row["kind"] for row in line.json("units", "list")}
    assert [found[f"c{number}"] for number in range(5)] == ["commune"] * 3 + ["party-committee", "trường học"]
    assert set(names(line, "--kind", "xã, phường")) == {"c0", "c1", "c2"}
    assert "communes and wards" in listed(line, 'code,name,kind\nc9,Xã C,"xã, phườngg"\n', code=1).err
    changed = listed(line, "code,name,kind,parent\nc0,Xã A0,sở,12\n").out
    assert "from communes and wards to departments" in changed


def test_a_new_commune_that_is_called_like_another_is_told_of(tmp_path: Path) -> None:
    """With the name of the other, also where it is a body of that one."""
    line = group(tmp_path)
    listed(line, "code,name,kind,parent\nbl,Xã Bình Lư,xã,12\n")
    said = listed(line, "code,name,kind,parent\nbl2,Đảng ủy xã Bình Lư,xã,12\nkt,Xã Khun Há,xã,12\n").err
    assert "Xã Bình Lư (bl)" in said
    assert "Khun" not in said

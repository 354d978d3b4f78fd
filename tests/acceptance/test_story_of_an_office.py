"""An office lives with it for a season: two plans and a letter, one congress, a group, a return, a secret row, an end.

One event begins what both plans count from it; the group's members each have their own; a letter's task stands beside
them. A report is returned and then accepted; a secret row says nothing outside; the first plan is replaced. After each
day the mails of each agency are what it was told, and at the end all is as the log gives it.
"""

from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared

A = """\
plan: ke-hoach-a
title: Kế hoạch tổ chức đại hội
number: 10-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
units:
  btc: {name: Ban Tổ chức Tỉnh ủy, kind: party-body}
  bdv: {name: Ban Dân vận Tỉnh ủy, kind: party-body}
  ubkt: {name: Ủy ban Kiểm tra Tỉnh ủy, kind: party-body}
  cac-ban: {name: Các ban đảng, kind: group, members: [btc, bdv, ubkt]}
milestones:
  dai_hoi: {title: Đại hội Đảng bộ tỉnh, at: "12", document: 331-KH/TU}
rules:
  - id: I.1
    title: Báo cáo tổng kết
    lead: cac-ban
    tasks: each
    due: 7 days after dai_hoi
    says: sau đại hội 07 ngày
    cite: dòng 1
  - id: I.2
    title: Hoàn chỉnh hồ sơ
    lead: btc
    accept: yes
    due: 10 days after dai_hoi
    says: sau đại hội 10 ngày
    cite: dòng 2
  - id: I.3
    title: Rà soát nhân sự kín
    secrecy: nội bộ
    lead: ubkt
    due: 5 days after dai_hoi
    says: sau đại hội 05 ngày
    cite: dòng 3
"""
B = """\
plan: ke-hoach-b
title: Kế hoạch tuyên truyền
number: 11-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
units:
  btg: {name: Ban Tuyên giáo Tỉnh ủy, kind: party-body}
milestones:
  dai_hoi_tinh: {title: Đại hội đại biểu Đảng bộ tỉnh, at: "12", document: 331-KH/TU}
rules:
  - id: I.1
    title: Tuyên truyền kết quả
    lead: btg
    due: 5 days after dai_hoi_tinh
    says: sau đại hội 05 ngày
    cite: dòng 1
"""
C = """\
plan: ke-hoach-c
title: Kế hoạch sau đại hội
number: 12-KH/TU
issuer: Tỉnh ủy
issued: 2025-09-01
unit: "12"
milestones:
  tong_ket: {title: Hội nghị tổng kết, at: "12"}
rules:
  - {id: I.1, title: Báo cáo tổng kết, lead: btc, due: 7 days after tong_ket, says: sau hội nghị 07 ngày, cite: dòng 1}
"""
SECRET = "Rà soát nhân sự kín"


class Office(CommandLine):
    """The command line of a province's office, and the mails that lie in its folder."""

    _read: frozenset[str] = frozenset()

    def told(self) -> Mapping[str, str]:
        """What each agency was told since it was asked last: subjects and texts, by address."""
        mails: dict[str, list[str]] = {}
        for path in sorted((self.folder / "mail").rglob("*")):
            if path.is_file() and path.name not in self._read:
                self._read |= {path.name}
                for unit, text in _said(path):
                    mails.setdefault(unit, []).append(text)
        return {unit: "\n".join(said) for unit, said in sorted(mails.items())}

    def day(self, day: str) -> Mapping[str, str]:
        """It is that day, and it is swept; what each agency was told of it."""
        self.on(day)
        self("sweep")
        return self.told()

    def states(self, plan: str) -> Mapping[str, tuple[str, str | None]]:
        """State and due day of each task of a plan, by its row and unit; of what is secret the state stays inside."""
        found = self.json("tasks", "--plan", plan)
        return {one["id"].partition("/")[2]: (one.get("state", ""), one["due"]) for one in found}


def _said(path: Path) -> Iterator[tuple[str, str]]:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    yield mail["To"].addresses[0].username, f"{mail['Subject']}\n{text}"


@pytest.fixture
@prepared
def office(tmp_path: Path, database_url: str) -> Office:
    """Two plans are adopted, which mean the same congress by its document; all agencies have an address."""
    more = {"THOIHAN_SECRECY_LIMIT": "thường", "THOIHAN_SECRECY_PLACE": "Văn thư"}
    made = Office(tmp_path, database_url, more=more)
    made("units", "add", "--province", "12")
    for name, text in (("a", A), ("b", B), ("c", C)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    made("plan", "add", str(tmp_path / "a.yaml"))
    made("plan", "add", str(tmp_path / "b.yaml"))
    codes = ("12", "btc", "bdv", "ubkt", "btg")
    names = {one["code"]: (one["name"], one["kind"]) for one in made.json("units", "list")}
    rows = [f"{code},{','.join(names[code])},{code}@lai-chau.example" for code in codes]
    (tmp_path / "u.csv").write_text("\n".join(["code,name,kind,email", *rows]) + "\n", encoding="utf-8")
    made("units", "add", str(tmp_path / "u.csv"))
    made("sweep")
    made.told()
    return made


def test_a_season_of_an_office(office: Office) -> None:
    """From the congress to the plan that replaces the first: what is due, what is so, and what each was told."""
    # 4/8/2025: the congress is logged once, with the minutes; it begins the tasks of both plans.
    office.on("2025-08-04")
    minutes = office.folder / "bien-ban.pdf"
    minutes.write_bytes(b"%PDF-1.7 bien ban dai hoi")
    office(
        "log", "dai_hoi", "--on", "2025-08-04", "--document", "331-KH/TU", "--id", "dai-hoi", "--attach", str(minutes)
    )
    assert office.states("ke-hoach-a") == {
        "I.3/ubkt": ("", "2025-08-11"),
        "I.1/bdv": ("active", "2025-08-11"),
        "I.1/btc": ("active", "2025-08-11"),
        "I.1/ubkt": ("active", "2025-08-11"),
        "I.2/btc": ("active", "2025-08-14"),
    }
    assert office.states("ke-hoach-b") == {"I.1/btg": ("active", "2025-08-11")}
    told = office.day("2025-08-05")
    assert set(told) == {"bdv", "btc", "btg", "ubkt"}
    assert "Báo cáo tổng kết" in told["bdv"]
    assert "Hoàn chỉnh hồ sơ" in told["btc"]
    assert "Tuyên truyền kết quả" in told["btg"]
    assert SECRET not in "".join(told.values())
    assert "see at Văn thư" in told["ubkt"]

    # 6/8: a letter gives one task to the propaganda department; no file is written for it.
    office.on("2025-08-06")
    letter = ("--document", "123-CV/TU", "--issued", "2025-08-06")
    office("assign", "Báo cáo nhanh", "--lead", "btg", "--due", "Trước 15/8/2025", *letter)
    assert "Báo cáo nhanh" in office.day("2025-08-07")["btg"]

    # The organisation department takes its task up and reports it; it is returned with a new day, done anew, accepted.
    office("ack", "ke-hoach-a/I.2/btc", "--on", "2025-08-07")
    office.on("2025-08-12")
    office("done", "ke-hoach-a/I.2/btc", "--on", "2025-08-12", "--product", "Hồ sơ 15-BC/BTC")
    office("return", "ke-hoach-a/I.2/btc", "--reason", "thiếu phụ lục", "--due", "2025-08-20")
    assert office.states("ke-hoach-a")["I.2/btc"] == ("active", "2025-08-20")
    assert "thiếu phụ lục" in office.day("2025-08-13")["btc"]
    office.on("2025-08-19")
    office("done", "ke-hoach-a/I.2/btc", "--on", "2025-08-19")
    office("accept", "ke-hoach-a/I.2/btc")
    assert office.states("ke-hoach-a")["I.2/btc"] == ("done", "2025-08-20")

    # The members of the group answer for themselves: one is done in time, one late, one not at all.
    office("done", "ke-hoach-a/I.1/btc", "--on", "2025-08-11", "--id", "btc-1")
    office("done", "ke-hoach-a/I.1/bdv", "--on", "2025-08-18")
    kept = office.json("report", "--plan", "ke-hoach-a", "--keep", "--to", "Tỉnh ủy")
    cells = {row["task"].partition("/")[2]: row.get("cell", "") for row in kept["rows"]}
    assert cells == {
        "I.1/bdv": "done_late",
        "I.1/btc": "done_in_time",
        "I.1/ubkt": "overdue",
        "I.2/btc": "done_in_time",
        "I.3/ubkt": "",
    }

    # 1/9: the congress is corrected by a letter, for both plans at once; what was handed up is answered for.
    office.on("2025-09-01")
    office("correct", "dai-hoi", "--on", "2025-08-08", "--document", "400-CV/TU")
    moved = {one["task"]: one for one in office.json("report", "--compare", "last")["moved"]}
    assert moved["ke-hoach-a/I.1/bdv"]["now"]["due"] == "2025-08-15"
    assert {event["document"] for event in moved["ke-hoach-a/I.1/bdv"]["since"]} == {"400-CV/TU"}
    assert office.states("ke-hoach-b") == {"I.1/btg": ("active", "2025-08-13")}

    # 3/9: the first plan is replaced: one row passes to the new one, what is left is not required any more.
    office.on("2025-09-03")
    office("plan", "add", str(office.folder / "c.yaml"))
    office("plan", "replace", "ke-hoach-a", "--by", "ke-hoach-c", "--rest", "passed", "--rest", "not-required")
    left = office.states("ke-hoach-a")
    assert {state for state, _ in left.values()} == {"done", "closed", ""}
    assert left["I.1/btc"][0] == "done"
    assert "ke-hoach-c" in office("done", "ke-hoach-a/I.3/ubkt", "--on", "2025-09-03", code=1).err

    # Another day: nobody hears of the plan that has ended, and all is as the log gives it.
    office.day("2025-09-04")
    assert not any("10-KH/TU" in said for said in office.day("2025-09-05").values())
    verified = office.json("verify")
    assert verified["holds"]
    assert verified["files"]["kept"] == 2  # the minutes, and the rows of the report

"""Several addresses of an agency, with roles: entered, seen, told, erased, verified and restored."""

import re
from email import message_from_bytes
from email.policy import default
from email.utils import getaddresses
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared

PLAN = """\
plan: ke-hoach
title: Kế hoạch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
units:
  btc: {name: Ban Tổ chức, kind: party-body, parent: "12"}
rules:
  - {id: R1, title: Báo cáo, lead: btc, due: by 2025-07-31, says: đến 31/7/2025, cite: dòng 1}
"""
LIST = """\
code,name,kind,email,phone,cc_email,leader_email,leader_phone
btc,Ban Tổ chức,party-body,a@btc.vn;b@btc.vn,0912 345 678,vt@btc.vn;A@btc.vn,tb@btc.vn,0912345678
"""
ADDRESSES = ["a@btc.vn", "b@btc.vn", "0912 345 678", "vt@btc.vn", "A@btc.vn", "tb@btc.vn"]


class Line(CommandLine):
    """The command line of an office."""

    def arrived(self) -> list[str]:
        """To which addresses something has gone so far, mails and text messages."""
        mails = [message_from_bytes(path.read_bytes()) for path in (self.folder / "mail" / "new").iterdir()]
        texts = [path.read_text(encoding="utf-8") for path in (self.folder / "sms").rglob("*.txt")]
        numbers = [one for text in texts for one in re.findall(r"(?m)^To: (.+)$", text)]
        return sorted([*numbers, *(one for mail in mails for _, one in getaddresses([mail["To"]]))])

    def said(self) -> str:
        """The words of all mails so far."""
        mails = [
            message_from_bytes(path.read_bytes(), policy=default) for path in (self.folder / "mail" / "new").iterdir()
        ]
        parts = [mail.get_body(("plain",)) for mail in mails]
        return " ".join(" ".join(part.get_content().split()) for part in parts if part)

    def forget_mail(self) -> None:
        """Empty the folders."""
        for path in (*(self.folder / "mail" / "new").iterdir(), *(self.folder / "sms").rglob("*.txt")):
            path.unlink()


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> Line:
    """An agency is registered, with officers, a leader and an address for copies; its telephones are one."""
    made = Line(tmp_path, database_url)
    made("units", "add", "--province", "12")
    made("plan", "add", made.writes("plan.yaml", PLAN))
    made("units", "add", made.writes("dia-chi.csv", LIST))
    return made


def test_each_address_gets_what_its_role_hears_once(line: Line) -> None:
    """Officers and copies hear of the task, an address that stands twice once; the leader from the escalation on."""
    line("sweep")
    expected = ["+84912345678", "a@btc.vn", "b@btc.vn", "vt@btc.vn"]
    assert line.arrived() == expected
    line("sweep")
    assert line.arrived() == expected
    line.forget_mail()
    line.on("2025-08-01")
    line("sweep")
    assert line.arrived() == expected
    line.forget_mail()
    line.on("2025-08-05")
    line("sweep", code=4)  # the unit above has no address
    assert line.arrived() == [*expected[:3], "tb@btc.vn", expected[3]]
    assert line.said().count("this goes to you as its leader") == 1
    ways = {one["channel"] for one in line.json("outbox", "--unit", "btc")}
    assert ways == {"mail", "mail.2", "mail.cc", "mail.leader", "sms"}
    assert " is well: " in line("verify").out


def test_addresses_are_seen_and_set_by_role(line: Line) -> None:
    """Roles are typed in either language; what is no address is refused, and what is known already is no news."""
    found = line.json("units", "contacts", "btc")["addresses"]
    assert [(one["kind"], one["told"]) for one in found] == [
        ("email", True),
        ("email_2", True),
        ("phone", True),
        ("cc_email", True),
        ("cc_email_2", False),
        ("leader_email", True),
        ("leader_phone", False),
    ]
    shown = line("units", "contacts", "btc", "--role", "lãnh đạo").out
    assert "t…@btc.vn" in shown
    assert "a…@" not in shown
    line("units", "contacts", "btc", "--role", "lãnh đạo", "--email", "moi@btc.vn", "--phone", "-")
    leader = line.json("units", "contacts", "btc", "--role", "leader")["addresses"]
    assert [one["address"] for one in leader] == ["moi@btc.vn"]
    assert line.json("units", "contacts", "btc", "--role", "leader", "--email", "moi@btc.vn")["known"]
    left = line("units", "contacts", "btc", "--role", "cc", "--email", "-", "--phone", "-").out
    assert ("has no address of this role (copies)" in left, "m…@btc.vn" in left) == (True, True)
    assert "cannot be used" in line("units", "contacts", "btc", "--role", "cc", "--email", "x", code=1).err
    assert "--role officer" in line("units", "contacts", "btc", "--email", "x@y.vn", code=2).err
    assert "no role “chu tich”" in line("units", "contacts", "btc", "--role", "chu tich", code=1).err
    assert line.json("units", "add", str(line.folder / "dia-chi.csv"))["units"] == 1


def test_whoever_is_entered_later_is_told_of_what_is_open(line: Line) -> None:
    """An address for copies hears then what the officer knows, by that one alone; a leader nothing before a rung."""
    line("units", "contacts", "btc", "--role", "cc", "--email", "-")
    line("units", "contacts", "btc", "--role", "leader", "--email", "-", "--phone", "-")
    line("sweep")
    line.forget_mail()
    line("units", "contacts", "btc", "--role", "cc", "--email", "luu@btc.vn")
    line("units", "contacts", "btc", "--role", "leader", "--email", "tb@btc.vn")
    line("sweep")
    assert line.arrived() == ["luu@btc.vn"]


def test_what_was_told_goes_with_an_address(line: Line) -> None:
    """Two that change places, or one with another role, hear nothing again; who comes in another's place hears all."""
    line("sweep")
    line.forget_mail()
    line("units", "contacts", "btc", "--role", "officer", "--email", "b@btc.vn", "--email", "a@btc.vn")
    line("sweep")
    assert line.arrived() == []
    line("units", "contacts", "btc", "--role", "cc", "--email", "b@btc.vn", "--email", "vt@btc.vn")
    line("units", "contacts", "btc", "--role", "officer", "--email", "A@btc.vn")
    line("sweep")
    assert line.arrived() == []
    line("units", "contacts", "btc", "--role", "officer", "--email", "moi@btc.vn", "--phone", "0912.345.678")
    line("sweep")
    assert line.arrived() == ["moi@btc.vn"]
    assert "Báo cáo" in line.said()
    assert " is well: " in line("verify").out


def test_an_address_that_was_taken_away_and_comes_back_hears_how_things_stand(line: Line) -> None:
    """The officer's too, which everything goes to: what he was told is forgotten with his address."""
    line("sweep")
    line.forget_mail()
    line("units", "contacts", "btc", "--role", "officer", "--email", "-", "--phone", "-")
    line("units", "contacts", "btc", "--role", "cc", "--email", "-")
    line("sweep")
    assert line.arrived() == []
    line("units", "contacts", "btc", "--role", "officer", "--email", "a@btc.vn")
    line("units", "contacts", "btc", "--role", "cc", "--email", "vt@btc.vn")
    line("sweep")
    assert line.arrived() == ["a@btc.vn", "vt@btc.vn"]
    line("sweep")
    assert line.arrived() == ["a@btc.vn", "vt@btc.vn"]


def test_who_cooperates_does_not_begin_to_by_an_address_more(line: Line) -> None:
    """Nor is a group that has a task together new to it."""
    plan = PLAN.replace("ke-hoach", "khac").replace("1-KH", "2-KH").replace("lead: btc", 'lead: "12", cooperate: [btc]')
    plan = plan.replace("rules:", "policies: {notify cooperating: true}\nrules:")
    line("plan", "add", line.writes("khac.yaml", plan))
    line("sweep", code=None)
    line.forget_mail()
    line("units", "contacts", "btc", "--role", "cc", "--email", "vt@btc.vn", "--email", "luu@btc.vn")
    line("sweep", code=None)
    assert line.arrived() == ["luu@btc.vn", "luu@btc.vn"]
    assert "you cooperate in it" in line.said()
    assert "from now on" not in line.said()


def test_a_rung_for_the_leader_alone_goes_to_the_office_where_he_has_no_address(line: Line) -> None:
    """And says that it is to be passed on to him."""
    ladder = PLAN.replace("rules:", 'policies: {reminders: ["3 days before due, to leader"]}\nrules:')
    ladder = ladder.replace("ke-hoach", "khac").replace("1-KH", "2-KH")
    line("plan", "add", line.writes("khac.yaml", ladder))
    line("sweep")
    line.forget_mail()
    line.on("2025-07-28")
    line("sweep")
    assert line.arrived().count("tb@btc.vn") == 1
    line.forget_mail()
    line("units", "contacts", "btc", "--role", "leader", "--email", "-", "--phone", "-")
    third = ladder.replace("khac", "ba").replace("2-KH", "3-KH").replace("3 days", "2 days")
    line("plan", "add", line.writes("ba.yaml", third))
    line("sweep")
    line.forget_mail()
    line.on("2025-07-29")
    line("sweep")
    assert "no address is registered: please pass it on" in line.said()
    assert "tb@btc.vn" not in line.arrived()


def test_all_addresses_of_an_agency_are_erased_and_none_is_in_the_log(line: Line, tmp_path: Path) -> None:
    """A backup has them until then, and they verify in what is restored."""
    log = line("events", "--json").out
    assert not any(one in log for one in ADDRESSES)
    backup = line.json("backup", str(tmp_path / "copies"))["file"]
    line("restore", backup, "--into", f"sqlite:///{tmp_path}/restored.db")
    other = Line(tmp_path, f"sqlite:///{tmp_path}/restored.db")
    assert " is well: " in other("verify").out
    assert [one["address"] for one in other.json("units", "contacts", "btc")["addresses"]][:2] == ADDRESSES[:2]
    said = line("units", "forget", "btc", "--address", "vt@btc.vn").out
    assert "Nothing goes to these any more: e-mail address (copies)." in said
    assert ("No text messages" in said, "held back" in said) == (False, False)
    assert "vt@btc.vn" not in str(line.json("units", "contacts", "btc"))
    line("units", "forget", "btc")
    assert line.json("units", "contacts", "btc")["addresses"] == []
    assert " is well: " in line("verify").out

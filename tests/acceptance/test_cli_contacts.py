"""Addresses are kept apart from the log: entered, corrected, erased, verified, and found in a log of before."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from adapters.clock import SetClock
from engine.service import Service
from events.chain import GENESIS, canonical_json, content, link
from events.database.soundness.declared import TABLES
from events.event import Event, Recorded
from events.opening import make_store
from tests.command_line import TOOLS, CommandLine
from tests.older_schemas import back_to
from tests.prepared import prepared
from tests.tampering import beside
from tests.worlds import World

MAIL, NEW_MAIL, PHONE = "nguyen.van.a@lai-chau.example", "tran.thi.b@lai-chau.example", "0912 345 678"
PLAN = """\
plan: ke-hoach
title: Kế hoạch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
units:
  btc: {name: Ban Tổ chức, kind: party-body}
milestones:
  congress: {title: Đại hội, at: "12"}
rules:
  - {id: R1, title: Báo cáo, lead: btc, due: 7 days after congress, says: sau đại hội 07 ngày, cite: dòng 1}
"""


class Line(CommandLine):
    """The command line of an office that tells one agency."""

    def list_of(self, mail: str, phone: str = PHONE) -> str:
        """A file with the agency's addresses."""
        path = self.folder / "dia-chi.csv"
        path.write_text(f"code,name,kind,email,phone\nbtc,Ban Tổ chức,party-body,{mail},{phone}\n", encoding="utf-8")
        return str(path)

    def prepare(self) -> None:
        (self.folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
        self("units", "add", "--province", "12")
        self("plan", "add", str(self.folder / "plan.yaml"))
        self("units", "add", self.list_of(MAIL))

    def shown(self) -> tuple[str | None, str | None]:
        """The addresses of the agency as they are now."""
        (row,) = (row for row in self.json("units", "list") if row["code"] == "btc")
        return row["email"], row["phone"]

    def by_hand(self, *statements: str) -> None:
        """Change the database past the program."""
        with beside(self.url) as connection:
            for one in statements:
                connection.execute(text(one))

    def everything(self) -> str:
        """All that stands in the database, table by table."""
        with beside(self.url) as connection:
            found = [
                repr(tuple(row)) for name in sorted(TABLES) for row in connection.execute(text(f"SELECT * FROM {name}"))
            ]
        return "\n".join(found)


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> Line:
    """The agency is registered, with mail and a mobile number."""
    made = Line(tmp_path, database_url)
    made.prepare()
    return made


def test_no_address_is_in_the_log_nor_in_what_follows_from_it(line: Line) -> None:
    """Only the table of addresses has them; text messages are made, and go to the number."""
    assert line.shown() == (MAIL, PHONE)
    line("log", "congress", "--on", "2025-07-21")
    said = line.everything()
    assert (said.count(MAIL), said.count(PHONE)) == (1, 1)
    assert MAIL not in line("events", "--json").out
    line("sweep")
    assert MAIL in "".join(path.read_text() for path in (line.folder / "mail" / "new").iterdir())
    assert len(list((line.folder / "sms").rglob("*.txt"))) == 1
    assert (line.everything().count(MAIL), line.everything().count(PHONE)) == (1, 1)
    said = line("verify").out
    assert "Addresses kept apart from the log: 2." in said
    assert "stand in the log" not in said


def test_a_corrected_address_takes_the_place_of_the_one_before(line: Line) -> None:
    """Nothing is left of the old one; the same list once more is no news, and a new name leaves addresses alone."""
    assert line.json("units", "add", line.list_of(NEW_MAIL))["units"] == 1
    assert line.shown() == (NEW_MAIL, PHONE)
    assert MAIL not in line.everything()
    assert line.json("units", "add", line.list_of(NEW_MAIL))["known"]
    line("units", "rename", "btc", "Ban Tổ chức Tỉnh ủy")
    assert line.shown() == (NEW_MAIL, PHONE)
    assert " is well: " in line("verify").out


def test_an_erased_address_is_nowhere_any_more(line: Line) -> None:
    """Nor is there a text message for the agency; its mail is held back until it has an address, and then goes."""
    said = line("units", "forget", "btc").out
    assert "Erased of btc (Ban Tổ chức): e-mail address, telephone number." in said
    assert "stands in the log" not in said
    assert line.shown() == (None, None)
    assert not any(one in line.everything() for one in (MAIL, PHONE))
    line("log", "congress", "--on", "2025-07-21")
    (message,) = line.json("outbox", "--unit", "btc")
    assert message["channel"] == "mail"
    line("sweep", code=4)
    assert line.json("outbox", "--unit", "btc")[0]["status"] == "parked"
    assert " is well: " in line("verify").out
    assert "no address. Nothing was changed" in line("units", "forget", "btc").out
    line("units", "add", line.list_of(NEW_MAIL))
    line("sweep")
    arrived = line.json("outbox", "--unit", "btc")
    went = [(one["channel"], one["status"]) for one in arrived if one["status"] != "covered"]  # by the same mail
    assert sorted(went) == [("mail", "sent"), ("sms", "sent")]
    assert {item["task"] for one in arrived for item in one["content"]["items"]} == {"R1"}


def test_one_address_of_two_is_erased_however_it_is_written(line: Line) -> None:
    """A dry run changes nothing; an address that the agency does not have is refused, and not repeated."""
    dry = line("units", "forget", "btc", "--address", "+84912345678", "--dry-run").out
    assert "A dry run: of btc (Ban Tổ chức) this would be erased: telephone number." in dry
    assert line.shown() == (MAIL, PHONE)
    refused = line("units", "forget", "btc", "--address", "0999 999 999", code=1)
    assert "has no such address now" in refused.err
    assert "999" not in refused.err
    assert line.json("units", "forget", "btc", "--address", "+84912345678")["kinds"] == ["phone"]
    assert line.shown() == (MAIL, None)
    assert "nobody" in line("units", "forget", "nobody", code=1).err


def test_what_failed_attempts_said_of_an_address_goes_with_it(line: Line) -> None:
    """The message stays parked: what is unsent is never removed."""
    line("log", "congress", "--on", "2025-07-21")
    line.by_hand("UPDATE message SET status = 'parked', last_error = 'n…@lai-chau.example is refused'")
    line("units", "forget", "btc", "--address", MAIL)
    errors = {one["channel"]: one["last_error"] for one in line.json("outbox", "--unit", "btc", "--status", "parked")}
    assert errors == {"mail": None, "sms": "n…@lai-chau.example is refused"}


def test_who_has_the_same_address_is_said(line: Line) -> None:
    """Another agency may share it: the one who asks to be forgotten is so in one place only."""
    more = line.folder / "more.csv"
    more.write_text(f"code,name,kind,email\nvptu,Văn phòng,party-body,{MAIL.upper()}\n", encoding="utf-8")
    line("units", "add", str(more))
    assert line.json("units", "forget", "btc", "--dry-run")["also_of"] == ["vptu"]
    assert "kept of other units: vptu." in line("units", "forget", "btc").out


CHANGED = f"UPDATE contact SET address = 'x@attacker.example' WHERE address = '{MAIL}'"
MOVED = "UPDATE contact SET unit = '12' WHERE kind = 'email'"
ADDED = "INSERT INTO contact VALUES ('12', 'email', 'x@attacker.example', '00', 1)"
NO_KEY = "UPDATE contact SET salt = 'x' WHERE kind = 'email'"
GONE = "DELETE FROM contact WHERE kind = 'email'"


@pytest.mark.parametrize(
    ("statement", "changed", "missing"),
    [
        (CHANGED, ["btc"], []),
        (MOVED, ["12"], ["btc"]),
        (ADDED, ["12"], []),
        (NO_KEY, ["btc"], []),
        (GONE, [], ["btc"]),
    ],
)
def test_an_address_changed_by_hand_is_found(
    line: Line, statement: str, changed: list[str], missing: list[str]
) -> None:
    """One that is not the one entered, stands at another agency, came from nowhere, or is gone without a word."""
    line.by_hand(statement)
    found = line.json("verify", code=3)
    assert [one["unit"] for one in found["contacts"]["changed"]] == changed
    assert [one["unit"] for one in found["contacts"]["missing"]] == missing
    said = line("verify", code=3)
    assert "attacker" not in said.out + said.err
    line("units", "forget", "btc")
    line.by_hand("DELETE FROM contact WHERE unit = '12'")
    assert " is well: " in line("verify").out


def test_looking_back_shows_that_there_was_an_address_and_not_which(line: Line) -> None:
    """Addresses are kept as they are now; the log knows that there was one."""
    line.on("2025-07-22")
    line("units", "forget", "btc", "--address", MAIL)
    (row,) = (row for row in line("units", "list", "--as-of", "2025-07-21").out.splitlines() if row.startswith("btc"))
    assert row.split()[-4:] == ["had", "one", "had", "one"]
    (now,) = (row for row in line("units", "list").out.splitlines() if row.startswith("btc"))
    assert now.split()[-2:] == ["–", "…678"]


def test_messages_go_when_the_time_for_keeping_them_is_over(line: Line) -> None:
    """With the first sweep of a day, sent ones alone; all is well afterwards, and it is said how many went."""
    line("log", "congress", "--on", "2025-07-21")
    line("sweep")
    line("units", "forget", "btc", "--address", MAIL)
    line.on("2025-07-25")
    line("sweep", code=4)
    kept = line.json("outbox")
    assert {one["status"] for one in kept} == {"sent", "parked"}
    line.on("2025-08-20")
    assert line.json("sweep", code=4)["pruned"] == 0
    line.on("2025-08-21")
    swept = line("sweep", code=4, THOIHAN_KEEP_TOLD_DAYS="10")  # it is told again that the task is overdue
    gone = sum(one["status"] == "sent" for one in kept)
    assert f"time for keeping them is over: {gone}." in swept.out
    left = line.json("outbox")
    assert {one["sent_at"][:10] for one in left if one["sent_at"]} == {"2025-08-20", "2025-08-21"}
    parked = {one["key"] for one in kept if one["status"] == "parked"}
    assert parked < {one["key"] for one in left if one["status"] == "parked"}
    found = line.json("verify")
    assert (found["holds"], found["pruned"]) == (True, gone)
    line.by_hand("DELETE FROM message WHERE status = 'parked'")
    assert "message" in line.json("verify", code=3)["differing"]


def test_how_long_messages_are_kept_is_a_whole_number_of_days(line: Line) -> None:
    """Nothing is removed by a slip of the pen."""
    for wrong in ("0", "-1", "ten", "1.5", "99999", "9" * 40):
        assert (
            "THOIHAN_KEEP_TOLD_DAYS must be a whole number" in line("sweep", code=2, THOIHAN_KEEP_TOLD_DAYS=wrong).err
        )


def test_a_plan_brings_no_address_into_the_log(line: Line) -> None:
    """It is refused, with what to do instead."""
    path = line.folder / "other.yaml"
    text_of = PLAN.replace("ke-hoach", "khac").replace("kind: party-body}", f"kind: party-body, email: {MAIL}}}")
    path.write_text(text_of, encoding="utf-8")
    refused = line("plan", "add", str(path), code=1)
    assert "a plan's text stands in the log" in refused.err
    assert MAIL not in refused.err


# --- a log of before --------------------------------------------------------------------------------------------------


@pytest.fixture
def of_before(tmp_path: Path, empty_url: str) -> Line:
    """A database as an older version wrote it: an agency's addresses stand in the log, and those of a plan's text."""
    store = make_store(empty_url)
    world = World(store)
    service = Service(store, TOOLS)
    declared = PLAN.replace("kind: party-body}", f"kind: party-body, email: {MAIL}, phone: {PHONE}}}")
    plan = TOOLS.compile(declared)
    units = [{"code": "12", "name": "Tỉnh", "kind": "province", "email": NEW_MAIL, "phone": "0213 3876 123"}]
    told: list[dict[str, Any]] = [
        {"type": "units.registered", "data": {"units": units}},
        {"type": "plan.adopted", "plan": plan.id, "data": {"source": declared, "hash": plan.hash, "version": 1}},
    ]
    previous, log = GENESIS, []
    for position, one in enumerate(told, 1):
        event = Event(**one, **world.envelope())
        log.append(Recorded(position=position, event=event, previous=previous, hash=link(previous, event)))
        previous = log[-1].hash
    for _ in service.replay(log, store):
        pass
    store.close()
    line = Line(tmp_path, empty_url, clock=SetClock.on(date(2025, 7, 22)), empty=True)
    with beside(line.url) as connection:
        back_to(connection, 11)
    line.by_hand(
        f"UPDATE unit SET email = '{NEW_MAIL}', phone = '0213 3876 123' WHERE code = '12'",
        f"UPDATE unit SET email = '{MAIL}', phone = '{PHONE}' WHERE code = 'btc'",
    )
    return line


def test_addresses_of_before_come_into_their_table(of_before: Line) -> None:
    """By `migrate`, row for row; the chain holds, text messages go on, and the landline still gets none."""
    line = of_before
    line("units", "list", code=4)
    said = line("migrate").out
    differing = "plan (1), compiled (1), title (1), mention (3)"  # columns and tables that are new
    assert f"What differs, by table: {differing}." in said
    assert "can be corrected and erased: 4." in said
    assert line.shown() == (MAIL, PHONE)
    found = line.json("verify")
    assert (found["holds"], found["contacts"]["kept"], found["contacts"]["in_log"]) == (True, 4, 4)
    assert "4 of them stand in the log as well" in line("verify").out
    line("log", "congress", "--on", "2025-07-22")
    assert {one["channel"] for one in line.json("outbox", "--unit", "btc")} == {"mail", "sms"}
    line("sweep")
    assert MAIL in "".join(path.read_text() for path in (line.folder / "mail" / "new").iterdir())
    line.by_hand(CHANGED)
    assert [one["unit"] for one in line.json("verify", code=3)["contacts"]["changed"]] == ["btc"]


def test_what_stands_in_a_log_of_before_is_said_when_it_is_erased(of_before: Line) -> None:
    """The positions are named; nothing else shows the address, not even a look back, and it does not come back."""
    line = of_before
    line("migrate")
    said = line("units", "forget", "btc").out
    assert "stands in the log still, at position(s) 2" in said
    assert line.shown() == (None, None)
    shown = line("events", "--json").out + line("units", "list", "--as-of", "2025-07-21").out
    assert not any(one in shown for one in (MAIL, NEW_MAIL, "3876"))
    assert " is well: " in line("verify").out
    with beside(line.url) as connection:
        back_to(connection, 12)
    line("migrate")
    assert line.shown() == (None, None)
    line("units", "add", line.list_of(MAIL))
    assert line.shown() == (MAIL, PHONE)
    assert " is well: " in line("verify").out


def test_the_chain_of_a_log_of_before_is_as_it_was(of_before: Line) -> None:
    """The hashes are those that the older version wrote: what it recorded stays, addresses too."""
    line = of_before
    line("migrate")
    store = make_store(line.url)
    with store.begin(write=False) as session:
        log = list(session.events())
    store.close()
    assert all(one.hash == link(one.previous, one.event) for one in log)
    assert NEW_MAIL in canonical_json(content(log[0].event))
    assert json.loads(canonical_json(content(log[0].event)))["data"]["units"][0]["phone"] == "0213 3876 123"

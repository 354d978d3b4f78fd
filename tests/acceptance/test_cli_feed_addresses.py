"""Calendars of persons, and addresses under which calendars are asked for: made, listed, used, taken back."""

from pathlib import Path

import pytest

from events.opening import open_store
from tests.acceptance.test_cli_feed import MILESTONES, PLAN, UNITS, days, numbers, read, served, status
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

PERSON = "Phó Trưởng ban"


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan of which an agency gave a row to a person, on an earlier day of his own."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(PLAN)
    made("delegate", "ke-hoach/R2/btc", PERSON, "--due", "2025-09-19")
    return made


def persons(line: CommandLine, person: str = PERSON) -> bytes:
    line("feed", "btc", "--person", person, "-o", str(line.folder / "p.ics"))
    return (line.folder / "p.ics").read_bytes()


def test_a_person_has_what_was_given_to_him(line: CommandLine) -> None:
    """On his own day, with the task's beside it; others have nothing, and the unit's calendar is as it was."""
    data = persons(line)
    assert days(data) == {"R2/btc": "2025-09-19"}
    assert "Last day of the task: Tuesday, 30/09/2025" in read(data)["R2/btc"].description.value
    assert "Due dates: Phó Trưởng ban\\, Ban Tổ chức".encode() in data.replace(b"\r\n ", b"")
    assert persons(line, "phó  trưởng BAN").count(b"BEGIN:VEVENT") == 1
    assert persons(line, "Trưởng ban").count(b"BEGIN:VEVENT") == 0
    assert days(served(line))["R2/btc"] == "2025-09-30"
    assert read(served(line))["R2/btc"].uid.value != read(data)["R2/btc"].uid.value


def test_a_task_that_is_given_to_another_is_cancelled(line: CommandLine) -> None:
    """Where it was; whoever has it now has it on the task's own day, since nobody said another."""
    before = numbers(persons(line))["R2/btc"]
    line.on("2025-07-22")
    line("delegate", "ke-hoach/R2/btc", "Chuyên viên")
    gone = persons(line)
    assert status(gone) == {"R2/btc": "CANCELLED"}
    assert numbers(gone)["R2/btc"] > before
    assert persons(line) == gone
    now = persons(line, "Chuyên viên")
    assert (days(now), status(now)) == ({"R2/btc": "2025-09-30"}, {"R2/btc": "CONFIRMED"})


def test_another_unit_s_person_of_that_name_has_nothing(line: CommandLine) -> None:
    """What one agency gives to its deputy is not given to the deputy of another, though both are in the task."""
    text = plan_text([{"lead": "ban-dang", "due": "by 2025-09-01"}], MILESTONES, plan="chung")
    (line.folder / "chung.yaml").write_text(text, encoding="utf-8")
    line("plan", "add", str(line.folder / "chung.yaml"))
    line("delegate", "chung/R1/ban-dang", PERSON, "--unit", "vp")
    assert persons(line).count(b"chung/R1/ban-dang") == 0
    line("feed", "vp", "--person", PERSON, "-o", str(line.folder / "vp.ics"))
    assert b"chung/R1/ban-dang" in (line.folder / "vp.ics").read_bytes().replace(b"\r\n ", b"")


def test_whoever_has_an_address_reads_the_calendar_until_it_is_revoked(line: CommandLine) -> None:
    """It gives what the unit's own calendar is, or the person's; revoked, it is as one that never was."""
    whole, own = line.json("feeds", "add", "btc"), line.json("feeds", "add", "Ban Tổ chức", "--person", PERSON)
    for one, data in ((whole, served(line)), (own, persons(line))):
        path = line.folder / "dia-chi.ics"
        line("feed", "--address", one["address"], "-o", str(path))
        assert path.read_bytes() == data
    listed = line.json("feeds", "list")
    assert [(one["id"], one["unit"], one["person"], one["made_by"], one["revoked_at"]) for one in listed] == [
        (whole["id"], "btc", None, "officer", None),
        (own["id"], "btc", PERSON, "officer", None),
    ]
    assert line.json("feeds", "revoke", whole["id"], "--dry-run")["revoked_at"] is None
    line("feed", "--address", whole["address"], "--dry-run")
    assert line.json("feeds", "revoke", whole["id"])["known"] is False
    assert "There is no such address" in line("feed", "--address", whole["address"], code=1).err
    assert line.json("feeds", "revoke", whole["id"])["known"] is True
    line("feed", "--address", own["address"], "--dry-run")
    assert [bool(one["revoked_at"]) for one in line.json("feeds", "list", "--unit", "btc")] == [True, False]
    assert line.json("feeds", "list", "--unit", "vp") == []


def test_the_address_itself_is_kept_nowhere(line: CommandLine) -> None:
    """It is long and never the same, and neither the database nor a backup has it; a dry run makes none."""
    made = [line.json("feeds", "add", "btc")["address"] for _ in range(3)]
    assert len({*made}) == 3
    assert min(map(len, made)) >= 43
    store = open_store(line.url)
    with store.begin(write=False) as session:
        kept = str(list(session.dump("feed_address")))
    store.close()
    assert not [one for one in made if one in kept]
    assert line.json("feeds", "add", "btc", "--dry-run")["address"] is None
    assert len(line.json("feeds", "list")) == 3
    assert made[0] not in line("feeds", "list").out
    assert line.json("verify")["holds"]


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("feed",), 2, "Write either a unit"),
        (("feed", "btc", "--address", "x"), 2, "Write either a unit"),
        (("feed", "--address", "x", "--person", "y"), 2, "Write either a unit"),
        (("feed", "--address", "x"), 1, "There is no such address"),
        (("feeds", "add", "khong-co"), 1, "There is no unit"),
        (("feeds", "add", "btc", "--person", " "), 1, "name the post"),
        (("feeds", "revoke", "12345678"), 1, "There is no address “12345678”"),
        (("feeds", "revoke", ""), 1, "There is no address “”"),
    ],
)
def test_what_is_not_there_is_said(line: CommandLine, argv: tuple[str, ...], code: int, said: str) -> None:
    """A unit or an address that there isn't, and both or neither: the reason, and nothing is made or changed."""
    line("feeds", "add", "btc")
    before = line.json("feeds", "list")
    assert said in line(*argv, code=code).err
    assert line.json("feeds", "list") == before

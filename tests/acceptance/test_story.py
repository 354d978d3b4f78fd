"""The main job, through the command line, on both databases: plan, log, move, hold, correct, tell, verify."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared

PLAN = "376-kh-tu"


@pytest.fixture
@prepared
def thoihan(tmp_path: Path, database_url: str) -> CommandLine:
    """A province that has adopted its plan."""
    line = CommandLine(tmp_path, database_url)
    line("plan", "add", PLAN)
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("code;email;phone\nvptu;vptu@lai-chau.example;0912 000 001\nbtc;btc@lai-chau.example;\n")
    line("units", "add", "--province", "12")
    line("units", "add", str(contacts))
    return line


def by_id(tasks: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Tasks by their id, without the plan's name."""
    return {task["id"].removeprefix(f"{PLAN}/"): task for task in tasks}


def test_the_congress_is_planned_moved_held_corrected_and_withdrawn(thoihan: CommandLine) -> None:
    """Dates follow the congress wherever it goes, and each says from what, until when, and how sure it is."""
    planned = thoihan.json("log", "provincial_congress", "--on", "30/9/2025", "--planned")
    tasks = by_id(planned["activated"])
    assert {name: (task["due"], task["provisional"]) for name, task in tasks.items()} == {
        "IX.4/vptu": ("2025-08-15", True),  # 30 working days before; 1 and 2 September are off
        "I.6/du-ubnd": ("2025-10-01", True),  # right after
        "II.2/du-cqd": ("2025-10-01", True),
        "VIII.2/ubkt": ("2025-09-29", True),  # before the first congress: the only one that is planned
        "VI.1.9/btc": ("2025-10-01", True),
        "VI.1.11/btc": ("2025-10-07", True),  # 7 days after
    }
    assert tasks["IX.4/vptu"]["basis"] == [planned["event"]]
    assert "“Trước Đại hội Đảng bộ tỉnh 30 ngày làm việc”" in tasks["IX.4/vptu"]["reason"]

    thoihan.on("2025-09-03")
    moved = by_id(thoihan.json("log", "provincial_congress", "--on", "2025-09-26", "--planned")["moved"])
    assert (moved["VI.1.11/btc"]["previous_due"], moved["VI.1.11/btc"]["due"]) == ("2025-10-07", "2025-10-03")

    thoihan.on("2025-09-26")
    held = thoihan.json("log", "provincial_congress", "--on", "2025-09-26")
    firmed = by_id(held["firmed"])
    assert firmed["VI.1.11/btc"]["due"] == "2025-10-03"
    assert not firmed["VI.1.11/btc"]["provisional"]

    corrected = by_id(thoihan.json("correct", held["event"], "--on", "2025-09-25", "--reason", "nhầm ngày")["moved"])
    assert corrected["VI.1.11/btc"]["due"] == "2025-10-02"

    thoihan.json("withdraw", held["event"])
    assert thoihan.json("tasks", "--unit", "btc", "--state", "planned")[0]["due"] == "2025-09-29"
    thoihan("verify")


def test_each_commune_counts_from_its_own_congress(thoihan: CommandLine) -> None:
    """A congress in one commune gives that commune its task, and no other."""
    thoihan.on("2025-08-12")
    first = thoihan.json("log", "commune_congress", "--on", "2025-08-05", "--unit", "03388")
    second = thoihan.json("log", "commune_congress", "--on", "2025-08-12", "--unit", "03390")
    assert by_id(first["activated"])["XIV.1.5/03388"]["due"] == "2025-08-12"
    assert by_id(second["activated"])["XIV.1.5/03390"]["due"] == "2025-08-19"
    waiting = by_id(thoihan.json("tasks", "--state", "waiting"))
    assert {"XIV.1.5/03388", "XIV.1.5/03390"}.isdisjoint(waiting)
    assert sum(name.startswith("XIV.1.5/") for name in waiting) == 36


def test_a_guidance_starts_work_everywhere_and_a_date_is_set(thoihan: CommandLine) -> None:
    """What starts without a date waits for one, and has it once an officer sets it."""
    thoihan.on("2025-08-25")
    issued = thoihan.json("log", "party_card_guidance", "--on", "2025-08-25", "--document", "Hướng dẫn 00-HD/BTCTW")
    tasks = by_id(issued["activated"])
    assert len(tasks) == 43
    assert {task["state"] for task in tasks.values()} == {"needs_date"}
    assert len({message["recipient"] for message in issued["messages"]}) == 47  # those that cooperate in VI.1.12 too
    told = {message["recipient"]: message["tasks"] for message in issued["messages"]}
    assert told["03388"] == [f"{PLAN}/VI.1.12/btc", f"{PLAN}/XIV.1.6/03388"]

    dated = thoihan.json("set-date", f"{PLAN}/VI.1.12/btc", "15/10/2025")
    assert by_id(dated["other"])["VI.1.12/btc"]["due"] == "2025-10-15"
    thoihan.on("2025-10-10")
    done = thoihan.json("done", f"{PLAN}/VI.1.12/btc", "--on", "2025-10-10")
    assert by_id(done["other"])["VI.1.12/btc"]["state"] == "done"
    assert [task["id"] for task in thoihan.json("tasks", "--unit", "btc", "--state", "done")][-1]
    thoihan("verify")


def test_saying_it_again_counts_once(thoihan: CommandLine) -> None:
    """The same fact logged twice is one event; taken back and logged again it is a new one."""
    thoihan.on("2025-09-26")
    log = ("log", "provincial_congress", "--on", "2025-09-26")
    first, again = thoihan.json(*log), thoihan.json(*log)
    assert not first["known"]
    assert again["known"]
    assert again["event"] == first["event"]
    assert again["activated"] == again["messages"] == []
    assert thoihan.json(*log, "--id", first["event"])["known"]

    thoihan.json("withdraw", first["event"])
    assert thoihan.json("withdraw", first["event"])["known"]
    after = thoihan.json(*log)
    assert not after["known"]
    assert after["event"] != first["event"]
    assert thoihan.json("plan", "add", PLAN)["known"]
    assert thoihan.json("units", "add", "--province", "12")["known"]


def test_a_dry_run_says_the_same_and_changes_nothing(thoihan: CommandLine) -> None:
    """A dry run answers what the run then answers, and leaves no trace."""
    thoihan.on("2025-09-26")
    before = thoihan.json("events"), thoihan.json("tasks"), thoihan.json("outbox")
    dry = thoihan.json("log", "provincial_congress", "--on", "2025-09-26", "--dry-run")
    assert (thoihan.json("events"), thoihan.json("tasks"), thoihan.json("outbox")) == before
    assert dry.pop("dry_run")
    run = thoihan.json("log", "provincial_congress", "--on", "2025-09-26")
    assert not run.pop("dry_run")
    assert run == dry


def test_messages_leave_once_and_those_without_an_address_are_parked(thoihan: CommandLine) -> None:
    """A sweep sends what waits, once; what cannot be sent for want of an address goes when there is one."""
    thoihan.json("log", "provincial_congress", "--on", "2025-09-30", "--planned")
    swept = thoihan.json("sweep", code=4)  # most agencies have no address
    mails, texts = list((thoihan.folder / "mail" / "new").iterdir()), list((thoihan.folder / "sms").glob("*.txt"))
    assert len(mails) + len(texts) == swept["sent"] > 0
    again = thoihan.json("sweep")
    assert again["known"]
    assert again["sent"] == 0
    assert len(list((thoihan.folder / "mail" / "new").iterdir())) == len(mails)

    parked = thoihan.json("outbox", "--status", "parked", "--unit", "du-ubnd")
    contacts = thoihan.folder / "more.yaml"
    contacts.write_text("units:\n  du-ubnd: {email: ubnd@lai-chau.example}\n")
    thoihan("units", "add", str(contacts))
    assert parked[0]["key"] in {one["key"] for one in thoihan.json("outbox", "--status", "pending")}
    assert thoihan.json("sweep")["sent"] >= 1


def test_a_day_passes_and_what_it_asks_for_is_done_once(thoihan: CommandLine) -> None:
    """A new quarter opens the round of what recurs, and sweeping again changes nothing."""
    thoihan("sweep", code=4)
    thoihan.on("2025-10-01")
    assert thoihan.json("sweep", "--leap", code=4)["changed"] == 1
    assert thoihan.json("sweep")["changed"] == 0
    rounds = [task["id"] for task in thoihan.json("tasks", "--unit", "btc") if "/VI.2.14/" in task["id"]]
    assert rounds == [f"{PLAN}/VI.2.14/btc/2025-Q3", f"{PLAN}/VI.2.14/btc/2025-Q4"]
    thoihan("verify")


def test_a_day_off_moves_what_is_counted_over_it(thoihan: CommandLine) -> None:
    """An amended calendar moves the dates that were counted with it, and says what they were."""
    thoihan("log", "provincial_congress", "--on", "2025-09-30", "--planned")
    amend = ("calendar", "amend", "--off", "2025-09-15", "--reason", "nghỉ bù", "--document", "Công văn 1/CV (ví dụ)")
    moved = by_id(thoihan.json(*amend)["moved"])
    assert (moved["IX.4/vptu"]["previous_due"], moved["IX.4/vptu"]["due"]) == ("2025-08-15", "2025-08-14")
    assert thoihan.json(*amend)["known"]
    shown = thoihan.json("calendar", "show", "2025")["days"]
    assert next(day for day in shown if day["day"] == "2025-09-15")["source"] == "Công văn 1/CV (ví dụ)"


def test_a_date_explains_itself(thoihan: CommandLine) -> None:
    """The explanation names the phrase, the event, every day skipped, and the date that was before."""
    thoihan("log", "provincial_congress", "--on", "2025-09-30", "--planned")
    thoihan("log", "provincial_congress", "--on", "2025-09-26", "--planned", "--document", "Công văn 9-CV/TU")
    found = thoihan.json("explain", f"{PLAN}/IX.4/vptu")
    assert found["says"] == "Trước Đại hội Đảng bộ tỉnh 30 ngày làm việc"
    assert found["due"] == "2025-08-13"
    assert found["grounds"][0]["document"]["text"] == "Công văn 9-CV/TU"
    assert any("02/09/2025" in step for step in found["steps"])
    assert [before["due"] for before in found["earlier"]] == ["2025-08-15"]
    words = thoihan("explain", f"{PLAN}/IX.4/vptu").out
    assert "13/08/2025" in words
    assert "15/08/2025" in words

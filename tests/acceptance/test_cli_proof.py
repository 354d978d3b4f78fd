"""An inspector at the command line: anchors, and rows changed by hand, on both databases."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from events.chain import link
from events.database.log import recorded_of
from events.database.tables import table
from events.opening import make_store
from tests.command_line import CommandLine
from tests.older_schemas import back_to
from tests.tampering import beside, unguarded

PLAN = """\
plan: ke-hoach
title: Kế hoạch
number: 1-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: "12"
units:
  "12": {name: Tỉnh, kind: province}
milestones:
  congress: {title: Đại hội, at: "12"}
rules:
  - {id: R1, title: Báo cáo, lead: "12", due: 7 days after congress, says: sau đại hội 07 ngày, cite: dòng 1}
  - {id: R2, title: Tổng kết, lead: "12", due: by 2025-08-29, says: đến 29/8/2025, cite: dòng 2}
"""


class Inspected(CommandLine):
    """The command line on a small log of which an anchor was taken, and a way past the program to its database."""

    def prepare(self) -> None:
        plan = self.folder / "plan.yaml"
        plan.write_text(PLAN, encoding="utf-8")
        self("plan", "add", str(plan))
        self("log", "congress", "--on", "2025-09-30", "--planned", "--id", "planned")
        self.on("2025-09-24")
        self("log", "congress", "--on", "2025-09-24", "--id", "held")
        self.anchor = self.folder / "anchor.json"
        self.anchor.write_text(self("verify", "--export-head").out, encoding="utf-8")

    def by_hand(self, change: Callable[[Any], None]) -> None:
        """Change the database as somebody would who may do everything there, and covers his traces."""
        with beside(self.url) as connection, unguarded(connection):
            change(connection)

    def checked(self, file: Path | None = None, *, code: int = 3) -> dict[str, Any]:
        found: dict[str, Any] = self.json("verify", "--anchor", str(file or self.anchor), code=code)
        return found


@pytest.fixture
def inspected(tmp_path: Path, database_url: str) -> Inspected:
    line = Inspected(tmp_path, database_url)
    line.prepare()
    return line


def made_anew(connection: Any) -> None:
    """The last event but one says another day, and every hash from there on is made anew."""
    log = table("log")
    rows = [recorded_of(row) for row in connection.execute(log.select().order_by(log.c.position))]
    previous = rows[0].hash
    for row in rows[1:]:
        connection.execute(
            log.update()
            .where(log.c.position == row.position)
            .values(occurred_on="2025-10-01" if row.event.id == "planned" else str(row.event.occurred_on))
        )
        changed = recorded_of(connection.execute(log.select().where(log.c.position == row.position)).one())
        this = link(previous, changed.event)
        where = log.update().where(log.c.position == row.position)
        connection.execute(where.values(previous=previous, hash=this))
        previous = this


def test_an_anchor_holds_while_the_log_grows(inspected: Inspected) -> None:
    """What came since is counted, and said."""
    inspected("done", "ke-hoach/R2/12", "--on", "2025-08-20")
    assert inspected.checked(code=0)["head"] == 4
    said = inspected("verify", "--anchor", str(inspected.anchor)).out
    assert said == (
        "All that was in the log up to position 3 is there unchanged; its head is at 4 now, so 1 event(s) came since.\n"
    )


def test_a_log_that_was_cut_off_is_shorter_than_its_anchor(inspected: Inspected) -> None:
    """The chain of what is left holds; only the anchor shows that the newest events are gone."""
    inspected.by_hand(lambda connection: connection.execute(text("DELETE FROM log WHERE position = 3")))
    assert inspected.json("verify", code=3)["broken"] is None
    found = inspected.checked()
    assert (found["finding"], found["head"], found["found"]) == ("cut_off", 2, None)
    said = inspected("verify", "--anchor", str(inspected.anchor), code=3).err
    assert "ends at position 2" in said
    assert "1 event(s) were cut off" in said


def test_a_changed_event_breaks_the_chain(inspected: Inspected) -> None:
    """The first event that is not what was recorded is named, with its position."""
    inspected.by_hand(lambda connection: connection.execute(text("UPDATE log SET actor = 'x' WHERE position = 2")))
    assert inspected.checked()["finding"] == "changed"
    said = inspected("verify", "--anchor", str(inspected.anchor), code=3).err
    assert "position 2: the event is not what was recorded" in said
    assert "position 2" in inspected("verify", code=3).err


def test_an_event_taken_out_of_the_middle_breaks_the_chain(inspected: Inspected) -> None:
    """The gap is named."""
    inspected.by_hand(lambda connection: connection.execute(text("DELETE FROM log WHERE position = 2")))
    assert "the event at position 2 is missing" in inspected.checked()["broken"]


def test_a_chain_made_anew_is_another_log(inspected: Inspected) -> None:
    """Whoever changes an event and all hashes after it deceives the chain, and not the anchor."""
    inspected.by_hand(made_anew)
    with make_store(inspected.url).begin(write=False) as session:
        assert [recorded.position for recorded in session.events()] == [1, 2, 3]
    assert inspected.json("verify", code=3)["broken"] is None
    assert inspected.checked()["finding"] == "other"
    assert "made anew" in inspected("verify", "--anchor", str(inspected.anchor), code=3).err


def test_an_anchor_of_another_office_is_told_apart(inspected: Inspected, tmp_path: Path) -> None:
    """Its position is there, and its hash is not."""
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"position": 1, "hash": "a" * 64, "recorded_at": None}), encoding="utf-8")
    assert inspected.checked(other)["finding"] == "other"


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", '{"position": "3", "hash": "a"}', '{"position": -1, "hash": "' + "0" * 64 + '"}', "\x00", "3"],
)
def test_a_file_that_is_no_anchor_is_refused(inspected: Inspected, tmp_path: Path, content: str) -> None:
    """It is said what an anchor is, and that `--export-head` writes one."""
    wrong = tmp_path / "wrong.json"
    wrong.write_text(content, encoding="utf-8")
    assert "--export-head" in inspected("verify", "--anchor", str(wrong), code=1).err
    assert "none.json" in inspected("verify", "--anchor", str(tmp_path / "none.json"), code=1).err
    assert "exclude" in inspected("verify", "--export-head", "--anchor", str(wrong), code=1).err


def test_a_due_date_changed_by_hand_is_found_by_each_matcher(inspected: Inspected) -> None:
    """Which task, what is kept, what comes out; the table's row too."""
    change = text("UPDATE due SET due = '2026-01-01', engine = 0 WHERE rule = 'R2'")
    inspected.by_hand(lambda connection: connection.execute(change))
    found = inspected.json("verify", code=3)
    assert found["differing"] == {"due": 1}
    for name in found["matchers"]["used"]:
        (one,) = found["receipts"][name]["examples"]
        assert (one["tasks"], one["fields"]) == (["ke-hoach/R2/12"], ["due"])
        assert (one["kept"]["due"], one["counted"]["due"]) == ("2026-01-01", "2025-08-29")
        assert (one["kept"]["engine"], one["counted"]["engine"]) == (0, found["engine"])
    ended = inspected("verify", code=3, THOIHAN_LANG="vi")
    assert "Chứng từ của ke-hoach/R2/12 (1 nhiệm vụ): đang giữ hạn 01/01/2026" in ended.err
    assert "tính lại hạn 29/08/2025" in ended.err


def test_an_untouched_log_says_how_many_receipts_were_counted_again(inspected: Inspected) -> None:
    """Each matcher that can be loaded counts all of them, and they agree."""
    found = inspected.json("verify")
    assert {one["checked"] for one in found["receipts"].values()} == {3}
    assert found["matchers"]["disagreeing"] == {}
    said = inspected("verify").out
    assert "Receipts counted again with the matcher plain: 3. Differing: 0." in said
    both = "The matchers agree in every row." in said
    assert both or "Only one matcher was used: durable" in said


def test_the_text_in_force_can_be_had_from_the_log(inspected: Inspected) -> None:
    """`plan show --text` writes the very words that were adopted; of a plan not in force there are none."""
    assert inspected("plan", "show", "ke-hoach", "--text").out == PLAN
    assert "not in force" in inspected("plan", "show", "376-kh-tu", "--text", code=1).err


def as_an_older_version_kept_it(connection: Any) -> None:
    """R2 is a day later than this version has it; the tables are those of before."""
    connection.execute(text("UPDATE due SET due = '2025-08-30', engine = 1 WHERE due = '2025-08-29'"))
    back_to(connection, 6)


def test_a_store_of_an_older_version_is_migrated_and_what_differs_is_said(inspected: Inspected) -> None:
    """Until then nothing can be recorded; afterwards all is well, but for messages that are as they were told."""
    inspected.by_hand(as_an_older_version_kept_it)
    assert "Make a copy of it, then migrate it." in inspected("tasks", code=4).err
    said = inspected("migrate").out
    assert "3 event(s) were followed again" in said
    assert "Tasks that have another state or date now: 1." in said
    (row,) = (line for line in said.splitlines() if "ke-hoach/R2/12" in line)
    assert row.split()[1:] == ["active,", "due", "30/08/2025", "active,", "due", "29/08/2025"]
    assert " is well: 3 events" in inspected("verify").out
    assert inspected.json("migrate") == {"rebuilt": False, "differing": {}, "plans": [], "tasks": [], "contacts": 0} | {
        "held": False
    }

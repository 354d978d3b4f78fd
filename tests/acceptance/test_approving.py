"""An officer looks at what one event would tell many, and lets it go, or not."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.worlds import plan_text

UNITS = "code,name,kind,parent,email,phone\nvn,Trung ương,central,,,\n12,Tỉnh,province,vn,,\n" + "".join(
    f"c{number},Xã {number},commune,12,c{number}@example.vn,091234567{number}\n" for number in (1, 2, 3)
)
OF_EACH = {"for each": "commune", "lead": "each", "due": "30 days after congress"}
TO_SAY = {"mails": 3, "texts": 3, "parts": 6, "recipients": 3}


@pytest.fixture
def line(tmp_path: Path, empty_url: str) -> CommandLine:
    """Three communes have a task after a congress; five messages of an event leave without approval."""
    made = CommandLine(tmp_path, empty_url, more={"THOIHAN_APPROVE_ABOVE": "5"})
    made.registers(UNITS)
    made.adopts(plan_text([OF_EACH]))
    made.on("2025-07-28")
    assert made.json("log", "congress", "--on", "2025-07-28", "--dry-run")["awaits_approval"]
    assert not made.json("log", "congress", "--on", "2025-07-28", "--dry-run", THOIHAN_APPROVE_ABOVE="6")[
        "awaits_approval"
    ]
    said = made("log", "congress", "--on", "2025-07-28", "--id", "dh").out
    assert "These wait for approval, since they are more than 5: `thoihan outbox approve dh`" in said
    return made


def test_what_waits_is_counted_and_said_with_what_to_do(line: CommandLine) -> None:
    """By sweep and status, in numbers of messages and events; the list says what would go now."""
    assert line.json("outbox", "list", "--awaiting") == []
    assert "No message waits for approval." in line("outbox", "list", "--awaiting").out
    waits = "Waiting for approval: 6 message(s) of 1 event(s). `thoihan outbox list --awaiting` shows them"
    assert waits in line("sweep").out
    assert line.json("sweep")["awaiting_approval"] == {"events": 1, "messages": 6}
    said, found = line("status", code=3).out, line.json("status", code=3)
    assert waits in said
    assert "awaiting approval 6" in said
    assert (found["awaiting_approval"], found["messages"]) == ({"events": 1, "messages": 6}, {"awaiting": 6})
    (one,) = line.json("outbox", "list", "--awaiting")
    assert (one["event"], one["by"], one["messages"], one["to_say"]) == ("dh", None, 6, TO_SAY)
    assert "3 e-mail(s), 3 text message(s) in 6 part(s)" in " ".join(line("outbox", "list", "--awaiting").out.split())
    assert {view["status"] for view in line.json("outbox", "--status", "awaiting")} == {"awaiting"}


def test_it_is_approved_once_by_its_id_or_position(line: CommandLine) -> None:
    """A dry run changes nothing; with the next sweep all goes."""
    line("sweep")
    tried = line.json("outbox", "approve", "dh", "--dry-run")
    assert tried == {"event": "dh", "position": 3, "state": "approved", "messages": 6, "dry_run": True} | {
        "to_say": TO_SAY
    }
    assert (
        "Would be approved: 6 message(s) of event dh. Nothing was changed."
        in line("outbox", "approve", "dh", "--dry-run").out
    )
    assert line.json("sweep")["sent"] == 0
    assert "Approved: 6 message(s) of event dh." in line("outbox", "approve", "3").out
    assert (line.json("sweep")["sent"], line.json("status")["messages"]) == (6, {"sent": 6})
    assert "No message of event “dh” waits to leave" in line("outbox", "approve", "dh", code=1).err
    assert "there is no message to hold" in line("outbox", "hold", "dh", code=1).err


def test_what_is_cancelled_never_goes_and_what_is_held_by_hand_waits(line: CommandLine) -> None:
    """However few it would be; the actor is named in the list."""
    assert "Waiting for approval from now on: 6" in line("outbox", "hold", "dh").out
    assert line.json("sweep", THOIHAN_APPROVE_ABOVE="")["sent"] == 0
    assert line.json("outbox", "list", "--awaiting")[0]["by"] == "officer"
    assert line.json("outbox", "cancel", "dh")["messages"] == 6
    assert (line.json("sweep")["sent"], line.json("status")["messages"]) == (0, {"cancelled": 6})


def test_a_backup_keeps_what_waits(line: CommandLine) -> None:
    line("sweep")
    line("backup", str(line.folder / "sao-luu"))
    back = CommandLine(line.folder, f"sqlite:///{line.folder / 'lai.sqlite'}", line.clock, line.more, empty=True)
    back("restore", str(line.folder / "sao-luu"), code=0)
    assert [one["event"] for one in back.json("outbox", "list", "--awaiting")] == ["dh"]
    back("outbox", "--release", "all")
    assert back.json("sweep")["sent"] == 0
    back("outbox", "approve", "dh")
    assert back.json("sweep")["sent"] == 6


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("approve", "nobody"), 1, "There is no event “nobody”"),
        (("approve",), 2, "EVENT"),
        (("send", "dh"), 2, "There is no command “send”"),
        (("list", "--awaiting", "--unit", "c1"), 2, "--awaiting is said alone"),
        (("--status", "held"), 1, "awaiting"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_changes_nothing(
    line: CommandLine, argv: tuple[str, ...], code: int, said: str
) -> None:
    before = line.json("outbox")
    assert said in line("outbox", *argv, code=code).err
    assert line.json("outbox") == before

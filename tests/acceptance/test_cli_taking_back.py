"""What was recorded of a task can be corrected and taken back, whatever became of its row since; on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
vn,Trung ương,central,
12,Tỉnh Lai Châu,province,vn
vptu,Văn phòng Tỉnh ủy,party-body,12
btc,Ban Tổ chức,party-body,12
bnc,Ban Nội chính,party-body,12
"""
Typed = tuple[str, ...]
"""A command, but for its `--id`; `{task}` and `{row}` are those it speaks of."""


def _row(number: int) -> str:
    return f"ke-hoach/R{number}/btc"


def _plan(rows: int) -> str:
    return plan_text([{"lead": "btc", "cooperate": "[vptu]", "due": "by 2025-12-01"}] * rows, {}, plan="ke-hoach")


_ASK = ("extend", "ask", "{task}", "2025-12-10", "--reason", "khó")
_PART = ("part", "ask", "{task}", "vptu", "số liệu")
_SUSPEND = ("suspend", "--plan", "ke-hoach", "--rule", "{row}")
_GRANT = ("extend", "grant", "{task}", "2025-12-10", "--by", "12", "--document", "8-CV/TU")

SAID: dict[str, tuple[Typed, ...]] = {
    "taken-up": (("ack", "{task}"),),
    "progress": (("progress", "{task}", "một nửa"),),
    "delegated": (("delegate", "{task}", "PTP", "--due", "2025-11-01"),),
    "done": (("done", "{task}"),),
    "accepted": (("done", "{task}"), ("accept", "{task}")),
    "returned": (("done", "{task}"), ("return", "{task}", "--reason", "thiếu")),
    "given-a-day": (("done", "{task}"), ("return", "{task}", "--reason", "thiếu", "--due", "2025-12-20")),
    "asked": (_PART,),
    "answered": (_PART, ("part", "answer", "{first}", "gửi kèm")),
    "date": (("set-date", "{task}", "2025-11-20"),),
    "more-time": (_ASK,),
    "granted": (_ASK, _GRANT),
    "refused": (_ASK, ("extend", "refuse", "{task}", "--by", "12", "--reason", "chưa cần")),
    "suspended": (_SUSPEND,),
    "resumed": (_SUSPEND, ("resume", "{first}")),
}
"""What is said of a task, by name, in turn: `first` is the event of the first of these commands."""


def _each_row(line: CommandLine, change: str, *how: str) -> None:
    for number, _ in enumerate(SAID, 1):
        line("row", change, f"ke-hoach/R{number}", *how, "--document", "9-CV/TU")


def _amend(line: CommandLine) -> None:
    kept = plan_text([{"id": "R99", "lead": "vptu", "due": "by 2025-12-01"}], {}, plan="ke-hoach")
    (line.folder / "moi.yaml").write_text(kept, encoding="utf-8")
    line("plan", "amend", str(line.folder / "moi.yaml"), "--document", "9-CV/TU")


def _close(line: CommandLine) -> None:
    line("plan", "close", "ke-hoach", "--rest", "not-required", "--document", "9-CV/TU")


def _end(line: CommandLine) -> None:
    line("units", "end", "btc", "--document", "9-CV/TU")


def _merge(line: CommandLine) -> None:
    line("units", "merge", "btc", "--into", "bnc", "--document", "9-CV/TU")


ENDINGS: dict[str, Callable[[CommandLine], None]] = {
    "another leads": lambda line: _each_row(line, "change", "--lead", "bnc"),
    "dropped": lambda line: _each_row(line, "drop"),
    "all amended away": _amend,
    "plan closed": _close,
    "unit ended": _end,
    "unit merged": _merge,
}
"""What becomes of the rows, by name."""


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A province with a plan of which something was said of each row."""
    made = CommandLine(tmp_path, database_url)
    (tmp_path / "don-vi.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "ke-hoach.yaml").write_text(_plan(len(SAID) + 1), encoding="utf-8")
    made("units", "add", str(tmp_path / "don-vi.csv"))
    made("plan", "add", str(tmp_path / "ke-hoach.yaml"))
    made.on("2025-07-23")
    for number, (name, typed) in enumerate(SAID.items(), 1):
        for step, command in enumerate(typed):
            words = {"task": _row(number), "row": f"R{number}", "first": f"{name}-0"}
            made(*(part.format(**words) for part in command), "--id", f"{name}-{step}")
    return made


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_said_can_be_corrected_and_taken_back(line: CommandLine, ending: str) -> None:
    """The last word first, as long as it is there; the log gives the same again."""
    line.on("2025-07-24")
    ENDINGS[ending](line)
    refused = []
    for name, typed in SAID.items():
        for step in reversed(range(len(typed))):
            said = f"{name}-{step}"
            for typed_now in (("correct", said, "--on", "2025-07-24"), ("withdraw", said)):
                ended = line.ended(*typed_now)
                if ended.code:
                    refused.append((*typed_now, ended.err))
    line("verify")
    assert refused == []


def test_what_another_may_no_longer_say_can_be_corrected_and_taken_back(line: CommandLine) -> None:
    """An acceptance and a return stay those of who followed the plan then; a unit that is named anew follows it now."""
    line.on("2025-07-24")
    follows = _plan(len(SAID) + 1).replace("milestones:", "policies: {follow: vptu}\nmilestones:")
    (line.folder / "moi.yaml").write_text(follows, encoding="utf-8")
    line("plan", "amend", str(line.folder / "moi.yaml"), "--document", "9-CV/TU")
    for said in ("accepted-1", "returned-1"):
        line("correct", said, "--on", "2025-07-24", "--id", f"{said}-day")
        assert "by who follows it: vptu" in line("correct", said, "--unit", "btc", code=1).err
        line("withdraw", said)
    line("verify")

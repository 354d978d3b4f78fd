"""Two officers at two terminals: commands that look, then record, while another has recorded in between."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from adapters.clock import SetClock
from tests.command_line import CommandLine, Ended


@dataclass
class Hesitating(SetClock):
    """A clock on which everybody looks, as he signs his event, before any may go on."""

    meet: Callable[[], object] = field(default=lambda: None)

    def now(self) -> datetime:
        """The moment, once all have asked."""
        self.meet()
        return super().now()


TASK = "376-kh-tu/I.7/du-ubnd"
PAIRS = {
    "resume": (("resume", "stop"), ("resume", "stop", "--on", "2025-09-12"), "hết tạm dừng “stop”"),
    "answer": (
        ("extend", "grant", TASK, "2025-10-20", "--document", "1-TB"),
        ("extend", "refuse", TASK, "--reason", "đủ thời gian"),
        f"“{TASK}”",
    ),
    "unit": (("units", "merge", "du-quan-su", "--into", "du-cong-an"), ("units", "end", "du-quan-su"), "“du-quan-su”"),
    "event": (("correct", "congress", "--on", "2025-09-25"), ("withdraw", "congress"), "“congress”"),
    "done": (("done", TASK), ("withdraw", "congress"), "“"),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_the_second_is_told_in_vietnamese_what_the_first_recorded(tmp_path: Path, database_url: str, pair: str) -> None:
    """One command ends well; the other names the event, its document or day and its author, and records nothing."""
    line = CommandLine(tmp_path, database_url)
    line("plan", "add", "376-kh-tu")
    line.on("2025-09-24")
    line("log", "ubnd_congress", "--on", "2025-09-24", "--id", "congress")
    line("suspend", "--rule", "VI.2.14", "--on", "2025-09-10", "--id", "stop")
    line("extend", "ask", TASK, "2025-10-20", "--reason", "chờ số liệu", "--id", "ask")
    before = len(line.json("events"))
    meeting = threading.Barrier(2, timeout=60)

    def types(actor: str, argv: tuple[str, ...]) -> Ended:
        clock = Hesitating(SetClock.on(date(2025, 9, 25)).moment, meet=meeting.wait)
        own = CommandLine(tmp_path, database_url, clock=clock)
        return own.ended(*argv, THOIHAN_ACTOR=actor, THOIHAN_LANG="vi")

    first, second, named = PAIRS[pair]
    with ThreadPoolExecutor(2) as threads:
        ends = [threads.submit(types, actor, argv) for actor, argv in (("An", first), ("Bình", second))]
        ended = {actor: one.result() for actor, one in zip(("An", "Bình"), ends, strict=True)}
    (loser,) = (actor for actor, one in ended.items() if one.code)
    winner = "An" if loser == "Bình" else "Bình"
    assert ended[loser].code == 1
    assert "Trong lúc đang ghi, người khác đã ghi về cùng việc này: " in ended[loser].err
    assert f"người ghi {winner}" in ended[loser].err
    assert named in ended[loser].err
    assert "Nội dung của bạn chưa được ghi." in ended[loser].err
    events = line.json("events")
    assert (len(events), events[0]["actor"]) == (before + 1, winner)

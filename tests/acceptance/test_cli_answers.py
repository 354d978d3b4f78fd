"""Where answers to mails go: to the agency that follows the plan, as it stands when the mail leaves."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent,email
vn,Trung ương,central,,
12,Tỉnh Lai Châu,province,vn,
vptu,Văn phòng Tỉnh ủy,party-body,12,{follower}
btc,Ban Tổ chức Tỉnh ủy,party-body,12,btc@example.vn
bnc,Ban Nội chính Tỉnh ủy,party-body,12,bnc@example.vn
"""
PLAN = plan_text([{"lead": "btc", "due": "by 2025-09-01"}], {}, policies="{follow: vptu}")


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A province that has adopted nothing yet."""
    return CommandLine(tmp_path, database_url)


def reply_to(line: CommandLine) -> list[str | None]:
    """Of each mail, oldest first, once all that waits has been sent."""
    line.ended("sweep")
    paths = sorted((line.folder / "mail").rglob("new/*"), key=lambda one: one.stat().st_mtime_ns)
    return [message_from_bytes(path.read_bytes(), policy=policy.default)["Reply-To"] for path in paths]


@pytest.mark.parametrize(("follower", "answers"), [("vptu@example.vn", "vptu@example.vn"), ("", None)])
def test_an_answer_goes_to_who_follows_the_plan(line: CommandLine, follower: str, answers: str | None) -> None:
    """Where it has an address; else to the sender, as mail does."""
    line.registers(UNITS.format(follower=follower))
    line.adopts(PLAN)
    assert reply_to(line) == [answers]


def test_an_answer_goes_to_who_took_over_from_the_follower(line: CommandLine) -> None:
    """The mail was to be sent before the merger, and leaves after it."""
    line.registers(UNITS.format(follower="vptu@example.vn"))
    line.adopts(PLAN)
    line("units", "merge", "vptu", "--into", "bnc", "--on", "2025-07-21", "--document", "9-QĐ")
    assert reply_to(line)[0] == "bnc@example.vn"

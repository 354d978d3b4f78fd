"""A command that records several events records all of them, or none; its dry run decides the same."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

UNITS = """code,name,kind,parent
12,Tỉnh Lai Châu,province,
btc,Ban Tổ chức,party-body,12
"""
FIRST = plan_text([{"lead": "btc", "due": "7 days after congress"}], {"congress": "12", "paper": "12"}, plan="mot")
SECOND = plan_text([{"lead": "btc", "due": "3 days after congress"}], {"congress": "12"}, plan="hai", number="2-KH/TU")
OF_A_CLOSED_PLAN = ("--counts-from", "mot/congress", "--document", "5-CV/TU")
LETTER = ("assign", "Một", "--lead", "btc", "--due", "7 days after congress", *OF_A_CLOSED_PLAN)


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan that is closed."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(FIRST)
    made("plan", "close", "mot", "--rest", "not-required", "--document", "9-TB/TU")
    made.writes("hai.yaml", SECOND)
    return made


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (LETTER, 1),
        (("plan", "add", "hai.yaml", "--same", "congress=mot/congress"), 1),
        (("plan", "add", "hai.yaml", "--same", "congress=mot/nope"), 1),
        (("plan", "add", "hai.yaml", "--tasks", "nope=each"), 2),
    ],
)
def test_what_is_refused_in_the_second_event_leaves_nothing_of_the_first(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], code: int
) -> None:
    """Neither plan nor letter is there; the dry run is refused by the same words."""
    monkeypatch.chdir(line.folder)
    before = line.json("events", "--last", "9")
    tried = line(*command, "--dry-run", code=code)
    assert line(*command, code=code).err == tried.err
    assert line.json("events", "--last", "9") == before


def test_a_dry_run_of_several_events_says_what_each_does(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The later ones are decided on what the first would leave, and nothing of it stays."""
    monkeypatch.chdir(line.folder)
    line("withdraw", line.json("events", "--last", "1")[0]["id"])
    command, before = ("plan", "add", "hai.yaml", "--same", "congress=mot/congress"), line.json("events", "--last", "9")
    tried = line.json(*command, "--dry-run")
    assert (tried["dry_run"], tried["perhaps_one"]) == (True, [])
    assert line.json("events", "--last", "9") == before
    assert {**line.json(*command), "dry_run": True} == tried
    assert line.json("assign", *LETTER[1:], "--dry-run")["joined"][0]["dry_run"]

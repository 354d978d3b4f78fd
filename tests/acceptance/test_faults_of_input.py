"""A short form of the campaigns of `tests/faults` that type and write at random; a finding gets a test of its own."""

from pathlib import Path

import pytest

from tests.faults import command_line, texts
from tests.faults.command_office import Office


@pytest.mark.parametrize("store", ["memory", "sqlite"])
def test_no_command_is_a_fault_of_the_program(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Valid commands with plausible and hostile values end as they say, and tell nothing that acts on a terminal."""
    monkeypatch.chdir(tmp_path)
    with Office.made(tmp_path, store) as office:
        found = command_line.attempt(250, 7, office)
    assert "\n".join(found.lines()) == ""
    assert found.tries == 250
    assert found.ended["accepted"] > 50  # else what is typed fits nothing, and little is tried
    assert found.ended["refused"] > 50
    assert found.ended["usage"] < 50


def test_no_text_is_a_fault_of_the_program() -> None:
    """Plans, lists, answers, lines, phrases, periods and conditions are read, or refused as documented."""
    found = texts.attempt(2_000, 7)
    assert "\n".join(found.lines()) == ""
    assert min(found.ended["accepted"], found.ended["refused"]) > 400


def test_a_fault_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that breaks, or tells what acts on a terminal, is noted with what led to it."""
    monkeypatch.chdir(tmp_path)

    def broken(*_: object, **_named: object) -> None:
        raise ZeroDivisionError("on purpose")

    with Office.made(tmp_path, "memory") as office:
        for module in ("tasks", "looking.today"):
            monkeypatch.setattr(f"adapters.cli.asking.{module}.answers_of", broken)
        found = command_line.attempt(400, 7, office)
    assert "ZeroDivisionError: on purpose" in "\n".join(found.lines())
    assert found.ended["traceback"] > 0
    command_line.judge(["tasks"], (0, "\x1b[31m", ""), found)
    assert found.ended["unclean"] == 1

"""The examples of docs/amending.md run."""

import re
from pathlib import Path
from typing import Any

import pytest

from rules.amending import merging

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "amending.md").read_text(encoding="utf-8")


def test_the_examples_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block of Python runs after the one before, and the comparison finds a rule whose dates can change."""
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL):
        exec(block, names)
    assert capsys.readouterr().out.strip().endswith("True")


def test_what_does_not_go_together_is_documented() -> None:
    """The table has a row for each way in which decisions can contradict each other."""
    table = TEXT[TEXT.index("| problem |") : TEXT.index("## Recording")]
    problems = [merging.APART, merging.SAME_NUMBER, merging.KEPT_WAITS, merging.TAKEN_WAITS]
    problems += [merging.TWO_PLACES, merging.HEAD_MOVES]
    assert table.count("\n| ") == len(problems)

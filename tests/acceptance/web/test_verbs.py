"""Whatever the program can do has its caller on the pages and in the API: docs/verbs.md, held against what there is."""

import re
from pathlib import Path

from adapters.cli.frame.commands import ROOT
from adapters.cli.frame.group import names
from tests.tools.rights_table import routes

PAGE = Path(__file__).parents[3] / "docs" / "verbs.md"
NONE = "none yet"
MOST_MISSING = 40
"""So many are still missing, on pages or in the API: to be lowered, never raised."""


def test_each_command_has_its_page_and_its_call() -> None:
    """Or stands among those that have none yet; and what the table names is there."""
    table, neither, machine = re.split(r"^## .*$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", table, re.MULTILINE)
    alone = [*re.findall(r"`([^`]+)`", neither), *re.findall(r"`([^`]+)`", machine)]
    assert sorted([*(name for name, _, _ in rows), *alone]) == sorted(names(ROOT))
    pages = {one.path for one in routes()}
    calls = {f"{one.method} {one.path}" for one in routes()}
    assert {page.strip("`") for _, page, _ in rows} <= pages | {NONE}
    assert {call.strip("`") for _, _, call in rows} <= calls | {NONE}


def test_what_is_missing_does_not_grow() -> None:
    """It is lowered with each page and call that comes."""
    text = PAGE.read_text(encoding="utf-8")
    neither = text.partition("## Neither yet")[2].partition("##")[0]
    missing = text.count(f"| {NONE} |") + len(re.findall(r"`([^`]+)`", neither))
    assert missing == MOST_MISSING

"""Whatever the program can do has its call in the API, and its page: docs/verbs.md, held against what there is."""

import re
from pathlib import Path

from adapters.cli.frame.commands import ROOT
from adapters.cli.frame.group import names
from tests.tools.rights_table import routes

TEXT = (Path(__file__).parents[3] / "docs" / "verbs.md").read_text(encoding="utf-8")
TABLE, MACHINE = re.split(r"^## .*$", TEXT, flags=re.MULTILINE)
ROWS = re.findall(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", TABLE, re.MULTILINE)
ALONE = re.findall(r"^\| `([^`]+)` \| (.+) \|$", MACHINE, re.MULTILINE)
NO_PAGE = "none yet"
MOST_WITHOUT_PAGE = 26
"""So many commands have no page yet: to be lowered, never raised."""


def test_each_command_has_its_call() -> None:
    """And what the table names is there; a command without a call says why it has no place anywhere."""
    assert sorted([name for name, *_ in (*ROWS, *ALONE)]) == sorted(names(ROOT))
    calls = {f"{one.method} {one.path}" for one in routes()}
    assert {call.strip("`") for _, _, call in ROWS} <= calls
    assert all(len(why.split()) > 5 for _, why in ALONE)


def test_each_command_has_its_page() -> None:
    """Or is said to have none yet."""
    pages = {one.path for one in routes()}
    assert {page.strip("`") for _, page, _ in ROWS} <= pages | {NO_PAGE}
    assert sum(page == NO_PAGE for _, page, _ in ROWS) <= MOST_WITHOUT_PAGE

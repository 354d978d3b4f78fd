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
NO_PAGE = "no page: "
MOST_WITHOUT_PAGE = 25
"""So many commands have no page: to be lowered, never raised."""


def test_each_command_has_its_call() -> None:
    """And what the table names is there; a command without a call says why it has no place anywhere."""
    assert sorted([name for name, *_ in (*ROWS, *ALONE)]) == sorted(names(ROOT))
    calls = {f"{one.method} {one.path}" for one in routes()}
    assert {call.strip("`") for _, _, call in ROWS} <= calls
    assert all(len(why.split()) > 5 for _, why in ALONE)


def test_each_command_has_its_page() -> None:
    """Or says why it has none."""
    pages = {one.path for one in routes()}
    without = [page.removeprefix(NO_PAGE) for _, page, _ in ROWS if page.startswith(NO_PAGE)]
    assert {page.strip("`") for _, page, _ in ROWS if not page.startswith(NO_PAGE)} <= pages
    assert all(len(why.split()) > 3 for why in without)
    assert len(without) <= MOST_WITHOUT_PAGE

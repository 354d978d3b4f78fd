"""The campaign of faults in its short form, and the page that says what stops which threat."""

import random
import re
from pathlib import Path

import pytest

from tests.faults.kinds import KINDS, Ground
from tests.faults.tampering import NOT_FINDABLE
from tests.tools.rooms import ROOT

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
SHORT = [
    pytest.param(name, marks=[pytest.mark.postgres] if kind.needs_server else [], id=name)
    for name, kind in KINDS.items()
]


@pytest.mark.parametrize("name", SHORT)
def test_a_few_of_each_kind_lose_and_double_nothing(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Nothing that was said is lost, nothing is there twice, and nothing wrong goes unnoticed."""
    kind = KINDS[name]
    server = request.getfixturevalue("postgres_server") if kind.needs_server else None
    tally = kind.run(Ground(tmp_path, server), kind.short, random.Random(13))
    assert tally.tries >= kind.short - 2  # of columns that are changed, some have no row
    assert not tally.bad, tally


def test_what_cannot_be_found_is_listed_for_users() -> None:
    """Every column in which a change goes unnoticed stands on the page, by its table and name."""
    _, _, table = PAGE.partition("## What no look at a database can find")
    rows = [row.partition("|")[2].partition("|")[0] for row in table.splitlines() if row.startswith("|")]
    unsaid = {
        place
        for place in NOT_FINDABLE
        if not any({f"`{one}`" for one in place.split(".")} <= named(row) for row in rows)
    }
    assert unsaid == set()


def test_the_page_says_what_came_of_every_kind() -> None:
    """Each kind has a row in the table of what was tried, with nothing lost, doubled or unnoticed."""
    _, _, table = PAGE.partition("| kind | tries | lost | doubled | unnoticed |")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.partition("\n\n")[0].splitlines()[2:]]
    assert {row[0] for row in rows} == set(KINDS)
    assert all(int(row[1]) > 0 and row[2:] == ["0", "0", "0"] for row in rows)
    kills = sum(int(row[1]) for row in rows if row[0].startswith("killed"))
    assert kills >= 1_000


def named(row: str) -> set[str]:
    """The words of a row that are written as code."""
    return set(re.findall("`[^`]+`", row))


def named_on_the_page() -> list[tuple[str, str]]:
    """The tests that the page names: the file, and the function in it."""
    return re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@pytest.mark.parametrize(("file", "function"), named_on_the_page())
def test_every_test_that_the_page_names_is_there(file: str, function: str) -> None:
    """Who reads the page can run it."""
    assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_threat_has_what_stops_it_and_a_test() -> None:
    """One row for each threat; none is without a test or a kind of the campaign."""
    _, _, table = PAGE.partition("| threat | what stops it | which test |")
    rows = [row.split("|")[1:-1] for row in table.partition("\n\n")[0].splitlines()[2:]]
    assert len(rows) >= 20
    assert [row[0] for row in rows if len(row) != 3 or not row[1].strip() or "`" not in row[2]] == []
    assert len({row[0] for row in rows}) == len(rows)
    kinds = set(re.findall(r"faults: `([^`]+)`", PAGE))
    assert kinds == set(KINDS)

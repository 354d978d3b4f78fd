"""Tests that share something slow are kept together when they are spread over workers."""

import pytest

from tests.conftest import SHARING, group
from tests.tools.rooms import ROOT


@pytest.mark.parametrize("path", sorted(SHARING))
def test_modules_that_share_have_something_to_share(path: str) -> None:
    """Each of them is there, and has a fixture for the whole module."""
    assert '@pytest.fixture(scope="module"' in (ROOT / path).read_text(encoding="utf-8")


def test_groups_are_modules_and_parameters() -> None:
    """Tests of one story on one database are one group; any other test is one of its own."""
    living, other = "tests/acceptance/test_living.py", "tests/unit/test_clock.py::test_a[x]"
    assert group(f"{living}::test_a[sqlite]") == group(f"{living}::test_b[sqlite]") != group(f"{living}::test_a[pg]")
    assert group("tests/acceptance/test_demo.py::test_a") == group("tests/acceptance/test_demo.py::test_b")
    assert group(other) == other

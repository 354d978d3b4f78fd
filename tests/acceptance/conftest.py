"""Databases for the acceptance tests."""

from collections.abc import Iterator
from functools import cache

import pytest

from adapters.documents.isolation.running import read_isolated
from adapters.unit_lists import tables
from tests.databases import database_url, empty_url, postgres_server, postgres_template, postgres_url, sqlite_url
from tests.kept_open import kept_open

__all__ = ["database_url", "empty_url", "postgres_server", "postgres_template", "postgres_url", "sqlite_url"]

_read_once = cache(read_isolated)


@pytest.fixture(autouse=True)
def lists_of_units_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own reads each list once for all tests of this one: most begin with the same few agencies."""
    monkeypatch.setattr(tables, "read_isolated", _read_once)


@pytest.fixture(autouse=True)
def stores_stay_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands that a test types one after the other share what they open."""
    with kept_open(monkeypatch):
        yield

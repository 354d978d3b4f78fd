"""Fixtures of the conformance suite: each test gets a fresh store, once for every kind."""

from tests.databases import (
    database_url,
    empty_url,
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_url,
    store,
)

__all__ = [
    "database_url",
    "empty_url",
    "postgres_server",
    "postgres_template",
    "postgres_url",
    "sqlite_url",
    "store",
]

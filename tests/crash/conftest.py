"""Fixtures of the crash tests: databases that outlive the process which is killed."""

from tests.databases import (
    database_url,
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_url,
)

__all__ = ["database_url", "postgres_server", "postgres_template", "postgres_url", "sqlite_url"]

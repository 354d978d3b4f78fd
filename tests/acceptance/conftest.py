"""Databases for the acceptance tests."""

from tests.databases import database_url, empty_url, postgres_server, postgres_template, postgres_url, sqlite_url

__all__ = ["database_url", "empty_url", "postgres_server", "postgres_template", "postgres_url", "sqlite_url"]

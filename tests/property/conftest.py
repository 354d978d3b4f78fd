"""Fixtures of the property tests: databases."""

from tests.databases import new_database, postgres_server, postgres_template

__all__ = ["new_database", "postgres_server", "postgres_template"]

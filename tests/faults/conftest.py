"""Fixtures of the short campaign of faults."""

from tests.databases import postgres_server

__all__ = ["postgres_server"]

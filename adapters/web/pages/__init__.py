"""Pages, a module or folder for each place."""

from collections.abc import Iterator
from importlib import import_module

from fastapi import APIRouter

PLACES = (
    "today",
    "tasks.routes",
    "one_task.routes",
    "overview.routes",
    "plans.routes",
    "calendar_year",
    "agencies",
    "proof",
)
"""Modules that have a `router`, in the order in which their routes are looked through."""


def reading_pages() -> Iterator[APIRouter]:
    """The routers of the pages that are read."""
    for name in PLACES:
        yield import_module(f"adapters.web.pages.{name}").router

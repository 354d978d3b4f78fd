"""A letter that urges an agency (công văn đôn đốc) as plain values, with the list of its late tasks."""

from dataclasses import dataclass, replace
from datetime import date
from typing import NewType

from adapters.documents.export.letterhead import Letterhead
from adapters.leaving import Leaving
from rules.secrecy import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class LateTask:
    """A task that is late, as the annex lists it."""

    number: str  # of its row
    title: str
    plan: str  # the document that gave it, by its number
    issued: date  # the day of that document
    due: date
    secrecy: Level = Level.OPEN
    withheld: bool = False  # it stays inside the office: the title says where to look


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgingLetter:
    """A letter to one agency. Whatever a hand has to fill in is left open: its number, who signs it."""

    head: Letterhead
    sender: str
    recipient: str
    day: date  # the tasks are late as of it
    answer_by: date | None  # until when an answer is asked for; None: left open
    tasks: tuple[LateTask, ...]


Released = NewType("Released", UrgingLetter)
"""A letter as it may leave the office; made by `released` alone."""


def released(letter: UrgingLetter, leaving: Leaving, lang: str) -> Released:
    """The letter as it may be said outside: the only way to what can be written."""
    return Released(replace(letter, tasks=tuple(leaving.said(task, lang) for task in letter.tasks)))


def documents_of(letter: Released) -> tuple[tuple[str, date], ...]:
    """The documents that gave the tasks, by number and day, each once."""
    return tuple(dict.fromkeys((task.plan, task.issued) for task in letter.tasks))

"""The whole file of a task as plain values: a title, and sections of lines to print."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NewType

from adapters.leaving import Leaving
from rules.secrecy import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the file: a heading, and its lines, which keep the spaces that they begin with."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that is kept of a task, in the words to print."""

    number: str  # the task's id
    title: str
    due: str  # in words
    day: str  # on which it was printed, in words
    footer: str
    sections: tuple[Section, ...]
    secrecy: Level = Level.OPEN  # of the most secret thing in it
    withheld: bool = False  # it stays inside the office: the title says where to look


Released = NewType("Released", Dossier)
"""The file of a task as it may leave the office; made by `released` alone."""


def released(dossier: Dossier, leaving: Leaving, lang: str) -> Released:
    """The file as it may be said outside: the only way to what can be written."""
    said = leaving.said(dossier, lang)
    return Released(replace(said, footer=dossier.footer))

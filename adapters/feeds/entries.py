"""What a calendar has of a task: plain values, of which secret words stay inside the office."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from adapters.leaving import Leaving
from rules.secrecy import Level


class Status(StrEnum):
    """How an entry stands, in iCalendar's words (RFC 5545, 3.8.1.11)."""

    FIRM = "CONFIRMED"
    PROVISIONAL = "TENTATIVE"
    CANCELLED = "CANCELLED"


def host_of(unit: str) -> str:
    """The end of the names of the entries in an agency's calendar: a task that passes to another is another there."""
    return f"{unit}.thoihan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a task; "" and None stand for none."""

    task: str  # its id, as it is shown
    number: str  # of the plan
    title: str
    grounds: tuple[str, ...] = ()  # sentences
    cite: str = ""
    role: str = ""  # what the reader has to do with it
    lead: str = ""  # who leads, where that is not the reader
    unit: str = ""  # whose task it is, where that is not the reader
    safe: date | None = None
    last_day: date | None = None  # of the task, where the entry stands on an earlier day of a person's own
    window_start: date | None = None
    done_on: date | None = None
    product: str = ""
    secrecy: Level = Level.OPEN
    grounds_secrecy: Level = Level.OPEN  # they may name what is more secret than the task
    withheld: bool = False  # it stays inside: the title says where to look, and the rest is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One task on its day in the calendar of one agency."""

    uid: str
    sequence: int
    changed_at: datetime  # aware
    day: date
    status: Status
    marks: tuple[str, ...] = ()  # words that stand before its title
    remind_on: date | None = None  # the day of its alarm, if it has one
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The calendar of one agency; entries by their day."""

    name: str  # of the agency
    entries: Sequence[Entry]


Released = NewType("Released", Feed)
"""A calendar as it may leave the office; made by `released` alone."""


def released(feed: Feed, leaving: Leaving, lang: str) -> Released:
    """The calendar as it may be said outside: the only way to what can be written."""
    entries = [replace(one, words=_said(one.words, leaving, lang)) for one in feed.entries]
    return Released(replace(feed, entries=entries))


def _said(words: Words, leaving: Leaving, lang: str) -> Words:
    said = leaving.said(words, lang)
    return replace(said, grounds=()) if leaving.withholds(words.grounds_secrecy) else said

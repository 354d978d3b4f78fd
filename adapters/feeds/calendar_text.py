"""A calendar as the bytes of a file (iCalendar: RFC 5545, RFC 7986), the same for the same content.

Days are dates, never moments, so that no zone moves them. The library writes the values; lines are put together and
folded here, once for all entries that have them: its own components take an order of magnitude longer.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from icalendar import vCategory, vDate, vDatetime, vDuration, vText

from adapters.feeds.entries import Entry, Released, Status
from adapters.words.catalogue import day_text, tr, translator
from adapters.words.plain_text import one_line
from rules.problems import N_

REFRESHED = timedelta(hours=1)
"""How often programs are asked to look again."""

_OCTETS = 75
_ALARM_AT = timedelta(hours=8)
"""The time of day of an alarm, on the clock of whoever reads the calendar."""

_NAME = N_("Due dates: {unit}")
_MARKED, _OF = N_("[{marks}] {title}"), N_("{title} ({unit})")
_LABELLED = N_("{label}: {text}")
_PROVISIONAL = N_("{due} (provisional)")
_ROW = N_("{cite}, plan {number}")


def calendar_text(feed: Released, lang: str, *, method: str = "") -> Iterator[bytes]:
    """The file, entry by entry; lines end in CRLF and have 75 octets at the most. `method`: what it asks for in a mail.

    One that is mailed is no calendar of its own: it has no name, and is not looked at again.
    """
    name = tr(_NAME, lang, unit=one_line(feed.name))
    yield _lines(
        _line("BEGIN", "VCALENDAR"),
        _line("VERSION", "2.0"),
        _line("PRODID", f"-//thoihan//thoihan//{lang.upper()}"),
        _line("CALSCALE", "GREGORIAN"),
    )
    if method:
        yield _lines(_line("METHOD", method))
    else:
        yield _lines(
            _line("NAME", name),
            _line("X-WR-CALNAME", name),
            _line("REFRESH-INTERVAL", REFRESHED, VALUE="DURATION"),
            _line("X-PUBLISHED-TTL", REFRESHED),
        )
    for entry in feed.entries:
        yield _lines(*_event(entry, lang))
    yield _lines(_line("END", "VCALENDAR"))


def _event(entry: Entry, lang: str) -> Iterator[bytes]:
    summary, words = _summary(entry, lang), entry.words
    yield _line("BEGIN", "VEVENT")
    yield _once("UID", entry.uid)
    yield _line("DTSTAMP", entry.changed_at)  # without a METHOD it is the same as LAST-MODIFIED (3.8.7.2)
    yield _line("LAST-MODIFIED", entry.changed_at)
    yield _line("SEQUENCE", str(entry.sequence))
    yield _line("DTSTART", entry.day, VALUE="DATE")
    yield _line("DTEND", entry.day + timedelta(days=1), VALUE="DATE")
    yield _once("SUMMARY", summary)
    yield _once("DESCRIPTION", "\n".join(_description(entry, lang)))
    yield _categories(*(one for one in (words.number, translator(lang)(words.role)) if one))
    yield _line("STATUS", str(entry.status))
    yield _line("TRANSP", "TRANSPARENT")
    if entry.remind_on:
        yield _line("BEGIN", "VALARM")
        yield _line("ACTION", "DISPLAY")
        yield _once("DESCRIPTION", summary)
        yield _line("TRIGGER", entry.remind_on - entry.day + _ALARM_AT)
        yield _line("END", "VALARM")
    yield _line("END", "VEVENT")


def _summary(entry: Entry, lang: str) -> str:
    words, label = entry.words, translator(lang)
    title = _cleaned(words.title)
    if words.withheld:
        title = tr(_LABELLED, lang, label=words.task, text=title)
    elif words.unit:
        title = tr(_OF, lang, title=title, unit=one_line(words.unit))
    marks = [label(one) for one in entry.marks]
    return tr(_MARKED, lang, marks=marks, title=title) if marks else title


def _description(entry: Entry, lang: str) -> Iterator[str]:
    """The lines of what is said of a task, as its mails have them."""
    yield from (_labelled(name, text, lang) for name, text in _said(entry, lang) if text)


def _said(entry: Entry, lang: str) -> Iterator[tuple[str, str]]:
    words, due = entry.words, _day(entry.day, lang)
    if entry.status is not Status.CANCELLED:
        yield N_("Due"), tr(_PROVISIONAL, lang, due=due) if entry.status is Status.PROVISIONAL else due
    yield N_("Safest by"), _day(words.safe, lang)
    yield N_("Last day of the task"), _day(words.last_day, lang)
    yield N_("To be done from"), _day(words.window_start, lang)
    yield N_("Done on"), _day(words.done_on, lang)
    yield N_("Your part"), translator(lang)(words.role)
    yield N_("Lead"), words.lead
    yield N_("Task of"), words.unit
    yield N_("Product"), words.product
    yield N_("Grounds"), "; ".join(words.grounds)
    yield N_("Row"), tr(_ROW, lang, cite=words.cite, number=words.number) if words.cite else words.number
    yield N_("Task id"), words.task


_cleaned = lru_cache(maxsize=10_000)(one_line)


@lru_cache(maxsize=10_000)
def _day(day: date | None, lang: str) -> str:
    return day_text(day, lang, weekday=True) if day else ""


# --- lines ------------------------------------------------------------------------------------------------------------


def _lines(*lines: bytes) -> bytes:
    return b"".join(line + b"\r\n" for line in lines if line)


def _once(name: str, value: Any, **parameters: str) -> bytes:
    """A line of the file, folded. A parameter is a word."""
    match value:
        case datetime():
            written: Any = vDatetime(value)
        case date():
            written = vDate(value)
        case timedelta():
            written = vDuration(value)
        case list():
            written = vCategory(value)
        case _:
            written = vText(value)
    head = "".join((name, *(f";{one}={said}" for one, said in parameters.items())))
    return _folded(head.encode() + b":" + written.to_ical())


def _folded(line: bytes) -> bytes:
    """The line in pieces of 75 octets at the most (RFC 5545, 3.1), none of which begins within a letter."""
    pieces, start, room = [], 0, _OCTETS
    while len(line) - start > room:
        end = start + room
        while line[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        pieces.append(line[start:end])
        start, room = end, _OCTETS - 1  # a space goes before the others
    return b"\r\n ".join((*pieces, line[start:]))


_line = lru_cache(maxsize=10_000)(_once)
"""The same, kept: many entries have it."""


@lru_cache(maxsize=1_000)
def _categories(*names: str) -> bytes:
    return _once("CATEGORIES", list(names)) if names else b""


@lru_cache(maxsize=10_000)
def _labelled(label: str, text: str, lang: str) -> str:
    return tr(_LABELLED, lang, label=translator(lang)(label), text=one_line(text))

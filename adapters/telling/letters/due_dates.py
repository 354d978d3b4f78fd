"""The due dates of a mail as a calendar file attached to it: entries with the names that the agency's own calendar has.

What is attached says no more than the mail. Its numbers are those of the calendar (`adapters.feeds`) as of the event
that the message tells of, so that a message that is sent again has the same.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from adapters.feeds.entries import Entry, Feed, Status, Words, host_of, released
from adapters.leaving import Leaving
from adapters.telling.letters.page import grounds_of
from adapters.telling.message_content import ChangeKind, Item, Released
from engine.tasks import task_id
from events.views import Claimed, Numbered, Numbering
from rules.problems import N_
from rules.secrecy import Level

METHOD = "PUBLISH"

MOST = 200
"""Entries in one mail; who has news of more has a calendar to look at."""

_MARKS: Mapping[ChangeKind, str] = {
    ChangeKind.NEEDS_DATE: N_("set a date"),
    ChangeKind.SUSPENDED: N_("suspended"),
    ChangeKind.WAITS: N_("waiting"),
    ChangeKind.CLOSED: N_("not required now"),
}
_PROVISIONAL = N_("provisional")
_LEADS, _COOPERATES = N_("leads"), N_("cooperates")

_OVER = frozenset({ChangeKind.CLOSED, ChangeKind.WAITS})
_OF_DATES = frozenset(
    (
        *(ChangeKind.ACTIVATED, ChangeKind.HANDED_OVER, ChangeKind.DATED, ChangeKind.NEEDS_DATE, ChangeKind.DOUBTED),
        *(ChangeKind.MOVED, ChangeKind.EXTENDED, ChangeKind.FIRMED, ChangeKind.UPDATED, ChangeKind.REOPENED),
        *(ChangeKind.SUSPENDED, ChangeKind.RESUMED, *_OVER),
    )
)
"""Kinds of news by which an entry becomes another; a reminder makes none."""


@dataclass(frozen=True, slots=True)
class DatedTask:
    """One task of a letter as an entry, but for whose it is and its number."""

    plan: str
    rule: str
    units: tuple[str, ...]  # none: the recipient's own
    cycle: str
    day: date | None  # None: that of before, since it has none now
    over: bool
    entry: Entry


def dated(content: Released, lang: str) -> tuple[DatedTask, ...]:
    """The entries that there are to make of a letter."""
    of_each = ((part, item) for part in content.of_each_plan for item in part.items)
    return tuple(
        _dated(part.plan_id, part.number, item, lang)
        for part, item in of_each
        if item.takes_part and item.rule and item.change in _OF_DATES
    )


def _dated(plan: str, number: str, item: Item, lang: str) -> DatedTask:
    day = None if item.change is ChangeKind.CLOSED else item.due or item.set_by
    over = day is None or item.change in _OVER
    provisional = item.provisional and not over
    status = Status.CANCELLED if over else Status.PROVISIONAL if provisional else Status.FIRM
    marks = (
        _MARKS.get(item.change),
        _PROVISIONAL if provisional else None,
        None if item.leads or item.withheld else _COOPERATES,
    )
    before = item.previous_due or item.due or item.set_by
    entry = Entry(
        uid="",
        sequence=0,
        changed_at=datetime.min.replace(tzinfo=UTC),
        day=day or before or date.max,
        status=status,
        marks=tuple(filter(None, marks)),
        words=_words(number, item, lang, over=over),
    )
    of_row = plan, item.rule, item.key, item.cycle
    return DatedTask(*of_row, day or before, over=over, entry=entry)


def _words(number: str, item: Item, lang: str, *, over: bool) -> Words:
    return Words(
        task=item.task,
        number=number,
        title=item.title,
        grounds=tuple(filter(None, (grounds_of(item, lang),))),
        cite=item.cite,
        role=_LEADS if item.leads else _COOPERATES,
        unit=item.unit,
        safe=item.safe if item.safe != item.due and not over else None,
        secrecy=item.secrecy,
        grounds_secrecy=Level.OPEN if item.withheld else item.reason_secrecy,  # they are empty where it is withheld
        withheld=item.withheld,
    )


def numberings(claimed: Claimed, these: Collection[DatedTask]) -> Iterator[Numbering]:
    """The numbers that are to be asked for, for one message."""
    for one in these:
        yield from ((claimed.recipient, task, claimed.position) for task in _tasks(one, claimed.recipient))


def attached(
    claimed: Claimed, these: Collection[DatedTask], known: Mapping[Numbering, Numbered], leaving: Leaving, lang: str
) -> bytes:
    """The file for one message; nothing where it has no entries, or too many."""
    found = list(_entries(claimed, these, known))
    if not found or len(found) > MOST:
        return b""
    from adapters.feeds.calendar_text import calendar_text  # noqa: PLC0415 - icalendar is slow to load

    feed = released(Feed(name=claimed.name or "", entries=found), leaving, lang)
    return b"".join(calendar_text(feed, lang, method=METHOD))


def _entries(claimed: Claimed, these: Collection[DatedTask], known: Mapping[Numbering, Numbered]) -> Iterator[Entry]:
    for one in these:
        for unit in one.units or (claimed.recipient,):
            task = task_id(one.plan, one.rule, unit, one.cycle)
            number = known.get((claimed.recipient, task, claimed.position))
            day = one.day or _day(number)
            if number is None or day is None or (one.over and not number.turns and number.sequence is None):
                continue  # nobody has seen it, so nothing is to be taken back
            yield replace(
                one.entry,
                uid=f"{task}@{host_of(claimed.recipient)}",
                sequence=_sequence(number, day, over=one.over, again=claimed.attempts > 1),
                changed_at=datetime.fromisoformat(number.recorded_at),
                day=day,
                remind_on=None if one.over else _alarm(number, day),
                words=replace(one.entry.words, task=task_id(one.plan, one.entry.words.task, unit, one.cycle)),
            )


def _tasks(one: DatedTask, recipient: str) -> Iterator[str]:
    return (task_id(one.plan, one.rule, unit, one.cycle) for unit in one.units or (recipient,))


def _day(number: Numbered | None) -> date | None:
    return date.fromisoformat(number.day) if number and number.day else None


def _alarm(number: Numbered, day: date) -> date | None:
    """The day of its alarm, as in the calendar; none where the task has another day since the words were made."""
    return date.fromisoformat(number.remind_on) if number.remind_on and number.limit == day.isoformat() else None


def _sequence(number: Numbered, day: date, *, over: bool, again: bool) -> int:
    """The number that the calendar would serve; what is sent once more stays below what was served meanwhile."""
    if number.sequence is None:
        return number.turns
    if (number.day, number.over) == (day.isoformat(), int(over)):
        return max(number.turns, number.sequence)
    return number.turns if again else max(number.turns, number.sequence + 1)

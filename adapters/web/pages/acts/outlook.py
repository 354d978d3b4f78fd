"""A decision for a page: sentences first, then the lists; what is doubtful above all, with its reason."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adapters.answers.decisions import PresentedDecision
from adapters.telling.composing import SMS_PARTS
from adapters.words.catalogue import Said
from adapters.words.changes import HEADINGS
from engine.decision import Change, Kind
from events.beside.ways import channel_of
from rules.problems import N_
from rules.row_names import row_name
from rules.unit_kinds import COMMUNE

_STARTS = N_("{count} task(s) start")
_MOVES_ALIKE, _MOVES = N_("{count} due date(s) move from {was} to {now}"), N_("{count} due date(s) move")
_CLOSES = N_("{count} task(s) are not required any more")
_MAILS, _TEXTS = N_("{count} agency(ies) get a mail"), N_("at most {count} text message(s), of {parts} parts at most")
_NOBODY, _NOTHING = N_("nobody is told"), N_("no task changes")
_ON_THE_DAY = N_("it takes effect on {day}")
_RECOUNTED = N_("due dates are counted again after it")
_NAMED = 3
_MARK = 10
QUIET = frozenset({Kind.UPDATED, Kind.RECOUNTED})
"""Of these nobody need be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Tasks to which the same happens."""

    kind: Kind
    plan: str
    row: str
    title: str
    units: Sequence[str]  # names
    communes: bool  # all of them are
    due: date | None
    was: date | None
    why: str
    provisional: bool
    in_doubt: bool
    mark: str
    new: bool = False

    @property
    def doubtful(self) -> bool:
        """True if its date may still be another."""
        return self.provisional or self.in_doubt

    @property
    def moved(self) -> bool:
        """True if it has another date than before."""
        return self.kind in (Kind.MOVED, Kind.EXTENDED) and self.was != self.due

    @property
    def few(self) -> Sequence[str]:
        """The names of its units, or of the first of them."""
        return self.units if len(self.units) <= _NAMED else self.units[:_NAMED]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesAlike:
    """Lines under one heading."""

    heading: Said
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An agency that is told, and by what."""

    code: str
    name: str
    mail: bool
    sms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All of it."""

    sentences: Sequence[Said]
    doubtful: Sequence[Line]
    groups: Sequence[LinesAlike]
    told: Sequence[Told]
    marks: Sequence[str]
    awaits_approval: bool
    known: int  # that were in the log before
    known_at: Sequence[int]  # where the first of them stand
    new: int  # that were not

    def same_as(self, shown: Sequence[str]) -> bool:
        """True if it is what was shown with these marks."""
        return sorted(self.marks) == sorted(shown)


Seen = Callable[[Change], Sequence[str]]
"""The units of a change whose tasks somebody sees."""


def outlook(
    made: Sequence[PresentedDecision], today: date, shown: Sequence[str] = (), seen: Seen | None = None
) -> Outlook:
    """All that these decisions bring. `shown` are the marks that were shown before; none: it is shown first.

    `seen`: for whoever does not see all tasks; the agencies that are told he may know.
    """
    fresh = [one for one in made if not one.logged.known]
    lines = list(_lines(fresh, frozenset(shown), seen))
    told = _told(fresh)
    marks = sorted({line.mark for line in lines} | {_mark("told", one.code) for one in told})
    return Outlook(
        sentences=list(_sentences(fresh, lines, told, today)),
        doubtful=[line for line in lines if line.doubtful],
        groups=list(_groups(lines)),
        told=told,
        marks=marks or [_mark("none")],
        awaits_approval=any(one.awaits_approval for one in fresh),
        known=len(made) - len(fresh),
        known_at=[one.decision.position for one in made if one.logged.known][:_NAMED],
        new=len(fresh),
    )


def _changes(one: PresentedDecision) -> Sequence[Change]:
    return one.decision.changes or one.decision.foreseen


def _seen_changes(one: PresentedDecision, seen: Seen | None) -> Iterator[Change]:
    for change in _changes(one):
        if change.kind not in QUIET:
            units = change.units if seen is None else tuple(seen(change))
            if units:
                yield change if seen is None else replace(change, units=units)


def _lines(made: Iterable[PresentedDecision], shown: frozenset[str], seen: Seen | None) -> Iterator[Line]:
    """Tasks alike stand in one line, of whichever decision they are."""
    found = [(one, change, one.why(change)) for one in made for change in _seen_changes(one, seen)]
    order, alike = list(HEADINGS), dict[tuple[object, ...], list[tuple[PresentedDecision, Change, str]]]()
    for one, change, why in sorted(found, key=lambda found: (order.index(found[1].kind), _day(found[1]) or "9999")):
        key = (change.kind, change.plan, change.rule.id, change.cycle, _day(change), _was(change), why)
        alike.setdefault(key, []).append((one, change, why))
    yield from (_line(those, shown) for those in alike.values())


def _was(change: Change) -> date | None:
    return change.previous.due if change.previous else None


def _line(those: Sequence[tuple[PresentedDecision, Change, str]], shown: frozenset[str]) -> Line:
    one, change, why = those[0]
    due, was = change.due.due if change.due else None, _was(change)
    codes, rows = [code for _, each, _ in those for code in each.units], one.units.rows
    row = row_name(one.plans[change.plan], change.rule.id)
    mark = _mark(change.kind, change.plan, change.rule.id, change.cycle, *sorted(codes), str(due), str(was))
    return Line(
        kind=change.kind,
        plan=one.plans[change.plan].number,
        row=f"{row} [{change.cycle}]" if change.cycle else row,
        title=change.rule.title,
        units=[one.units.name(code) for code in codes],
        communes=all(code in rows and rows[code].kind == COMMUNE for code in codes),
        due=due,
        was=was,
        why=why,
        provisional=bool(change.due and change.due.provisional),
        in_doubt=bool(change.due and change.due.in_doubt) or change.kind is Kind.DOUBTED,
        mark=mark,
        new=bool(shown) and mark not in shown,
    )


def _mark(*said: str) -> str:
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:_MARK]


def _day(change: Change) -> str | None:
    return change.due.row.due if change.due else None


def _groups(lines: Sequence[Line]) -> Iterator[LinesAlike]:
    for kind, heading in HEADINGS.items():
        those = [line for line in lines if line.kind is kind]
        if those:
            yield LinesAlike(heading=Said(heading, {"count": sum(len(line.units) for line in those)}), lines=those)


def _told(made: Iterable[PresentedDecision]) -> list[Told]:
    mails, texts, names = Counter[str](), Counter[str](), dict[str, str]()
    for one in made:
        for message in one.decision.telling:
            names[message.recipient] = one.units.name(message.recipient)
            channel = channel_of(message.channel)
            mails[message.recipient] += channel == "mail"
            texts[message.recipient] += channel == "sms"
    return [Told(code=code, name=names[code], mail=bool(mails[code]), sms=texts[code]) for code in names]


def _sentences(
    made: Sequence[PresentedDecision], lines: Sequence[Line], told: Sequence[Told], today: date
) -> Iterator[Said]:
    later = {one.decision.event.occurred_on for one in made if one.decision.foreseen and not one.decision.changes}
    yield from (Said(_ON_THE_DAY, {"day": day}) for day in sorted(later) if day > today)
    yield from _of_tasks(lines)
    if any(one.decision.recounts for one in made):
        yield Said(_RECOUNTED)
    elif not any(change.kind not in QUIET for one in made for change in _changes(one)):
        yield Said(_NOTHING)
    mails, texts = sum(one.mail for one in told), sum(one.sms for one in told)
    if mails:
        yield Said(_MAILS, {"count": mails})
    if texts:
        yield Said(_TEXTS, {"count": texts, "parts": texts * SMS_PARTS})
    if not told:
        yield Said(_NOBODY)


def _of_tasks(lines: Sequence[Line]) -> Iterator[Said]:
    by_kind: dict[Kind, list[Line]] = {}
    for line in lines:
        by_kind.setdefault(line.kind, []).append(line)
    for kind, those in by_kind.items():
        count = sum(len(line.units) for line in those)
        if kind is Kind.ACTIVATED:
            yield Said(_STARTS, {"count": count})
        elif kind is Kind.CLOSED:
            yield Said(_CLOSES, {"count": count})
        elif kind is Kind.MOVED:
            days = {(line.was, line.due) for line in those}
            was, now = next(iter(days))
            alike = len(days) == 1 and was and now
            yield Said(_MOVES_ALIKE if alike else _MOVES, {"count": count, "was": was, "now": now})
        else:
            yield Said(HEADINGS[kind], {"count": count})

"""The days of a signed file are recorded, an event for each document that gave some."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.calendar_files import signatures
from adapters.calendar_files.signatures import Signed
from adapters.calendar_files.table import ListedDay, listed_days
from adapters.statements.recording import recorded
from adapters.statements.registers.calendar_days import Amendment
from adapters.words.refused.refusal import Refused
from engine.calendars.calendar import Calendar
from engine.snapshot import Snapshot
from events.making import DayData
from rules.problems import N_

_LATER = N_(
    "{path} was signed on {on}, which is still to come. Nothing was recorded; "
    "check this machine's clock, and who signed it."
)
_CONTRADICTED = N_(
    "{count} day(s) of the file were made otherwise here by a document: {days}. Nothing was recorded; look at them "
    "(`thoihan calendar show`), and say --replace if the file is right."
)
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A calendar file, its signature and the publisher's key, and what the latter two are called."""

    file: str
    data: bytes
    signature: bytes
    key: bytes
    names: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a calendar file: who signed it, how much it says, what of that was news, and what follows."""

    signed: Signed
    listed: int
    news: Sequence[ListedDay]
    decided: Sequence[PresentedDecision]


def take_days(
    office: Office, given: Given, calendar: str, *, replace: bool = False, dry_run: bool = False, lang: str
) -> Taken:
    """Take in the days of a file that somebody trusted has signed. Raises Refused and EventsError."""
    signed, days = _read(given, office.clock.today())
    news = _news(office, calendar, days, replace=replace)
    drafts = [_amendment(calendar, each) for each in _by_document(news)]
    with office.together(dry_run=dry_run) as acting:
        decided = [recorded(acting, *draft, dry_run=dry_run, lang=lang) for draft in drafts]
    return Taken(signed=signed, listed=len(days), news=news, decided=decided)


def _read(given: Given, today: date) -> tuple[Signed, Sequence[ListedDay]]:
    """Who signed it, and what it says: nothing is read of a file that is not signed. Raises Refused."""
    name, of_key = given.names
    try:
        trusted = signatures.public_key(given.key, of_key)
        signed = signatures.check(given.data, given.signature, trusted, name)
    except signatures.SignatureError as error:
        raise Refused(error.template, **error.fields) from None
    if signed.on > today:
        raise Refused(_LATER, path=name, on=signed.on)
    return signed, listed_days(given.file, given.data)


def _news(office: Office, name: str, days: Sequence[ListedDay], *, replace: bool) -> Sequence[ListedDay]:
    """The days that are not so already. Raises Refused where a document made one otherwise here."""
    with office.store.begin(write=False) as session:
        snapshot = Snapshot(session, office.tools)
        calendar = snapshot.calendars(name, snapshot.units()).at("")
        amended = {row.day for row in session.calendar_days(name) if not row.unit}
    news = [day for day in days if not _so_already(calendar, day)]
    against = [day.day for day in news if day.day.isoformat() in amended]
    if against and not replace:
        more = ["…"] if len(against) > _MOST_NAMED else []
        raise Refused(_CONTRADICTED, count=len(against), days=[*against[:_MOST_NAMED], *more])
    return news


def _so_already(calendar: Calendar, said: ListedDay) -> bool:
    """True if the day is so for sure: an estimate is not."""
    reason, half = calendar.explain_day(said.day), calendar.half_day(said.day)
    estimated = bool(reason.row and reason.row.estimate)
    return reason.working == said.working and not estimated and (half.until if half else None) == said.until


def _by_document(days: Iterable[ListedDay]) -> Iterable[Sequence[ListedDay]]:
    found: dict[str, list[ListedDay]] = {}
    for day in days:
        found.setdefault(day.document, []).append(day)
    return found.values()


def _amendment(calendar: str, days: Sequence[ListedDay]) -> tuple[Amendment, str]:
    said = [_data(one) for one in sorted(days, key=lambda one: one.day)]
    return Amendment(calendar=calendar, unit=None, days=said, cut_off=None), days[0].document


def _data(one: ListedDay) -> DayData:
    said = DayData(day=one.day.isoformat(), working=one.working, reason=one.reason)
    return {**said, "until": f"{one.until:%H:%M}"} if one.until else said


def taken_answer(taken: Taken, *, dry_run: bool) -> Mapping[str, object]:
    """What came of it, for programs."""
    return {
        "key": taken.signed.key,
        "signed_on": taken.signed.on.isoformat(),
        "days": taken.listed,
        "news": [one.day.isoformat() for one in taken.news],
        "dry_run": dry_run,
        "decisions": [decided.answer() for decided in taken.decided],
    }

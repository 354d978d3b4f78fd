"""The command `calendar take`: the days of a signed file are recorded, an event for each document that gave some."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.calendar_files import signatures
from adapters.calendar_files.signatures import Signed
from adapters.calendar_files.table import ListedDay, listed_days
from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import show_changes, show_messages
from adapters.statements.recording import recorded
from adapters.statements.registers.calendar_days import Amendment
from adapters.words.plain_text import one_line
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
_SIGNED = N_("Signed on {on} with the key {key}: {count} day(s), of which {news} are news here.")
_TAKEN = N_("Recorded: {news} day(s), by {documents} document(s).")
_DRY = N_("A dry run: {news} day(s), by {documents} document(s), would be recorded. Nothing was recorded.")
_NOTHING_NEW = N_("Nothing was recorded: all of it is so already.")

Key = Annotated[
    str,
    typer.Option("--key", metavar="FILE", help=N_("The publisher's public key, as minisign writes it.")),
]
Signature = Annotated[
    str | None,
    typer.Option("--signature", metavar="FILE", help=N_("The signature; the file's name and .minisig if not given.")),
]
Replace = Annotated[
    bool, typer.Option("--replace", help=N_("The file counts also where a document made a day otherwise here."))
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a calendar file: who signed it, how much it says, what of that was news, and what follows."""

    signed: Signed
    listed: int
    news: Sequence[ListedDay]
    decided: Sequence[PresentedDecision]


def take(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The calendar: a CSV file."))],
    key: Key,
    signature: Signature = None,
    calendar: Annotated[str, typer.Option("--calendar", metavar="NAME", help=N_("The calendar's name."))] = "vn",
    replace: Replace = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take in the days of a calendar file that somebody trusted has signed."""
    here = invocation(context)
    signed, days = _read(file, signature or f"{file}.minisig", key, here.clock.today())
    with here.office() as office:
        news = _news(office, calendar, days, replace=replace)
        drafts = [_amendment(calendar, each) for each in _by_document(news)]
        with office.together(dry_run=dry_run) as acting:
            decided = [recorded(acting, *draft, dry_run=dry_run, lang=here.terminal.lang) for draft in drafts]
    _answer(here.terminal, Taken(signed=signed, listed=len(days), news=news, decided=decided), dry_run, as_json)


def _read(file: str, signature: str, key: str, today: date) -> tuple[Signed, Sequence[ListedDay]]:
    """Who signed it, and what it says: nothing is read of a file that is not signed. Raises Refused."""
    name = one_line(signature, 200)
    try:
        trusted = signatures.public_key(content(key), one_line(key, 200))
        given = content(file)
        signed = signatures.check(given, content(signature), trusted, name)
    except signatures.SignatureError as error:
        raise Refused(error.template, **error.fields) from None
    if signed.on > today:
        raise Refused(_LATER, path=name, on=signed.on)
    return signed, listed_days(file, given)


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


# --- answered ---------------------------------------------------------------------------------------------------------


def _answer(terminal: Terminal, taken: Taken, dry_run: bool, as_json: bool) -> None:
    if as_json:
        terminal.json(_for_programs(taken, dry_run=dry_run))
        return
    signed, news = taken.signed, len(taken.news)
    terminal.line(_SIGNED, on=signed.on, key=signed.key, count=taken.listed, news=news)
    if not news:
        terminal.line(_NOTHING_NEW)
        return
    terminal.line(_DRY if dry_run else _TAKEN, news=news, documents=len(taken.decided))
    show_changes(terminal, taken.decided)
    show_messages(terminal, [message for decided in taken.decided for message in decided.decision.telling])


def _for_programs(taken: Taken, *, dry_run: bool) -> Mapping[str, object]:
    return {
        "key": taken.signed.key,
        "signed_on": taken.signed.on.isoformat(),
        "days": taken.listed,
        "news": [one.day.isoformat() for one in taken.news],
        "dry_run": dry_run,
        "decisions": [decided.answer() for decided in taken.decided],
    }

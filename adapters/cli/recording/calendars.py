"""The command `calendar amend`: all that one document says of the days of a calendar, at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, Id, Proof
from adapters.cli.recording.record import record
from adapters.statements.days import day, day_or_none
from adapters.statements.event_ids import Stands
from adapters.statements.hours import hour
from adapters.statements.statements import Draft, InForce
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.calendars.calendar import Calendar
from events import making
from events.chain import canonical_json
from events.event import Event, Recorded
from events.making import CutOffData, DayData, Envelope
from rules.problems import N_

NONE = "none"
_LONGEST = 366
"""Days in a range."""

_NOTHING = N_("Say what changes: --off, --working, --half or --cut-off. Nothing was recorded.")
_TWO_WAYS = N_("Day {day} is said to be two things at once. Nothing was recorded; say which it is to be.")
_BACKWARDS = N_("{option}: the range “{text}” ends before it begins. Nothing was recorded; correct it.")
_TOO_LONG = N_("{option}: the range “{text}” is longer than {most} days. Nothing was recorded; correct its years.")
_NO_HOUR = N_("{option}: “{text}” names no hour. Write it like 31/12/2025=11:30. Nothing was recorded.")
_NOTHING_IN_IT = N_("{option}: every day of the range “{text}” is so anyway. Nothing was recorded; correct it.")
_NO_FROM = N_("--from is the day from which --cut-off holds; give both, or neither. Nothing was recorded.")


@dataclass(frozen=True, slots=True)
class _Day:
    """The statement on one day."""

    working: bool
    until: time | None = None


def amend(
    context: typer.Context,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why, in a line."))],
    off: Annotated[
        list[str] | None,
        typer.Option("--off", metavar="DATE", help=N_("A day off, or a range DATE..DATE; as often as needed.")),
    ] = None,
    working: Annotated[
        list[str] | None,
        typer.Option("--working", metavar="DATE", help=N_("A day that is worked, or a range; as often as needed.")),
    ] = None,
    half: Annotated[
        list[str] | None,
        typer.Option("--half", metavar="DATE=HH:MM", help=N_("A day worked until that hour; as often as needed.")),
    ] = None,
    cut_off: Annotated[
        str | None,
        typer.Option("--cut-off", metavar="HH:MM", help=N_("The hour after which every day is over; none to end it.")),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=N_("Since when --cut-off holds; today if not given."))
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only for this unit and those below it."))
    ] = None,
    calendar: Annotated[str, typer.Option("--calendar", metavar="NAME", help=N_("The calendar's name."))] = "vn",
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Amend a calendar."""
    here = invocation(context)
    if since and not cut_off:
        raise Refused(_NO_FROM)
    days = _days(Calendar.build(calendar), off or (), working or (), half or ())
    hours = _cut_off(cut_off, day_or_none("--from", since) or here.clock.today(), reason) if cut_off else None
    if not days and not hours:
        raise Refused(_NOTHING)
    said = [_data(day, what, reason) for day, what in sorted(days.items())]
    amendment = Amendment(calendar=calendar, unit=unit, days=said, cut_off=hours)
    record(here, amendment, document, event_id, dry_run=dry_run, as_json=as_json)


def _days(shipped: Calendar, off: Iterable[str], working: Iterable[str], half: Iterable[str]) -> Mapping[date, _Day]:
    """The statement on each day that is named. Raises Refused."""
    said: dict[date, _Day] = {}
    for option, texts, what in (("--off", off, _Day(False)), ("--working", working, _Day(True))):
        for text in texts:
            _say(said, _range(option, text, shipped, what), what)
    for text in half:
        when, equals, until = text.partition("=")
        if not equals:
            raise Refused(_NO_HOUR, option="--half", text=one_line(text, 40))
        _say(said, [day("--half", when)], _Day(True, hour("--half", until)))
    return said


def _say(said: dict[date, _Day], days: Iterable[date], what: _Day) -> None:
    for one in days:
        if said.setdefault(one, what) != what:
            raise Refused(_TWO_WAYS, day=one)


def _range(option: str, text: str, shipped: Calendar, what: _Day) -> Sequence[date]:
    """The days of a range; those that are so by the calendar that ships, its weekends first of all, are passed over."""
    first, dots, last = text.partition("..")
    start = day(option, first)
    if not dots:
        return [start]
    length = (day(option, last) - start).days
    if length < 0:
        raise Refused(_BACKWARDS, option=option, text=one_line(text, 40))
    if length >= _LONGEST:
        raise Refused(_TOO_LONG, option=option, text=one_line(text, 40), most=_LONGEST)
    days = [one for n in range(length + 1) if not _so_anyway(shipped, one := start + timedelta(days=n), what)]
    if not days:
        raise Refused(_NOTHING_IN_IT, option=option, text=one_line(text, 40))
    return days


def _so_anyway(shipped: Calendar, one: date, what: _Day) -> bool:
    """True if the shipped calendar has the day so for sure: an estimate is not."""
    reason = shipped.explain_day(one)
    return reason.working == what.working and not (reason.row and reason.row.estimate)


def _cut_off(text: str, since: date, reason: str) -> CutOffData:
    said = CutOffData(since=since.isoformat(), reason=reason)
    return said if text == NONE else {**said, "at": f"{hour('--cut-off', text):%H:%M}"}


def _data(one: date, what: _Day, reason: str) -> DayData:
    said = DayData(day=one.isoformat(), working=what.working, reason=reason)
    return {**said, "until": f"{what.until:%H:%M}"} if what.until else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Days of a calendar changed, or its cut-off hour."""

    calendar: str
    unit: str | None
    days: Sequence[DayData]
    cut_off: CutOffData | None

    def draft(self, now: InForce, document: str | None) -> Draft:
        """The event to be."""
        said = {"days": list(self.days), "cut_off": self.cut_off}
        return Draft(
            matter=("calendar.amended", self.calendar, self.unit),
            content=(canonical_json(said), document),
            standing=self._standing(now),
            on=None,
            make=self._made,
        )

    def _made(self, envelope: Envelope) -> Event:
        return making.calendar_amended(self.calendar, self.days, cut_off=self.cut_off, unit=self.unit, **envelope)

    def _standing(self, now: InForce) -> Sequence[Stands]:
        """The amendments by which these days and hours are as they are, the last one last."""
        unit = self.unit or ""
        by_day = {row.day: row.position for row in now.session.calendar_days(self.calendar) if row.unit == unit}
        by_hour = {row.since: row.position for row in now.session.cut_offs(self.calendar) if row.unit == unit}
        since = [self.cut_off["since"]] if self.cut_off else []
        places = {by_day.get(one["day"]) for one in self.days} | {by_hour.get(day) for day in since}
        events = now.session.events
        before = [next(iter(events(after=at - 1, limit=1))) for at in sorted(at for at in places if at)]
        return [Stands(one.event.id, _content(one) if _all_of(one, by_day, by_hour) else ()) for one in before]


def _all_of(recorded: Recorded, by_day: Mapping[str, int], by_hour: Mapping[str, int]) -> bool:
    """True if all that an amendment says still stands."""
    data = recorded.event.data
    places = {by_day.get(one["day"]) for one in data.get("days") or ()}
    places |= {by_hour.get(data["cut_off"]["since"])} if data.get("cut_off") else set()
    return places == {recorded.position}


def _content(recorded: Recorded) -> tuple[str, str | None]:
    data, document = recorded.event.data, recorded.event.document
    said = {"days": data.get("days") or [], "cut_off": data.get("cut_off")}
    return canonical_json(said), document.text if document else None

"""Statements on the days of a calendar: off, worked or half worked; and the hour after which a day is over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from adapters.statements.days import day
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

_TWO_WAYS = N_("Day {day} is said to be two things at once. Nothing was recorded; say which it is to be.")
_BACKWARDS = N_("{option}: the range “{text}” ends before it begins. Nothing was recorded; correct it.")
_TOO_LONG = N_("{option}: the range “{text}” is longer than {most} days. Nothing was recorded; correct its years.")
_NO_HOUR = N_("{option}: “{text}” names no hour. Write it like 31/12/2025=11:30. Nothing was recorded.")
_NOTHING_IN_IT = N_("{option}: every day of the range “{text}” is so anyway. Nothing was recorded; correct it.")


@dataclass(frozen=True, slots=True)
class DaySaid:
    """The statement on one day."""

    working: bool
    until: time | None = None


def days_said(
    shipped: Calendar, off: Iterable[str], working: Iterable[str], half: Iterable[str]
) -> Mapping[date, DaySaid]:
    """The statement on each day that is named. Raises Refused."""
    said: dict[date, DaySaid] = {}
    for option, texts, what in (("--off", off, DaySaid(False)), ("--working", working, DaySaid(True))):
        for text in texts:
            _say(said, _range(option, text, shipped, what), what)
    for text in half:
        when, equals, until = text.partition("=")
        if not equals:
            raise Refused(_NO_HOUR, option="--half", text=one_line(text, 40))
        _say(said, [day("--half", when)], DaySaid(True, hour("--half", until)))
    return said


def _say(said: dict[date, DaySaid], days: Iterable[date], what: DaySaid) -> None:
    for one in days:
        if said.setdefault(one, what) != what:
            raise Refused(_TWO_WAYS, day=one)


def _range(option: str, text: str, shipped: Calendar, what: DaySaid) -> Sequence[date]:
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


def _so_anyway(shipped: Calendar, one: date, what: DaySaid) -> bool:
    """True if the shipped calendar has the day so for sure: an estimate is not."""
    reason = shipped.explain_day(one)
    return reason.working == what.working and not (reason.row and reason.row.estimate)


def cut_off_said(text: str, since: date, reason: str) -> CutOffData:
    """The hour after which a day is over, as the event carries it. Raises Refused."""
    said = CutOffData(since=since.isoformat(), reason=reason)
    return said if text == NONE else {**said, "at": f"{hour('--cut-off', text):%H:%M}"}


def day_data(one: date, what: DaySaid, reason: str) -> DayData:
    """A day, as the event carries it."""
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

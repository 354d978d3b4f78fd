"""The time: UTC in the store, the day in Viet Nam at the edges."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

ZONE = "Asia/Ho_Chi_Minh"


class Clock(Protocol):
    """The source of every moment that the program acts on."""

    def now(self) -> datetime:
        """The moment: aware, in UTC."""
        ...

    def today(self) -> date:
        """The day that it is in Viet Nam."""
        ...


def in_viet_nam(moment: datetime) -> datetime:
    """The same moment on a Vietnamese clock. `moment` must be aware; ValueError if it isn't."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone may be any of 26 different ones")
    return moment.astimezone(_zone())


def day_in_viet_nam(moment: datetime) -> date:
    """The calendar day that `moment` (aware) belongs to in Viet Nam: it begins at 17:00 UTC of the day before."""
    return in_viet_nam(moment).date()


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The moment: aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day that it is in Viet Nam."""
        return day_in_viet_nam(self.now())


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it was set, for demonstrations and tests.

    Each reading moves it on by `step` (nothing, by default).
    """

    moment: datetime
    step: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """The moment at which it stands, in UTC; the clock then moves on by `step`."""
        read, self.moment = self.moment.astimezone(UTC), self.moment + self.step
        return read

    def today(self) -> date:
        """The day that it is in Viet Nam."""
        return day_in_viet_nam(self.moment)

    def advance(self, by: timedelta) -> None:
        """Move on by `by`."""
        self.moment += by

    @classmethod
    def on(cls, day: date, at: time = time(8)) -> "SetClock":
        """Standing at `at` (08:00 unless said otherwise) in Viet Nam on `day`."""
        return cls(datetime.combine(day, at, tzinfo=_zone()))


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """The machine's own clock, shifted by a while: it goes on from where a story ended."""

    by: timedelta

    @classmethod
    def beginning_at(cls, moment: datetime) -> "ShiftedClock":
        """A clock on which it is now that moment."""
        return cls(moment - datetime.now(UTC))

    def now(self) -> datetime:
        """The moment: aware, in UTC."""
        return datetime.now(UTC) + self.by

    def today(self) -> date:
        """The day that it is in Viet Nam."""
        return day_in_viet_nam(self.now())


def _zone() -> tzinfo:
    import pendulum  # noqa: PLC0415 - slow to load, and not every command asks what day it is

    return pendulum.timezone(ZONE)

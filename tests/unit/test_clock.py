"""Moments are UTC; days are Viet Nam's."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from adapters.clock import SetClock, SystemClock, day_in_viet_nam


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 2, 16, 16, 59, 59, tzinfo=UTC), date(2026, 2, 16)),
        (datetime(2026, 2, 16, 17, 0, 0, tzinfo=UTC), date(2026, 2, 17)),
        (datetime(2025, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-5))), date(2026, 1, 1)),
    ],
)
def test_a_day_begins_at_five_in_the_afternoon_utc(moment: datetime, day: date) -> None:
    """The day in Viet Nam is seven hours ahead of UTC, on whatever clock the moment was read."""
    assert day_in_viet_nam(moment) == day


def test_a_moment_without_a_zone_is_refused() -> None:
    """A moment that doesn't say where it was read has no day."""
    with pytest.raises(ValueError, match="time zone"):
        day_in_viet_nam(datetime(2026, 1, 1))  # noqa: DTZ001 - the very thing that is refused


def test_the_system_clock_tells_utc_and_a_plain_date() -> None:
    """The machine's clock gives aware moments in UTC, and a plain date that the engine can count with."""
    assert SystemClock().now().tzinfo is UTC
    assert type(SystemClock().today()) is date


def test_a_set_clock_stands_steps_and_advances() -> None:
    """A clock for demonstrations stands where it was set, steps at each reading if asked to, and can be moved on."""
    clock = SetClock.on(date(2025, 9, 24), time(9, 30))
    assert clock.now() == clock.now() == datetime(2025, 9, 24, 2, 30, tzinfo=UTC)
    clock.advance(timedelta(days=1))
    assert clock.today() == date(2025, 9, 25)
    stepping = SetClock(datetime(2025, 9, 24, tzinfo=UTC), timedelta(seconds=1))
    assert stepping.now() < stepping.now() < stepping.now()

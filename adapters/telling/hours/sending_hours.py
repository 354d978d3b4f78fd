"""The hours in which messages are sent, on the working days of who receives them; or the one hour, if he prefers."""

import re
from dataclasses import dataclass
from datetime import time

ALWAYS = "always"
_HOURS = re.compile(r"(\d\d?):(\d\d) ?[-–] ?(\d\d?):(\d\d)( every day)?", re.ASCII)

OFF = "off"
"""Said where messages are to come as they come."""

_DIGEST = re.compile(r"([01]?\d|2[0-3]):([03]0)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingHours:
    """When messages are sent, by the clock in Viet Nam."""

    start: time
    end: time  # from which on nothing is sent
    every_day: bool = False  # on days off too

    @property
    def of_day(self) -> str:
        """From when to when: `07:00-21:00`."""
        until = "24:00" if self.end == time.max else f"{self.end:%H:%M}"
        return f"{self.start:%H:%M}-{until}"


def sending_hours(text: str) -> SendingHours | None:
    """The hours that a setting names; None: always. Raises ValueError where it names none."""
    if text == ALWAYS:
        return None
    found = _HOURS.fullmatch(text)
    if not found:
        raise ValueError(text)
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups()[:4])
    whole_day = (to_hour, to_minute) == (24, 0)
    start, end = time(from_hour, from_minute), time.max if whole_day else time(to_hour, to_minute)
    if start >= end:
        raise ValueError(text)
    return SendingHours(start=start, end=end, every_day=bool(found[5]))


def digest_hour(text: str) -> time | None:
    """The hour that was written, a whole or a half one; None: `off`. Raises ValueError where it is neither."""
    if text == OFF:
        return None
    found = _DIGEST.fullmatch(text)
    if not found:
        raise ValueError(text)
    return time(int(found[1]), int(found[2]))


def hour_text(hour: time | None) -> str:
    """The hour as it is kept, and as it can be written: `08:00`, or `off`."""
    return f"{hour:%H:%M}" if hour else OFF

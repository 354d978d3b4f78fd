"""Whether a unit is there to hear of what it is to do: nothing is given to who has ended, and nobody in his place."""

from engine.happenings.agencies import end_of
from engine.happenings.entry import Entry
from engine.happenings.named import told
from events.errors import N_, EventError
from rules.groups.silence import Silence

HEARS_NOTHING = N_(
    "Unit “{unit}” ended on {day}, and nobody takes its place, so it cannot be given anything to do: {since}. Nothing "
    "was recorded; name another."
)
NOBODY_LEFT = N_("Of the members of the group “{unit}” nobody is there. Nothing was recorded; name another unit.")


def must_hear(entry: Entry, code: str) -> None:
    """Raise EventError for a unit that ended without a successor, or a group of which nobody is left."""
    units = entry.snapshot.units()
    why = units.silence(code)
    if why is Silence.ENDED:
        since = told(end_of(entry.session, code))
        raise EventError(HEARS_NOTHING, unit=code, day=units.rows[code].ended_on, since=since)
    if why is Silence.NOBODY_LEFT:
        raise EventError(NOBODY_LEFT, unit=code)

"""The log in memory, within one transaction."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice

from events.chain import GENESIS, missing
from events.errors import UnknownEvent
from events.event import Recorded
from events.in_memory.tables import Kept


class MemoryLog:
    """The log of a state. See `events.store.LogReader`."""

    def __init__(self, state: Kept) -> None:
        self._state = state

    def head(self) -> int:
        """The last position."""
        return len(self._state.log)

    def head_hash(self) -> str:
        """The hash at the last position."""
        return self._state.log[-1].hash if self._state.log else GENESIS

    def find(self, event_id: str) -> Recorded | None:
        """The event of that id, or None."""
        position = self._state.places.get(event_id)
        return self._state.log[position - 1] if position else None

    def recorded(self, event_id: str) -> Recorded:
        """The event of that id. Raises UnknownEvent."""
        found = self.find(event_id)
        if found is None:
            raise UnknownEvent(event_id)
        return found

    def several(self, event_ids: Collection[str]) -> dict[str, Recorded]:
        """The events of these ids."""
        found = {name: self.find(name) for name in event_ids}
        return {name: one for name, one in found.items() if one}

    def event_at(self, position: int) -> Recorded:
        """The event at a position. Raises LogBroken."""
        if not 0 < position <= self.head():
            raise missing(position)
        return self._state.log[position - 1]

    def amending(self, event_id: str) -> list[Recorded]:
        """The events that correct or withdraw that one."""
        return list(self._state.amended(event_id))

    def look_up(self, ids: Collection[str], positions: Collection[int] = ()) -> None:
        """All is at hand."""

    def events(
        self, after: int = 0, limit: int | None = None, types: Collection[str] | None = None
    ) -> Iterator[Recorded]:
        """The log in its order."""
        log = self._state.log
        found = (log[place] for place in range(after, len(log)) if types is None or log[place].event.type in types)
        yield from islice(found, limit)

    def any_later(self, after: int, moment: datetime) -> bool:
        """True if an event past that position was recorded later than that moment."""
        log = self._state.log
        return any(log[place].event.recorded_at > moment for place in range(after, len(log)))

"""The state of a store in memory: rows by the tuple of their key, with indexes by what else they are asked for by.

An index is made when it is first asked for, and kept up from then on: a rebuild asks for all of them while there is
nothing to index yet, and a copy begins without.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from events.delivery import CLAIMED, PENDING, Delivery
from events.event import Recorded
from events.rows import HELD, PLANNED, ROW_KINDS, FactRow, MessageRow
from events.states import HEARD_SIGNALS, OPEN_STATES, SILENT

Key = tuple[Any, ...]
Found = dict[Key, Any]
"""Rows by their key."""


class Index(NamedTuple):
    """A way to find the rows of a table: by a value of each, unless that is None."""

    table: str
    by: Callable[[Any], Hashable]


INDEXES: Mapping[str, Index] = {
    "mention of": Index("mention", attrgetter("kind", "name")),
    "fact of what": Index("fact", attrgetter("plan", "signal")),
    "fact at place": Index("fact", attrgetter("plan", "signal", "unit")),
    "fact heard on": Index("fact", lambda row: (row.plan, row.day) if row.signal.startswith(HEARD_SIGNALS) else None),
    "fact planned on": Index("fact", lambda row: row.day if row.phase == PLANNED else None),
    "task of what": Index("task", attrgetter("plan", "rule")),
    "task at place": Index("task", attrgetter("plan", "rule", "unit")),
    "open task on": Index("task", lambda row: (row.plan, row.state, row.day) if row.state in OPEN_STATES else None),
    "task with due": Index("task", lambda row: (row.plan, row.due_key) if row.due_key else None),
    "open task with due": Index(
        "task", lambda row: (row.plan, row.due_key) if row.due_key and row.state in OPEN_STATES else None
    ),
    "due on due": Index("due", attrgetter("due")),
    "due on set_by": Index("due", attrgetter("set_by")),
    "due on safe": Index("due", attrgetter("safe")),
    "due on moved": Index("due", attrgetter("moved")),
    "history of task": Index("history", attrgetter("plan", "task_id")),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept: the log, the rows of every table, and the deliveries."""

    log: list[Recorded] = field(default_factory=list)  # in its order, from position 1
    places: dict[str, int] = field(default_factory=dict)  # event id -> position
    amending: dict[str, list[int]] = field(default_factory=dict)  # event id -> positions of those that correct it
    rows: dict[str, Found] = field(default_factory=lambda: {name: {} for name in ROW_KINDS})  # by table
    deliveries: dict[Key, Delivery] = field(default_factory=dict)  # by the key of the message
    pruned: dict[int, int] = field(default_factory=dict)  # position -> messages that were removed
    rebuilt: list[int] = field(default_factory=list)  # the positions at which the rows were built anew
    held: set[str] = field(default_factory=set)  # why all sending is held back; and that there is a trial
    _indexed: dict[str, defaultdict[Hashable, Found]] = field(default_factory=dict)
    _kept_up: dict[str, list[str]] = field(default_factory=dict)  # table -> its indexes that were made
    _in_order: dict[str, dict[str | None, list[Any]]] = field(default_factory=dict)  # table -> calendar -> its rows

    def copy(self) -> "Kept":
        """A copy that may be changed; its indexes are made anew where they are asked for."""
        rows = {name: dict(of) for name, of in self.rows.items()}
        amending = {name: list(of) for name, of in self.amending.items()}
        told = dict(self.deliveries), dict(self.pruned), list(self.rebuilt), set(self.held)
        return Kept(list(self.log), dict(self.places), amending, rows, *told)

    def put(self, table: str, rows: Found) -> None:
        """Keep `rows`, each by its key, in place of those with the same keys."""
        kept, indexes = self.rows[table], self._kept_up.get(table, ())
        before = {key: kept[key] for key in kept.keys() & rows.keys()} if indexes else {}
        for name in indexes:
            by, found = INDEXES[name].by, self._indexed[name]
            for key, was in before.items():
                if (old := by(was)) != by(rows[key]):
                    _forget(found, old, key)
            _index(found, by, rows)
        kept.update(rows)
        self._in_order.pop(table, None)

    def drop(self, table: str, key: Key) -> None:
        """Keep the row of that key no longer, if there is one."""
        was = self.rows[table].pop(key, None)
        self._in_order.pop(table, None)
        for name in self._kept_up.get(table, ()) if was else ():
            _forget(self._indexed[name], INDEXES[name].by(was), key)

    def clear(self, table: str) -> None:
        """Keep no row of a table any longer."""
        self.rows[table].clear()
        self._in_order.pop(table, None)
        for name in self._kept_up.pop(table, ()):
            del self._indexed[name]

    def found(self, index: str, by: Hashable) -> Iterable[Any]:
        """The rows that an index has under `by`, in no order."""
        return self.index(index).get(by, _NOTHING).values()

    def held_since(self, fact: FactRow) -> bool:
        """True if what a fact is planned to be is said to be held there, on that day or later."""
        said = self.found("fact at place", (fact.plan, fact.signal, fact.unit))
        return any(one.phase == HELD and (one.day or "") >= (fact.day or "") for one in said)

    def found_at(self, table: str, plan: str, places: Mapping[str, Collection[str]]) -> Iterator[Any]:
        """The facts of a plan, by their signals, or its tasks, by their rules: those at the units given for each."""
        everywhere = self.index(f"{table} of what")
        for what, units in places.items():
            rows = everywhere.get((plan, what), _NOTHING)
            if len(rows) <= len(units):
                yield from (row for row in rows.values() if row.unit in units)
            else:
                yield from self.found_in(f"{table} at place", ((plan, what, unit) for unit in units))

    def found_in(self, index: str, these: Iterable[Hashable]) -> Iterator[Any]:
        """The rows that an index has under any of `these`, in no order."""
        by = self.index(index)
        return chain.from_iterable(by[one].values() for one in these if one in by)

    def open_by_day(self) -> Iterator[tuple[tuple[str, str, str], Collection[Any]]]:
        """The open tasks, by their plan, state and day."""
        yield from ((of, rows.values()) for of, rows in self.index("open task on").items())  # type: ignore[misc]  # keys

    def rules_of(self, plan: str) -> set[str]:
        """The ids of the rules of which a plan has tasks."""
        return {row.rule for row in self.rows["task"].values() if row.plan == plan}

    def index(self, name: str) -> Mapping[Hashable, Found]:
        """An index: rows by the value by which they are found."""
        if name not in self._indexed:
            table, by = INDEXES[name]
            self._indexed[name] = defaultdict(dict)
            _index(self._indexed[name], by, self.rows[table])
            self._kept_up.setdefault(table, []).append(name)
        return self._indexed[name]

    def sorted(self, table: str, calendar: str | None = None) -> list[Any]:
        """The rows of a table (of one calendar) in the order of their key: the same list until one changes."""
        lists = self._in_order.setdefault(table, {})
        if calendar not in lists:
            rows = (row for _, row in sorted(self.rows[table].items()))
            lists[calendar] = [row for row in rows if calendar is None or row.calendar == calendar]
        return lists[calendar]

    def messages(self) -> list[MessageRow]:
        """All messages, oldest first."""
        return sorted(self.rows["message"].values(), key=lambda row: (row.position, row.key))

    def speaks(self, row: MessageRow) -> bool:
        """False of a message that only waits to be noted as known: nobody is told a thing by it."""
        of = self.deliveries[row[:2]]
        return row.urgent != SILENT or of.said_key is not None or of.status not in (PENDING, CLAIMED)

    def speaking(self) -> Iterator[MessageRow]:
        """The messages by which somebody is told something, oldest first."""
        return filter(self.speaks, self.messages())

    def amended(self, event_id: str) -> Iterator[Recorded]:
        """The events that correct or withdraw that one, in the order of the log."""
        yield from (self.log[position - 1] for position in self.amending.get(event_id, ()))

    def log_it(self, recorded: Recorded) -> None:
        """Put an event at the end of the log."""
        self.log.append(recorded)
        self.places[recorded.event.id] = recorded.position
        if recorded.event.corrects:
            self.amending.setdefault(recorded.event.corrects, []).append(recorded.position)


_NOTHING: Found = {}


def _index(found: defaultdict[Hashable, Found], by: Callable[[Any], Hashable], rows: Found) -> None:
    for key, row in rows.items():
        value = by(row)
        if value is not None:
            found[value][key] = row


def _forget(found: dict[Hashable, Found], by: Hashable, key: Key) -> None:
    rows = found.get(by)
    if rows is not None:
        rows.pop(key, None)
        if not rows:
            del found[by]

"""The errors of the log and its store.

    EventsError
    ├── EventError           the event handed in is not well formed, or does not fit what is known; nothing was recorded
    ├── UnknownEvent         an event is named that is not in the log
    ├── DuplicateEvent       the id is in the log with other content
    ├── Conflict             something of the same matter was recorded since the caller looked
    ├── StoreThere           there is a store already where a new one was to be
    ├── BackupUnusable       the file is no backup, or damaged, or a newer version's
    └── StoreError
        ├── StoreLocked      somebody else holds it; try again
        ├── StoreReadOnly    this user may not write to it
        ├── NoStore          there is none yet: it is made by a command of its own
        ├── StoreUnreachable there is no such file, folder, server or database, or it does not let us in
        ├── StoreFull        there is no room to write
        ├── StoreDamaged     the file, an index or the disk is damaged
        ├── RecordingUnknown the answer was lost: it may be recorded, or not
        ├── NotAStore        the file is something else
        ├── SchemaTooNew     a newer version of this program wrote it
        ├── SchemaTooOld     it must be migrated first
        ├── LogBroken        the hash chain shows that the log was changed
        └── StoreFailed      anything else that the database refused; carries its code only

Errors of the libraries below are translated in `events.database.faults` and never leave this package: their words can
carry the rows that were written. Every error holds an English `template` and its `fields`; the edges translate it.
"""

# ruff: noqa: N818 - the names say what happened; that they are errors shows where they are raised

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from events.event import Recorded


def N_(template: str) -> str:  # noqa: N802 - the customary name by which gettext's tools find what to translate
    """Mark `template` for translation; it is translated where it is shown."""
    return template


class TypeCode(str):
    """The code of a type of event, in what is refused: people are told its words."""

    __slots__ = ()


class FieldCode(str):
    """The names of fields of an event, each with its place, with commas between them: the same."""

    __slots__ = ()


_CODES: Mapping[str, type[str]] = {"type": TypeCode, "field": FieldCode, "fields": FieldCode}


def coded(fields: Mapping[str, object]) -> Mapping[str, object]:
    """The fields of what is refused, those that are codes as such."""
    return {name: _CODES[name](value) if name in _CODES else value for name, value in fields.items()}


class EventsError(Exception):
    """Something is wrong with an event or with the store. `template` is English with {named} `fields`."""

    def __init__(self, template: str, /, **fields: object) -> None:
        super().__init__(template)
        self.template = template
        self.fields = fields

    def __str__(self) -> str:
        return self.template.format(**self.fields)


class EventError(EventsError):
    """The event is not well formed, or does not fit what is known: whoever made it must correct it."""


class UnknownEvent(EventsError):
    """An event is named that is not in the log."""

    def __init__(self, event_id: str) -> None:
        super().__init__(_UNKNOWN, id=event_id)

    def __reduce__(self) -> tuple[type["UnknownEvent"], tuple[object, ...]]:
        return type(self), (self.fields["id"],)


class DuplicateEvent(EventsError):
    """The id is in the log with other content. `known` is what stands there, `differing` the fields that differ."""

    def __init__(self, known: "Recorded", differing: Sequence[str]) -> None:
        event = known.event
        super().__init__(_DUPLICATE, id=event.id, position=known.position, fields=", ".join(differing))
        self.known = known
        self.differing = tuple(differing)

    def __reduce__(self) -> tuple[type["DuplicateEvent"], tuple[object, ...]]:
        return type(self), (self.known, self.differing)


class Conflict(EventsError):
    """Something was recorded that the caller had not seen and rests on: `since`, all after the position `expected`."""

    def __init__(self, expected: int, head: int, since: Sequence["Recorded"]) -> None:
        super().__init__(_CONFLICT, expected=expected, head=head)
        self.expected = expected
        self.head = head
        self.since = tuple(since)

    def __reduce__(self) -> tuple[type["Conflict"], tuple[object, ...]]:
        return type(self), (self.expected, self.head, self.since)


class StoreThere(EventsError):
    """There is a store already where a new one was to be; it was left as it is."""


class BackupUnusable(EventsError):
    """A file is no backup, or a damaged one, or one of a newer version; nothing was made of it."""


class StoreError(EventsError):
    """The store cannot do what was asked; what was begun is undone, unless it is RecordingUnknown."""


class StoreLocked(StoreError):
    """Another program holds the store and did not let go in time."""


class StoreReadOnly(StoreError):
    """This user may not write to the store."""


class StoreUnreachable(StoreError):
    """There is no such store, or it does not let us in."""


class NoStore(StoreError):
    """There is no store, or an empty database; only `events.opening.make_store` makes one."""


class StoreFull(StoreError):
    """There is no room on the disk, or this user may write no more."""


class StoreDamaged(StoreError):
    """The file or an index is not as the database left it, or the disk does not do its part."""


class RecordingUnknown(StoreError):
    """Nobody knows: the answer to a COMMIT was lost. To say the same again is right, since it counts once."""


class NotAStore(StoreError):
    """The file is not a database, or it is another program's."""


class SchemaTooNew(StoreError):
    """A newer version of this program wrote the store."""


class SchemaTooOld(StoreError):
    """An older version of this program wrote the store; `events.opening.migrate` brings it up."""


class LogBroken(StoreError):
    """The log is not what was recorded. `fields["position"]` is the first place where it shows."""


class StoreFailed(StoreError):
    """The database refused for a reason that has no class of its own; only its code is told."""


_UNKNOWN = N_("There is no event “{id}” in the log. Nothing was changed. Check the id.")
_DUPLICATE = N_(
    "Event “{id}” is in the log already, at position {position}, with other content: {fields}. "
    "Nothing was recorded. Send exactly the same again, or give the new event an id of its own."
)
_CONFLICT = N_(
    "The log has moved on: its head was expected at position {expected} and is at {head}. "
    "Nothing was recorded. Read what has happened since, and decide again."
)
NO_STORE = N_(
    "There is no database of thoihan at {store}. Nothing was made. If it is to be there, make it: `thoihan "
    "init`; else go to its folder, or name it in THOIHAN_DATABASE_URL (`database` in a settings file)."
)
LOCKED = N_(
    "{store} is held by another program, which did not let go within {seconds} seconds. "
    "What was begun is undone. Try again, or end the other program."
)
FAILED = N_(
    "{store} refused with the code {code}. What was begun is undone. "
    "Look the code up with the keeper of the database; if it tells nothing, it is a fault of this program."
)

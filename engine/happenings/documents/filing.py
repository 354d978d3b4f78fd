"""Files beside the log: one belongs to an event, or has the rows of a report that was handed up.

The event has the file's hash and size, and the file is handed in beside it (docs/decisions/0133-files.md). Neither
changes any task.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.facts.fact import Fact, remark
from engine.facts.topics import HANDED_UP, attached
from engine.happenings.amendments import STATED, in_force, story
from engine.happenings.entry import Brought, Entry, Meaning
from engine.telling.reasons import Closing
from events.beside.kept import FileRow
from events.documents.packing import named_in
from events.errors import N_, EventError
from events.event import Event
from events.rows import EVERY_PLAN

NO_EVENT = N_(
    "There is no event “{id}” to which the document could belong. Nothing was recorded. `thoihan events` lists the ids."
)
WITHDRAWN = N_(
    "Event “{id}” has been withdrawn, so no document is added to it. Nothing was recorded. Add it to the event that "
    "says it now: `thoihan events`."
)
NO_FILE = N_("The file with the hash {hash} was not handed in. Nothing was recorded; hand it in beside the event.")
OTHER_SIZE = N_("The file with the hash {hash} has {size} bytes, not {said}. Nothing was recorded.")


def _admit(entry: Entry) -> None:
    """Raise EventError unless the file is there, and is what the event says."""
    if entry.handed is None or entry.supposed:
        return
    data, found = entry.event.data, _file(entry)
    if found is None:
        raise EventError(NO_FILE, hash=data["hash"])
    if found.size != data["size"]:
        raise EventError(OTHER_SIZE, hash=data["hash"], size=found.size, said=data["size"])


def _fits(_entry: Entry) -> None:
    """Only its day can be corrected, and the file is what it is on any day."""


def _file(entry: Entry) -> FileRow | None:
    """The file that the event names: handed in, or kept already."""
    digest = named_in(entry.event) or ""
    given = (row for row in (entry.handed.files if entry.handed else ()) if row.hash == digest)
    return next(given, None) or entry.session.file(digest)


def _admit_attached(entry: Entry) -> None:
    """Raise EventError too unless the event is in force to which the file is to belong."""
    name = entry.event.subject or ""
    found = entry.session.find(name)
    if found is None:
        raise EventError(NO_EVENT, id=name)
    of = story(replace(entry, recorded=found))
    if in_force(of.root, of.amendments) is None:
        raise EventError(WITHDRAWN, id=name)
    _admit(entry)


def _brings(entry: Entry) -> Brought:
    """The fact, and the file where it is new; a log that is followed again has no files."""
    given = entry.handed.files if entry.handed else ()
    named = named_in(entry.event)
    files = [row for row in given if row.hash == named]
    return Brought(facts=list(entry.facts()), files=files)


def _attached(event: Event, position: int) -> Sequence[Fact]:
    data = event.data
    said = remark(None, name=data["name"], media_type=data["media_type"], size=str(data["size"]), hash=data["hash"])
    topic = attached(event.subject or "")
    return [Fact(event.id, position, event.plan or EVERY_PLAN, topic, "", "", True, event.occurred_on, said)]


def _handed_up(event: Event, position: int) -> Sequence[Fact]:
    data = event.data
    said = remark(None, to=data.get("to"), rows=str(data["rows"]), size=str(data["size"]), hash=data["hash"])
    return [Fact(event.id, position, EVERY_PLAN, HANDED_UP, "", "", True, event.occurred_on, said)]


_FILED = Meaning(
    admit=_admit,
    brings=_brings,
    closing=Closing.NO_GROUNDS,
    states=_handed_up,
    fits=_fits,
    amending=STATED,
)

MEANINGS: Mapping[str, Meaning] = {
    "document.attached": replace(_FILED, admit=_admit_attached, states=_attached),
    "report.handed_up": _FILED,
}

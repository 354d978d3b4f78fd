"""Files that are kept with events, for programs and by what they are called."""

from collections.abc import Sequence
from typing import Any

from adapters.bootstrap import Office
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.asking.explaining import explain
from engine.asking.filed.files import Filed
from events.store import Session
from rules.problems import N_

_NO_FILE = N_("No file “{name}” is kept with event {id}. There are: {known}.")
_SEVERAL = N_(
    "Several files are kept with event {id}: {known}. Say which, by its name or by the beginning of its SHA-256."
)
_BY_HASH, _SHORTEST = N_("{name} (SHA-256 {hash}…)"), 8


def of_task(office: Office, session: Session, task: str) -> list[str]:
    """The events that a task rests on, that are said of it, and that made it what it was: in the order of the log."""
    found = explain(session, office.tools, task)
    said = (*found.grounds, *found.course)
    places = {one.position for ground in said for one in (ground.recorded, *ground.amendments)}  # an answer is one
    places |= {found.task.since, *(row.since for row in session.history(task))}
    return [session.event_at(place).event.id for place in sorted(places)]


def file_answer(event: str, one: Filed) -> dict[str, Any]:
    """A file for programs, beside the event to which it belongs."""
    words = one.words
    content = {"type": words["media_type"], "size": int(words["size"]), "sha256": words["hash"]}
    day = one.day.isoformat() if one.day else None
    return {"event": event, "name": words["name"], **content, "day": day, "attached_by": one.event}


def file_named(event: str, found: Sequence[Filed], name: str | None) -> Filed:
    """The file of that name, or the only one. Raises Refused."""
    these = [one for one in found if name in (None, one.words["name"])] or [one for one in found if _has(one, name)]
    names = [one.words["name"] for one in found]
    known = [_told_apart(one, names.count(one.words["name"]) > 1) for one in found]
    if not these:
        raise Refused(_NO_FILE, name=one_line(name or "–", 60), id=event, known=known or "–")
    if len({one.words["hash"] for one in these}) > 1:
        raise Refused(_SEVERAL, id=event, known=known)
    return these[0]


def _has(one: Filed, name: str | None) -> bool:
    """True if the SHA-256 of a file begins so."""
    return name is not None and len(name) >= _SHORTEST and one.words["hash"].startswith(name.lower())


def _told_apart(one: Filed, several: bool) -> Said | str:
    """A file's name; where others have the same, with the beginning of its SHA-256, by which it is named too."""
    name, begins = one.words["name"], one.words["hash"][:_SHORTEST]
    return Said(_BY_HASH, {"name": name, "hash": begins}) if several else name


def harmless_name(name: str) -> str:
    """A file's name as it is written here: without any folder, and hidden from nobody."""
    bare = name.replace("\\", "/").rpartition("/")[2].lstrip(".").strip()
    return "".join(sign if sign.isprintable() and sign not in ':*?"<>|' else "_" for sign in bare) or "file"

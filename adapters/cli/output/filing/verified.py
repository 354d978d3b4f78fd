"""What a verification found of the files that are kept with events."""

from collections.abc import Iterator, Sequence
from typing import Any

from engine.asking.filed.files import Files
from rules.problems import N_

_KEPT = N_("Files kept with events: {count}. Each is the one that was handed in, by its hash in the log.")
_CHANGED = N_(
    "Files that are not those handed in, by their hashes in the log: {hashes}. Somebody changed the database by hand. "
    "Take them from a backup."
)
_MISSING = N_("Files that the log names and that are gone: {hashes}. Take them from a backup.")
_UNKNOWN = N_("Files that no event names: {hashes}. Somebody changed the database by hand.")
_MOST = 20

Sentence = tuple[str, dict[str, Any]]


def files_answer(found: Files) -> dict[str, Any]:
    """The findings for programs."""
    wrong = {"changed": found.changed, "missing": found.missing, "unknown": found.unknown}
    return {"kept": found.count, **{name: list(hashes) for name, hashes in wrong.items()}}


def files_well(found: Files) -> Iterator[Sentence]:
    """That all files are as they were handed in, if there are any."""
    if found.count and not found.wrong:
        yield _KEPT, {"count": found.count}


def files_wrong(found: Files) -> Iterator[Sentence]:
    """The files that are not as the log says."""
    for template, hashes in ((_CHANGED, found.changed), (_MISSING, found.missing), (_UNKNOWN, found.unknown)):
        if hashes:
            yield template, {"hashes": _shown(hashes)}


def _shown(hashes: Sequence[str]) -> list[str]:
    return [*hashes[:_MOST], *(["…"] if len(hashes) > _MOST else [])]

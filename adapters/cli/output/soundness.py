"""Findings of a verification that no event gives: the database from below, deliveries, and how much there was."""

from collections.abc import Iterator
from typing import Any

from adapters.words.catalogue import Said, say
from adapters.words.plain_text import one_line
from engine.asking.deliveries import Deliveries, Impossible
from engine.asking.verifying import Report
from events.store import Soundness
from rules.problems import N_

_AMOUNT = N_("Looked at: {events} events, {rows} rows that follow from them, {messages} messages, {pages} pages.")
_SOUND = N_("The pages are whole, and the tables, indexes and triggers are those of this version.")
_NOT_LOOKED = N_("Not checked: {what}.")
_NOT_TO_BE_FOUND = N_(
    "Not to be found in a database alone: that the newest events were cut off (an anchor shows it: `thoihan verify "
    "--anchor FILE`); that somebody wrote another possible state, time or number of tries of a message by hand."
)
_DAMAGED = N_(
    "The database is damaged: {places}. Nothing more was checked. Record and send nothing more with it, keep a copy of "
    "its files as they are, and restore a backup."
)
_MISSING = N_(
    "This version makes, and the database lacks: {objects}. Restore a backup; somebody took that away by hand."
)
_ALTERED = N_("The database has otherwise than this version makes it: {objects}. Somebody changed that by hand.")
_FOREIGN = N_(
    "The database has what this program did not make: {objects}. Find out who put that there, and why: it may change, "
    "hold up or pass on what is recorded."
)
_IMPOSSIBLE = N_("The delivery of message {key} to {recipient} cannot be so: {why}. Somebody changed it by hand.")
_MORE = N_("Deliveries that cannot be so: {count}.")
_EARLY = N_("Message {key} to {recipient}: {why}. A clock was wrong then, or somebody changed it by hand.")
_REBUILT_AFTER = N_(
    "The rows are said to have been built anew at a position that the log has not come to: somebody changed that by "
    "hand, or cut off the log."
)

Sentence = tuple[str, dict[str, Any]]
"""A template and its fields."""


def database_answer(found: Soundness | None, lang: str) -> dict[str, Any] | None:
    """The database from below, for programs; None if it was not looked at."""
    if found is None:
        return None
    names = ("damaged", "missing", "altered", "foreign")
    listed = {name: list(getattr(found, name)) for name in names}
    return {"pages": found.pages, **listed, "unchecked": [say(Said(one), lang) for one in found.unchecked]}


def deliveries_answer(found: Deliveries, lang: str) -> dict[str, Any]:
    """The deliveries, for programs."""

    def told(one: Impossible) -> dict[str, str]:
        return {"recipient": one.recipient, "key": one.key, "why": say(Said(one.template, one.fields), lang)}

    examples = [told(one) for one in found.examples]
    early = [told(one) for one in found.early]
    return {"checked": found.checked, "impossible": found.impossible, "examples": examples, "early": early}


def amount(found: Report) -> Iterator[Sentence]:
    """How much there was to look at, and what was not."""
    rows = sum(count for table, count in found.rows.counts.items() if table != "message")
    pages = found.soundness.pages if found.soundness else "–"
    told = {"events": found.head, "rows": rows, "messages": found.deliveries.checked, "pages": pages}
    yield _AMOUNT, told
    if found.soundness and found.soundness.holds and found.complete:
        yield _SOUND, {}
    for what in found.soundness.unchecked if found.soundness else ():
        yield _NOT_LOOKED, {"what": Said(what)}
    yield _NOT_TO_BE_FOUND, {}


def database_wrong(found: Soundness | None) -> Iterator[Sentence]:
    """Everything that is wrong with the database from below."""
    if found is None:
        return
    if found.damaged:
        yield _DAMAGED, {"places": _listed(found.damaged)}
    for template, objects in ((_MISSING, found.missing), (_ALTERED, found.altered), (_FOREIGN, found.foreign)):
        if objects:
            yield template, {"objects": _listed(objects)}


def deliveries_wrong(found: Report) -> Iterator[Sentence]:
    """Everything that is wrong with deliveries, or strange."""
    if found.rebuilt_after:
        yield _REBUILT_AFTER, {}
    if found.deliveries.impossible:
        yield _MORE, {"count": found.deliveries.impossible}
    for template, ones in ((_IMPOSSIBLE, found.deliveries.examples), (_EARLY, found.deliveries.early)):
        for one in ones[:3]:
            why = Said(one.template, one.fields)
            yield template, {"key": one_line(one.key, 120), "recipient": one_line(one.recipient, 40), "why": why}


def _listed(objects: Any) -> list[str]:
    """The first of them; their names may be anybody's."""
    return [one_line(one, 120) for one in objects[:20]] + (["…"] if len(objects) > 20 else [])

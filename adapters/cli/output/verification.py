"""Findings of a verification: as JSON, and in words."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from adapters.answers.task_answers import receipt
from adapters.bootstrap import DURABLE
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.filing.verified import files_answer, files_well, files_wrong
from adapters.cli.output.soundness import (
    amount,
    database_answer,
    database_wrong,
    deliveries_answer,
    deliveries_wrong,
)
from adapters.words.catalogue import Said, say, shown
from adapters.words.plain_text import one_line
from adapters.words.recounts import recounting
from engine.asking.plans_read_otherwise import UNREADABLE, Reread
from engine.asking.receipt_differences import ReceiptDifference
from engine.asking.verifying import Report
from events.rows import DueRow
from rules.problems import N_
from rules.secrecy import Level

_BROKEN = N_("The log is broken: {what}")
_HOLDS = N_("All is well: {events} events, their chain holds, and what is kept is what the log gives, row for row.")
_HOLDS_SO_FAR = N_(
    "What was checked is well: {events} events, their chain holds, and what is kept is what the log gives, row for row."
)
_EMPTY = N_(
    "There is nothing to verify: the database {store} is empty, without a single event. If there should be "
    "some, it is the wrong one, or it was emptied: see in which folder you are and what THOIHAN_DATABASE_URL "
    "(`database` in a settings file) says, or restore a backup."
)
_HEAD = N_("The hash of the last event is {hash}. Kept elsewhere, it shows whether the end of a log was cut off.")
_TOLD_BY_OLDER = N_(
    "{count} message(s) were told by an older version of the program: they stay as they were told, uncompared."
)
_PRUNED = N_("{count} message(s) that were sent have been removed since, as the settings ask: they are not compared.")
_CONTACTS = N_("Addresses kept apart from the log: {count}. Each is the one that was entered, by its seal in the log.")
_IN_LOG = N_(
    "{count} of them stand in the log as well, where an older version put them; docs/personal-data.md says what that "
    "means."
)
_OTHER_ADDRESS = N_(
    "Addresses that are not those entered, by their seals in the log: {units}. Somebody changed the database by hand. "
    "Ask the units, and register their addresses again."
)
_LOST_ADDRESS = N_(
    "Addresses that are gone, though no event says that they were erased: {units}. Register them again (`units add`), "
    "or record that they are erased (`units forget`)."
)
_RECEIPTS = N_("Receipts counted again with the matcher {matcher}: {checked}. Differing: {count}.")
_AGREE = N_("The matchers agree in every row.")
_ONE_ONLY = N_("Only one matcher was used: {missing} cannot be loaded here (install thoihan[durable]).")
_DISAGREE = N_("The matchers do not agree. Tables with differences: {tables}. The program has a fault: report it.")
_DIFFERS = N_("What is kept is not what the log gives. Tables with differences: {tables}.")
_DIFFERENCE = N_("{table}: kept {kept}; by the log {rebuilt}")
_RECEIPT = N_("Receipt of {tasks} ({count} task(s)): kept {kept}; counted again {counted}")
_PENDING = N_(
    "Dates of {plans} are still to be counted again, since a calendar was amended: they were held against what they "
    "were before that."
)
_MOST = 20
_NO_TASK = N_("no task")
_FIELDS = {
    "due": N_("due {value}"),
    "safe": N_("safest by {value}"),
    "nominal": N_("nominal day {value}"),
    "set_by": N_("to be set by {value}"),
    "left": N_("left {value}"),
    "provisional": N_("provisional {value}"),
    "calendar": N_("calendar {value}"),
    "convention": N_("convention {value}"),
    "rules_hash": N_("rule {value}"),
    "basis": N_("events {value}"),
    "steps": N_("steps {value}"),
    "engine": N_("version {value} of the counting"),
}
"""What a receipt says, in words."""
_OLDER = N_(
    "{count} receipt(s) were counted by version {engine} of the counting; this is version {now}. What differs in "
    "those may be counted otherwise now, as the changelog says; they stand as they are until an event moves them."
)
_READ_OTHERWISE = N_(
    "Plan “{plan}” is read otherwise than when event “{event}”, at position {position}, put it into force: its hash "
    "was {kept}, and is {found}. Nothing is recorded on it until it is taken as it is read now: `thoihan plan show "
    "{plan} --text > plan.yaml`, then `thoihan plan amend plan.yaml --document …`; or go on with the earlier "
    "version."
)
_READ_BEFORE = N_(
    "An earlier version of plan “{plan}” (event “{event}”, at position {position}) is read otherwise than it was: "
    "its hash was {kept}, and is {found}. Dates from that time may come out otherwise; what is in force is not "
    "touched."
)
_REPAIR = N_("Somebody changed the database by hand, or the program has a fault. Restore a backup, and report it.")


def verification_answer(found: Report, store: str, lang: str, level: Level) -> dict[str, Any]:
    """The findings for programs. `level`: how secret rows may be that stand in it as examples."""
    return {
        "holds": found.holds,
        "store": store,
        "empty": found.empty,
        "complete": found.complete,
        "events": found.head,
        "head_hash": found.head_hash,
        "broken": say(found.broken, lang) if found.broken else None,
        "plans": [asdict(one) for one in found.reread],
        "rows": dict(found.rows.counts),
        "told_by_older": found.rows.told_by_older,
        "pruned": found.rows.pruned,
        "contacts": {
            "kept": found.contacts.count,
            "in_log": found.contacts.in_log,
            "changed": [{"unit": unit, "kind": kind} for unit, kind in found.contacts.changed],
            "missing": [{"unit": unit, "kind": kind} for unit, kind in found.contacts.missing],
        },
        "files": files_answer(found.files),
        "differing": dict(found.rows.differing),
        "examples": {
            table: [{"kept": one.kept, "rebuilt": one.rebuilt, "secrecy": str(level)} for one in rows]
            for table, rows in found.rows.examples.items()
        },
        "receipts": {
            name: {"checked": one.checked, "differing": one.count, "examples": list(map(_difference, one.examples))}
            for name, one in found.receipts.items()
        },
        "engines": {str(engine): count for engine, count in found.engines.items()},
        "engine": found.engine,
        "matchers": {"used": list(found.receipts), "disagreeing": dict(found.disagreeing)},
        "database": database_answer(found.soundness, lang),
        "deliveries": deliveries_answer(found.deliveries, lang),
        "rebuilt_after": found.rebuilt_after,
        "recounting": recounting(found.pending),
    }


def _difference(one: ReceiptDifference) -> dict[str, Any]:
    kept, counted = _dated(one.kept), _dated(one.counted)
    return {"tasks": list(one.tasks), "count": one.count, "fields": one.fields, "kept": kept, "counted": counted}


def _dated(due: DueRow | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {"nominal": due.nominal, "due": due.due, "safe": due.safe, "left": due.left, **receipt(due)}


def show_verification(terminal: Terminal, found: Report, store: str) -> None:
    """Tell that all is well, or warn of what differs, and say what to do."""
    for template, fields in database_wrong(found.soundness):
        terminal.warn(template, **fields)
    if found.empty:
        terminal.warn(_EMPTY, store=store)
    elif found.broken:
        terminal.warn(_BROKEN, what=found.broken)
    else:
        for one in found.reread:
            terminal.warn(reread_template(one), **asdict(one))
        if found.rebuilt:
            _show_compared(terminal, found)


def _show_compared(terminal: Terminal, found: Report) -> None:
    """Tell what came of comparing all that is kept."""
    for template, fields in _well(found):
        terminal.line(template, **fields)
    for matcher, receipts in found.receipts.items():
        terminal.line(_RECEIPTS, matcher=matcher, checked=receipts.checked, count=receipts.count)
    if len(found.receipts) == 1:
        terminal.line(_ONE_ONLY, missing=DURABLE)
    elif not found.disagreeing:
        terminal.line(_AGREE)
    for template, fields in amount(found):
        terminal.line(template, **fields)
    if found.holds:
        terminal.line(_HEAD, hash=found.head_hash)
    for template, fields in _wrong(found):
        terminal.warn(template, **fields)


def _well(found: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """That all is well, if it is, and what that does not speak of."""
    if found.holds:
        yield _HOLDS if found.complete else _HOLDS_SO_FAR, {"events": found.head}
    if found.pending:
        yield _PENDING, {"plans": recounting(found.pending)}
    if found.rows.told_by_older:
        yield _TOLD_BY_OLDER, {"count": found.rows.told_by_older}
    if found.rows.pruned:
        yield _PRUNED, {"count": found.rows.pruned}
    if found.contacts.count and not found.contacts.changed and not found.contacts.missing:
        yield _CONTACTS, {"count": found.contacts.count}
    yield from files_well(found.files)
    if found.contacts.in_log:
        yield _IN_LOG, {"count": found.contacts.in_log}


def reread_template(one: Reread) -> str:
    """The sentence on a plan that is read otherwise, to be filled with its fields."""
    if one.found is None:
        return UNREADABLE
    return _READ_OTHERWISE if one.in_force else _READ_BEFORE


def _wrong(found: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """The differences in sentences, as templates and their fields: the receipts first."""
    for one in next(iter(found.receipts.values())).examples:
        tasks = ", ".join(one.tasks[:3]) + (" …" if one.count > 3 else "") or Said(_NO_TASK)
        told = {"kept": _told(one, one.kept), "counted": _told(one, one.counted)}
        yield _RECEIPT, {"tasks": tasks, "count": one.count, **told}
    if found.disagreeing:
        yield _DISAGREE, {"tables": _tables(found.disagreeing)}
    yield from _wrong_addresses(found)
    yield from files_wrong(found.files)
    if found.rows.differing:
        yield _DIFFERS, {"tables": _tables(found.rows.differing)}
    yield from deliveries_wrong(found)
    for table, rows in found.rows.examples.items():
        for row in rows[:3]:
            yield _DIFFERENCE, {"table": table, "kept": _row(row.kept), "rebuilt": _row(row.rebuilt)}
    if found.holds or found.reread:
        return
    older = {engine: count for engine, count in found.engines.items() if engine != found.engine}
    for engine, count in older.items():
        yield _OLDER, {"count": count, "engine": engine, "now": found.engine}
    if found.rows.differing and not older:
        yield _REPAIR, {}


def _told(one: ReceiptDifference, due: DueRow | None) -> list[Said] | str:
    """The fields of a receipt that differ, and its date and the version that counted it."""
    if due is None:
        return "–"
    names = dict.fromkeys(("due", "safe", *(name for name in one.fields if name in _FIELDS), "engine"))
    return [Said(_FIELDS[name], {"value": getattr(due, name) or "–"}) for name in names]


def _tables(rows: Any) -> list[str]:
    return [f"{table} ({count})" for table, count in rows.items()]


def _wrong_addresses(found: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    for template, places in ((_OTHER_ADDRESS, found.contacts.changed), (_LOST_ADDRESS, found.contacts.missing)):
        if places:
            yield template, {"units": _places(places)}


def _places(places: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{unit} ({kind})" for unit, kind in places[:_MOST]] + (["…"] if len(places) > _MOST else [])


def _row(row: tuple[Any, ...] | None) -> str:
    return one_line(shown(row, "en"), 300) if row else "–"

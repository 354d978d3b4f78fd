"""The command `verify`: the log's chain, every row and every receipt held against what the log gives; and anchors."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from adapters.bootstrap import DURABLE, PLAIN, Office, matchers
from adapters.cli.asking.explain import receipt
from adapters.cli.frame.failures import Exit
from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.refusals import Refused
from adapters.words.catalogue import Said, say, shown
from adapters.words.plain_text import one_line
from engine.asking.anchors import Anchored, Finding, check_anchor, export_head, read_anchor
from engine.asking.receipts import ReceiptDifference
from engine.asking.rereading import Reread
from engine.asking.verifying import Report, verify
from engine.service import Service
from events.opening import open_store
from events.rows import DueRow
from events.store import MEMORY
from rules.problems import N_

_BOTH = N_("--export-head and --anchor exclude each other: write an anchor, or check the log against one.")
_BROKEN = N_("The log is broken: {what}")
_HOLDS = N_("All is well: {events} events, their chain holds, and what is kept is what the log gives, row for row.")
_HEAD = N_("The hash of the last event is {hash}. Kept elsewhere, it shows whether the end of a log was cut off.")
_RECEIPTS = N_("Receipts counted again with the matcher {matcher}: {checked}. Differing: {count}.")
_AGREE = N_("The matchers agree in every row.")
_ONE_ONLY = N_("Only one matcher was used: {missing} cannot be loaded here (install thoihan[durable]).")
_DISAGREE = N_("The matchers do not agree. Tables with differences: {tables}. The program has a fault: report it.")
_DIFFERS = N_("What is kept is not what the log gives. Tables with differences: {tables}.")
_DIFFERENCE = N_("{table}: kept {kept}; by the log {rebuilt}")
_RECEIPT = N_("Receipt of {tasks} ({count} task(s)): kept {kept}; counted again {counted}")
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
_UNREADABLE = N_(
    "The text of plan “{plan}” in event “{event}”, at position {position}, cannot be read by this version of the "
    "program, so nothing could be counted again. Go on with the version before this one, and report it."
)
_REPAIR = N_("Somebody changed the database by hand, or the program has a fault. Restore a backup, and report it.")
_ANCHOR_HOLDS = N_(
    "All that was in the log up to position {position} is there unchanged; its head is at {head} now, so {since} "
    "event(s) came since."
)
ANCHOR_BREAKS: Mapping[Finding, str] = {
    Finding.CUT_OFF: N_(
        "The log ends at position {head}, and the anchor was taken of one that reached position {position}: {missing} "
        "event(s) were cut off, or this is another log. Restore a backup, and report it."
    ),
    Finding.CHANGED: N_(
        "Not all that was in the log up to position {position} is there unchanged. {what} Report it, with the anchor."
    ),
    Finding.OTHER: N_(
        "The log is not the one that the anchor was taken of: at position {position} its hash was {hash}, and is "
        "{found}. Each event follows from the one before, so the log was made anew after a change, or this is "
        "another log. Restore a backup, and report it."
    ),
}


def verify_log(
    context: typer.Context,
    export: Annotated[
        bool,
        typer.Option("--export-head", help=N_("Only write the anchor of the log as it is now, to be kept elsewhere.")),
    ] = False,
    anchor: Annotated[
        str | None, typer.Option("--anchor", metavar="FILE", help=N_("Only check the log against this anchor."))
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Rebuild everything from the log and compare."""
    if export and anchor is not None:
        raise Refused(_BOTH)
    here = invocation(context)
    if anchor is not None:
        return _anchored(here, anchor, as_json)
    with here.office() as office:
        if export:
            here.terminal.json(asdict(export_head(office.store)))
            return Exit.FINE
        found = _verified(office)
    if as_json:
        here.terminal.json(_report(found, here.terminal.lang))
    else:
        _show(here, found)
    return Exit.FINE if found.holds else Exit.FOUND


def _verified(office: Office) -> Report:
    """The findings with every matcher that can be loaded, the plain one first."""
    tools = {name: replace(office.tools, matcher=matcher) for name, matcher in matchers().items()}
    services = {name: Service(open_store(MEMORY), these) for name, these in tools.items()}
    plain = services.pop(PLAIN)
    return verify(Service(office.store, plain.tools), plain.store, by=PLAIN, also=services)


def _anchored(here: Invocation, file: str, as_json: bool) -> int:
    """Hold the log against an anchor."""
    given = read_anchor(content(file).decode("utf-8", errors="replace"))
    with here.office() as office:
        found = check_anchor(office.store, given.position, given.hash)
    if as_json:
        here.terminal.json(_of_anchor(found, here.terminal.lang))
    elif found.holds:
        here.terminal.line(_ANCHOR_HOLDS, position=found.position, head=found.head, since=found.head - found.position)
    else:
        here.terminal.warn(
            ANCHOR_BREAKS[found.finding],
            position=found.position,
            head=found.head,
            missing=found.position - found.head,
            hash=found.hash,
            found=found.found or "–",
            what=found.broken,
        )
    return Exit.FINE if found.holds else Exit.FOUND


def _of_anchor(found: Anchored, lang: str) -> dict[str, Any]:
    return {
        "holds": found.holds,
        "finding": str(found.finding),
        "position": found.position,
        "hash": found.hash,
        "found": found.found,
        "head": found.head,
        "broken": say(found.broken, lang) if found.broken else None,
    }


# --- for programs -----------------------------------------------------------------------------------------------------


def _report(found: Report, lang: str) -> dict[str, Any]:
    return {
        "holds": found.holds,
        "events": found.head,
        "head_hash": found.head_hash,
        "broken": say(found.broken, lang) if found.broken else None,
        "plans": [asdict(one) for one in found.reread],
        "rows": dict(found.counts),
        "differing": dict(found.differing),
        "examples": {
            table: [{"kept": one.kept, "rebuilt": one.rebuilt} for one in rows]
            for table, rows in found.examples.items()
        },
        "receipts": {
            name: {"checked": one.checked, "differing": one.count, "examples": list(map(_difference, one.examples))}
            for name, one in found.receipts.items()
        },
        "engines": {str(engine): count for engine, count in found.engines.items()},
        "engine": found.engine,
        "matchers": {"used": list(found.receipts), "disagreeing": dict(found.disagreeing)},
    }


def _difference(one: ReceiptDifference) -> dict[str, Any]:
    kept, counted = _dated(one.kept), _dated(one.counted)
    return {"tasks": list(one.tasks), "count": one.count, "fields": one.fields, "kept": kept, "counted": counted}


def _dated(due: DueRow | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {"nominal": due.nominal, "due": due.due, "safe": due.safe, "left": due.left, **receipt(due)}


# --- in words ---------------------------------------------------------------------------------------------------------


def _show(here: Invocation, found: Report) -> None:
    terminal = here.terminal
    if found.broken:
        terminal.warn(_BROKEN, what=found.broken)
        return
    for one in found.reread:
        terminal.warn(_template(one), **asdict(one))
    if not found.rebuilt:
        return
    if found.holds:
        terminal.line(_HOLDS, events=found.head)
    for matcher, receipts in found.receipts.items():
        terminal.line(_RECEIPTS, matcher=matcher, checked=receipts.checked, count=receipts.count)
    if len(found.receipts) == 1:
        terminal.line(_ONE_ONLY, missing=DURABLE)
    elif not found.disagreeing:
        terminal.line(_AGREE)
    if found.holds:
        terminal.line(_HEAD, hash=found.head_hash)
    for template, fields in _wrong(found):
        terminal.warn(template, **fields)


def _template(one: Reread) -> str:
    if one.found is None:
        return _UNREADABLE
    return _READ_OTHERWISE if one.in_force else _READ_BEFORE


def _wrong(found: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """The differences in sentences, as templates and their fields: the receipts first."""
    for one in next(iter(found.receipts.values())).examples:
        tasks = ", ".join(one.tasks[:3]) + (" …" if one.count > 3 else "") or Said(_NO_TASK)
        told = {"kept": _told(one, one.kept), "counted": _told(one, one.counted)}
        yield _RECEIPT, {"tasks": tasks, "count": one.count, **told}
    if found.disagreeing:
        yield _DISAGREE, {"tables": _tables(found.disagreeing)}
    if found.differing:
        yield _DIFFERS, {"tables": _tables(found.differing)}
    for table, rows in found.examples.items():
        for row in rows[:3]:
            yield _DIFFERENCE, {"table": table, "kept": _row(row.kept), "rebuilt": _row(row.rebuilt)}
    if found.holds or found.reread:
        return
    older = {engine: count for engine, count in found.engines.items() if engine != found.engine}
    for engine, count in older.items():
        yield _OLDER, {"count": count, "engine": engine, "now": found.engine}
    if found.differing and not older:
        yield _REPAIR, {}


def _told(one: ReceiptDifference, due: DueRow | None) -> list[Said] | str:
    """The fields of a receipt that differ, and its date and the version that counted it."""
    if due is None:
        return "–"
    names = dict.fromkeys(("due", "safe", *(name for name in one.fields if name in _FIELDS), "engine"))
    return [Said(_FIELDS[name], {"value": getattr(due, name) or "–"}) for name in names]


def _tables(rows: Any) -> list[str]:
    return [f"{table} ({count})" for table, count in rows.items()]


def _row(row: tuple[Any, ...] | None) -> str:
    return one_line(shown(row, "en"), 300) if row else "–"

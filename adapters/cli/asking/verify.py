"""The command `verify`: the log's chain, every row and every receipt held against what the log gives; and anchors."""

from dataclasses import asdict, replace
from typing import Annotated

import typer

from adapters.bootstrap import PLAIN, Office, matchers
from adapters.cli.frame.failures import Exit
from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.output.anchor_check import anchor_answer, show_anchor_check
from adapters.cli.output.verification import show_verification, verification_answer
from adapters.words.refused.refusal import Refused
from engine.asking.anchors import check_anchor, export_head, read_anchor
from engine.asking.verifying import Report, verify
from engine.service import Service
from engine.snapshot import Snapshot
from engine.telling.levels import most_secret
from events.opening import open_store
from events.store import MEMORY
from rules.problems import N_
from rules.secrecy import Level

_BOTH = N_("--export-head and --anchor exclude each other: write an anchor, or check the log against one.")


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
        store = office.store.url_label
        level = _most_secret(office) if found.rows.examples else Level.OPEN
    if as_json:
        here.terminal.json(verification_answer(found, store, here.terminal.lang, level))
    else:
        show_verification(here.terminal, found, store)
    return Exit.FINE if found.holds and not found.empty else Exit.FOUND


def _most_secret(office: Office) -> Level:
    with office.store.begin(write=False) as session:
        return most_secret(Snapshot(session, office.tools).plans().values())


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
        here.terminal.json(anchor_answer(found, here.terminal.lang))
    else:
        show_anchor_check(here.terminal, found)
    return Exit.FINE if found.holds else Exit.FOUND

"""The command `plan amend`: a new version of a plan, held against the one in force, and decided row by row."""

import hashlib
from typing import Annotated

import typer

from adapters.cli.answers import deciding
from adapters.cli.days import day_or_none
from adapters.cli.desk import desk
from adapters.cli.files import plan_source
from adapters.cli.options import AsJson, DryRun, Id
from adapters.cli.showing import show
from adapters.cli.terminal import Terminal
from engine.proposing import propose
from events import making
from events.event import Document
from rules.comparing import Comparison
from rules.merging import Choice
from rules.problems import N_

_ADDED = N_("Rows added: {names}.")
_REMOVED = N_("Rows removed: {names}.")
_CHANGED = N_("Row {name}, {field}: {before} → {after}")
_HEADER = N_("The plan's head, {field}: {before} → {after}")


Amending = Annotated[
    str, typer.Option("--document", metavar="TEXT", help=N_("Number and date of the document that amends it."))
]
Kept = Annotated[
    list[str] | None, typer.Option("--keep", metavar="ROW", help=N_("Leave this row as it is; repeat it."))
]
Taken = Annotated[
    list[str] | None, typer.Option("--take", metavar="ROW", help=N_("Take this row of the new version; repeat it."))
]


def amend(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The new version of the plan."))],
    document: Amending,
    keep: Kept = None,
    take: Taken = None,
    keep_others: Annotated[
        bool, typer.Option("--keep-others", help=N_("Leave the rows that are not named as they are."))
    ] = False,
    keep_head: Annotated[bool, typer.Option("--keep-head", help=N_("Leave the head of the plan as it is."))] = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=N_("From which day; today if not given."))
    ] = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Amend a plan."""
    at = desk(context)
    path, source = plan_source(file)
    decisions = {**dict.fromkeys(take or (), Choice.TAKE), **dict.fromkeys(keep or (), Choice.KEEP)}
    default, header = (Choice.KEEP if kept else Choice.TAKE for kept in (keep_others, keep_head))
    with at.office() as office:
        with office.store.begin(write=False) as session:
            proposal = propose(session, office.tools, source.decode(), decisions, default, header=header, path=path)
        event = making.plan_amended(
            proposal.plan.id,
            proposal.version,
            id=event_id or f"plan.amended/{proposal.plan.id}/{_digest(proposal.plan.hash, document)}",
            occurred_on=day_or_none("--on", on) or office.clock.today(),
            recorded_at=office.clock.now(),
            actor=office.settings.actor,
            document=Document(text=document),
        )
        decided = deciding(office, office.service.record(event, dry_run=dry_run), at.terminal.lang, dry_run=dry_run)
    if as_json:
        at.terminal.json(decided.answer())
    else:
        _compare(at.terminal, proposal.comparison)
        show(at.terminal, decided)


def _compare(terminal: Terminal, comparison: Comparison) -> None:
    for one in comparison.header:
        terminal.line(_HEADER, field=one.field, before=one.before or "–", after=one.after or "–")
    for template, names in ((_ADDED, comparison.rules.added), (_REMOVED, comparison.rules.removed)):
        if names:
            terminal.line(template, names=names)
    for rule in comparison.rules.changed:
        for one in rule.fields:
            terminal.line(_CHANGED, name=rule.name, field=one.field, before=one.before or "–", after=one.after or "–")


def _digest(plan_hash: str, document: str) -> str:
    return hashlib.sha256(f"{plan_hash} {document}".encode()).hexdigest()[:16]

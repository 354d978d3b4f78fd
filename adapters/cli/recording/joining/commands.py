"""The commands `happenings join` and `happenings part`: milestones of several plans are one happening, or are not."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, Id, Proof, Reason
from adapters.cli.recording.record import record
from adapters.statements.joining.statements import Joining, Parting
from rules.problems import N_

Members = Annotated[
    list[str],
    typer.Argument(metavar="PLAN/MILESTONE...", help=N_("Milestones; `thoihan happenings list` lists them.")),
]


def join(
    context: typer.Context,
    members: Members,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Milestones of several plans are one happening."""
    record(invocation(context), Joining(members=members), document, event_id, dry_run=dry_run, as_json=as_json)


def part(
    context: typer.Context,
    members: Members,
    reason: Reason = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Milestones are other happenings than those that they are joined with; or two are told apart."""
    said = Parting(members=members, reason=reason)
    record(invocation(context), said, document, event_id, dry_run=dry_run, as_json=as_json)

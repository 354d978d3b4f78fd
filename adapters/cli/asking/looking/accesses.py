"""The command `accesses`: who looked at secret rows, the last first."""

from datetime import datetime
from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, Last
from adapters.words.catalogue import moment_text
from rules.problems import N_

_NOBODY = N_("Nobody has looked at anything secret here.")
_WHOLE = N_("the plan")


def accesses(
    context: typer.Context,
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Only rows of this plan."))] = None,
    most: Last = 50,
    as_json: AsJson = False,
) -> None:
    """List who looked."""
    here = invocation(context)
    with here.office() as office, office.store.begin(write=False) as session:
        found = session.accesses(plan=plan, limit=most)
    terminal = here.terminal
    if as_json:
        terminal.json([row._asdict() for row in found])
    elif not found:
        terminal.line(_NOBODY)
    else:
        columns = (N_("When"), N_("Who"), N_("By"), N_("Plan"), N_("Row"), N_("Level"))
        terminal.table(
            columns,
            (
                (
                    moment_text(datetime.fromisoformat(row.moment), terminal.lang),
                    row.actor,
                    row.how,
                    row.plan,
                    row.row or terminal.label(_WHOLE),
                    row.level,
                )
                for row in found
            ),
        )

"""Options of commands that say whose task a row is."""

from typing import Annotated

import typer

from rules.problems import N_

Lead = Annotated[str | None, typer.Option("--lead", metavar="UNIT", help=N_("The unit in charge."))]
ForEach = Annotated[
    list[str] | None,
    typer.Option(
        "--for-each",
        metavar="UNIT|KIND",
        help=N_("One task for each: all of a kind (“mọi xã, phường”), or this agency; repeat it."),
    ),
]
Under = Annotated[
    str | None,
    typer.Option("--under", metavar="UNIT", help=N_("Of a kind in --for-each: only those at or below this unit.")),
]

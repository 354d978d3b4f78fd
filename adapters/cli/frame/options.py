"""Options and arguments that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from rules.problems import N_

On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("The day it happened; today if not given."))]
AtHour = Annotated[
    str | None, typer.Option("--at", metavar="HH:MM", help=N_("The time of that day, by the clocks of Viet Nam."))
]
Proof = Annotated[
    str | None, typer.Option("--document", metavar="TEXT", help=N_("Number and date of the document that proves it."))
]
Id = Annotated[
    str | None, typer.Option("--id", metavar="ID", help=N_("The event's own id; recording it again changes nothing."))
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Show what would follow, and change nothing."))]
AsJson = Annotated[bool, typer.Option("--json", help=N_("Answer in JSON, for programs."))]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why, in a line."))]
Anyway = Annotated[
    bool, typer.Option("--anyway", help=N_("Record it though it is unlikely to be so; --reason says how that came."))
]
Attach = Annotated[
    list[Path] | None,
    typer.Option("--attach", metavar="FILE", help=N_("A file to keep with it: a scan, the product. May be repeated.")),
]
_EVENT = N_("The event: its position or id, or the milestone or done task that it is of. `thoihan events` lists them.")
EventId = Annotated[str, typer.Argument(metavar="EVENT", help=_EVENT)]
OrRow = N_("The task's id; `thoihan tasks` lists them. With --unit or --from the row of a plan will do: PLAN/ROW.")
TaskOrRow = Annotated[str | None, typer.Argument(metavar="TASK", help=OrRow)]
_AT_UNITS = N_("At which unit; repeat it for several. A kind, as in “every commune”, means all of its units.")
AtUnits = Annotated[list[str] | None, typer.Option("--unit", metavar="UNIT|KIND", help=_AT_UNITS)]
_ROUND = N_("Which round, of what recurs: “quý III/2026”, “tháng 9”, “quý trước”.")
OfRound = Annotated[str | None, typer.Option("--round", metavar="ROUND", help=_ROUND)]
_FROM = N_("Take units, tasks, days and documents from this CSV or XLSX file: one for each row.")
Source = Annotated[str | None, typer.Option("--from", metavar="FILE", help=_FROM)]
_SKIP = N_("Record the others where rows are refused, and write those that are into this CSV file, with the reason.")
SkipBad = Annotated[Path | None, typer.Option("--skip-bad", metavar="FILE", help=_SKIP)]
Yes = Annotated[bool, typer.Option("--yes", help=N_("Record several things at once without being asked."))]
TaskId = Annotated[str, typer.Argument(metavar="TASK", help=N_("The task's id; `thoihan tasks` lists them."))]
PlanFile = Annotated[str, typer.Argument(metavar="FILE", help=N_("The name of a plan that ships, or a YAML file."))]

MOST = 1_000_000
"""The longest list that can be asked for."""

Last = Annotated[int, typer.Option("--last", metavar="N", min=1, max=MOST, help=N_("Only the last so many."))]

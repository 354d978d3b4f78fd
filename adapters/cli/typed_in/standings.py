"""The options of lists that say where tasks stand by the clock."""

from typing import Annotated

import typer

from rules.problems import N_

MOST_AHEAD = 3_660
"""The longest time ahead, in days, that can be asked for."""

_STANDS = N_("Only tasks that stand so by the clock: overdue, due soon, in time … in words.")
_AHEAD = N_("Only tasks not yet overdue whose last day is today or one of so many days from now.")
StandsSo = Annotated[str | None, typer.Option("--standing", metavar="STANDING", help=_STANDS)]
DueWithin = Annotated[int | None, typer.Option("--due-within", metavar="DAYS", min=0, max=MOST_AHEAD, help=_AHEAD)]

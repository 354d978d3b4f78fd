"""Whether agencies are named as they were when a task was last touched, or as they are now: as it is typed."""

from typing import Annotated

import typer

from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

THEN, NOW = "then", "now"
UnitsOf = Annotated[
    str,
    typer.Option("--agencies", metavar="then|now", help=N_("Units as they were when a task was made, or as they are.")),
]
_THEN_OR_NOW = N_("“{text}” is neither then nor now: units as they were when a task was made, or as they are.")


def of_now(text: str) -> bool:
    """True if units are wanted as they are now. Raises Refused."""
    if text not in (THEN, NOW):
        raise Refused(_THEN_OR_NOW, text=one_line(text, 40))
    return text == NOW

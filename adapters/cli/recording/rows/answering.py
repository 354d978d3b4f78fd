"""The answer of a command that makes a version of a plan."""

from collections.abc import Callable

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation
from adapters.cli.output.decisions import show


def answered(here: Invocation, work: Callable[[Office], PresentedDecision], *, as_json: bool) -> None:
    """Do the work, and say what follows."""
    with here.office() as office:
        decided = work(office)
    if as_json:
        here.terminal.json(decided.answer())
    else:
        show(here.terminal, decided)

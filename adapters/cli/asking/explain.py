"""The command `explain`: why a task is due when it is."""

import typer

from adapters.answers.explanations import Explained
from adapters.answers.noting import note
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, TaskId
from adapters.cli.output.looking_back import AsOf, OnDay, view
from adapters.statements.row_numbers import stored
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from rules.problems import N_

_NOT_BEGUN = N_("Task “{task}” had not begun as looked at on {day}. Without --on and --as-of it is shown as it is now.")


def explain(
    context: typer.Context, task: TaskId, as_of: AsOf = None, on: OnDay = None, as_json: AsJson = False
) -> None:
    """Show why a task is due when it is."""
    here = invocation(context)
    with here.office() as office, view(office, as_of, on) as seen:
        named, task = task, stored(Snapshot(seen.session, office.tools), task)
        if seen.back and seen.session.task(task) is None and _is_there(office, task):
            raise Refused(_NOT_BEGUN, task=named, day=seen.day)
        found = Explained.of(seen.session, office.tools, task, seen.day, log=seen.log)
        note(office, "explain", found.looked())
    if as_json:
        here.terminal.json(found.answer(here.terminal))
    else:
        for line in found.lines(here.terminal):
            here.terminal.write(line + "\n")


def _is_there(office: Office, task: str) -> bool:
    with office.store.begin(write=False) as session:
        return session.task(task) is not None

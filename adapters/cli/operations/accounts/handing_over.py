"""The command `users hand-over`: somebody in the place of an officer who leaves."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from rules.problems import N_

_DONE = N_("{new} is in the place of {old}, who can sign in no more. Tasks that passed on: {count}.")
_WOULD = N_("{new} would be in the place of {old}. Tasks that would pass on: {count}. Nothing was changed.")
_LINK = N_("By this link {new} signs in, once: {link}")

Old = Annotated[str, typer.Argument(metavar="OLD", help=N_("The name of the account of who leaves."))]
New = Annotated[str, typer.Argument(metavar="NEW", help=N_("That of who comes: a new one, or one of the same unit."))]
Person = Annotated[
    str,
    typer.Option("--person", metavar="PERSON", help=N_("As tasks are given to who comes: a post, a name in short.")),
]


def hand_over(
    context: typer.Context, old: Old, new: New, person: Person = "", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Put somebody in the place of an officer who leaves."""
    from adapters.web.accounts.handing_over import hand_over as done_so  # noqa: PLC0415 - it records events

    here = invocation(context)
    with here.office() as office:
        done = done_so(office, old, new, person=person, dry_run=dry_run)
        link = f"{office.settings.web.address}{done.link}" if done.link else ""
    if as_json:
        tasks = list(done.tasks)
        here.terminal.json(
            {"old": done.old.name, "new": done.new.name, "link": link or None, "tasks": tasks, "dry_run": dry_run}
        )
        return
    here.terminal.line(_WOULD if dry_run else _DONE, new=done.new.name, old=done.old.name, count=len(done.tasks))
    if link:
        here.terminal.line(_LINK, new=done.new.name, link=link)

"""The command `link`: a signed link by which a unit acts on a task is made, or it is said what one is."""

from datetime import timedelta
from typing import Annotated, Any

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.signing.links import PURPOSE_WORDS, PURPOSES, Link, LinkError, Links, Purpose, token_in
from adapters.statements.row_numbers import stored
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from engine.snapshot import Snapshot
from rules.problems import N_

_NO_KEY = N_(
    "THOIHAN_LINK_KEYS (`link_keys_file` in a settings file) is not set: there is no key to sign links with. "
    "`openssl rand -base64 32` makes one."
)
_ONE_OF = N_("Write either a task, or --check with a link.")
_NO_PURPOSE = N_("--for: “{text}” is nothing that a link is for. Write one of: {known}.")
_NO_TASK = N_("There is no task “{task}”. `thoihan tasks` lists them.")
_HOLDS = N_("{purpose}: task {task}, unit {unit}, up to {day}.")

Task = Annotated[str | None, typer.Argument(metavar="TASK", help=N_("The task's id; `thoihan tasks` lists them."))]
Unit = Annotated[
    str | None,
    typer.Option("--unit", metavar="UNIT", help=N_("Which unit acts by it, where it is not the one that leads.")),
]
For = Annotated[
    str,
    typer.Option(
        "--for", metavar="acknowledge|report|extension", help=N_("What it is for: acknowledge, report or extension.")
    ),
]
Days = Annotated[int, typer.Option("--days", metavar="N", min=0, max=3_660, help=N_("For how many days it holds."))]
Check = Annotated[str | None, typer.Option("--check", metavar="LINK", help=N_("Say what a link is, or why not."))]


def link(
    context: typer.Context,
    task: Task = None,
    unit: Unit = None,
    act: For = Purpose.ACKNOWLEDGE,
    days: Days = 30,
    check: Check = None,
    as_json: AsJson = False,
) -> None:
    """Make a link by which a unit acts on a task, or look at one."""
    here, terminal = invocation(context), invocation(context).terminal
    if (task is None) == (check is None):
        raise Misused(_ONE_OF)
    with here.office() as office:
        links, today = _links(office), here.clock.today()
        if check is not None:
            found = _checked(links, check, office)
            if as_json:
                terminal.json(_answer(found))
            else:
                words, day = terminal.label(PURPOSE_WORDS[found.purpose]), found.expires
                terminal.line(_HOLDS, purpose=words, task=found.task, unit=found.unit, day=day)
            return
        key, lead = _task(office, task or "")
    made = Link(purpose=_purpose(act), task=key, unit=unit or lead, expires=today + timedelta(days=days))
    token = _token(links, made)
    if as_json:
        terminal.json({**_answer(made), "token": token, "url": links.url(made) if links.address else None})
    else:
        terminal.write(f"{links.url(made) if links.address else token}\n")


def _links(office: Office) -> Links:
    web = office.settings.web
    if not web.link_keys:
        raise Refused(_NO_KEY)
    return Links(web.link_keys, web.address)


def _purpose(text: str) -> Purpose:
    if text not in PURPOSES:
        raise Misused(_NO_PURPOSE, text=one_line(text, 40), known=[str(one) for one in PURPOSES])
    return Purpose(text)


def _task(office: Office, named: str) -> tuple[str, str]:
    """The id of a task that has begun, and who leads it. Raises Refused."""
    with office.store.begin(write=False) as session:
        found = session.task(stored(Snapshot(session, office.tools), named))
    if found is None:
        raise Refused(_NO_TASK, task=one_line(named, 80))
    return found.id, found.lead


def _token(links: Links, made: Link) -> str:
    try:
        return links.token(made)
    except LinkError as error:
        raise Refused(error.said.template, **error.said.args) from None


def _checked(links: Links, text: str, office: Office) -> Link:
    try:
        return links.checked(token_in(text), office.clock.today())
    except LinkError as error:
        raise Refused(error.said.template, **error.said.args) from None


def _answer(one: Link) -> dict[str, Any]:
    return {"for": str(one.purpose), "task": one.task, "unit": one.unit, "expires": one.expires.isoformat()}

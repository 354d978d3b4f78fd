"""The command `units forget`: addresses of an agency are erased, and it is said where they may stand still."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.terminal import Terminal
from adapters.statements.registering.forgetting import ToErase, erased, erased_answer, to_erase
from adapters.words.sending.ways import address_said
from engine.contacts import KINDS, seals
from events.beside.ways import EMAIL, PHONE
from rules.problems import N_

_NOTHING = N_("Unit “{unit}” has no address. Nothing was changed.")
_ERASED = N_("Erased of {unit} ({name}): {kinds}.")
_DRY = N_("A dry run: of {unit} ({name}) this would be erased: {kinds}. Nothing was changed.")
_NO_MAIL = N_("Mail to it is held back until an e-mail address is registered; text messages go on.")
_NO_TEXTS = N_("No text messages are made for it any more; mail goes on.")
_NEITHER = N_("It gets no text messages any more, and mail to it is held back until an e-mail address is registered.")
_NO_MORE = N_("Nothing goes to these any more: {gone}. What goes to the others goes on: {left}.")
_HELD = N_("What its officer is told by mail is held back until an e-mail address is registered.")
_IN_LOG = N_(
    "It stands in the log still, at position(s) {positions}: nothing can be taken out of the log. What can be done "
    "about that is in docs/personal-data.md."
)
_ALSO = N_("The same address is kept of other units: {units}.")
_ELSEWHERE = N_(
    "What has been sent is in other hands (mail server, gateway, folders of mail and text messages), and copies and "
    "backups of the database have it: the program cannot reach those."
)
_MOST = 20


def forget(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="UNIT", help=N_("The code of the unit."))],
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="ADDRESS", help=N_("Only this address; all of the unit if not given.")),
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Erase addresses of an agency."""
    here = invocation(context)
    with here.office() as office:
        with office.store.begin(write=False) as session:
            found = to_erase(session, office, code, address)
        event = erased(office, found, dry_run=dry_run) if found.kinds else None
    if as_json:
        here.terminal.json(erased_answer(found, event, dry_run=dry_run))
    elif not found.kinds:
        here.terminal.line(_NOTHING, unit=code)
    else:
        _tell(here.terminal, found, dry_run=dry_run)


# --- answered ---------------------------------------------------------------------------------------------------------


def _tell(terminal: Terminal, found: ToErase, *, dry_run: bool) -> None:
    kinds = [address_said(kind) for kind in found.kinds]
    terminal.line(_DRY if dry_run else _ERASED, unit=found.unit.code, name=found.unit.name, kinds=kinds)
    _tell_no_longer(terminal, found)
    if found.in_log:
        more = ["…"] if len(found.in_log) > _MOST else []
        terminal.line(_IN_LOG, positions=[*map(str, found.in_log[:_MOST]), *more])
    if found.also_of:
        terminal.line(_ALSO, units=found.also_of)
    terminal.line(_ELSEWHERE)


def _tell_no_longer(terminal: Terminal, found: ToErase) -> None:
    """Say what is sent no more, and what goes on."""
    gone, left = found.kinds, [kind for kind in KINDS if kind in seals(found.unit) and kind not in found.kinds]
    if left and not {*gone, *left} <= {EMAIL, PHONE}:
        terminal.line(_NO_MORE, gone=[address_said(kind) for kind in gone], left=[address_said(kind) for kind in left])
        if EMAIL in gone:
            terminal.line(_HELD)
    elif EMAIL in left:
        terminal.line(_NO_TEXTS)
    else:
        terminal.line(_NO_MAIL if found.unit.texts and left else _NEITHER)

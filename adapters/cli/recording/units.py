"""The command `units add`: agencies are registered, from the official list or from a file."""

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.refusals import Refused
from adapters.cli.output.decisions import show_changes, show_messages
from adapters.cli.output.json_answers import PresentedDecision, present
from adapters.unit_lists import from_file, merged, official
from events import making
from events.making import UnitData
from rules.problems import N_

_ONE_SOURCE = N_("Say where the units are to come from: a file, --province CODE, or --all.")
_NOTHING_NEW = N_("Nothing new: all of these {count} units are registered as they are here.")
_ADDED = N_("Registered: {count} unit(s) new or changed, of {given}.")
_DRY = N_("A dry run: {count} unit(s) would be new or changed, of {given}. Nothing was recorded.")


def add(
    context: typer.Context,
    file: Annotated[str | None, typer.Argument(metavar="FILE", help=N_("A CSV or YAML file of units."))] = None,
    province: Annotated[
        list[str] | None,
        typer.Option("--province", metavar="CODE", help=N_("A province and its communes, by its code.")),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=N_("All provinces and communes of the country."))] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Register agencies."""
    if sum(map(bool, (file, province, everything))) != 1:
        raise Refused(_ONE_SOURCE)
    here = invocation(context)
    with here.office() as office:
        given = _given(office, file, None if everything else [code.zfill(2) for code in province or ()])
        decided, count = registered(office, given, dry_run=dry_run, lang=here.terminal.lang)
    if as_json:
        answer = decided.answer() if decided else {"event": None, "known": True, "dry_run": dry_run}
        here.terminal.json({**answer, "units": count})
    elif decided is None:
        here.terminal.line(_NOTHING_NEW, count=len(given))
    else:
        here.terminal.line(_DRY if dry_run else _ADDED, count=count, given=len(given))
        show_changes(here.terminal, [decided])
        show_messages(here.terminal, decided.decision.messages)


def _given(office: Office, file: str | None, provinces: Sequence[str] | None) -> list[UnitData]:
    if file is None:
        return official(provinces)
    with office.store.begin(write=False) as session:
        known = {row.code: row for row in session.units()}
    return from_file(file, content(file), known)


def registered(
    office: Office, given: Sequence[UnitData], *, dry_run: bool = False, lang: str
) -> tuple[PresentedDecision | None, int]:
    """Register those of `given` that say something new; None and 0 where none does."""
    with office.store.begin(write=False) as session:
        known = {row.code: row for row in session.units()}
        fresh = merged(given, known)
        before = max((known[unit["code"]].position for unit in fresh if unit["code"] in known), default=0)
    if not fresh:
        return None, 0
    event = making.units_registered(
        fresh,
        id=f"units.registered/{_digest(fresh, before)}",
        occurred_on=office.clock.today(),
        recorded_at=office.clock.now(),
        actor=office.settings.actor,
    )
    logged = office.service.record(event, dry_run=dry_run)
    return present(office, logged, lang, dry_run=dry_run), len(fresh)


def _digest(units: Sequence[UnitData], before: int) -> str:
    text = json.dumps([before, units], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

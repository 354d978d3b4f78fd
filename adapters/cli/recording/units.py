"""The command `units add`: agencies are registered, from the official list or from a file."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from adapters.answers.task_answers import Answer
from adapters.bootstrap import Office
from adapters.cli.frame.failures import problem_line
from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import show_changes, show_messages
from adapters.statements.days import day_or_none
from adapters.statements.registering.registration import Registered, registered
from adapters.telling.addresses import masked
from adapters.unit_lists.files import Listed, from_file
from adapters.unit_lists.news import Answers, Otherwise, Renaming
from adapters.unit_lists.official import must_be_of, official
from adapters.words.catalogue import Said, kind_said
from adapters.words.plain_text import harmless
from adapters.words.refused.refusal import Refused
from adapters.words.sending.ways import address_said
from engine.contacts import KINDS, ListedUnit
from rules.groups.members import BETWEEN
from rules.problems import N_

_ONE_SOURCE = N_("Say where the units are to come from: a file, --province CODE, or --all.")
_NOTHING_NEW = N_("Nothing new: all of these {count} units are registered as they are here.")
_ADDED = N_("Registered: {count} unit(s) new or changed, of {given}.")
_DRY = N_("A dry run: {count} unit(s) would be new or changed, of {given}. Nothing was recorded.")
_RENAMED = N_("Renamed: {code}, from {was} to {name} on {on} ({document}).")

_OTHERWISE = N_("{code}, {name}: {changes}.")
_FROM_TO = N_("{field} from {was} to {now}")
_FIELDS = {
    "name": N_("name"),
    "kind": N_("kind"),
    "parent": N_("below"),
    "members": N_("members"),
    "tasks": N_("whose tasks"),
}
_MOST_SHOWN = 20
_ABOVE = N_("Registered with them, from the official list: {units}.")
_MADE = N_("Codes made of names: {count}. Correct a kind that is wrong in a column “loại”.")

On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help=N_("The day of which the names are to be; today if not given.")),
]
Same = Annotated[
    list[str] | None,
    typer.Option("--same", metavar="CODE", help=N_("It is the same unit under another name; repeat it.")),
]
Another = Annotated[
    list[str] | None,
    typer.Option(
        "--another", metavar="CODE", help=N_("It is another unit: the address so far goes; repeat it, or all.")
    ),
]


def add(
    context: typer.Context,
    file: Annotated[str | None, typer.Argument(metavar="FILE", help=N_("An XLSX, CSV or YAML file of units."))] = None,
    province: Annotated[
        list[str] | None,
        typer.Option("--province", metavar="CODE", help=N_("A province and its communes, by its code.")),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=N_("All provinces and communes of the country."))] = False,
    on: On = None,
    same: Same = None,
    another: Another = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Register agencies."""
    if sum(map(bool, (file, province, everything))) != 1:
        raise Refused(_ONE_SOURCE)
    here = invocation(context)
    day, answers = day_or_none("--on", on), Answers(same=same or (), another=another or ())
    listed = None
    with here.office() as office:
        if file is None:
            given: Sequence[ListedUnit] = _official(
                office, None if everything else [code.zfill(2) for code in province or ()], day
            )
        else:
            listed = _from_file(here, office, file)
            given = [*listed.above, *listed.units]
        done = registered(office, given, day=day, answers=answers, dry_run=dry_run, lang=here.terminal.lang)
    _answer(here.terminal, done, len(given), dry_run=dry_run, as_json=as_json)
    if listed and not as_json:
        _tell_by_name(here.terminal, listed)


def _official(office: Office, provinces: Sequence[str] | None, day: date | None) -> list[ListedUnit]:
    today = office.clock.today()
    must_be_of(day, today, provinces or ())
    return official(provinces, day or today)


def _from_file(here: Invocation, office: Office, file: str) -> Listed:
    with office.store.begin(write=False) as session:
        known = {row.code: row for row in session.units()}
    listed = from_file(file, content(file), known)
    for warning in listed.warnings:
        here.terminal.err.write(harmless(problem_line(warning, here.terminal.lang)) + "\n")
    return listed


# --- answered ---------------------------------------------------------------------------------------------------------


def _answer(terminal: Terminal, done: Registered, given: int, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        terminal.json(_for_programs(done, dry_run=dry_run))
    elif not done.count:
        terminal.line(_NOTHING_NEW, count=given)
    else:
        terminal.line(_DRY if dry_run else _ADDED, count=done.count, given=given)
        for each in done.otherwise[:_MOST_SHOWN]:
            terminal.line(_OTHERWISE, code=each.code, name=each.name, changes=_changes(terminal, each))
        if len(done.otherwise) > _MOST_SHOWN:
            terminal.line(N_("… and {count} more."), count=len(done.otherwise) - _MOST_SHOWN)
        for one, _ in done.renamed:
            terminal.line(_RENAMED, **_renaming(one))
        show_changes(terminal, done.decided)
        show_messages(terminal, [message for decided in done.decided for message in decided.decision.telling])


def _tell_by_name(terminal: Terminal, listed: Listed) -> None:
    """Tell which codes were made of names, and which units above were registered too."""
    if listed.above:
        terminal.line(_ABOVE, units=[f"{one['name']} ({one['code']})" for one in listed.above])
    if listed.made:
        terminal.line(_MADE, count=len(listed.made))
        rows = [(one.code, one.name, terminal.value(kind_said(one.kind))) for one in listed.made[:_MOST_SHOWN]]
        terminal.table((N_("Code"), N_("Name"), N_("Kind")), rows)
        if len(listed.made) > _MOST_SHOWN:
            terminal.line(N_("… and {count} more."), count=len(listed.made) - _MOST_SHOWN)


def _for_programs(done: Registered, *, dry_run: bool) -> Answer:
    none: Answer = {"event": None, "known": not done.count, "dry_run": dry_run}
    answer = done.registration.answer() if done.registration else none
    renamed = [
        {**_renaming(one), "on": one.on.isoformat(), "event": decided.decision.event.id}
        for one, decided in done.renamed
    ]
    changed = [
        {"code": one.code, **{name: {"was": was, "now": now} for name, (was, now) in one.fields.items()}}
        for one in done.otherwise
    ]
    return {**answer, "units": done.count, "renamed": renamed, "changed": changed}


def _changes(terminal: Terminal, of: Otherwise) -> str:
    """What an agency has otherwise; addresses no more than to recognise them by."""
    return "; ".join(
        terminal.text(
            _FROM_TO,
            field=_field(name),
            was=_shown(name, was),
            now=_shown(name, now),
        )
        for name, (was, now) in of.fields.items()
    )


def _field(name: str) -> Said:
    return address_said(name) if name in KINDS else Said(_FIELDS[name])


def _shown(name: str, value: Any) -> Said | str:
    if not value:
        return "–"
    if name == "kind":
        return kind_said(value)
    if name in KINDS:
        return masked(value)
    return BETWEEN.join(value) if isinstance(value, list) else str(value)


def _renaming(one: Renaming) -> Answer:
    return {"code": one.code, "was": one.was, "name": one.name, "on": one.on, "document": one.document.text}

"""The commands `done` and `set-date`: tasks are reported done, or given their date; one of them, or many at once."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import (
    Anyway,
    AsJson,
    Attach,
    AtUnits,
    DryRun,
    Id,
    OfRound,
    On,
    Proof,
    Reason,
    SkipBad,
    Source,
    TaskOrRow,
    Yes,
)
from adapters.cli.frame.refusals import missing
from adapters.cli.recording.many.asked import Manner, is_many, task_at
from adapters.cli.recording.record import record
from adapters.cli.typed_in.many.named_task import NamedTask
from adapters.statements.days import day, day_or_none
from adapters.statements.milestones_and_tasks import DateSet, TaskDone
from adapters.words.refused.refusal import Misused
from rules.problems import N_

if TYPE_CHECKING:
    from adapters.cli.typed_in.many.wishes import Say
    from adapters.many.sheets import SheetRow

_NO_TASK = N_("TASK is missing: name the task, or the row of a plan with --unit, or a file with --from.")
_NO_DATE = N_("DATE is missing: the last day on which it may be done.")


def done(
    context: typer.Context,
    task: TaskOrRow = None,
    product: Annotated[
        str | None,
        typer.Option("--product", metavar="TEXT", help=N_("What came of it: a paper by its number, a link.")),
    ] = None,
    on: On = None,
    unit: AtUnits = None,
    of_round: OfRound = None,
    source: Source = None,
    skip_bad: SkipBad = None,
    yes: Yes = False,
    anyway: Anyway = False,
    reason: Reason = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Report a task done."""
    here = invocation(context)
    usual = _or_today(here, on)
    day_by = None if on else "--on"

    def told_on(row: "SheetRow | None") -> date:
        return (row.day() if row else None) or usual

    manner = Manner(source=source, day_by=day_by, skip_bad=skip_bad, yes=yes, dry_run=dry_run, as_json=as_json)
    if is_many(here, unit or (), manner, of_one=bool(attach or event_id)):

        def say(name: str, row: "SheetRow", on_day: date | None) -> TaskDone:
            why = _note(row) or reason
            return TaskDone(task=name, on=on_day or usual, product=product, anyway=anyway, reason=why)

        return _many(here, NamedTask(task, of_round, told_on), unit or (), manner, say, document)
    named = task_at(here, NamedTask(_named(task), of_round, told_on), unit or (), as_json=as_json)
    said = TaskDone(task=named, on=usual, product=product, anyway=anyway, reason=reason)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)
    return 0


def set_date(
    context: typer.Context,
    task: TaskOrRow = None,
    due: Annotated[str | None, typer.Argument(metavar="DATE", help=N_("The last day on which it may be done."))] = None,
    on: On = None,
    unit: AtUnits = None,
    of_round: OfRound = None,
    source: Source = None,
    skip_bad: SkipBad = None,
    yes: Yes = False,
    anyway: Anyway = False,
    reason: Reason = None,
    document: Proof = None,
    attach: Attach = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Give a task its date."""
    here = invocation(context)
    usual, of_all = _or_today(here, on), day_or_none("DATE", due)
    day_by = None if due else "DATE"

    def told_on(_row: "SheetRow | None") -> date:
        return usual

    manner = Manner(source=source, day_by=day_by, skip_bad=skip_bad, yes=yes, dry_run=dry_run, as_json=as_json)
    if is_many(here, unit or (), manner, of_one=bool(attach or event_id)):

        def say(name: str, row: "SheetRow", new: date | None) -> DateSet:
            last = new or of_all
            if last is None:
                raise Misused(_NO_DATE)
            return DateSet(task=name, due=last, on=usual, anyway=anyway, reason=_note(row) or reason)

        return _many(here, NamedTask(task, of_round, told_on), unit or (), manner, say, document)
    if due is None:
        raise missing("DATE", "thoihan set-date")
    named = task_at(here, NamedTask(_named(task), of_round, told_on), unit or (), as_json=as_json)
    said = DateSet(task=named, due=day("DATE", due), on=usual, anyway=anyway, reason=reason)
    record(here, said, document, event_id, attach=attach, dry_run=dry_run, as_json=as_json)
    return 0


def _many(
    here: Invocation, of: NamedTask, units: Sequence[str], manner: Manner, say: "Say", document: str | None
) -> int:
    from adapters.cli.recording.many.asked import wished  # noqa: PLC0415 - mostly one task is reported
    from adapters.cli.recording.many.recording import record_many  # noqa: PLC0415
    from adapters.cli.typed_in.many.wishes import of_tasks  # noqa: PLC0415

    if not manner.source:
        _named(of.name)
    with here.office() as office:
        found = wished(here, office, manner, lambda names, sheet: of_tasks(names, of, units, sheet, say, document))
        return record_many(here, office, found, manner)


def _note(row: "SheetRow") -> str | None:
    from adapters.many.columns import Column  # noqa: PLC0415 - as above

    return row.text(Column.NOTE)


def _named(task: str | None) -> str:
    if task is None:
        raise Misused(_NO_TASK)
    return task


def _or_today(here: Invocation, on: str | None) -> date:
    return day_or_none("--on", on) or here.clock.today()

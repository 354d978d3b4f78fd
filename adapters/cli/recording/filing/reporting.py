"""The command `report`: how tasks stand, kept as it was handed up, and compared with what is known later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, DryRun, Proof
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.filing.reports import moved_answer, show_moved
from adapters.cli.output.looking_back import view
from adapters.cli.recording.filing.periods import ONE_PERIOD, asked_period
from adapters.cli.recording.filing.reported import Ways, read_by, read_cell, reported, tell_report
from adapters.statements.days import day_or_none
from adapters.statements.event_ids import Stands, identify
from adapters.statements.plan_names import must_be_adopted
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused, Refused
from engine.asking.filed.files import Filed
from engine.asking.filed.reports import Line, MovedLine, content, handed_up, kept, lines, moved
from engine.snapshot import Snapshot
from events.documents.making import report_handed_up
from events.documents.packing import packed
from events.event import Document
from events.store import Session
from rules.plan import Plan
from rules.problems import N_

LAST = "last"

_ONE_OF = N_("Either keep a report (--keep), or compare with one that is kept (--compare).")
_TODAY_ONLY = N_("A report is kept as of today: --keep goes with no period, and with no other day.")
_FOR_WHOM = N_("--for says to whom a report is handed up that is kept: it goes with --keep, and with no --to.")
_EMPTY = N_("There is no task to report on. Nothing was recorded.")
_KEPT = N_("Kept as event {id}: {rows} tasks as of {day}. Its SHA-256: {hash}.")
_KNOWN = N_("The very same report of {day} is kept already, as event {id}. Nothing was changed.")
_DRY = N_("A dry run: {rows} tasks as of {day} would be kept. Nothing was changed.")
_NO_REPORT = N_("There is no report “{id}” that was kept. There are: {known}.")
_DAMAGED = N_(
    "What is kept of report {id} is not what was handed up: its hash is not that in the log. Take it from a backup; "
    "`thoihan verify` says more."
)
_SAME = N_("Report {id} said of all {rows} tasks what is known of {day} now.")
_SAME_TODAY = N_("All {rows} tasks of report {id} stand today ({day}) as it said.")
_MOVED = N_("{count} of {rows} tasks are otherwise than report {id} of {reported} said, by what is known of {day} now:")


OfPlans = Annotated[
    list[str] | None,
    typer.Option("--plan", metavar="PLAN", help=N_("Only tasks of this plan. May be repeated.")),
]
Keep = Annotated[bool, typer.Option("--keep", help=N_("Keep it, as it is handed up."))]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help=N_("The last day of the period."))]
_FOR = N_("To whom it is handed up, with --keep.")
For = Annotated[str | None, typer.Option("--for", metavar="TEXT", help=_FOR)]
Since = Annotated[str | None, typer.Option("--from", metavar="DATE", help=N_("The first day of the period."))]
_QUARTER = N_("Of a quarter: quý III/2025, quý III, quý trước.")
OfQuarter = Annotated[str | None, typer.Option("--quarter", metavar="QUARTER", help=_QUARTER)]
OfYear = Annotated[str | None, typer.Option("--year", metavar="YEAR", help=N_("Of a year: 2025."))]
OnDay = Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("As of this day; today if not given."))]
CountedBy = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="plan|agency|field", help=N_("Only the table by this. May be repeated.")),
]
_SORT = N_("Put those first that have most in this cell; else they stand in the order of the organisation.")
SortedBy = Annotated[str | None, typer.Option("--sort", metavar="STANDING", help=_SORT)]
_OUTPUT = N_("Write it into this file: .xlsx, .docx or .json.")
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=_OUTPUT)]
Compare = Annotated[
    str | None,
    typer.Option("--compare", metavar="REPORT", help=N_("What is otherwise now than a kept report said; or `last`.")),
]
AsToday = Annotated[
    bool, typer.Option("--today", help=N_("Compare with today, and not with what is known of its day now."))
]


def report(
    context: typer.Context,
    plan: OfPlans = None,
    since: Since = None,
    to: To = None,
    addressee: For = None,
    of_quarter: OfQuarter = None,
    of_year: OfYear = None,
    on: OnDay = None,
    by: CountedBy = None,
    sort: SortedBy = None,
    output: Output = None,
    keep: Keep = False,
    compare: Compare = None,
    today: AsToday = False,
    document: Proof = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Report how tasks stand."""
    here = invocation(context)
    if keep and compare is not None:
        raise Refused(_ONE_OF)
    if compare is not None:
        _compared(here, compare, today=today, as_json=as_json)
        return
    if addressee and (to or not keep):
        raise Misused(_FOR_WHOM)
    period = asked_period(since, None if keep else to, of_quarter, of_year, here.clock.today())
    if (period or on) and (keep or (period and on)):
        raise Misused(_TODAY_ONLY if keep else ONE_PERIOD)
    ways = Ways(by=read_by(by), sort=read_cell(sort), output=output, as_json=as_json)
    with here.office() as office:
        with office.store.begin(write=False) as session:
            must_be_adopted(session, plan or ())
        said = reported(office, plan, period, day_or_none("--on", on))
        answer = _keep(office, said.now, plan, addressee or to, document, dry_run=dry_run) if keep else {}
        tell_report(here, office, said, ways, answer)
    if answer and not as_json:
        _tell(here, answer)


def _keep(
    office: Office,
    said: Sequence[Line],
    plans: Sequence[str] | None,
    to: str | None,
    document: str | None,
    *,
    dry_run: bool,
) -> dict[str, Any]:
    """Keep the report with the event that it was handed up, unless the very same is kept. Raises Refused."""
    if not said:
        raise Refused(_EMPTY)
    row, day = packed(content(said)), office.clock.today()
    matter, words = ("report.handed_up", day.isoformat(), to), (row.hash, document)
    with office.store.begin(write=False) as session:
        before = [one for one in handed_up(session) if (one.day, one.words.get("to")) == (day, to)]
        proofs = [session.recorded(one.event).event.document for one in before]
        standing = [
            Stands(one.event, (one.words["hash"], proof.text if proof else None))
            for one, proof in zip(before, proofs, strict=True)
        ]
        identity = identify(matter, words, standing, lambda name: session.find(name) is not None)
    event = report_handed_up(
        plans=plans,
        to=to,
        rows=len(said),
        size=row.size,
        hash=row.hash,
        id=identity.event_id,
        occurred_on=day,
        recorded_at=office.clock.now(),
        actor=office.settings.actor,
        document=Document(text=document) if document else None,
    )
    if not identity.known:
        office.service.record(event, files=[row], dry_run=dry_run)
    return {"event": event.id, "sha256": row.hash, "known": identity.known, "dry_run": dry_run, "count": len(said)}


def _tell(here: Invocation, answer: dict[str, Any]) -> None:
    template = _KNOWN if answer["known"] else _DRY if answer["dry_run"] else _KEPT
    day, fields = here.clock.today(), {"id": answer["event"], "hash": answer["sha256"]}
    here.terminal.line(template, rows=answer["count"], day=day, **fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """A report that was kept, and what is otherwise on `day`."""

    report: Filed
    day: date
    said: Sequence[Line]
    changes: Sequence[MovedLine]

    def answer(self, plans: Mapping[str, Plan]) -> dict[str, Any]:
        """For programs."""
        of, reported = self.report, self.report.day.isoformat() if self.report.day else None
        head = {"report": of.event, "position": of.position, "reported": reported, "sha256": of.words["hash"]}
        moved_ones = [moved_answer(one, plans) for one in self.changes]
        return {**head, "day": self.day.isoformat(), "rows": len(self.said), "moved": moved_ones}

    def show(self, terminal: Terminal, snapshot: Snapshot) -> None:
        """For people. `snapshot` is of the whole log."""
        of = {"id": self.report.event, "rows": len(self.said), "day": self.day}
        if not self.changes:
            terminal.line(_SAME if self.day == self.report.day else _SAME_TODAY, **of)
            return
        terminal.line(_MOVED, count=len(self.changes), reported=self.report.day, **of)
        show_moved(terminal, snapshot, self.changes)


def _compared(here: Invocation, name: str, *, today: bool, as_json: bool) -> None:
    with here.office() as office:
        with office.store.begin(write=False) as session:
            found = _report(session, name)
            said = kept(session, found)
            plans = session.recorded(found.event).event.data.get("plans")
        if said is None:
            raise Refused(_DAMAGED, id=found.event)
        day = office.clock.today() if today or found.day is None else found.day
        with view(office, None, None if today else day.isoformat()) as seen:
            now = lines(seen.session, plans, day)
            changes = list(moved(seen.log, seen.session, said, now, found.position))
            comparison = _Comparison(report=found, day=day, said=said, changes=changes)
            if as_json:
                here.terminal.json(comparison.answer(Snapshot(seen.log, office.tools).plans()))
            else:
                comparison.show(here.terminal, Snapshot(seen.log, office.tools))


def _report(session: Session, name: str) -> Filed:
    """The report that was kept by that event; the last one. Raises Refused."""
    there = handed_up(session)
    these = there[-1:] if name == LAST else [one for one in there if one.event == name]
    if not these:
        raise Refused(_NO_REPORT, id=one_line(name, 60), known=[one.event for one in there] or "–")
    return these[0]

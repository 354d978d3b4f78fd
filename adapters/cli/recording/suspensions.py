"""The commands `suspend` and `resume`: no time runs for some tasks, and then it runs again."""

from collections.abc import Sequence
from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun, EventId, Id, On, Proof, Reason
from adapters.cli.recording.record import record
from adapters.statements.idempotent import idempotent
from adapters.statements.row_numbers import rule_named
from adapters.statements.statements import InForce
from adapters.words.refused.refusal import Refused
from events import making
from events.event import Event
from events.making import Envelope
from rules.problems import N_

_WHICH = N_("Say which tasks: --rule, --milestone, --label or --all.")
_WHICH_PLAN = N_("Say of which plan, with --plan, or write --every-plan: {known} are adopted.")
_EVERY_OR_SOME = N_("--plan and --every-plan exclude each other: name the plans, or say that it is for all.")
_WHOSE = N_("Several plans have a milestone “{milestone}”: {plans}. Say whose, as PLAN/MILESTONE.")


Rows = Annotated[list[str] | None, typer.Option("--rule", metavar="ROW", help=N_("Tasks of this row; repeat it."))]
Waiting = Annotated[
    str | None, typer.Option("--milestone", metavar="MILESTONE", help=N_("Tasks that hang on this milestone."))
]
Label = Annotated[str | None, typer.Option("--label", metavar="LABEL", help=N_("Tasks of the rows with this label."))]
Everything = Annotated[bool, typer.Option("--all", help=N_("Every task of the plan."))]
Below = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Only at this unit and those below it."))]
SinceHeld = Annotated[
    str | None, typer.Option("--from", metavar="MILESTONE", help=N_("The milestone that begins it by being held."))
]
UntilHeld = Annotated[
    str | None, typer.Option("--until", metavar="MILESTONE", help=N_("The milestone that ends it by being held."))
]
Plans = Annotated[
    list[str] | None, typer.Option("--plan", metavar="PLAN", help=N_("Of which plan; repeat it for several."))
]
EveryPlan = Annotated[bool, typer.Option("--every-plan", help=N_("Of every plan, those adopted later too."))]


def suspend(
    context: typer.Context,
    rule: Rows = None,
    milestone: Waiting = None,
    label: Label = None,
    everything: Everything = False,
    unit: Below = None,
    since: SinceHeld = None,
    until: UntilHeld = None,
    plan: Plans = None,
    every_plan: EveryPlan = False,
    on: On = None,
    reason: Reason = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """No time runs for these tasks any more."""
    if not (rule or milestone or label or everything):
        raise Refused(_WHICH)
    if plan and every_plan:
        raise Refused(_EVERY_OR_SOME)
    here, named = invocation(context), tuple(dict.fromkeys(plan or ()))

    def make(now: InForce, envelope: Envelope) -> Event:
        of = None if every_plan else _plans(now, named)
        return making.suspension_began(
            of,
            rules=_keys(now, of, rule or ()),
            milestone=milestone,
            label=label,
            everything=everything,
            unit=unit,
            since=_bound(now, of, since),
            until=_bound(now, of, until),
            reason=reason,
            **envelope,
        )

    content = (*(rule or ()), milestone, label, str(everything), unit, *(("from", since) if since else ()), until)
    said = idempotent(here.clock, "suspension.began", "*" if every_plan else " ".join(named), on, content, make)
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)


def resume(
    context: typer.Context,
    event: EventId,
    on: On = None,
    reason: Reason = None,
    document: Proof = None,
    event_id: Id = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Time runs again; the day after counts first."""
    here = invocation(context)
    said = idempotent(
        here.clock,
        "suspension.ended",
        event,
        on,
        (),
        lambda _, given: making.suspension_ended(event, reason=reason, **given),
    )
    record(here, said, document, event_id, dry_run=dry_run, as_json=as_json)


def _plans(now: InForce, named: Sequence[str]) -> str | list[str]:
    """The plans named, or the only one there is; of one its id."""
    if not named and len(now.plans) > 1:
        raise Refused(_WHICH_PLAN, known=sorted(now.plans))
    found = [now.plan(name).id for name in named or (next(iter(now.plans), ""),)]
    return found[0] if len(found) == 1 else found


def _keys(now: InForce, of: str | list[str] | None, rows: Sequence[str]) -> list[str]:
    """Rows by their keys, where they are of one plan; of others it is said that they cannot be."""
    return [rule_named(now.plan(of), row) for row in rows] if isinstance(of, str) else list(rows)


def _bound(now: InForce, of: str | list[str] | None, milestone: str | None) -> str | None:
    """A milestone as the event names it: with its plan before it where it is not the only plan's own."""
    if milestone is None or "/" in milestone or (isinstance(of, str) and milestone in now.plan(of).milestones):
        return milestone
    having = [plan.id for plan in now.having(milestone)]
    if len(having) > 1:
        raise Refused(_WHOSE, milestone=milestone, plans=having)
    return f"{having[0]}/{milestone}" if having else milestone

"""An officer holds a new version of a plan against the one in force, and decides: what comes of it, ready to be logged.

Nothing is recorded here. The event made of a proposal tells on a dry run what it does to each running task.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.deciding.transitions import awaited
from engine.snapshot import Snapshot, Tools
from events.errors import N_, EventError
from events.event import Event
from events.making import VersionData
from events.rows import PlanRow
from events.store import Session
from rules.amending.comparing import Comparison, compare
from rules.amending.merging import Choice, merge
from rules.plan import Plan

NO_PLAN = N_("Plan “{plan}” is not in force, so there is nothing to amend. Adopt it first, or correct the plan's id.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A version of a plan as it would be in force, and how it came about."""

    running: PlanRow
    comparison: Comparison  # of the version in force with the one proposed: what was to be decided
    plan: Plan  # as it would be
    version: VersionData  # for `events.making.plan_amended`
    waiting: Event | None  # a version that waits for its day already, and must be withdrawn first


def propose(
    session: Session,
    tools: Tools,
    source: str,
    decisions: Mapping[str, Choice],
    default: Choice = Choice.TAKE,
    *,
    header: Choice = Choice.TAKE,
    path: str = "<plan>",
) -> Proposal:
    """The version of a plan that follows from the text `source` and what was decided about its rules.

    Raises PlanError (one of the texts is no plan), MergeError (what was decided does not go together; its problems call
    `source` by `path`) and EventError (the plan is not in force).
    """
    snapshot, proposed = Snapshot(session, tools), tools.compile(source)
    row = snapshot.plan_row(proposed.id)
    if row is None:
        raise EventError(NO_PLAN, plan=proposed.id)
    text = merge(row.source, source, decisions, default, header=header, compiling=tools.compile, path=path)
    plan, fact = tools.compile(text), awaited(snapshot, row.id)
    return Proposal(
        running=row,
        comparison=compare(snapshot.compiled(row.hash, row.source), proposed),
        plan=plan,
        version=VersionData(
            source=text,
            hash=plan.hash,
            version=row.version + 1,
            amends=next(snapshot.versions(row.id)).id,
            proposed_hash=proposed.hash,
            decisions={name: str(choice) for name, choice in decisions.items()},
            default=str(default),
            header=str(header),
        ),
        waiting=session.recorded(fact.id).event if fact else None,
    )

"""An officer holds a new version of a plan against the one in force, and decides: what comes of it, ready to be logged.

Nothing is recorded here. The event made of a proposal tells on a dry run what it does to each running task.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from engine.deciding.transitions import awaited
from engine.snapshot import Snapshot, Tools
from events.errors import N_, EventError
from events.event import Event
from events.making import VersionData
from events.rows import PlanRow
from events.store import Session
from rules.amending.comparing import Comparison, compare, names_to_decide
from rules.amending.foreseeing import foreseen
from rules.amending.matching_rows import matched
from rules.amending.merging import Choice, merge
from rules.amending.row_edits import keyed
from rules.document import Scalar
from rules.plan import Plan
from rules.plan_file.yaml_reading import read_document
from rules.problems import PlanError, Problem, Severity
from rules.secrecy import Level

NO_PLAN = N_("Plan “{plan}” is not in force, so there is nothing to amend. Adopt it first, or correct the plan's id.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A version of a plan as it would be in force, and how it came about."""

    running: PlanRow
    comparison: Comparison  # of the version in force with the one proposed: what was to be decided
    apart: Sequence[Problem]  # which rows could not be kept beside which that are taken
    plan: Plan  # as it would be
    version: VersionData  # for `events.making.plan_amended`
    waiting: Event | None  # a version that waits for its day already, and must be withdrawn first
    levels: Mapping[str, Level]  # by rule, how secret it is in the more secret of both versions; "" the plan itself


def propose(
    session: Session,
    tools: Tools,
    source: str,
    decisions: Mapping[str, Choice],
    default: Choice = Choice.TAKE,
    *,
    header: Choice = Choice.TAKE,
    was: Mapping[str, str] | None = None,
    path: str = "<plan>",
) -> Proposal:
    """The version of a plan that follows from the text `source` and what was decided about its rules.

    `decisions` is by the numbers of rows (`Comparison.called`), and so is `was`: which row in force each was, or `new`.
    Raises PlanError (one of the texts is no plan), MergeError (what was decided does not go together; its problems call
    `source` by `path`) and EventError (the plan is not in force).
    """
    snapshot, plan_id = Snapshot(session, tools), _read(tools, source)
    row = snapshot.plan_row(plan_id)
    if row is None:
        raise EventError(NO_PLAN, plan=plan_id)
    running, text_in_force = snapshot.loaded(row), snapshot.source(row)
    source = _with_keys(snapshot, running, source, was or {}, path)
    proposed = tools.compile(source)
    compiling, decided = cache(tools.compile), _by_key(running, proposed, decisions)
    text = merge(text_in_force, source, decided, default, header=header, compiling=compiling, path=path)
    plan, fact = tools.compile(text), awaited(snapshot, row.id)
    return Proposal(
        running=row,
        comparison=compare(running, proposed),
        apart=foreseen(text_in_force, source, compiling=compiling, path=path),
        plan=plan,
        version=VersionData(
            source=text,
            hash=plan.hash,
            version=row.version + 1,
            amends=next(snapshot.versions(row.id)).id,
            proposed_hash=proposed.hash,
            decisions={name: str(choice) for name, choice in decided.items()},
            default=str(default),
            header=str(header),
        ),
        levels=_levels(running, proposed),
        waiting=session.recorded(fact.id).event if fact else None,
    )


def _by_key(running: Plan, proposed: Plan, decisions: Mapping[str, Choice]) -> dict[str, Choice]:
    """The decisions by the keys of rows, where the officer names these by number."""
    names = {called: name for name, called in names_to_decide(running, proposed).items()}
    return {names.get(called, called): choice for called, choice in decisions.items()}


def _read(tools: Tools, source: str) -> str:
    """The id of the plan that the text is a version of. Raises PlanError where it is no plan.

    A row may have a number that is another one's key: its own key is found only then.
    """
    try:
        return tools.compile(source).id
    except PlanError as error:
        if any(one.severity is Severity.ERROR and one.code != "duplicate-key" for one in error.problems):
            raise
    found = read_document(source).root.get("plan")
    return found.text if isinstance(found, Scalar) else ""


def _with_keys(snapshot: Snapshot, running: Plan, source: str, was: Mapping[str, str], path: str) -> str:
    """The text, in which each row whose key is not its number has it written down. Raises MergeError."""
    document = read_document(source, path=path)
    _, *before = snapshot.versions(running.id)
    keys = matched(running, [snapshot.version(event) for event in before], document, was)
    return keyed(source, document, keys)


def _levels(running: Plan, proposed: Plan) -> Mapping[str, Level]:
    found = {"": max(running.secrecy, proposed.secrecy)}
    for rule in (*running.rules.values(), *proposed.rules.values()):
        found[rule.id] = max(rule.secrecy, found.get(rule.id, Level.OPEN))
    return found

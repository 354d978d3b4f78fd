"""A version of a plan made by a command, without a file: proposed, recorded and shown like any other."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from adapters.answers.course.left_to_nobody import LeftToNobody
from adapters.answers.decisions import PresentedDecision, present
from adapters.bootstrap import Office
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.asking.plan_proposals import propose
from engine.decision import Decision
from engine.service import Logged
from engine.snapshot import Snapshot
from events import making
from events.event import Document
from rules.checking.dates import DUE_FIRST
from rules.compiling import check_plan
from rules.plan import Plan
from rules.problems import N_, Problem, Severity

_NO_PLAN = N_("There is no plan “{plan}” here. Adopted are: {known}. Nothing was recorded; correct its name.")
_NOT_TAKEN = N_(
    "That cannot be a row of the plan: {why} Nothing was recorded. What a deadline counts from in another plan, a "
    "letter takes with --counts-from PLAN/MILESTONE."
)
_OVER = N_(
    "The deadline names {last}, before the plan or the letter itself begins, on {starts}. Nothing was recorded; "
    "correct the year, or give the day of the letter with --issued."
)
_AND = N_("{one} {other}")
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A plan in force, and its text."""

    plan: Plan
    text: str
    used: frozenset[str]  # the numbers of its rows, in any version


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """The manner in which a version is recorded, and told of."""

    event_id: str | None  # its own, where one is given
    dry_run: bool
    lang: str


def source_of(office: Office, name: str) -> Source:
    """The plan of that name in force. Raises Refused."""
    with office.store.begin(write=False) as session:
        snapshot = Snapshot(session, office.tools)
        row = snapshot.plan_row(name)
        if row is None:
            known = sorted(one.id for one in session.plans())[:_MOST_NAMES]
            raise Refused(_NO_PLAN, plan=one_line(name, 60), known=known or "–")
        versions = map(snapshot.version, snapshot.versions(name))
        used = frozenset(rule.number for version in versions for rule in version.rules.values())
        return Source(plan=snapshot.loaded(row), text=snapshot.source(row), used=used)


def must_be_a_plan(office: Office, text: str, was: str | None = None) -> None:
    """Raise Refused unless the text, which no officer has seen, is a plan, for the agencies that are registered.

    `was` is the text that it takes the place of: what is unlikely there already was looked at before.
    """
    with office.store.begin(write=False) as session:
        kinds = {row.code: row.kind for row in session.units()}
    problems = check_plan(text, known_units=kinds or None, growing=True)
    errors = [one for one in problems if one.severity is Severity.ERROR]
    if errors:
        apart = {one.text(): one for one in errors}.values()  # the same may stand in the head and in the row
        said = (words for one in apart for words in _words(one))
        raise Refused(_NOT_TAKEN, why=reduce(lambda one, other: Said(_AND, {"one": one, "other": other}), said))
    known = Counter(_over(check_plan(was, growing=True))) if was else Counter()
    for last, starts in (Counter(_over(problems)) - known).elements():
        raise Refused(_OVER, last=date.fromisoformat(last), starts=date.fromisoformat(starts))


def _over(problems: Iterable[Problem]) -> Iterator[tuple[str, str]]:
    """Of each deadline that is over before its plan starts: its last day, and that on which the plan starts."""
    return ((str(one.args["last"]), str(one.args["starts"])) for one in problems if one.code == DUE_FIRST)


def _words(problem: Problem) -> Iterator[Said]:
    """The fault, and what to do, without the place in a file."""
    args = {**problem.args, "guess": problem.guess or ""}
    yield Said(problem.template, args)
    yield from (Said(note.template, note.args) for note in problem.why)
    yield Said(problem.hint, args)


def amended(
    office: Office,
    text: str,
    document: str,
    on: date,
    how: How,
    *,
    was: str,
    same: str | None = None,
    rows: Mapping[str, str] | None = None,
) -> PresentedDecision:
    """Put the plan in force as `text` has it, from that day on. Raises Refused, MergeError, EventsError.

    `was` is its text in force.
    `same` is the number of the row that was changed: it is the one of that number in force, whatever it says now.
    `rows` says the same of others: by the number of a row, the one in force that it was, or `new`.
    """
    must_be_a_plan(office, text, was)
    with office.store.begin(write=False) as session:
        seen, proposal = session.head(), propose(session, office.tools, text, {}, was={same: same} if same else rows)
    plan = proposal.plan
    name = hashlib.sha256(f"{plan.hash} {document}".encode()).hexdigest()[:16]
    event = making.plan_amended(
        plan.id,
        proposal.version,
        id=how.event_id or f"plan.amended/{plan.id}/{name}",
        occurred_on=on,
        recorded_at=office.clock.now(),
        actor=office.settings.actor,
        document=Document(text=document),
    )
    logged = office.service.record(event, seen=seen, dry_run=how.dry_run)
    shown = present(office, logged, how.lang, dry_run=how.dry_run, amended=[plan])
    return replace(shown, left=_left(office, plan, same)) if same else shown


def _left(office: Office, plan: Plan, number: str) -> LeftToNobody:
    """The open tasks of a row that was changed, and that nobody is left to do as the plan is now."""
    with office.store.begin(write=False) as session:
        return LeftToNobody.of_row(plan, number, Snapshot(session, office.tools))


def known(office: Office, plan: Plan, lang: str) -> PresentedDecision:
    """The answer where a plan says already what is to be said."""
    with office.store.begin(write=False) as session:
        row = Snapshot(session, office.tools).plan_row(plan.id)
        recorded = session.event_at(row.position) if row else None
    if recorded is None:
        raise LookupError(plan.id)
    logged = Logged(decision=Decision(event=recorded.event, position=recorded.position), known=True)
    return present(office, logged, lang)

"""Plans: adopted, and amended by a new version, at once or on a day ahead; and whether that may be.

A version is made from the one in force, and says so: an officer who decided on another is told what changed meanwhile.
What was recorded of a milestone must have its place in the new version too.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from engine.contacts import declared_contacts, newly_declared
from engine.deciding.transitions import awaited, awaited_fact, version
from engine.deciding.versions.known_already import known_already
from engine.facts.fact import Bound, Fact
from engine.facts.joins import Member, joined, rows_tied, ties_of, written
from engine.facts.plans import plan_row
from engine.facts.suspension_clauses import Clause, laid_down
from engine.facts.topics import bound, milestone
from engine.happenings.agencies import knowing
from engine.happenings.amendments import WITHDRAWAL, in_force, others, story
from engine.happenings.entry import Amending, Brought, Entry, Matter, Meaning, Part, Review, Story, Transition
from engine.happenings.membership import must_be_groups
from engine.happenings.named import listed, plan_of, told
from engine.happenings.possible import must_be_issued, must_be_past
from engine.happenings.secrecy.admitting import must_be_allowed_here, must_not_be_lowered
from engine.reach.scope import everything
from engine.reach.touching import Touching, together
from engine.snapshot import Snapshot
from engine.telling.reasons import Closing
from events.errors import N_, EventError
from events.event import Event
from events.rows import PlanRow, UnitRow
from events.store import Session
from rules.amending.comparing import compare, moved_milestones
from rules.plan import Plan
from rules.problems import PlanError
from rules.secrecy import named_in

AMENDED = "plan.amended"
"""The type of event that lays down a new version of a plan."""

MEANWHILE = N_(
    "This version of plan “{plan}” was made from version {base}; meanwhile version {version} is in force: {since}. "
    "It differs in: {differing}. Nothing was recorded. Compare with the version in force, and decide again."
)
NO_BASE = N_(
    "Event “{id}” laid down no version of plan “{plan}”. Nothing was recorded. Name the one in force, “{known}”."
)
NOT_NEXT = N_("The next version of plan “{plan}” is {next}, not {given}. Nothing was recorded; correct the number.")
WAITING = N_(
    "A version of plan “{plan}” waits for its day, {day}: {since}. Nothing was recorded. "
    "Wait for that day, or withdraw event “{id}” and decide on both together."
)
OTHER_VERSION = N_(
    "Plan “{plan}” has been adopted with other content (version {version}): {since}. Nothing was recorded."
)
WRONG_PLAN_HASH = N_(
    "The plan's text is not the one that was checked: its hash is {found}, not {given}. Adopt it again."
)
WRONG_HASH = N_("The version's text is not the one that was checked: its hash is {found}, not {given}. Merge it again.")
OTHER_PLAN = N_("The version's text is that of plan “{found}”, not of “{plan}”. Nothing was recorded.")
NOTHING_NEW = N_("The version says what plan “{plan}” says already. Nothing was recorded.")
NOT_KEPT = N_(
    "Task rules of plan “{plan}” are said to be kept, and the version's text changes them: {rules}. "
    "Nothing was recorded. Take them, or merge the versions again."
)
IN_USE = N_(
    "Milestones of plan “{plan}” are in use, and the version leaves them out or has them happen elsewhere: "
    "{milestones}. Nothing was recorded. Leave them as they are, or first withdraw what was recorded of them."
)
NOT_CORRECTED = N_(
    "Event “{id}” lays down a version of a plan, and cannot be corrected. Nothing was recorded. "
    "Withdraw it while it waits for its day, or record a further version."
)
TAKEN_EFFECT = N_(
    "Event “{id}” laid down a version of plan “{plan}” that took effect on {day}; it can no longer be withdrawn. "
    "Nothing was recorded. Record a further version."
)
READ_OTHERWISE = N_(
    "This version of the program reads plan “{plan}” otherwise than the one that put it into force (event “{id}”: "
    "its hash was {kept}, and is {found} now), so dates could change without anybody's decision. Nothing was "
    "recorded. See with `thoihan verify` which dates differ. Go on with the earlier version of the program, or take "
    "the plan as it is read now: `thoihan plan show {plan} --text > plan.yaml`, then `thoihan plan amend plan.yaml "
    "--document …`."
)
GONE = N_("Event “{id}” has been withdrawn, and stays so. Nothing was recorded; record the version anew.")


# --- whether it fits --------------------------------------------------------------------------------------------------


def admit_as_read(entry: Entry) -> None:
    """Raise EventError where the event would be followed by a plan that this program reads otherwise than as adopted.

    A new version of that plan is how it is taken as it is read now; it may also be taken back while it waits.
    """
    event = entry.event
    if event.corrects and story(entry).root.event.type == AMENDED:
        return
    names = entry.snapshot.read_otherwise() if event.plan is None else [event.plan]
    for row in entry.session.plans():
        if row.id in names and not (event.type == AMENDED and event.plan == row.id):
            read_as_adopted(entry.snapshot, row)


def read_as_adopted(snapshot: Snapshot, row: PlanRow) -> None:
    """Raise EventError where this program reads a plan in force otherwise than the one that put it into force."""
    found = snapshot.loaded(row)
    if found.hash != row.hash:
        by = next(snapshot.versions(row.id)).id
        raise EventError(READ_OTHERWISE, plan=row.id, id=by, kept=row.hash[:16], found=found.hash[:16])


def admit_adoption(entry: Entry) -> None:
    """Raise EventError (PlanError) unless the plan is new, and its text the one that was checked."""
    event, data = entry.event, entry.event.data
    plan = entry.tools.compile(data["source"])
    if plan.hash != data["hash"]:
        raise EventError(WRONG_PLAN_HASH, found=plan.hash, given=data["hash"])
    _must_be_refused_nowhere(data["source"])
    must_be_allowed_here(entry, plan)
    must_be_past(plan, entry.recorded_on)
    if not entry.supposed:
        must_be_issued(plan, entry.recorded_on)
    _groups_must_be_groups(entry, plan)
    there = entry.snapshot.plan_row(event.plan or "")
    if there:
        since = told(entry.snapshot.event_at(there.position))
        raise EventError(OTHER_VERSION, plan=there.id, version=there.version, since=since)
    must_not_be_lowered(entry, None, plan)


def _groups_must_be_groups(entry: Entry, plan: Plan) -> None:
    """Raise EventError where a group of the plan would contain itself, by way of one that is registered."""
    if any(unit.members for unit in plan.units.values()):
        units = newly_declared(plan, entry.snapshot.units().rows, entry.position)
        must_be_groups([row for row in units if row.members], entry.snapshot.units(units))


def _must_be_refused_nowhere(source: str) -> None:
    """Raise PlanError for what is let be in the text of a plan that is in the log, and is new here."""
    from rules.checking.all_checks import REFUSED_SINCE  # noqa: PLC0415 - slow to load, and plans seldom come in
    from rules.compiling import check_plan  # noqa: PLC0415

    problems = [one for one in check_plan(source) if one.code in REFUSED_SINCE]
    if problems:
        raise PlanError(problems, named_in(source))


def admit_version(entry: Entry) -> None:
    """Raise EventError (PlanError, CalendarError) unless the event's version may follow on the one in force."""
    event, data, running = entry.event, entry.event.data, plan_of(entry)
    _follows_on(entry, running)
    plan = entry.tools.compile(data["source"])
    if plan.hash != data["hash"]:
        raise EventError(WRONG_HASH, found=plan.hash, given=data["hash"])
    _must_be_refused_nowhere(data["source"])
    must_be_allowed_here(entry, plan)
    must_be_past(plan, entry.recorded_on)
    _groups_must_be_groups(entry, plan)
    if plan.id != running.id:
        raise EventError(OTHER_PLAN, found=plan.id, plan=running.id)
    must_not_be_lowered(entry, running, plan)
    row = entry.snapshot.plan_row(running.id)
    if row and plan.hash == row.hash:
        raise EventError(NOTHING_NEW, plan=running.id)
    rules = compare(running, plan).rules
    names = set(rules.names) - {one.name for one in rules.changed if one.in_level}
    kept = [name for name in rules.names if name in names and data["decisions"].get(name, data["default"]) == "keep"]
    if kept:
        raise EventError(NOT_KEPT, plan=running.id, rules=listed(kept))
    left_out = list(_without_place(entry, running, plan))
    if left_out:
        raise EventError(IN_USE, plan=running.id, milestones=listed(left_out))
    entry.snapshot.calendar(plan.calendar).explain_day(event.occurred_on)  # raises CalendarError


def admit_withdrawal(entry: Entry, of: Story) -> None:
    """Raise EventError unless the event takes back a version of a plan while it waits for its day."""
    root = of.root.event
    if in_force(of.root, others(entry, of)) is None:
        raise EventError(GONE, id=root.id)
    if entry.event.type != WITHDRAWAL:
        raise EventError(NOT_CORRECTED, id=root.id)
    waiting = awaited(entry.snapshot, root.plan or "")
    if waiting is None or waiting.id != root.id:
        raise EventError(TAKEN_EFFECT, id=root.id, plan=root.plan or "", day=root.occurred_on.isoformat())


def _follows_on(entry: Entry, running: Plan) -> None:
    """The version must be made from the one in force, and none may wait for its day."""
    data, versions = entry.event.data, list(entry.snapshot.versions(running.id))
    number, ids = versions[0].data.get("version", 1), [version.id for version in versions]
    if data["amends"] not in ids:
        raise EventError(NO_BASE, id=data["amends"], plan=running.id, known=ids[0])
    since = ids.index(data["amends"])
    if since:
        raise EventError(MEANWHILE, version=number, **_meanwhile(entry, running, versions[: since + 1]))
    if data["version"] != number + 1:
        raise EventError(NOT_NEXT, plan=running.id, next=number + 1, given=data["version"])
    waiting = awaited(entry.snapshot, running.id)
    if waiting:
        event = entry.session.recorded(waiting.id).event
        day = event.occurred_on.isoformat()
        raise EventError(WAITING, plan=running.id, day=day, since=told(event), id=event.id)


def _meanwhile(entry: Entry, running: Plan, versions: Sequence[Event]) -> dict[str, object]:
    """The fields that say what happened since the last of `versions` was in force; the first is that which now is."""
    base = versions[-1].data
    rules = compare(entry.snapshot.compiled(base["hash"], base["source"]), running).rules
    return {
        "plan": running.id,
        "base": base.get("version", 1),
        "since": "; ".join(map(told, reversed(versions[:-1]))),
        "differing": listed(rules.names) or "-",
    }


def _without_place(entry: Entry, running: Plan, plan: Plan) -> Iterator[str]:
    """The milestones of which something was recorded that `plan` has no place for, each with what was recorded."""
    units = entry.snapshot.units()
    topics = [milestone(name) for name in running.milestones]
    topics += [bound(name) for name in running.milestones if name not in plan.milestones]
    for fact in entry.snapshot.facts(running.id, topics):
        if fact.concluded:  # it goes with the words of the plan
            continue
        name = fact.topic.name
        found, unit = plan.milestones.get(name), units.rows.get(fact.unit)
        if found is None or (found.of_each and unit and unit.kind != found.of_each):
            by = fact.said.event if isinstance(fact.said, Bound) else fact.id
            yield f"{name} ({fact.unit or '-'}, {fact.day or '-'}, {by})"
    yield from (
        f"{name} ({', '.join(map(written, others))})" for name, others in _joined_elsewhere(entry, running, plan)
    )


def _joined_elsewhere(entry: Entry, running: Plan, plan: Plan) -> Iterator[tuple[str, list[Member]]]:
    """The milestones that are joined with others, and would be left out, or happen elsewhere than these."""
    ties, moved = entry.snapshot.ties(running.id), moved_milestones(running, plan)
    for name in ties:
        others = joined(ties, name)
        if others and (name in moved or name not in plan.milestones):
            yield name, others


# --- what it brings ---------------------------------------------------------------------------------------------------


def _adopted(entry: Entry) -> Brought:
    """A plan takes effect, and brings the agencies that it declares and nobody has registered yet."""
    event, data = entry.event, entry.event.data
    plan = entry.snapshot.compiled(data["hash"], data["source"])
    adopted_on = event.occurred_on.isoformat()
    version, digest, position = data.get("version", 1), data["hash"], entry.position
    row = plan_row(plan, version=version, digest=digest, adopted_on=adopted_on, position=position, adoption=event.id)
    there = entry.snapshot.units().rows
    units = newly_declared(plan, there, entry.position)
    others = [*in_other_plans(entry.with_units(units), laid_down(plan)), *_with_groups(entry, plan, units)]
    contacts = [
        row
        for unit in units
        if unit.code not in there
        for row in declared_contacts(plan.units[unit.code], entry.position)
    ]
    parts = [Review(plan=plan, scope=everything(plan)), *others]
    facts = list(known_already([(plan, event.id, entry.position)]))
    rows = {one.id: one for one in (row, *rows_tied([*entry.session.plans(), row], entry.snapshot.joins()))}
    if len(rows) > 1:  # looking back, what joins it with others was there before it
        parts += in_joined_plans(entry, rows.values(), but=plan.id)
    return Brought(units=units, contacts=contacts, plans=list(rows.values()), facts=facts, parts=parts)


def _with_groups(entry: Entry, plan: Plan, units: Sequence[UnitRow]) -> Iterator[Review]:
    """The tasks of other plans for groups that were registered, and of which this plan says the members."""
    there = entry.snapshot.units().rows
    groups = [row.code for row in units if row.code in there]
    for other in knowing(entry, entry.snapshot.units(units), groups) if groups else ():
        if other.id != plan.id:
            yield Review(plan=other, scope=everything(other))


def in_joined_plans(entry: Entry, rows: Iterable[PlanRow], but: str = "") -> list[Review]:
    """The tasks of plans for which other milestones are one than before; `rows` are theirs as they are now."""
    members = [(row.id, name) for row in rows if row.id != but for name in _retied(entry, row)]
    scopes = entry.touching.by_members(members)
    return [Review(plan=entry.touching.plans[name], scope=scope) for name, scope in scopes.items() if name != but]


def _retied(entry: Entry, row: PlanRow) -> list[str]:
    was, now = entry.snapshot.ties(row.id), ties_of(row)
    return sorted(name for name in {**was, **now} if was.get(name) != now.get(name))


def _amended(entry: Entry) -> Brought:
    """A version of a plan takes effect, or waits for its day."""
    event = entry.event
    new = version(entry.snapshot, entry.recorded, entry.today)
    parts: list[Part] = [
        Transition(version=new, scope=everything(new.plan)),
        *in_other_plans(entry.with_units(new.units), new.clauses, new.known, but=new.plan.id),
    ]
    brought = Brought(
        units=new.units,
        contacts=new.contacts,
        plans=[new.row],
        facts=new.facts,
        facts_gone=new.facts_gone,
        parts=parts,
    )
    if event.occurred_on <= entry.today:
        return brought
    return Brought(facts=[awaited_fact(event, entry.position)], foreseen=brought)


def in_other_plans(
    touching: Touching, clauses: Iterable[Clause], known: Collection[Fact] = (), but: str = ""
) -> list[Review]:
    """The tasks of other plans that these clauses suspend, or no longer do, or for which it matters what is `known`."""
    scopes = together((*touching.by_clauses(clauses).items(), *(touching.by_facts(known).items() if known else ())))
    return [Review(plan=touching.plans[name], scope=scope) for name, scope in scopes.items() if name != but]


def _withdrawn(_entry: Entry, of: Story) -> Brought:
    """A version is withdrawn before its day."""
    return Brought(facts_gone=[of.root.event.id])


def _since(snapshot: Snapshot, event: Event) -> date:
    """The day since which an adopted plan counts: it may begin before it is adopted."""
    plan = snapshot.compiled(event.data["hash"], event.data["source"])
    return min(event.occurred_on, plan.starts)


def _matters(_session: Session, event: Event) -> Iterator[Matter]:
    yield "plan", event.plan or ""


MEANINGS: Mapping[str, Meaning] = {
    "plan.adopted": Meaning(
        admit=admit_adoption, brings=_adopted, closing=Closing.NO_GROUNDS, matters=_matters, since=_since
    ),
    AMENDED: Meaning(
        admit=admit_version,
        brings=_amended,
        closing=Closing.NO_GROUNDS,
        matters=_matters,
        ahead=True,
        amending=Amending(admit=admit_withdrawal, brings=_withdrawn),
    ),
}

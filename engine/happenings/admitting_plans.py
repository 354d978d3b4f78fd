"""May this version of a plan be logged, and may one be withdrawn?

A version is made from the one in force, and says so: an officer who decided on another is told what changed meanwhile.
What was recorded of a milestone must have its place in the new version too.
"""

from collections.abc import Iterable, Iterator, Sequence

from engine.facts.signals import bound_signal
from engine.facts.stated import in_force
from engine.happenings.amending import awaited
from engine.happenings.incoming import Reading, story
from engine.happenings.named import told
from engine.snapshot import Shelf
from events.errors import N_, EventError
from events.event import Event, Recorded
from events.rows import PlanRow
from rules.amending.comparing import compare
from rules.offsets import SignalKind
from rules.plan import Plan

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

_MOST_NAMES = 20


def admit_reading(reading: Reading) -> None:
    """Raise EventError where the event would be followed by a plan that this program reads otherwise than as adopted.

    A new version of that plan is how it is taken as it is read now; it may also be taken back while it waits.
    """
    event = reading.event
    if event.corrects and story(reading)[0].event.type == "plan.amended":
        return
    for row in reading.session.plans():
        if event.plan not in (None, row.id) or (event.type == "plan.amended" and event.plan == row.id):
            continue
        read_as_adopted(reading.shelf, row)


def read_as_adopted(shelf: Shelf, row: PlanRow) -> None:
    """Raise EventError where this program reads a plan in force otherwise than the one that put it into force."""
    found = shelf.compiled(row.hash, row.source)
    if found.hash != row.hash:
        by = next(shelf.versions(row.id)).id
        raise EventError(READ_OTHERWISE, plan=row.id, id=by, kept=row.hash[:16], found=found.hash[:16])


def admit_version(reading: Reading, running: Plan) -> None:
    """Raise EventError (PlanError, CalendarError) unless the event's version may follow on `running`."""
    event, data = reading.event, reading.event.data
    _follows_on(reading, running)
    plan = reading.shelf.tools.compile(data["source"])
    if plan.hash != data["hash"]:
        raise EventError(WRONG_HASH, found=plan.hash, given=data["hash"])
    if plan.id != running.id:
        raise EventError(OTHER_PLAN, found=plan.id, plan=running.id)
    row = reading.shelf.row(running.id)
    if row and plan.hash == row.hash:
        raise EventError(NOTHING_NEW, plan=running.id)
    kept = [
        name for name in compare(running, plan).rules.names if data["decisions"].get(name, data["default"]) == "keep"
    ]
    if kept:
        raise EventError(NOT_KEPT, plan=running.id, rules=_listed(kept))
    left_out = list(_without_place(reading, running, plan))
    if left_out:
        raise EventError(IN_USE, plan=running.id, milestones=_listed(left_out))
    reading.shelf.calendar(plan.calendar).explain_day(event.occurred_on)  # raises CalendarError


def admit_withdrawal(reading: Reading, root: Recorded, amendments: Sequence[Recorded]) -> None:
    """Raise EventError unless the event takes back `root`, a version of a plan, while it waits for its day.

    `amendments` are the events that name `root`, or each other, this one among them.
    """
    event, plan = reading.event, root.event.plan or ""
    others = [one for one in amendments if one.event.id != event.id]
    if in_force(root, others) is None:
        raise EventError(GONE, id=root.event.id)
    if event.type != "event.withdrawn":
        raise EventError(NOT_CORRECTED, id=root.event.id)
    waiting = awaited(reading.session, plan)
    if waiting is None or waiting.event_id != root.event.id:
        raise EventError(TAKEN_EFFECT, id=root.event.id, plan=plan, day=root.event.occurred_on.isoformat())


def _follows_on(reading: Reading, running: Plan) -> None:
    """The version must be made from the one in force, and none may wait for its day."""
    data, versions = reading.event.data, list(reading.shelf.versions(running.id))
    number, ids = versions[0].data.get("version", 1), [version.id for version in versions]
    if data["amends"] not in ids:
        raise EventError(NO_BASE, id=data["amends"], plan=running.id, known=ids[0])
    since = ids.index(data["amends"])
    if since:
        raise EventError(MEANWHILE, version=number, **_meanwhile(reading, running, versions[: since + 1]))
    if data["version"] != number + 1:
        raise EventError(NOT_NEXT, plan=running.id, next=number + 1, given=data["version"])
    waiting = awaited(reading.session, running.id)
    if waiting:
        event = reading.session.recorded(waiting.event_id).event
        raise EventError(WAITING, plan=running.id, day=waiting.day, since=told(event), id=event.id)


def _meanwhile(reading: Reading, running: Plan, versions: Sequence[Event]) -> dict[str, object]:
    """What happened since the last of `versions` was in force, the first being that which now is."""
    base = versions[-1].data
    rules = compare(reading.shelf.compiled(base["hash"], base["source"]), running).rules
    return {
        "plan": running.id,
        "base": base.get("version", 1),
        "since": "; ".join(map(told, reversed(versions[:-1]))),
        "differing": _listed(rules.names) or "-",
    }


def _without_place(reading: Reading, running: Plan, plan: Plan) -> Iterator[str]:
    """The milestones of which something was recorded that `plan` has no place for, each with what was recorded."""
    units = reading.shelf.units()
    signals = [f"{SignalKind.MILESTONE}:{name}" for name in running.milestones]
    signals += [bound_signal(name) for name in running.milestones if name not in plan.milestones]
    for fact in reading.session.facts(running.id, signals):
        name = fact.signal.partition(":")[2]
        milestone, unit = plan.milestones.get(name), units.rows.get(fact.unit)
        if milestone is None or (milestone.of_each and unit and unit.kind != milestone.of_each):
            yield f"{name} ({fact.unit or '-'}, {fact.day or '-'}, {fact.event_id.partition('#')[0]})"


def _listed(names: Iterable[str]) -> str:
    some = list(names)
    return ", ".join(some[:_MOST_NAMES]) + (", …" if len(some) > _MOST_NAMES else "")

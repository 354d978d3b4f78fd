"""Events of programs, recorded: each with what follows from it, all of a batch or none of it."""

from collections.abc import Sequence
from typing import Any

from adapters.answers.decisions import present
from adapters.bootstrap import Office
from adapters.statements.proposals.proposals import propose
from adapters.web.api.events.building import Building
from adapters.web.api.events.cloud_events import CloudEvent
from adapters.web.api.events.once import keep, said_before
from adapters.web.api.events.proposed import proposal_answer
from adapters.web.api.frame.problems import ApiProblem, refusal
from adapters.web.rights.allowed import must_be_allowed
from adapters.web.rights.principals import Principal
from adapters.web.rights.proposing import ToBeProposed
from adapters.web.rights.rows import Sight
from engine.service import Logged
from engine.snapshot import Snapshot
from events.event import Event
from rules.plan import Plan
from rules.problems import N_

Answer = dict[str, Any]
_IN_BATCH = N_("Event {number} of the batch: {what}")


def record_events(
    office: Office, who: Principal, sent: Sequence[CloudEvent], lang: str, *, batch: bool, dry_run: bool = False
) -> list[Answer]:
    """Record events as they were sent. Raises ApiProblem and EventsError; then none of them was recorded."""
    if not batch:
        return [record_or_propose(office, who, sent[0], lang, dry_run=dry_run)]
    found = list[Answer]()
    with office.together(dry_run=dry_run) as acting:
        for number, one in enumerate(sent, start=1):
            try:
                found.append(record_event(acting, who, one, lang, dry_run=dry_run))
            except Exception as wrong:
                if (said := refusal(wrong)) is None:
                    raise
                raise ApiProblem(said[0], _IN_BATCH, number=number, what=said[1]) from None
    return found


def record_or_propose(
    office: Office, who: Principal, sent: CloudEvent, lang: str, *, name: str | None = None, dry_run: bool = False
) -> Answer:
    """Record one event; or propose it, where that is all that he may: the answer has `proposal` then, no position."""
    try:
        return record_event(office, who, sent, lang, name=name, dry_run=dry_run)
    except ToBeProposed as instead:
        event = instead.event
    made = propose(office, event, dry_run=dry_run)
    found = answered(office, who, event, made.logged, lang, dry_run=True)
    if made.proposal is None:
        return found
    with office.store.begin(write=False) as session:
        about = proposal_answer(made.proposal, Sight(who, Snapshot(session, office.tools)))
    return {"proposal": about, "known": made.known, "decision": found["decision"]}


def status_of(found: Answer) -> int:
    """The status of an answer: known before, proposed, or recorded now."""
    return 200 if found["known"] else 202 if "proposal" in found else 201


def record_event(
    office: Office,
    who: Principal,
    sent: CloudEvent,
    lang: str,
    *,
    name: str | None = None,
    seen: int | None = None,
    dry_run: bool = False,
) -> Answer:
    """Record one event: `{"position", "known", "decision"}`. `name`: the id of it in the log, where that is known."""
    with office.store.begin(write=False) as session:
        sight = Sight(who, Snapshot(session, office.tools))
        building = Building(office, sight)
        event = building.event(sent, name)
        must_be_allowed(sight, event, building.author)
    return record(office, who, event, lang, seen=seen, dry_run=dry_run)


def record(
    office: Office, who: Principal, event: Event, lang: str, *, seen: int | None = None, dry_run: bool = False
) -> Answer:
    """Record an event that he may record, and give what follows, as much of it as he sees."""
    with office.store.begin(write=False) as session:
        before = said_before(session, event)
    logged = before or office.service.record(event, seen=seen, dry_run=dry_run)
    if not dry_run and before is None:
        keep(office.store, event, logged)
    return answered(office, who, event, logged, lang, dry_run=dry_run)


def answered(
    office: Office, who: Principal, event: Event, logged: Logged, lang: str, *, dry_run: bool = False
) -> Answer:
    """The answer to an event, as much of it as he sees."""
    presented = present(office, logged, lang, dry_run=dry_run or office.undone, amended=_texts(event))
    decision = presented.answer()
    if who.reach is not None:
        with office.store.begin(write=False) as session:
            decision = seen_of(decision, Sight(who, Snapshot(session, office.tools)))
    return {"position": logged.decision.position, "known": logged.known, "decision": decision}


def _texts(event: Event) -> list[Plan]:
    """The plan whose text an event has: on a dry run it is in force nowhere, and its tasks are told by it."""
    if event.type not in ("plan.adopted", "plan.amended"):
        return []
    from rules.compiling import compile_plan  # noqa: PLC0415 - plans are seldom sent as events

    return [compile_plan(str(event.data["source"]), path="source")]


def seen_of(decision: Answer, sight: Sight) -> Answer:
    """As much of a decision as somebody sees: tasks, messages and agencies, each by itself."""
    seen = dict(decision)
    for name in ("activated", "moved", "closed", "firmed", "other", "foreseen"):
        seen[name] = [one for one in decision[name] if _sees(sight, one)]
    seen["messages"] = [one for one in decision["messages"] if sight.sees_unit(one["recipient"])]
    for name in ("recounting", "lapsed", "left_to_nobody", "units", "plans"):
        seen[name] = [one for one in decision[name] if _concerns(sight, one)]
    return seen


def _sees(sight: Sight, task: Answer) -> bool:
    plan = sight.of_plan(task["plan"])
    key = str(task["key"]).split("/")
    return sight.sees_unit(task["unit"]) or sight.sees_unit(task["lead"]) or plan.follows or key[1] in plan.rows


def _concerns(sight: Sight, one: Any) -> bool:
    if isinstance(one, str):
        return sight.sees_plan(one)
    if not isinstance(one, dict):
        return False
    plan, unit = one.get("plan", one.get("id")), one.get("unit", one.get("code"))
    return (plan is not None and sight.sees_plan(plan)) or (unit is not None and sight.sees_unit(unit))

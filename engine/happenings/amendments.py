"""Events that go back to another: corrections, withdrawals; and what they leave of an event that states facts.

Nothing in the log is ever changed. A correction or a withdrawal is an event that names another; it may itself be
corrected or withdrawn. So is the end of a suspension, which gives the suspension that it names its last day. What is in
force is worked out from the first event and all that name it, directly or not. State is a function of the facts in
force, so a correction is nothing special: some facts go, others come.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from engine.deciding.transitions import unreported
from engine.decision import Change
from engine.facts.fact import Fact
from engine.facts.standing import in_order
from engine.facts.topics import Sort
from engine.happenings.ending.dropped import naming
from engine.happenings.entry import Amending, Brought, Entry, Meaning, Review, Story, replaced_by
from engine.happenings.named import told
from engine.happenings.possible import must_be_on_a_day_that_can_be
from engine.telling.reasons import Closing
from events.catalogue import TYPES
from events.errors import N_, EventError, TypeCode
from events.event import Event, Recorded

RESUMPTION, ACCEPTANCE, RETURN, ANSWER = "suspension.ended", "task.accepted", "task.returned", "part.answered"
"""The types of events that add to one that stands: a suspension gets its last day, a report or a request its answer."""

CORRECTION, WITHDRAWAL = "event.corrected", "event.withdrawn"

GONE = N_("Event “{id}” has been withdrawn already: {since}. Nothing was recorded.")
NO_HOUR = N_(
    "Event “{id}” is of type {type}, of which no time of day is kept. Nothing was recorded; leave out the time."
)

NO_CARRIED = N_(
    "Event “{id}” is of type {type}, of which no date is kept that its document lays down. Nothing was recorded; leave "
    "it out (--carries)."
)
NO_UNIT = N_(
    "Event “{id}” is of type {type}, and no unit is kept that said it, or where it was. Nothing was recorded; leave it "
    "out (--unit). If it is of another task, withdraw it, and record it of that one."
)

NO_EFFECT = N_(
    "To correct {what} of event “{id}” changes nothing: of events of type {type} it has no effect, or it is so "
    "already. Nothing was recorded; leave it out. If something else was meant, withdraw the event, and record that."
)
_CALLED = {
    "occurred_on": N_("the day"),
    "at": N_("the time"),
    "carried": N_("the date that its document lays down"),
    "unit": N_("the unit"),
}
"""What a correction can give, as it is called."""

_ENVELOPE = ("occurred_on", "unit", "reason")


def _ended(by: Event) -> Mapping[str, Any]:
    return {"ended_on": by.occurred_on.isoformat(), "ended_by": by.document.text if by.document else by.id}


def _accepted(by: Event) -> Mapping[str, Any]:
    return {"accepted_on": by.occurred_on.isoformat(), "accepted_by": by.unit or by.actor}


def _returned(by: Event) -> Mapping[str, Any]:
    said = {"returned_on": by.occurred_on.isoformat(), "returned_by": by.unit or by.actor, "because": by.data["reason"]}
    return {**said, "new_due": by.data.get("due"), "replaces": by.data.get("replaces")}


def _answered(by: Event) -> Mapping[str, Any]:
    return {"answered_on": by.occurred_on.isoformat(), "answer": by.data["answer"]}


ADDING: Mapping[str, Callable[[Event], Mapping[str, Any]]] = {
    RESUMPTION: _ended,
    ACCEPTANCE: _accepted,
    RETURN: _returned,
    ANSWER: _answered,
}
"""The fields that such an event adds to the data of the one that it names."""

# --- what is in force -------------------------------------------------------------------------------------------------


def story(entry: Entry) -> Story:
    """The event that an amendment goes back to, and all that names it, directly or not, this amendment included."""
    root = entry.recorded
    while root.event.corrects:
        found = entry.session.find(root.event.corrects)
        if found is None:
            raise LookupError(root.event.corrects)
        root = found
    amendments, todo = [entry.recorded], [root.event.id]
    while todo:
        later = [one for one in entry.session.amending(todo.pop()) if one.event.id != entry.event.id]
        amendments += later
        todo += [one.event.id for one in later]
    return Story(root=root, amendments=amendments)


def others(entry: Entry, of: Story) -> list[Recorded]:
    """The amendments of a story but for the event at hand."""
    return [one for one in of.amendments if one.event.id != entry.event.id]


def last_of(amendments: Iterable[Recorded], kind: str) -> Event:
    """The last of `amendments` of that type; there is one."""
    return max((one for one in amendments if one.event.type == kind), key=lambda one: one.position).event


def in_force(root: Recorded, amendments: Iterable[Recorded]) -> Event | None:
    """The event `root` as it is after all of `amendments` that stand; None when it was withdrawn.

    `amendments` are the corrections and withdrawals that name `root`, or each other. Those of one event are taken in
    the order meant, whichever was recorded first (`engine.facts.standing`).
    """
    naming: dict[str, list[_Amendment]] = {}
    for one in amendments:
        naming.setdefault(one.event.corrects or "", []).append(_Amendment(one.event, one.position))
    return _in_force(root.event, {name: in_order(of) for name, of in naming.items()})


def says_again(entry: Entry, said: Callable[[Event], object]) -> str | None:
    """Id of an event in force of the same type that goes back to the same one and says the same, as `said` has it."""
    event = entry.event
    if entry.session.find(event.corrects or "") is None:
        return None
    amendments = others(entry, story(entry))
    alike = (one for one in amendments if (one.event.type, one.event.corrects) == (event.type, event.corrects))
    same = (one.event.id for one in alike if said(one.event) == said(event) and in_force(one, amendments))
    return next(same, None)


class _Amendment(NamedTuple):
    """An event that amends another, among those that do."""

    event: Event
    position: int

    @property
    def id(self) -> str:
        return self.event.id

    @property
    def order(self) -> tuple[date, str]:
        return self.event.occurred_on, self.event.id

    @property
    def replaces(self) -> Sequence[str] | None:
        return replaced_by(self.event)


def _in_force(event: Event, naming: Mapping[str, Sequence[_Amendment]]) -> Event | None:
    said = event
    for later in naming.get(event.id, ()):
        standing = _in_force(later.event, naming)
        if standing is None:
            continue
        if standing.type == WITHDRAWAL:
            return None
        said = _corrected(said, standing)
    return said


def _corrected(event: Event, correction: Event) -> Event:
    """`event` as `correction` puts it: only what the correction names is replaced; others add to what it says."""
    if correction.type in ADDING:
        return replace(event, data={**event.data, **ADDING[correction.type](correction)})
    named = {name: value for name, value in correction.data.items() if name != "replaces"}
    if event.type == CORRECTION:  # it says what another event should have said: that is put right
        return replace(event, data={**event.data, **named})
    changed = replace(event, data={**event.data, **{k: v for k, v in named.items() if k not in _ENVELOPE}})
    if "unit" in named:
        changed = replace(changed, unit=named["unit"])
    if "occurred_on" in named:
        changed = replace(changed, occurred_on=date.fromisoformat(named["occurred_on"]))
    return changed


# --- events that state facts ------------------------------------------------------------------------------------------


def stated(entry: Entry) -> Brought:
    """The facts that the event states come in: mostly all of one plan."""
    facts, touching = entry.meaning.states(entry.event, entry.position), entry.touching
    scopes = touching.by_facts(facts).items()
    parts = [Review(plan=touching.plans[name], scope=scope) for name, scope in scopes]
    return Brought(plans=naming(entry, facts), facts=facts, parts=parts)


def said_before(entry: Entry) -> Iterator[str]:
    """Ids of the events that state now what this event states anew, of the same things at the same places.

    What was said on a later day is not what it stands for, though that was recorded first.
    """
    for own in entry.facts():
        there = entry.snapshot.facts_at(own.plan, {own.topic: [own.unit]})
        if own.topic.sort is Sort.MILESTONE:
            there += entry.snapshot.through(own.plan, [own.topic.name], [own.unit])
        same = (one for one in there if (one.place, one.held, one.alone) == (own.place, own.held, own.alone))
        yield from (one.id for one in same if one.id != own.id and not said_later(one, own))


def said_later(one: Fact, own: Fact) -> bool:
    """True for what was said on a later day than `own`; when a milestone was planned is known of its putting off only.

    Of a plan for a day `occurred_on` is that day, and not the one on which somebody made it.
    """
    dated = own.topic.sort is not Sort.MILESTONE or (one.on and own.on)
    return bool(dated) and one.own_day > own.own_day


def changed(entry: Entry, was: Sequence[Fact], now: Sequence[Fact]) -> Brought:
    """Facts come in, change, or go: mostly all of one plan."""
    touching = entry.touching
    scopes = touching.by_facts([*was, *now])
    gone = {fact.id for fact in was} - {one.id for one in now}
    unsaid = [fact for fact in was if (fact.id, fact.topic) not in {(one.id, one.topic) for one in now}]
    parts = [
        Review(plan=touching.plans[name], scope=scope, notices=_unreported(entry, name, unsaid))
        for name, scope in scopes.items()
    ]
    return Brought(plans=naming(entry, now), facts=now, facts_gone=sorted(gone), parts=parts)


def _unreported(entry: Entry, plan: str, gone: Iterable[Fact]) -> tuple[Change, ...]:
    """The tasks that the plan gives no longer, and of which a report is taken back."""
    these = [fact for fact in gone if fact.plan == plan]
    return tuple(unreported(entry.snapshot, entry.touching.plans[plan], these, entry.today)) if these else ()


def _admit_stated(entry: Entry, of: Story) -> None:
    """Raise EventError unless the event may amend one that states facts."""
    event, root = entry.event, of.root
    named = entry.session.recorded(event.corrects or "")  # raises UnknownEvent
    meaning = entry.meanings[root.event.type]
    if event.data.get("at") and not meaning.takes_hour:
        raise EventError(NO_HOUR, id=root.event.id, type=TypeCode(root.event.type))
    before = others(entry, of)
    if named.position == root.position and in_force(root, before) is None:
        raise EventError(GONE, id=named.event.id, since=told(last_of(before, WITHDRAWAL)))
    said = in_force(root, of.amendments)
    if said and meaning.fits:  # what it now says must itself be admissible
        meaning.fits(entry.saying(said))


def _amended(entry: Entry, of: Story) -> Brought:
    """An event that states facts now says something else, or nothing."""
    root = of.root
    said, meaning = in_force(root, of.amendments), entry.meanings[root.event.type]
    before = (root.event, in_force(root, others(entry, of)))
    stated = {fact.id for event in before if event for fact in meaning.states(event, root.position)}
    was = [fact for name in sorted(stated) if (fact := entry.snapshot.fact(name))]
    now = list(meaning.states(said, root.position)) if said else []
    return changed(entry, was, now)


STATED = Amending(admit=_admit_stated, brings=_amended)
"""The meaning of amending an event that states facts."""


# --- the family -------------------------------------------------------------------------------------------------------


def admit_amendment(entry: Entry) -> None:
    """Raise EventError (UnknownEvent) unless the event it goes back to may be amended so."""
    named = entry.session.recorded(entry.event.corrects or "").event
    of = story(entry)
    amending = entry.meanings[of.root.event.type].amending
    if amending is None:
        raise EventError(entry.meanings[named.type].stands, id=named.id, type=TypeCode(named.type))
    if entry.event.type == CORRECTION and entry.event.data.get("occurred_on"):
        must_be_on_a_day_that_can_be(entry, _as_corrected(entry, named))
    amending.admit(entry, of)
    if entry.event.type == CORRECTION:
        _must_be_kept(entry, of)


def _must_be_kept(entry: Entry, of: Story) -> None:
    """Raise EventError where a correction gives what is not kept of events of that type, or a unit that cannot be."""
    target, data = entry.session.recorded(entry.event.corrects or ""), entry.event.data
    while target.event.type in (CORRECTION, WITHDRAWAL):
        target = entry.session.recorded(target.event.corrects or "")
    named, meaning = {"id": target.event.id, "type": TypeCode(target.event.type)}, entry.meanings[target.event.type]
    if data.get("carried") and "carried" not in TYPES[target.event.type].data:
        raise EventError(NO_CARRIED, **named)
    if data.get("unit"):
        said = in_force(target, of.amendments)
        if meaning.said_by is None:
            raise EventError(NO_UNIT, **named)
        if said:
            meaning.said_by(entry.saying(said))
    if without := next(_changing_nothing(entry, of), None):
        raise EventError(NO_EFFECT, what=EventError(_CALLED[without]), **named)


def _changing_nothing(entry: Entry, of: Story) -> Iterator[str]:
    """What a correction gives that makes no difference: unless it is as it was, beside something that does."""
    before, data, meaning = others(entry, of), entry.event.data, entry.meanings[of.root.event.type]
    given = [name for name in _CALLED if data.get(name)]

    def said_without(*names: str) -> Event | None:
        left = {name: value for name, value in data.items() if name not in names}
        return in_force(of.root, [*before, replace(entry.recorded, event=replace(entry.event, data=left))])

    def facts(said: Event | None) -> tuple[Sequence[Fact], str | None]:
        if said is None:
            return (), None
        return meaning.states(said, of.root.position), said.unit if meaning.unit_in_log else None

    now = said_without()
    idle = [name for name in given if facts(said_without(name)) == facts(now)]
    yield from (name for name in idle if said_without(name) != now or len(idle) == len(given))


def said_by_what_fits(_entry: Entry) -> None:
    """Raise nothing: what `fits` an event of the type asks for its unit already."""


def _as_corrected(entry: Entry, named: Event) -> Event:
    """The event whose day a correction puts right, as it has that day: a correction that it names is of another."""
    while named.type == CORRECTION:
        named = entry.session.recorded(named.corrects or "").event
    return _corrected(named, entry.event)


def amends(entry: Entry) -> Brought:
    """The event it goes back to now says something else, or nothing."""
    of = story(entry)
    amending = entry.meanings[of.root.event.type].amending
    if amending is None:
        raise LookupError(f"{of.root.event.type} cannot be amended")
    return amending.brings(entry, of)


def _corrected_before(entry: Entry) -> Iterator[str]:
    """Ids of the events that amend the same one."""
    yield from (one.event.id for one in entry.session.amending(entry.event.corrects or ""))


_AMENDMENT = Meaning(admit=admit_amendment, brings=amends, closing=Closing.NO_GROUNDS, batchable=True)

MEANINGS: Mapping[str, Meaning] = {
    CORRECTION: replace(_AMENDMENT, restates=_corrected_before),
    WITHDRAWAL: _AMENDMENT,
}

"""Events that go back to another: corrections, withdrawals; and what they leave of an event that states facts.

Nothing in the log is ever changed. A correction or a withdrawal is an event that names another; it may itself be
corrected or withdrawn. So is the end of a suspension, which gives the suspension that it names its last day. What is in
force is worked out from the first event and all that name it, directly or not. State is a function of the facts in
force, so a correction is nothing special: some facts go, others come.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from engine.deciding.transitions import unreported
from engine.decision import Change
from engine.facts.fact import Concluded, Fact
from engine.facts.topics import missed
from engine.happenings.entry import Amending, Brought, Entry, Meaning, Part, Review, Story
from engine.happenings.named import told
from engine.telling.reasons import Closing
from events.errors import N_, EventError
from events.event import Event, Recorded

RESUMPTION = "suspension.ended"
"""The type of event that gives a suspension its last day."""

WITHDRAWAL = "event.withdrawn"

GONE = N_("Event “{id}” has been withdrawn already: {since}. Nothing was recorded.")
NO_HOUR = N_(
    "Event “{id}” is of type {type}, of which no time of day is kept. Nothing was recorded; leave out the time."
)

_ENVELOPE = ("occurred_on", "unit", "reason")

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

    `amendments` are the corrections and withdrawals that name `root`, or each other.
    """
    naming: dict[str, list[Recorded]] = {}
    for one in sorted(amendments, key=lambda one: one.position):
        naming.setdefault(one.event.corrects or "", []).append(one)
    return _in_force(root.event, naming)


def _in_force(event: Event, naming: Mapping[str, Sequence[Recorded]]) -> Event | None:
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
    """`event` as `correction` puts it: only what the correction names is replaced, and a suspension gets its end."""
    if correction.type == RESUMPTION:
        source = correction.document.text if correction.document else correction.id
        ended = {"ended_on": correction.occurred_on.isoformat(), "ended_by": source}
        return replace(event, data={**event.data, **ended})
    named = dict(correction.data)
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
    return Brought(facts=facts, parts=[Review(plan=touching.plans[name], scope=scope) for name, scope in scopes])


def changed(entry: Entry, was: Sequence[Fact], now: Sequence[Fact]) -> Brought:
    """Facts come in, change, or go: mostly all of one plan."""
    touching = entry.touching
    scopes = touching.by_facts([*was, *now])
    gone = {fact.id: fact for fact in was if fact.id not in {one.id for one in now}}
    parts = [
        Review(plan=touching.plans[name], scope=scope, notices=_unreported(entry, name, gone.values()))
        for name, scope in scopes.items()
    ]
    return Brought(facts=now, facts_gone=sorted(gone), parts=parts)


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
        raise EventError(NO_HOUR, id=root.event.id, type=root.event.type)
    before = others(entry, of)
    if named.position == root.position and in_force(root, before) is None:
        raise EventError(GONE, id=named.event.id, since=told(last_of(before, WITHDRAWAL)))
    said = in_force(root, of.amendments)
    if said and meaning.fits:  # what it now says must itself be admissible
        meaning.fits(entry.saying(replace(said, id=event.id, corrects=None)))


def _amended(entry: Entry, of: Story) -> Brought:
    """An event that states facts now says something else, or nothing."""
    root = of.root
    said, meaning = in_force(root, of.amendments), entry.meanings[root.event.type]
    named = (entry.snapshot.fact(fact.id) for fact in meaning.states(root.event, root.position))
    was = [fact for fact in named if fact]
    now = list(meaning.states(said, root.position)) if said else []
    brought = changed(entry, was, now)
    baseless = _missed_on(entry, root.event, brought.parts) if was != now else ()
    return replace(brought, facts_gone=[*brought.facts_gone, *baseless])


STATED = Amending(admit=_admit_stated, brings=_amended)
"""The meaning of amending an event that states facts."""


def _missed_on(entry: Entry, event: Event, parts: Sequence[Part]) -> Iterator[str]:
    """The misses, in the event's own plan, of dates that it gave: a date it should never have given was not missed."""
    own = [part for part in parts if part.plan.id == event.plan]
    for fact in _misses(entry, own):
        if isinstance(fact.said, Concluded) and event.id in (fact.said.grounds or ()):
            yield fact.id


def _misses(entry: Entry, parts: Sequence[Part]) -> Iterator[Fact]:
    """The misses within the scope of what changes: others cannot rest on it."""
    for part in parts:
        scope = part.scope if isinstance(part, Review) else {}
        yield from entry.snapshot.facts(part.plan.id, [missed(name) for name, units in scope.items() if units is None])
        places = {missed(name): units for name, units in scope.items() if units is not None}
        yield from entry.snapshot.facts_at(part.plan.id, places)


# --- the family -------------------------------------------------------------------------------------------------------


def admit_amendment(entry: Entry) -> None:
    """Raise EventError (UnknownEvent) unless the event it goes back to may be amended so."""
    named = entry.session.recorded(entry.event.corrects or "").event
    of = story(entry)
    amending = entry.meanings[of.root.event.type].amending
    if amending is None:
        raise EventError(entry.meanings[named.type].stands, id=named.id, type=named.type)
    amending.admit(entry, of)


def amends(entry: Entry) -> Brought:
    """The event it goes back to now says something else, or nothing."""
    of = story(entry)
    amending = entry.meanings[of.root.event.type].amending
    if amending is None:
        raise LookupError(f"{of.root.event.type} cannot be amended")
    return amending.brings(entry, of)


MEANINGS: Mapping[str, Meaning] = {
    kind: Meaning(admit=admit_amendment, brings=amends, closing=Closing.NO_GROUNDS, batchable=True)
    for kind in ("event.corrected", WITHDRAWAL)
}

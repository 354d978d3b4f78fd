"""Days that the clock got wrong: one is refused that leaps too far, or lies behind; one that was swept is taken back.

What a wrong day left ahead of the right one goes again: limits missed, rounds opened, versions of plans in force. The
same is done by each sweep for what events recorded under a wrong clock left.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from engine.deciding.transitions import Version, awaiting, set_back, version_of_day
from engine.facts.swept_days import BEGAN, CLOCK_FACT, WITHDRAWN, Clock, SweptDays
from engine.facts.topics import missed
from engine.happenings.entry import Brought, Entry, Part, Review, Story, Transition
from engine.reach.scope import everything
from events.errors import N_, EventError
from events.event import recorded_on
from rules.plan import Plan

LEAP = N_(
    "The day would leap from {last} to {day}, more than the {most} days that are taken for a pause: is this machine's "
    "clock right? Nothing was recorded and nobody is told anything. If the day is right, say so once with "
    "`thoihan sweep --leap`; if not, set the clock."
)
BEHIND = N_(
    "The log was swept up to {last}, and this machine says {day}. Nothing was recorded and nobody is told anything. If "
    "{last} was wrong, take it back with `thoihan sweep --take-back`; if this machine is wrong, set its clock."
)
NOT_CORRECTED = N_(
    "Event “{id}” says that a day began, and cannot be corrected. Nothing was recorded. If the day was wrong, withdraw "
    "it: it is taken back, and all that were swept after it."
)
NOT_GIVEN_BACK = N_(
    "Event “{id}” takes a day back, and stays. Nothing was recorded. When the day has come, sweep it again."
)
GONE = N_("The day {day} has been taken back already. Nothing was recorded.")


def admit_day(entry: Entry) -> None:
    """Raise EventError where the day lies before the last one swept, or too far after it without a word that it may."""
    day, most = entry.event.occurred_on, entry.tools.leap_days
    swept = Clock.of(entry.snapshot.fact(CLOCK_FACT)).day
    if swept and day < swept:
        raise EventError(BEHIND, last=swept.isoformat(), day=day.isoformat())
    last = swept or _last_recorded(entry)
    if last and most is not None and (day - last).days > most and not entry.event.data.get("leap"):
        raise EventError(LEAP, last=last.isoformat(), day=day.isoformat(), most=most)


def _last_recorded(entry: Entry) -> date | None:
    head = entry.session.head()
    return recorded_on(entry.session.event_at(head).event) if head else None


# --- a day is taken back ----------------------------------------------------------------------------------------------


def admit_taking_back(entry: Entry, of: Story) -> None:
    """Raise EventError unless the event withdraws a day that has not been taken back."""
    named, day = entry.event.corrects or "", of.root.event
    if entry.event.type != WITHDRAWN:
        raise EventError(NOT_CORRECTED, id=named)
    if named != day.id:
        raise EventError(NOT_GIVEN_BACK, id=named)
    if named in _swept_days(entry).taken_back:
        raise EventError(GONE, day=day.occurred_on.isoformat())


def taken_back(entry: Entry, of: Story) -> Brought:
    """The clock stands where it stood before the day; all tasks are looked at again."""
    clock = _swept_days(entry, back=of.root.event.occurred_on).clock
    today = max(entry.today, clock.day or entry.today)
    plans = list(entry.touching.plans.values())
    now = versions_now(entry, plans, today)
    versions, gone = list(now.values()), [name for plan in plans for name in missed_ahead(entry, plan, today)]
    return Brought(
        plans=[version.row for version in versions],
        units=[unit for version in versions for unit in version.units],
        contacts=[row for version in versions for row in version.contacts],
        facts=[*([clock.fact()] if clock.day else []), *(fact for version in versions for fact in version.facts)],
        facts_gone=[
            *([] if clock.day else [CLOCK_FACT]),
            *gone,
            *(name for version in versions for name in version.facts_gone),
        ],
        parts=[_looked_at_again(plan, now.get(plan.id)) for plan in plans],
    )


def _swept_days(entry: Entry, back: date | None = None) -> SweptDays:
    """The days of the log before the event; without those from the day `back` on, where it is given."""
    log = [*entry.session.events(types=(BEGAN, WITHDRAWN))]
    found = SweptDays.of((one for one in log if one.position < entry.position), entry.began)
    clocks = tuple(one for one in found.clocks if back is None or one.day is None or one.day < back)
    return SweptDays(clocks=clocks, taken_back=found.taken_back)


def _looked_at_again(plan: Plan, version: Version | None) -> Part:
    if version:
        return Transition(version=version, scope=everything(version.plan))
    return Review(plan=plan, scope=everything(plan))


# --- what lies ahead of the day ---------------------------------------------------------------------------------------


def versions_now(entry: Entry, plans: Collection[Plan], today: date) -> Mapping[str, Version]:
    """The versions of `plans` in force `today` where these are others: whose day has come, or earlier ones again."""
    waiting, found = awaiting(entry.snapshot, [plan.id for plan in plans]), dict[str, Version]()
    for plan in plans:
        come = version_of_day(entry.snapshot, plan, today) if plan.id in waiting else None
        version = come or set_back(entry.snapshot, plan, entry.event, today)
        if version:
            found[plan.id] = version
    return found


def missed_ahead(entry: Entry, plan: Plan, today: date) -> Iterator[str]:
    """The facts that tasks of `plan` were missed on a day that has not come."""
    for fact in entry.snapshot.facts(plan.id, map(missed, plan.rules)):
        if fact.day and fact.day > today:
            yield fact.id

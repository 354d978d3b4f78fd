"""How things stand, gathered once: for the command `status`, for other programs, and as numbers to watch."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.bootstrap import Office
from adapters.cli.operations.brand_names import lapsing
from adapters.cli.operations.left_out import left_out_answer
from adapters.cli.operations.one_sweep import asked_answer, of_today, timing
from adapters.cli.operations.telling.parked import not_reached
from adapters.clock import in_viet_nam
from adapters.running.breakers import fails
from adapters.telling.alerts import is_alert
from adapters.telling.bounces.marks import is_mark
from adapters.telling.bounces.taking import current
from adapters.telling.dispatching import TEMPLATES
from adapters.telling.hours.quiet_hours import quiet
from adapters.words.catalogue import Said, say
from adapters.words.recounts import recounting
from engine.asking.course.standing_still import USUAL_DAYS, count_standing_still
from engine.asking.course.to_accept import to_accept
from engine.asking.figures import standings
from engine.facts.plans import past_its_end
from engine.snapshot import Snapshot
from engine.sweeping import clock, left_out
from engine.tasks import Standing, State
from events.beside.rows import HealthRow
from events.beside.ways import MAIL, SMS
from events.chain import moment_text
from events.states import to_a_program
from events.views import Awaited, Backlog, Waiting

_LONGEST_HOLIDAY = 15
"""Days that are looked at for one on which messages leave; Tết has at most nine days off."""


WAITING: Mapping[str, str] = {
    "waiting": "to_be_corrected",
    "waiting_for_dates": "to_be_recounted",
    "waiting_for_hours": "for_the_morning",
    "waiting_for_digest": "for_the_digest",
    "waiting_for_next_day": "for_the_next_day",
}
"""The counts of `Waiting`, as programs have them: what holds messages."""


def condition(office: Office, lang: str) -> dict[str, Any]:
    """How things stand, for programs; sentences are in `lang`."""
    sweeper = of_today(office)
    refused, asked, held = sweeper.refused(), office.outbox.awaiting(), office.outbox.why_held()
    with office.store.begin(write=False) as session:
        was, counts, behind = clock(session), session.counts(), left_out(session)
        over = [{"plan": row.id, "ends": row.ends} for row in session.plans() if past_its_end(row, sweeper.day)]
        tally, recounts = session.tally(), recounting(session.recounts())
        awaited = to_accept(Snapshot(session, office.tools))
        (still,) = count_standing_still(session, sweeper.day, USUAL_DAYS)
    late, brand = standings(tally, sweeper.day), lapsing(office.settings, sweeper.day)
    return {
        "swept": was.day.isoformat() if was.day else None,
        "today": sweeper.day.isoformat(),
        "events": counts.events,
        "plans": counts.plans,
        "units": counts.units,
        "tasks": {name: number for name, number in counts.tasks.items() if name != State.WAITING},
        "overdue": late[Standing.OVERDUE],
        "date_overdue": late[Standing.DATE_OVERDUE],
        "standing_duties": late[Standing.CONTINUOUS],
        "awaiting_acceptance": _to_accept(awaited),
        "done_undated": late[Standing.DONE_UNDATED],
        "no_progress": {"days": USUAL_DAYS, "tasks": still},
        "messages": counts.messages,
        **_delivery(office),
        "not_reached": [one.answer(lang) for one in not_reached(office)],
        "awaiting_approval": asked_answer(asked),
        "addresses_without_mail": len(current(office.store, office.outbox)),
        "brand_name": say(brand, lang) if brand else None,
        "held": bool(held),
        "held_because": held,
        "trial": office.settings.trial is not None,
        "left_out": left_out_answer(behind),
        "recounting": recounts,
        "past_its_end": over,
        "refused": say(Said(refused.template, refused.fields), lang) if refused else None,
    }


def to_be_looked_at(found: dict[str, Any]) -> bool:
    """True where somebody should look."""
    asked = found["awaiting_approval"]["events"]
    parts = [*found["channels"].values(), *found["parts"].values(), found["templates"]]
    failing = any(one["failing_since"] for one in parts if one)
    return bool(found["left_out"] or found["refused"] or found["held"] or asked or failing)


def _to_accept(awaited: Sequence[Awaited]) -> dict[str, Any] | None:
    """How many reports await acceptance, and the day of the earliest; None where none does."""
    if not awaited:
        return None
    return {"reports": sum(one.tasks for one in awaited), "since": min(one.since for one in awaited)}


def _delivery(office: Office) -> dict[str, Any]:
    """How messages leave: what holds them, how long they have waited, and how parts and channels go."""
    now = office.clock.now()
    when = timing(office, now)
    held, there, health = office.outbox.waiting(now, when), office.outbox.backlog(now, when), office.outbox.health()
    late = _late_since(office, there)
    channels = {MAIL, SMS, *(row.name for row in health if to_a_program(row.name))}
    return {
        **_held(held),
        "could_leave": {"messages": there.messages, "since": there.since},
        "reminders_late": {"since": moment_text(late), "seconds": max(0, int((now - late).total_seconds()))}
        if late
        else None,
        "channels": _health(_by_now(row, now) for row in health if row.name in channels),
        "templates": _health(row for row in health if row.name == TEMPLATES and office.settings.mailing.templates).get(
            TEMPLATES
        ),
        "parts": _health(row for row in health if row.name not in {*channels, TEMPLATES} and not _is_told(row)),
    }


def _is_told(row: HealthRow) -> bool:
    """True of a row that is of an address, or of what somebody was told, and of no part."""
    return is_mark(row) or is_alert(row)


def _held(held: Waiting) -> dict[str, int]:
    return {name: getattr(held, count) for name, count in WAITING.items()}


def _by_now(row: HealthRow, now: datetime) -> HealthRow:
    """How a channel goes: one that nothing was tried by for hours is not said to fail any more."""
    return row if fails(row, now) else row._replace(failing_since="", failures=0)


def _health(rows: Iterable[HealthRow]) -> dict[str, dict[str, Any]]:
    """By name; None for what there is none of."""
    return {row.name: {name: value or None for name, value in row._asdict().items() if name != "name"} for row in rows}


def _late_since(office: Office, there: Backlog) -> datetime | None:
    """Since when what a day had to say could have left, if it has not."""
    if there.by_the_clock is None:
        return None
    recorded, hours = datetime.fromisoformat(there.by_the_clock), office.settings.hours
    if hours is None:
        return recorded
    with office.store.begin(write=False) as session:
        snapshot = Snapshot(session, office.tools)
        for ahead in range(_LONGEST_HOLIDAY):
            day = in_viet_nam(recorded) + timedelta(days=ahead)
            opened = day.replace(hour=hours.start.hour, minute=hours.start.minute, second=0, microsecond=0)
            if not quiet(hours, opened, snapshot).everywhere:
                return max(recorded, opened.astimezone(recorded.tzinfo))
    return recorded

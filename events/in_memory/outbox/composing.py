"""What messages say, composed when they are claimed, in memory: by the rules of `events.database.outbox.composing`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from events.beside.attempts import Attempt, Came, Reported, added, weighed
from events.beside.rows import ToldRow
from events.chain import moment_text
from events.delivery import (
    COVERED,
    PARKED,
    SENT,
    kept,
    taken_back,
    told_by,
    told_in_trial,
)
from events.in_memory.tables import Kept
from events.in_memory.writing import apply
from events.rows import PLANNED, Changes, TaskRow
from events.store.questions import Composer, Telling
from events.views import Mark, MessageId, TaskNow


class MemoryPresent:
    """What is so when messages are composed. See `events.store.questions.Present`."""

    def __init__(self, state: Kept, *, trial: bool = False) -> None:
        self._state, self._rows, self._trial = state, state.rows, trial

    def stands(self, tasks: Collection[tuple[str, str]]) -> Mapping[str, TaskNow]:
        """Tasks as they stand."""
        rows = (self._rows["task"].get(key) for key in tasks)
        return {row.id: self._stands(row) for row in rows if row}

    def _stands(self, row: TaskRow) -> TaskNow:
        due = self._rows["due"].get((row.plan, row.due_key))
        dates = (due.due, due.safe, due.set_by, due.remind_on, due.left) if due else (None,) * 5
        marks = (due.provisional, due.in_doubt) if due else (0, 0)
        return TaskNow(row.id, row.state, row.lead, *dates, *marks)

    def told(self, these: Collection[Telling]) -> Mapping[Telling, ToldRow]:
        """What recipients have been told of tasks."""
        return told_in_trial(self._told)(these) if self._trial else self._told(these)

    def _told(self, these: Collection[Telling]) -> Mapping[Telling, ToldRow]:
        kept = self._rows["told"]
        return {key: kept[key] for key in these if key in kept}

    def facts(self, ids: Collection[str]) -> Collection[str]:
        """Those that are still in force; of what was planned, if it is not held since."""
        rows = (row for name in ids if (row := self._rows["fact"].get((name,))))
        return {row.event_id for row in rows if row.phase != PLANNED or not self._state.held_since(row)}

    def heard(self, places: Collection[tuple[str, str, str]]) -> Collection[tuple[str, str, str, str, str]]:
        """The facts there, each with its cycle and day."""
        found = self._state.found_in("fact at place", places)
        return [(row.plan, row.signal, row.unit, row.cycle, row.day or "") for row in found]

    def names(self, codes: Collection[str]) -> Mapping[str, str]:
        """The names of agencies."""
        rows = (self._rows["unit"].get((code,)) for code in codes)
        return {row.code: row.name for row in rows if row}


def freeze(state: Kept, marks: Sequence[Mark], composer: Composer, now: datetime) -> list[MessageId]:
    """Compose letters of `marks`, keep their words and what their recipients know with them; those that say a thing."""
    trial = composer.timing.trial
    letters = composer.compose(marks, MemoryPresent(state, trial=trial))
    said = [one.said for one in letters if one.said]
    apply(state, Changes(told=told_by(letters, trial=trial), said=said))
    leaving = []
    for one in letters:
        keys = one.covers if one.said else (*one.covers, one.key)
        by, moment = (one.key, None) if one.said else (None, moment_text(now))
        for key in keys:
            was = state.deliveries[one.recipient, key]
            ends = was._replace(status=COVERED, next_try_at=None, last_error=None, covered_by=by, sent_at=moment)
            state.deliveries[one.recipient, key] = ends
        if one.said:
            was = state.deliveries[one.recipient, one.key]
            state.deliveries[one.recipient, one.key] = was._replace(said_key=one.said.key)
            leaving.append((one.recipient, one.key))
    return leaving


def refuse(state: Kept, ids: Collection[MessageId]) -> None:
    """What these messages say has surely not arrived: it was not told, and is composed anew, under another key.

    What they covered waits, or is parked, with them.
    """
    for id_, of in list(state.deliveries.items()):
        if id_ in ids and of.said_key:
            state.deliveries[id_] = of._replace(said_key=None, edition=of.edition + 1)
        elif of.covered_by and (carrier := (id_[0], of.covered_by)) in ids:
            by = state.deliveries[carrier]
            state.deliveries[id_] = by._replace(said_key=None, covered_by=None, edition=of.edition)
    rows = [row for row in state.rows["told"].values() if (row.recipient, row.message) in ids]
    for row in rows:
        if row.before is None:
            state.drop("told", row[:3])
    apply(state, Changes(told=[taken_back(row) for row in rows if row.before is not None]))


def reported(state: Kept, reference: str, attempt: Attempt, error: str) -> Reported:
    """Note that what is called `reference` came to that; what has failed is parked, and was not told."""
    id_ = next((id_ for id_, of in state.deliveries.items() if of.reference == reference), None)
    if id_ is None:
        return Reported.UNKNOWN
    was = state.deliveries[id_]
    comes = weighed(was.tries, attempt.came)
    if comes is not Reported.NOTED:
        return comes
    fails = attempt.came is Came.FAILED and was.status == SENT
    state.deliveries[id_] = was._replace(tries=added(was.tries, attempt.line))
    if fails:
        state.deliveries[id_] = state.deliveries[id_]._replace(status=PARKED, last_error=kept(error), sent_at=None)
        refuse(state, {id_})
    return comes

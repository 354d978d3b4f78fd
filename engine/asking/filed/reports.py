"""Reports that were handed up: what they said of each task, and what has changed since, by which events.

What a report said is kept in a file beside the log (docs/decisions/0138-reports-handed-up.md): a later version of the
program, or a correction, may come to something else, and this is what was signed.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from engine.asking.figures import official_cell
from engine.asking.filed.files import Filed, filed
from engine.asking.filed.grounds_since import GroundsSince, Since
from engine.facts.topics import HANDED_UP
from engine.tasks import State
from events.chain import canonical_json
from events.documents.packing import unpacked
from events.rows import EVERY_PLAN, plan_of
from events.store import Session
from events.views import TaskView


class Line(NamedTuple):
    """What a report says of one task."""

    plan: str
    task: str  # by its key
    unit: str
    lead: str
    state: str
    due: str | None  # YYYY-MM-DD
    done_on: str | None
    cell: str  # `engine.tasks.Standing`, or `engine.asking.figures.IN_DOUBT`


def lines(session: Session, plans: Collection[str] | None, day: date) -> list[Line]:
    """What a report on these plans (on all) says of their tasks on `day`, as `session` has them, by plan and task."""
    names = sorted(row.id for row in session.plans() if plans is None or row.id in plans)
    return [
        line_of(view, day) for name in names for view in sorted(session.view_tasks(plan=name), key=lambda one: one.id)
    ]


def line_of(view: TaskView, day: date) -> Line:
    """What a report says of a task on `day`."""
    cell = official_cell(view, day)
    return Line(view.plan, view.id, view.unit, view.lead, view.state, view.due, view.done_on, str(cell))


def content(said: Sequence[Line]) -> bytes:
    """The lines as they are kept: canonical JSON, the names of the columns first."""
    return canonical_json([list(Line._fields), *map(list, said)]).encode()


def read(data: bytes) -> list[Line]:
    """The lines that were kept. Raises ValueError where these are none."""
    columns, *rows = json.loads(data)
    if list(columns) != list(Line._fields):
        raise ValueError(columns)
    return [Line(*row) for row in rows]


def figures(said: Iterable[Line]) -> Mapping[str, Counter[str]]:
    """By plan, how many tasks stand in which cell.

    In none is what is closed, or waits: which rows there are of these follows the order in which things were recorded
    (docs/decisions/0173-closed-rows-are-history.md).
    """
    found: dict[str, Counter[str]] = {}
    for one in said:
        found.setdefault(one.plan, Counter())[one.cell] += State(one.state) not in (State.CLOSED, State.WAITING)
    return found


def handed_up(session: Session) -> list[Filed]:
    """The reports that were handed up and not taken back, in the order of the log."""
    return filed(session, EVERY_PLAN, HANDED_UP)


def kept(session: Session, report: Filed) -> list[Line] | None:
    """What a report said; None where what is kept is not what was handed up."""
    row = session.file(report.words["hash"])
    data = unpacked(row) if row else None
    return None if data is None else read(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLine:
    """A task of which a report would say something else: what it said, what it would say, and the events since."""

    said: Line | None  # None: it was not there
    now: Line | None
    since: Sequence[Since]  # those that made it another one and stand, in the order of the log


def moved(log: Session, seen: Session, said: Sequence[Line], now: Sequence[Line], position: int) -> Iterator[MovedLine]:
    """The tasks that are otherwise than `said`, which was at that position; `now` is what `seen` has of them.

    `log` knows what happened to them.
    """
    before, after = ({one.task: one for one in them} for them in (said, now))
    otherwise = [task for task in sorted(before.keys() | after.keys()) if before.get(task) != after.get(task)]
    grounds = GroundsSince(log, seen, frozenset(map(plan_of, otherwise)), position)
    for task in otherwise:
        yield MovedLine(said=before.get(task), now=after.get(task), since=grounds.of(task))

"""Many things asked for at once: several units, a kind of them, or a file; and how they are to be recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.cli.frame.invocation import Invocation
from adapters.cli.typed_in.many.named_task import NamedTask
from adapters.words.refused.refusal import Misused
from rules.problems import N_
from rules.unit_kinds import KIND

if TYPE_CHECKING:
    from adapters.bootstrap import Office
    from adapters.cli.typed_in.many.wishes import Wished
    from adapters.many.sheets import Sheet
    from adapters.statements.named.in_rows import ManyNames
    from events.store import Session

_ONE_ONLY = N_("--id and --attach are of one event: with several units, or a file, leave them out.")
_FOR_FILES = N_("--skip-bad and --yes are for several things at once: name units (--unit), or a file (--from).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How many things are to be recorded."""

    source: str | None = None  # a file of them
    day_by: str | None = None  # how the day of all rows of the file is typed, and was not; None: it was
    skip_bad: Path | None = None  # where rows that are refused are written; None: then nothing is recorded
    yes: bool = False  # nobody is to be asked
    dry_run: bool = False
    as_json: bool = False


def is_many(here: Invocation, units: Sequence[str], manner: Manner, *, of_one: bool) -> bool:
    """True if more than one thing is asked for at once. Raises Misused.

    `of_one`: options were given that one event alone can have.
    """
    many = bool(manner.source) or len(units) > 1 or (bool(units) and _is_kind(here, units[0]))
    if many and of_one:
        raise Misused(_ONE_ONLY)
    if not many and (manner.skip_bad or (manner.yes and not units)):
        raise Misused(_FOR_FILES)
    return many


def task_at(here: Invocation, of: NamedTask, units: Sequence[str], *, as_json: bool) -> str:
    """The task that is meant: as it is named, or that of the row at the one unit. Raises Refused."""
    if not units:
        return of.name or ""
    with here.office() as office, office.store.begin(write=False) as session:
        names = _names(here, office, session, quoting_less=as_json)
        return names.task_at(of.name or "", units[0], of.day(None), of.round)


def _names(here: Invocation, office: "Office", session: "Session", *, quoting_less: bool) -> "ManyNames":
    from adapters.leaving import WHOLE  # noqa: PLC0415
    from adapters.statements.named.in_rows import ManyNames  # noqa: PLC0415 - mostly a task is named as it is
    from engine.snapshot import Snapshot  # noqa: PLC0415

    leaving = here.terminal.leaving if quoting_less else WHOLE
    return ManyNames(Snapshot(session, office.tools), leaving, here.terminal.lang, here.clock.today())


def _is_kind(here: Invocation, unit: str) -> bool:
    if not KIND.fullmatch(unit) or not here.has_store():  # a code of figures is no kind: nobody need look
        return False
    with here.office() as office, office.store.begin(write=False) as session:
        units = session.units()
    return any(row.kind == unit for row in units) and all(row.code != unit for row in units)


def wished(
    here: Invocation, office: "Office", manner: Manner, read: "Callable[[ManyNames, Sheet | None], Wished]"
) -> "Wished":
    """All that `read` makes of the names there are, and of the file. Raises Refused, SheetError and DocumentRefused."""
    sheet = _sheet(manner.source, manner.day_by) if manner.source else None
    with office.store.begin(write=False) as session:
        quoting_less = manner.as_json or manner.skip_bad is not None
        return read(_names(here, office, session, quoting_less=quoting_less), sheet)


def _sheet(source: str, day_by: str | None) -> "Sheet":
    from adapters.cli.frame.files import content  # noqa: PLC0415 - as above
    from adapters.many.sheets import read_filled  # noqa: PLC0415
    from adapters.words.plain_text import one_line  # noqa: PLC0415

    return read_filled(one_line(Path(source).name, 80), content(source), day_by=day_by)

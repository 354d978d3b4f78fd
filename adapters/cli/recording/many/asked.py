"""Many things asked for at once: several units, a kind of them, or a file; and how they are to be recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.refusals import Misused
from rules.problems import N_

if TYPE_CHECKING:
    from adapters.bootstrap import Office
    from adapters.cli.typed_in.many.names import ManyNames
    from adapters.cli.typed_in.many.wishes import Wished
    from adapters.many.sheets import Sheet

_ONE_ONLY = N_("--id and --attach are of one event: with several units, or a file, leave them out.")
_FOR_FILES = N_("--skip-bad and --yes are for several things at once: name units (--unit), or a file (--from).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How many things are to be recorded."""

    source: str | None = None  # a file of them
    skip_bad: Path | None = None  # where rows that are refused are written; None: then nothing is recorded
    yes: bool = False  # nobody is to be asked
    dry_run: bool = False
    as_json: bool = False


def is_many(here: Invocation, units: Sequence[str], manner: Manner, *, of_one: bool, several: bool = False) -> bool:
    """True if more than one thing is asked for at once. Raises Misused.

    `of_one`: options were given that one event alone can have. `several`: one unit that is named is more than none.
    """
    many = bool(manner.source) or len(units) > 1 or (bool(units) and (several or _is_kind(here, units[0])))
    if many and of_one:
        raise Misused(_ONE_ONLY)
    if not many and (manner.skip_bad or manner.yes):
        raise Misused(_FOR_FILES)
    return many


def _is_kind(here: Invocation, unit: str) -> bool:
    if not here.has_store():
        return False
    with here.office() as office, office.store.begin(write=False) as session:
        units = session.units()
    return any(row.kind == unit for row in units) and all(row.code != unit for row in units)


def wished(
    here: Invocation, office: "Office", manner: Manner, read: "Callable[[ManyNames, Sheet | None], Wished]"
) -> "Wished":
    """All that `read` makes of the names there are, and of the file. Raises Refused, SheetError and DocumentRefused."""
    from adapters.cli.typed_in.many.names import ManyNames  # noqa: PLC0415 - mostly one thing is recorded
    from adapters.leaving import WHOLE  # noqa: PLC0415
    from engine.snapshot import Snapshot  # noqa: PLC0415

    sheet = _sheet(manner.source) if manner.source else None
    with office.store.begin(write=False) as session:
        leaving = here.terminal.leaving if manner.as_json else WHOLE
        return read(ManyNames(here, Snapshot(session, office.tools), leaving), sheet)


def _sheet(source: str) -> "Sheet":
    from adapters.cli.frame.files import content  # noqa: PLC0415 - as above
    from adapters.many.sheets import read_filled  # noqa: PLC0415
    from adapters.words.plain_text import one_line  # noqa: PLC0415

    return read_filled(one_line(Path(source).name, 80), content(source))

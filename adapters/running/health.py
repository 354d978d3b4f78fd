"""How the parts of the running program, and channels, went: kept in the store, so that `status` can say it.

Of what went wrong the words of our own are kept, which name servers and codes; of other errors their kind and place.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from adapters.words.catalogue import Said
from events.beside.rows import HealthRow
from events.chain import moment_text
from events.delivery import kept
from events.errors import StoreError
from events.store import Outbox
from rules.problems import N_

_FAULT = N_("a fault of the program itself ({kind} at {place}); please report it")


def note_health(outbox: Outbox, now: datetime, went: Mapping[str, Said | None]) -> None:
    """Keep how parts or channels went at `now`, by name: None is well, else what was wrong.

    Where the store cannot be asked it is left as it was: whoever waits for it finds that out by itself.
    """
    if not went:
        return
    with suppress(StoreError):
        was = {row.name: row for row in outbox.health()}
        outbox.note([after(was.get(name), name, now, fault) for name, fault in went.items()])


def after(was: HealthRow | None, name: str, now: datetime, fault: Said | None) -> HealthRow:
    """How it goes after one more time."""
    moment = moment_text(now)
    if fault is None:
        return HealthRow(name, moment, moment, "", 0, "")
    since, failures = (was.failing_since, was.failures) if was else ("", 0)
    return HealthRow(name, moment, was.well_at if was else "", since or moment, failures + 1, kept(str(fault)))


def fault_of(error: Exception | None) -> Said | None:
    """What is said of an error that ended a turn; None where there was none."""
    if error is None:
        return None
    said = getattr(error, "said", None)
    if isinstance(said, Said):  # an error of our own, in words
        return said
    if isinstance(error, StoreError):  # it names servers and files, and nothing that was written
        return Said(error.template, error.fields)
    return Said(_FAULT, {"kind": type(error).__name__, "place": place_of(error)})


def place_of(error: BaseException) -> str:
    """File and line where `error` was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"

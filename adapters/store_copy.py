"""A store copied into another, row for row: the log as it stands, and all that is concluded from it.

Nothing is counted again. Deliveries are not copied: in the copy every message is still to be sent.
"""

from typing import Any

from events.rows import Changes
from events.store import Session
from events.writes import WRITES


def copy_log(source: Session, target: Session) -> None:
    """Append every event of `source` to the log of `target`, which must be empty. Raises LogBroken."""
    for recorded in source.events():
        target.restore(recorded)


def copy_rows(source: Session, target: Session) -> None:
    """Write every row that is concluded from the log of `source` into `target`, which must hold none."""
    tables: dict[str, Any] = {write.rows: list(source.dump(write.table)) for write in WRITES}
    target.apply(Changes(**{**tables, "tasks_changed": ()}))

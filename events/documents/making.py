"""Well-formed events on documents: one function a type, as in `events.making`."""

from collections.abc import Iterable
from typing import Unpack

from events.event import Event
from events.making import Envelope, made


def document_attached(
    event_id: str,
    *,
    plan: str | None = None,
    name: str,
    media_type: str,
    size: int,
    hash: str,  # noqa: A002 - the field's name
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that the file with that SHA-256 `hash`, called `name`, belongs to the event `event_id`.

    `size` is in bytes; `plan` is that of the event, if it names one.
    """
    data = {"name": name, "media_type": media_type, "size": size, "hash": hash}
    return made("document.attached", envelope, data, plan=plan, subject=event_id)


def report_handed_up(
    *,
    plans: Iterable[str] | None = None,
    to: str | None = None,
    rows: int,
    size: int,
    hash: str,  # noqa: A002 - the field's name
    **envelope: Unpack[Envelope],
) -> Event:
    """The event that a report on the tasks of `plans` (of all, if not given) as of `occurred_on` was handed up.

    It has so many `rows`, which are kept in a file of `size` bytes with that SHA-256 `hash`.
    """
    names = None if plans is None else sorted(plans)
    return made("report.handed_up", envelope, {"plans": names, "to": to, "rows": rows, "size": size, "hash": hash})

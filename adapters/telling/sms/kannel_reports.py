"""Kannel's delivery reports (User's Guide, “Delivery Reports”): asked for with a message, and read when they come.

A report is a request to an address that was given with the message: its last part is a secret, so that nobody else
reports, and the message is named as its channel knows it. What comes is untrusted all the same.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from adapters.telling.targets.texts import GatewayTarget
from events.beside.attempts import Came

_MASK = 1 | 2 | 8 | 16  # delivered; not delivered; handed on to the operator, or refused by him
_CAME: Mapping[str, Came] = {"1": Came.DELIVERED, "2": Came.FAILED, "16": Came.FAILED}
_ON_WAY = frozenset({"4", "8"})  # queued, or handed on
_REFERENCE = re.compile(r"[0-9a-f]{40}", re.ASCII)


class Report(NamedTuple):
    """A gateway's word on what became of a message."""

    reference: str
    came: Came
    code: str


def report_fields(target: GatewayTarget, reference: str) -> dict[str, str]:
    """The fields of `sendsms` by which reports are asked for; none where nobody is there to read them."""
    if not target.reports or target.reports_secret is None:
        return {}
    address = f"{target.reports}/{target.reports_secret.reveal()}?ref={reference}&status=%d"
    return {"dlr-mask": str(_MASK), "dlr-url": address}


def read_report(fields: Mapping[str, str]) -> Report | None:
    """The report in the fields of a request; None: it is none."""
    reference, status = fields.get("ref", ""), fields.get("status", "")
    if not _REFERENCE.fullmatch(reference):
        return None
    if status in _ON_WAY:
        return Report(reference, Came.SENT, f"dlr {status}")
    return Report(reference, _CAME[status], f"dlr {status}") if status in _CAME else None

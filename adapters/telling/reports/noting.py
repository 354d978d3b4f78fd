"""A report is noted with the message that it names; whatever else comes changes nothing, and is said to be that."""

import logging

from adapters.telling.sms.kannel_reports import Report
from adapters.words.catalogue import Said
from events.beside.attempts import Reported, attempt
from events.beside.ways import SMS
from events.store import Outbox
from rules.problems import N_

_LOG = logging.getLogger("thoihan.reports")
_NOT_ARRIVED = N_("The operator reports that the text message did not arrive ({why}): check the unit's mobile number.")


def note_report(outbox: Outbox, found: Report, now: str) -> Reported:
    """Note it; a message that did not arrive is parked, and what it told was not told. `now`: UTC text."""
    error = str(Said(_NOT_ARRIVED, {"why": found.code}))
    comes = outbox.reported(found.reference, attempt(now, found.came, SMS, found.code), error)
    if comes in (Reported.UNKNOWN, Reported.CONTRADICTS):
        _LOG.warning("a report (%s) of %s…: %s", found.code, found.reference[:8], comes)
    return comes

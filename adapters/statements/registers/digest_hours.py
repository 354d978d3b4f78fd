"""The hour at which an agency is told all at once, instead of by many messages: kept beside the log."""

from adapters.bootstrap import Office
from adapters.telling.hours.sending_hours import digest_hour, hour_text
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from events.beside.rows import DigestRow
from events.chain import moment_text
from events.rows import Changes
from events.store import Session
from rules.problems import N_

USUAL = "usual"
"""Said where the settings are to say it."""

_NO_HOUR = N_(
    "“{hour}” is no hour at which a unit can be told all at once: write a whole or a half hour, as 08:00 or 16:30, "
    "`off`, or `usual`. Nothing was changed."
)


def as_kept(text: str) -> str:
    """What was written, as it is kept. Raises Refused."""
    if text == USUAL:
        return ""
    try:
        return hour_text(digest_hour(text))
    except ValueError:
        raise Refused(_NO_HOUR, hour=one_line(text, 40)) from None


def digest_of(session: Session, code: str) -> DigestRow:
    """What is said of an agency; nothing, where nobody has said anything."""
    rows = (row for row in map(DigestRow._make, session.dump("digest")) if row.unit == code)
    return next(rows, DigestRow(code, "", "", ""))


def keep_digest(office: Office, session: Session, code: str, hour: str, *, dry_run: bool = False) -> DigestRow:
    """Say it, unless it is said already."""
    was = digest_of(session, code)
    if hour == was.at:
        return was
    row = DigestRow(code, hour, moment_text(office.clock.now()), office.settings.actor)
    if not dry_run:
        session.apply(Changes(digests=[row]))
    return row

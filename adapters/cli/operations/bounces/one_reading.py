"""One reading of mail that came back: what it says is taken, and the office is told once of each address.

Answers that somebody wrote are passed on to the office.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.bootstrap import Office
from adapters.settings import Settings
from adapters.telling.bounces.mailboxes import in_imap, in_maildir
from adapters.telling.bounces.notice import tell_office
from adapters.telling.bounces.taking import ReturnReport, ReturnUse, Taker, current
from adapters.telling.replies.passing_on import MOST, Passing
from adapters.telling.replies.reading import reply_of
from adapters.telling.targets.mail import ImapTarget, MaildirTarget
from adapters.words.catalogue import Said


@dataclass(frozen=True, slots=True)
class ReturnReading:
    """The outcome of a reading."""

    report: ReturnReport
    untold: Said | None  # why the office could not be told; it is, the next time


def own_mailbox(chosen: Settings) -> Iterable[bytes] | None:
    """The mails of the mailbox in the settings; None: they name none. ReturnReading raises MailboxError."""
    match chosen.mailing.bounces:
        case MaildirTarget(folder=folder):
            return in_maildir(folder)
        case ImapTarget() as target:
            return in_imap(target)
    return None


def read_all(office: Office, mails: Iterable[bytes]) -> ReturnReading:
    """Take what these say. Raises MailboxError, and StoreError; what was taken before stays so."""
    now, chosen = office.clock.now(), office.settings
    taker, kept_back = Taker(office.store, office.outbox, now), None
    try:
        kept_back = _taken(office, taker, mails)
    finally:
        untold = _tell(office) if chosen.trial is None else None
    return ReturnReading(taker.report, kept_back or untold)


def _taken(office: Office, taker: Taker, mails: Iterable[bytes]) -> Said | None:
    """Take these, and pass on what somebody wrote; gives why one could not be passed on: that is read again."""
    counts = taker.report.counts
    for data in mails:
        if counts[ReturnUse.PASSED_ON] == MOST:
            break  # this one, and those after it, count as unread
        use = taker.take(data)
        reply = reply_of(data) if use is ReturnUse.OTHER else None
        if reply:
            use = ReturnUse.PASSED_ON
            if why := _passing(office).pass_on(reply, taker.sent):
                return why
        counts[use] += 1
    return None


def _passing(office: Office) -> Passing:
    chosen = office.settings
    of_trial = chosen.trial.mail if chosen.trial else ""
    return Passing(
        store=office.store,
        channel=office.channels()["mail"],
        sender=chosen.sender,
        to=of_trial or chosen.mailing.office or chosen.sender.address,
        now=office.clock.now(),
        lang=chosen.lang,
    )


def _tell(office: Office) -> Said | None:
    """Tell the office of the addresses of which it has not heard."""
    found, chosen = current(office.store, office.outbox).values(), office.settings
    if all(mark.told_at for mark in found):
        return None
    with office.store.begin(write=False) as session:
        names = {row.code: row.name for row in session.units()}
    return tell_office(
        office.outbox,
        office.channels()["mail"],
        found,
        names,
        sender=chosen.sender,
        to=chosen.mailing.office or chosen.sender.address,
        now=office.clock.now(),
        lang=chosen.lang,
    )

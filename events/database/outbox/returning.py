"""Messages that were sent and came back: they are parked, and what they said was not told."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from events.beside.attempts import Attempt, added
from events.chain import moment_text
from events.database.outbox.composing import refuse
from events.database.tables import table
from events.delivery import PARKED, SENT, kept
from events.views import Sent

_OF = table("message").c


def sent_since(connection: Connection, since: datetime, channel: str) -> list[Sent]:
    """The messages that stand as sent since then, by all ways of a channel."""
    ways = (_OF.channel == channel) | _OF.channel.startswith(f"{channel}.", autoescape=True)
    found = select(_OF.recipient, _OF.key, _OF.edition, _OF.channel).where(_OF.status == SENT, ways)
    return [Sent(*row) for row in connection.execute(found.where(_OF.sent_at >= moment_text(since)))]


def returned(connection: Connection, recipient: str, key: str, attempt: Attempt, error: str) -> bool:
    """Park a message that was sent; what it said was not told. False: it does not stand as sent."""
    this = _OF.recipient == recipient, _OF.key == key, _OF.status == SENT
    found = connection.execute(select(_OF.tries).where(*this).with_for_update()).first()
    if found is None:
        return False
    parking = {"status": PARKED, "last_error": kept(error), "sent_at": None, "tries": added(found.tries, attempt.line)}
    connection.execute(update(table("message")).where(*this).values(parking))
    refuse(connection, [(recipient, key)])
    return True

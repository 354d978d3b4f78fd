"""Why a mail came back, in plain words with the next step, by the code of the report (RFC 3463)."""

from collections.abc import Sequence

from adapters.telling.bounces.reading import Fate
from rules.problems import N_

RETURNED = N_("The mail came back ({code}): {why}")

_NO_ADDRESS = N_("the address does not exist: correct it, and the message goes again.")
_WHY: Sequence[tuple[str, str]] = (
    ("5.1.2", N_("the host in the address does not exist: correct it, and the message goes again.")),
    ("5.4.1", _NO_ADDRESS),
    ("5.4", N_("the host in the address does not exist: correct it, and the message goes again.")),
    ("5.2.1", N_("the mailbox is closed: enter another address, and the message goes again.")),
    ("5.2.2", N_("the mailbox is full: let the unit empty it, then send the message again.")),
    ("5.2.3", N_("the mail is too big for the mailbox: tell the unit in another way.")),
    ("5.3.4", N_("the mail is too big for the mailbox: tell the unit in another way.")),
    ("5.7", N_("the unit's mail server does not let it in: ask whoever keeps that server, then send it again.")),
    ("4", N_("the unit's mail server did not take it in time: send the message again.")),
    ("5.1", _NO_ADDRESS),
)
_OTHER = N_("the unit's mail server does not take it: ask whoever keeps that server, then send it again.")


def why_of(status: str, fate: Fate) -> str:
    """The sentence, as a template without fields."""
    found = next((words for start, words in _WHY if f"{status}.".startswith(f"{start}.")), None)
    return found or (_NO_ADDRESS if fate is Fate.DEAD else _OTHER)

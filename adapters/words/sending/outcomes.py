"""The outcome of a message in plain words, and what to do about it, as GOV.UK Notify says it.

SMTP: the enhanced codes of RFC 3463 (and the registry that goes on from it) say more than the basic ones of RFC 5321,
and come first. Text messages: a provider's code was judged when it came (`adapters.telling.sms`).
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from events.beside.attempts import Attempt, Came
from events.beside.ways import MAIL
from events.delivery import in_trial, is_trial
from events.states import to_a_program
from rules.problems import N_


class Plain(NamedTuple):
    """Templates of what happened, and of the next step."""

    what: str
    next: str


_WAIT = N_("Nothing is to be done: it is tried again by itself.")
_OURS = N_("Ask whoever keeps the mail server; then send again with `thoihan outbox --retry KEY`.")

_NO_ADDRESS = Plain(
    N_("The address does not exist."),
    N_("Correct it (`thoihan units contacts UNIT`), and the message is sent again."),
)
_NO_HOST = Plain(
    N_("There is no mail server for what stands after the @."),
    N_("Correct the address (`thoihan units contacts UNIT`), and the message is sent again."),
)
_CLOSED = Plain(N_("The mailbox is closed."), N_("Ask the unit for another address; the message is then sent again."))
_FULL = Plain(
    N_("The mailbox is full."),
    N_("Telephone the unit: it has to make room. Then send again with `thoihan outbox --retry KEY`."),
)
_TOO_BIG = Plain(N_("The mail is too big for the unit's server."), _OURS)
_NOT_LET_IN = Plain(
    N_("The unit's server takes no mail from us (policy, spam filter, SPF or DKIM)."),
    _OURS,
)
_GREYLISTED = Plain(N_("The unit's server puts off mail from senders that it does not know yet."), _WAIT)
_BUSY = Plain(N_("The server is busy."), _WAIT)

_ENHANCED: Mapping[str, Plain] = {
    **dict.fromkeys(("1.0", "1.1", "1.6", "1.10"), _NO_ADDRESS),
    **dict.fromkeys(("1.2", "4.4", "1.4"), _NO_HOST),
    "1.3": _NO_ADDRESS,
    "2.0": _CLOSED,
    "2.1": _CLOSED,
    "2.2": _FULL,
    **dict.fromkeys(("2.3", "3.4"), _TOO_BIG),
}
"""By what stands behind the class (RFC 3463, 3)."""

_BASIC: Mapping[str, Plain] = {
    **dict.fromkeys(("550", "551", "553"), _NO_ADDRESS),
    "552": _FULL,
    "554": _NOT_LET_IN,
    "421": _BUSY,
    **dict.fromkeys(("450", "451"), _GREYLISTED),
    "452": _FULL,
}
_CODE = re.compile(r"(?:(?P<basic>[245]\d\d) ?)?(?:(?P<class>[245])\.(?P<rest>\d{1,3}\.\d{1,3}))?", re.ASCII)

_BY_OUTCOME: Mapping[Came, Plain] = {
    Came.SENT: Plain(N_("Handed over; whether it arrived is not known yet."), N_("Nothing is to be done.")),
    Came.DELIVERED: Plain(N_("It arrived."), N_("Nothing is to be done.")),
    Came.FAILED: Plain(
        N_("It was refused for good."),
        N_("Look at the address (`thoihan units contacts UNIT`); with another one the message is sent again."),
    ),
    Came.CAME_BACK: Plain(
        N_("It came back: it was not delivered."),
        N_("Look at the address (`thoihan units contacts UNIT`); with another one the message is sent again."),
    ),
    Came.NOT_NOW: Plain(N_("It was not taken this time."), _WAIT),
    Came.UNKNOWN: Plain(
        N_("The connection broke off: perhaps it arrived."),
        N_("Nothing is to be done: it goes once more, as the same message."),
    ),
    Came.LEFT: Plain(
        N_("It was handed over, and nobody knows what became of it: perhaps it arrived."),
        N_("Ask the unit; if it has not arrived, send it again with `thoihan outbox --retry KEY`."),
    ),
    Came.DOWN: Plain(
        N_("The server could not be reached, or let nobody in."),
        N_("Nothing is to be done about the message; `thoihan status` says what is wrong with the server."),
    ),
}

_NUMBER = Plain(
    N_("No text message reaches this number."),
    N_("Correct it (`thoihan units contacts UNIT`), and the message is sent again."),
)

_RECEIVER = Plain(
    N_("The program that is told refused it."),
    N_(
        "Ask whoever keeps that program (`thoihan webhooks list` has its address): its own log says why. Then send "
        "again with `thoihan outbox --retry KEY`."
    ),
)
_TRIAL = Plain(
    N_("The address of the trial refused it; the unit's own was not tried."),
    N_("Correct `trial_mail` or `trial_phone` in the settings, then send again with `thoihan outbox --retry KEY`."),
)


def plain(of: Attempt) -> Plain:
    """The words of one attempt."""
    if of.came is Came.FAILED and is_trial(of.channel):
        return _TRIAL
    if to_a_program(of.channel):
        return _RECEIVER if of.came is Came.FAILED else _BY_OUTCOME[of.came]
    if of.channel not in (MAIL, in_trial(MAIL)):
        return _NUMBER if of.came is Came.FAILED else _BY_OUTCOME[of.came]
    if of.came not in (Came.FAILED, Came.CAME_BACK, Came.NOT_NOW):
        return _BY_OUTCOME[of.came]
    return _by_code(of.code) or _BY_OUTCOME[of.came]


def _by_code(code: str) -> Plain | None:
    found = _CODE.match(code)
    if not found:
        return None
    if rest := found["rest"]:
        if rest.startswith("7."):
            return _NOT_LET_IN if found["class"] == "5" else _GREYLISTED
        known = _ENHANCED.get(rest)
        if known:
            return known
    return _BASIC.get(found["basic"] or "")

"""One mail over a connection that is open, with as few waits for the server as it allows (RFC 2920).

Where it offers PIPELINING the sender, the recipient and the wish to send are said in one go, and its three answers read
then: half the time on the way. The mail itself is sent only when all three are good, so nothing is in doubt before.
"""

import re
import smtplib
from collections.abc import Sequence
from contextlib import suppress

_GO_ON, _OK, _FORWARDS, _CLOSING = 354, 250, 251, 421
_ANSWERS = 3
_DOTS = re.compile(rb"(?m)^\.")

Reply = tuple[int, bytes]


def hand_over(connection: smtplib.SMTP, sender: str, to: str, data: bytes, options: Sequence[str]) -> None:
    """Hand one mail over. Raises what `smtplib.SMTP.sendmail` does; lines of `data` must end in CRLF."""
    if not connection.has_extn("pipelining"):
        connection.sendmail(sender, [to], data, options)
        return
    size = [f"size={len(data)}"] if connection.has_extn("size") else []
    asked = " ".join((f"MAIL FROM:{smtplib.quoteaddr(sender)}", *size, *options))
    connection.send(f"{asked}\r\nRCPT TO:{smtplib.quoteaddr(to)}\r\nDATA\r\n".encode("ascii"))
    _check(connection, sender, to, _replies(connection))
    end = b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n"
    connection.send(_DOTS.sub(b"..", data) + end)
    code, said = connection.getreply()
    if code != _OK:
        _leave(connection, code)
        raise smtplib.SMTPDataError(code, said)


def _replies(connection: smtplib.SMTP) -> tuple[Reply, Reply, Reply]:
    """The three answers; where the server has said why and closed, it has said so to the rest."""
    found = list[Reply]()
    while len(found) < _ANSWERS:
        try:
            found.append(connection.getreply())
        except smtplib.SMTPServerDisconnected:
            if not found or found[-1][0] != _CLOSING:
                raise
            found += [found[-1]] * (_ANSWERS - len(found))
    return found[0], found[1], found[2]


def _check(connection: smtplib.SMTP, sender: str, to: str, replies: tuple[Reply, Reply, Reply]) -> None:
    """Raise the error by which the mail does not go, the connection left as after `sendmail`."""
    from_, rcpt, go = replies
    if from_[0] == _OK and rcpt[0] in (_OK, _FORWARDS) and go[0] == _GO_ON:
        return
    codes = {code for code, _ in replies}
    if go[0] == _GO_ON:  # it waits for a mail to nobody, and is given none
        with suppress(smtplib.SMTPServerDisconnected):
            connection.send(b".\r\n")
            codes.add(connection.getreply()[0])
    _leave(connection, _CLOSING if _CLOSING in codes else go[0])
    if from_[0] != _OK:
        raise smtplib.SMTPSenderRefused(*from_, sender)
    if rcpt[0] not in (_OK, _FORWARDS):
        raise smtplib.SMTPRecipientsRefused({to: rcpt})
    raise smtplib.SMTPDataError(*go)


def _leave(connection: smtplib.SMTP, code: int) -> None:
    """Make ready for the next mail, or close where the server does."""
    if code == _CLOSING:
        connection.close()
    else:
        with suppress(smtplib.SMTPServerDisconnected):  # then the next command meets it
            connection.rset()

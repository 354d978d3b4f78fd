"""Mails that came back, from where they lie: a file or a pipe, a Maildir, a mailbox on an IMAP server.

Each is given once: it counts as read when the next is asked for. One that was read when the program ended is read
again, which changes nothing.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from adapters.telling.bounces.reading import LARGEST
from adapters.telling.targets.mail import ImapTarget
from adapters.words.catalogue import Said
from adapters.words.system_errors import system_said
from rules.problems import N_

MOST = 1_000
"""Mails that are read at once; the others the next time."""

_FROM = re.compile(rb"^From .*\r?\n", re.MULTILINE)
_NO_FOLDER = N_("{path} is no Maildir: it has no folders new and cur. Nothing was read.")
_NOT_READ = N_("{path} cannot be read ({why}). Nothing was read.")
_DOWN = N_("The mailbox of returned mail on {server} cannot be read ({why}): check `bounces`, its name and its port.")
_NO_LOGIN = N_(
    "The mailbox of returned mail on {server} refuses the login: check the user in `bounces`, and the password."
)
_NO_BOX = N_("There is no mailbox {mailbox} on {server}: check `bounces`.")
_UNTRUSTED = N_("The certificate of {server} is not trusted ({why}): check the name in `bounces`, or give ca=FILE.")


class MailboxError(ValueError):
    """A mailbox cannot be read; `said` says why, and what to do."""

    def __init__(self, template: str, **args: object) -> None:
        self.said = Said(template, args)
        super().__init__(str(self.said))


def in_bytes(data: bytes) -> Iterator[bytes]:
    """The mails in a file: one, or several as an mbox has them."""
    if not data.startswith(b"From "):
        yield data
        return
    places = [found.end() for found in _FROM.finditer(data)]
    ends = [*(found.start() for found in _FROM.finditer(data)), len(data)][1:]
    for start, end in list(zip(places, ends, strict=True))[:MOST]:
        yield data[start:end]


def in_maildir(folder: Path) -> Iterator[bytes]:
    """The new mails in a Maildir, which then are seen. Raises MailboxError."""
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        raise MailboxError(_NO_FOLDER, path=str(folder))
    try:
        for name in sorted(path.name for path in (folder / "new").iterdir())[:MOST]:
            with (folder / "new" / name).open("rb") as file:
                yield file.read(LARGEST)
            (folder / "new" / name).rename(folder / "cur" / f"{name.partition(':')[0]}:2,S")
    except OSError as error:
        raise MailboxError(_NOT_READ, path=str(folder), why=system_said(error)) from None


def in_imap(target: ImapTarget) -> Iterator[bytes]:
    """The mails of a mailbox that nobody has seen, which then are. Raises MailboxError."""
    server = f"{target.host}:{target.port}"
    try:
        with _opened(target) as connection:
            kind, _ = connection.select(f'"{target.mailbox}"')
            if kind != "OK":
                raise MailboxError(_NO_BOX, mailbox=target.mailbox, server=server)
            yield from _unseen(connection)
    except ssl.SSLCertVerificationError as error:
        raise MailboxError(_UNTRUSTED, server=server, why=error.verify_message) from None
    except OSError as error:
        raise MailboxError(_DOWN, server=server, why=error.strerror or type(error).__name__) from None
    except imaplib.IMAP4.error as error:  # its words may repeat what was sent
        raise MailboxError(_DOWN, server=server, why=type(error).__name__) from None


def _opened(target: ImapTarget) -> imaplib.IMAP4:
    context = ssl.create_default_context(cafile=target.ca_file)
    if target.security == "tls":
        connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            target.host, target.port, ssl_context=context, timeout=target.timeout
        )
    else:
        connection = imaplib.IMAP4(target.host, target.port, timeout=target.timeout)
    try:
        if target.security == "starttls":
            connection.starttls(context)
        connection.login(target.username, target.password.reveal())
    except (OSError, imaplib.IMAP4.error) as error:
        with suppress(OSError):  # a line that TLS has broken is closed already
            connection.shutdown()
        if isinstance(error, imaplib.IMAP4.abort | OSError):
            raise
        raise MailboxError(_NO_LOGIN, server=f"{target.host}:{target.port}") from None
    return connection


def _unseen(connection: imaplib.IMAP4) -> Iterator[bytes]:
    _, found = connection.uid("SEARCH", "UNSEEN")
    for uid in (found[0] or b"").split()[:MOST]:
        number = uid.decode("ascii", errors="replace")
        _, parts = connection.uid("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST}>)")
        data = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if isinstance(data, bytes):
            yield data
        connection.uid("STORE", number, "+FLAGS", r"(\Seen)")

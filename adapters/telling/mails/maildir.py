"""Mail into a Maildir: the embedded default. Any mail program opens the folder, and so does `less`."""

import mailbox
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters.private_files import write_whole
from adapters.telling.addresses import AddressError, Sender
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, token, unwritable
from adapters.telling.mails.smtp import message_bytes


@dataclass(frozen=True, slots=True)
class MailFolder:
    """Mail as files under `folder`/new, each named by its message's key, so that delivering twice leaves one.

    A mail that was read since (and so moved to `cur`) isn't delivered again either.
    """

    folder: Path
    sender: Sender
    name: str = "mail"
    connections: int = 1

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Send each message and yield its outcome, as `Channel` asks."""
        there: frozenset[str] | None = None
        for message in messages:
            try:
                there = self._opened() if there is None else there
                yield self._one(message, there)
            except OSError as error:
                yield unwritable(self.folder, error)

    def _opened(self) -> frozenset[str]:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        return frozenset(mailbox.Maildir(self.folder, create=True).keys())

    def _one(self, message: Outgoing, there: frozenset[str]) -> Outcome:
        name = token(message.key)
        if name in there:
            return Delivered()
        try:
            data = message_bytes(message, self.sender).replace(b"\r\n", b"\n")
        except AddressError as error:
            return Permanent(error.said)
        write_whole(data, by_way_of=self.folder / "tmp" / name, to=self.folder / "new" / name)
        return Delivered()

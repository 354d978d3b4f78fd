"""Text messages as files in a folder: the embedded default, for trying out and for a modem's own program to fetch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters.private_files import write_whole
from adapters.telling.addresses import AddressError, mobile
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, token, unwritable
from adapters.telling.sms.gsm import parts
from adapters.words.plain_text import one_line

_FILE = "To: {number}\nName: {name}\nKey: {key}\nParts: {parts}\n\n{text}\n"


@dataclass(frozen=True, slots=True)
class SmsSpool:
    """One readable UTF-8 file for each message: headers, an empty line, the text.

    A file's name follows from the message's key, so delivering twice leaves one.
    """

    folder: Path
    name: str = "sms"
    connections: int = 1

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Send each message and yield its outcome, as `Channel` asks."""
        for message in messages:
            yield self._one(message)

    def _one(self, message: Outgoing) -> Outcome:
        try:
            number = mobile(message.address)
        except AddressError as error:
            return Permanent(error.said)
        text, to, key = message.body.sms, one_line(message.name), one_line(message.key)
        file = _FILE.format(number=number, name=to, key=key, parts=parts(text), text=text)
        name = token(message.key)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(file.encode(), by_way_of=self.folder / f".{name}", to=self.folder / f"{name}.txt")
        except OSError as error:
            return unwritable(self.folder, error)
        return Delivered()

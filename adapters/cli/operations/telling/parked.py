"""Whom messages do not reach: the units, each with what went wrong last and what to do, for the office that sends."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from adapters.bootstrap import Office
from adapters.cli.frame.terminal import Terminal
from adapters.words.catalogue import Said, half, say
from adapters.words.sending.outcomes import plain
from adapters.words.sending.ways import way_said
from events.beside.attempts import attempts
from events.views import MessageView
from rules.problems import N_

FAILED = N_("Not reached, by {way}: {of} unit(s), {count} message(s). {what} {next} They are: {units}.")
_LOOK = N_("`thoihan outbox show KEY` says more.")
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReached:
    """A unit that messages do not reach by one way."""

    unit: str
    name: str
    way: str
    messages: int
    what: Said | str  # in words where it is in the reader's language already
    next: Said
    kept: bool = False  # the first is an error as it is kept: in two languages

    def answer(self, lang: str) -> dict[str, object]:
        """For programs."""
        of = {"unit": self.unit, "name": self.name, "way": self.way, "messages": self.messages}
        return {**of, "what": self.said(lang), "next": say(self.next, lang)}

    def said(self, lang: str) -> str:
        """What went wrong, in that language."""
        if isinstance(self.what, str):
            return self.what
        return half(self.what.template, lang) if self.kept else say(self.what, lang)


def not_reached(office: Office, of: Callable[[MessageView], bool] = lambda _message: True) -> list[NotReached]:
    """All of them, by their codes; by messages of which `of` is true."""
    found: dict[tuple[str, str], list[MessageView]] = {}
    with office.store.begin(write=False) as session:
        for message in filter(of, session.messages(status="parked")):
            found.setdefault((message.recipient, message.channel), []).append(message)
        names = {row.code: row.name for row in session.units()} if found else {}
    return [_one(unit, names.get(unit, unit), way, those) for (unit, way), those in sorted(found.items())]


def _one(unit: str, name: str, way: str, those: Sequence[MessageView]) -> NotReached:
    last = those[-1]
    tries = [*attempts(last.tries)]
    if not tries:
        words = Said(last.last_error or "–"), Said(_LOOK)
    else:
        said = plain(tries[-1])
        words = Said(said.what), Said(said.next)
    return NotReached(unit=unit, name=name, way=way, messages=len(those), what=words[0], next=words[1], kept=not tries)


def together(found: Sequence[NotReached], lang: str) -> Iterable[Sequence[NotReached]]:
    """Those with the same reason, by the same way."""
    alike: dict[tuple[str, str, str], list[NotReached]] = {}
    for one in found:
        alike.setdefault((one.way, one.said(lang), str(one.next)), []).append(one)
    return alike.values()


def tell_not_reached(terminal: Terminal, found: Sequence[NotReached]) -> None:
    """Say which units are not reached, those with the same reason in one line; nothing where all are."""
    for those in together(found, terminal.lang):
        way, what = those[0].way, those[0].said(terminal.lang)
        names = [f"{one.name} ({one.unit})" for one in those[:MOST]] + (["…"] if len(those) > MOST else [])
        first, messages = those[0], sum(one.messages for one in those)
        said = {"way": way_said(way), "count": messages, "what": what, "next": first.next}
        terminal.line(FAILED, units=names, of=len(those), **said)

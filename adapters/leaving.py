"""The one place that decides what leaves the office of what is secret: all channels, exports and answers ask here.

What leaves: mails and text messages, registers written as documents, and every answer made for other programs
(`--json`), from which feeds, hooks and peers are fed; and the lines of `run`, which a machine's journal keeps. Of what
is above the limit they carry a number, a date, and where to look. What an officer reads on his own terminal, and what
the database and its backups hold, stays inside. See docs/decisions/0132-secrecy.md.

Whatever is to leave says how secret it is: a value by its field `secrecy`, an answer by its key of that name. What
stays of it is listed below, and nothing else does: a field that somebody adds does not leave before it is listed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, TypeVar

from adapters.words.catalogue import Said, tr
from rules.problems import N_
from rules.secrecy import STATE_SECRET, Level, Quoted, level_named

SECRECY = "secrecy"
"""The field, or the key, that says how secret its value is."""

STAYS = frozenset(
    (
        *("id", "key", "plan", "rule", "task", "number", "cycle", "position", "event", "type"),  # numbers
        *("nominal", "due", "safe", "previous_due", "set_by", "provisional", "late", "due_note"),
        *("day", "occurred_on", "recorded_at", "issued", "starts", "ends"),
        *("code", "severity", "line", "column", "path"),
        *("change", "heading", "withheld", "recipient", "takes_part", "channel", "status", "links", SECRECY),
        "for_leader",
    )
)
"""The names of what may leave, however secret the rest is: numbers, dates, kinds of change, links by which the reader
acts after he has signed in or shown one, and no words of its own. A task's id is made of them, and stands wherever one
stands: programs know a task by it, in a calendar, in what they are told and in an answer."""

SEE_AT = N_("see at {place}")


class Secretive(Protocol):
    """A value with a title, that says how secret it is, and whether it is withheld."""

    @property
    def secrecy(self) -> Level:
        """The level."""
        ...


_NESTED = (Mapping, list, tuple)

One = TypeVar("One", bound=Secretive)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """The limit above which things stay inside, and the place where they can be read."""

    limit: Level = Level.OPEN
    place: str = ""

    def withholds(self, level: Level) -> bool:
        """True if what is of that level stays inside."""
        return level > self.limit

    def noted(self, looked: Iterable[tuple[str, str, Level]]) -> list[tuple[str, str, str]]:
        """A look at which of these (plan, row, level) is to be noted: at state secrets, and at what stays inside."""
        kept = {one for one in looked if one[2] >= STATE_SECRET or self.withholds(one[2])}
        return sorted((plan, row, str(level)) for plan, row, level in kept)

    def said(self, one: One, lang: str) -> One:
        """The dataclass value `one` as it may be said outside: its title says where to look, the rest is left empty."""
        if not self.withholds(one.secrecy):
            return one
        kept: Any = one
        emptied = {of.name: _empty(getattr(one, of.name)) for of in fields(kept) if of.name not in STAYS}
        found: One = replace(kept, **{**emptied, "title": self.see_at(lang), "withheld": True})
        return found

    def text(self, text: str, level: Level, lang: str) -> str:
        """A text of that level as it may be said outside."""
        return self.see_at(lang) if self.withholds(level) else text

    def quoted(self, title: str, name: str, level: Level, lang: str) -> str:
        """A title of that level as words about something else may quote it outside: by its number or code, and where.

        The row that quotes it may be said itself, so nothing around the title asks.
        """
        return f"{name}: {self.see_at(lang)}" if self.withholds(level) else title

    def sentence(self, value: Any, lang: str) -> Any:
        """A sentence (or its fields) as it may leave: what it quotes is called by its number or code."""
        match value:
            case Said(template, args):
                return Said(template, self.sentence(args, lang))
            case Quoted():
                return self.quoted(value, value.name, value.level, lang)
            case Mapping():
                return {name: self.sentence(of, lang) for name, of in value.items()}
            case list() | tuple():
                return [self.sentence(one, lang) for one in value]
        return value

    def answer(self, value: Any, lang: str) -> Any:
        """An answer for programs as it may leave: each mapping within it that says how secret it is, by itself."""
        if isinstance(value, Quoted):
            return self.sentence(value, lang)
        if isinstance(value, Mapping):
            if self._keeps(value):
                kept = {name: of for name, of in value.items() if name in STAYS and not isinstance(of, _NESTED)}
                return {**kept, "withheld": self.see_at(lang)}
            return {name: self.answer(of, lang) for name, of in value.items()}
        if isinstance(value, list | tuple):
            return [self.answer(one, lang) for one in value]
        return value

    def _keeps(self, value: Mapping[Any, Any]) -> bool:
        """True if a mapping stays inside, by the level that it says it has; one that nobody knows always does."""
        said = value.get(SECRECY)
        level = level_named(str(said)) if said is not None else Level.OPEN
        return level is None or self.withholds(level)

    def see_at(self, lang: str) -> str:
        """The words that stand for what stays inside."""
        return tr(SEE_AT, lang, place=self.place)


NOTHING_SECRET = Leaving()
"""The strictest there is: whatever has a level stays inside."""

WHOLE = Leaving(limit=Level.TOP_SECRET)
"""For what stays on an officer's own terminal: nothing is withheld."""


def _empty(value: Any) -> Any:
    return type(value)() if isinstance(value, str | bool | tuple) else None

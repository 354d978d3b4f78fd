"""Names that officers type become the codes of what they mean, before a command sees them.

Which parameters name what, their metavar says. What was taken is said; of several that may be meant the officer
chooses, on a terminal by number.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from adapters.cli.frame.group import NAMED
from adapters.cli.frame.invocation import Invocation
from adapters.leaving import WHOLE
from adapters.names.days import written_day
from adapters.names.matching import LONGEST
from adapters.statements.named.choosing import several
from adapters.statements.named.names import Names
from adapters.words.catalogue import kind_said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from rules.problems import N_

_ALL_OF_A_KIND = N_("“{text}” is taken for all {kind} here.")
_CHOOSE = N_("“{text}” may mean:")
_WHICH = N_("Which one (1 to {count})? ")
_IS_IT = N_("“{text}”: is {name} meant (y/n)? ")
_NONE_CHOSEN = N_("None of them was chosen. Nothing was done.")
_MOST = 20


@dataclass(frozen=True, slots=True)
class _AtTerminal:
    """Whoever sits at the terminal is told, and asked if that can be."""

    here: Invocation
    may_ask: bool

    def tell(self, template: str, /, **args: object) -> None:
        """One line beside the answer."""
        self.here.terminal.warn(template, **args)

    def of_several(self, text: str, said: Mapping[str, str]) -> str:
        """The one whose number is typed. Raises Refused."""
        if not self.may_ask:
            raise several(text, said)
        if len(said) == 1:
            return self._only(text, *said.items())
        terminal, shown = self.here.terminal, list(said.items())[:_MOST]
        terminal.line(_CHOOSE, text=one_line(text, 80))
        for number, (_, one) in enumerate(shown, 1):
            terminal.write(f"{number:4}  {one_line(one, 200)}\n")
        terminal.write(terminal.text(_WHICH, count=len(shown)))
        terminal.out.flush()
        typed = self.here.stdin.readline().strip()
        if not (typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(shown)):
            raise Refused(_NONE_CHOSEN)
        return shown[int(typed) - 1][0]

    def _only(self, text: str, it: tuple[str, str]) -> str:
        """The only one that it may be, if it is meant. Raises Refused."""
        code, name = it
        terminal = self.here.terminal
        terminal.write(terminal.text(_IS_IT, text=one_line(text, 80), name=one_line(name, 200)))
        terminal.out.flush()
        if not self.here.answered():
            raise Refused(_NONE_CHOSEN)
        return code


@dataclass(frozen=True, slots=True)
class _Typed:
    """Reads what was typed for the parameters of one command."""

    names: Names
    given: dict[str, Any]

    def all(self, kind: str, said: Any) -> Any:
        """The code of the name, or of each name in a list of them. Raises Refused."""
        return self._one(kind, said) if isinstance(said, str) else [self._one(kind, one) for one in said]

    def _one(self, kind: str, text: str) -> str:
        """The code of what `text` names; a text that others answer for is left as it is. Raises Refused."""
        names, text = self.names, text[:LONGEST]
        match kind:
            case "PLAN":
                return names.plan(text)
            case "UNIT":
                return names.unit(text)
            case "UNIT|KIND":
                return self._kind(text) or names.unit(text)
            case "MILESTONE":
                return names.milestone(text, self._plans())
            case "TASK":
                of_many = "source" in self.given and (self.given["unit"] or self.given["source"])
                return self._row(text) if of_many else names.task(text)
        return names.event(text)

    def _row(self, text: str) -> str:
        """The row that is named; its round, if that stands in the text, becomes that of the command."""
        row, period = self.names.row(text)
        if period is not None and not self.given["of_round"]:
            self.given["of_round"] = period.name(self.names.day)
        return row

    def _plans(self) -> Sequence[str]:
        named = self.given.get("plan") or ()
        return [named] if isinstance(named, str) else list(named)

    def _kind(self, text: str) -> str | None:
        kind = self.names.agencies.kind(text)
        if kind is not None and kind != text:
            self.names.choosing.tell(_ALL_OF_A_KIND, text=one_line(text, 60), kind=kind_said(kind))
        return kind


@contextmanager
def read(here: Invocation, given: dict[str, Any], kinds: Mapping[str, str]) -> Iterator[Invocation]:
    """Put codes in the place of the names in `given`, and give a desk at which the store is open. Raises Refused.

    `kinds` has the metavar of each parameter that names something. Without a store the names stay as they are.
    """
    if not here.has_store():
        yield here
        return
    with here.office() as office:
        with office.store.begin(write=False) as session:
            may_ask = here.stdin.isatty() and here.terminal.out.isatty() and not given.get("as_json")
            leaving = here.terminal.leaving if given.get("as_json") else WHOLE
            snapshot, lang = Snapshot(session, office.tools), here.terminal.lang
            day = _day_of(given) or here.clock.today()
            names = Names(snapshot, leaving, lang, _AtTerminal(here, may_ask), day, given.get("of_round"))
            typed = _Typed(names, given)
            for name in sorted(kinds, key=lambda name: NAMED.index(kinds[name])):
                given[name] = typed.all(kinds[name], given[name])
        yield replace(here, at_hand=office)


def _day_of(given: Mapping[str, Any]) -> date | None:
    """The day on which what is typed is said to be so; one that is none is refused by the command itself."""
    on = given.get("on")
    try:
        return written_day(on) if isinstance(on, str) else None
    except ValueError:
        return None

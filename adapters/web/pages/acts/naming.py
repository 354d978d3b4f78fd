"""Agencies as they are typed on a page: by code, by name, by some words of it, a line each; or all of a kind."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.names.matching import LONGEST, Named, named_by
from adapters.statements.named.agencies import Agencies
from adapters.statements.named.choosing import Unasked, chosen
from adapters.statements.near_names import near_names
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.units import Units
from rules.problems import N_

_SEVERAL = N_("“{text}” may mean several: choose one.")
_NO_UNIT = N_("There is no agency “{text}”. Perhaps: {known}.")
_NOTHING = N_("Nothing here is called “{text}”. Perhaps: {known}.")
_NONE_OF_KIND = N_("There is no agency of that kind below.")
_MOST = 12


class SeveralMeant(Refused):
    """A text may mean several things; `things` are their codes and names."""

    def __init__(self, text: str, things: Sequence[tuple[str, str]]) -> None:
        super().__init__(_SEVERAL, text=one_line(text, 60))
        self.things = things[:_MOST]


@dataclass(frozen=True, slots=True)
class _OnPage(Unasked):
    """Of several that a text may mean the next page asks, by their names alone."""

    named: Callable[[str], str]

    def of_several(self, text: str, said: Mapping[str, str]) -> str:
        """Raise SeveralMeant."""
        raise SeveralMeant(text, [(code, self.named(code)) for code in said])


@dataclass(frozen=True, slots=True)
class Names:
    """The names of agencies that there are, at or below `under` (None: all)."""

    units: Units
    under: str | None = None
    things: Sequence[Named] = ()  # what else can be named here, each with its code

    def thing(self, text: str) -> str:
        """The code of the thing that is meant. Raises Refused, SeveralMeant."""
        if any(text == one.code for one in self.things):
            return text
        found = named_by(text[:LONGEST], self.things)
        code = chosen(_OnPage(self.called), text, found, {one.code: one.names[0] for one in found.things})
        if code is None:
            near = near_names(text, [one.names[0] for one in self.things])
            raise Refused(_NOTHING, text=one_line(text, 60), known=near or "–")
        return code

    def called(self, code: str) -> str:
        """The name of a thing by its code."""
        return next((one.names[0] for one in self.things if one.code == code), code)

    def unit(self, text: str) -> str:
        """The code of the agency that is meant. Raises Refused, SeveralMeant."""
        text = text.strip()
        code = self._agencies.one(text)
        if code is None:
            near = self._agencies.near(text).values()
            raise Refused(_NO_UNIT, text=one_line(text, 60), known=list(near) or "–")
        return code

    def kind(self, text: str) -> str | None:
        """The kind of agencies that is meant, all of it; None: it is no kind."""
        return self._agencies.kind(text)

    @property
    def _agencies(self) -> Agencies:
        return Agencies(self.units, _OnPage(self.units.name))

    def units_meant(self, text: str) -> list[str]:
        """The codes of a line: of all of a kind, or of one agency."""
        kind = self.kind(text)
        if kind is None:
            return [self.unit(text)]
        there = self._of_kind(kind)
        if not there:
            raise Refused(_NONE_OF_KIND)
        return there

    def several(self, text: str) -> tuple[str, ...]:
        """The codes of all that the lines name, each once."""
        lines = [line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()]
        return tuple(dict.fromkeys(code for line in lines for code in self.units_meant(line)))

    def _of_kind(self, kind: str) -> list[str]:
        roots = [self.under] if self.under else [row.code for row in self.units.rows.values() if row.parent is None]
        return sorted({code for root in roots for code in self.units.of_kind(kind, root)} - self.units.over)


def names_of(units: Units, codes: Iterable[str]) -> list[str]:
    """Names of agencies."""
    return [units.name(code) for code in codes]

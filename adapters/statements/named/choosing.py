"""How one of several is chosen that a text may mean: by whoever sits there, or by nobody."""

from collections.abc import Mapping
from typing import Protocol

from adapters.names.matching import Meant
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

TAKEN = N_("“{text}” is taken for {name}.")
_SEVERAL = N_("“{text}” may mean: {known}. Say more of its name, or its code. Nothing was done.")
_PERHAPS = N_("“{text}” is perhaps {known}, which is not certain. Say more of its name, or its code. Nothing was done.")
_MOST_TOLD, _LONGEST_TOLD = 6, 80


class Choosing(Protocol):
    """Whoever may be told what was taken, and asked which of several is meant."""

    def tell(self, template: str, /, **args: object) -> None:
        """Say for what a text was taken."""

    def of_several(self, text: str, said: Mapping[str, str]) -> str:
        """The code of the one that is meant; `said` has what each is called. Raises Refused."""


class Unasked:
    """Nobody is told, and nobody asked: what may mean several is refused."""

    def tell(self, template: str, /, **args: object) -> None:
        """Nothing is said."""

    def of_several(self, text: str, said: Mapping[str, str]) -> str:
        """Raise Refused, with those that it may mean."""
        raise several(text, said)


def several(text: str, said: Mapping[str, str]) -> Refused:
    """The refusal of a text that may mean several things, or one that is not certain."""
    listed = [*list(said.values())[:_MOST_TOLD], *(["…"] if len(said) > _MOST_TOLD else [])]
    return Refused(_SEVERAL if len(said) > 1 else _PERHAPS, text=one_line(text, _LONGEST_TOLD), known=listed)


def chosen(choosing: Choosing, text: str, found: Meant, said: Mapping[str, str]) -> str | None:
    """The code of what is meant of the things found, each as it is `said`; None: nothing is. Raises Refused."""
    if not found.things:
        return None
    codes = list(said)
    code = codes[0] if len(codes) == 1 and found.sure else choosing.of_several(text, said)
    choosing.tell(TAKEN, text=one_line(text, _LONGEST_TOLD), name=one_line(said[code], 200))
    return code

"""A row as a table or text gives it: its cells by what they are for, before numbering and headings are understood."""

from dataclasses import dataclass, replace
from typing import Any

from rules.drafting.source import Doubt, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One row. `wide`: one cell over the whole width, hence a heading. Texts keep their line ends."""

    number: str = ""
    title: str = ""
    lead: str = ""
    cooperate: str = ""
    due: str = ""
    product: str = ""
    follow: str = ""
    place: Place
    wide: bool = False
    repeated: bool = False  # its number and title are those of the merged cell above
    doubts: tuple[Doubt, ...] = ()
    group: str = ""  # the field of work that it shares with other rows
    read_as: str = ""  # the deadline as it is to be read, where it is written otherwise than usual
    status: str = ""  # how far it has come, in the document's words
    person: str = ""  # who answers for it beside the agency: a person or a position
    unsure: bool = False  # the deadline may be of something else
    fresh: bool = False  # another part of the document begins with it: no heading above holds any more
    out: str = ""  # the reason why it is left out unless the officer wants it; empty: it is a task
    out_surely: bool = False  # nobody need be asked about it

    def changed(self, **fields: Any) -> "RawRow":
        """The row with other `fields`."""
        return replace(self, **fields)

    @property
    def bare(self) -> bool:
        """Nothing but a number or a title."""
        return not (self.lead or self.cooperate or self.due or self.product)

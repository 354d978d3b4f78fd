"""A row as a table or text gives it: its cells by what they are for, before numbering and headings are understood."""

from dataclasses import dataclass

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

    @property
    def bare(self) -> bool:
        """Nothing but a number or a title."""
        return not (self.lead or self.cooperate or self.due or self.product)

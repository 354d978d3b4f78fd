"""Cells that only say “as above” (`Như trên`, `-nt-`, `"`) get the words of the cell above."""

import re
from collections.abc import Iterator, Sequence

from adapters.documents.layout.rawrow import RawRow
from rules.drafting.source import Doubt
from rules.problems import N_, shown

DITTO = re.compile(r'(?i)[-–(\s]*(?:như (?:trên|dòng trên|mục trên|ở trên)|n\.?\s?t\.?|["″”“〃]|\'\'|//)[-–)\s.;]*')
FIELDS = ("lead", "cooperate", "due", "product", "follow", "person")

OVER_HEADING = N_("“{words}” stands below a heading; the words of the row above it, “{above}”, were taken.")
NOTHING_ABOVE = N_("“{words}” says that it is as above, and nothing stands above.")
KEY = "as-above"


def filled(rows: Sequence[RawRow]) -> Iterator[RawRow]:
    """The rows, each `as above` replaced by what it stands for; marked where a heading lies between."""
    last: RawRow | None = None
    headed = False
    for row in rows:
        if row.wide:
            headed = True
            yield row
            continue
        whole = _filled(row, last, headed)
        if not row.bare:
            last, headed = whole, False
        yield whole


def _filled(row: RawRow, last: RawRow | None, headed: bool) -> RawRow:
    values: dict[str, str] = {}
    doubts: list[Doubt] = []
    for name in FIELDS:
        words = getattr(row, name).strip()
        if not words or not DITTO.fullmatch(words):
            continue
        above = getattr(last, name) if last is not None else ""
        values[name] = above
        if name == "person":
            continue  # is told beside the row alone
        if not above:
            doubts.append(Doubt(field=name, template=NOTHING_ABOVE, args={"words": shown(words)}))
        elif headed:
            args = {"words": shown(words), "above": shown(above)}
            doubts.append(Doubt(field=name, template=OVER_HEADING, args=args, key=KEY))
    return row.changed(**values, doubts=(*row.doubts, *doubts)) if values else row

"""Dates with the month before the day, told by their column: one day above the 12th in the second place is enough."""

import re
from collections.abc import Iterable

from adapters.documents.layout.rawrow import RawRow
from rules.drafting.source import Doubt
from rules.problems import N_, shown

DATE = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*")
MONTHS = 12
MONTH_FIRST = N_("In this column the month stands before the day: “{says}” was read as {day}.")
KEY = "month-first"


def is_month_first(texts: Iterable[str]) -> bool:
    """True if a column's dates can only be read with the month before the day, as far as they can be told apart."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := DATE.fullmatch(text))]
    return any(second > MONTHS for _, second in pairs) and all(first <= MONTHS for first, _ in pairs)


def turned(row: RawRow) -> RawRow:
    """The row with its date to be read with the day first; marked where it could be read either way."""
    found = DATE.fullmatch(row.due)
    if not found:
        return row
    day = f"{found[2]}/{found[1]}/{found[3]}"
    either = int(found[2]) <= MONTHS and found[1] != found[2]
    args = {"says": shown(row.due), "day": day}
    doubt = Doubt(field="due", template=MONTH_FIRST, args=args, key=KEY)
    return row.changed(read_as=day, doubts=(*row.doubts, doubt) if either else row.doubts)

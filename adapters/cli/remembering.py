"""How things stood: the log up to a moment followed again in memory, for the commands that can look back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Annotated

import typer

from adapters.bootstrap import Office
from adapters.cli.refusing import Refused
from adapters.content import one_line
from engine.incoming import OFFICIAL_TIME
from engine.remembering import as_of
from events.store import MEMORY, Store, open_store
from rules.problems import N_

_NO_MOMENT = N_("“{text}” is no moment. Write a day (2025-09-30: as known at its end) or a moment (2025-09-30T15:00).")

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="MOMENT", help=N_("As it was known then: a day, or a day and time."))
]


@contextmanager
def remembered(office: Office, moment: str | None) -> Iterator[Store]:
    """The store as it is; with a `moment`, one with all that had been recorded by then."""
    if moment is None:
        yield office.store
        return
    fresh = open_store(MEMORY)
    as_of(office.service, moment_of(moment), fresh)
    yield fresh


def moment_of(text: str) -> datetime:
    """The moment meant, by Vietnamese time; a day means its end. Raises Refused."""
    try:
        found = datetime.fromisoformat(text)
        if len(text) == len("2025-09-30"):
            found = datetime.combine(date.fromisoformat(text), time.max)
    except ValueError:
        raise Refused(_NO_MOMENT, text=one_line(text, 40)) from None
    return found if found.tzinfo else found.replace(tzinfo=OFFICIAL_TIME)

"""Whoever sits at a form: who asks, the office as he acts in it, the language, and what is there now."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import FormData

from adapters.bootstrap import Office
from adapters.web.rendering import language
from adapters.web.rights.asking import office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.principals import Principal
from engine.snapshot import Snapshot

_FIELDS, _FILES, _PART = 300, 10, 2**20


async def _typed(request: Request) -> FormData:
    """The fields and files of a form; one larger than any that is taken is not read."""
    most = office_of(request).settings.file_size * _FILES + _PART
    size = request.headers.get("content-length", "")
    if not size.isdigit() or int(size) > most:
        raise HTTPException(413)
    return await request.form(max_files=_FILES, max_fields=_FIELDS, max_part_size=_PART)


Typed = Annotated[FormData, Depends(_typed)]
"""The fields and files that came with a form."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at a form."""

    request: Request
    asker: Principal
    office: Office  # in which whatever is recorded bears his name
    lang: str

    @classmethod
    def of(cls, request: Request, asker: Principal) -> "Desk":
        """The desk of whoever asks."""
        office = office_of(request)
        return cls(request, asker, acting(office, asker), language(request))

    @contextmanager
    def looking(self) -> Iterator[Snapshot]:
        """All that is in force as one transaction sees it."""
        with self.office.store.begin(write=False) as session:
            found = Snapshot(session, self.office.tools)
            self.asker.among(found.units())
            yield found

    def value(self, name: str, data: Any) -> str:
        """A value of a form, if it is a text."""
        found = data.get(name, "")
        return found if isinstance(found, str) else ""

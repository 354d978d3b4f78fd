"""The content of a form that could not be taken, since its sender was signed in no more: nothing of it is lost.

It is kept in the page itself, and sent again by its own button once somebody has signed in.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from adapters.web.signing_in.forms import FIELD
from adapters.web.signing_in.places import HOME, local

_LONGEST = 500_000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class KeptForm:
    """A form that was sent: where to, and its fields; of files only which fields had one."""

    path: str
    fields: Sequence[tuple[str, str]] = ()
    files: Sequence[str] = ()

    @property
    def said(self) -> Sequence[str]:
        """All that somebody typed, for him to see that it is there."""
        return [value for _, value in self.fields if value.strip()]

    def text(self) -> str:
        """All of it as text, for a field of a form."""
        return json.dumps([self.path, list(self.fields), list(self.files)], ensure_ascii=False)


def kept_of(text: str) -> KeptForm | None:
    """The form that a text is; None: it is none, or leads elsewhere."""
    try:
        path, fields, files = json.loads(text) if text else ("", [], [])
        pairs = [(str(name), str(value)) for name, value in fields]
        return KeptForm(local(path), pairs, [str(one) for one in files]) if path and local(path) == path else None
    except (ValueError, TypeError, RecursionError):
        return None


async def kept_form(request: Request) -> KeptForm | None:
    """The form that a request is; None: it is none, or too long to keep."""
    if not request.headers.get("content-type", "").startswith(_FORMS):
        return None
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    fields, files = [], []
    for name, value in (await request.form()).multi_items():
        if not isinstance(value, str):
            files.append(name)
        elif name != FIELD:
            fields.append((name, value))
    found = KeptForm(path, fields, files)
    return found if local(path) != HOME and len(found.text()) <= _LONGEST else None

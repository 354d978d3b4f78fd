"""Pages set by templates (Jinja2), escaped, in the language of whoever reads."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.web.rights.asking import office_of
from adapters.words.catalogue import shown, tr

_FOLDER = Path(__file__).parent / "templates"


@cache
def _environment(lang: str) -> Environment:
    found = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["_"] = lambda template, **args: tr(template, lang, **args)
    found.filters["shown"] = lambda value: shown(value, lang)
    return found


def language(request: Request) -> str:
    """The language of whoever reads: his choice, else that of the settings."""
    chosen = request.cookies.get("lang", "")
    return chosen if chosen in ("vi", "en") else office_of(request).settings.lang


def page(request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """A page. Templates have `_` (a sentence in the reader's language), `request`, `asker` (or None) and `values`."""
    lang = language(request)
    asker = getattr(request.state, "principal", None)
    text = _environment(lang).get_template(template).render(request=request, asker=asker, lang=lang, **values)
    return HTMLResponse(text, status)

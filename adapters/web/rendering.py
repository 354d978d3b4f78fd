"""Pages set by templates (Jinja2), escaped, in the language of whoever reads."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.web.accounts.secrets_shown_once import form_token
from adapters.web.accounts.signed_in import SignedIn
from adapters.web.looks.days import day_words
from adapters.web.looks.frames import frame
from adapters.web.looks.page_words import on_page
from adapters.web.looks.static_files import static
from adapters.web.rights.asking import office_of
from adapters.words.catalogue import say, shown, tr, translator

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
    found.filters["words"] = lambda value: say(value, lang) if not isinstance(value, str) else translator(lang)(value)
    found.filters["on_page"] = lambda text: on_page(text, lang)
    found.filters["day"] = lambda value: day_words(value, lang)
    found.globals["static"] = static
    return found


def language(request: Request) -> str:
    """The language of whoever reads: his choice, else that of the settings."""
    chosen = request.cookies.get("lang", "")
    return chosen if chosen in ("vi", "en") else office_of(request).settings.lang


def page(request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """A page. Templates have `_` (a sentence in the reader's language), `request`, `asker` (or None),
    `frame`, `csrf` (each form that is posted carries it, in a field of that name) and `values`.
    """
    lang = language(request)
    asker, sign_in = getattr(request.state, "principal", None), getattr(request.state, "sign_in", None)
    csrf = form_token(sign_in.cookie) if isinstance(sign_in, SignedIn) else ""
    around = frame(request.url.path, request.cookies, asker, office_of(request).clock.today())
    text = (
        _environment(lang)
        .get_template(template)
        .render(request=request, asker=asker, lang=lang, **{"frame": around, "csrf": csrf, **values})
    )
    return HTMLResponse(text, status)

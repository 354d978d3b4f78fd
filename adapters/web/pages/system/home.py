"""How the program is, and the settings that hold: for whoever keeps it running."""

from datetime import datetime
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from adapters.answers.shown_settings import Shown, shown_settings
from adapters.web.rendering import language, page
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import say
from engine.sweeping import clock
from events.beside.rows import HealthRow
from rules.problems import N_

SYSTEM = "/he-thong"

router = APIRouter()

_PARTS = {
    "sweep": N_("the day is swept"),
    "send": N_("messages are sent"),
    "web": N_("pages are served"),
    "feeds": N_("calendars are given"),
    "metrics": N_("numbers are written"),
    "bounces": N_("returned mail is read"),
    "mail": N_("mail"),
    "sms": N_("text messages"),
}
_HELD = {
    "restored": N_("All sending is held back: the database was restored from a backup."),
    "counted": N_("All sending is held back: dates are counted otherwise now."),
    "tried": N_("All sending is held back: a trial has ended."),
}
_SET, _WRONG = N_("set"), N_("cannot be used")


@router.get(SYSTEM)
def system_page(request: Request, asker: Annotated[Principal, Depends(May(Act.PEOPLE))]) -> Response:
    """How it is; who has people only goes on to them."""
    if not asker.may(Act.MANAGE):
        return RedirectResponse(f"{SYSTEM}/nguoi-dung", 303)
    office = office_of(request)
    with office.store.begin(write=False) as session:
        swept, counts = session.side_by_side([lambda one: clock(one).day, lambda one: one.counts()])
    parts = [_part(row) for row in office.outbox.health() if row.name in _PARTS]
    held = office.outbox.why_held()
    about = {
        "held": _HELD[held] if held else None,
        "swept": swept,
        "late": swept is None or swept < office.clock.today(),
    }
    kept = {"version": version("thoihan"), "store": _store(office.store.url_label), "counts": counts}
    return page(request, "system/home.html", parts=parts, **about, **kept)


@router.get(f"{SYSTEM}/thiet-lap")
def settings_page(request: Request, _asker: Annotated[Principal, Depends(May(Act.MANAGE))]) -> Response:
    """The settings that hold, and where each comes from; of a secret only that it is set."""
    lang = language(request)
    rows = [_setting(one, lang) for one in shown_settings(office_of(request).environ)]
    return page(request, "system/settings.html", rows=rows)


def _store(label: str) -> str:
    """The kind of database, and not where it is."""
    return "PostgreSQL" if label.startswith("postgresql") else "SQLite"


def _part(row: HealthRow) -> dict[str, object]:
    seen = datetime.fromisoformat(row.seen_at) if row.seen_at else None
    return {"words": _PARTS[row.name], "seen": seen, "fault": row.fault, "failures": row.failures}


def _setting(one: Shown, lang: str) -> dict[str, object]:
    secret = _WRONG if one.wrong else (_SET if one.setting.secret and one.given else "")
    origin = one.origin if isinstance(one.origin, str) else say(one.origin, lang)
    return {"one": one.setting, "value": one.value or "", "secret": secret, "origin": origin}

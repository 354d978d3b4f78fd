"""Sự kiện: the log, the last event first; one event; the files that are kept with it."""

from datetime import timedelta
from itertools import islice
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from adapters.web.pages.acts.desks import Desk
from adapters.web.pages.acts.undoing import can_be_taken_back, opposite
from adapters.web.pages.log.entries import LogNames, backwards, entry, sees
from adapters.web.rendering import page
from adapters.web.rights.asking import May
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import Said
from adapters.words.events import EVENT_WORDS
from engine.asking.filed.files import attached_to
from engine.snapshot import Snapshot
from events.documents.packing import unpacked
from events.event import Event, Recorded
from rules.problems import N_

PATH = "/su-kien"
Reader = Annotated[Principal, Depends(May(Act.READ))]
router = APIRouter(prefix=PATH)

_PAGE = 40
UNDO = timedelta(minutes=10)
"""For so long whoever recorded something may take it back himself, whatever his role."""

_GROUPS = {
    "milestone": N_("What happened"),
    "task": N_("Reports"),
    "extension": N_("More time"),
    "plan": N_("Documents that give tasks"),
    "suspension": N_("Suspensions"),
    "event": N_("Corrections and withdrawals"),
    "unit": N_("Agencies"),
    "calendar": N_("Working days"),
}


@router.get("")
def log(request: Request, asker: Reader, truoc: int = 0, loai: str = "", van_ban: str = "") -> HTMLResponse:
    """The log: those before a position, of one kind, of one document."""
    desk = Desk.of(request, asker)
    types = [name for name in EVENT_WORDS if loai in _GROUPS and name.startswith((f"{loai}.", f"{loai}s."))]
    with desk.looking() as snapshot:
        names, head = LogNames(snapshot), snapshot.session.head()
        start = truoc if 0 < truoc <= head else head + 1
        found = list(islice(backwards(names, asker, start, van_ban, types), _PAGE + 1))
        entries = [entry(names, one) for one in found[:_PAGE]]
        plans = [(row.id, plan.number) for row in snapshot.session.plans() if (plan := names.known(row.id))]
    kept = {name: value for name, value in (("loai", loai), ("van_ban", van_ban)) if value}
    more = f"{PATH}?{urlencode({**kept, 'truoc': entries[-1].position})}" if len(found) > _PAGE else ""
    first = f"{PATH}?{urlencode(kept)}" if truoc else ""
    values = {"entries": entries, "more": more, "first": first, "plans": plans}
    return page(request, "log/log.html", **values, groups=_GROUPS, kind=loai, plan=van_ban)


@router.get("/{position:int}")
def one(request: Request, asker: Reader, position: int) -> HTMLResponse:
    """One event, what was said of it since, and what may be done about it."""
    desk = Desk.of(request, asker)
    with desk.looking() as snapshot:
        names = LogNames(snapshot)
        found = seen_event(snapshot, asker, position)
        session = snapshot.session
        files = attached_to(session, found.event.id, found.event.plan)
        amended = [entry(names, later) for later in session.amending(found.event.id)]
        whole = entry(names, found)
        of = session.find(found.event.corrects) if found.event.corrects else None
    values = {"entry": whole, "files": files, "amended": amended, "of": of, "acts": _acts(desk, found, bool(amended))}
    return page(request, "log/event.html", **values)


@router.get("/{position:int}/tep/{digest}")
def file(request: Request, asker: Reader, position: int, digest: str) -> Response:
    """A file that is kept with an event, to be saved: it is never opened among our pages."""
    desk = Desk.of(request, asker)
    with desk.looking() as snapshot:
        found = seen_event(snapshot, asker, position)
        there = {one.words["hash"]: one for one in attached_to(snapshot.session, found.event.id, found.event.plan)}
        row = snapshot.session.file(digest) if digest in there else None
        if row is None:
            raise HTTPException(404)
        data, name = unpacked(row), there[digest].words["name"]
    safe = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    headers = {**safe, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(data, headers=headers, media_type="application/octet-stream")


def seen_event(snapshot: Snapshot, asker: Principal, position: int) -> Recorded:
    """The event at a position. Raises HTTPException (404) where there is none that is the asker's to see."""
    session = snapshot.session
    if not 0 < position <= session.head():
        raise HTTPException(404)
    found = session.event_at(position)
    if not sees(LogNames(snapshot), asker, found.event):
        raise HTTPException(404)
    return found


def may_amend(desk: Desk, event: Event) -> bool:
    """True if the asker may take an event back: his role may, or he has just recorded it himself."""
    if desk.asker.may(Act.RECORD):
        return True
    own = desk.asker.may(Act.REPORT) and event.actor == desk.office.settings.actor
    return own and desk.office.clock.now() - event.recorded_at <= UNDO


def _acts(desk: Desk, found: Recorded, amended: bool) -> list[tuple[str, str | Said]]:
    """The acts that an event allows: addresses and words."""
    event, path = found.event, f"{PATH}/{found.position}"
    acts = list[tuple[str, str | Said]]()
    if event.type == "suspension.began" and desk.asker.may(Act.RECORD) and not amended:
        acts.append((f"{path}/het-tam-dung", N_("End the suspension")))
    if event.type == "part.asked" and desk.asker.may(Act.REPORT) and not amended:
        acts.append((f"{path}/tra-loi", N_("Answer")))
    if desk.asker.may(Act.RECORD) and event.type.startswith(("milestone.", "task.", "extension.")):
        acts.append((f"{path}/dinh-chinh", N_("Correct")))
    if may_amend(desk, event) and event.type != "day.began" and can_be_taken_back(event):
        acts.append((f"{path}/huy", N_("Take the record back")))
    instead = opposite(event) if desk.asker.may(Act.RECORD) else None
    return [*acts, *([(instead.path, instead.words)] if instead else [])]

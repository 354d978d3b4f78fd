"""Đối chiếu dữ liệu: the chain of the log, an anchor to keep elsewhere, and everything built again and compared."""

from dataclasses import asdict, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse

from adapters.bootstrap import PLAIN, Office, matchers
from adapters.web.pages.shared.reading import reading
from adapters.web.rendering import page
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.words.catalogue import Said
from engine.asking.anchors import check_anchor, export_head
from engine.asking.verifying import Report, verify
from engine.service import Service
from events.opening import open_store
from events.store import MEMORY
from rules.problems import N_

router = APIRouter()
Prover = Annotated[Principal, Depends(May(Act.PROVE))]
MOST = 20_000
"""A log of more events is held against its rows by the command, not while somebody waits for a page."""

_LONGEST_HASH = 64
_CHAIN = N_("The chain of the log holds: {count} events, each with the hash of the one before.")
_BROKEN = N_("The chain of the log is broken: {what}")
_ROWS = N_("Built again from the log and compared: {count} rows, {differing} of them otherwise.")
_RECEIPTS = N_("Due dates counted again by {matcher}: {count}, {differing} of them otherwise.")
_FILES, _CONTACTS = N_("Files that are not what was handed in: {count}."), N_("Addresses without their seal: {count}.")
_PENDING = N_("Plans whose dates are still to be counted again: {count}.")
_HOLDS, _NOT = (
    N_("The log still has this anchor."),
    N_("The log does not have this anchor: something before it was changed."),
)


@router.get("/doi-chieu")
def proof(request: Request, asker: Prover) -> HTMLResponse:
    """The page; with `chay=1` everything is built again."""
    office = office_of(request)
    with reading(request, asker, "verify") as seen:
        head, digest = seen.session.head(), seen.session.head_hash()
        tasks = sum(row.tasks for row in seen.session.tally())
    run = request.query_params.get("chay") == "1" and head <= MOST
    found = _verified(office) if run else None
    values = {
        "head": head,
        "digest": digest,
        "tasks": tasks,
        "too_long": head > MOST,
        "found": found,
        "said": _said(found) if found else [],
        "anchor": _anchored(office, request.query_params.get("so", ""), request.query_params.get("ma", "")),
        "asked": request.query_params,
    }
    return page(request, "proof/page.html", **values)


@router.get("/doi-chieu/moc.json")
def anchor(request: Request, _asker: Prover) -> JSONResponse:
    """The anchor of the log as it is now, to be kept elsewhere."""
    found = asdict(export_head(office_of(request).store))
    named = {"Content-Disposition": 'attachment; filename="moc-nhat-ky.json"', "Cache-Control": "no-store"}
    return JSONResponse(found, headers=named)


def _anchored(office: Office, number: str, digest: str) -> tuple[bool, str] | None:
    if not (number.isascii() and number.isdigit() and len(number) < 16 and len(digest) == _LONGEST_HASH):
        return None
    found = check_anchor(office.store, int(number), digest)
    return found.holds, _HOLDS if found.holds else _NOT


def _verified(office: Office) -> Report:
    """The findings with every matcher that can be loaded, the plain one first."""
    tools = {name: replace(office.tools, matcher=matcher) for name, matcher in matchers().items()}
    services = {name: Service(open_store(MEMORY), these) for name, these in tools.items()}
    plain = services.pop(PLAIN)
    return verify(Service(office.store, plain.tools), plain.store, by=PLAIN, also=services)


def _said(found: Report) -> list[tuple[bool, Said]]:
    """The findings in sentences, each with whether it is well."""
    broken = found.broken
    said = [(broken is None, Said(_BROKEN, {"what": broken}) if broken else Said(_CHAIN, {"count": found.head}))]
    differing = sum(dict(found.rows.differing).values())
    said.append((not differing, Said(_ROWS, {"count": sum(found.rows.counts.values()), "differing": differing})))
    for name, one in found.receipts.items():
        args = {"matcher": name, "count": one.checked, "differing": one.count}
        said.append((not one.count, Said(_RECEIPTS, args)))
    said.append((not found.files.wrong, Said(_FILES, {"count": len(found.files.changed) + len(found.files.missing)})))
    wrong = len(found.contacts.changed) + len(found.contacts.missing)
    said.append((not wrong, Said(_CONTACTS, {"count": wrong})))
    if found.pending:
        said.append((True, Said(_PENDING, {"count": len(found.pending)})))
    return said

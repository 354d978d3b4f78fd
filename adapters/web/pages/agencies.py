"""Cơ quan: the tree of agencies a level at a time, and one of them with its contacts and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.names.alphabet import sort_key
from adapters.statements.registers.digest_hours import USUAL, as_kept, digest_of, keep_digest
from adapters.telling.addresses import masked
from adapters.telling.hours.sending_hours import OFF, hour_text
from adapters.web.pages.recording.registers import CHANGES
from adapters.web.pages.shared.reading import Reading, reading
from adapters.web.rendering import page
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act
from adapters.web.rights.rows import Sight
from adapters.words.catalogue import Said, kind_said
from adapters.words.refused.refusal import Refused
from adapters.words.sending.ways import way_said
from engine.asking.official.organisation import in_order
from engine.snapshot import Snapshot
from events.rows import UnitRow
from rules.problems import N_

router = APIRouter()
Reader = Annotated[Principal, Depends(May(Act.READ))]
_MOST, _MOST_SHOWN = 500, 250
_WAYS = {"email": N_("Mail address"), "phone": N_("Telephone")}
_CHANGES = {what: change.verb for what, change in CHANGES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency as the tree shows it."""

    code: str
    name: str
    kind: Said | str
    below: int  # how many stand below it, at any depth
    ended_on: str | None
    successor: str | None
    children: "Sequence[Agency]" = ()


@router.get("/co-quan")
def agencies(request: Request, asker: Reader) -> HTMLResponse:
    """The agencies at the top, with those right below each."""
    with reading(request, asker, "units") as seen:
        tops = [asker.unit] if asker.reach is not None else list(seen.units.children.get(None, ()))
        words = " ".join(request.query_params.get("q", "").split())[:100]
        values = {
            "tree": [] if words else _tree(seen, tops),
            "words": words,
            "found": _found(seen, words) if words else [],
            "count": len(seen.units.rows),
        }
    return page(request, "agencies/page.html", **values)


@router.get("/co-quan/{code}")
def agency(request: Request, code: str, asker: Reader) -> HTMLResponse:
    """One agency."""
    with reading(request, asker, "units") as seen:
        row = seen.units.rows.get(code)
        if row is None or not (seen.sight.sees_unit(code) or asker.unit in seen.units.subtree(code)):
            raise HTTPException(404)
        values = {
            "one": _agency(seen, code),
            "above": [_agency(seen, one) for one in reversed(seen.units.ancestry(code)[1:]) if one in seen.units.rows],
            "below": _below(seen, code),
            "contacts": _contacts(seen, row),
            "members": [_agency(seen, one) for one in seen.units.members(code)] if row.members else [],
            "successor": _agency(seen, row.successor) if row.successor else None,
            "formerly": [_agency(seen, one) for one in seen.units.became(code)[1:]],
            "digest": _digest(seen, code) if asker.may(Act.REGISTER) and not row.ended_on else None,
            "changes": _CHANGES if asker.may(Act.REGISTER) and not row.ended_on else {},
        }
    return page(request, "agencies/one.html", **values)


@router.post("/co-quan/{code}/gio-bao")
def told_at(
    request: Request, code: str, asker: Annotated[Principal, Depends(May(Act.REGISTER))], hour: Annotated[str, Form()]
) -> Response:
    """Say at which hour an agency is told all at once."""
    office = acting(office_of(request), asker)
    with office.store.begin() as session:
        sight = Sight(asker, Snapshot(session, office.tools))
        if code not in sight.snapshot.units().rows or not sight.sees_unit(code):
            raise HTTPException(404)
        try:
            keep_digest(office, session, code, as_kept(hour.strip()))
        except Refused:
            raise HTTPException(422) from None
    return RedirectResponse(f"/co-quan/{quote(code)}#gio-bao", 303)


def _digest(seen: Reading, code: str) -> dict[str, object]:
    """The hour at which it is told all at once, what the settings have, and the hours to choose from."""
    row, usual = digest_of(seen.session, code), hour_text(seen.office.settings.digest)
    hours = [f"{half // 2:02}:{half % 2 * 3}0" for half in range(12, 37)]
    return {"at": row.at or USUAL, "by": row.actor if row.at else "", "usual": usual, "off": OFF, "hours": hours}


def _agency(seen: Reading, code: str) -> Agency:
    row = seen.units.rows[code]
    return Agency(
        code=code,
        name=row.name,
        kind=kind_said(row.kind),
        below=len(seen.units.subtree(code)) - 1,
        ended_on=row.ended_on,
        successor=row.successor,
    )


def _tree(seen: Reading, tops: Sequence[str]) -> Sequence[Agency]:
    """The tree from its top down, as far as a page has room; the rest is one touch away."""
    shown, level = {*tops}, list(tops)
    while level:
        below = [one for code in level for one in seen.units.children.get(code, ())]
        if len(shown) + len(below) > _MOST_SHOWN:
            break
        shown.update(below)
        level = below
    return [_branch(seen, code, shown) for code in _ordered(seen, tops)]


def _branch(seen: Reading, code: str, shown: set[str]) -> Agency:
    below = [one for one in seen.units.children.get(code, ()) if one in shown]
    return replace(_agency(seen, code), children=[_branch(seen, one, shown) for one in _ordered(seen, below)])


def _below(seen: Reading, code: str) -> Sequence[Agency]:
    return [_agency(seen, one) for one in _ordered(seen, seen.units.children.get(code, ()))]


def _ordered(seen: Reading, codes: Sequence[str]) -> Sequence[str]:
    """In the order of the organisation; communes side by side by their names, as the alphabet has them."""
    rows, place = seen.units.rows, {code: at for at, code in enumerate(in_order(seen.units, codes, _plans(seen)))}
    by_name = {code: sort_key(rows[code].name) if rows[code].kind == "commune" else "" for code in codes}
    return sorted(codes, key=lambda code: (by_name[code], place[code]))[:_MOST]


def _plans(seen: Reading) -> Sequence[Any]:
    return list(seen.shelf.plans().values())


def _found(seen: Reading, words: str) -> Sequence[Agency]:
    from rules.phrases.normalising import folded  # noqa: PLC0415 - only who looks for something needs it

    wanted = folded(words).split()
    rows = [row for row in seen.units.rows.values() if all(one in f"{row.code} {folded(row.name)}" for one in wanted)]
    there = [row for row in rows if seen.sight.sees_unit(row.code)]
    return [_agency(seen, row.code) for row in sorted(there, key=lambda row: sort_key(row.name))[:_MOST]]


def _contacts(seen: Reading, row: UnitRow) -> Sequence[tuple[Said | str, str]]:
    """Its addresses: whole for whoever keeps them, else enough to be known again."""
    if not seen.sight.sees_unit(row.code):
        return ()
    whole = seen.asker.may(Act.REGISTER)
    found = seen.session.contacts([row.code])
    return [(_WAYS.get(one.kind) or way_said(one.kind), one.address if whole else masked(one.address)) for one in found]

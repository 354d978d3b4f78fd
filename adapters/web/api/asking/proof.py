"""Proof that everything holds: the log's chain, and every row and receipt against what the log gives."""

from dataclasses import asdict, replace
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from adapters.bootstrap import PLAIN, Office, matchers
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute
from adapters.web.api.frame.reading import spoken
from adapters.web.rights.asking import May, asker, office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.roles import Act
from adapters.words.catalogue import say
from adapters.words.recounts import recounting
from engine.asking.anchors import export_head
from engine.asking.verifying import Report, verify
from engine.service import Service
from events.opening import open_store
from events.store import MEMORY
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["proof"], dependencies=[Depends(May(Act.PROVE))])


MOST = 20_000
"""A log of more events is held against its rows by the command, not while somebody waits for an answer."""

_TOO_LONG = N_("The log has {count} events; more than {most} are verified by `thoihan verify`.")


@router.get("/verify", response_model=dict[str, Any])
def verification(request: Request) -> Response:
    """Rebuild everything from the log and compare: `holds`, and what differs. It takes as long as the log is long."""
    office, lang = acting(office_of(request), asker(request)), spoken(request)
    if (head := export_head(office.store).position) > MOST:
        raise ApiProblem(422, _TOO_LONG, count=head, most=MOST)
    found = _verified(office)
    return answer(
        request,
        {
            "holds": found.holds,
            "empty": found.empty,
            "complete": found.complete,
            "events": found.head,
            "head_hash": found.head_hash,
            "broken": say(found.broken, lang) if found.broken else None,
            "rows": dict(found.rows.counts),
            "differing": dict(found.rows.differing),
            "receipts": {
                name: {"checked": one.checked, "differing": one.count} for name, one in found.receipts.items()
            },
            "disagreeing": dict(found.disagreeing),
            "recounting": recounting(found.pending),
        },
    )


@router.get("/anchor", response_model=dict[str, Any])
def anchor(request: Request) -> Response:
    """The log's last position and hash, to be kept elsewhere."""
    return answer(request, asdict(export_head(office_of(request).store)))


def _verified(office: Office) -> Report:
    """The findings with every matcher that can be loaded, the plain one first."""
    tools = {name: replace(office.tools, matcher=matcher) for name, matcher in matchers().items()}
    services = {name: Service(open_store(MEMORY), these) for name, these in tools.items()}
    plain = services.pop(PLAIN)
    return verify(Service(office.store, plain.tools), plain.store, by=PLAIN, also=services)

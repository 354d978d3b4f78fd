"""Whether the program is there, and whether it can work: for whoever watches it."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from adapters.web.rights.asking import office_of
from events.errors import StoreError

router = APIRouter()

_NOT_STORED = {"Cache-Control": "no-store"}


@router.api_route("/healthz", methods=["GET", "HEAD"])
def healthy() -> Response:
    """It answers."""
    return JSONResponse({"status": "ok"}, headers=_NOT_STORED)


@router.api_route("/readyz", methods=["GET", "HEAD"])
def ready(request: Request) -> Response:
    """It reaches its database."""
    try:
        with office_of(request).store.begin(write=False) as session:
            session.head()
    except StoreError:
        return JSONResponse({"status": "no store"}, 503, headers={**_NOT_STORED, "Retry-After": "10"})
    return JSONResponse({"status": "ready"}, headers=_NOT_STORED)

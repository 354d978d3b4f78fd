"""What is answered to anybody: whether the program is there, whether it can work, and the files that pages load."""

import mimetypes

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from adapters.web.looks.static_files import served_as
from adapters.web.rights.asking import office_of
from events.errors import StoreError

router = APIRouter()

_NOT_STORED = {"Cache-Control": "no-store"}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/healthz")
def healthy() -> Response:
    """It answers."""
    return JSONResponse({"status": "ok"}, headers=_NOT_STORED)


@router.get("/readyz")
def ready(request: Request) -> Response:
    """It reaches its database."""
    try:
        with office_of(request).store.begin(write=False) as session:
            session.head()
    except StoreError:
        return JSONResponse({"status": "no store"}, 503, headers={**_NOT_STORED, "Retry-After": "10"})
    return JSONResponse({"status": "ready"}, headers=_NOT_STORED)


@router.get("/static/{name}")
def static_file(name: str) -> Response:
    """A file under the name that has its hash."""
    path = served_as(name)
    if path is None:
        raise HTTPException(404)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(path.read_bytes(), media_type=kind, headers=_FOR_EVER)

"""Files that pages load: each is named with a piece of its hash, so that a browser keeps it for ever."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

FOLDER = Path(__file__).parent / "static"
_ENDINGS = {".css", ".js", ".svg", ".png", ".ico", ".woff2"}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}

router = APIRouter()


def static(name: str) -> str:
    """The address of a file, as pages write it."""
    return f"/static/{_names()[name]}"


@router.api_route("/static/{name}", methods=["GET", "HEAD"])
def static_file(name: str) -> Response:
    """A file under the name that has its hash; no other name is there."""
    own = next((plain for plain, hashed in _names().items() if hashed == name), None)
    if own is None:
        raise HTTPException(404)
    kind = mimetypes.guess_type(own)[0] or "application/octet-stream"
    return Response((FOLDER / own).read_bytes(), media_type=kind, headers=_FOR_EVER)


@cache
def _names() -> dict[str, str]:
    """What each file is served as, by its own name."""
    return {path.name: _named(path) for path in sorted(FOLDER.iterdir()) if path.suffix in _ENDINGS}


def _named(path: Path) -> str:
    return f"{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}{path.suffix}"

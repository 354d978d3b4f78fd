"""Addresses of what pages load: each names its content, so that a browser may keep it for ever."""

from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static"


@cache
def static(name: str) -> str:
    """`/static/thoihan.css?v=0123456789ab`. Raises OSError where there is no such file."""
    return f"/static/{name}?v={sha256((FOLDER / name).read_bytes()).hexdigest()[:12]}"

"""Files that pages load: each is served under a name with a piece of its hash, so a browser keeps it for ever."""

from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static"
_ENDINGS = {".css", ".js", ".svg", ".png", ".ico", ".woff2"}


@cache
def static(name: str) -> str:
    """`/static/thoihan.0123456789ab.css`. Raises KeyError where there is no such file."""
    return f"/static/{_served()[name]}"


@cache
def served_as(name: str) -> Path | None:
    """The file that is served under a name; None: none is, whatever else lies in the folder or beside it."""
    return next((FOLDER / own for own, served in _served().items() if served == name), None)


@cache
def _served() -> dict[str, str]:
    return {path.name: _named(path) for path in sorted(FOLDER.iterdir()) if path.suffix in _ENDINGS}


def _named(path: Path) -> str:
    return f"{path.stem}.{sha256(path.read_bytes()).hexdigest()[:12]}{path.suffix}"

"""A log of what was asked, one line of JSON each, for whoever keeps the program running: no name or word of anybody.

Of an address the line has the route alone, since the rest may name a task, a person or a secret.
"""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.running.health import place_of

_log = logging.getLogger(__name__)
_UNKNOWN = "(none)"


class Logged:
    """Logs each request when it is answered, and each fault by its kind and place."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            _log.error("fault", extra={"said": {"kind": type(error).__name__, "place": place_of(error)}})
            raise
        finally:
            said = {"method": scope["method"], "route": _route(scope), "status": status, "ms": _since(began)}
            _log.info("answered", extra={"said": said})


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", _UNKNOWN))


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


class JsonLines(logging.Formatter):
    """Lines of JSON: when, how grave, what."""

    def format(self, record: logging.LogRecord) -> str:
        """One line. Of an error that somebody else logs, its kind only."""
        said: dict[str, Any] = getattr(record, "said", None) or {}
        what = record.msg if record.name.startswith("adapters.") else record.name
        head = {"at": _moment(record.created), "level": record.levelname.lower(), "what": what}
        if record.args and record.name.startswith("adapters."):
            head["what"] = record.getMessage()
        return json.dumps({**head, **said}, ensure_ascii=False)


def log_to_standard_error() -> None:
    """Have everything that is logged written there, as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _log.setLevel(logging.INFO)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""A fault of the program: logged by its kind and place, and answered by a page that says so, without a trace."""

import logging
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.running.health import place_of

_log = logging.getLogger(__name__)

Answer = Callable[[Request, Exception], Response]


class Faults:
    """Answers by `answer` whatever error reaches it."""

    def __init__(self, app: ASGIApp, answer: Answer) -> None:
        self._app, self._answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            _log.error("fault", extra={"said": {"kind": type(error).__name__, "place": place_of(error)}})
            await self._answer(Request(scope), error)(scope, receive, send)

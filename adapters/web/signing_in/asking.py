"""The middleware that says who asks: `request.state.principal`, from a browser's cookie or a program's token."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.bootstrap import Office
from adapters.web.accounts.signed_in import OPEN, principal, program, signed_in
from adapters.web.signing_in.cookies import cookie_of

NOBODYS = ("/static/", "/healthz", "/readyz", "/feeds/", "/reports/")
"""Addresses at which nobody is asked who he is."""

_BEARER = "bearer "


class WhoAsks:
    """Sets `principal`, and `sign_in` where it is a browser's; whoever shows a token is known by that alone."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self._app, self._office = app, office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(NOBODYS):
            request = Request(scope)
            if not hasattr(request.state, "principal"):
                await run_in_threadpool(self._ask, request)
        await self._app(scope, receive, send)

    def _ask(self, request: Request) -> None:
        request.state.principal = request.state.sign_in = None
        shown = request.headers.get("authorization", "")
        if shown:
            if shown.lower().startswith(_BEARER):
                request.state.principal = program(self._office, shown[len(_BEARER) :].strip())
            return
        cookie = cookie_of(request)
        found = signed_in(self._office, cookie) if cookie else None
        request.state.sign_in = found
        if found and found.row.stage == OPEN:
            request.state.principal = principal(self._office, found.account)

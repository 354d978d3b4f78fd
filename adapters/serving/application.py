"""The pages that a server of this program has, as ASGI: `/feeds/ADDRESS.ics`, `/reports/SECRET` and `/healthz`.

A web application of more pages takes `feed_routes` among its own. Nothing here logs an address, or says whether one
that is not there ever was.
"""

import logging
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.bootstrap import Office
from adapters.running.health import place_of
from adapters.serving.calendars import ServedCalendar, calendar_at, note_look
from adapters.serving.conditional import answered
from adapters.serving.keeping import Keeping
from adapters.telling.reports.noting import note_report
from adapters.telling.reports.route import report_route
from adapters.telling.sms.kannel_reports import Report
from adapters.telling.targets.texts import GatewayTarget
from events.beside.attempts import Reported
from events.chain import moment_text
from events.errors import StoreError

FEEDS = "/feeds/{address}.ics"

_AT_ONCE = 4
"""So many calendars are made at once; others wait. Each takes the processor for a moment."""

_SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_CALENDAR = {
    **_SAFE,
    "Content-Type": "text/calendar; charset=utf-8",
    "Cache-Control": "private, max-age=300",
    "Content-Disposition": 'inline; filename="thoi-han.ics"',
}
_NOT_STORED = {**_SAFE, "Cache-Control": "no-store"}

_log = logging.getLogger(__name__)


def application(office: Office) -> Starlette:
    """The whole: calendars, what gateways report of messages, and whether the program is there."""
    return Starlette(
        routes=[*feed_routes(office), *report_routes(office), Route("/healthz", _healthy)],
        exception_handlers={404: _nothing, 405: _nothing},
    )


def feed_routes(office: Office) -> list[Route]:
    """The routes of calendars, for any application that has an office."""
    return [Route(FEEDS, _Feeds(office).answer, methods=["GET"])]  # and HEAD with it


def report_routes(office: Office) -> list[Route]:
    """The route of what a gateway reports; none, unless the settings have a gateway report anything."""
    target = office.settings.sms
    if not isinstance(target, GatewayTarget) or target.reports_secret is None:
        return []

    def note(report: Report) -> Reported:
        return note_report(office.outbox, report, moment_text(office.clock.now()))

    return [report_route(target.reports_secret, note, urlsplit(target.reports or "").path or "/reports")]


async def _healthy(_request: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers=_NOT_STORED)


async def _nothing(_request: Request, error: Any) -> Response:
    """The same for whatever is not there, a method or a page."""
    return _plain("Not found", error.status_code)


def _plain(text: str, status: int, **headers: str) -> Response:
    return Response(f"{text}\n", status, {**_NOT_STORED, **headers}, "text/plain")


class _Feeds:
    """Answers who asks for a calendar."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._since = office.clock.now()  # another version, or other settings, may say the same otherwise
        self._keep = Keeping()
        self._limiter: CapacityLimiter | None = None

    async def answer(self, request: Request) -> Response:
        """The calendar, or that there is none; whatever goes wrong is said without the address."""
        self._limiter = self._limiter or CapacityLimiter(_AT_ONCE)
        look = request.method != "HEAD"
        try:
            return await to_thread.run_sync(
                self._made, request.path_params["address"], dict(request.headers), look, limiter=self._limiter
            )
        except StoreError:
            return _plain("Busy", 503, **{"Retry-After": "60"})
        except Exception as error:  # noqa: BLE001 - the words of an error, and its trace, may hold the address
            _log.error("a calendar could not be made: %s at %s", type(error).__name__, place_of(error))
            return _plain("Error", 500)

    def _made(self, address: str, asked: dict[str, str], look: bool) -> Response:
        found = calendar_at(self._office, address, self._keep, look=look)
        if found is None:
            return _plain("Not found", 404)
        said = answered(found.data, asked, self._changed(found), _CALENDAR)
        if look and said.body:
            note_look(self._office, found)
        return Response(said.body, said.status, dict(said.headers))

    def _changed(self, found: ServedCalendar) -> datetime | None:
        return found.changed and max(found.changed, self._since)

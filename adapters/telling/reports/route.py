"""The address under which a gateway reports what became of messages, as a route that a web application mounts."""

import hmac
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.secrecy import Secret
from adapters.telling.sms.kannel_reports import Report, read_report
from events.beside.attempts import Reported
from events.errors import StoreError

_LONGEST_QUERY = 500


def report_route(secret: Secret, note: Callable[[Report], Reported], path: str = "/reports") -> Route:
    """`PATH/SECRET?ref=…&status=…`: each report is given to `note`, in a thread of its own.

    Who does not know the secret finds nothing there. A report that is none is refused (400); one of a message that
    nobody knows is not found (404); where the store cannot be asked, it is to come again (503). All others are taken.
    """

    async def answer(request: Request) -> Response:
        given = request.path_params["secret"]
        if not hmac.compare_digest(given.encode(), secret.reveal().encode()):
            return PlainTextResponse("not found\n", 404)
        if len(request.url.query) > _LONGEST_QUERY:
            return PlainTextResponse("too long\n", 400)
        found = read_report(dict(request.query_params))
        if found is None:
            return PlainTextResponse("no report\n", 400)
        try:
            comes = await run_in_threadpool(note, found)
        except StoreError:
            return PlainTextResponse("later\n", 503)
        return PlainTextResponse(f"{comes}\n", 404 if comes is Reported.UNKNOWN else 200)

    return Route(path + "/{secret}", answer, methods=["GET", "POST"])

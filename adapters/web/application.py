"""The application: pages, the API, calendars, what gateways report, and what is asked by whoever watches it."""

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from adapters.bootstrap import Office
from adapters.serving.application import feed_routes, report_routes
from adapters.web.answering.faults import Faults
from adapters.web.answering.headers import Headers, HeadsAsked
from adapters.web.answering.logged import Logged
from adapters.web.answering.sizes import BESIDE, Sizes
from adapters.web.api import routes as api
from adapters.web.pages import basics, reading_pages
from adapters.web.pages.account import own, secrets
from adapters.web.pages.errors import answer_errors, fault
from adapters.web.pages.log import amending as log_amending
from adapters.web.pages.log import pages as log_pages
from adapters.web.pages.messages import pages as messages
from adapters.web.pages.recording import days as typed_days
from adapters.web.pages.recording import giving, happenings, links, listed, many_tasks, on_tasks, registers
from adapters.web.pages.system import home, people, tokens, webhooks
from adapters.web.pages.taking_in import pages as taking_in
from adapters.web.pages.tasks import kept as kept_lists
from adapters.web.signing_in import elsewhere, languages, once
from adapters.web.signing_in import pages as signing_in
from adapters.web.signing_in.asking import WhoAsks
from adapters.web.signing_in.forms import from_our_own_pages
from adapters.web.signing_in.throttle import Throttle

ROUTERS = (
    basics.router,
    signing_in.router,
    once.router,
    elsewhere.router,
    languages.router,
    own.router,
    secrets.router,
    home.router,
    people.router,
    tokens.router,
    webhooks.router,
    api.router,
    happenings.router,
    listed.router,
    typed_days.router,
    log_pages.router,
    log_amending.router,
    giving.router,
    links.router,
    taking_in.router,
    registers.router,
    messages.router,
    many_tasks.router,
    kept_lists.router,
    on_tasks.routes(),
    *reading_pages(),
)
"""The places of the application, one line each."""

_WORTH_PACKING = 1_000  # bytes


def application(office: Office) -> FastAPI:
    """All that is served of an office."""
    ours = [Depends(from_our_own_pages)]
    web = FastAPI(title="thoihan", docs_url=None, redoc_url=None, openapi_url=None, dependencies=ours)
    web.state.office, web.state.throttle = office, Throttle(office)
    web.router.routes.extend([*feed_routes(office), *report_routes(office)])
    for router in ROUTERS:
        web.include_router(router)
    answer_errors(web)
    _around(web, office)
    return web


def _around(web: FastAPI, office: Office) -> None:
    """All that every request goes through, the innermost first."""
    web.add_middleware(WhoAsks, office=office)
    web.add_middleware(Sizes, most=office.settings.file_size + BESIDE)
    web.add_middleware(Faults, answer=fault)
    web.add_middleware(GZipMiddleware, minimum_size=_WORTH_PACKING)
    web.add_middleware(HeadsAsked)
    web.add_middleware(Headers)
    web.add_middleware(Logged)

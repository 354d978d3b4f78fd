"""The application: pages, the API, calendars, what gateways report, and what is asked by whoever watches it."""

from fastapi import Depends, FastAPI

from adapters.bootstrap import Office
from adapters.serving.application import feed_routes, report_routes
from adapters.web.pages import basics
from adapters.web.pages.log import amending as log_amending
from adapters.web.pages.log import pages as log_pages
from adapters.web.pages.messages import pages as messages
from adapters.web.pages.plans import pages as plans_taken_in
from adapters.web.pages.recording import days as typed_days
from adapters.web.pages.recording import giving, happenings, links, on_tasks, registers
from adapters.web.signing_in import pages as signing_in
from adapters.web.signing_in.asking import WhoAsks
from adapters.web.signing_in.forms import from_our_own_pages

ROUTERS = (
    basics.router,
    signing_in.router,
    happenings.router,
    typed_days.router,
    log_pages.router,
    log_amending.router,
    giving.router,
    links.router,
    plans_taken_in.router,
    registers.router,
    messages.router,
    on_tasks.routes(),
)
"""The places of the application, one line each."""


def application(office: Office) -> FastAPI:
    """All that is served of an office."""
    own = [Depends(from_our_own_pages)]
    web = FastAPI(title="thoihan", docs_url=None, redoc_url=None, openapi_url=None, dependencies=own)
    web.state.office = office
    web.router.routes.extend([*feed_routes(office), *report_routes(office)])
    for router in ROUTERS:
        web.include_router(router)
    web.add_middleware(WhoAsks, office=office)
    return web

"""The application: pages, the API, calendars, what gateways report, and what is asked by whoever watches it."""

from fastapi import FastAPI

from adapters.bootstrap import Office
from adapters.serving.application import feed_routes, report_routes


def application(office: Office) -> FastAPI:
    """All that is served of an office."""
    web = FastAPI(title="thoihan", docs_url=None, redoc_url=None, openapi_url=None)
    web.state.office = office
    web.router.routes.extend([*feed_routes(office), *report_routes(office)])
    return web

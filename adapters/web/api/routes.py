"""All routes of the API, under one prefix."""

from fastapi import APIRouter

from adapters.web.api import describing
from adapters.web.api.asking import due, tasks
from adapters.web.api.describing import PREFIX
from adapters.web.api.events import routes as events

router = APIRouter(prefix=PREFIX)
for _one in (tasks.router, events.router, due.router, describing.router):
    router.include_router(_one)

"""All routes of the API, under one prefix."""

from fastapi import APIRouter

from adapters.web.api import describing
from adapters.web.api.administering import addresses, people, system, tokens
from adapters.web.api.asking import changes, due, figures, happenings, log, plans, proof, register, tasks, texts
from adapters.web.api.describing import PREFIX
from adapters.web.api.events import routes as events
from adapters.web.api.papers import files, taken_in, written
from adapters.web.api.recording import acts, agencies, messages, proposals, webhooks
from adapters.web.api.recording import plans as adopting

_ASKED = (tasks.router, plans.router, register.router, figures.router, proof.router, changes.router, due.router)
_READ = (texts.router, happenings.router)
_PAPERS = (written.router, files.router, taken_in.router)  # before others, of which the addresses begin alike
_ADMINISTERED = (people.router, tokens.router, addresses.router, system.router, agencies.router)
_RECORDED = (events.router, acts.router, adopting.router, messages.router, proposals.router, webhooks.router)

router = APIRouter(prefix=PREFIX)
for _one in (*_PAPERS, *_ASKED, *_READ, *_RECORDED, *_ADMINISTERED, log.router, describing.router):
    router.include_router(_one)

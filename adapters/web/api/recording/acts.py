"""Acts on tasks and events, each a request of its own: what a page's form says, made an event and recorded as one."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import Field

from adapters.web.api.asking.described import RecordedAnswer
from adapters.web.api.events.cloud_events import CloudEvent, is_name, log_id
from adapters.web.api.events.once import ONCE
from adapters.web.api.events.recorded import record_or_propose, status_of
from adapters.web.api.events.routes import ACTS, DryRun
from adapters.web.api.frame.answers import answer
from adapters.web.api.frame.asking import MayAny
from adapters.web.api.frame.fields import Day, Name, RecordedBody, Words
from adapters.web.api.frame.problems import ApiProblem, ProblemRoute
from adapters.web.api.frame.reading import spoken
from adapters.web.rights.asking import office_of
from adapters.web.rights.guarding import acting
from adapters.web.rights.principals import Principal
from rules.problems import N_

router = APIRouter(route_class=ProblemRoute, tags=["acts"])

_NOT_A_KEY = N_("Idempotency-Key must be text of 1 to 200 characters on one line, without #.")
Who = Annotated[Principal, Depends(MayAny(ACTS))]
TaskName = Annotated[str, Field(max_length=500)]
Key = Annotated[
    str | None, Header(alias="Idempotency-Key", description="What is sent again under it is known, and counts once.")
]


class DoneBody(RecordedBody):
    """A task was done."""

    unit: Name | None = None
    product: Words | None = None
    anyway: bool = False
    reason: Words | None = None


class ProgressBody(RecordedBody):
    """How far a task has come."""

    unit: Name | None = None
    progress: Words
    difficulty: Words | None = None
    proposal: Words | None = None


class TakenUpBody(RecordedBody):
    """A task was taken up."""

    unit: Name | None = None


class AssignedBody(RecordedBody):
    """A task was given to somebody within an agency."""

    unit: Name
    person: Words
    due: Day | None = None


class AskedBody(RecordedBody):
    """More time is asked for."""

    unit: Name | None = None
    due: Day
    reason: Words


class GrantedBody(RecordedBody):
    """More time is given."""

    unit: Name | None = None
    due: Day
    override: bool = False
    reason: Words | None = None


class RefusalBody(RecordedBody):
    """More time is not given."""

    unit: Name | None = None
    reason: Words


class DateSetBody(RecordedBody):
    """A task is given its date."""

    due: Day
    anyway: bool = False
    reason: Words | None = None


class WithdrawalBody(RecordedBody):
    """An event is taken back."""

    reason: Words | None = None


class CorrectionBody(RecordedBody):
    """An event was recorded wrongly: what is given stands instead. `occurred_on` is the day on which it happened."""

    at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    carried: Day | None = None
    unit: Name | None = None
    anyway: bool = False
    reason: Words | None = None


class AcceptanceBody(RecordedBody):
    """A report is accepted."""

    unit: Name | None = None
    reason: Words | None = None


class ReturnBody(RecordedBody):
    """A report is returned."""

    unit: Name | None = None
    reason: Words
    due: Day | None = None


_TASKS: Mapping[str, tuple[str, type[RecordedBody]]] = {
    "reports": ("task.done", DoneBody),
    "progress": ("task.progress", ProgressBody),
    "acknowledgements": ("task.acknowledged", TakenUpBody),
    "assignments": ("task.assigned", AssignedBody),
    "extension-requests": ("extension.requested", AskedBody),
    "extensions": ("extension.granted", GrantedBody),
    "extension-refusals": ("extension.refused", RefusalBody),
    "dates": ("task.date_set", DateSetBody),
}
_EVENTS: Mapping[str, tuple[str, type[RecordedBody]]] = {
    "withdrawals": ("event.withdrawn", WithdrawalBody),
    "corrections": ("event.corrected", CorrectionBody),
    "acceptances": ("task.accepted", AcceptanceBody),
    "returns": ("task.returned", ReturnBody),
}


def _route(path: str, kind: str, body: type[RecordedBody]) -> None:
    """Add the route that records events of a type of what its address names."""

    def act(
        request: Request,
        who: Who,
        id: TaskName,  # noqa: A002 - its name
        said: Any,
        dry_run: DryRun = False,
        key: Key = None,
    ) -> Response:
        sent = CloudEvent(id="", source="", type=kind, subject=id, said_at=None, data=data_of(said))
        office, lang = acting(office_of(request), who), spoken(request)
        found = record_or_propose(office, who, sent, lang, name=_named(who, key), dry_run=dry_run)
        return answer(request, found, status_of(found))

    act.__annotations__["said"] = body
    act.__doc__ = f"{(body.__doc__ or '').splitlines()[0]} An event of the type `{kind}`."
    name = f"record_{kind.replace('.', '_')}"
    router.add_api_route(
        path, act, methods=["POST"], status_code=201, response_model=RecordedAnswer, name=name, operation_id=name
    )


def data_of(said: RecordedBody) -> dict[str, Any]:
    """The data of the event that a body says: what is not given, or not so, is left out."""
    found = said.model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in found.items() if value is not False}


def _named(who: Principal, key: str | None) -> str:
    """The id in the log: by the key that was given; without one, what says the same as stands is known all the same."""
    if key is None:
        return f"{ONCE}{secrets.token_hex(16)}"
    if not is_name(key, 200):
        raise ApiProblem(422, _NOT_A_KEY)
    return log_id("key", who.key, key)


for _place, (_kind, _body) in _TASKS.items():
    _route(f"/tasks/{{id:path}}/{_place}", _kind, _body)
for _place, (_kind, _body) in _EVENTS.items():
    _route(f"/events/{{id:path}}/{_place}", _kind, _body)

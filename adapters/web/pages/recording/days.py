"""A day as it is typed, said with its weekday: a fragment beside the field."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from adapters.names.days import written_day
from adapters.web.rendering import page
from adapters.web.rights.asking import May, office_of
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act

router = APIRouter()


@router.get("/ngay")
def day(request: Request, asker: Annotated[Principal, Depends(May(Act.READ))], field: str = "on") -> HTMLResponse:  # noqa: ARG001
    """The day with its weekday; "" where nothing that is a day stands there yet."""
    typed = request.query_params.get(field[:40], "")
    try:
        found = written_day(typed[:40])
    except ValueError:
        found = None
    ahead = found is not None and field == "on" and found > office_of(request).clock.today()
    return page(request, "recording/day.html", found=found, ahead=ahead)

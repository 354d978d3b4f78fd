"""The asker, as routes have him: a route depends on `May(Act.READ)`, which gives the principal."""

from dataclasses import dataclass

from fastapi import HTTPException, Request

from adapters.bootstrap import Office
from adapters.web.rights.principals import Principal
from adapters.web.rights.roles import Act


def office_of(request: Request) -> Office:
    """The office that the application serves."""
    found = request.app.state.office
    if not isinstance(found, Office):
        raise TypeError("the application is made by adapters.web.application")
    return found


def asker(request: Request) -> Principal:
    """The asker. Raises HTTPException (401) where nobody has signed in and no token was sent."""
    found = getattr(request.state, "principal", None)
    if not isinstance(found, Principal):
        raise HTTPException(401)
    return found


@dataclass(frozen=True)
class May:
    """The dependency of a route: gives who asks, if he may do that. What one may not do does not exist: 404."""

    act: Act

    def __call__(self, request: Request) -> Principal:
        """The principal. Raises HTTPException."""
        found = asker(request)
        if not found.may(self.act):
            raise HTTPException(404)
        return found

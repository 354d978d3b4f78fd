"""The tables of docs/rights.md: `python -m tests.tools.rights_table` writes them as routes and roles have it now."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.routing import iter_route_contexts

from adapters.web.application import ROUTERS
from adapters.web.rights.asking import May
from adapters.web.rights.roles import ACTS, Act, Role

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"

ANYBODY = {
    "/healthz": "says that the program answers",
    "/readyz": "says whether it reaches its database",
    "/static/{name}": "the files that pages load",
    "/sign-in": "the page for signing in",
    "/sign-in/code": "the second step of it",
    "/sign-in/once/{secret}": "whoever has the link, once",
    "/sign-in/elsewhere": "on to the provider that the settings name",
    "/sign-in/elsewhere/back": "whom that provider says somebody is, if he has an account",
    "/sign-out": "ends the sign-in that is shown",
    "/language": "keeps a choice in the browser",
    "/api/v1/openapi.json": "describes the API, and holds nothing of the office's",
    "/l/{token}": "whoever has the signed link of a message, for one act on one task",
}
"""Routes that nobody must sign in for, and why."""


class Route(NamedTuple):
    """A route, and the acts of which one must be allowed."""

    method: str
    path: str
    acts: Sequence[Act]  # none: anybody

    def open_to(self, role: Role) -> bool:
        """True if somebody of that role may ask for it."""
        return not self.acts or any(act in ACTS[role] for act in self.acts)


def routes() -> list[Route]:
    """All of the application, but for calendars and what gateways report, which are known by their secret address."""
    router = APIRouter()
    for one in ROUTERS:
        router.include_router(one)
    found: set[Route] = set()
    for context in iter_route_contexts(router.routes):
        acts = tuple(sorted({act for call in _calls(context.dependant) for act in _acts(call)}))
        found |= {Route(method, str(context.path), acts) for method in context.methods or ()}
    return sorted(found, key=lambda one: (one.path.startswith("/api/"), one.path, one.method))


def _calls(dependant: Any) -> Iterator[Callable[..., Any]]:
    for one in dependant.dependencies:
        if one.call is not None:
            yield one.call
        yield from _calls(one)


def _acts(call: Any) -> Sequence[Act]:
    if isinstance(call, May):
        return (call.act,)
    acts = getattr(call, "acts", ())
    return acts if isinstance(acts, tuple) and all(isinstance(act, Act) for act in acts) else ()


def tables() -> dict[str, str]:
    """The tables by their names."""
    head = "| | " + " | ".join(Role) + " |\n|---|" + "---|" * len(Role)
    of_acts = [head, *(_row(f"`{act}`", lambda role, act=act: act in ACTS[role]) for act in Act)]  # type: ignore[misc]  # bound
    asked = [one for one in routes() if one.acts]
    of_routes = [head, *(_row(f"{one.method} `{one.path}`", one.open_to) for one in asked)]
    free = ["| | |\n|---|---|", *(f"| `{path}` | {why} |" for path, why in ANYBODY.items())]
    return {"acts": "\n".join(of_acts), "routes": "\n".join(of_routes), "anybody": "\n".join(free)}


def _row(name: str, has: Callable[[Role], bool]) -> str:
    return f"| {name} | " + " | ".join("x" if has(role) else "" for role in Role) + " |"


def written(text: str) -> str:
    """The page with the tables as they are now."""
    for name, table in tables().items():
        marks = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        text = re.sub(f"{marks[0]}.*?{marks[1]}", lambda _, of=(marks, table): of[1].join(of[0]), text, flags=re.DOTALL)  # type: ignore[misc]
    return text


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

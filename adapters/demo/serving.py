"""The pages over what the story left: with a sign-in for each role, on the day on which the story ended."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation
from adapters.cli.operations.web.serve import serving, until_stopped
from adapters.clock import ShiftedClock
from adapters.web.accounts.making import keep, new_account, units_of, with_password
from adapters.web.rights.role_words import ROLE_WORDS
from adapters.web.rights.roles import Role
from adapters.web_settings import Listening
from engine.units import Units
from events.states import OPEN_STATES
from rules.problems import N_

HOST, PORT = "127.0.0.1", 8000

_SERVING = N_("The pages are at {address} until Ctrl-C; it is {day} there, and nothing leaves this machine.")
_SIGN_IN = N_("Sign in as one of these:")
_COLUMNS = (N_("Name of the account"), N_("Password"), N_("Role"), N_("Unit"))
_STOPPED = N_("Stopped.")
_EVERY = 60.0


class Login(NamedTuple):
    """Somebody in the demo."""

    name: str
    role: Role
    unit: str


def serve(here: Invocation, office: Office, port: int) -> None:
    """Serve until stopped."""
    clock = ShiftedClock.beginning_at(office.clock.now())
    office = replace(office, clock=clock)
    here = replace(here, clock=clock, at_hand=office)
    password, logins = secrets.token_urlsafe(8), list(_logins(office))
    for one in logins:
        keep(office, with_password(office, new_account(office, one.name, one.role, one.unit), password))
    with here.stop.noted(), serving(here, office, Listening(HOST, port)) as (server, at):
        here.terminal.line()
        here.terminal.line(_SERVING, address=f"http://{at}", day=clock.today())
        here.terminal.line(_SIGN_IN)
        units = units_of(office)
        rows = [(one.name, password, here.terminal.label(ROLE_WORDS[one.role]), units.name(one.unit)) for one in logins]
        here.terminal.table(_COLUMNS, rows)
        here.terminal.out.flush()
        until_stopped(here, office, server, _EVERY)
    here.terminal.line(_STOPPED)


def _logins(office: Office) -> Iterator[Login]:
    """One for each role, at units that the story has: the office that follows the plans, agencies with open tasks."""
    units, leads = units_of(office), _leads(office)
    top = _top(units)
    below = [code for code in leads if code != top and code in units.rows]
    agency = next((code for code in below if units.rows[code].kind != "commune"), top)
    commune = next((code for code in below if units.rows[code].kind == "commune"), agency)
    yield Login("quan-tri", Role.ADMINISTRATOR, top)
    yield Login("van-phong", Role.OFFICE, top)
    yield Login("lanh-dao", Role.LEADER, top)
    yield Login("kiem-tra", Role.INSPECTOR, top)
    yield Login("co-quan", Role.AGENCY, agency)
    yield Login("xa", Role.UNIT_ADMINISTRATOR, commune)


def _leads(office: Office) -> list[str]:
    """The agencies that lead open tasks, those with the most first."""
    with office.store.begin(write=False) as session:
        views = [one for row in session.plans() for one in session.view_tasks(plan=row.id)]
    count: dict[str, int] = {}
    for one in views:
        if one.state in OPEN_STATES:
            count[one.lead] = count.get(one.lead, 0) + 1
    return sorted(count, key=lambda code: (-count[code], code))


def _top(units: Units) -> str:
    """The unit at the top of the story's own: where there is but one below, that."""
    at, below = "", units.children.get(None, ())
    while len(below) == 1:
        at, below = below[0], units.children.get(below[0], ())
    return at or below[0]

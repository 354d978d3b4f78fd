"""The answer to `thoihan` alone: what to do first, and next."""

from adapters.cli.frame.invocation import Invocation
from events.store import Session
from rules.problems import N_

_NO_STORE = N_("There is no database here yet.")
_NO_UNITS = N_("The database is empty.")
_NO_PLANS = N_("{units} agencies are registered, and no plan is adopted yet.")
_THERE = N_("{plans} plan(s), {units} agencies.")
_FIRST, _EACH_DAY = N_("Next:"), N_("The day's work:")
_INIT = N_("  thoihan init                        makes the database in this folder")
_UNITS = N_("  thoihan units add --province 12     registers a province's agencies from the list; or: units add FILE")
_PLAN = N_("  thoihan plan add FILE               adopts a plan; `thoihan import FILE` makes one of a document")
_DEMO = N_("  thoihan demo                        shows it all on a real plan, in a folder of its own")
_DAILY = (
    N_("  thoihan today                       what is overdue, due soon, or waits for a decision"),
    N_("  thoihan log MILESTONE --on DATE     a milestone was held: what counts from it becomes due"),
    N_("  thoihan done TASK --on DATE         a task was done"),
    N_("  thoihan tasks --unit UNIT           the tasks of an agency"),
    N_("  thoihan plan export PLAN            the register, to hand up; `thoihan letter` urges who is late"),
)
_ALL = N_("`thoihan --help` lists all commands, `thoihan COMMAND --help` explains one.")


def show(here: Invocation) -> None:
    """Say what to do first, or next."""
    if not here.has_store():
        _told(here, _NO_STORE, _FIRST, (_INIT, _UNITS, _PLAN, _DEMO))
        return
    with here.office() as office, office.store.begin(write=False) as session:
        units, plans = _counts(session)
    if not units:
        _told(here, _NO_UNITS, _FIRST, (_UNITS, _PLAN))
    elif not plans:
        _told(here, _NO_PLANS, _FIRST, (_PLAN,), units=units)
    else:
        _told(here, _THERE, _EACH_DAY, _DAILY, units=units, plans=plans)


def _counts(session: Session) -> tuple[int, int]:
    return len(session.units()), sum(not row.ended for row in session.plans())


def _told(here: Invocation, stands: str, heading: str, steps: tuple[str, ...], **counts: int) -> None:
    here.terminal.line(stands, **counts)
    here.terminal.line()
    here.terminal.line(heading)
    for step in steps:
        here.terminal.line(step)
    here.terminal.line()
    here.terminal.line(_ALL)

"""Roles, and what each may do: the table of docs/rights.md, which a test holds against every route."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """The part that somebody has, at a unit and those below it."""

    ADMINISTRATOR = "administrator"  # of the program: accounts, settings, and all that the office does
    OFFICE = "office"  # logs events, decides on extensions, follows plans
    AGENCY = "agency"  # its own tasks: acknowledges, reports, asks for time, assigns inside
    UNIT_ADMINISTRATOR = "unit-administrator"  # an agency's, with its own people
    LEADER = "leader"  # reads, and is told
    INSPECTOR = "inspector"  # reads all, with its proof


class Act(StrEnum):
    """Something that may be done; every route has one."""

    READ = "read"  # tasks, plans, milestones and the calendar, of the rows that one sees
    PROVE = "prove"  # the whole log, what was told to whom, verification
    RECORD = "record"  # any event: milestones, corrections, suspensions, dates
    REPORT = "report"  # on one's own tasks: taken up, progress, done, more time asked, given to persons
    HAPPEN = "happen"  # milestones that happen at one's own unit
    DECIDE = "decide"  # on reports, and on requests for more time
    PLAN = "plan"  # plans adopted, amended, ended; single tasks given
    REGISTER = "register"  # agencies, their addresses, calendars
    TELL = "tell"  # messages approved, held, tried again
    PEOPLE = "people"  # accounts of one's own unit and those below it
    MANAGE = "manage"  # settings, tokens, webhooks, health


_OWN = frozenset({Act.READ, Act.REPORT, Act.HAPPEN})
_OFFICE = _OWN | {Act.PROVE, Act.RECORD, Act.DECIDE, Act.PLAN, Act.REGISTER, Act.TELL}

ACTS: Mapping[Role, frozenset[Act]] = {
    Role.ADMINISTRATOR: frozenset(Act),
    Role.OFFICE: _OFFICE,
    Role.AGENCY: _OWN,
    Role.UNIT_ADMINISTRATOR: _OWN | {Act.PEOPLE},
    Role.LEADER: frozenset({Act.READ}),
    Role.INSPECTOR: frozenset({Act.READ, Act.PROVE}),
}
"""What each role may do."""

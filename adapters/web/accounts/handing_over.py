"""Somebody in the place of an officer who leaves: his account is ended, and the tasks given to him pass on."""

from collections.abc import Sequence
from typing import NamedTuple

from adapters.bootstrap import Office
from adapters.feeds.persons import given_to
from adapters.statements.idempotent import IdempotentStatement, idempotent
from adapters.statements.recording import recorded
from adapters.statements.row_numbers import task_named
from adapters.statements.statements import InForce
from adapters.web.accounts.invitations import invite
from adapters.web.accounts.making import account, end, ended, new_account
from adapters.web.rights.roles import Role
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from events.beside.accounts import AccountRow
from events.course import making
from events.event import Event
from events.making import Envelope
from events.states import OPEN_STATES
from rules.problems import N_

_SAME = N_("“{name}” cannot be put in his own place. Nothing was changed.")
_ELSEWHERE = N_("“{name}” has an account at another unit: hand over inside one unit. Nothing was changed.")


class HandedOver(NamedTuple):
    """The accounts as they are then, and the tasks that passed on."""

    old: AccountRow
    new: AccountRow
    link: str  # by which whoever is new signs in once; "" where he could sign in already
    tasks: Sequence[str]  # ids of those that passed on


def hand_over(
    office: Office, old: str, new: str, *, person: str = "", by: str = "", dry_run: bool = False
) -> HandedOver:
    """Put `new` in the place of `old`; what is recorded, is recorded as one. Raises Refused."""
    leaving, coming = _both(office, old, new, person, by)
    here = bool(office.accounts.accounts(name=coming.name)) and bool(coming.password)
    gone = ended(office, leaving, also=coming)
    tasks = _tasks_of(office, leaving) if leaving.person and coming.person else []
    with office.together(dry_run=dry_run) as acting:
        for task in tasks:
            recorded(acting, _given(acting, task, coming), None, lang=office.settings.lang)
    if dry_run:
        return HandedOver(gone, coming, "", tasks)
    link = "" if here else invite(office, coming, by=by)
    end(office, gone)
    return HandedOver(gone, coming, link, tasks)


def _both(office: Office, old: str, new: str, person: str, by: str) -> tuple[AccountRow, AccountRow]:
    leaving = account(office, old)
    found = office.accounts.accounts(name=new.strip().casefold())
    if found and found[0].name == leaving.name:
        raise Refused(_SAME, name=leaving.name)
    if found and found[0].unit != leaving.unit:
        raise Refused(_ELSEWHERE, name=found[0].name)
    if found and not found[0].ended_at:
        return leaving, found[0]._replace(person=person or found[0].person)
    return leaving, new_account(office, new, Role(leaving.role), leaving.unit, person=person, by=by)


def _tasks_of(office: Office, leaving: AccountRow) -> list[str]:
    """The open tasks that his unit gave to him last."""
    with office.store.begin(write=False) as session:
        units = Snapshot(session, office.tools).units()
        views = [one.task for one in session.followed(leaving.unit, [leaving.unit], [])]
        found = given_to(session, units, leaving.unit, leaving.person, views)
        return sorted(one.id for one in views if one.id in found and one.state in OPEN_STATES)


def _given(office: Office, task: str, coming: AccountRow) -> IdempotentStatement:
    def make(now: InForce, envelope: Envelope) -> Event:
        named, plan = task_named(now.plans, task), task.partition("/")[0]
        return making.task_assigned(named, plan=plan, person=coming.person, unit=coming.unit, **envelope)

    content = coming.person, None, coming.unit
    return idempotent(office.clock, "task.assigned", task, None, content, make)

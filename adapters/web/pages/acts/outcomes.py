"""A trial of what is wished for, without recording; what was shown is then recorded, or not at all.

A preview carries the position of the log up to which it holds, and a short mark of each line that it shows. What is
recorded is decided again in one transaction: if that comes to other lines, all is undone, and the page shows them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from adapters.answers.decisions import PresentedDecision, present
from adapters.bootstrap import Office
from adapters.many.together import MeanwhileRefused, Tried, Turned, tried
from adapters.statements.row_numbers import by_number
from adapters.statements.statements import CheckedStatement, Statement
from adapters.web.pages.acts.errors import said_of
from adapters.web.pages.acts.outlook import Outlook, outlook
from adapters.web.pages.log.entries import LogNames, sees
from adapters.web.rights.principals import Principal
from adapters.web.rights.rows import Sight
from engine.decision import Change, Decision
from engine.service import Logged
from engine.snapshot import Snapshot
from events.errors import Conflict, EventError
from events.event import Recorded

Work = Callable[[Office, bool], PresentedDecision]
"""Records in the office, or tries it: a dry run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One statement that is to be recorded; or other work, that records more than that."""

    said: Statement | None = None
    document: str | None = None
    named: str = ""  # where of a list it stands, as it was typed
    work: Work | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial of all that is wished for."""

    seen: int  # the log's position up to which that holds
    made: Sequence[PresentedDecision]
    turned: Sequence[Turned[Wish]] = ()
    outlook: Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something came since it was looked at, which matters: what that was, and what would follow now."""

    since: Sequence[Recorded]
    trial: Trial


def look(office: Office, who: Principal, wishes: Sequence[Wish], lang: str, shown: Sequence[str] = ()) -> Trial:
    """Try all of it; nothing is changed. Raises what the statement raises, where there is one alone.

    `shown` are the marks of lines that were shown before: others are marked as new.
    """
    with office.store.begin(write=False) as session:
        seen = session.head()
    if len(wishes) == 1:
        found = Tried(wishes=wishes, made=[_decided(office, wishes[0], lang, seen, dry_run=True)])
    else:
        found = tried(office, wishes, lambda acting, wish: _decided(acting, wish, lang, None, dry_run=True), said_of)
    after = _seen_by(office, who, found.made, shown)
    return Trial(seen=seen, made=found.made, turned=found.turned, outlook=after)


def record(
    office: Office,
    who: Principal,
    wishes: Sequence[Wish],
    lang: str,
    seen: int,
    shown: Sequence[str] | None,
    beside: "Beside | None" = None,
) -> Trial | Changed:
    """Record all as it was shown, and give what followed; or nothing, and what is otherwise now.

    `shown`: the marks of the lines; None: nothing was shown, and whatever follows is meant. `beside` is recorded in the
    same transaction: files. Raises what a statement raises.
    """
    try:
        with office.together() as acting:
            found = _all(acting, wishes, lang, seen)
            made = _seen_by(acting, who, found, shown or ())
            known = all(one.logged.known for one in found)
            if shown is not None and not known and not made.same_as(shown):
                raise _Otherwise
            if beside:
                for one in found:
                    beside.keep(acting, one)
    except (_Otherwise, Conflict) as otherwise:
        since = otherwise.since if isinstance(otherwise, Conflict) else _since(office, seen)
        return Changed(since=_his(office, who, since), trial=look(office, who, wishes, lang, shown or ()))
    return Trial(seen=seen, made=found, outlook=made)


class Beside(Protocol):
    """Files, or whatever else is recorded with an event."""

    def keep(self, acting: Office, of: PresentedDecision) -> None:
        """Record it."""
        ...


class _Otherwise(Exception):  # noqa: N818 - it undoes a transaction
    """Recorded would be other than was shown."""


def _all(acting: Office, wishes: Sequence[Wish], lang: str, seen: int) -> list[PresentedDecision]:
    found = list[PresentedDecision]()
    for wish in wishes:
        try:
            found.append(_beside_own(acting, wish, lang, seen, {one.decision.position for one in found}))
        except Conflict:
            raise
        except Exception as error:
            said = said_of(error)
            if said is None or len(wishes) == 1:
                raise
            raise MeanwhileRefused(Turned(wish, said)) from error
    return found


def _beside_own(acting: Office, wish: Wish, lang: str, seen: int, own: Collection[int | None]) -> PresentedDecision:
    """One of several that are recorded together: those before it, which the preview knew of, are in nobody's way."""
    try:
        return _decided(acting, wish, lang, seen, dry_run=False)
    except Conflict as conflict:
        if not {one.position for one in conflict.since} <= {*own}:
            raise
    return _decided(acting, wish, lang, None, dry_run=False)


def _seen_by(office: Office, who: Principal, made: Sequence[PresentedDecision], shown: Sequence[str]) -> Outlook:
    """All that decisions bring, as much of it as somebody sees."""
    today = office.clock.today()
    with office.store.begin(write=False) as session:
        sight = Sight(who, Snapshot(session, office.tools))
        return outlook(made, today, shown, None if sight.everything else lambda change: _units_seen(sight, change))


def _units_seen(sight: Sight, change: Change) -> Sequence[str]:
    of, lead = sight.of_plan(change.plan), change.rule.lead
    if of.follows or change.rule.id in of.rows or lead in sight.units:
        return change.units
    return [unit for unit in change.units if unit in sight.units]


def _his(office: Office, who: Principal, since: Sequence[Recorded]) -> Sequence[Recorded]:
    """Those of the events that somebody sees."""
    with office.store.begin(write=False) as session:
        names = LogNames(Snapshot(session, office.tools))
        return [one for one in since if sees(names, who, one.event)]


def _since(office: Office, seen: int) -> Sequence[Recorded]:
    with office.store.begin(write=False) as session:
        return list(session.events(after=seen, limit=20))


def _decided(office: Office, wish: Wish, lang: str, seen: int | None, *, dry_run: bool) -> PresentedDecision:
    if wish.work is not None:
        return _worked(office, wish.work, dry_run=dry_run)
    if wish.said is None:
        raise TypeError("a wish without anything said")
    with office.store.begin(write=False) as session:
        found = CheckedStatement.of(session, office.tools, wish.said, wish.document)
        known = session.find(found.identity.event_id) if found.identity.known else None
        event = found.event(office)
    if known:
        logged = Logged(decision=Decision(event=known.event, position=known.position), known=True)
    else:
        try:
            logged = office.service.record(event, seen=seen, dry_run=dry_run)
        except Conflict:
            raise
        except EventError as error:
            with office.store.begin(write=False) as session:
                raise by_number(error, Snapshot(session, office.tools).plans()) from None
    return present(office, logged, lang, dry_run=dry_run)


def _worked(office: Office, work: Work, *, dry_run: bool) -> PresentedDecision:
    """The outcome of work that may record several events: tried, all of it is undone."""
    if not dry_run or office.undone:
        return work(office, dry_run)
    with office.together(dry_run=True) as acting:
        return work(acting, True)

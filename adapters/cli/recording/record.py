"""Recording of a statement: what every command does that records one."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation
from adapters.cli.output.decisions import show
from adapters.cli.output.json_answers import PresentedDecision, present
from adapters.cli.typed_in.row_numbers import by_number
from adapters.cli.typed_in.statements import CheckedStatement, Statement
from engine.decision import Decision
from engine.service import Logged
from engine.snapshot import Snapshot
from events.errors import EventError

if TYPE_CHECKING:
    from adapters.cli.recording.filing.attaching import Filing


def record(
    here: Invocation,
    said: Statement,
    document: str | None,
    event_id: str | None,
    *,
    attach: Sequence[Path] | None = None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Record what was said, and keep the files `attach` with it; answer with what follows."""
    with here.office() as office:
        files = filing(office, attach)
        # one event stands or falls by itself, and may be decided beside others
        with office.together(dry_run=dry_run) if files else nullcontext(office) as acting:
            presented = recorded(acting, said, document, event_id, dry_run=dry_run, lang=here.terminal.lang)
            kept = files.kept_with(acting, presented.decision.event, dry_run=dry_run) if files else None
    if as_json:
        here.terminal.json({**presented.answer(), **(kept.answer() if kept else {})})
    else:
        show(here.terminal, presented)
        if kept:
            kept.tell(here.terminal)


def filing(office: Office, paths: Sequence[Path] | None) -> "Filing | None":
    """The files, looked at before anything is recorded; None where there are none. Raises Refused."""
    if not paths:
        return None
    from adapters.cli.recording.filing.attaching import Filing  # noqa: PLC0415 - seldom asked for, and slow to load

    return Filing.of(office, paths)


def recorded(
    office: Office,
    said: Statement,
    document: str | None,
    event_id: str | None = None,
    *,
    dry_run: bool = False,
    lang: str,
) -> PresentedDecision:
    """Record what was said, and give what follows. Raises Refused and EventsError; then nothing was changed.

    Conflict where, after it was looked up what the statement speaks of, somebody else recorded something of it.
    """
    with office.store.begin(write=False) as session:
        seen = session.head()
        found = CheckedStatement.of(session, office.tools, said, document)
        known = session.find(found.identity.event_id) if found.identity.known and event_id is None else None
        event = found.event(office, event_id)
    if known:
        logged = Logged(decision=Decision(event=known.event, position=known.position), known=True)
    else:
        try:
            logged = office.service.record(event, seen=seen, dry_run=dry_run)
        except EventError as error:
            with office.store.begin(write=False) as session:
                raise by_number(error, Snapshot(session, office.tools).plans()) from None
    return present(office, logged, lang, dry_run=dry_run)

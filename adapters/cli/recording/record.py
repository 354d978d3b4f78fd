"""Recording of a statement: what every command does that records one."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation
from adapters.cli.output.decisions import show
from adapters.statements.recording import recorded
from adapters.statements.statements import Statement

if TYPE_CHECKING:
    from adapters.statements.filing import Filing


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
            from adapters.cli.recording.filing.attaching import tell  # noqa: PLC0415 - likewise

            tell(here.terminal, kept)


def filing(office: Office, paths: Sequence[Path] | None) -> "Filing | None":
    """The files, looked at before anything is recorded; None where there are none. Raises Refused."""
    if not paths:
        return None
    from adapters.cli.recording.filing.attaching import filing_of  # noqa: PLC0415 - seldom asked for, and slow to load

    return filing_of(office, paths)

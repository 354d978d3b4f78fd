"""Many accounts at once, from a table: each gets a link to sign in once, and gives himself a password by it."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from adapters.bootstrap import Office
from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.output_files import write_whole
from adapters.web.accounts.enrolling import people
from adapters.web.accounts.invitations import HOLDS, invitations
from adapters.web.accounts.making import units_of
from adapters.words.plain_text import one_line
from events.beside.accounts import AccountRow
from rules.problems import N_

_WOULD_ADD = N_("{count} people could sign in then. Nothing was changed.")
_ADDED = N_("{count} people may sign in, each by a link of his own, once, within {days} days.")
_WRITTEN = N_("The links are in {file}: give each to whom it is for, and remove the file then.")

Links = Sequence[tuple[AccountRow, str]]


def enrol(here: Invocation, source: str, output: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Add all that a table names; all or none."""
    with here.office() as office:
        rows = people(office, one_line(source, 200), content(source))
        if dry_run:
            _would(here, len(rows), as_json=as_json)
            return
        web = office.settings.web.address
        made = invitations(office, rows)
        links = [(row, f"{web}{path}") for row, path in zip(rows, made.paths, strict=True)]
        table = _table(office, links)
        if output:
            write_whole(Path(output), table.encode("utf-8-sig"), lambda: made.keep(office))
        else:
            made.keep(office)
    if as_json:
        answer = [{"name": row.name, "role": row.role, "unit": row.unit, "link": link} for row, link in links]
        here.terminal.json({"added": answer, "dry_run": False})
    elif not output:
        here.terminal.write(table)
    else:
        here.terminal.line(_ADDED, count=len(links), days=HOLDS.days)
        here.terminal.line(_WRITTEN, file=one_line(output, 200))


def _would(here: Invocation, count: int, *, as_json: bool) -> None:
    if as_json:
        here.terminal.json({"added": [], "count": count, "dry_run": True})
    else:
        here.terminal.line(_WOULD_ADD, count=count)


def _table(office: Office, links: Links) -> str:
    out, units = io.StringIO(), units_of(office)
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("name", "role", "unit", "agency", "link"))
    table.writerows((row.name, row.role, row.unit, units.name(row.unit), link) for row, link in links)
    return out.getvalue()

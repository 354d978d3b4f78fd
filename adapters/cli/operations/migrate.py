"""The command `migrate`: a database of an older version is brought up to this one."""

import typer

from adapters.cli.frame.invocation import invocation
from adapters.settings import settings
from events.opening import migrate
from rules.problems import N_

_MIGRATED = N_("The database is ready for this version.")


def migrate_store(context: typer.Context) -> None:
    """Bring a database up to this version."""
    here = invocation(context)
    migrate(settings(here.environ).database_url.reveal())
    here.terminal.line(_MIGRATED)

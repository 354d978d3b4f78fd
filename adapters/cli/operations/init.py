"""The command `init`: a new database. No other command but `demo` makes one."""

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.settings import settings
from events.errors import NoStore
from events.opening import make_store, open_store
from rules.problems import N_

_MADE = N_("The database {store} is made; it is empty. Next: `thoihan units add`, `thoihan plan add`.")
_THERE = N_("There is a database at {store} already. Nothing was changed.")


def init(context: typer.Context, as_json: AsJson = False) -> None:
    """Make a new database."""
    here = invocation(context)
    url = settings(here.environ).database_url.reveal()
    try:
        store, made = open_store(url), False
    except NoStore:
        store, made = make_store(url), True
    store.close()
    if as_json:
        here.terminal.json({"store": store.url_label, "made": made})
    else:
        here.terminal.line(_MADE if made else _THERE, store=store.url_label)

"""The command `init`: a new database. No other command but `demo` makes one."""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.typed_in.called.who_records import asked, kept
from adapters.settings import settings
from adapters.words.refused.refusal import Misused
from events.errors import NoStore
from events.opening import make_store, open_store
from rules.problems import N_

_MADE = N_("The database {store} is made; it is empty. Next: `thoihan units add`, `thoihan plan add`.")
_THERE = N_("There is a database at {store} already. Nothing was changed.")


Who = Annotated[
    str | None,
    typer.Option("--who", metavar="NAME", help=N_("Who records here: name and surname, kept in the settings.")),
]
ForOffice = Annotated[
    str | None, typer.Option("--office", metavar="TEXT", help=N_("For which office: it stands behind that name."))
]
_OFFICE_OF_WHOM = N_("--office says for which office somebody records: add --who NAME.")


def init(context: typer.Context, who: Who = None, office: ForOffice = None, as_json: AsJson = False) -> None:
    """Make a new database."""
    here = invocation(context)
    if office and not who:
        raise Misused(_OFFICE_OF_WHOM)
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
    if who:
        kept(here, who, office or "")
    elif made:
        asked(here, may_ask=not as_json, is_beginning=not as_json)

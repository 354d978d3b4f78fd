"""The triggers that keep the log append-only and the tally without zeros: as we make them, and as they are."""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, text

from events.database.dialects import POSTGRES
from events.database.soundness.objects import Objects

_REFUSAL = "the log is append-only"
_SQLITE = "create trigger log_keeps_{verb} before {verb} on log begin select raise(abort, '{refusal}'); end"
_ON_POSTGRES = "before {verb} on log for each statement execute function log_is_append_only()"
_FUNCTION = f"begin raise exception '{_REFUSAL}'; end"
_OF_NOTHING = "tally_of_nothing_goes"
_TALLY = (
    "create trigger tally_of_nothing_goes after update on tally when new.tasks = 0 "
    "begin delete from tally where rowid = new.rowid; end"
)
_TALLY_ON_POSTGRES = f"after update on tally for each row when (new.tasks = 0) execute function {_OF_NOTHING}()"
_TALLY_FUNCTION = (
    "begin delete from tally where plan = new.plan and lead = new.lead and state = new.state and firm = new.firm "
    "and cell = new.cell and day = new.day and tasks = 0; return null; end"
)


def expected(dialect: str) -> Objects:
    """The triggers, and on PostgreSQL their function, by name."""
    if dialect != POSTGRES:
        verbs = ("update", "delete")
        keeping = {f"trigger log_keeps_{verb}": _SQLITE.format(verb=verb, refusal=_REFUSAL) for verb in verbs}
        return {**keeping, f"trigger {_OF_NOTHING}": _TALLY}
    triggers = {
        f"trigger log_keeps_{verb} on log": _ON_POSTGRES.format(verb=verb) for verb in ("update", "delete", "truncate")
    }
    triggers[f"trigger {_OF_NOTHING} on tally"] = _TALLY_ON_POSTGRES
    return {**triggers, "function log_is_append_only": _FUNCTION, f"function {_OF_NOTHING}": _TALLY_FUNCTION}


def found(connection: Connection, tables: frozenset[str]) -> Objects:
    """The triggers that the database has, and on PostgreSQL all else that comes between us and our `tables`."""
    return dict(_on_postgres(connection, tables) if connection.dialect.name == POSTGRES else _on_sqlite(connection))


def _on_sqlite(connection: Connection) -> Iterator[tuple[str, str]]:
    for name, sql in connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")):
        yield f"trigger {name}".lower(), _plain(sql)


_TRIGGERS = text("""
    SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid, true), t.tgenabled::text
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND c.relname = ANY (:tables) AND c.oid = to_regclass(c.relname)
""")
_FUNCTIONS = text("""
    SELECT proname, prosrc FROM pg_proc
    WHERE proname IN ('log_is_append_only', 'tally_of_nothing_goes') AND pg_function_is_visible(oid)
""")
_BETWEEN = text("""
    SELECT 'rule ' || r.rulename, c.relname FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relkind IN ('r', 'p') AND c.relname = ANY (:tables) AND c.oid = to_regclass(c.relname)
    UNION ALL
    SELECT 'row security', c.relname FROM pg_class c
    WHERE c.relrowsecurity AND c.relname = ANY (:tables) AND c.oid = to_regclass(c.relname)
    UNION ALL
    SELECT 'heir ' || i.inhrelid::regclass, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
    WHERE c.relkind IN ('r', 'p') AND c.relname = ANY (:tables) AND c.oid = to_regclass(c.relname)
""")
_ENABLED = "O"


def _on_postgres(connection: Connection, tables: frozenset[str]) -> Iterator[tuple[str, str]]:
    of_ours = {"tables": sorted(tables)}
    for name, table, definition, enabled in connection.execute(_TRIGGERS, of_ours):
        said = _plain(re.sub(r"^.*?(?=(BEFORE|AFTER|INSTEAD OF) )", "", definition))
        yield f"trigger {name} on {table}", said if enabled == _ENABLED else f"{said} (disabled)"
    for name, source in connection.execute(_FUNCTIONS):
        yield f"function {name}", _plain(source)
    for name, table in connection.execute(_BETWEEN, of_ours):
        yield f"{name} on {table}", ""


def _plain(sql: str) -> str:
    return " ".join(sql.replace('"', "").lower().split())

"""Triggers as this version makes them, such as those that keep the log append-only, and as a database has them."""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, text

from events.database.dialects import POSTGRES
from events.database.soundness.objects import Objects

_ON_SQLITE = {
    "log_keeps_update": "before update on log begin select raise(abort, 'the log is append-only'); end",
    "log_keeps_delete": "before delete on log begin select raise(abort, 'the log is append-only'); end",
    "tally_of_nothing_goes": (
        "after update on tally when new.tasks = 0 begin delete from tally where rowid = new.rowid; end"
    ),
}
_KEEPS = "before {verb} on log for each statement execute function log_is_append_only()"
_ON_POSTGRES = {
    "log_keeps_update on log": _KEEPS.format(verb="update"),
    "log_keeps_delete on log": _KEEPS.format(verb="delete"),
    "log_keeps_truncate on log": _KEEPS.format(verb="truncate"),
    "tally_of_nothing_goes on tally": (
        "after update on tally for each row when (new.tasks = 0) execute function tally_of_nothing_goes()"
    ),
}
_FUNCTIONS = {
    "log_is_append_only": "begin raise exception 'the log is append-only'; end",
    "tally_of_nothing_goes": (
        "begin delete from tally where plan = new.plan and lead = new.lead and state = new.state and firm = new.firm "
        "and cell = new.cell and day = new.day and tasks = 0; return null; end"
    ),
}


def expected(dialect: str) -> Objects:
    """The triggers, and on PostgreSQL their functions, by name."""
    if dialect != POSTGRES:
        return {f"trigger {name}": f"create trigger {name} {what}" for name, what in _ON_SQLITE.items()}
    triggers = {f"trigger {name}": what for name, what in _ON_POSTGRES.items()}
    return triggers | {f"function {name}": body for name, body in _FUNCTIONS.items()}


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
_SOURCES = text("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY (:names) AND pg_function_is_visible(oid)")
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
    for name, source in connection.execute(_SOURCES, {"names": list(_FUNCTIONS)}):
        yield f"function {name}", _plain(source)
    for name, table in connection.execute(_BETWEEN, of_ours):
        yield f"{name} on {table}", ""


def _plain(sql: str) -> str:
    return " ".join(sql.replace('"', "").lower().split())

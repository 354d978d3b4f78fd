"""A database of each released schema is brought up to this version, and is then what its log gives."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from events.database.migrating import SCHEMA
from events.opening import whole
from tests.command_line import CommandLine

KEPT = sorted((Path(__file__).parents[1] / "samples" / "releases").glob("schema-*.jsonl.gz"))
DELIVERY = ("recipient", "key", "status", "attempts", "sent_at", "last_error")


def rows_kept(path: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table, as a backup has them."""
    rows: list[dict[str, Any]] = []
    columns: list[str] | None = None
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        value = json.loads(line)
        if isinstance(value, dict):
            columns = value["columns"] if value.get("table") == table else None
        elif columns:
            rows.append(dict(zip(columns, value, strict=True)))
    return rows


def rows_now(url: str, table: str) -> list[dict[str, Any]]:
    """The rows of a table, as the database has them."""
    with whole(url) as found:
        form = next(form for form in found.forms if form.name == table)
        return [dict(zip(form.names, row, strict=True)) for row in found.rows(form)]


def test_there_is_an_older_office_to_try() -> None:
    """At least the schema of the first release is kept, and none that this version does not know."""
    assert KEPT
    assert all(int(path.name[7:11]) <= SCHEMA for path in KEPT)


@pytest.mark.slow
@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name[:11])
def test_an_office_of_that_schema_goes_on(path: Path, tmp_path: Path, empty_url: str) -> None:
    """Restored, migrated and verified: its log and all that was told are as they were; and it can record."""
    line = CommandLine(tmp_path, empty_url, empty=True)
    restored = line.json("restore", str(path))
    assert restored["older"] is (restored["schema"] < SCHEMA)
    if restored["older"]:
        assert "migrate it" in line("status", code=4).err
        line("migrate")
    assert (line.json("verify") if restored["older"] else restored)["holds"] is True
    assert rows_now(empty_url, "log") == rows_kept(path, "log")
    told = [{name: row[name] for name in DELIVERY} for row in rows_now(empty_url, "message")]
    assert told == [{name: row[name] for name in DELIVERY} for row in rows_kept(path, "message")]
    assert len(line.json("tasks")) > 500
    line("outbox", "--release", "new")
    line.on("2026-04-01")
    assert line.ended("sweep", "--leap").code in {0, 4}
    assert len(rows_now(empty_url, "log")) > restored["position"]

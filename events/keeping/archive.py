"""The form of a backup: one gzip file of JSON lines, which any program that reads JSON can read, in thirty years too.

    {"thoihan": "backup", "form": 1, "schema": 10, "program": "0.1.0", "taken_at": "…", "store": "sqlite"}
    {"table": "log", "columns": ["position", "id", …]}
    [1, "plan.adopted/…", …]                                  one row a line, in the order of the key
    {"table": …                                               every table of that schema, in the order of `forms`
    {"end": {"log": 1, …}, "position": 1, "hash": "…", "sha256": "…"}       SHA-256 of the bytes before this line

Who reads one trusts nothing in it: lines have a limit, tables and columns are those of our own steps in their order,
values are whole numbers and text, and nothing is a name of a file or is run. One line of it is in memory at a time.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from io import BufferedWriter
from typing import Any, BinaryIO, cast

from events.chain import GENESIS
from events.database.backups.whole import Form, Row, Whole, forms
from events.database.migrating import FIRST_KEPT, SCHEMA
from events.errors import N_, BackupUnusable, StoreDamaged

FORM = 1
"""The number of this form; a reader that knows only earlier ones refuses."""

LONGEST_LINE = 48_000_000
"""Bytes: an event's data may have eight million characters."""

_LIMIT = 2**31  # of a whole number, as PostgreSQL has it
SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first line of a backup, but for its form."""

    schema: int
    program: str  # the version of the program that wrote it
    taken_at: str  # ISO text in UTC
    store: str  # sqlite | postgresql


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that the end of a backup says of it."""

    rows: Mapping[str, int]  # by table
    position: int  # the head of the log
    hash: str


def write(whole: Whole, file: BinaryIO, header: Header) -> Contents:
    """Write all that a database holds into `file`."""
    packed = gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="")
    with packed, BufferedWriter(cast("Any", packed), 1 << 20) as buffer:
        return _written(whole, _Lines(buffer), header)


class _Lines:
    """Lines on their way out, with their digest."""

    def __init__(self, out: BufferedWriter) -> None:
        self._out = out
        self.digest = sha256()

    def put(self, value: object) -> None:
        line = _JSON(value).encode() + b"\n"
        self.digest.update(line)
        self._out.write(line)


_JSON = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def _written(whole: Whole, lines: _Lines, header: Header) -> Contents:
    lines.put({"thoihan": "backup", "form": FORM, **asdict(header)})
    counts: dict[str, int] = {}
    head: tuple[int, str] = 0, GENESIS
    for form in whole.forms:
        lines.put({"table": form.name, "columns": form.names})
        number, row = 0, None
        for number, row in enumerate(_sound(whole, form), 1):  # noqa: B007 - the last ones are wanted
            lines.put(row)
        counts[form.name] = number
        head = _head(form, row) if form.name == "log" and row else head
    found = Contents(rows=counts, position=head[0], hash=head[1])
    lines.put({"end": counts, "position": found.position, "hash": found.hash, "sha256": lines.digest.hexdigest()})
    return found


def _sound(whole: Whole, form: Form) -> Iterator[Row]:
    """The rows of a table. Raises StoreDamaged where a value is not of its column's kind: nobody could read it back."""
    good: set[tuple[type, ...]] = set()
    for row in whole.rows(form):
        kinds = tuple(map(type, row))
        if kinds not in good:
            wrong = [column.name for column, kind in zip(form.columns, kinds, strict=True) if not _fits(kind, column)]
            if wrong:
                raise StoreDamaged(_WRONG_KIND, table=form.name, column=wrong[0])
            good.add(kinds)
        yield row


def _head(form: Form, row: Row) -> tuple[int, str]:
    of = dict(zip(form.names, row, strict=True))
    return of["position"], of["hash"]


class Reading:
    """One pass through a backup: `header`, then `tables`, each to its end, then `contents`.

    Raises BackupUnusable wherever it is not what this program writes.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._name = name
        self._digest = sha256()
        self._number = 0
        file.seek(0)
        beginning = file.read(len(SQLITE))
        if not beginning.startswith(b"\x1f\x8b"):
            raise BackupUnusable(_A_DATABASE if beginning == SQLITE else _NO_BACKUP, file=name)
        file.seek(0)
        self._packed = gzip.GzipFile(fileobj=file, mode="rb")
        self._ahead = self._read(2_000, _NO_BACKUP)
        self.header = self._header()
        self._contents: Contents | None = None

    @property
    def contents(self) -> Contents:
        """All that the end says, once everything before it was read."""
        if self._contents is None:
            raise RuntimeError("the tables come first")
        return self._contents

    def tables(self) -> Iterator[tuple[Form, Iterator[Row]]]:
        """Each table with its rows, which must be gone through before the next."""
        counts: dict[str, int] = {}
        for form in forms(self.header.schema):
            if self._control() != {"table": form.name, "columns": form.names}:
                raise self._damaged()
            self._go_on()
            yield form, self._rows(form, counts)
        self._contents = self._end(counts)

    def _header(self) -> Header:
        found = self._control(_NO_BACKUP)
        if found.pop("thoihan", None) != "backup":
            raise BackupUnusable(_NO_BACKUP, file=self._name)
        form, schema = (number if type(number) is int else 0 for number in (found.pop("form", 0), found.get("schema")))
        if form > FORM or schema > SCHEMA:
            raise BackupUnusable(_NEWER, file=self._name, found=schema, known=SCHEMA)
        kinds = {name: type(value) for name, value in found.items()}
        if form < 1 or schema < FIRST_KEPT or kinds != Header.__annotations__:
            raise self._damaged()
        header = Header(**found)
        if not all(map(str.isprintable, (header.program, header.store))) or not _is_moment(header.taken_at):
            raise self._damaged()
        self._go_on()
        return header

    def _rows(self, form: Form, counts: dict[str, int]) -> Iterator[Row]:
        good: set[tuple[type, ...]] = set()
        numbers = [at for at, column in enumerate(form.columns) if column.number]
        count = 0
        while self._ahead.startswith(b"["):
            row = self._row(form, good, numbers)
            count += 1
            self._go_on()
            yield row
        counts[form.name] = count

    def _row(self, form: Form, good: set[tuple[type, ...]], numbers: list[int]) -> Row:
        row = self._value()
        kinds = tuple(map(type, row))
        if kinds not in good:
            if len(kinds) != len(form.columns) or not all(map(_fits, kinds, form.columns)):
                raise self._damaged()
            good.add(kinds)
        if any(not -_LIMIT <= (row[at] or 0) < _LIMIT for at in numbers):
            raise self._damaged()
        if b"\\u" in self._ahead and not all(map(_storable, row)):
            raise self._damaged()
        return tuple(row)

    def _end(self, counts: Mapping[str, int]) -> Contents:
        found = self._control()
        said = found.pop("sha256", None)
        kinds = {"end": dict, "position": int, "hash": str}
        if {name: type(value) for name, value in found.items()} != kinds or found["end"] != counts:
            raise self._damaged()
        if said != self._digest.hexdigest() or self._read(1, _DAMAGED):
            raise self._damaged()
        return Contents(rows=dict(counts), position=found["position"], hash=found["hash"])

    def _control(self, template: str = "") -> dict[str, Any]:
        found = self._value(template)
        if not isinstance(found, dict):
            raise self._damaged()
        return found

    def _value(self, template: str = "") -> Any:
        try:
            return json.loads(self._ahead.decode())
        except (ValueError, RecursionError):
            raise BackupUnusable(template or _DAMAGED, file=self._name, line=self._number) from None

    def _go_on(self) -> None:
        self._digest.update(self._ahead)
        self._ahead = self._read(LONGEST_LINE, _DAMAGED)
        if not self._ahead:
            raise BackupUnusable(_CUT, file=self._name, line=self._number)

    def _read(self, most: int, template: str) -> bytes:
        self._number += 1
        try:
            line = self._packed.readline(most)
        except EOFError:
            raise BackupUnusable(_CUT, file=self._name, line=self._number) from None
        except (gzip.BadGzipFile, zlib.error):
            raise BackupUnusable(template, file=self._name, line=self._number) from None
        if line and not line.endswith(b"\n"):
            raise BackupUnusable(template, file=self._name, line=self._number)
        return line

    def _damaged(self) -> BackupUnusable:
        return BackupUnusable(_DAMAGED, file=self._name, line=self._number)


def _fits(kind: type, column: Any) -> bool:
    return kind is (int if column.number else str) or (column.optional and kind is type(None))


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _storable(value: Any) -> bool:
    """False for text that a database does not take: a NUL, or half of a pair that stands for one letter."""
    return not isinstance(value, str) or not ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value))


_WRONG_KIND = N_(
    "The database is damaged: in column “{column}” of table “{table}” stands something that is not of its kind. "
    "No backup was taken. `thoihan verify` says what is wrong."
)
_NO_BACKUP = N_("{file} is no backup of thoihan. Nothing was made. Name a file that `thoihan backup` has written.")
_A_DATABASE = N_(
    "{file} is a database, and no backup of thoihan. Nothing was made. To work with the database itself, name "
    "it in THOIHAN_DATABASE_URL (`database` in a settings file)."
)
_DAMAGED = N_("{file} is damaged: line {line} is not what was written. Nothing was made. Take another backup.")
_CUT = N_("{file} ends too early, after line {line}: it was not copied whole. Nothing was made. Copy it again.")
_NEWER = N_(
    "{file} was written by a newer version of thoihan (schema {found}; this version knows {known}). Nothing was made. "
    "Install the newer version."
)

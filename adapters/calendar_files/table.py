"""The days that a calendar file lists: a CSV table of day, worked or not, why, and by which document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from adapters.documents.files.csv_rows import read_csv
from adapters.documents.files.document import Row, Table
from adapters.documents.files.errors import DocumentRefused
from rules.document import Scalar
from rules.problem_report import ProblemReport
from rules.problems import N_, PlanError, Problem

COLUMNS = ("date", "working", "until", "reason", "document")
"""`until` may be left out; columns of any other name are passed over."""
NEEDED = ("date", "working", "reason", "document")
MOST = 1_000
"""Days: some thirty years of them."""
LONGEST = 300
"""Characters of a reason or of a document."""

REFUSED = N_(
    "{path} is refused: {errors} error(s) in the calendar. Nothing was recorded; whoever publishes it must mend it."
)
NO_COLUMN = N_("There is no column “{column}” in the first line.")
HEADER = N_("The columns are: {columns}; “until” may be left out.")
NO_DAY = N_("“{read}” is not a day.")
LIKE_DAY = N_("Days are written like 2028-01-25.")
NOT_WORKED = N_("“{read}” does not say if the day is worked.")
ONE_OR_NOUGHT = N_("1 is a day that is worked, 0 a day off.")
NO_HOUR = N_("“{read}” is not an hour until which a working day is worked.")
LIKE_HOUR = N_("Hours are written like 11:30, and stand beside a 1 only.")
EMPTY = N_("The column “{column}” is empty, longer than {most} characters, or has some that cannot be printed.")
SAY_WHY = N_("Each day has its reason and its document.")
TWICE = N_("The day {day} stands here for the second time.")
KEEP_ONE = N_("Keep one of them.")
TOO_MANY = N_("This line has {found} cells; the first one has {columns}.")
QUOTE = N_("A text that has a comma in it stands in quotes.")
SAVE_AS = N_("Save it as “CSV UTF-8”.")
NO_DAYS = N_("There are no days in it, or more than {most}.")
RIGHT_FILE = N_("Check that it is the right file.")


class CalendarFileError(PlanError):
    """A calendar file is refused; `problems` has everything found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.template = REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDay:
    """What a document says of a day; a half day is worked `until` an hour."""

    day: date
    working: bool
    until: time | None
    reason: str
    document: str


def listed_days(path: str, content: bytes) -> list[ListedDay]:
    """The days that the file lists, in its order. Raises CalendarFileError with every problem."""
    report = ProblemReport(path)
    days = list(_days(report, _rows(report, content)))
    if not report.refused and not 0 < len(days) <= MOST:
        report.error("no-days", _at(1), NO_DAYS, RIGHT_FILE, most=MOST)
    if report.refused:
        raise CalendarFileError(report.in_order())
    return days


def _rows(report: ProblemReport, content: bytes) -> Sequence[Row]:
    try:
        (table,) = read_csv(content).blocks
    except DocumentRefused as error:
        report.error("unreadable", _at(1), error.template, SAVE_AS, **error.fields)
        return ()
    return table.rows if isinstance(table, Table) else ()


def _days(report: ProblemReport, rows: Sequence[Row]) -> Iterator[ListedDay]:
    header = [name.strip() for name in rows[0].texts] if rows else []
    for column in NEEDED if not report.refused else ():
        if column not in header:
            report.error("no-column", _at(1), NO_COLUMN, HEADER, column=column, columns=", ".join(COLUMNS))
    seen: set[date] = set()
    for row in rows[1:] if not report.refused else ():
        number, cells = row.place.line or 1, [text.strip() for text in row.texts]
        if len(cells) > len(header):
            report.error("too-many", _at(number), TOO_MANY, QUOTE, found=len(cells), columns=len(header))
            continue
        found = _listed(report, number, dict(zip(header, cells, strict=False)))
        if found and found.day in seen:
            report.error("twice", _at(number), TWICE, KEEP_ONE, day=found.day.isoformat())
        elif found:
            seen.add(found.day)
            yield found


def _listed(report: ProblemReport, number: int, row: Mapping[str, str]) -> ListedDay | None:
    before = len(report.problems)
    day = _day(report, number, row.get("date", ""))
    working = _working(report, number, row.get("working", ""))
    until = _until(report, number, row.get("until", ""), working=working)
    said = {column: _words(report, number, column, row.get(column, "")) for column in ("reason", "document")}
    if day is None or len(report.problems) > before:
        return None
    return ListedDay(day=day, working=working, until=until, **said)


def _day(report: ProblemReport, number: int, text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        report.error("no-day", _at(number, text), NO_DAY, LIKE_DAY, read=text)
        return None


def _working(report: ProblemReport, number: int, text: str) -> bool:
    if text not in ("0", "1"):
        report.error("not-worked", _at(number, text), NOT_WORKED, ONE_OR_NOUGHT, read=text)
    return text == "1"


def _until(report: ProblemReport, number: int, text: str, *, working: bool) -> time | None:
    if not text:
        return None
    try:
        until = time.fromisoformat(text) if working and len(text) == len("11:30") else None
    except ValueError:
        until = None
    if until is None:
        report.error("no-hour", _at(number, text), NO_HOUR, LIKE_HOUR, read=text)
    return until


def _words(report: ProblemReport, number: int, column: str, text: str) -> str:
    if not 0 < len(text) <= LONGEST or not text.isprintable():
        report.error("empty", _at(number, text), EMPTY, SAY_WHY, column=column, most=LONGEST)
    return text


def _at(line: int, text: str = "") -> Scalar:
    return Scalar(text=text, line=line, column=1)

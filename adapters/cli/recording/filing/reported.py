"""A report on a day or a period: its lines gathered, then told on the terminal, to programs, or in a file."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from adapters.answers.report_lines import CELLS
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.output_files import KEPT, write_whole
from adapters.cli.output.filing.official import (
    HEADS,
    By,
    Official,
    ReportedOn,
    official,
    official_answer,
    show_official,
)
from adapters.cli.output.filing.reports import report_answer
from adapters.cli.output.looking_back import view
from adapters.names.matching import Named, named_by
from adapters.words.catalogue import LANGUAGES, Said, translator
from adapters.words.plain_text import json_text, one_line
from adapters.words.refused.refusal import Refused
from adapters.words.tasks import ALL_STANDINGS
from engine.asking.filed.reports import Line, lines
from engine.asking.official.periods import Period
from engine.asking.official.tables import counts
from engine.snapshot import Snapshot
from engine.sweeping import clock
from rules.problems import N_

_STILL_TO_COME = N_("{day} is still to come: a report is of days that have begun. Correct the day.")
_NO_CELL = N_("There is no cell “{text}”. There are: {known}.")
_NO_TABLE = N_("There is no table by “{text}”. There are: {known}.")
_NO_SUFFIX = N_("“{name}” does not say which file it is to be: its name must end in .xlsx, .docx or .json.")
_WRITTEN = N_("{path} is written.")
_XLSX, _DOCX, _JSON = ".xlsx", ".docx", ".json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The lines of a report; `before`: those of last period."""

    asked: ReportedOn
    now: Sequence[Line]
    before: Sequence[Line] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a report is to be told."""

    by: Collection[By]
    sort: str | None = None  # the cell of which those with most go first
    output: Path | None = None
    as_json: bool = False


def reported(office: Office, plans: Sequence[str] | None, period: Period | None, day: date | None) -> Reported:
    """The report on a period, or on a day (None: today). Raises Refused for what has not begun."""
    today = office.clock.today()
    begins = period.first if period else day or today
    if begins > today:
        raise Refused(_STILL_TO_COME, day=begins)
    if period is None:
        return Reported(asked=ReportedOn(day=begins), now=stand(office, plans, begins))
    ends, last = min(period.last, today), period.before()
    return Reported(
        asked=ReportedOn(day=ends, period=period),
        now=[one for one in stand(office, plans, ends) if counts(one, period.first)],
        before=[one for one in stand(office, plans, last.last) if counts(one, last.first)],
    )


def stand(office: Office, plans: Sequence[str] | None, day: date) -> list[Line]:
    """How the tasks of these plans stood on a day, by what is known now.

    What begins with today has begun, also where nobody swept it yet.
    """
    if day == office.clock.today():
        with office.store.begin(write=False) as session:
            if clock(session).day == day:
                return lines(session, plans, day)
    with view(office, None, day.isoformat()) as seen:
        return lines(seen.session, plans, day)


def read_cell(text: str | None) -> str | None:
    """The cell that is meant, by its code or in words. Raises Refused."""
    also: Mapping[str, str] = {str(code): label for code, label in ALL_STANDINGS.items()}
    words = {str(code): [label, also.get(code, label)] for code, label in CELLS.items()}
    return None if text is None else _meant(text, words, _NO_CELL)


def read_by(texts: Sequence[str] | None) -> list[By]:
    """The tables that are meant, by their codes or in words; all where none is named. Raises Refused."""
    words = {str(by): [label] for by, label in HEADS.items()}
    return [By(_meant(text, words, _NO_TABLE)) for text in texts] if texts else list(By)


def _meant(text: str, words: Mapping[str, Sequence[str]], refusal: str) -> str:
    things = [
        Named(code, [translator(lang)(label) for label in labels for lang in LANGUAGES])
        for code, labels in words.items()
    ]
    found = named_by(text, things)
    if len(found.things) != 1 or not found.sure:
        raise Refused(refusal, text=one_line(text, 40), known=[Said(labels[0]) for labels in words.values()])
    return found.things[0].code


def tell_report(here: Invocation, office: Office, said: Reported, ways: Ways, kept: Mapping[str, Any]) -> None:
    """Tell of a report; `kept`: what is to be said of its being kept, to programs. Raises Refused."""
    terminal, path = here.terminal, ways.output
    suffix = _suffix(path) if path else ""
    with office.store.begin(write=False) as session:
        shelf, leaving = Snapshot(session, office.tools), office.settings.leaving
        found = official(shelf, said.asked, said.now, said.before, ways.by, leaving, terminal.lang)
        plans = shelf.plans().named({one.plan for one in said.now})
    answer = {
        "day": said.asked.day.isoformat(),
        **report_answer(said.now, plans),
        **official_answer(found, ways.sort),
        **kept,
    }
    if path:
        _write(here, path, _file(here, found, ways, suffix, answer))
    if ways.as_json:
        terminal.json(answer)
    elif not path:
        show_official(terminal, found, ways.sort)


def _suffix(path: Path) -> str:
    found = path.suffix.lower()
    if found not in (_XLSX, _DOCX, _JSON):
        raise Refused(_NO_SUFFIX, name=one_line(path.name, 80))
    return found


def _file(here: Invocation, found: Official, ways: Ways, suffix: str, answer: Mapping[str, Any]) -> bytes:
    if suffix == _JSON:
        terminal = here.terminal
        return (json_text(terminal.leaving.answer(answer, terminal.lang), indent=2) + "\n").encode()
    from adapters.cli.output.filing.official_files import written  # noqa: PLC0415 - it loads what writes office files

    return written(here.terminal, found, ways.sort, as_xlsx=suffix == _XLSX)


def _write(here: Invocation, path: Path, data: bytes) -> None:
    kept = write_whole(path, data)
    here.terminal.warn(_WRITTEN, path=path)
    if kept:
        here.terminal.warn(KEPT, path=path, kept=kept)

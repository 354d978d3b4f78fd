"""The command `import`: a draft of a plan file is made of a document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.cli.asking.importing.question_words import agency_names, choice_said, question_said
from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.output_files import KEPT, WRITTEN, write_whole
from adapters.cli.frame.terminal import Terminal
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.meaning.answers import read_answers
from adapters.documents.meaning.importing import TOO_SECRET, source_of
from adapters.documents.meaning.task_rows import Content, content_of
from adapters.documents.scans.scanned import read_pages
from adapters.drafts.open_questions import OpenQuestion
from adapters.words.catalogue import translator
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused
from rules.drafting.draft_plan import draft_plan
from rules.drafting.source import Answers, PlanDraft, Source
from rules.problems import N_

_PHRASES = N_(
    "Deadlines: {certain} read for certain, {marked} to be confirmed, {unread} not read, {answered} answered."
)
_AGENCIES = N_("New agencies: {names}.")
_MILESTONES = N_("New milestones: {names}.")
_QUESTIONS = N_("Questions: {count}, each marked with “# ?”. Answer them in the file, then `thoihan check {path}`.")
_NO_QUESTIONS = N_("No questions. `thoihan check {path}`, then `thoihan plan add {path}`.")
_UNUSED = N_("Answers that fit no row of this document: {keys}.")
_ASKED_OPEN = N_("Questions left open: {count}. Run the same command again, or answer them in {path}.")
_ANSWERS_KEPT = N_("The answers are kept in {path}, and applied when the document is imported again.")
_NOT_FOR_PROGRAMS = N_("--ask asks people: leave out --json, or --ask.")
_PAGE = N_("page {page} of {pages}")
_MOST_ROWS = 5


ANSWERS = ".tra-loi.yaml"
"""How the file of answers is called beside the plan file, where no other is named."""

Ask = Annotated[
    bool,
    typer.Option(
        "--ask", help=N_("Ask what is open on the terminal, once for all rows that ask alike; keep the answers.")
    ),
]


def import_file(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="FILE", help=N_("A DOCX, XLSX, PDF or text file."))],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help=N_("Where the plan file goes; else to the screen.")),
    ] = None,
    answers: Annotated[
        str | None, typer.Option("--answers", metavar="FILE", help=N_("Answers given at an earlier import, in YAML."))
    ] = None,
    ask: Ask = False,
    as_json: AsJson = False,
) -> None:
    """Make a plan file of a document."""
    here = invocation(context)
    if ask and as_json:
        raise Misused(_NOT_FOR_PROGRAMS)
    importing = _Importing.of(here, content(document))
    if ask:
        output = output or Path(document).with_suffix(".yaml")
        kept_in = Path(answers) if answers else output.with_suffix(ANSWERS)
        settled = _answers(str(kept_in)) if kept_in.exists() else Answers()
        importing.source(settled)  # refused before anything is asked, if at all
        settled = _asked(here, importing, settled, kept_in, Path(document).name)
    else:
        settled = _answers(answers) if answers else Answers()
    draft, source = importing.drafted(settled)
    kept = write_whole(output, draft.text.encode()) if output else None
    if as_json:
        here.terminal.json(_answer(draft, output))
    elif output:
        _report(here.terminal, draft, output, kept)
        _tell_questions(importing, draft, source, output, asked=ask)
    else:
        here.terminal.write(draft.text)


@dataclass(frozen=True, slots=True)
class _Importing:
    """A document that is imported, perhaps several times: with more answers each time."""

    here: Invocation
    read: Content
    known: Mapping[str, str]  # names of the units in the register, by code

    @classmethod
    def of(cls, here: Invocation, document: bytes) -> "_Importing":
        """The document, read once. Raises DocumentRefused."""
        return cls(here, content_of(read_pages(document, _progress(here.terminal))), _known(here))

    def source(self, answers: Answers) -> Source:
        """What it says, with these answers. Raises DocumentRefused where that is too secret."""
        source, highest = source_of(self.read, known_units=self.known, answers=answers), self.here.settings().highest
        if source.heading.secrecy > highest:
            raise DocumentRefused(TOO_SECRET, {"level": str(source.heading.secrecy), "highest": str(highest)})
        return source

    def drafted(self, answers: Answers) -> tuple[PlanDraft, Source]:
        """The draft with these answers, and what it was made of. Raises DocumentRefused."""
        source = self.source(answers)
        return draft_plan(source, answers, translator(self.here.terminal.lang)), source


def _asked(here: Invocation, importing: _Importing, settled: Answers, path: Path, document: str) -> Answers:
    """The answers there are, and those that are given now; all are kept in the file."""
    from adapters.cli.asking.importing.asked_on_terminal import Asking  # noqa: PLC0415 - only where it is asked
    from adapters.drafts.answers_text import HEAD, answers_text  # noqa: PLC0415

    asking = Asking(here, importing.read, importing.known, translator(here.terminal.lang), settled)
    answers = asking.until_answered()
    if answers != settled:
        write_whole(path, answers_text(answers, here.terminal.text(HEAD, document=one_line(document, 200))).encode())
        here.terminal.line()
        here.terminal.line(_ANSWERS_KEPT, path=path)
    return answers


def _answers(path: str) -> Answers:
    return read_answers(content(path), path=path)


def _known(here: Invocation) -> Mapping[str, str]:
    """The units of the register, if there is one."""
    if not here.has_store():
        return {}
    with here.office() as office, office.store.begin(write=False) as session:
        return {row.code: row.name for row in session.units()}


def _progress(terminal: Terminal) -> Callable[[int, int], None] | None:
    if not terminal.err.isatty():
        return None

    def show(page: int, pages: int) -> None:
        terminal.err.write(f"\r{terminal.text(_PAGE, page=page, pages=pages)} ")
        terminal.err.write("\n" if page == pages else "")
        terminal.err.flush()

    return show


def _report(terminal: Terminal, draft: PlanDraft, path: Path, kept: Path | None) -> None:
    terminal.line(WRITTEN, path=path, rows=draft.rows)
    if kept:
        terminal.line(KEPT, path=path, kept=kept)
    terminal.line(
        _PHRASES, certain=draft.certain, marked=draft.marked, unread=draft.unread, answered=draft.answered_due
    )
    if draft.agencies:
        terminal.line(_AGENCIES, names=[f"{agency.name} ({agency.code})" for agency in draft.agencies])
    if draft.milestones:
        terminal.line(_MILESTONES, names=[f"{one.title} ({one.name})" for one in draft.milestones])
    for note in draft.notes:
        terminal.write(note.text(translator(terminal.lang)) + "\n")
    if draft.unused:
        terminal.line(_UNUSED, keys=draft.unused)


def _tell_questions(importing: _Importing, draft: PlanDraft, source: Source, path: Path, *, asked: bool) -> None:
    """Tell what is open, once for all rows that ask alike, with the likeliest answer."""
    from adapters.drafts.open_questions import open_questions  # noqa: PLC0415 - programs and files ask otherwise

    terminal, questions = importing.here.terminal, open_questions(draft, source)
    if not questions and not draft.questions:
        terminal.line(_NO_QUESTIONS, path=path)
        return
    places = {one.rule: one.place for one in draft.questions}
    agencies = {**agency_names(source), **importing.known}
    rows = (_question_row(terminal, one, agencies, places) for one in questions)
    terminal.line()
    terminal.table((N_("Row"), N_("Question"), N_("Perhaps"), N_("Place")), rows)
    terminal.line(_ASKED_OPEN if asked else _QUESTIONS, count=len(draft.questions), path=path)


def _question_row(
    terminal: Terminal, one: OpenQuestion, agencies: Mapping[str, str], places: Mapping[str, str]
) -> tuple[str, ...]:
    numbers = [row.number for row in one.rows]
    listed = [*numbers[:_MOST_ROWS], *(["…"] if len(numbers) > _MOST_ROWS else [])]
    return (
        ", ".join(listed) or "–",
        terminal.value(question_said(one)),
        choice_said(terminal, one, agencies, one.choices[0]) if one.choices else "–",
        places.get(numbers[0] if numbers else "", "–"),
    )


def _answer(draft: PlanDraft, output: Path | None) -> dict[str, Any]:
    return {
        "file": str(output) if output else None,
        "secrecy": str(draft.secrecy),
        "rows": draft.rows,
        "certain": draft.certain,
        "marked": draft.marked,
        "unread": draft.unread,
        "answered": draft.answered_due,
        "questions": [
            {"rule": one.rule, "field": one.field, "text": one.text, "place": one.place} for one in draft.questions
        ],
        "agencies": [{"code": one.code, "name": one.name, "kind": one.kind} for one in draft.agencies],
        "milestones": [
            {"name": one.name, "title": one.title, "at": one.at, "of_each": one.of_each, "rules": list(one.rules)}
            for one in draft.milestones
        ],
        "unused": list(draft.unused),
        "text": None if output else draft.text,
    }

"""The command `import`: a draft of a plan file is made of a document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.cli.frame.files import content
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson
from adapters.cli.frame.output_files import KEPT, WRITTEN, write_whole
from adapters.cli.frame.terminal import Terminal
from adapters.documents.meaning.answers import read_answers
from adapters.documents.meaning.importing import import_document
from adapters.documents.meaning.task_rows import content_of
from adapters.documents.scans.scanned import read_pages
from adapters.words.catalogue import translator
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused
from rules.drafting.source import Answers, PlanDraft
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
    importing = _Importing(here, content(document), _known(here))
    if ask:
        output = output or Path(document).with_suffix(".yaml")
        kept_in = Path(answers) if answers else output.with_suffix(ANSWERS)
        settled = _answers(str(kept_in)) if kept_in.exists() else Answers()
        importing.drafted(settled)  # refused before anything is asked, if at all
        settled = _asked(here, importing, settled, kept_in, Path(document).name)
    else:
        settled = _answers(answers) if answers else Answers()
    draft = importing.drafted(settled)
    kept = write_whole(output, draft.text.encode()) if output else None
    if as_json:
        here.terminal.json(_answer(draft, output))
    elif output:
        _report(here.terminal, draft, output, kept, asked=ask)
    else:
        here.terminal.write(draft.text)


@dataclass(frozen=True, slots=True)
class _Importing:
    """A document that is imported, perhaps several times: with more answers each time."""

    here: Invocation
    document: bytes
    known: Mapping[str, str]

    def drafted(self, answers: Answers) -> PlanDraft:
        """The draft with these answers. Raises DocumentRefused."""
        return import_document(
            self.document,
            known_units=self.known,
            answers=answers,
            progress=_progress(self.here.terminal),
            translate=translator(self.here.terminal.lang),
            highest=self.here.settings().highest,
        )


def _asked(here: Invocation, importing: _Importing, settled: Answers, path: Path, document: str) -> Answers:
    """The answers there are, and those that are given now; all are kept in the file."""
    from adapters.cli.asking.importing.asked_on_terminal import Asking  # noqa: PLC0415 - only where it is asked
    from adapters.drafts.answers_text import HEAD, answers_text  # noqa: PLC0415

    read = content_of(read_pages(importing.document))
    asking = Asking(here, read, importing.known, translator(here.terminal.lang), settled)
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


def _report(terminal: Terminal, draft: PlanDraft, path: Path, kept: Path | None, *, asked: bool) -> None:
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
    if draft.questions:
        rows = ((question.rule, question.field, question.text, question.place) for question in draft.questions)
        terminal.line()
        terminal.table((N_("Row"), N_("Field"), N_("Question"), N_("Place")), rows)
        terminal.line(_ASKED_OPEN if asked else _QUESTIONS, count=len(draft.questions), path=path)
    else:
        terminal.line(_NO_QUESTIONS, path=path)


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

"""The command `letter`: the letter that urges each agency whose tasks are late, with the list of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from adapters.answers.dossiers.late_tasks import late_tasks
from adapters.answers.dossiers.letters import letters_of
from adapters.answers.noting import note
from adapters.answers.speech import Speech
from adapters.cli.asking.registers.command import Place
from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.output_files import KEPT, unwritable, write_whole
from adapters.cli.frame.terminal import Terminal
from adapters.documents.export.letter import Released
from adapters.documents.export.letter_docx import write_letters
from adapters.statements.days import day_or_none
from adapters.statements.plan_names import must_be_adopted
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from rules.problems import N_

FOLDER = Path("cong-van-don-doc")
_SUFFIX = ".docx"
_OF_UNIT = N_("Only to this agency.")
_OF_PLAN = N_("Only for tasks of this plan.")
_WHERE = N_("A folder, with a file for each agency; or one file, as a name with .docx says.")
_BY_WHOM = N_("Who sends it; whoever issued the plans if not given.")
_UNTIL = N_("Until when an answer is asked for; left open if not given.")
_NOBODY = N_("Nobody is late: there is no letter to write.")
_WRITTEN = N_("{path} is written: {name}, {tasks} late task(s).")
_ALL = N_("{path} is written: {letters} letter(s). Number, day and signature are left open.")
_OPEN = N_("{letters} letter(s). Number, day and signature are left open.")
_ONLY_DOCX = N_("“{path}”: letters are written as .docx. Name such a file, or a folder.")

Unit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=_OF_UNIT)]
OfPlan = Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=_OF_PLAN)]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help=_WHERE)]
Sender = Annotated[str | None, typer.Option("--issuer", metavar="TEXT", help=_BY_WHOM)]
AnswerBy = Annotated[str | None, typer.Option("--answer-by", metavar="DATE", help=_UNTIL)]


def letter(
    context: typer.Context,
    unit: Unit = None,
    plan: OfPlan = None,
    output: Output = FOLDER,
    issuer: Sender = None,
    place: Place = "",
    answer_by: AnswerBy = None,
) -> None:
    """Write the letters that urge agencies whose tasks are late."""
    here, until, together = invocation(context), day_or_none("--answer-by", answer_by), _one_file(output)
    with here.office() as office, office.store.begin(write=False) as session:
        must_be_adopted(session, [plan] if plan else [])
        shelf, today = Snapshot(session, office.tools), here.clock.today()
        late, leaving = late_tasks(shelf, today, plan=plan, lead=unit), office.settings.leaving
        names = {code: shelf.units().name(code) for code in late.tasks}
    if not late.tasks:
        here.terminal.line(_NOBODY)
        return
    note(office, "letter", [(of.id, rule.number, rule.secrecy) for of, rule in late.rows])
    sender = one_line(issuer) if issuer else late.sender(leaving)
    speech = Speech(lang=here.terminal.lang, leaving=leaving)
    letters = letters_of(late, names, speech, today, sender=sender, place=one_line(place), answer_by=until)
    _write(here.terminal, output, letters, together=together)


def _one_file(output: Path) -> bool:
    """True if all letters go into one file. Raises Refused for a file of another kind."""
    suffix = output.suffix.lower()
    if suffix and suffix != _SUFFIX and not output.is_dir():
        raise Refused(_ONLY_DOCX, path=one_line(str(output), 100))
    return suffix == _SUFFIX and not output.is_dir()


def _write(terminal: Terminal, output: Path, letters: Mapping[str, Released], *, together: bool) -> None:
    if together:
        _kept(terminal, output, write_whole(output, write_letters(list(letters.values()))))
        terminal.line(_ALL, path=output, letters=len(letters))
        return
    try:
        output.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise unwritable(output, error) from None
    for code, one in letters.items():
        path = output / f"{code}{_SUFFIX}"
        _kept(terminal, path, write_whole(path, write_letters([one])))
        terminal.line(_WRITTEN, path=path, name=one.recipient, tasks=len(one.tasks))
    terminal.line(_OPEN, letters=len(letters))


def _kept(terminal: Terminal, path: Path, kept: Path | None) -> None:
    if kept:
        terminal.line(KEPT, path=path, kept=kept)

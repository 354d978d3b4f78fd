"""The command `assign`: one task is given by a letter, or added to a plan, and nobody writes a file.

A letter (văn bản giao việc) is a plan of its own kind, which the program writes: its first task adopts it, each further
one amends it, as of the day of the letter. It is known by its number and its year
(docs/decisions/0129-single-tasks.md).
"""

from typing import Annotated

import typer

from adapters.cli.frame.invocation import invocation
from adapters.cli.frame.options import AsJson, DryRun
from adapters.cli.output.decisions import show
from adapters.cli.recording.rows.whose_options import ForEach, Lead, Under
from adapters.statements.days import day_or_none
from adapters.statements.giving.giving import Giving, declared_by
from adapters.statements.giving.letter import Letter
from adapters.statements.giving.typed_rows import TypedRow
from adapters.statements.giving.versions import How
from adapters.statements.giving.whose import Whose
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused
from rules.phrases.document_number import has_a_figure
from rules.problems import N_

_NO_NUMBER = N_("“{given}” is no number of a letter: it has no figure, but for a date. Nothing was recorded.")
_NO_CONTENT = N_("It is not said what is to be done: that stands first, after `assign`. Nothing was recorded.")
_NOBODY = N_("Say who is in charge (--lead), or which agencies have a task each (--for-each).")


Product = Annotated[str | None, typer.Option("--product", metavar="TEXT", help=N_("What is to come of it."))]
Accept = Annotated[bool | None, typer.Option("--accept/--no-accept", help=N_("Whether its report awaits acceptance."))]
Title = Annotated[str, typer.Argument(metavar="TEXT", help=N_("What is to be done."))]
Due = Annotated[str, typer.Option("--due", metavar="PHRASE", help=N_("Until when, in the words of the letter."))]
Number = Annotated[str, typer.Option("--document", metavar="NUMBER", help=N_("The letter, by its number: 123-CV/TU."))]
Cooperate = Annotated[
    list[str] | None, typer.Option("--cooperate", metavar="UNIT", help=N_("A unit that cooperates; repeat it."))
]
Through = Annotated[
    str | None, typer.Option("--through", metavar="UNIT", help=N_("The agency that its reports go through."))
]
CountsFrom = Annotated[
    list[str] | None,
    typer.Option(
        "--counts-from",
        metavar="PLAN/MILESTONE",
        help=N_("A milestone of a plan that the deadline counts from; repeat it."),
    ),
]
OfPlan = Annotated[
    str | None, typer.Option("--plan", metavar="PLAN", help=N_("Add it to this plan, by the document given."))
]
Issued = Annotated[
    str | None,
    typer.Option(
        "--issued",
        metavar="DATE",
        help=N_("The day of the letter; if not given, the one behind its number, else today."),
    ),
]
Issuer = Annotated[str | None, typer.Option("--issuer", metavar="TEXT", help=N_("Who issued the letter."))]
About = Annotated[str | None, typer.Option("--about", metavar="TEXT", help=N_("What the letter is about."))]
Follow = Annotated[str | None, typer.Option("--follow", metavar="UNIT", help=N_("The unit that follows the work."))]


Secrecy = Annotated[
    str | None,
    typer.Option("--secrecy", metavar="LEVEL", help=N_("How secret it is: thường, nội bộ, mật, tối mật, tuyệt mật.")),
]


def _must_say(title: str, document: str) -> None:
    """Raise Misused unless it is said what is to be done, and by which letter."""
    if not any(map(str.isalnum, title)):
        raise Misused(_NO_CONTENT)
    if not has_a_figure(document):
        raise Misused(_NO_NUMBER, given=one_line(document, 40))


def assign(
    context: typer.Context,
    title: Title,
    due: Due,
    document: Number,
    lead: Lead = None,
    for_each: ForEach = None,
    under: Under = None,
    cooperate: Cooperate = None,
    through: Through = None,
    product: Product = None,
    accept: Accept = None,
    counts_from: CountsFrom = None,
    plan: OfPlan = None,
    issued: Issued = None,
    issuer: Issuer = None,
    about: About = None,
    follow: Follow = None,
    secrecy: Secrecy = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give one task by a letter, or one to each of several agencies."""
    here, day = invocation(context), day_or_none("--issued", issued)
    if not lead and not for_each:
        raise Misused(_NOBODY)
    _must_say(title, document)
    with here.office() as office:
        whose, declared = Whose.of(office, lead, for_each, under), declared_by(office, counts_from or ())
        said = {"title": title, "through": through, "due": due, "product": product, "secrecy": secrecy}
        row = TypedRow(whose=whose, cooperate=cooperate or (), accept=accept, **said)
        letter = Letter(
            number=document, issued=day, issuer=issuer, about=about, follow=follow, secrecy=secrecy, whose=whose
        )
        with office.together(dry_run=dry_run) as acting:
            giving = Giving(acting, How(event_id=None, dry_run=dry_run, lang=here.terminal.lang))
            name, decided = giving.given(row, letter, plan, declared)
            joined = giving.joined(name, counts_from or ())
    if as_json:
        here.terminal.json({**decided.answer(), "plan": name, "joined": [one.answer() for one in joined]})
        return
    for one in (decided, *joined):
        show(here.terminal, one)

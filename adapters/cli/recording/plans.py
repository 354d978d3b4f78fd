"""The command `plan add`: a plan is put into force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.cli.frame.failures import problem_line
from adapters.cli.frame.files import plan_source
from adapters.cli.frame.invocation import Invocation, invocation
from adapters.cli.frame.options import AsJson, Attach, DryRun, PlanFile
from adapters.cli.output.decisions import show as show_decision
from adapters.cli.recording.groups import whose_tasks
from adapters.cli.recording.groups.unheard import Unheard
from adapters.cli.recording.joining.adoption import Answers, Asking, Settled, typed
from adapters.cli.recording.joining.stopped import Stopping, stopping
from adapters.cli.recording.joining.taking_over import NOTHING_PAST, Past
from adapters.cli.recording.record import filing
from adapters.cli.typed_in.registered_units import hearing, registered_kinds
from adapters.statements.giving.adopting import adopted
from rules.checking.reach import CYCLE
from rules.compiling import compile_checked
from rules.plan import Plan
from rules.problems import N_, Problem

if TYPE_CHECKING:
    from adapters.statements.filing import Filing, Kept

Same = Annotated[
    list[str] | None,
    typer.Option(
        "--same",
        metavar="MILESTONE=PLAN/MILESTONE",
        help=N_("A milestone of the plan that is the same happening as one of another plan; repeat it."),
    ),
]
Another = Annotated[
    list[str] | None,
    typer.Option(
        "--another",
        metavar="MILESTONE=PLAN/MILESTONE",
        help=N_("A milestone of the plan that is another happening than that one; repeat it."),
    ),
]
Whose = Annotated[
    list[str] | None,
    typer.Option(
        "--tasks",
        metavar="GROUP=each|shared",
        help=N_("Each member of that group has what it leads, or they share it; repeat it."),
    ),
]
Takeover = Annotated[
    bool,
    typer.Option("--takeover", help=N_("The plan runs already: nobody is told how things stand, only what changes.")),
]
_ADOPTED = N_("Plan {plan} ({number}) is adopted: {rules} rows, {milestones} milestones.")
_WOULD_BE = N_("Plan {plan} ({number}) would be adopted: {rules} rows, {milestones} milestones.")
_ADOPTED_ALREADY = N_("Plan {plan} has been adopted already, in these very words. Nothing was changed.")


def add(
    context: typer.Context,
    plan: PlanFile,
    same: Same = None,
    another: Another = None,
    tasks: Whose = None,
    takeover: Takeover = False,
    attach: Attach = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Adopt a plan."""
    here = invocation(context)
    path, source = plan_source(plan)
    known, highest = registered_kinds(here), here.settings().highest
    compiled, problems = compile_checked(source, path=path, known_units=known, highest=highest, hearing=hearing(here))
    unheard = Unheard.among(problems)
    pairs = Answers(same=typed(compiled, "--same", same or ()), another=typed(compiled, "--another", another or ()))
    whose = whose_tasks.typed(tasks or ())
    may_ask = here.stdin.isatty() and here.terminal.out.isatty() and not as_json and not dry_run
    with here.office() as office:
        adopting = _Adopting(here, compiled, source.decode("utf-8-sig"), filing(office, attach), pairs, whose, takeover)
        done = (adopting.asked(office) if may_ask else adopting).acted_out(office, dry_run=dry_run)
        if as_json:
            here.terminal.json({**done.answer(), **unheard.answer()})
            return
        _show(here, compiled, done.presented, done.kept)
        done.past.show(here.terminal, compiled.id, dry_run=dry_run)
        _ask(here, problems)
        done.settled.show(here.terminal, Asking(here, office, compiled, dry_run).titles)
        done.stopped.show(here.terminal)
        done.groups.show(here.terminal)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Adopted:
    """All that came of an adoption, and of the answers given with it."""

    presented: PresentedDecision
    kept: "Kept | None"
    settled: Settled
    stopped: Stopping
    groups: whose_tasks.Settled
    past: Past

    def answer(self) -> dict[str, Any]:
        """For programs."""
        settled = {**self.settled.answer(), **self.stopped.answer(), **self.groups.answer(), **self.past.answer()}
        return {**self.presented.answer(), **settled, **(self.kept.answer() if self.kept else {})}


@dataclass(frozen=True, slots=True)
class _Adopting:
    """A plan that is to be adopted, with its files and the answers to what it leaves open: all of it, or nothing."""

    here: Invocation
    plan: Plan
    source: str
    files: "Filing | None"
    pairs: Answers
    whose: Mapping[str, str]
    taken_over: bool

    def acted_out(self, office: Office, *, dry_run: bool) -> _Adopted:
        """All that comes of it. Raises Refused, Misused and EventsError; then nothing was changed."""
        with office.together(dry_run=dry_run) as acting:
            lang = self.here.terminal.lang
            presented = adopted(acting, self.plan, self.source, self.taken_over, dry_run=dry_run, lang=lang)
            kept = self.files.kept_with(acting, presented.decision.event, dry_run=dry_run) if self.files else None
            settled = Asking(self.here, acting, self.plan, dry_run, self.taken_over).settle(self.pairs)
            groups = whose_tasks.Asking(self.here, acting, self.plan, dry_run).settle(self.whose)
            stopped = stopping(acting, self.plan, [presented, *settled.decided])
        past = (
            Past.of([presented, *settled.decided], office.clock.today())
            if self.taken_over and not presented.logged.known
            else NOTHING_PAST
        )
        return _Adopted(presented=presented, kept=kept, settled=settled, stopped=stopped, groups=groups, past=past)

    def asked(self, office: Office) -> "_Adopting":
        """The same, with what whoever sits at the terminal answers to what is still open: asked before."""
        open_ = self.acted_out(office, dry_run=True)
        pairs = self.pairs + Asking(self.here, office, self.plan, False).asked(open_.settled.left)
        whose = {**self.whose, **whose_tasks.asked(self.here, open_.groups.left)}
        return replace(self, pairs=pairs, whose=whose)


def _show(here: Invocation, plan: Plan, presented: PresentedDecision, kept: "Kept | None") -> None:
    names = {"plan": plan.id, "number": plan.number}
    if presented.logged.known:
        here.terminal.line(_ADOPTED_ALREADY, plan=plan.id)
    else:
        template = _WOULD_BE if presented.dry_run else _ADOPTED
        here.terminal.line(template, rules=len(plan.rules), milestones=len(plan.milestones), **names)
        show_decision(here.terminal, presented)
    if kept:
        from adapters.cli.recording.filing.attaching import tell  # noqa: PLC0415 - seldom asked for, and slow to load

        tell(here.terminal, kept)


def _ask(here: Invocation, problems: Sequence[Problem]) -> None:
    """Ask for the reporting cycles that the rows want and nobody says; name the rows that nobody would hear of."""
    for problem in (one for one in problems if one.code == CYCLE):
        here.terminal.write(problem_line(problem, here.terminal.lang) + "\n")
    Unheard.among(problems).show(here.terminal)

"""Questions when a plan is adopted: is what it counts from the same as what another plan counts from?

Plainly the same, by the number of a document, is joined without a question, and said. Of the others whoever sits at the
terminal is asked; answers may be given with the command too. What nobody answers stays open, and is listed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.cli.frame.invocation import Invocation
from adapters.cli.frame.terminal import Terminal
from adapters.cli.output.decisions import show
from adapters.statements.joining.statements import Joining, Parting
from adapters.statements.recording import recorded
from adapters.statements.statements import Statement
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Misused
from engine.facts.joins import Member, written
from engine.happenings.joined.candidates import Candidate, candidates
from engine.snapshot import Snapshot
from events.errors import EventError
from rules.plan import Plan
from rules.problems import N_

_SAME = N_("“{one}” is the same as “{other}”, by document {document}: they are joined.")
_IS_IT = N_("Is “{title}” ({one}) the same as “{other_title}” ({other})? (y/n, Enter: leave it open) ")
_OPEN = N_(
    "Perhaps the same: “{title}” ({one}) and “{other_title}” ({other}). `thoihan happenings join {one} {other}` if so, "
    "else `thoihan happenings part {one} {other}`."
)
_NOT_JOINED = N_("“{one}” and “{other}” have the same document, {document}, and are not joined: {why}")
_NO_PAIR = N_("`{option}` takes a milestone of the plan and one of another: MILESTONE=PLAN/MILESTONE.")

Told = tuple[Candidate, Said]
"""A candidate, and why it could not be joined."""


Pair = tuple[str, str]
"""Two milestones, each as PLAN/MILESTONE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Of which pairs it was said that they are one happening, and of which that they are not."""

    same: Sequence[Pair] = ()
    another: Sequence[Pair] = ()

    def __add__(self, more: "Answers") -> "Answers":
        """These, and `more`."""
        return Answers(same=[*self.same, *more.same], another=[*self.another, *more.another])


@dataclass(slots=True)
class Settled:
    """All that came of the questions."""

    joined: list[tuple[Candidate, PresentedDecision]] = field(default_factory=list)  # by their documents
    answered: list[PresentedDecision] = field(default_factory=list)
    left: list[Candidate] = field(default_factory=list)
    refused: list[Told] = field(default_factory=list)

    @property
    def decided(self) -> list[PresentedDecision]:
        """What follows from the answers."""
        return [*(decided for _, decided in self.joined), *self.answered]

    def answer(self) -> dict[str, object]:
        """For programs."""
        by_document = [{**_pair(one), "document": one.document} for one, _ in self.joined]
        return {"joined": by_document, "perhaps_one": [_pair(one) for one in self.left]}

    def show(self, terminal: Terminal, titles: Callable[[Member], str]) -> None:
        """Say what was joined, what follows from it, and what is left open."""
        for one, decided in self.joined:
            terminal.line(_SAME, **_pair(one), document=one.document)
            show(terminal, decided)
        for decided in self.answered:
            show(terminal, decided)
        for one, why in self.refused:
            terminal.line(_NOT_JOINED, **_pair(one), document=one.document, why=why)
        for one in self.left:
            terminal.line(_OPEN, **_pair(one), title=titles(one.one), other_title=titles(one.other))


def _pair(one: Candidate) -> dict[str, str]:
    return {"one": written(one.one), "other": written(one.other)}


def typed(plan: Plan, option: str, pairs: Iterable[str]) -> list[Pair]:
    """The two milestones of each pair as it was typed, each as PLAN/MILESTONE. Raises Misused."""
    found = [(name.strip(), other.strip()) for name, _, other in (pair.partition("=") for pair in pairs)]
    if not all(name and "/" in other for name, other in found):
        raise Misused(_NO_PAIR, option=option)
    return [(f"{plan.id}/{name}", other) for name, other in found]


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks what of a plan is the same as what another plan has, and records the answers."""

    here: Invocation
    office: Office
    plan: Plan
    dry_run: bool
    taken_over: bool = False  # the plan runs already

    def settle(self, answers: Answers) -> Settled:
        """What comes of the answers, and what they leave open. Raises Refused, EventsError."""
        settled, answered = Settled(), {frozenset(pair) for pair in (*answers.same, *answers.another)}
        statements: list[Statement] = [self._joining(*pair) for pair in answers.same]
        statements += [Parting(members=pair) for pair in answers.another]
        settled.answered += [self._record(one) for one in statements]
        for one in self._candidates():
            if frozenset(map(written, one[:2])) not in answered:
                self._settle(one, settled)
        return settled

    def titles(self, member: Member) -> str:
        """The title of a milestone."""
        with self.office.store.begin(write=False) as session:
            of = self.plan if member[0] == self.plan.id else Snapshot(session, self.office.tools).plans()[member[0]]
        return of.milestones[member[1]].title

    def asked(self, left: Iterable[Candidate]) -> Answers:
        """What whoever sits at the terminal answers to what was left open."""
        said = [((written(one.one), written(one.other)), self._asked(one)) for one in left]
        found = {answer: [pair for pair, own in said if own is answer] for answer in (True, False)}
        return Answers(same=found[True], another=found[False])

    def _candidates(self) -> Sequence[Candidate]:
        with self.office.store.begin(write=False) as session:
            return list(candidates(Snapshot(session, self.office.tools), self.plan))

    def _joining(self, one: str, other: str) -> Joining:
        return Joining(members=[one, other], taken_over=self.plan.id if self.taken_over else None)

    def _record(self, said: Statement) -> PresentedDecision:
        return recorded(self.office, said, None, dry_run=self.dry_run, lang=self.here.terminal.lang)

    def _settle(self, one: Candidate, settled: Settled) -> None:
        if not one.sure:
            settled.left.append(one)
            return
        try:
            settled.joined.append((one, self._record(self._joining(written(one.one), written(one.other)))))
        except EventError as error:
            settled.refused.append((one, Said(error.template, error.fields)))

    def _asked(self, one: Candidate) -> bool | None:
        terminal = self.here.terminal
        titles = {"title": self.titles(one.one), "other_title": self.titles(one.other)}
        terminal.write(terminal.text(_IS_IT, **_pair(one), **{name: one_line(of, 100) for name, of in titles.items()}))
        terminal.out.flush()
        return self.here.answered()

"""A report of problems: every one that is found in a file, with its place."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz import fuzz, process

from rules.document import Node, Scalar
from rules.problems import Args, Note, Problem, Severity, TextError, shown
from rules.secrecy import Quoted

LIKENESS = 70
"""The likeness (of 100) from which a known name is offered for an unknown one."""

MOST_GUESSES = 100
MOST_NAMES = 5_000
"""Guessing is a service, and stays cheap: so many guesses in a report, each among so many names."""

MOST_LISTED = 20
"""So many known names are listed for an unknown one."""


@dataclass(slots=True)
class ProblemReport:
    """The problems found so far in one file."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    guesses: int = 0

    def error(self, code: str, at: Node, template: str, hint: str, **args: str | int) -> None:
        """Note that the plan is wrong at `at`."""
        self._note(Severity.ERROR, code, (at.line, at.column), template, hint, _cut(args))

    def warn(self, code: str, at: Node, template: str, hint: str, **args: str | int) -> None:
        """Note that the plan is perhaps not meant as it stands at `at`."""
        self._note(Severity.WARNING, code, (at.line, at.column), template, hint, _cut(args))

    def error_within(self, code: str, text: Scalar, nth: int, template: str, hint: str, **args: str | int) -> None:
        """Note an error at the nth character of `text`, from 1."""
        self._note(Severity.ERROR, code, (text.line, text.column_of(nth)), template, hint, _cut(args))

    def misread(self, code: str, text: Scalar, error: TextError) -> None:
        """Note that `text` is not in its language."""
        self.error_within(code, text, error.column, error.template, error.hint, **error.fields)

    def uncertain(self, at: Scalar, template: str, hint: str, meant: str, why: Sequence[Note]) -> None:
        """Note that the Vietnamese of `at` is not certain. Templates have it as {read}, and {meant}: what it may be."""
        problem = Problem(
            code="uncertain-phrase",
            template=template,
            hint=hint,
            args={"read": shown(at.text), "meant": meant},
            why=tuple(why),
            path=self.path,
            line=at.line,
            column=at.column,
        )
        self.problems.append(problem)

    def unknown(
        self,
        code: str,
        at: Node,
        template: str,
        hint: str,
        name: str,
        known: Iterable[str],
        severity: Severity = Severity.ERROR,
        **args: str | int,
    ) -> None:
        """Note that `name` is none of the `known`. Templates have it as {read}, and may list the {known}."""
        names = list(islice(known, MOST_NAMES))
        listed = ", ".join(names[:MOST_LISTED]) + (", …" if len(names) > MOST_LISTED else "")
        fields = {**_cut({**args, "read": name}), "known": listed}
        line, column = place_within(at, name)
        self._note(severity, code, (line, column), template, hint, fields, self._guess(name, names))

    @property
    def refused(self) -> bool:
        """True if anything found is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def refused_but_for(self, codes: Collection[str]) -> bool:
        """The same, errors with these codes left aside."""
        return any(problem.severity is Severity.ERROR and problem.code not in codes for problem in self.problems)

    def in_order(self) -> tuple[Problem, ...]:
        """The problems as they stand in the file."""
        return tuple(sorted(self.problems, key=lambda problem: (problem.line, problem.column, problem.severity)))

    def _guess(self, name: str, known: list[str]) -> str | None:
        """The known name most like `name`, if one is like it. Numbers are all alike, so there is none for them."""
        if self.guesses >= MOST_GUESSES or name.isdigit():
            return None
        self.guesses += 1
        best = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=LIKENESS)
        return best[0] if best else None

    def _note(
        self,
        severity: Severity,
        code: str,
        place: tuple[int, int],
        template: str,
        hint: str,
        args: Args,
        guess: str | None = None,
    ) -> None:
        """Add a problem at `place` (line, column)."""
        line, column = place
        problem = Problem(
            code=code,
            template=template,
            hint=hint,
            args=args,
            guess=guess,
            path=self.path,
            line=line,
            column=column,
            severity=severity,
        )
        self.problems.append(problem)


def place_within(at: Node, word: str) -> tuple[int, int]:
    """Line and column of `word` in a text, or of the text."""
    nth = at.text.find(word) if isinstance(at, Scalar) else -1
    return at.line, at.column if nth < 0 or not isinstance(at, Scalar) else at.column_of(nth + 1)


def _cut(args: Args) -> dict[str, str | int]:
    """The `args` with texts from the file cut to a size that a message can have."""
    return {name: _shortened(value) if isinstance(value, str) else value for name, value in args.items()}


def _shortened(text: str) -> str:
    short = shown(text)
    return Quoted(short, text.name, text.level) if isinstance(text, Quoted) else short

"""Problems of a plan file: values that say what is wrong, where, whose fault it is and what to do.

    ValueError
    ├── PlanError    a whole plan file is refused; carries every Problem found
    │   └── MergeError   what was decided about two versions of a plan does not go together
    └── TextError    one piece of text is not in its language; says at which column
        ├── OffsetSyntaxError      rules.language.offset_text
        └── ConditionSyntaxError   rules.language.condition_text

The words are English templates with {named} fields; the edges translate them (`Problem.text(translate)`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rules.secrecy import Level, Quoted

Args = Mapping[str, str | int]

SHOWN = 60
"""The most of somebody's text that a message repeats, in characters."""


def N_(template: str) -> str:  # noqa: N802 - the customary name by which gettext's tools find what to translate
    """Mark `template` for translation; it is translated where it is shown."""
    return template


GUESS = N_("Did you mean “{guess}”?")
REFUSED = N_(
    "{path} is refused: {errors} error(s) in the plan file. Nothing was taken from it; its writer must correct it."
)

UNDECIDED = N_("{path} cannot be merged: {errors} decision(s) do not go together. Nothing was changed; decide again.")


class Severity(StrEnum):
    """An error refuses the plan; a warning is told and the plan is taken."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One sentence more on something: an English template and what fills it."""

    template: str
    args: Args = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The sentence, in the language of `translate`."""
        return translate(self.template).format(**self.args)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a plan file. Lines and columns count from 1, columns in characters."""

    code: str  # stable, for programs: `unknown-milestone`
    template: str  # what is wrong
    hint: str  # what to do, a template too
    args: Args = field(default_factory=dict)  # the fields of `template` and `hint`
    guess: str | None = None  # what was perhaps meant
    why: tuple[Note, ...] = ()  # what more there is to say of it
    path: str  # the file, as the reader called it
    line: int
    column: int
    cell: str = ""  # what the cell of a table is called (`C5`), in which it stands
    severity: Severity = Severity.ERROR

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The problem and its remedy, in the language of `translate`."""
        args = {**self.args, "guess": self.guess or ""}
        what, guess, to_do = (Note(template=each, args=args) for each in (self.template, GUESS, self.hint))
        notes = (what, *((guess,) if self.guess else ()), *self.why, to_do)
        return " ".join(note.text(translate) for note in notes if note.template)

    @property
    def place(self) -> str:
        """`plan.yaml:3:7`, or in a table `units.xlsx:C5`."""
        return f"{self.path}:{self.cell or f'{self.line}:{self.column}'}"

    def of_level(self, level: Level) -> "Problem":
        """The same, where the file may be that secret: it quotes what stands there."""
        if level is Level.OPEN:
            return self
        why = tuple(replace(note, args=_quoting(note.args, level)) for note in self.why)
        guess = Quoted(self.guess, _SOMETHING, level) if self.guess else None
        return replace(self, args=_quoting(self.args, level), guess=guess, why=why)

    def __str__(self) -> str:
        """`plan.yaml:3:7: error: …`, in English."""
        return f"{self.place}: {self.severity}: {self.text()}"


_SOMETHING = "…"


def _quoting(args: Args, level: Level) -> Args:
    """Fields of a sentence as words of what is that secret, but for those that say already how secret they are."""
    return {
        name: Quoted(value, _SOMETHING, level) if isinstance(value, str) and not isinstance(value, Quoted) else value
        for name, value in args.items()
    }


class PlanError(ValueError):
    """A plan file is refused. `problems` has every problem found, in the order of the file, warnings too.

    `template` and `fields` are the one sentence that heads them (`args` is taken: every exception has one).
    """

    template = REFUSED

    def __init__(self, problems: Sequence[Problem], level: Level = Level.OPEN) -> None:
        """`problems` must not be empty; `level` is the most secret that the file names."""
        self.problems = tuple(problem.of_level(level) for problem in problems)
        errors = sum(problem.severity is Severity.ERROR for problem in self.problems)
        self.fields: Args = {"path": self.problems[0].path, "errors": errors}
        lines = (self.template.format(**self.fields), *map(str, self.problems))
        super().__init__("\n".join(lines))


class MergeError(PlanError):
    """Both versions of a plan are right, and what was decided about their rules does not go together."""

    template = UNDECIDED


class TextError(ValueError):
    """A text is not in the language it should be in; `column` counts its characters from 1.

    `template` says what was read, `hint` what was expected; `fields` fills both.
    """

    def __init__(self, template: str, hint: str, column: int, fields: Args) -> None:
        """`column` counts from 1; `fields` fills both templates."""
        self.template = template
        self.hint = hint
        self.column = column
        self.fields = fields
        super().__init__(f"column {column}: {template.format(**fields)} {hint.format(**fields)}".rstrip())


def shown(text: str) -> str:
    """`text` as a message repeats it: on one line, not too long, and visible."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"

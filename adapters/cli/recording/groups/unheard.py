"""The rows of a plan that nobody would hear of: said when it is adopted or amended, before and after it is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.cli.frame.failures import problem_line
from adapters.cli.frame.terminal import Terminal
from rules.checking.groups.unheard import UNHEARD_ROW
from rules.problems import Problem


@dataclass(frozen=True, slots=True)
class Unheard:
    """What is said of such rows, in the order of the file."""

    problems: Sequence[Problem]

    @classmethod
    def among(cls, problems: Sequence[Problem]) -> "Unheard":
        """Those among all that is said of a file."""
        return cls([one for one in problems if one.code == UNHEARD_ROW])

    def answer(self) -> dict[str, object]:
        """For programs."""
        return {"unheard": [{"row": one.args["rule"], "unit": one.args["unit"]} for one in self.problems]}

    def show(self, terminal: Terminal) -> None:
        """Name each row, and what to do."""
        for problem in self.problems:
            terminal.write(problem_line(problem, terminal.lang) + "\n")

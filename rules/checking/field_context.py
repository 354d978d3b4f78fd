"""The plan around a value while the value is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.problem_report import ProblemReport


@dataclass(slots=True)
class FieldContext:
    """Everything that reading one value needs beside the value, and the report that its problems go to."""

    report: ProblemReport
    year: int | None = None  # of the plan, for phrases without one
    milestones: Mapping[str, str] = field(default_factory=dict)  # the plan's: names with their titles
    title: str = ""  # of the task rule that the value stands in
    letter: bool = False  # the plan is a letter, whose only task may have been taken back

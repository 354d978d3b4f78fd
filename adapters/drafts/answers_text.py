"""Answers as the file has them that is kept beside the document."""

from collections.abc import Iterator, Mapping

from rules.drafting.source import Answers
from rules.drafting.yaml_lines import Value, flow, scalar
from rules.problems import N_

HEAD = N_("Answers to the questions of {document}. They are applied at every import of it.")


def answers_text(answers: Answers, head: str) -> str:
    """The file, in YAML; `head` is the comment above."""
    return "\n".join([f"# {head}", *_lines(answers)]) + "\n"


def _lines(answers: Answers) -> Iterator[str]:
    if answers.plan:
        yield f"plan: {flow(answers.plan)}"
    if answers.agencies:
        yield "agencies:"
        yield from (f"  {scalar(words)}: {scalar(code)}" for words, code in answers.agencies.items())
    if answers.milestones:
        yield "milestones:"
        yield from (f"  {name}: {flow(said)}" for name, said in answers.milestones.items())
    if answers.rows:
        yield "rows:"
        yield from (f"  {scalar(key)}: {_flow(said)}" for key, said in answers.rows.items())


def _flow(fields: Mapping[str, Value]) -> str:
    return "{" + ", ".join(f"{name}: {_value(value)}" for name, value in fields.items()) + "}"


def _value(value: Value) -> str:
    return "[" + ", ".join(map(scalar, value)) + "]" if isinstance(value, tuple) else scalar(value)

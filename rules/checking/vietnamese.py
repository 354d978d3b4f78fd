"""A deadline or a condition in Vietnamese, where the offset language could stand."""

import re

from rules.checking.field_context import FieldContext
from rules.conditions import Happened, Phase, derived_condition
from rules.document import Scalar
from rules.language.condition_text import ConditionSyntaxError, format_atom
from rules.language.offset_text import OffsetSyntaxError, parse_due
from rules.offsets import Counted, Direction, DueSpec
from rules.phrases.normalising import folded
from rules.phrases.phrase import Phrase, Taken
from rules.problem_report import ProblemReport
from rules.problems import N_, Note, shown

PHRASE = N_("“{read}” is not in the offset language, and as Vietnamese it cannot be read with certainty.")
WRITE_OFFSET = N_(
    "Write it so that only one thing can be meant, in Vietnamese, such as “trước ngày 31/12/2026” or “7 ngày làm việc "
    "sau Đại hội”, or in the offset language, such as `7 working days after congress`; `says` keeps the phrase."
)
OPEN = N_("The deadline is open: “{read}” stands for a question.")
NO_EVENT = N_("“{read}” says how long, and not after what: the event from which it counts is missing.")
WRITE_EVENT = N_(
    "Write it in Vietnamese, such as “trước ngày 31/12/2026” or “7 ngày làm việc sau” and a milestone's name."
)
MILESTONE = N_("A milestone of the plan: {title} (`{name}`).")
TAKEN_TO_MEAN = N_("“{read}” is not certain; in the offset language it was taken to mean `{meant}`.")
WRITE_IT = N_("If that is what it means, write it so; otherwise write what it means.")
HOW_OFTEN = N_("“{read}” says how often, and not until which day of each time.")
WRITE_FORM = N_("Write `{meant}` if that is what it means, or with another last day; `says` keeps the phrase.")
WRITE_CONTINUOUS = N_("Write `{meant}` if it has no last day; `says` keeps the phrase.")
CONDITION = N_("“{read}” is no condition, and as Vietnamese it cannot be read with certainty.")
WRITE_CONDITION = N_("Write what must have happened, such as `congress held`.")
NO_CONDITION = N_("“{read}” (`{meant}`) says nothing that must have happened.")
NOT_HOW_LONG = N_("A condition says what must have happened, and not how long before or after; that is for `due`.")


_OPEN = "?"
"""Stands before a phrase that the import could not read, and alone where there is none."""
_MOST_NAMED = 8
_HOW_LONG = re.compile(
    r"(?:cham nhat|muon nhat|trong(?: vong)?|sau|sau khi|khong qua|toi da|thoi han|la| )* ?\d+ ?"
    r"(?:ngay(?: lam viec)?|tuan|thang|quy|nam)"
)


def due_in_vietnamese(text: Scalar, error: OffsetSyntaxError, context: FieldContext) -> DueSpec | None:
    """The deadline that `text` is in Vietnamese; None where that is not certain, which is reported.

    `error` is why it is not in the offset language.
    """
    from rules.phrases.suggesting import CONTINUOUS, suggested  # noqa: PLC0415 - likewise

    found = _taken(text, context)
    if found.certain and found.rule:
        return parse_due(found.rule)
    phrase = text.text.strip(f"{_OPEN} ")
    marked = text.text.lstrip().startswith(_OPEN)
    form = "" if found.rule else suggested(phrase)
    if not phrase or (not found.rule and _says_how_long(phrase)):
        named = [{"title": shown(title), "name": name} for name, title in context.milestones.items()][:_MOST_NAMED]
        notes = [Note(template=MILESTONE, args=args) for args in named]
        context.report.uncertain(text, NO_EVENT if phrase else OPEN, WRITE_EVENT, "", notes)
    elif form:
        said = (PHRASE, WRITE_CONTINUOUS) if form == CONTINUOUS else (HOW_OFTEN, WRITE_FORM)
        context.report.uncertain(text, *said, form, ())
    elif text.text.isascii() and not marked:
        context.report.misread("due", text, error)
    elif found.rule:
        context.report.uncertain(text, TAKEN_TO_MEAN, WRITE_IT, found.rule, found.why)
    else:
        context.report.uncertain(text, PHRASE, WRITE_OFFSET, "", found.why)
    return None


def _says_how_long(phrase: str) -> bool:
    return bool(_HOW_LONG.fullmatch(folded(phrase).strip(" .;,")))


def condition_in_vietnamese(text: Scalar, error: ConditionSyntaxError, context: FieldContext) -> Happened | None:
    """The happening that `text` waits for in Vietnamese; None where that is not certain, which is reported.

    `error` is why it is not in the language of conditions.
    """
    found = _taken(text, context)
    due = parse_due(found.rule) if found.rule else None
    happened = derived_condition(due) if due else None
    if due and isinstance(happened, Happened):
        return _happened(text, due, happened, found, context.report)
    if text.text.isascii():
        context.report.misread("condition", text, error)
    elif found.rule:
        context.report.uncertain(text, NO_CONDITION, WRITE_CONDITION, found.rule, found.why)
    else:
        context.report.uncertain(text, CONDITION, WRITE_CONDITION, "", found.why)
    return None


def _happened(text: Scalar, due: DueSpec, happened: Happened, found: Taken, report: ProblemReport) -> Happened | None:
    """The happening from which a phrase counts, if it says nothing but that it must be over."""
    if found.certain and not isinstance(due, Counted):
        return happened
    why = found.why
    if isinstance(due, Counted):
        why = (*why, Note(template=NOT_HOW_LONG))
        if due.offset.direction is Direction.BEFORE:  # it cannot be held already
            happened = Happened(signal=happened.signal, phase=Phase.PLANNED)
    report.uncertain(text, TAKEN_TO_MEAN, WRITE_IT, format_atom(happened), why)
    return None


def _taken(text: Scalar, context: FieldContext) -> Taken:
    """The outcome of taking the text for a Vietnamese deadline."""
    from rules.phrases.taking import taken  # noqa: PLC0415 - slow to load, and most plans have no Vietnamese in them

    phrase = Phrase(text=text.text, year=context.year, milestones=context.milestones, title=context.title)
    return taken(phrase)

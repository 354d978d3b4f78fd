"""The questions of a draft and what may be answered, as an officer reads them: no offset language, no code."""

from collections.abc import Mapping

from adapters.answers.speech import Speech
from adapters.drafts.open_questions import ABOUT, About, OpenQuestion, Value
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.rules import written_due_said
from rules.drafting.row_answers import NO_LEAD
from rules.drafting.source import Source
from rules.plan import EACH
from rules.problems import N_

_NO_WORDS = N_("Until when? The document does not say.")
_EACH_UNIT = N_("each unit for itself")
_TASKS = N_("{count} tasks, one for each deadline: {dues}")
_SHOWN = 200

FIELDS: Mapping[str, str] = {
    "title": N_("title"),
    "number": N_("number of the document"),
    "issuer": N_("who issued it"),
    "issued": N_("day of the document"),
    "unit": N_("the unit whose plan it is"),
    "id": N_("number of the row"),
    "section": N_("heading"),
    "lead": N_("who leads"),
    "cooperate": N_("who cooperates"),
    "follow": N_("who follows it"),
    "product": N_("product"),
}
"""Fields of drafts, in words."""


def agency_names(source: Source) -> Mapping[str, str]:
    """The names of the agencies that a document proposes, and of the one whose plan it is, by code."""
    return {one.code: one.name for one in (*source.proposed, source.unit)}


def question_said(question: OpenQuestion) -> Said:
    """What is asked."""
    words = Said(FIELDS[question.words]) if question.words in FIELDS else one_line(question.words, _SHOWN)
    return Said(ABOUT[question.about] if words else _NO_WORDS, {"words": words})


def choice_said(speech: Speech, question: OpenQuestion, agencies: Mapping[str, str], value: Value) -> str:
    """One of the answers that may be chosen; `agencies` are the names of those that there are, by code."""
    if str(value) in question.said and question.of != NO_LEAD:
        return question.said[str(value)]
    if question.about is About.DUE:
        return dues_said(speech, value, question.titles)
    texts = (value,) if isinstance(value, str) else value
    names = (speech.label(_EACH_UNIT) if text == EACH else agencies.get(text, text) for text in texts)
    return one_line("; ".join(names), _SHOWN)


def dues_said(speech: Speech, due: Value, titles: Mapping[str, str]) -> str:
    """A deadline, or the tasks that there are of several; `titles` of milestones, by name."""
    if isinstance(due, str):
        return one_line(speech.value(written_due_said(due, titles)), _SHOWN)
    dues = "; ".join(speech.value(written_due_said(one, titles)) for one in due)
    return one_line(speech.text(_TASKS, count=len(due), dues=dues), _SHOWN)

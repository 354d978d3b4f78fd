"""A draft of a plan: what of it is doubtful, and the plan file that it makes with the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.documents.files.document import ParsedFile
from adapters.documents.files.errors import DocumentRefused
from adapters.documents.meaning.importing import TOO_SECRET, source_of
from adapters.documents.meaning.task_rows import content_of
from adapters.names.agencies import agency_meant
from adapters.names.days import written_day
from adapters.web.pages.acts.fields import Field, FieldKind
from adapters.web.pages.acts.naming import Names
from adapters.words.catalogue import translator
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.units import Units
from rules.drafting.draft_plan import draft_plan
from rules.drafting.source import Answers, PlanDraft, Question, Source, SourceRow
from rules.language.offset_text import parse_due
from rules.phrases.reading import read
from rules.problems import N_, TextError
from rules.secrecy import Level

_AGENCIES = ("lead", "cooperate", "follow", "unit")
_NOT_READ = N_("“{text}” cannot be read as a deadline. Type it like Trước 15/12/2026, Quý I/2027.")
_NO_DAY = N_("“{text}” is not a date. Type it like 30/9/2025.")
_NOT_ASKED = ("document", "id")
"""Fields of which something is said, and nothing is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A question of the draft, beside the document's own words."""

    field: Field
    question: Question
    title: str  # of the row; "": it is of the whole document
    says: str  # the deadline in the document's words


@dataclass(frozen=True, slots=True)
class Draft:
    """All that was read of a document, and its doubts."""

    source: Source
    plain: PlanDraft  # without any answer
    doubts: Sequence[Doubt]
    lang: str

    @classmethod
    def of(cls, document: ParsedFile, units: Units, lang: str, highest: Level) -> "Draft":
        """The draft of a document. Raises DocumentRefused."""
        known = {row.code: row.name for row in units.rows.values() if row.ended_on is None}
        source = source_of(content_of(document), known_units=known)
        if source.heading.secrecy > highest:
            raise DocumentRefused(TOO_SECRET, {"level": str(source.heading.secrecy), "highest": str(highest)})
        plain = draft_plan(source, None, translator(lang))
        rows = {row.id: row for row in source.rows}
        asked = [one for one in plain.questions if one.field not in _NOT_ASKED]
        doubts = [_doubt(at, one, rows.get(one.rule)) for at, one in enumerate(asked)]
        return cls(source, plain, doubts, lang)

    def answered(self, said: Mapping[str, str], names: Names) -> PlanDraft:
        """The draft with these answers, by field; those that are empty answer nothing. Raises AnswerRefused."""
        plan, rows = dict[str, str](), dict[str, dict[str, str | tuple[str, ...]]]()
        for doubt in self.doubts:
            text = said.get(doubt.field.name, "").strip()
            if not text:
                continue
            value, name = self._value(doubt, text, names), doubt.question.field
            if doubt.question.rule:
                several = name in ("cooperate", "follow")
                rows.setdefault(self.plain.keys[doubt.question.rule], {})[name] = (value,) if several else value
            else:
                plan[name] = value
        return draft_plan(self.source, Answers(plan=plan, rows=rows), translator(self.lang))

    def _value(self, doubt: Doubt, text: str, names: Names) -> str:
        try:
            if doubt.question.field in _AGENCIES:
                return self._agency(text, names)
            if doubt.question.field == "issued":
                return _day(text)
            return _due(text) if doubt.question.field == "due" else text
        except Refused as refused:
            raise AnswerRefused(doubt.field.name, refused) from None

    def _agency(self, text: str, names: Names) -> str:
        proposed = agency_meant(text, {one.code: one.name for one in self.source.proposed})
        try:
            return names.unit(text)
        except Refused:
            if len(proposed.things) == 1 and proposed.sure:
                return proposed.things[0].code
            raise


class AnswerRefused(Exception):  # noqa: N818 - named by what happened
    """An answer cannot be taken; `name` is its field."""

    def __init__(self, name: str, refused: Refused) -> None:
        self.name, self.said = name, refused.said
        super().__init__(name)


def _day(text: str) -> str:
    """A day as a plan file has it. Raises Refused."""
    try:
        return written_day(text).isoformat()
    except ValueError:
        raise Refused(_NO_DAY, text=one_line(text, 40)) from None


def _due(text: str) -> str:
    """A deadline as a plan file has it. Raises Refused."""
    try:
        parse_due(text)
    except TextError:
        rule = read(text).rule
        if not rule:
            raise Refused(_NOT_READ, text=one_line(text, 60)) from None
        return rule
    return text


def _doubt(at: int, one: Question, row: SourceRow | None) -> Doubt:
    kind = FieldKind.LONG if one.field in ("title",) else FieldKind.TEXT
    named = Field(name=f"answer{at}", label=one.text, kind=kind, longest=1_000, required=True)
    return Doubt(field=named, question=one, title=row.title if row else "", says=row.says if row else "")

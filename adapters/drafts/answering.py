"""What was chosen or typed to a question of a draft, put among the answers that are kept beside the document."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from adapters.documents.meaning.matching import each_of
from adapters.drafts.open_questions import About, OpenQuestion, Value, counted_from
from adapters.names.agencies import agency_meant
from adapters.names.days import written_day
from adapters.names.matching import Named
from rules.drafting.row_answers import GROUPS, NO_DEADLINE, NO_LEAD
from rules.drafting.source import Answers, PlanDraft, Source
from rules.language.offset_text import OffsetSyntaxError, parse_due
from rules.offsets import SignalKind, anchors_of
from rules.phrases.normalising import folded
from rules.phrases.reading import read
from rules.phrases.resolving import resolve
from rules.phrases.ruling import name_of, rule_of
from rules.phrases.sense import DeadlineKind, PhraseReading
from rules.plan import EACH
from rules.problems import N_

NOT_A_DUE = N_(
    "“{text}” is not understood as a deadline. Write it like “trước ngày 31/12/2026”, “7 ngày làm việc sau Đại hội”, "
    "“trước ngày 25 tháng cuối quý”, or “thường xuyên”."
)
NOT_A_HAPPENING = N_("“{text}” names several milestones, or none for certain: {known}.")
NOT_WAITED_FOR = N_(
    "“{text}” is neither a milestone of the draft nor a deadline. Its milestones are: {known}. Or write a deadline, "
    "like “trước ngày 15/9/2026” or “chậm nhất 5 ngày làm việc sau đại hội”."
)
NOT_AN_AGENCY = N_("No agency is called “{text}”. Type its name as it stands in the document or in the register.")
WHICH_AGENCY = N_("Several agencies are called “{text}”: {known}.")
ONE_OF_THESE = N_("“{text}” is none of the answers. Type the number of one.")
NOT_A_DAY = N_("“{text}” is no day. Write it like 30/9/2025.")

_MOST_NAMED = 5


class NotUnderstood(ValueError):  # noqa: N818 - named by what it is
    """What was typed answers nothing. `template` and `fields` say why, and what to type."""

    def __init__(self, template: str, /, **fields: object) -> None:
        self.template, self.fields = template, fields
        super().__init__(template)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Puts answers to the questions of one draft among those that there are."""

    draft: PlanDraft
    source: Source
    agencies: Mapping[str, str]  # names of those that there are, by code
    answers: Answers

    def chosen(self, question: OpenQuestion, value: Value) -> Answers:
        """The answers with one of the choices of a question, as the draft has it."""
        match question.about:
            case About.DUE:
                dues = (value,) if isinstance(value, str) else value
                unknown = [self._unknown(question, due) for due in dues]
                return self._due(question, value, {name: title for one in unknown for name, title in one.items()})
            case About.AGENCY:
                return replace(self.answers, agencies={**self.answers.agencies, question.words: str(value)})
            case About.PLAN:
                return replace(self.answers, plan={**self.answers.plan, question.of: str(value)})
            case About.MILESTONE if value != question.words and str(value) in question.said:
                return self._waiting_for(question, str(value))
            case About.MILESTONE:
                said = {**self.answers.milestones.get(question.of, {}), "title": str(value)}
                return replace(self.answers, milestones={**self.answers.milestones, question.of: said})
            case About.ALL:
                return replace(self.answers, questions={**self.answers.questions, question.of: str(value)})
        return self._rows(question, {question.of: value})

    def typed(self, question: OpenQuestion, text: str) -> Answers:
        """The answers with one in words of one's own. Raises NotUnderstood."""
        match question.about:
            case About.DUE:
                return self._due(question, *self._dues_of(question, text))
            case About.AGENCY:
                kind = each_of(text)
                return self.chosen(question, f"{EACH} {kind}" if kind else self._agency(text))
            case About.PLAN:
                return self.chosen(question, self._of_plan(question.of, text))
            case About.MILESTONE:
                return self._milestone(question, text)
            case About.ALL:
                return self._for_all(question, text)
        return self._field(question, text)

    def _milestone(self, question: OpenQuestion, text: str) -> Answers:
        """Another milestone of the draft by its name, or the deadline of all these rows. Raises NotUnderstood."""
        titles = {one.name: one.title for one in self.draft.milestones}
        same = [name for name, title in titles.items() if folded(text.strip()) in (folded(title), name)]
        if same:
            return self._waiting_for(question, same[0])
        try:
            due, declared = self._due_of(replace(question, words=""), text)
        except NotUnderstood:
            raise NotUnderstood(NOT_WAITED_FOR, text=text, known=[*titles.values()][:_MOST_NAMED]) from None
        return self._due(replace(question, words=""), due, declared)

    def _waiting_for(self, question: OpenQuestion, name: str) -> Answers:
        """The answers with which these rows wait for the milestone `name`; its own title, where it is the one asked."""
        if name == question.of:
            return self.chosen(question, question.words)
        word = re.compile(rf"(?<!\w){re.escape(question.of)}(?!\w)")
        there = self.answers.rows
        dues = {self.draft.keys[row.number]: word.sub(name, str(row.value)) for row in question.rows}
        return replace(
            self.answers, rows={**there, **{key: {**there.get(key, {}), "due": due} for key, due in dues.items()}}
        )

    def _for_all(self, question: OpenQuestion, text: str) -> Answers:
        """An answer in words to what is asked once for many rows."""
        if question.of == NO_DEADLINE:
            due, declared = self._due_of(question, text)
            fresh = {name: {"title": title} for name, title in declared.items()}
            return replace(self.chosen(question, due), milestones={**fresh, **self.answers.milestones})
        if question.of in (NO_LEAD, GROUPS):
            return self._field(replace(question, of="lead"), text)
        raise NotUnderstood(ONE_OF_THESE, text=text)

    def _field(self, question: OpenQuestion, text: str) -> Answers:
        if question.of == "lead" and (kind := each_of(text)):
            return self._rows(question, {"lead": EACH, "for each": kind})
        if question.of == "lead" and ";" in text:
            return self._rows(question, {"lead": EACH, "for each": self._agencies(text)})
        if question.of in ("lead", "follow"):
            return self._rows(question, {question.of: self._agency(text)})
        if question.of == "cooperate":
            return self._rows(question, {question.of: self._agencies(text)})
        return self._rows(question, {question.of: text})

    def _rows(self, question: OpenQuestion, fields: Mapping[str, Value]) -> Answers:
        keys = [self.draft.keys[row.number] for row in question.rows]
        there = self.answers.rows
        return replace(self.answers, rows={**there, **{key: {**there.get(key, {}), **fields} for key in keys}})

    # --- deadlines ----------------------------------------------------------------------------------------------------

    def _due(self, question: OpenQuestion, due: Value, declared: Mapping[str, str]) -> Answers:
        """The same with the deadline `due`, for the words that stand there now, and with the milestones that it needs.

        Of one that the draft knows nothing is said. Of several deadlines the row becomes a row for each.
        """
        said: dict[str, Value] = {"says": question.words, "due": due} if question.words else {"due": due}
        answers = self._rows(question, said)
        fresh = {name: {"title": title} for name, title in declared.items()}
        return replace(answers, milestones={**fresh, **answers.milestones})

    def _unknown(self, question: OpenQuestion, due: str) -> Mapping[str, str]:
        """The milestones that a choice names and the draft has not declared, with their titles."""
        known = {one.name for one in self.draft.milestones}
        titles = {name: question.titles.get(name, name) for name in _milestones(due) - known}
        return {name: title[0].upper() + title[1:] for name, title in titles.items()}

    def _dues_of(self, question: OpenQuestion, text: str) -> tuple[Value, Mapping[str, str]]:
        """One deadline, or several with semicolons between them."""
        found = [self._due_of(question, one.strip()) for one in [*filter(str.strip, text.split(";"))] or [text]]
        declared = {name: title for _, named in found for name, title in named.items()}
        return (found[0][0] if len(found) == 1 else tuple(dict.fromkeys(due for due, _ in found))), declared

    def _due_of(self, question: OpenQuestion, text: str) -> tuple[str, Mapping[str, str]]:
        """A deadline as it is typed: in the offset language, in Vietnamese, or the happening that was missing."""
        if self._is_offset(text):
            return text, {}
        year = self.source.heading.year
        reading, before = read(text, year), read(question.words, year)
        if reading.event is None and reading.certain and reading.rule:
            return reading.rule, {}
        if reading.event is not None and reading.kind is not DeadlineKind.UNREAD:
            return self._from(reading, reading.event)
        if next(counted_from(before, {"any": "any"}), None):
            return self._from(before, text)
        raise NotUnderstood(NOT_A_DUE, text=text)

    def _from(self, reading: PhraseReading, event: str) -> tuple[str, Mapping[str, str]]:
        """The deadline counted from what is called so: a milestone of the draft, or one that is declared."""
        titles = {one.name: one.title for one in self.draft.milestones}
        found = resolve(event, titles)
        if found.name is None and found.candidates:
            known = [titles[name] for name in found.candidates[:_MOST_NAMED]]
            raise NotUnderstood(NOT_A_HAPPENING, text=event, known=known)
        name = found.name or name_of(event)
        due = rule_of(replace(reading, event=event), name)
        if due is None:
            raise NotUnderstood(NOT_A_DUE, text=event)
        return due, {} if found.name else {name: event[0].upper() + event[1:]}

    def _is_offset(self, text: str) -> bool:
        """True if the text is in the offset language, and names nothing but milestones of the draft."""
        try:
            return _milestones(text) <= {one.name for one in self.draft.milestones}
        except OffsetSyntaxError:
            return False

    # --- agencies and the head ----------------------------------------------------------------------------------------

    def _agencies(self, text: str) -> tuple[str, ...]:
        """Several agencies, with semicolons between them."""
        return tuple(dict.fromkeys(self._agency(one) for one in text.split(";") if one.strip()))

    def _agency(self, text: str) -> str:
        found = agency_meant(text, self.agencies)
        if not found.things or not found.sure:
            raise NotUnderstood(NOT_AN_AGENCY, text=text)
        if len(found.things) > 1:
            raise NotUnderstood(WHICH_AGENCY, text=text, known=[*_called(found.things)][:_MOST_NAMED])
        return found.things[0].code

    def _of_plan(self, name: str, text: str) -> str:
        if name == "unit":
            return self._agency(text)
        if name == "issued":
            try:
                return written_day(text).isoformat()
            except ValueError:
                raise NotUnderstood(NOT_A_DAY, text=text) from None
        return text


def _milestones(due: str) -> Set[str]:
    """The milestones that a deadline names. Raises OffsetSyntaxError."""
    return {one.signal.name for one in anchors_of(parse_due(due)) if one.signal.kind is SignalKind.MILESTONE}


def _called(things: Sequence[Named]) -> Iterator[str]:
    return (f"{one.names[0]} ({one.code})" for one in things)

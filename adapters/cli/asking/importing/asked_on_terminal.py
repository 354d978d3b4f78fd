"""The questions of a draft, asked one after the other: a choice by its number, or an answer in words.

Nothing is taken unasked: an empty line leaves a question open. Without a terminal the lines of standard input answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.cli.frame.invocation import Invocation
from adapters.documents.meaning.importing import source_of
from adapters.documents.meaning.task_rows import Content
from adapters.drafts.answering import Answering, NotUnderstood
from adapters.drafts.open_questions import ABOUT, About, OpenQuestion, Value, open_questions
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.rules import draft_due_said
from rules.drafting.draft_plan import draft_plan
from rules.drafting.row_answers import NO_LEAD
from rules.drafting.source import Answers, PlanDraft, Source
from rules.language.offset_text import OffsetSyntaxError, parse_amount, parse_due
from rules.offsets import Signal
from rules.plan import EACH, Policies
from rules.plan_file.fields import POLICIES
from rules.problems import N_

_QUESTION = N_("Question {number} ({rows} row(s)):")
_OF_PLAN = N_("Question {number}, on the plan as a whole:")
_ROW = N_("  row {number}: {title}")
_MORE = N_("  … and {count} more rows.")
_MEANS = N_("  “{says}”: {due}")
_ANSWER = N_("A number, or the answer in words; leave it empty to answer later: ")
_ANSWERED = N_("→ {answer}")
_NO_MORE = N_("No more lines to answer with: {count} question(s) stay open. Run the same command again to answer them.")
_NO_WORDS = N_("Until when? The document does not say.")
_EACH_UNIT = N_("each unit for itself")
_MOST_ROWS = 5
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


@dataclass(slots=True)
class Asking:
    """A draft that is asked about: what was read of the document, and the answers so far."""

    here: Invocation
    content: Content
    known: Mapping[str, str]  # names of the units in the register, by code
    translate: Callable[[str], str]
    answers: Answers
    asked: int = 0

    def until_answered(self) -> Answers:
        """Ask what is open, each question once, until nobody answers any more."""
        left: set[tuple[str, ...]] = set()
        while True:
            source, draft = self._drafted()
            open_ = [one for one in open_questions(draft, source) if one.key not in left]
            if not open_:
                return self.answers
            left.add(open_[0].key)
            agencies = {**{one.code: one.name for one in (*source.proposed, source.unit)}, **self.known}
            answering = Answering(draft=draft, source=source, agencies=agencies, answers=self.answers)
            if not self._ask(open_[0], answering):
                self.here.terminal.warn(_NO_MORE, count=len(open_))
                return self.answers

    def _drafted(self) -> tuple[Source, PlanDraft]:
        source = source_of(self.content, known_units=self.known, answers=self.answers)
        return source, draft_plan(source, self.answers, self.translate)

    def _ask(self, question: OpenQuestion, answering: Answering) -> bool:
        """Ask one question until it is answered or left; False where there is nobody to answer."""
        self.asked += 1
        self._show(question, answering)
        while True:
            self.here.terminal.write(self.here.terminal.text(_ANSWER))
            self.here.terminal.out.flush()
            line = self.here.stdin.readline()
            if not self.here.stdin.isatty():
                self.here.terminal.line()
            typed = line.strip()
            if not typed:
                return bool(line)
            if self._taken(question, answering, typed):
                return True

    def _taken(self, question: OpenQuestion, answering: Answering, typed: str) -> bool:
        """True if what was typed is an answer, which is kept; else it is said why not."""
        terminal = self.here.terminal
        try:
            if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(question.choices):
                value = question.choices[int(typed) - 1]
                self.answers, said = answering.chosen(question, value), _shown(self.here, question, answering, value)
            else:
                self.answers = answering.typed(question, typed)
                said = self._as_taken(question, answering, typed)
        except NotUnderstood as wrong:
            terminal.line(wrong.template, **{name: _short(value) for name, value in wrong.fields.items()})
            return False
        terminal.line(_ANSWERED, answer=said)
        return True

    def _as_taken(self, question: OpenQuestion, answering: Answering, typed: str) -> str:
        """What was typed as it is kept: of a deadline what it means."""
        if question.about is not About.DUE:
            return typed
        due = self.answers.rows[answering.draft.keys[question.rows[0].number]]["due"]
        fresh = {name: said.get("title", name) for name, said in self.answers.milestones.items()}
        known = {one.name: one.title for one in answering.draft.milestones}
        return one_line(self.here.terminal.value(_due_said(str(due), {**fresh, **known})), _SHOWN)

    def _show(self, question: OpenQuestion, answering: Answering) -> None:
        terminal = self.here.terminal
        terminal.line()
        terminal.line(_QUESTION if question.rows else _OF_PLAN, number=self.asked, rows=len(question.rows))
        for row in question.rows[:_MOST_ROWS]:
            terminal.line(_ROW, number=row.number, title=one_line(row.title, _SHOWN))
        if len(question.rows) > _MOST_ROWS:
            terminal.line(_MORE, count=len(question.rows) - _MOST_ROWS)
        words = Said(FIELDS[question.words]) if question.words in FIELDS else one_line(question.words, _SHOWN)
        for why in question.why:
            terminal.write(f"  {one_line(why, 2 * _SHOWN)}\n")
        for says, due in question.dues.items():
            meant = one_line(terminal.value(_due_said(due, question.titles)), _SHOWN)
            terminal.line(_MEANS, says=one_line(says, _SHOWN), due=meant)
        terminal.line(ABOUT[question.about] if words else _NO_WORDS, words=words)
        for number, choice in enumerate(question.choices, 1):
            terminal.write(f"{number:4}  {_shown(self.here, question, answering, choice)}\n")


def _shown(here: Invocation, question: OpenQuestion, answering: Answering, value: Value) -> str:
    """A choice as people read it."""
    if str(value) in question.said and question.of != NO_LEAD:
        return question.said[str(value)]
    if question.about is About.DUE:
        return one_line(here.terminal.value(_due_said(str(value), question.titles)), _SHOWN)
    texts = (value,) if isinstance(value, str) else value
    each = here.terminal.label(_EACH_UNIT)
    names = (each if text == EACH else answering.agencies.get(text, text) for text in texts)
    return one_line("; ".join(names), _SHOWN)


def _due_said(due: str, titles: Mapping[str, str]) -> Said | str:
    """A deadline in words; one that the offset language does not read, as it stands."""

    def title(signal: Signal) -> str:
        return titles.get(signal.name, signal.name)

    right_after, within = (parse_amount(POLICIES[name].default) for name in ("right after", "set date within"))
    try:
        return draft_due_said(parse_due(due), title, Policies(right_after=right_after, set_date_within=within))
    except OffsetSyntaxError:
        return due


def _short(value: object) -> object:
    return one_line(value, 80) if isinstance(value, str) else value

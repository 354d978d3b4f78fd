"""The questions of a draft, asked one after the other: a choice by its number, or an answer in words.

Nothing is taken unasked: an empty line leaves a question open. Without a terminal the lines of standard input answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.cli.asking.importing.question_words import agency_names, choice_said, dues_said, question_said
from adapters.cli.frame.invocation import Invocation
from adapters.documents.meaning.importing import source_of
from adapters.documents.meaning.task_rows import Content
from adapters.drafts.answering import Answering, NotUnderstood
from adapters.drafts.open_questions import About, OpenQuestion, open_questions
from adapters.words.plain_text import one_line
from rules.drafting.draft_plan import draft_plan
from rules.drafting.source import Answers, PlanDraft, Source
from rules.problems import N_

_QUESTION = N_("Question {number} ({rows} row(s)):")
_OF_PLAN = N_("Question {number}, on the plan as a whole:")
_ROW = N_("  row {number}: {title}")
_MORE = N_("  … and {count} more rows.")
_MEANS = N_("  “{says}”: {due}")
_ANSWER = N_("A number, or the answer in words; leave it empty to answer later: ")
_ANSWERED = N_("→ {answer}")
_NO_MORE = N_("No more lines to answer with: {count} question(s) stay open. Run the same command again to answer them.")
_MOST_ROWS = 5
_SHOWN = 200


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
            agencies = {**agency_names(source), **self.known}
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
                self.answers, said = (
                    answering.chosen(question, value),
                    choice_said(self.here.terminal, question, answering.agencies, value),
                )
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
        return dues_said(self.here.terminal, due, {**fresh, **known})

    def _show(self, question: OpenQuestion, answering: Answering) -> None:
        terminal = self.here.terminal
        terminal.line()
        terminal.line(_QUESTION if question.rows else _OF_PLAN, number=self.asked, rows=len(question.rows))
        for row in question.rows[:_MOST_ROWS]:
            terminal.line(_ROW, number=row.number, title=one_line(row.title, _SHOWN))
        if len(question.rows) > _MOST_ROWS:
            terminal.line(_MORE, count=len(question.rows) - _MOST_ROWS)
        for why in question.why:
            terminal.write(f"  {one_line(why, 2 * _SHOWN)}\n")
        for says, due in question.dues.items():
            terminal.line(_MEANS, says=one_line(says, _SHOWN), due=dues_said(terminal, due, question.titles))
        terminal.write(terminal.value(question_said(question)) + "\n")
        for number, choice in enumerate(question.choices, 1):
            terminal.write(f"{number:4}  {choice_said(self.here.terminal, question, answering.agencies, choice)}\n")


def _short(value: object) -> object:
    return one_line(value, 80) if isinstance(value, str) else value

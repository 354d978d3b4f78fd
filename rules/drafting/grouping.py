"""The questions of a draft, each once for all the rows in which it arises, the suggestion first."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rules.drafting.bundling import bundled
from rules.drafting.draft_milestones import APART, ONE, shared_key
from rules.drafting.draft_rules import COLLECTIVE, QUESTION, SEVERAL_LEADS_KEY, SPELLINGS, DraftRule
from rules.drafting.plan_lines import left_out_doubt
from rules.drafting.row_answers import (
    AS_GROUP,
    GROUPS,
    IN,
    LEFT_OUT,
    NO_DEADLINE,
    NO_LEAD,
    OUT,
    YES,
    Bundle,
    bundle_of,
    name_of_doubt,
)
from rules.drafting.source import Choice, Doubt, GroupedQuestion, NewMilestone, Source, SourceRow, Translate
from rules.phrases.normalising import folded
from rules.plan import EACH
from rules.problems import N_, shown

ASK_NO_DEADLINE = N_("{count} tasks have no deadline in the document. What are they?")
STANDING = N_("standing duties, without an end")
LEAVE_OUT = N_("left out of the plan")
LEFT = N_("yes, they stay out")
TAKE_IN = N_("no, take them in as tasks")
ASK_PHRASE = N_("“{says}” stands as the deadline of {count} tasks. What does it mean?")
ASK_AGENCIES = N_("Names that are written differently were taken for agencies: {words}. Is that right?")
ASK_GROUPS = N_("{count} tasks are led by collective names, to which nothing is sent: {words}. Who is meant?")
ASK_COLLECTIVE = N_("“{words}” is a collective name, to which nothing is sent. Who is meant?")
EVERY_DEPARTMENT = N_("every agency of the kind department: a task for each")
THE_GROUP = N_("groups; their members are named later")
GROUPS_READ = N_("collective names that lead, to which nothing is sent: {words}; they are groups")
NAMES_READ = N_("names that are written differently: {words}")
SHARED_READ = N_("{count} tasks wait for “{title}”: {rows}")
AS_DRAFTED = N_("yes, as the draft has it")
ONE_EACH = N_("each of them has a task of its own")

ASK_SHARED = N_("{count} tasks wait for “{title}”: {rows}. Is it the same document or event?")
SAME_THING = N_("yes, one and the same")
OWN_THING = N_("no, each waits for one of its own")
ASK_NO_LEAD = N_("{count} tasks name no agency that leads, neither here nor in a heading. Whose are they?")
MOST_SHOWN, MOST_SUGGESTED = 4, 3
MOST_DETAILS = 40

DEPARTMENTS = re.compile(r"\b(?:so|nganh)\b(?!.*\b(?:xa|phuong|huyen)\b)")
"""Folded words of a collective name that may mean all departments."""

CONTINUOUS, DEPARTMENT = "continuous", "department"


@dataclass(slots=True)
class _Found:
    text: str
    part: str
    name: str
    about: str
    choices: tuple[Choice, ...]
    rows: list[str] = field(default_factory=list)
    words: dict[str, None] = field(default_factory=dict)
    bundle: Bundle | None = None
    detail: str = ""  # in the bundle, with {words} and {count}; empty: its text
    texts: dict[str, None] = field(default_factory=dict)  # in the bundle, of rows that doubt alike: what each doubts
    due: tuple[str, str] | None = None  # in the bundle: the words of a deadline, and what they perhaps mean


def grouped(
    rules: Sequence[DraftRule],
    source: Source,
    left: Sequence[SourceRow],
    translate: Translate,
    shared: Sequence[NewMilestone],
    chosen: Mapping[str, str],
) -> tuple[GroupedQuestion, ...]:
    """All that is open in the draft: about the plan first, then those for most rows. `chosen`: the answers to some."""
    asking = _Asking(source, translate)
    for doubt in source.heading.doubts:
        if not (doubt.as_read and chosen.get(Bundle.HEAD) == YES):
            asking.about_plan(doubt)
    asking.left_out(left)
    for milestone in shared:
        asking.shared(milestone)
    asking.leads = _leads(rules)
    for rule in rules:
        asking.rule(rule)
    return tuple(bundled(list(asking.questions()), chosen, translate))


class _Asking:
    def __init__(self, source: Source, translate: Translate) -> None:
        self._source, self._translate = source, translate
        self.leads: tuple[str, ...] = ()  # codes of those who lead most rows
        self._found: dict[tuple[str, str], _Found] = {}

    def questions(self) -> Iterator[tuple[GroupedQuestion, Bundle | None]]:
        """The questions found so far, in order, each with its bundle."""
        for one in sorted(self._found.values(), key=lambda one: -len(one.rows) if one.rows else -(10**6)):
            text = _filled(one, one.text)
            details = tuple(one.texts) or (_filled(one, one.detail or one.text),)
            question = GroupedQuestion(
                part=one.part,
                name=one.name,
                text=text,
                field=one.about,
                choices=one.choices,
                rows=tuple(one.rows),
                details=() if one.due else details[:MOST_DETAILS],
                dues=dict([one.due] if one.due else ()),
            )
            yield question, one.bundle

    def about_plan(self, doubt: Doubt) -> None:
        """A doubt about the plan as a whole."""
        found = self._ask("plan", doubt.field, doubt.text(self._translate), ())
        found.bundle = Bundle.HEAD if doubt.as_read else None

    def left_out(self, rows: Sequence[SourceRow]) -> None:
        """One question about all that was left out."""
        if not rows:
            return
        choices = (self._choice(OUT, LEFT), self._choice(IN, TAKE_IN))
        self._ask("questions", LEFT_OUT, left_out_doubt(rows, self._translate).text(self._translate), choices)

    def shared(self, milestone: NewMilestone) -> None:
        """A milestone for which several tasks wait."""
        titles = {rule.id: rule.title for rule in self._source.rows}
        rows = "; ".join(shown(titles[one]) for one in milestone.rules[:MOST_SHOWN] if one in titles)
        args = {"title": shown(milestone.title), "count": len(milestone.rules), "rows": rows}
        choices = (self._choice(ONE, SAME_THING), self._choice(APART, OWN_THING))
        name, text = shared_key(milestone.name), self._translate(ASK_SHARED).format(**args)
        for rule in milestone.rules:
            found = self._ask("questions", name, text, choices, rule)
            found.bundle, found.detail = Bundle.SHARED, self._translate(SHARED_READ).format(**args)

    def rule(self, rule: DraftRule) -> None:
        """All that is open in one rule."""
        if str(rule.fields["due"]).startswith(QUESTION) and rule.state != "answered":
            self._deadline(rule)
        for doubt in rule.doubts:
            if doubt.field != "due" or rule.state == "certain":
                self._doubt(rule, doubt)

    def _deadline(self, rule: DraftRule) -> None:
        says, identity = rule.row.says, rule.row.id
        if not says:
            text = self._translate(ASK_NO_DEADLINE).format(count="\0")
            standing = (self._choice(CONTINUOUS, STANDING), self._choice(OUT, LEAVE_OUT))
            self._ask("questions", NO_DEADLINE, text, standing, identity)
            return
        text = self._translate(ASK_PHRASE).format(says=shown(says), count="\0")
        values = dict.fromkeys((*filter(None, (rule.suggestion, rule.otherwise)), CONTINUOUS))
        choices = tuple(Choice(value=value, text=value) for value in values)
        found = self._ask("phrases", says, text, choices, identity)
        if rule.suggestion:
            found.bundle = Bundle.STANDING if rule.standing else Bundle.DEADLINES
            found.due = (says, rule.suggestion)

    def _doubt(self, rule: DraftRule, doubt: Doubt) -> None:
        choices: tuple[Choice, ...]
        words = str(doubt.args.get("words", ""))
        if doubt.key == SPELLINGS:
            said = f"{shown(str(doubt.args['said']))} → {doubt.args['name']}"
            found = self._ask(
                "questions", SPELLINGS, self._translate(ASK_AGENCIES), self._yes(AS_DRAFTED), rule.row.id, said
            )
            found.detail = self._translate(NAMES_READ)
        elif doubt.template == COLLECTIVE and DEPARTMENTS.search(folded(words)):
            text = self._translate(ASK_COLLECTIVE).format(words=words)
            choices = (self._choice(f"each {DEPARTMENT}", EVERY_DEPARTMENT), self._choice(AS_GROUP, THE_GROUP))
            found = self._ask("agencies", str(doubt.args["said"]), text, choices, rule.row.id, words)
            found.detail = self._translate(GROUPS_READ)
        elif doubt.template == COLLECTIVE:
            found = self._ask(
                "questions", GROUPS, self._translate(ASK_GROUPS), self._yes(THE_GROUP), rule.row.id, words
            )
            found.detail = self._translate(GROUPS_READ)
        elif doubt.key == NO_LEAD:
            text = self._translate(ASK_NO_LEAD).format(count="\0")
            choices = tuple(Choice(value=code, text=code) for code in self.leads)
            found = self._ask("questions", NO_LEAD, text, choices, rule.row.id)
        else:
            yes = ONE_EACH if doubt.key == SEVERAL_LEADS_KEY else AS_DRAFTED
            text = doubt.text(self._translate)
            found = self._ask("questions", name_of_doubt(doubt), text, self._yes(yes), rule.row.id, about=doubt.field)
            found.texts[text] = None
        found.bundle = bundle_of(doubt)

    def _yes(self, template: str) -> tuple[Choice, ...]:
        return (self._choice(YES, template),)

    def _choice(self, value: str, template: str) -> Choice:
        return Choice(value=value, text=self._translate(template))

    def _ask(
        self,
        part: str,
        name: str,
        text: str,
        choices: tuple[Choice, ...],
        row: str = "",
        words: str = "",
        *,
        about: str = "",
    ) -> _Found:
        """The question, in which a row and `words` are noted; these are listed in its text, each once."""
        fresh = _Found(text=text, part=part, name=name, about=about, choices=choices)
        found = self._found.setdefault((part, name), fresh)
        if row and row not in found.rows[-1:]:
            found.rows.append(row)
        if words:
            found.words[words] = None
        return found


def _filled(one: _Found, text: str) -> str:
    """The text of a question with the number of its rows, and the words that it lists."""
    text = text.replace("\0", str(len(one.rows)))
    return text.format(count=len(one.rows), words="; ".join(one.words)) if one.words else text


def _leads(rules: Sequence[DraftRule]) -> tuple[str, ...]:
    """The codes of those who lead most rows, the first most."""
    counts = Counter(str(rule.fields["lead"]) for rule in rules)
    return tuple(code for code, _ in counts.most_common() if code not in (QUESTION, EACH))[:MOST_SUGGESTED]

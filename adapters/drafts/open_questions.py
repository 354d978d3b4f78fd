"""The questions of a draft, one for all rows that ask alike; each with what may be answered, the likeliest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rules.document import ListNode, MapNode, Node, Scalar
from rules.drafting.draft_rules import QUESTION
from rules.drafting.row_answers import BUNDLES, GROUPS, LEFT_OUT, NO_DEADLINE, NO_LEAD, Bundle
from rules.drafting.source import GroupedQuestion, Named, PlanDraft, Source
from rules.phrases.normalising import folded
from rules.phrases.phrase import Phrase
from rules.phrases.reading import read
from rules.phrases.ruling import name_of, rule_of
from rules.phrases.sense import DeadlineKind, PhraseReading
from rules.phrases.suggesting import names_no_day, suggested
from rules.phrases.taking import taken
from rules.plan_file.yaml_reading import read_document
from rules.problems import N_, shown

MOST_CHOICES = 8

_AGENCY_FIELDS = ("lead", "cooperate", "follow")

FOR_ALL: Mapping[str, str] = {
    LEFT_OUT: "document",
    NO_DEADLINE: "due",
    NO_LEAD: "lead",
    GROUPS: "lead",
    Bundle.HEAD: "unit",
    Bundle.AGENCIES: "lead",
    Bundle.DEADLINES: "due",
    Bundle.STANDING: "due",
    Bundle.SHARED: "due",
    Bundle.PLACES: "title",
}
"""Questions for many rows that one answer settles, by their names, with the field that they are about."""

FIELDS_OF_ROWS = ("id", "title", "section", "product")
FIELDS_OF: Mapping[str, Bundle] = {
    **dict.fromkeys(("lead", "cooperate", "follow"), Bundle.AGENCIES),
    **dict.fromkeys(FIELDS_OF_ROWS, Bundle.PLACES),
}

Value = str | tuple[str, ...]


class About(StrEnum):
    """The thing that a question is about."""

    DUE = "due"  # until when
    AGENCY = "agency"  # which agency the document's words mean
    FIELD = "field"  # another field of rows
    PLAN = "plan"  # a field of the plan itself
    MILESTONE = "milestone"  # whether rows wait for the same happening
    ALL = "all"  # what holds for all rows in which the draft asks it; kept among the answers under its name


ABOUT: Mapping[About, str] = {
    About.DUE: N_("Until when is “{words}”?"),
    About.AGENCY: N_("Which agency is “{words}”?"),
    About.FIELD: N_("What is it to be ({words})?"),
    About.PLAN: N_("What is to stand in the plan's head ({words})?"),
    About.MILESTONE: N_("Do these rows wait for the same: “{words}”?"),
    About.ALL: "{words}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A row of the draft, as people know it."""

    number: str
    title: str
    value: Value = ""  # of the field that is asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """One question, for all rows that ask it."""

    about: About
    words: str  # the document's words; of a field its name; of a milestone its title
    of: str  # the field of rows or of the plan; of a milestone its name
    rows: Sequence[DraftRow] = ()
    why: Sequence[str] = ()  # sentences, in the language of the draft
    choices: Sequence[Value] = ()  # as the draft would have them; of a deadline in the offset language
    said: Mapping[str, str] = field(default_factory=dict)  # what choices mean, in the language of the draft
    titles: Mapping[str, str] = field(default_factory=dict)  # of the milestones that the choices name, by name
    dues: Mapping[str, str] = field(default_factory=dict)  # of all deadlines at once: the words, and what they mean

    @property
    def key(self) -> tuple[str, ...]:
        """By this a question is known again in a later draft."""
        if self.about is About.ALL:
            return (self.about, self.of)
        return (self.about, self.of, folded(self.words), *(() if self.about is About.DUE else self.why))


def open_questions(draft: PlanDraft, source: Source) -> Sequence[OpenQuestion]:
    """All that the draft leaves open: of its head, of agencies, of deadlines, of other fields, of milestones."""
    return list(_Draft(draft, source).questions())


class _Draft:
    """A draft and what it was made of, taken apart."""

    def __init__(self, draft: PlanDraft, source: Source) -> None:
        self.draft, self.source = draft, source
        self.root = read_document(draft.text, path="").root
        rules = self.root.get("rules")
        listed = [one for one in rules.items if isinstance(one, MapNode)] if isinstance(rules, ListNode) else []
        self.rules = {_text(rule.get("id")): rule for rule in listed}
        self.titles = {one.name: one.title for one in draft.milestones}
        self.year = source.heading.year
        self.together = {one.name: frozenset(one.rows) for one in draft.asked if one.name in BUNDLES}

    def questions(self) -> Iterator[OpenQuestion]:
        """All of them."""
        yield from self._of_head()
        yield from self._of_all()
        yield from self._of_agencies()
        yield from self._of_deadlines()
        yield from self._of_fields()
        yield from self._of_milestones()

    def _of_head(self) -> Iterator[OpenQuestion]:
        fields = ("title", "number", "issuer", "issued", "unit")
        for name in fields:
            why = self._why("", name)
            value = _text(self.root.get(name))
            read = any(one.field == name and one.as_read for one in self.source.heading.doubts)
            if (why or value == QUESTION) and not (read and Bundle.HEAD in self.together):
                choices = [value] if value != QUESTION else []
                yield OpenQuestion(about=About.PLAN, words=name, of=name, why=why, choices=choices)

    def _of_all(self) -> Iterator[OpenQuestion]:
        """What the draft asks once for many rows, where one answer can hold for all of them."""
        for one in self.draft.asked:
            about = FOR_ALL.get(one.name) or (one.field if one.field == "due" or one.field in FIELDS_OF_ROWS else "")
            if one.part == "questions" and about:
                rows = [self._row(rule, about) for rule in one.rows]
                choices, said = [each.value for each in one.choices], {each.value: each.text for each in one.choices}
                names = self.titles if one.name in (NO_DEADLINE, Bundle.DEADLINES, Bundle.STANDING) else {}
                events = (read(words, self.year).event for words in one.dues)
                names = {**{name_of(event): event for event in events if event}, **names}
                yield OpenQuestion(
                    about=About.ALL,
                    words=one.text,
                    of=one.name,
                    rows=rows,
                    why=one.details,
                    choices=choices,
                    said=said,
                    titles=names,
                    dues=one.dues,
                )

    def _of_agencies(self) -> Iterator[OpenQuestion]:
        for one in self._collective():
            rows = [self._row(rule, "lead") for rule in one.rows]
            choices, said = [each.value for each in one.choices], {each.value: each.text for each in one.choices}
            yield OpenQuestion(about=About.AGENCY, words=one.name, of="agencies", rows=rows, choices=choices, said=said)
        for named in () if Bundle.AGENCIES in self.together else self._uncertain():
            there = [one for one in self.source.rows if named.words in (*one.lead, *one.cooperate, *one.follow)]
            asking = [DraftRow(number=one.id, title=one.title) for one in there if one.id in self.rules]
            if asking:
                likely = [named.code]
                yield OpenQuestion(about=About.AGENCY, words=named.words, of="agencies", rows=asking, choices=likely)

    def _collective(self) -> Iterator[GroupedQuestion]:
        return (one for one in self.draft.asked if one.part == "agencies")

    def _uncertain(self) -> Iterator[Named]:
        doubted = [one.text for one in self.draft.questions if one.field in _AGENCY_FIELDS]
        return (
            one
            for one in self.source.named.values()
            if not one.certain and any(shown(one.words) in text for text in doubted)
        )

    def _of_deadlines(self) -> Iterator[OpenQuestion]:
        asked: dict[str, list[str]] = {}
        for name, rule in self.rules.items():
            due = _text(rule.get("due"))
            together = any(name in self.together.get(of, ()) for of in (Bundle.DEADLINES, Bundle.STANDING))
            if (
                due.startswith(QUESTION) and due != QUESTION and not together
            ):  # those without words are another question
                asked.setdefault(folded(due), []).append(name)
        for names in asked.values():
            first = self.rules[names[0]]
            words = _text(first.get("due")).strip(f"{QUESTION} ")
            why = dict.fromkeys(text for name in names for text in self._why(name, "due"))
            reading = read(words, self.year)
            titles = {**({name_of(reading.event): reading.event} if reading.event else {}), **self.titles}
            choices = self._dues(words, reading, _text(first.get("title")))
            said = tuple(why)[1 if choices else 0 :]  # the first says what it may be, as the choices do
            rows = [self._row(name, "due") for name in names]
            yield OpenQuestion(
                about=About.DUE, words=words, of="due", rows=rows, why=said, choices=choices, titles=titles
            )

    def _dues(self, words: str, reading: PhraseReading, title: str) -> Sequence[Value]:
        """What a phrase may mean, in the offset language: several deadlines are a task each, or one of them."""
        if not words:
            return []
        phrase = Phrase(text=words, year=self.year, milestones=self.titles, title=title)
        parts = tuple(dict.fromkeys(part.rule for part in reading.parts or () if part.rule))
        each: list[Value] = [parts] if len(parts) > 1 else []
        found = [taken(phrase).rule, reading.rule, *parts, suggested(words), *counted_from(reading, self.titles)]
        found = [suggested(words), *found] if names_no_day(words) else found
        return [*each, *dict.fromkeys(one for one in found if one)][:MOST_CHOICES]

    def _of_fields(self) -> Iterator[OpenQuestion]:
        covered = [f"“{shown(one.words)}”" for one in self.source.named.values() if not one.certain]
        asked: dict[tuple[str, str], list[str]] = {}
        asked_before = (*self._collective(), *(one for one in self.draft.asked if one.name in (NO_LEAD, GROUPS)))
        together = {(rule, "lead") for one in asked_before for rule in one.rows}
        together |= {(rule, name) for name, of in FIELDS_OF.items() for rule in self.together.get(of, ())}
        alike = (one for one in self.draft.asked if one.field in FIELDS_OF_ROWS)
        together |= {(rule, one.field) for one in alike for rule in one.rows}
        for one in self.draft.questions:
            told = one.field in _AGENCY_FIELDS and any(words in one.text for words in covered)
            if one.rule and one.field != "due" and not told and (one.rule, one.field) not in together:
                asked.setdefault((one.field, one.text), []).append(one.rule)
        for (name, text), rules in asked.items():
            rows = [self._row(rule, name) for rule in dict.fromkeys(rules)]
            values = list(dict.fromkeys(row.value for row in rows))
            choices = values if len(values) == 1 and values[0] not in ("", QUESTION) else []
            yield OpenQuestion(about=About.FIELD, words=name, of=name, rows=rows, why=(text,), choices=choices)

    def _of_milestones(self) -> Iterator[OpenQuestion]:
        for one in self.draft.milestones:
            why = self._why("", one.name)
            if why and Bundle.SHARED not in self.together:
                rows = [self._row(rule, "due") for rule in one.rules]
                others = {other: title for other, title in self.titles.items() if other != one.name}
                yield OpenQuestion(
                    about=About.MILESTONE,
                    words=one.title,
                    of=one.name,
                    rows=rows,
                    why=why,
                    choices=[one.title, *others][:MOST_CHOICES],
                    said={one.title: one.title, **others},
                )

    def _why(self, rule: str, name: str) -> tuple[str, ...]:
        return tuple(one.text for one in self.draft.questions if (one.rule, one.field) == (rule, name))

    def _row(self, rule: str, name: str) -> DraftRow:
        fields = self.rules[rule]
        return DraftRow(number=rule, title=_text(fields.get("title")), value=_value(fields.get(name)))


def counted_from(reading: PhraseReading, titles: Mapping[str, str]) -> Iterator[str]:
    """What a phrase that says how long, and not after what, may mean: the same after each of these milestones."""
    from_event = (DeadlineKind.AFTER_EVENT, DeadlineKind.BEFORE_EVENT)
    if reading.kind in from_event and reading.event is None:
        yield from filter(None, (rule_of(replace(reading, event=title), name) for name, title in titles.items()))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _value(node: Node | None) -> Value:
    if isinstance(node, ListNode):
        return tuple(item.text for item in node.items if isinstance(item, Scalar))
    return node.text if isinstance(node, Scalar) else ""

"""What was read of a document becomes a draft plan: a file to check and adopt, its open questions marked.

A deadline that is not read for certain is never written as if it were: `due: "? …"` with the document's words stands
in its place, which checking refuses, and the comment above it says what it was perhaps meant.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.drafting.milestones import CENTRE, SEVERAL, Milestones, in_context, shared_doubt
from rules.drafting.source import (
    Agency,
    Answers,
    Doubt,
    NewMilestone,
    PlanDraft,
    Question,
    Source,
    SourceRow,
    Translate,
)
from rules.drafting.wrapping import Entry, Value, comment, entries, flow, item, scalar
from rules.language.offset_text import OffsetSyntaxError, parse_due
from rules.offsets import SignalKind, anchor_of
from rules.phrases.normalising import folded
from rules.phrases.reading import Reading, read
from rules.phrases.ruling import rule_of
from rules.phrases.sense import Kind
from rules.plan import EACH
from rules.problems import N_, shown

HEAD = N_("Draft made from a document. Each line with `# ?` is a question: settle it, then remove the line.")
CITE = N_("No. {id}, {place}")
NONE_STATED = N_("(no deadline written)")
NOT_READ = N_("“{says}” was not understood.")
PERHAPS = N_("“{says}” is not certain; perhaps: {rule}.")
NO_FORM = N_("“{says}” was understood, but the offset language has no form for it.")
NO_TIME = N_("The hour ({time}) is left out: a deadline ends with its day.")
COLLECTIVE = N_("“{words}” is a collective name, to which nothing is sent: name the units with `for each`.")
SEVERAL_LEADS = N_("{count} agencies lead: each gets a task of its own.")
LIKELY = N_("“{words}” was taken for {name}, which is written differently.")
KEY = N_("Its key among the answers: {key}")

ROOT_UNIT = Agency(code=CENTRE, name="Trung ương", kind="central")
QUESTION = "?"
UNKNOWN = "?"


@dataclass(slots=True)
class _Rule:
    """One rule of the draft: its fields in order, and the questions about them."""

    row: SourceRow
    key: str
    fields: dict[str, Value] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    state: str = "unread"  # of its deadline: certain, marked, unread or answered


def draft_plan(source: Source, answers: Answers | None = None, translate: Translate = str) -> PlanDraft:
    """The draft of `source`, with `answers` applied and its comments in the language of `translate`."""
    answers = answers or Answers()
    unit = answers.plan.get("unit", source.unit.code)
    titles = {name: answer.get("title", name) for name, answer in answers.milestones.items()}
    milestones = Milestones(unit=unit, titles=titles)
    replies = _Replies(answers)
    rules = [_rule(row, source, replies, milestones, translate) for row in source.rows]
    used = _used(rules)
    declared = milestones.declared(used, answers.milestones)
    units = _units(source, rules, declared, answers)
    lines = _Lines(source, rules, answers, translate)
    text = "\n".join([*lines.head(), "", *lines.units(units), *lines.milestones(declared), *lines.rules(), ""])
    states = Counter(rule.state for rule in rules)
    return PlanDraft(
        text=text,
        rows=len(rules),
        certain=states["certain"],
        marked=states["marked"],
        unread=states["unread"],
        answered_due=states["answered"],
        questions=tuple(lines.questions),
        agencies=tuple(agency for agency in source.proposed if agency.code in units),
        milestones=tuple(declared),
        keys={rule.row.id: rule.key for rule in rules},
        unused=replies.unused(),
        notes=source.notes,
    )


def key_of_row(row: SourceRow) -> str:
    """What a row's answers are kept under: its number and a mark of its title, so that a row that moved is found."""
    return f"{row.id}#{_mark(row)}"


def _mark(row: SourceRow) -> str:
    return hashlib.sha256(folded(row.title).encode()).hexdigest()[:8]


class _Replies:
    """Answers by row: those with its key, else those with the mark of its title, if only one row has it."""

    def __init__(self, answers: Answers) -> None:
        self._rows = answers.rows
        marks = Counter(key.partition("#")[2] for key in self._rows)
        self._by_mark = {key.partition("#")[2]: key for key in self._rows if marks[key.partition("#")[2]] == 1}
        self._taken: set[str] = set()

    def of(self, row: SourceRow) -> Mapping[str, Value]:
        """What was answered for `row`; no deadline that answers another phrase (`says`) than the row has."""
        key = key_of_row(row)
        key = key if key in self._rows else self._by_mark.get(_mark(row), "")
        if not key or key in self._taken:
            return {}
        found = self._rows[key]
        self._taken.add(key)
        if row.says and found.get("says", row.says) != row.says:
            return {name: value for name, value in found.items() if name not in ("due", "when", "says")}
        return {name: value for name, value in found.items() if name != "says" or not row.says}

    def unused(self) -> tuple[str, ...]:
        return tuple(key for key in self._rows if key not in self._taken)


def _rule(row: SourceRow, source: Source, replies: _Replies, milestones: Milestones, translate: Translate) -> _Rule:
    rule = _Rule(row=row, key=key_of_row(row), doubts=list(row.doubts))
    answered = replies.of(row)
    rule.fields = {"id": row.id, "section": row.section, "title": row.title or UNKNOWN}
    _lead(rule, source)
    cooperate = _codes(rule, row.cooperate, source, "cooperate")
    if cooperate:
        rule.fields["cooperate"] = cooperate
    kind = rule.fields.get("for each")
    rule.fields["due"] = _due(rule, source, milestones, kind if isinstance(kind, str) else None, "due" in answered)
    rule.fields["says"] = row.says or translate(NONE_STATED)
    rule.fields["cite"] = translate(CITE).format(id=row.id, place=row.place.text(translate))
    rule.fields.update(answered)
    rule.doubts = [doubt for doubt in rule.doubts if doubt.field not in answered]
    rule.state = "answered" if "due" in answered else rule.state
    return rule


def _lead(rule: _Rule, source: Source) -> None:
    """Who leads: one unit; or each of several; or each of a kind. None stated: a question."""
    words = rule.row.lead
    kinds = {source.each[name] for name in words if name in source.each}
    codes = _codes(rule, words, source, "lead")
    if len(words) == 1 and kinds:
        rule.fields["for each"], rule.fields["lead"] = kinds.pop(), EACH
    elif len(codes) > 1:
        rule.fields["for each"], rule.fields["lead"] = codes, EACH
        rule.doubts.append(Doubt(field="lead", template=SEVERAL_LEADS, args={"count": len(codes)}))
    else:
        rule.fields["lead"] = codes[0] if codes else UNKNOWN
        if codes and _kind(codes[0], source) == "group":
            rule.doubts.append(Doubt(field="lead", template=COLLECTIVE, args={"words": words[0]}))


def _kind(code: str, source: Source) -> str:
    return next((agency.kind for agency in source.proposed if agency.code == code), "")


def _codes(rule: _Rule, words: Sequence[str], source: Source, name: str) -> tuple[str, ...]:
    found = [source.named[word] for word in words]
    for named in found:
        if not named.certain:
            args = {"words": shown(named.words), "name": named.code}
            rule.doubts.append(Doubt(field=name, template=LIKELY, args=args))
    return tuple(dict.fromkeys(named.code for named in found))


def _due(rule: _Rule, source: Source, milestones: Milestones, kind: str | None, answered: bool) -> str:
    """The deadline in the offset language if it is certain, else a question with the document's words."""
    says = rule.row.says
    if answered or not says:
        return f"{QUESTION} {says}".strip()
    year = source.heading.issued.year if source.heading.issued else None
    reading = read(says, year)
    if reading.event is None:
        return _settle(rule, reading, reading.rule, [])
    event, in_title = in_context(reading.event, rule.row.title)
    name, resolved = milestones.name(event, rule.row.title)
    due = _settle(rule, reading, rule_of(reading, name), [doubt for doubt in (in_title, resolved) if doubt])
    if rule.state == "certain":
        milestones.add(name, event, rule.row.id, kind)
    return due


def _settle(rule: _Rule, reading: Reading, due: str | None, doubts: list[Doubt]) -> str:
    """The deadline to write for a reading: in the offset language, or as a question."""
    several = any(doubt.template == SEVERAL for doubt in doubts)
    if not reading.certain or due is None or several:
        rule.state = "unread" if reading.kind is Kind.UNREAD else "marked"
        rule.doubts += _why(reading, due, doubts)
        return f"{QUESTION} {reading.phrase}"
    rule.state = "certain"
    rule.doubts += doubts
    if reading.time:
        rule.doubts.append(Doubt(field="due", template=NO_TIME, args={"time": reading.time}))
    return due


def _why(reading: Reading, due: str | None, doubts: Sequence[Doubt]) -> Iterator[Doubt]:
    """Why a phrase is a question, and what it was perhaps meant."""
    says = shown(reading.phrase)
    if reading.kind is Kind.UNREAD:
        yield Doubt(field="due", template=NOT_READ, args={"says": says})
    elif due:
        yield Doubt(field="due", template=PERHAPS, args={"says": says, "rule": due})
    else:
        parts = [part.rule for part in reading.parts or () if part.rule]
        args = {"says": says, "rule": "; ".join(parts)}
        yield Doubt(field="due", template=PERHAPS if parts else NO_FORM, args=args)
    yield from (Doubt(field="due", template=note.template, args=note.args) for note in reading.notes)
    yield from doubts


def _used(rules: Sequence[_Rule]) -> list[str]:
    """The milestones that the deadlines name, the doubtful ones not."""
    names = []
    for rule in rules:
        try:
            anchor = anchor_of(parse_due(str(rule.fields["due"])))
        except OffsetSyntaxError:
            continue
        if anchor and anchor.signal.kind is SignalKind.MILESTONE:
            names.append(anchor.signal.name)
    return names


def _units(
    source: Source, rules: Sequence[_Rule], declared: Sequence[NewMilestone], answers: Answers
) -> dict[str, Agency]:
    """The units to declare: the plan's own, and those proposed that a task or a milestone names."""
    named: set[str] = {milestone.at for milestone in declared if milestone.at}
    for rule in rules:
        for name in ("lead", "cooperate", "for each"):
            value = rule.fields.get(name, ())
            named.update(value if isinstance(value, tuple) else (value,))
    units = {agency.code: agency for agency in source.proposed if agency.code in named}
    own = replace(source.unit, code=answers.plan.get("unit", source.unit.code))
    above = {unit.code: unit for unit in (ROOT_UNIT, own) if unit.code not in source.known}
    return {**above, **units}


class _Lines:
    """Writes the parts of the file and keeps every question that it writes."""

    def __init__(self, source: Source, rules: Sequence[_Rule], answers: Answers, translate: Translate) -> None:
        self._source, self._rules, self._answers, self._translate = source, rules, answers, translate
        self._unit = answers.plan.get("unit", source.unit.code)
        self.questions: list[Question] = []

    def head(self) -> Iterator[str]:
        """The fields of the plan itself."""
        heading, answered = self._source.heading, self._answers.plan
        number = answered.get("number", heading.number)
        fields = {
            "plan": folded(number).replace("/", "-").replace(" ", "-") or "draft",
            "title": heading.title or UNKNOWN,
            "number": number or UNKNOWN,
            "issuer": heading.issuer or UNKNOWN,
            "issued": heading.issued.isoformat() if heading.issued else UNKNOWN,
            "unit": self._source.unit.code,
            **answered,
        }
        doubts = [doubt for doubt in heading.doubts if doubt.field not in answered]
        yield f"# {self._translate(HEAD)}"
        for note in self._source.notes:
            yield f"# {note.text(self._translate)}"
        yield from entries([self._entry("", name, value, doubts) for name, value in fields.items()])

    def units(self, units: Mapping[str, Agency]) -> Iterator[str]:
        """The units that the plan declares."""
        if not units:
            return
        yield "units:"
        for code, agency in units.items():
            fields = {"name": agency.name, "kind": agency.kind}
            if code != CENTRE:
                fields["parent"] = CENTRE if agency.kind in ("central", "province") else self._unit
            yield f"  {scalar(code)}: {flow(fields)}"
        yield ""

    def milestones(self, milestones: Sequence[NewMilestone]) -> Iterator[str]:
        """The milestones that the plan declares."""
        if not milestones:
            return
        yield "milestones:"
        for milestone in milestones:
            doubt = shared_doubt(milestone) if milestone.name not in self._answers.milestones else None
            if doubt:
                yield comment(self._ask("", doubt, ", ".join(milestone.rules)), "  ")
            where = {"at": milestone.at} if milestone.at else {"of each": milestone.of_each or ""}
            yield f"  {milestone.name}: {flow({'title': milestone.title, **where})}"
        yield ""

    def rules(self) -> Iterator[str]:
        """The rules, under their sections."""
        yield "rules:"
        for rule in self._rules:
            fields = [
                self._entry(rule.row.id, name, value, rule.doubts, rule) for name, value in rule.fields.items() if value
            ]
            yield ""
            if any(entry.questions for entry in fields):
                yield f"  # {self._translate(KEY).format(key=rule.key)}"
            yield from item(fields)

    def _entry(self, rule: str, name: str, value: Value, doubts: Sequence[Doubt], of: _Rule | None = None) -> Entry:
        place = of.row.place.text(self._translate) if of else ""
        absent = {doubt.field for doubt in doubts} - set(of.fields) if of and name == "id" else set()
        asked = tuple(self._ask(rule, doubt, place) for doubt in doubts if doubt.field == name or doubt.field in absent)
        return Entry(name=name, value=value, questions=asked)

    def _ask(self, rule: str, doubt: Doubt, place: str) -> str:
        text = doubt.text(self._translate)
        self.questions.append(Question(rule=rule, field=doubt.field, text=text, place=place))
        return f"{text} ({place})" if place else text

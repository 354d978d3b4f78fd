"""A row of a document -> a rule of the draft: who leads, until when, and the questions about both."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rules.drafting.draft_milestones import SEVERAL, DraftMilestones, in_context
from rules.drafting.row_answers import RowAnswers, key_of_row
from rules.drafting.source import Doubt, Source, SourceRow, Translate
from rules.drafting.yaml_lines import Value
from rules.phrases.reading import PhraseReading, read
from rules.phrases.ruling import rule_of
from rules.phrases.sense import DeadlineKind
from rules.phrases.suggesting import suggested
from rules.plan import EACH
from rules.problems import N_, shown
from rules.unit_kinds import GROUP

CITE = N_("No. {id}, {place}")
NONE_STATED = N_("(no deadline written)")
NOT_READ = N_("“{says}” was not understood.")
PERHAPS = N_("“{says}” is not certain; perhaps: {rule}.")
NO_FORM = N_("“{says}” was understood, but the offset language has no form for it.")
NO_TIME = N_("The hour ({time}) is left out: a deadline ends with its day.")
COLLECTIVE = N_("“{words}” is a collective name, to which nothing is sent: name the units with `for each`.")
SEVERAL_LEADS = N_("{count} agencies lead: each gets a task of its own.")
SEVERAL_FOLLOW = N_("{count} agencies follow it, and one can be named: the first is.")
NUMBERED = N_("“{words}” was taken for every commune: check that all of them are meant.")
LIKELY = N_("“{words}” was taken for {name}, which is written differently.")

ALL_OF_THEM = "100%"
QUESTION = "?"
"""The value of a field that is open; checking refuses it."""


@dataclass(slots=True)
class DraftRule:
    """One rule of the draft: its fields in order, and the questions about them."""

    row: SourceRow
    key: str
    fields: dict[str, Value] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    state: str = "unread"  # of its deadline: certain, marked, unread or answered


def draft_rule(
    row: SourceRow, source: Source, answers_of_rows: RowAnswers, milestones: DraftMilestones, translate: Translate
) -> DraftRule:
    """The rule of a row: the officer's answers where there are any, else what the document says, with its doubts."""
    rule = DraftRule(row=row, key=key_of_row(row), doubts=list(row.doubts))
    answered = answers_of_rows.of(row)
    rule.fields = {"id": row.id, "section": row.section, "title": row.title or QUESTION}
    _lead(rule, source)
    named = _codes(rule, row.cooperate, source, "cooperate")
    cooperate = tuple(code for code in named if code != rule.fields["lead"])  # nobody cooperates with itself
    if cooperate:
        rule.fields["cooperate"] = cooperate
    kind = rule.fields.get("for each")
    rule.fields["due"] = _due(rule, source, milestones, kind if isinstance(kind, str) else None, "due" in answered)
    rule.fields["says"] = row.says or translate(NONE_STATED)
    rule.fields["cite"] = translate(CITE).format(id=row.id, place=row.place.text(translate))
    _beside(rule, source)
    rule.fields.update(answered)
    rule.doubts = [doubt for doubt in rule.doubts if doubt.field not in answered]
    rule.state = "answered" if "due" in answered else rule.state
    return rule


def _lead(rule: DraftRule, source: Source) -> None:
    """Write who leads: one unit, each of several, or each of a kind. None stated: a question."""
    words = rule.row.lead
    kinds = {source.each[name] for name in words if name in source.each}
    codes = _codes(rule, words, source, "lead")
    collective = [name for name in words if _kind(source.named[name].code, source) == GROUP]
    if len(kinds) == 1 and all(name in source.each for name in words):
        rule.fields["for each"], rule.fields["lead"] = kinds.pop(), EACH
        collective = []
        counted = [name for name in words if any(map(str.isdigit, name)) and ALL_OF_THEM not in name]
        rule.doubts += [Doubt(field="lead", template=NUMBERED, args={"words": shown(name)}) for name in counted]
    elif len(codes) > 1:
        rule.fields["for each"], rule.fields["lead"] = codes, EACH
        rule.doubts.append(Doubt(field="lead", template=SEVERAL_LEADS, args={"count": len(codes)}))
    else:
        rule.fields["lead"] = codes[0] if codes else QUESTION
    rule.doubts += [Doubt(field="lead", template=COLLECTIVE, args={"words": shown(name)}) for name in collective]


def _beside(rule: DraftRule, source: Source) -> None:
    """Write what is to come of it, and who follows it: one unit, the first where several are named."""
    if rule.row.product:
        rule.fields["product"] = rule.row.product
    following = _codes(rule, rule.row.follow, source, "follow")
    if following:
        rule.fields["follow"] = following[0]
    if len(following) > 1:
        rule.doubts.append(Doubt(field="follow", template=SEVERAL_FOLLOW, args={"count": len(following)}))


def _kind(code: str, source: Source) -> str:
    """The kind of a proposed unit; empty for any other."""
    at = bisect_left(source.proposed, code, key=lambda agency: agency.code)
    found = source.proposed[at : at + 1]
    return found[0].kind if found and found[0].code == code else ""


def _codes(rule: DraftRule, words: Sequence[str], source: Source, name: str) -> tuple[str, ...]:
    """The codes of the units meant by `words`, each once; an uncertain match is noted as a doubt about field `name`."""
    found = [source.named[word] for word in words]
    for named in found:
        if not named.certain:
            args = {"words": shown(named.words), "name": named.code}
            rule.doubts.append(Doubt(field=name, template=LIKELY, args=args))
    return tuple(dict.fromkeys(named.code for named in found))


def _due(rule: DraftRule, source: Source, milestones: DraftMilestones, kind: str | None, answered: bool) -> str:
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


def _settle(rule: DraftRule, reading: PhraseReading, due: str | None, doubts: list[Doubt]) -> str:
    """The deadline to write for a reading: in the offset language, or as a question."""
    several = any(doubt.template == SEVERAL for doubt in doubts)
    if not reading.certain or due is None or several:
        rule.state = "unread" if reading.kind is DeadlineKind.UNREAD else "marked"
        rule.doubts += _why(reading, due, doubts)
        return f"{QUESTION} {reading.phrase}"
    rule.state = "certain"
    rule.doubts += doubts
    if reading.time:
        rule.doubts.append(Doubt(field="due", template=NO_TIME, args={"time": reading.time}))
    return due


def _why(reading: PhraseReading, due: str | None, doubts: Sequence[Doubt]) -> Iterator[Doubt]:
    """The doubts for which a phrase is a question; the first says what it perhaps means."""
    says = shown(reading.phrase)
    if reading.kind is DeadlineKind.UNREAD:
        yield Doubt(field="due", template=NOT_READ, args={"says": says})
    elif due:
        yield Doubt(field="due", template=PERHAPS, args={"says": says, "rule": due})
    else:
        parts = [part.rule for part in reading.parts or () if part.rule]
        perhaps = "; ".join(parts) or suggested(reading.phrase)
        yield Doubt(field="due", template=PERHAPS if perhaps else NO_FORM, args={"says": says, "rule": perhaps})
    yield from (Doubt(field="due", template=note.template, args=note.args) for note in reading.notes)
    yield from doubts

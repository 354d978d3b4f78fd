"""A row of a document -> a rule of the draft: who leads, until when, and the questions about both."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rules.drafting.draft_milestones import SEVERAL, DraftMilestones, in_context
from rules.drafting.row_answers import Bundle, RowAnswers, key_of_row
from rules.drafting.source import Agency, Doubt, Source, SourceRow, Translate
from rules.drafting.yaml_lines import Value
from rules.phrases.normalising import folded
from rules.phrases.reading import PhraseReading, read
from rules.phrases.ruling import rule_of
from rules.phrases.sense import DeadlineKind
from rules.phrases.suggesting import CONTINUOUS, names_no_day, suggested
from rules.plan import EACH
from rules.problems import N_, Note, shown
from rules.unit_kinds import GROUP

CITE = N_("No. {id}, {place}")
DOES_IT = N_("to be done by {person}")
STANDS = N_("in the document: {status}")
NONE_STATED = N_("(no deadline written)")
NOT_READ = N_("“{says}” was not understood.")
PERHAPS = N_("“{says}” is not certain; perhaps: {rule}.")
NO_FORM = N_("“{says}” was understood, but the offset language has no form for it.")
MAY_BE_ANOTHERS = N_("“{says}” may be of something else; perhaps: {rule}.")
NO_DAY = N_("“{says}” names no day, and nothing that happens on one; perhaps a standing duty, without an end.")
IS_OVER = N_("“{says}” names no year; in {year} it was over before the document was issued.")
HOUR = N_("until {time} on that day")
COLLECTIVE = N_("“{words}” is a collective name, to which nothing is sent: name the units with `for each`.")
SEVERAL_LEADS = N_("{count} agencies lead: each gets a task of its own.")
SEVERAL_FOLLOW = N_("{count} agencies follow it, and one can be named: the first is.")
HELPS = N_("“{words}” stands beside the agency that leads, and was taken for who cooperates.")
NUMBERED = N_("“{words}” was taken for every commune: check that all of them are meant.")
LIKELY = N_("“{words}” was taken for {name}, which is written differently.")

SEVERAL_LEADS_KEY, SPELLINGS = "several-leads", "spellings"
VAGUE = re.compile(
    r"(?:va )?(?:cac |nhung )?(?:(?:co quan|don vi|dia phuong|nganh|to chuc|ca nhan)\b|(?:so|ban|bo)\b.*lien quan).*"
)
"""Folded names that mean nobody in particular."""

ALL_OF_THEM = "100%"
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
MOST_UNREAD = 1
"""Words of a phrase; where more were not understood there is no reading that could be confirmed."""

OF_EVENTS = (DeadlineKind.PER_PLAN, DeadlineKind.ONCE_EVENT)
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
    time: str = ""  # the hour of its last day, which a deadline in the offset language has no place for
    helping: tuple[str, ...] = ()  # words for who stood beside the lead and only helps
    unclear: bool = False  # its words mean several events, or more than was understood: no form can be confirmed
    otherwise: str = ""  # of such a rule: the milestone that its words are if they are one
    standing: bool = False  # its words name no day: perhaps a standing duty
    perhaps: str = ""  # the form that the deadline perhaps has, where it is a question

    @property
    def suggestion(self) -> str:
        """The form that the deadline perhaps has, where there is one alone."""
        return "" if ";" in self.perhaps or self.unclear else self.perhaps


def draft_rule(
    row: SourceRow, source: Source, answers_of_rows: RowAnswers, milestones: DraftMilestones, translate: Translate
) -> DraftRule:
    """The rule of a row: the officer's answers where there are any, else what the document says, with its doubts."""
    rule = DraftRule(row=row, key=key_of_row(row), doubts=list(row.doubts))
    answered = answers_of_rows.of(row)
    rule.fields = {"id": row.id, "section": row.section, "title": row.title or QUESTION}
    _lead(rule, source, answers_of_rows)
    named = _codes(rule, tuple(dict.fromkeys((*rule.helping, *row.cooperate))), source, "cooperate")
    cooperate = tuple(code for code in named if code != rule.fields["lead"])  # nobody cooperates with itself
    if cooperate:
        rule.fields["cooperate"] = cooperate
    kind = rule.fields.get("for each")
    given = "" if "due" in answered else answers_of_rows.due_of(row)
    answered = {**answered, "due": given} if given else answered
    takes = answers_of_rows.takes
    reader = _DueReader(source, milestones, taking=takes(Bundle.DEADLINES), standing=takes(Bundle.STANDING))
    each = kind if isinstance(kind, str) else None
    rule.fields["due"] = f"{QUESTION} {row.says}".strip() if "due" in answered else reader.due(rule, each)
    rule.fields["says"] = row.says or translate(NONE_STATED)
    rule.fields["cite"] = _cited(rule, translate)
    _beside(rule, source)
    rule.fields.update(answered)
    settled = {"lead"} if not row.lead and answers_of_rows.lead() else set()
    rule.state = "answered" if "due" in answered else rule.state
    settled |= {"due"} if rule.state == "answered" else set()
    rule.doubts = [
        doubt
        for doubt in rule.doubts
        if doubt.field not in answered and doubt.field not in settled and not answers_of_rows.settles(doubt)
    ]
    return rule


def _cited(rule: DraftRule, translate: Translate) -> str:
    """Where the row stands, with what the document says of it for which a rule has no field."""
    row = rule.row
    said = [translate(CITE).format(id=row.printed or row.id, place=row.place.text(translate))]
    said += [translate(DOES_IT).format(person=row.person)] if row.person else []
    said += [translate(STANDS).format(status=row.status)] if row.status else []
    said += [translate(HOUR).format(time=rule.time)] if rule.time else []
    return "; ".join(said)


def _lead(rule: DraftRule, source: Source, answers_of_rows: RowAnswers) -> None:
    """Write who leads: one unit, each of several, or each of a kind. None stated: a question."""
    words = _leading(rule, source)
    kinds = {source.each[name] for name in words if name in source.each}
    codes = _codes(rule, words, source, "lead")
    groups = (name for name in words if _kind(source.named[name].code, source) == GROUP)
    collective = [name for name in groups if not answers_of_rows.is_group(name)]
    if len(kinds) == 1 and all(name in source.each for name in words):
        rule.fields["for each"], rule.fields["lead"] = kinds.pop(), EACH
        collective = []
        counted = [name for name in words if any(map(str.isdigit, name)) and ALL_OF_THEM not in name]
        rule.doubts += [Doubt(field="lead", template=NUMBERED, args={"words": shown(name)}) for name in counted]
    elif len(codes) > 1:
        rule.fields["for each"], rule.fields["lead"] = codes, EACH
        doubt = Doubt(field="lead", template=SEVERAL_LEADS, args={"count": len(codes)}, key=SEVERAL_LEADS_KEY)
        rule.doubts.append(doubt)
    else:
        rule.fields["lead"] = codes[0] if codes else answers_of_rows.lead() or QUESTION
    rule.doubts += [
        Doubt(field="lead", template=COLLECTIVE, args={"words": shown(name), "said": name}) for name in collective
    ]


def _leading(rule: DraftRule, source: Source) -> tuple[str, ...]:
    """The words of who leads. `… và các cơ quan liên quan` beside one that is named helps it, which is said."""
    words = rule.row.lead
    vague = [name for name in words if VAGUE.match(folded(name)) and name not in source.each]
    if not vague or len(vague) == len(words):
        return words
    rule.helping = tuple(vague)
    args = {"words": shown("; ".join(vague))}
    rule.doubts.append(Doubt(field="lead", template=HELPS, args=args, key="helps"))
    return tuple(name for name in words if name not in vague)


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
    found = _proposed(code, source)
    return found.kind if found else ""


def _called(code: str, source: Source) -> str:
    """The name of a proposed unit; of any other its code."""
    found = _proposed(code, source)
    return found.name if found else code


def _proposed(code: str, source: Source) -> Agency | None:
    at = bisect_left(source.proposed, code, key=lambda agency: agency.code)
    found = source.proposed[at : at + 1]
    return found[0] if found and found[0].code == code else None


def _codes(rule: DraftRule, words: Sequence[str], source: Source, name: str) -> tuple[str, ...]:
    """The codes of the units meant by `words`, each once; an uncertain match is noted as a doubt about field `name`."""
    found = [source.named[word] for word in words]
    for named in found:
        if not named.certain:
            args = {"words": shown(named.words), "name": _called(named.code, source), "said": named.words}
            rule.doubts.append(Doubt(field=name, template=LIKELY, args=args, key=SPELLINGS))
    return tuple(dict.fromkeys(named.code for named in found))


@dataclass(frozen=True, slots=True)
class _DueReader:
    """Reads deadlines. The officer took all that were read with a doubt (`taking`), all duties (`standing`)."""

    source: Source
    milestones: DraftMilestones
    taking: bool
    standing: bool

    def due(self, rule: DraftRule, kind: str | None) -> str:
        """The deadline in the offset language if it is certain, else a question with the document's words."""
        says = rule.row.says
        if not says:
            return QUESTION
        reading = self._read(rule.row.read_as or says)
        if reading.kind in OF_EVENTS and names_no_day(reading.phrase):
            rule.otherwise = reading.rule or ""
            return self._standing(rule, reading)
        if reading.event is None:
            return self._settle(rule, reading, reading.rule, [])
        event, in_title = in_context(reading.event, rule.row.title)
        name, resolved = self.milestones.name(event, rule.row.title)
        due = self._settle(rule, reading, rule_of(reading, name), [doubt for doubt in (in_title, resolved) if doubt])
        if not due.startswith(QUESTION):
            self.milestones.add(name, event, rule.row.id, kind)
        return due

    def _standing(self, rule: DraftRule, reading: PhraseReading) -> str:
        """A question, with a standing duty for its suggestion; that duty where the officer took all such."""
        rule.perhaps, rule.standing, rule.state = CONTINUOUS, True, "marked"
        if self.standing:
            rule.state = "answered"
            return CONTINUOUS
        args = {"says": shown(reading.phrase)}
        rule.doubts.append(Doubt(field="due", template=NO_DAY, args=args, key=Bundle.STANDING))
        return f"{QUESTION} {reading.phrase}"

    def _read(self, says: str) -> PhraseReading:
        """The reading of a phrase; if it names no year and was over on the day of issue, the next, uncertain."""
        heading = self.source.heading
        reading = read(says, heading.year)
        last = reading.end or reading.date
        if (
            heading.year is None
            or heading.issued is None
            or last is None
            or last >= heading.issued
            or YEAR.search(says)
        ):
            return reading
        note = Note(template=IS_OVER, args={"says": shown(says), "year": heading.year})
        later = read(says, heading.year + 1)
        return replace(later, certain=False, notes=(*later.notes, note))

    def _settle(self, rule: DraftRule, reading: PhraseReading, due: str | None, doubts: list[Doubt]) -> str:
        """The deadline to write for a reading: in the offset language, or as a question."""
        several = any(doubt.template == SEVERAL for doubt in doubts)
        if reading.certain and due is not None and not several and not rule.row.unsure:
            rule.state = "certain"
            rule.doubts += doubts
            rule.time = reading.time or ""
            return due
        unclear = len(reading.rest) > MOST_UNREAD
        rule.perhaps, rule.unclear = _perhaps(reading, due), several or unclear
        if self.taking and rule.suggestion:
            rule.state = "answered"
            return rule.suggestion
        rule.state = "unread" if reading.kind is DeadlineKind.UNREAD else "marked"
        rule.doubts += _why(reading, due, doubts, certain=reading.certain)
        return f"{QUESTION} {reading.phrase}"


def _perhaps(reading: PhraseReading, due: str | None) -> str:
    """What an uncertain phrase may mean: one form, or several one after the other."""
    return due or "; ".join(part.rule for part in reading.parts or () if part.rule) or suggested(reading.phrase)


def _why(reading: PhraseReading, due: str | None, doubts: Sequence[Doubt], *, certain: bool) -> Iterator[Doubt]:
    """The doubts for which a phrase is a question; the first says what it perhaps means."""
    says = shown(reading.phrase)
    if reading.kind is DeadlineKind.UNREAD:
        yield Doubt(field="due", template=NOT_READ, args={"says": says})
    elif due:
        yield Doubt(field="due", template=MAY_BE_ANOTHERS if certain else PERHAPS, args={"says": says, "rule": due})
    else:
        parts = [part.rule for part in reading.parts or () if part.rule]
        perhaps = "; ".join(parts) or suggested(reading.phrase)
        yield Doubt(field="due", template=PERHAPS if perhaps else NO_FORM, args={"says": says, "rule": perhaps})
    yield from (Doubt(field="due", template=note.template, args=note.args) for note in reading.notes)
    yield from doubts

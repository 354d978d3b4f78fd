"""The lines of a draft plan file, part by part, each question above the field that it is about."""

from collections.abc import Iterator, Mapping, Sequence

from rules.drafting.draft_milestones import shared_doubt
from rules.drafting.draft_rules import QUESTION, DraftRule
from rules.drafting.row_answers import LEFT_OUT, YES, Bundle
from rules.drafting.source import Agency, Answers, Doubt, NewMilestone, Question, Source, SourceRow, Translate
from rules.drafting.yaml_lines import DraftField, Value, comment, field_lines, flow, item_lines, scalar
from rules.phrases.normalising import folded
from rules.problems import N_, Args, shown
from rules.secrecy import Level
from rules.unit_kinds import CENTRAL, PROVINCE, ROOT

HEAD = N_("Draft made from a document. Each line with `# ?` is a question: settle it, then remove the line.")
ACCOUNT = N_(
    "Of {count} paragraphs and cells of the document {tasks} are in tasks, {headings} in headings, and {left} were "
    "left out; the end of the draft names each of these, and why."
)
ASK_LEFT_OUT = N_("{count} paragraphs give nobody a task with a day and were left out: {reasons}. Is that right?")
LEFT_OUT_HEAD = N_("Left out of the plan, and why:")
LEFT_ONE = N_("{place}: “{words}” {why}")
LEFT_MORE = N_("and {count} more")
MOST_LEFT = 500
"""So many that were left out are named in a draft."""

KEY = N_("Its key among the answers: {key}")


def left_out_doubt(rows: Sequence[SourceRow], translate: Translate) -> Doubt:
    """The one question about all rows that were left out."""
    reasons = "; ".join(dict.fromkeys(translate(row.out) for row in rows))
    args: Args = {"count": len(rows), "reasons": reasons}
    return Doubt(field="document", template=ASK_LEFT_OUT, args=args, key=LEFT_OUT)


class PlanLines:
    """Writes the parts of the file and keeps every question that it writes."""

    def __init__(self, source: Source, rules: Sequence[DraftRule], answers: Answers, translate: Translate) -> None:
        """`rules` must be those of `source`."""
        self._source, self._rules, self._answers, self._translate = source, rules, answers, translate
        self._unit = answers.plan.get("unit", source.unit.code)
        self.questions: list[Question] = []

    def head(self) -> Iterator[str]:
        """The fields of the plan itself."""
        heading, answered = self._source.heading, self._answers.plan
        number = answered.get("number", heading.number)
        fields = {
            "plan": folded(number).replace("/", "-").replace(" ", "-") or "draft",
            "title": heading.title or QUESTION,
            "number": number or QUESTION,
            "issuer": heading.issuer or QUESTION,
            "issued": heading.issued.isoformat() if heading.issued else QUESTION,
            "unit": self._source.unit.code,
            **({} if heading.secrecy is Level.OPEN else {"secrecy": str(heading.secrecy)}),
            **answered,
        }
        right = self._answers.questions.get(Bundle.HEAD) == YES
        doubts = [doubt for doubt in heading.doubts if doubt.field not in answered and not (right and doubt.as_read)]
        yield f"# {self._translate(HEAD)}"
        for note in self._source.notes:
            yield f"# {note.text(self._translate)}"
        left = [row for row in self._source.rows if row.out and not row.out_surely]
        if left and LEFT_OUT not in self._answers.questions:
            yield comment(self._ask("", left_out_doubt(left, self._translate), ""), "")
        yield from field_lines([self._entry("", name, value, doubts) for name, value in fields.items()])

    def left_out(self) -> Iterator[str]:
        """What of the document is in no rule, as comments at the end of the draft."""
        left = self._source.account.left
        if not left:
            return
        yield f"# {self._translate(LEFT_OUT_HEAD)}"
        for one in left[:MOST_LEFT]:
            said = {
                "place": one.place.text(self._translate),
                "words": shown(one.words),
                "why": self._translate(one.why),
            }
            yield f"#   {' '.join(self._translate(LEFT_ONE).format(**said).split())}"
        if len(left) > MOST_LEFT:
            yield f"#   {self._translate(LEFT_MORE).format(count=len(left) - MOST_LEFT)}"
        yield ""

    def units(self, units: Mapping[str, Agency]) -> Iterator[str]:
        """The units that the plan declares."""
        if not units:
            return
        yield "units:"
        for code, agency in units.items():
            fields = {"name": agency.name, "kind": agency.kind}
            if code != ROOT:
                fields["parent"] = ROOT if agency.kind in (CENTRAL, PROVINCE) else self._unit
            yield f"  {scalar(code)}: {flow(fields)}"
        yield ""

    def milestones(self, milestones: Sequence[NewMilestone]) -> Iterator[str]:
        """The milestones that the plan declares."""
        if not milestones:
            return
        yield "milestones:"
        for milestone in milestones:
            doubt = shared_doubt(milestone) if milestone.name not in self._answers.milestones else None
            if doubt and not {doubt.key, Bundle.SHARED} & self._answers.questions.keys():
                yield comment(self._ask("", doubt, ", ".join(milestone.rules)), "  ")
            where = {"at": milestone.at} if milestone.at else {"of each": milestone.of_each or ""}
            held = {"held": milestone.held.isoformat()} if milestone.held else {}
            yield f"  {milestone.name}: {flow({'title': milestone.title, **where, **held})}"
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
            yield from item_lines(fields)

    def _entry(
        self, rule: str, name: str, value: Value, doubts: Sequence[Doubt], of: DraftRule | None = None
    ) -> DraftField:
        """A field with the questions about it; a field that is not written asks above the id."""
        place = of.row.place.text(self._translate) if of else ""
        absent = {doubt.field for doubt in doubts} - set(of.fields) if of and name == "id" else set()
        asked = tuple(self._ask(rule, doubt, place) for doubt in doubts if doubt.field == name or doubt.field in absent)
        return DraftField(name=name, value=value, questions=asked)

    def _ask(self, rule: str, doubt: Doubt, place: str) -> str:
        """The words of a question, which is kept."""
        text = doubt.text(self._translate)
        self.questions.append(Question(rule=rule, field=doubt.field, text=text, place=place))
        return f"{text} ({place})" if place else text

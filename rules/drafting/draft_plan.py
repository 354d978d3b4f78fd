"""A draft plan, made of what was read of a document: a file to check and adopt, its open questions marked.

A deadline that is not read for certain is never written as if it were: `due: "? …"` with the document's words stands
in its place, which checking refuses, and the comment above it says what it was perhaps meant.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rules.drafting.draft_milestones import DraftMilestones, shared_doubt, shared_key
from rules.drafting.draft_rules import DraftRule, draft_rule
from rules.drafting.grouping import grouped
from rules.drafting.plan_lines import ACCOUNT, PlanLines
from rules.drafting.row_answers import IN, LEFT_OUT, YES, Bundle, RowAnswers
from rules.drafting.source import Agency, Answers, Doubt, NewMilestone, PlanDraft, Source, SourceRow, Translate
from rules.language.offset_text import OffsetSyntaxError, parse_due
from rules.offsets import SignalKind, anchors_of
from rules.unit_kinds import CENTRAL, ROOT

ROOT_UNIT = Agency(code=ROOT, name="Trung ương", kind=CENTRAL)


def draft_plan(source: Source, answers: Answers | None = None, translate: Translate = str) -> PlanDraft:
    """The draft of `source`, with `answers` applied and its comments in the language of `translate`."""
    answers = answers or Answers()
    source = _accounted(source, answers)
    unit = answers.plan.get("unit", source.unit.code)
    titles = {name: answer.get("title", name) for name, answer in answers.milestones.items()}
    milestones = DraftMilestones(unit=unit, issued=_issued(source, answers), titles=titles, chosen=answers.questions)
    answers_of_rows = RowAnswers(answers)
    numbers = {row.id for row in source.rows}
    rows = (row for row in source.rows if answers_of_rows.wants(row))
    wanted = [part for row in rows for part in answers_of_rows.parts(row, numbers)]
    rules = [draft_rule(row, source, answers_of_rows, milestones, translate) for row in wanted]
    used = _used(rules)
    declared = milestones.declared(used, answers.milestones)
    units = _units(source, rules, declared, answers)
    lines = PlanLines(source, rules, answers, translate)
    text = "\n".join(
        [*lines.head(), "", *lines.units(units), *lines.milestones(declared), *lines.rules(), "", *lines.left_out()]
    )
    left = _left_out(source, answers)
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
        unused=answers_of_rows.unused(),
        notes=source.notes,
        secrecy=source.heading.secrecy,
        asked=grouped(rules, source, left, translate, _shared(declared, answers), answers.questions),
        account=source.account,
    )


def _accounted(source: Source, answers: Answers) -> Source:
    """The source with its account among the notes; rows that the officer took in are no longer left out."""
    account = source.account
    if answers.questions.get(LEFT_OUT) == IN:
        places = {row.place for row in source.rows if row.out}
        left = tuple(one for one in account.left if one.place not in places)
        account = replace(account, in_tasks=account.in_tasks + len(account.left) - len(left), left=left)
    count = account.in_tasks + account.in_headings + len(account.left)
    if not count:
        return source
    args = {"count": count, "tasks": account.in_tasks, "headings": account.in_headings, "left": len(account.left)}
    return replace(source, account=account, notes=(*source.notes, Doubt(field="document", template=ACCOUNT, args=args)))


def _issued(source: Source, answers: Answers) -> date | None:
    """The document's own date; as the officer has it, where he corrected it."""
    answered = answers.plan.get("issued", "")
    try:
        return date.fromisoformat(answered) if answered else source.heading.issued
    except ValueError:  # checking says so
        return None


def _shared(declared: Sequence[NewMilestone], answers: Answers) -> list[NewMilestone]:
    """The milestones of which nothing says yet whether all that wait for them wait for the same thing."""
    if answers.questions.get(Bundle.SHARED) == YES:
        return []
    open_ones = (one for one in declared if one.name not in answers.milestones and shared_doubt(one))
    return [one for one in open_ones if shared_key(one.name) not in answers.questions]


def _left_out(source: Source, answers: Answers) -> list[SourceRow]:
    """The rows left out, perhaps wrongly, about which nothing was chosen yet."""
    open_ones = [row for row in source.rows if row.out and not row.out_surely]
    return [] if LEFT_OUT in answers.questions else open_ones


def _used(rules: Sequence[DraftRule]) -> list[str]:
    """The milestones that the deadlines name, the doubtful ones not."""
    names = []
    for rule in rules:
        try:
            anchors = anchors_of(parse_due(str(rule.fields["due"])))
        except OffsetSyntaxError:
            continue
        names += [one.signal.name for one in anchors if one.signal.kind is SignalKind.MILESTONE]
    return names


def _units(
    source: Source, rules: Sequence[DraftRule], declared: Sequence[NewMilestone], answers: Answers
) -> dict[str, Agency]:
    """The units to declare: the plan's own, and those proposed that a task or a milestone names."""
    named: set[str] = {milestone.at for milestone in declared if milestone.at}
    for rule in rules:
        for name in ("lead", "cooperate", "for each", "follow"):
            value = rule.fields.get(name, ())
            named.update(value if isinstance(value, tuple) else (value,))
    units = {agency.code: agency for agency in source.proposed if agency.code in named}
    own = replace(source.unit, code=answers.plan.get("unit", source.unit.code))
    above = {unit.code: unit for unit in (ROOT_UNIT, own) if unit.code not in source.known}
    return {**above, **units}

"""Recording that a row is given: by a letter, of which a plan is made, or as a row more of a plan in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.statements.giving.adopting import adopted
from adapters.statements.giving.givable import Named
from adapters.statements.giving.letter import Letter
from adapters.statements.giving.typed_rows import TypedRow
from adapters.statements.giving.versions import How, Source, amended, known, must_be_a_plan, source_of
from adapters.statements.joining.statements import Joining
from adapters.statements.recording import recorded
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from engine.snapshot import Snapshot
from rules.amending.single_rows import Fields, Value, next_number, plan_text, with_milestones, with_row
from rules.compiling import compile_plan
from rules.plan import Plan, TaskRule
from rules.problems import N_

_ANOTHER_DAY = N_(
    "Letter {number} is known here as of {known}, and not of {given}. Nothing was recorded; correct the day, or leave "
    "it out."
)
_ANOTHER_NUMBER = N_(
    "Letter {known} is known here as plan “{plan}”, and “{given}” would have the same id. Nothing was recorded. If it "
    "is that letter, write its number as it is known; if it is another, give its tasks in a plan file: "
    "`thoihan plan add`."
)
_SEVERAL_LETTERS = N_(
    "Letter {given} is known here more than once: {plans}. Nothing was recorded; say which of these plans is meant "
    "(--plan)."
)
_ONLY_LETTERS = N_(
    "Plan “{plan}” has a file of its own, which declares what its deadlines count from: `thoihan plan amend` takes a "
    "new version of it. Nothing was recorded; leave out --counts-from."
)
_UNDER_ANOTHER = N_(
    "Plan “{plan}” is for “{unit}” and all below it: a kind of agencies is looked for there, and not under “{under}”. "
    "Nothing was recorded; leave out --under, or give the task by a letter of its own."
)
_NO_MILESTONE = N_(
    "“{milestone}” names no milestone of a plan: write it as PLAN/MILESTONE. `thoihan happenings list` lists them. "
    "Nothing was recorded."
)


def declared_by(office: Office, members: Sequence[str]) -> Mapping[str, Value]:
    """The milestones that a deadline counts from, as the letter declares them. Raises Refused."""
    found: dict[str, Value] = {}
    for member in members:
        of, _, name = member.partition("/")
        with office.store.begin(write=False) as session:
            plan = Snapshot(session, office.tools).plan(of)
        milestone = plan.milestones.get(name) if plan else None
        if milestone is None:
            raise Refused(_NO_MILESTONE, milestone=one_line(member, 80))
        where = {"at": milestone.at} if milestone.at else {"of each": milestone.of_each or ""}
        paper = {"document": milestone.document} if milestone.document else {}
        repeats = {"repeats": "true"} if milestone.repeats else {}
        found[name] = {"title": milestone.title, **where, **repeats, **paper}
    return found


@dataclass(frozen=True, slots=True)
class Giving:
    """Records that a row is given."""

    office: Office
    how: How

    def given(
        self, row: TypedRow, letter: Letter, plan: str | None, declared: Mapping[str, Value]
    ) -> tuple[str, PresentedDecision]:
        """The id of the plan that has the row now, and what follows. Raises Refused, PlanError, EventsError."""
        today = self.office.clock.today()
        if plan is not None:
            source = source_of(self.office, plan)
            if declared and not source.plan.letter:
                raise Refused(_ONLY_LETTERS, plan=plan)
            _must_be_for(source.plan, letter)
            return plan, self._added(source, row, letter, today, declared)
        there = self._known(letter, today)
        if there is None:
            with self.office.store.begin(write=False) as session:
                units = Snapshot(session, self.office.tools).units()
            return letter.name(today), self._first(letter.header(today, units), row, letter, declared)
        source, name = there, there.plan.id
        if letter.issued and letter.issued != source.plan.issued:
            raise Refused(_ANOTHER_DAY, number=letter.number, known=source.plan.issued, given=letter.issued)
        _must_be_for(source.plan, letter)
        return name, self._added(source, row, letter, source.plan.issued, declared)

    def _known(self, letter: Letter, today: date) -> Source | None:
        """The letter as it is known already, however its number is typed. Raises Refused where that is in doubt."""
        with self.office.store.begin(write=False) as session:
            names = letter.known_as(today, (row.id for row in session.plans()))
        sources = [source_of(self.office, name) for name in names]
        those = [one for one in sources if letter.is_numbered(one.plan.number)]
        given = one_line(letter.number, 80)
        if len(those) > 1:
            raise Refused(_SEVERAL_LETTERS, given=given, plans=[one.plan.id for one in those])
        if sources and not those and names[0] == letter.name(today):
            raise Refused(_ANOTHER_NUMBER, known=sources[0].plan.number, plan=names[0], given=given)
        return those[0] if those else None

    def joined(self, name: str, members: Sequence[str]) -> list[PresentedDecision]:
        """The outcome of each milestone being one with that of the plan it was taken from."""
        pairs = [(f"{name}/{member.partition('/')[2]}", member) for member in members]
        return [self._joined(Joining(members=pair)) for pair in pairs]

    def _joined(self, said: Joining) -> PresentedDecision:
        return recorded(self.office, said, None, dry_run=self.how.dry_run, lang=self.how.lang)

    def _first(self, header: Fields, row: TypedRow, letter: Letter, declared: Mapping[str, Value]) -> PresentedDecision:
        head = {**header, **({"milestones": declared} if declared else {})}
        text = plan_text(head, {"id": "1", **row.fields(), "cite": letter.number})
        must_be_a_plan(self.office, text)
        Named(row=row, under=str(header["unit"]), follow=letter.follow).must_be_there(self.office)
        return adopted(self.office, compile_plan(text), text, dry_run=self.how.dry_run, lang=self.how.lang)

    def _added(
        self, source: Source, row: TypedRow, letter: Letter, on: date, declared: Mapping[str, Value]
    ) -> PresentedDecision:
        fields = row.fields()
        if any(_says(rule, fields) for rule in source.plan.rules.values()):
            return known(self.office, source.plan, self.how.lang)
        Named(row=row, under=source.plan.unit).must_be_there(self.office)
        text = with_milestones(source.text, declared) if declared else source.text
        added = {"id": next_number(source.used), **fields, "cite": letter.number}
        return amended(self.office, with_row(text, added), letter.number, on, self.how, was=source.text)


def _must_be_for(plan: Plan, letter: Letter) -> None:
    """Raise Refused where the agencies of a kind are to be under another unit than the plan's."""
    if letter.whose.under not in (None, plan.unit):
        raise Refused(_UNDER_ANOTHER, plan=plan.id, unit=plan.unit, under=letter.whose.under)


def _says(rule: TaskRule, fields: Fields) -> bool:
    """True if a row says the very same already."""
    said = {
        "title": rule.title,
        "lead": rule.lead,
        "for each": rule.for_each or rule.for_units or None,
        "cooperate": rule.cooperate or None,
        "through": rule.through,
        "says": rule.says,
    }
    return all(fields.get(name) == value for name, value in said.items())

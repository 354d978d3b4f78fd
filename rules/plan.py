"""The compiled plan: immutable, checked, indexed by what its rules wait for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.conditions import Condition
from rules.groups.members import Member
from rules.ladders.rungs import USUAL_ESCALATION, USUAL_NO_PROGRESS, Rung, usual_reminders
from rules.offsets import Cycle, Done, DueSpec, Offset, Signal
from rules.secrecy import Level

EACH = "each"
"""As a rule's `lead`: the unit that the task is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A named happening the plan counts from.

    Exactly one of `at` (a unit code: it happens once, there) and `of_each` (a unit kind: it happens at each) is set.
    """

    name: str  # the key by which deadlines and conditions name it
    title: str  # as people call it
    at: str | None = None
    of_each: str | None = None
    repeats: bool = False  # it may be held again at the same unit: the last time counts
    held: date | None = None  # the day on which it was held, as the plan's document knows already; only with `at`
    document: str = ""  # its own document, by number: `331-KH/TU`


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """The limits of putting off a due date, and the units that may decide it.

    See docs/decisions/0055-extension.md and 0072-who-may-extend.md.
    """

    times: int = 1  # how often for one task; 0: never
    at_most: Offset | None = None  # how long each time, counted after the due date until then; None: no bound
    by: tuple[str, ...] = ()  # codes of the units that may decide, or EACH: the one that leads; (): any but that one


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSuspension:
    """The plan itself suspends tasks, from the day one of its milestones is held until the day another is."""

    selectors: tuple[str, ...]  # the rules suspended: see `rules.rule_selectors`
    unit: str | None  # the tasks in its subtree; None: all, but in other plans those in the subtree of this plan's unit
    since: str | None  # a milestone; None: the plan's first day
    until: str  # the milestone with which it ends
    plans: tuple[str, ...] | None  # ids of the plans whose tasks it suspends; None: of every plan

    def reaches(self, plan: str) -> bool:
        """True if it suspends tasks of the plan with that id."""
        return self.plans is None or plan in self.plans


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The plan's own answers where its rows are silent. All lengths count after their event."""

    right_after: Offset  # the length of `right after`; default: 1 working day after
    set_date_within: Offset  # the time to set a date for a task without one; default: 5 working days after
    remind_working_days: int = 3  # working days before `safe` at which a task becomes "near"
    reminders: tuple[Rung, ...] | None = None  # None: 7, those and 1 working days before `safe`, and on the day
    escalation: tuple[Rung, ...] | None = None  # of what is overdue; None: `rules.ladders.rungs.USUAL_ESCALATION`
    no_progress: tuple[Rung, ...] | None = None  # of what stands still; None: `USUAL_NO_PROGRESS` there
    notify_cooperating: bool = False  # True: cooperating units get messages too
    extension: Extensions = Extensions()  # the limits of putting off a due date
    accept: bool = False  # True: what is reported done awaits that whoever follows the plan accepts it
    follow: str | None = None  # code of the unit that follows the plan; None: the plan's unit
    report_every: Cycle = Cycle.QUARTER  # the cycle in each of which progress of a standing duty is reported
    rows_less_secret: bool = False  # True: a row may be less secret than the plan
    settings: Mapping[str, str] = field(default_factory=dict)  # overrides of the convention's settings


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRule:
    """One row of the plan: for whom, when, and until when."""

    id: str  # its key: by it everything stored knows the rule, over all versions of the plan
    number: str  # its number in the document, which is shown; a later version may give it another
    title: str  # the work to be done
    lead: str  # a unit code, or EACH
    cooperate: tuple[str, ...]  # unit codes, or EACH
    for_each: str | None  # a unit kind; None: one task, at `for_units` or at the lead
    for_units: tuple[str, ...]  # unit codes, when the rule lists them
    when: Condition  # active once it holds; as written, else implied by `due`
    due: DueSpec  # the deadline
    says: str  # the deadline phrase as the document has it
    cite: str  # its place in the document
    section: str  # the heading it stands under; empty: none
    settings: Mapping[str, str]  # overrides of the plan's settings
    labels: tuple[str, ...] = ()  # words by which rules can be chosen together
    accept: bool | None = None  # whether its reports await acceptance; None: as the plan's policy says
    secrecy: Level = Level.OPEN  # its own, or that of its plan where it has none
    product: str = ""  # what is to come of it: a report, a draft; empty: nothing is said
    report_every: Cycle | None = None  # the cycle in which its progress is reported; None: as the plan's policy says
    through: str | None = None  # code of the agency that its reports go through; None: straight to who follows the plan
    follow: str | None = None  # code of the unit that follows it day by day; None: who follows the plan does
    tasks: str = ""  # of a lead that is a group: `each` of its members has one, or it is `shared`; "": the group says
    reminders: tuple[Rung, ...] | None = None  # None: as the plan's policy says
    escalation: tuple[Rung, ...] | None = None  # None: as the plan's policy says
    no_progress: tuple[Rung, ...] | None = None  # None: as the plan's policy says
    hash: str  # sha-256 hex of what decides dates: when, due, settings, for whom

    @property
    def leads_its_own(self) -> bool:
        """True if the unit that a task is for leads it: also where a group's members have it for the group."""
        return self.lead == EACH or not (self.for_each or self.for_units)

    @property
    def passed_on_by(self) -> str | None:
        """Code of the agency that passes on what is reported; what the plan itself says is done nobody reports."""
        return None if isinstance(self.due, Done) else self.through


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanUnit:
    """An agency that the plan itself declares, so that it can be loaded alone."""

    code: str  # the official code, or one that the plan gives it
    name: str  # as people call it
    kind: str  # such as `commune`; `rules.unit_kinds` has those that are always there
    parent: str | None = None  # code of the unit above it; None: it is the root
    email: str | None = None  # address for mail; None: none known
    phone: str | None = None  # number for text messages; None: none known
    members: tuple[Member, ...] = ()  # of a group; (): it is a manner of speaking, and nobody hears
    tasks: str = ""  # what a group leads: `each` member has a task, or it is `shared`; "": nobody has said


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One issued document, compiled.

    Two files that differ in layout or comments only have the same `hash`.
    """

    id: str  # such as `376-kh-tu`
    title: str  # of the document
    number: str  # of the document: `376-KH/TU`
    issuer: str  # the body that issued it
    issued: date  # the day of issue
    starts: date  # its first day; by default the day of issue
    ends: date | None  # its last day; None: open
    unit: str  # code of the unit whose subtree the plan is for
    calendar: str  # name of the calendar of working days
    convention: str  # name of the convention by which periods are counted
    policies: Policies  # its answers where its rows are silent
    units: Mapping[str, PlanUnit]  # those it declares itself, by code
    milestones: Mapping[str, Milestone]  # by name
    rules: Mapping[str, TaskRule]  # by id, in the document's order
    waiting_on: Mapping[Signal, tuple[str, ...]]  # signal -> ids of the rules that name it, or are suspended by it
    keys: Mapping[str, str]  # number of a rule -> its id
    order: tuple[str, ...]  # rule ids, each after the rules it waits for
    suspensions: tuple[PlanSuspension, ...] = ()  # those that the plan itself lays down
    secrecy: Level = Level.OPEN  # of the document, its title and its milestones
    letter: bool = False  # its rows came one at a time, by what the document gives to do
    hash: str  # sha-256 (hex) of the canonical form (`rules.canonical`)

    @property
    def follower(self) -> str:
        """Code of the unit that follows the plan: it is told how work goes on, and accepts or returns reports."""
        return self.policies.follow or self.unit

    def reported_every(self, rule: TaskRule) -> Cycle:
        """The cycle in each of which progress of a rule's tasks is reported, where they are standing duties."""
        return rule.report_every or self.policies.report_every

    @property
    def escalation(self) -> tuple[Rung, ...]:
        """On which days after a due day who is told, where a rule says nothing of its own."""
        said = self.policies.escalation
        return USUAL_ESCALATION if said is None else said

    def ladder(self, rule: TaskRule) -> tuple[Rung, ...]:
        """On which days who is told of a rule's tasks: reminders, what is told of them overdue, and standing still."""
        of_plan = self.policies
        before = rule.reminders if rule.reminders is not None else of_plan.reminders
        after = rule.escalation if rule.escalation is not None else self.escalation
        still = rule.no_progress if rule.no_progress is not None else of_plan.no_progress
        usual = usual_reminders(of_plan.remind_working_days)
        return (*(usual if before is None else before), *after, *(USUAL_NO_PROGRESS if still is None else still))

    def awaits_acceptance(self, rule: TaskRule) -> bool:
        """True if what is reported done of a rule awaits that whoever follows the plan accepts it.

        What that unit leads itself does not: nobody above it follows the plan.
        """
        wanted = self.policies.accept if rule.accept is None else rule.accept
        by_plan = isinstance(rule.due, Done)  # what the plan itself says is done nobody reports
        return wanted and rule.lead != self.follower and not by_plan

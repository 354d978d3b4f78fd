"""A plan document before it is a plan: its heading, its rows, and where each was found.

`adapters.documents` reads these from files; `rules.drafting.draft_plan` makes a plan file of them to check and adopt.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as value
from datetime import date

from rules.problems import N_, Args
from rules.secrecy import Level

Translate = Callable[[str], str]

_YEAR = re.compile(r"(?<![\d/.-])(?<!tháng \d )(?<!tháng \d\d )20\d\d(?!\s*[-–]\s*\d)(?![\d/])")
"""A year in a title that is no part of a date, a number or a range."""

PLACES = (
    ("sheet", N_("sheet {sheet}")),
    ("page", N_("page {page}")),
    ("table", N_("table {table}")),
    ("row", N_("row {row}")),
    ("line", N_("line {line}")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the document. Everything counts from 1; what the kind of file doesn't have is None."""

    sheet: str | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    line: int | None = None

    def text(self, translate: Translate = str) -> str:
        """`page 3, row 12`, in the language of `translate`."""
        known = ((name, template) for name, template in PLACES if getattr(self, name) is not None)
        return ", ".join(translate(template).format(**{name: getattr(self, name)}) for name, template in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A question to the officer about one field: `id title lead cooperate due`, a field of the plan, or `document`."""

    field: str
    template: str
    args: Args = value(default_factory=dict)
    key: str = ""  # rows with the same key are asked about once; empty: those with the same words are
    as_read: bool = False  # of the head: the field has a value, which is to be confirmed

    def text(self, translate: Translate = str) -> str:
        """The question, in the language of `translate`."""
        return translate(self.template).format(**self.args)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One task as the document has it, in its own words."""

    id: str  # `XIV.1.5`: the numbers above it and its own, no spaces; unique in the document
    section: str  # the headings above it, with their numbers
    title: str
    lead: tuple[str, ...]  # agencies in the document's words; empty: none stated
    cooperate: tuple[str, ...]
    says: str  # the deadline phrase; empty: none stated
    product: str = ""
    follow: tuple[str, ...] = ()  # who follows it, in the document's words
    place: Place
    doubts: tuple[Doubt, ...] = ()
    read_as: str = ""  # the deadline as it is to be read, where it is written otherwise than usual
    status: str = ""  # how far it has come, in the document's words
    person: str = ""  # the person or position that is to do it, in the document's words
    unsure: bool = False  # its deadline may be of something else, so that it is asked
    printed: str = ""  # its number in the document, where it is one of several that stand for a row of it
    out: str = ""  # the reason why it is left out unless the officer wants it; empty: it is a task
    out_surely: bool = False  # it gives nobody a task, whatever the officer says: told, and not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A paragraph or cell that is in no task and no heading, and why (a template)."""

    words: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The paragraphs and cells of a document by what became of them; together they are all that it has."""

    in_tasks: int = 0
    in_headings: int = 0
    left: tuple[PassedOver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head of the document: the fields of the plan as a whole; None and empty where it says nothing."""

    number: str = ""
    issued: date | None = None
    issuer: str = ""
    title: str = ""
    secrecy: Level = Level.OPEN  # as it is stamped
    doubts: tuple[Doubt, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of deadlines that name none: the one year that the title names, else that of its date."""
        named = set(_YEAR.findall(self.title))
        issued = self.issued.year if self.issued else None
        one = int(named.pop()) if len(named) == 1 else None
        return one if one and (issued is None or one in (issued, issued + 1)) else issued


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A unit: known, or named by the document and proposed."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The document's words for an agency, matched: to whom, and whether for certain."""

    words: str
    code: str
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Everything that was read of one document, its agencies matched to units."""

    heading: Heading
    rows: tuple[SourceRow, ...]
    named: Mapping[str, Named]  # by the document's words
    proposed: tuple[Agency, ...]  # units that are not known yet, in the order of their codes
    unit: Agency  # whose subtree the plan is for
    known: frozenset[str] = frozenset()  # codes of the units in the register
    each: Mapping[str, str] = value(default_factory=dict)  # words that mean every unit of a kind -> that kind
    notes: tuple[Doubt, ...] = ()  # about the document as a whole: what was left out
    account: Account = Account()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Questions that an officer has settled, kept beside the document to be applied again.

    `rows` is by the rows' keys, then by the rules' fields; the others complete the plan.
    """

    plan: Mapping[str, str] = value(default_factory=dict)  # field of the plan -> value
    agencies: Mapping[str, str] = value(default_factory=dict)  # the document's words -> unit code
    milestones: Mapping[str, Mapping[str, str]] = value(default_factory=dict)  # name -> `title`, `at`, `of each`
    phrases: Mapping[str, str] = value(default_factory=dict)  # a deadline's words -> it in the offset language
    questions: Mapping[str, str] = value(default_factory=dict)  # the name of a question for many rows -> the choice
    rows: Mapping[str, Mapping[str, str | tuple[str, ...]]] = value(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMilestone:
    """A happening that phrases count from and that the plan declares."""

    name: str
    title: str
    at: str | None = None  # a unit code: it happens once
    of_each: str | None = None  # a unit kind: it happens at each
    held: date | None = None  # the day on which it was held, where the document itself says so
    rules: tuple[str, ...] = ()  # ids of the rules that wait for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One mark (`# ?`) of the draft: of which field of which rule (empty: of the plan), and where in the document."""

    rule: str
    field: str
    text: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to a question: what to write into the answers, and what it means."""

    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedQuestion:
    """One question for all the rows in which it arises; its answer stands in the answers as `part: {name: value}`.

    The first choice is the suggestion; where the field takes free text, any other value does as well.
    """

    part: str  # questions, agencies, phrases or plan
    name: str
    text: str
    choices: tuple[Choice, ...]
    rows: tuple[str, ...] = ()  # ids of the rules; empty: it is about the plan
    field: str = ""  # of what is as the draft has it, if the officer says so
    details: tuple[str, ...] = ()  # of a question for several things at once: each of them, in words
    dues: Mapping[str, str] = value(default_factory=dict)  # likewise deadlines: the document's words -> what they mean


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A plan file to check and adopt, and what is open in it.

    `certain` + `marked` + `unread` + `answered_due` is the number of `rows`.
    """

    text: str  # YAML
    rows: int
    certain: int  # deadline phrases read for certain
    marked: int  # read, but to be confirmed: a question stands in the place of the deadline
    unread: int  # not read, or none written: a question stands in its place
    answered_due: int  # deadlines taken from answers
    questions: tuple[Question, ...]
    agencies: tuple[Agency, ...]  # the proposed ones
    milestones: tuple[NewMilestone, ...]
    keys: Mapping[str, str]  # rule id -> the key of its answers
    unused: tuple[str, ...] = ()  # keys of answers that fit no row of this document
    secrecy: Level = Level.OPEN  # as the document is stamped
    notes: tuple[Doubt, ...] = ()
    asked: tuple[GroupedQuestion, ...] = ()  # the same questions, each once for all its rows
    account: Account = Account()

"""The register of a plan, made: as it may leave, to be written as a document."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.answers.course.duties import last_reports
from adapters.answers.registers.chosen import Choice
from adapters.answers.registers.put_off import put_off, what_is_put_off
from adapters.answers.registers.row_standing import Standings
from adapters.answers.registers.rows import Names, Reports, Rows
from adapters.answers.registers.view_said import view_said
from adapters.answers.speech import Speech
from adapters.bootstrap import Office
from adapters.documents.export.letterhead import head_of
from adapters.documents.export.register import Export, Released, released
from engine.counting.rounds import span_of
from engine.facts.topics import Sort, Topic
from engine.snapshot import Snapshot
from rules.plan import Plan
from rules.problems import N_

DOCUMENT, BY_DUE = "document", "due"
ORDERS = (DOCUMENT, BY_DUE)
_SUBTITLE = N_("Register of tasks as of {day}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The register that is asked for."""

    choice: Choice
    order: str = DOCUMENT
    within: int | None = None  # the days ahead that were asked for
    issuer: str | None = None  # None: who issued the plan
    place: str = ""


def register(office: Office, speech: Speech, shelf: Snapshot, plan: Plan, wanted: Wanted) -> tuple[Released, int]:
    """The register as it may leave, and the number of its rows without headings."""
    today = office.clock.today()
    made = _rows(office, speech, shelf, plan, wanted.choice)
    view = view_said(wanted.choice, shelf.units(), wanted.within)
    rows = tuple(made.by_due_date() if wanted.order == BY_DUE else made.in_order())
    head = head_of(wanted.issuer or plan.issuer, today, place=wanted.place)
    day = speech.text(_SUBTITLE, day=today)
    subtitle = f"{day}. {speech.value(view)}" if view else day
    whole = Export(title=f"{plan.title} ({plan.number})", subtitle=subtitle, rows=rows, head=head)
    found = released(whole, plan.secrecy, plan.number, office.settings.leaving, speech.lang)
    return found, sum(not row.heading for row in rows)


def _rows(office: Office, speech: Speech, shelf: Snapshot, plan: Plan, choice: Choice) -> Rows:
    """The maker of the rows of the plan's register."""
    today = office.clock.today()
    cycles = {name: span_of(plan.reported_every(rule), today) for name, rule in plan.rules.items()}
    progress = shelf.facts(plan.id, [Topic(Sort.PROGRESS, name) for name in plan.rules])
    quoting, off = office.settings.leaving, put_off(shelf, plan)
    titles: Mapping[str, str] = {
        name: quoting.quoted(of.title, name, plan.secrecy, speech.lang) for name, of in plan.milestones.items()
    }
    return Rows(
        names=Names(speech, shelf.units(), choice.of_now),
        plan=plan,
        chosen=choice.of(shelf, plan),
        reports=Reports(cycles, last_reports(progress)),
        standings=Standings(speech, today, over=shelf.ending(plan.id) is not None),
        put_off={name: what_is_put_off(plan, rule, off, titles) for name, rule in plan.rules.items()},
    )

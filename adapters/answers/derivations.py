"""An explanation in lines: what the document says, what the date rests on, the count, its history, the receipt."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from adapters.answers.course.in_lists import accepted_by
from adapters.answers.due_dates import due_text
from adapters.answers.speech import Speech
from adapters.words.catalogue import Said
from adapters.words.count_steps import step_said
from adapters.words.log import Logbook
from adapters.words.rules import condition_said, due_said
from adapters.words.tasks import STATES
from engine.asking.explaining import BEGUN, Explanation, Ground, Stage
from engine.facts.fact import Remark, said_in
from engine.tasks import State, task_shown
from engine.telling.reasons import title
from events.rows import DueRow
from rules.conditions import derived_condition
from rules.problems import N_
from rules.rule_selectors import milestones_of

CONVENTIONS: Mapping[str, str] = {
    "vn-civil-code": N_("the Civil Code 2015, Articles 144 to 148"),
    "vn-election": N_("the official election calendars"),
    "eu-1182-71": N_("Regulation (EEC, Euratom) 1182/71"),
    "us-frcp-6a": N_("Federal Rules of Civil Procedure, Rule 6(a)"),
    "uk-cpr-2.8": N_("Civil Procedure Rules, rule 2.8"),
}
CHANGES: Mapping[str, str] = {
    BEGUN: N_("Begun"),
    "activated": N_("Begun again"),
    "moved": N_("Moved"),
    "firmed": N_("Made firm"),
    "dated": N_("Given a date"),
    "done": N_("Done"),
    "reopened": N_("Opened again"),
    "closed": N_("Closed"),
    "waits": N_("Waiting again"),
    "suspended": N_("Suspended"),
    "resumed": N_("Resumed"),
    "extended": N_("Put off"),
    "handed_over": N_("Passed on to another unit"),
    "doubted": N_("Put in doubt"),
    "recounted": N_("Counted anew"),
    "updated": N_("Put on other grounds"),
}
"""What made a task another, as the history keeps it: `BEGUN`, or a kind of change that is none of the clock's."""

_TASK = N_("{title} ({task})")
_OF = N_("Unit: {unit}. State: {state}. Row: {cite}, plan {number}.")
_LED = N_("Led by: {lead}.")
_LED_SINCE = N_("Led by: {lead}. It is the task of the former {unit}, which ended on {day}.")
_SAYS = N_("In the document: “{says}”. The rule: {words}.")
_WHEN = N_("It begins when: {condition}.")
_DUE = N_("Due: {due}, until 24:00. Nominal: {nominal}. Safest by: {safe}.")
_NO_DUE = N_("Due: {due}.")
_CLOSED = N_("It is no longer to be done. What it had: {due}.")
_WAITS = N_("It waits again. What it had: {due}.")
_DONE, _DONE_LATE = N_("Done on {day}."), N_("Done on {day}, after its last day.")
_DONE_UNDATED = N_("Done, as the plan itself says; it names no day, and so it is neither in time nor late.")
_EXPECTED, _PRODUCT = N_("What is to come of it: {product}."), N_("Product: {product}.")
_THROUGH, _FOLLOWED = N_("Its reports go through {unit}."), N_("It is followed by {unit}.")
_ACCEPTED = N_("Accepted on {day} by {unit}: it is firm.")
_AWAITED = N_("It is still to be accepted by {unit}.")
_BY_HAND = N_("This date was set by an officer, {actor}, not counted by the rule.")
_COUNTED_BY = N_("Counted by {title} ({convention}), on the calendar {calendar}.")
_GROUNDS, _STEPS, _STAGES = N_("It rests on:"), N_("The count:"), N_("How it came to this date:")
_COURSE, _UNANSWERED = N_("On its way:"), N_("Not answered yet:")
_ASKED, _ASKED_UNTIL = N_("{unit}: {content}"), N_("{unit}, until {day}: {content}")
_THEN = N_("then {what}")
_KNOWN = N_("“{title}” was held on {day}, as the plan itself says")
_KNOWN_BY = N_("“{title}” was held on {day}, as the plan itself says; document: {document}")
_STAGE, _STAGE_NOW = N_("{due}, {state}; from {since} to {until}"), N_("{due}, {state}; since {since}, until now")
_STATE, _STATE_NOW = N_("{state}; from {since} to {until}"), N_("{state}; since {since}, until now")
_BY = N_("{change}: {what}")
_RECEIPT = N_(
    "Receipt: rule {rules}, calendar {calendar}, convention {convention}, events {events}, version {engine} of the "
    "counting."
)


_RECOUNTING = N_("This date is still to be counted again, since its calendar was amended: it may change yet.")


def lines(speech: Speech, found: Explanation) -> Iterator[str]:
    """The whole derivation, line by line."""
    telling = _Telling(speech, found)
    yield from telling.head()
    if found.recounting:
        yield speech.text(_RECOUNTING)
    yield from telling.part(_GROUNDS, [line for ground in found.grounds for line in telling.ground(ground)])
    said = (speech.value(step_said(step.template, step.args)) for step in found.steps)
    yield from telling.part(_STEPS, [f"{number:>3}. {line}" for number, line in enumerate(said, 1)])
    yield from telling.part(_COURSE, [line for ground in found.course for line in telling.ground(ground)])
    yield from telling.part(_UNANSWERED, list(telling.unanswered()))
    yield from telling.part(_STAGES, [line for n, one in enumerate(found.stages, 1) for line in telling.stage(n, one)])
    if found.due:
        yield from ("", telling.receipt(found.due))


def passed_on_lines(speech: Speech, found: Explanation) -> Iterator[str]:
    """What a task of a row that passed to another had been, and what was said of it."""
    telling = _Telling(speech, found)
    yield f"  {task_shown(found.plan, found.task.id)} · {found.unit}"
    said = [line for ground in found.course for line in telling.ground(ground)]
    stages = [line for number, one in enumerate(found.stages, 1) for line in telling.stage(number, one)]
    yield from (f"  {line}" for line in (*stages, *said))


@dataclass(frozen=True)
class _Telling:
    """Tells parts of one explanation."""

    speech: Speech
    found: Explanation

    @cached_property
    def _log(self) -> Logbook:
        return Logbook(self.found.plan, self.found.units, self.found.plans)

    def head(self) -> Iterator[str]:
        """The task, the document's words and the rule, and the date."""
        found, text = self.found, self.speech.text
        rule, due, task = found.rule, found.due, found.task
        yield text(_TASK, title=rule.title, task=task_shown(found.plan, task.id))
        yield text(_OF, unit=found.unit, state=self._state(task.state), cite=rule.cite, number=found.plan.number)
        if found.units.passed_on(task.unit, task.lead):
            ended_on = found.units.rows[task.unit].ended_on
            yield text(_LED_SINCE, lead=found.units.name(task.lead), unit=found.unit, day=ended_on)
        elif task.lead != task.unit:
            yield text(_LED, lead=found.units.name(task.lead))
        yield text(_SAYS, says=rule.says, words=due_said(found.plan, rule.due, title))
        yield from self._row()
        if task.state in (State.CLOSED, State.WAITING):
            had = due_text(self.speech, due, State.CLOSED)
            yield text(_CLOSED if task.state == State.CLOSED else _WAITS, due=had)
        elif due and due.due:
            yield text(_DUE, due=due_text(self.speech, due, task.state), nominal=due.nominal, safe=due.safe)
        else:
            yield text(_NO_DUE, due=due_text(self.speech, due, task.state))
        if task.done_on:
            late = due and due.due and task.done_on > due.due
            yield text(_DONE_LATE if late else _DONE, day=task.done_on)
            yield from self._report()
        elif task.state == State.DONE:
            yield text(_DONE_UNDATED)
        if found.by_hand and not found.put_off:
            yield text(_BY_HAND, actor=found.by_hand.event.actor)
        if due:
            by = Said(CONVENTIONS[due.convention.partition("[")[0]])
            yield text(_COUNTED_BY, title=by, convention=due.convention, calendar=due.calendar)

    def _row(self) -> Iterator[str]:
        """The rest of what the row says: when it begins, what is to come of it, and through whom it reports."""
        found, text, rule = self.found, self.speech.text, self.found.rule
        if rule.when != derived_condition(rule.due):
            yield text(_WHEN, condition=condition_said(found.plan, rule.when, title))
        if rule.product:
            yield text(_EXPECTED, product=rule.product)
        through = found.units.goes_through(rule.passed_on_by, found.task.lead)
        if through:
            yield text(_THROUGH, unit=found.units.name(through))
        if rule.follow:
            yield text(_FOLLOWED, unit=found.units.name(found.units.heirs.get(rule.follow, rule.follow)))

    def _report(self) -> Iterator[str]:
        """What came of it, and whether that was accepted."""
        found, text = self.found, self.speech.text
        report = found.report or Remark()
        if report.word("product"):
            yield text(_PRODUCT, product=report.word("product"))
        if report.word("accepted_on"):
            yield text(
                _ACCEPTED, day=report.word("accepted_on"), unit=found.units.name(accepted_by(report, found.units))
            )
        elif found.awaits_acceptance:
            yield text(_AWAITED, unit=found.units.name(found.plan.follower))

    def part(self, heading: str, lines: list[str]) -> Iterator[str]:
        """A heading and what stands under it, if anything does."""
        if lines:
            yield from ("", self.speech.label(heading), *lines)

    def ground(self, ground: Ground) -> Iterator[str]:
        """One event that the date rests on, and those that amended it; of a plan what it says was held already."""
        yield f"  - {self.speech.value(self._log.entry(ground.recorded))}"
        of, event = self.found.plan, ground.recorded.event
        names = milestones_of(self.found.rule) if event.plan == of.id and event.type.startswith("plan.") else ()
        for known in (of.milestones[name] for name in names if name in of.milestones and of.milestones[name].held):
            said = {"title": known.title, "day": known.held, "document": known.document}
            yield "    " + self.speech.text(_KNOWN_BY if known.document else _KNOWN, **said)
        for later in ground.amendments:
            what = self.speech.value(self._log.entry(later, ground.named(later)))
            yield "    " + self.speech.text(_THEN, what=what)

    def unanswered(self) -> Iterator[str]:
        """Each unit that was asked for its part and has not answered."""
        for said in map(said_in, self.found.parts):
            if not said.word("answered_on"):
                units = self.found.units
                named = {"unit": units.name(units.leading(said.word("of"))), "content": said.word("content")}
                due = said.word("due")
                line = self.speech.text(_ASKED_UNTIL if due else _ASKED, **named, day=due)
                yield f"  - {line}"

    def stage(self, number: int, stage: Stage) -> Iterator[str]:
        """One date that it had, from when to when, and what made it so."""
        speech, since, until = self.speech, stage.since.recorded, stage.until
        has_date = stage.due and (stage.due.due or stage.due.left or stage.due.set_by) and stage.state != State.CLOSED
        templates = (_STAGE, _STAGE_NOW) if has_date else (_STATE, _STATE_NOW)
        said = speech.text(
            templates[until is None],
            due=due_text(speech, stage.due, stage.state),
            state=self._state(stage.state),
            since=stage.since.moment,
            until=until.moment if until else None,
        )
        yield f"{number:>3}. {said}"
        change = speech.label(CHANGES[stage.since.change])
        what = speech.value(self._log.entry(since, stage.since.named))
        yield "     " + speech.text(_BY, change=change, what=what)

    def receipt(self, due: DueRow) -> str:
        """The receipt: the grounds from which whoever counts again comes to the same."""
        return self.speech.text(
            _RECEIPT,
            rules=due.rules_hash[:16],
            calendar=due.calendar,
            convention=due.convention,
            events=json.loads(due.basis),
            engine=due.engine,
        )

    def _state(self, state: str) -> str:
        return self.speech.label(STATES[State(state)])

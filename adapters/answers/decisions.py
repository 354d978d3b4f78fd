"""Answers for programs: a decision as a JSON value. Its form is documented in docs/cli.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from adapters.answers.course.left_to_nobody import NOTHING_LEFT, LeftToNobody
from adapters.answers.task_answers import Answer, task_answer
from adapters.bootstrap import Office
from adapters.leaving import NOTHING_SECRET, Leaving
from adapters.words.catalogue import Said, say
from adapters.words.recounts import recounting
from engine.deciding.tallying import led_on
from engine.decision import Change, Decision, Kind
from engine.happenings.kinds import MEANINGS
from engine.service import Logged
from engine.snapshot import Snapshot
from engine.tasks import task_id, task_shown
from engine.telling.levels import reason_level
from engine.telling.reasons import reason
from engine.units import Units
from events.rows import MessageRow
from events.states import DAY_BEGAN
from rules.plan import Plan

_OF_PLANS_IN_FORCE = "happening.", "plan.closed", "plan.replaced"
"""What types begin with whose events put no plan into force, though they change rows of plans."""

LISTS: Mapping[Kind, str] = {
    Kind.ACTIVATED: "activated",
    Kind.MOVED: "moved",
    Kind.CLOSED: "closed",
    Kind.FIRMED: "firmed",
}
"""Under which name the tasks of a change stand; all others stand under `other`, with the kind of change."""


@dataclass(frozen=True)
class PresentedDecision:
    """A decision, beside what is needed to say it: the plans by id, the agencies, and a language."""

    logged: Logged
    plans: Mapping[str, Plan]
    units: Units
    lang: str
    dry_run: bool = False
    leaving: Leaving = NOTHING_SECRET
    left: LeftToNobody = NOTHING_LEFT
    above: int | None = None  # more messages than these wait for approval; None: none do

    @property
    def decision(self) -> Decision:
        """The decision itself."""
        return self.logged.decision

    @property
    def awaits_approval(self) -> bool:
        """True if its messages wait until somebody approves them; what the clock says never does."""
        many = self.above is not None and len(self.decision.telling) > self.above
        return many and self.decision.event.type != DAY_BEGAN

    def answer(self) -> Answer:
        """All of it."""
        found: Answer = {
            "event": self.decision.event.id,
            "position": self.decision.position,
            "known": self.logged.known,
            "dry_run": self.dry_run,
            **{name: [] for name in (*LISTS.values(), "other")},
        }
        for change in self.decision.changes:
            found[LISTS.get(change.kind, "other")] += self._all_changed(change)
        found["messages"] = [self._message(message) for message in self.decision.telling]
        found["awaits_approval"] = self.awaits_approval
        found["foreseen"] = [one for change in self.decision.foreseen for one in self._all_changed(change, named=True)]
        return found | self._stated()

    def _stated(self) -> Answer:
        """The rows that the event brings by itself; each list may be empty."""
        decision = self.decision
        puts = not decision.event.type.startswith(_OF_PLANS_IN_FORCE)
        units = ("code", "name", "kind", "parent", "ended_on", "successor")
        return {
            "recounting": recounting(decision.recounts),
            "left_to_nobody": self.left.answer(),
            "lapsed": [asdict(lapse) for lapse in decision.lapses],
            "units": [{name: getattr(row, name) for name in units} for row in decision.units],
            "plans": [{"id": row.id, "version": row.version, "hash": row.hash} for row in decision.plans if puts],
            "days": [
                {"calendar": row.calendar, "day": row.day, "working": bool(row.working), "reason": row.reason}
                for row in decision.calendar_days
            ],
        }

    def _all_changed(self, change: Change, *, named: bool = False) -> list[Answer]:
        why = self.why_outside(change)  # one for all its units
        return [self._changed(change, unit, why, named=named) for unit in change.units]

    def why(self, change: Change) -> str:
        """One line, in the reader's language."""
        event = self.decision.event
        closing, of = MEANINGS[event.type].closing, self.plans.get(event.plan or "")
        template, args = reason(self.plans[change.plan], change, event, closing, self.units, of)
        return say(Said(template, args), self.lang)

    def why_outside(self, change: Change) -> str:
        """The same, as it may be said outside the office."""
        event = self.decision.event
        level = reason_level(self.plans[change.plan], change, event, self.plans.get(event.plan or ""))
        return self.leaving.text(self.why(change), level, self.lang)

    def named_outside(self, change: Change) -> tuple[str, str]:
        """The title of the row, and why, as both may be said outside the office."""
        title = self.leaving.text(change.rule.title, change.rule.secrecy, self.lang)
        return title, self.why_outside(change)

    def _changed(self, change: Change, unit: str, why: str, *, named: bool) -> Answer:
        answer = task_answer(
            change.rule,
            self.plans[change.plan],
            unit,
            change.cycle,
            change.state,
            change.due.row if change.due else None,
        )
        answer["reason"] = why
        answer["lead"] = self.units.leading(answer["lead"], led_on(change))
        answer["task_of"] = self.units.name(unit) if self.units.passed_on(unit, answer["lead"]) else None
        if change.kind is Kind.MOVED:
            answer["previous_due"] = change.previous.row.due if change.previous else None
        if named or change.kind not in LISTS:
            answer["change"] = str(change.kind)
        return answer

    def _message(self, message: MessageRow) -> Answer:
        return {
            "recipient": message.recipient,
            "name": self.units.name(message.recipient),
            "channel": message.channel,
            "key": message.key,
            "tasks": list(dict.fromkeys(self._told(message))),
        }

    def _told(self, message: MessageRow) -> Iterator[str]:
        """Ids of the tasks that a message tells of."""
        content = (self.decision.contents or {}).get(message.body_key, {})
        plan = content.get("plan", {}).get("id", "")
        for item in content.get("items", ()):
            rule = item.get("rule")  # None: it is of a milestone
            for unit in (item["units"] or [message.recipient]) if rule else ():
                yield task_shown(self.plans[plan], task_id(plan, rule, unit, item["cycle"]))


def present(
    office: Office, logged: Logged, lang: str, *, dry_run: bool = False, amended: Sequence[Plan] = ()
) -> PresentedDecision:
    """The decision, beside the plans and agencies as they are now (on a dry run: as they would be).

    `amended` are plans that it is to be told by, though they may not be in force yet.
    """
    with office.store.begin(write=False) as session:
        shelf = Snapshot(session, office.tools)
        told = {change.plan for change in (*logged.decision.changes, *logged.decision.foreseen)}
        told.add(logged.decision.event.plan or "")
        told |= {content.get("plan", {}).get("id", "") for content in (logged.decision.contents or {}).values()}
        plans = {**shelf.plans().named(told), **{plan.id: plan for plan in amended}}
        units = shelf.units(logged.decision.units)
        left = LeftToNobody.by(logged.decision.event, shelf, units)
        chosen = office.settings
        return PresentedDecision(logged, plans, units, lang, dry_run, chosen.leaving, left, chosen.approve_above)

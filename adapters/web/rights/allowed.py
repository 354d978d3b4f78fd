"""Which events somebody may record: by his role, and of whose tasks, plans and agencies."""

from collections.abc import Mapping
from itertools import chain

from adapters.web.rights.roles import Act
from adapters.web.rights.rows import Sight
from adapters.words.refused.refusal import Refused
from engine.tasks import led_by, task_parts
from engine.telling.levels import root_of
from events.event import Event
from events.rows import plan_of
from rules.problems import N_

_REPORTED = (
    *("task.done", "task.progress", "task.acknowledged", "task.assigned"),
    *("extension.requested", "part.asked", "part.answered", "document.attached"),
)
_DECIDED = ("task.accepted", "task.returned", "extension.granted", "extension.refused")
_BEGINNINGS: Mapping[str, Act] = {
    "plan.": Act.PLAN,
    "happening.": Act.PLAN,
    "unit.": Act.REGISTER,
    "units.": Act.REGISTER,
    "calendar.": Act.REGISTER,
    "day.": Act.MANAGE,
}
_NOT_YOURS = N_("Your role does not record this. Ask the office that follows the plan.")
_EVERYWHERE = N_(
    "That would hold everywhere, beyond your reach: name the unit for which it holds. Nothing was recorded."
)
_NO_PLAN = N_("There is no plan “{plan}” here. Nothing was recorded.")
_NO_TASK = N_("There is no task “{task}” here. Nothing was recorded. Task ids stand in GET /api/v1/tasks.")
_NO_UNIT = N_("There is no agency “{unit}” here that is yours to speak for. Nothing was recorded.")
_NO_EVENT = N_("There is no event “{event}” here. Nothing was recorded.")


_OF_A_PLAN = ("plan.", "happening.", "suspension.", "milestone.")
_OF_TASKS = ("task.", "extension.", "part.")
_TEXTS = ("plan.adopted", "plan.amended")


class NotAllowed(Refused):
    """An event is not for him to record; `status` as HTTP has it."""

    def __init__(self, status: int, template: str, /, **args: object) -> None:
        self.status = status
        super().__init__(template, **args)


def act_of(kind: str) -> Act:
    """The act that recording an event of a type is, for whoever does not record what happens at his own unit."""
    if kind in _REPORTED:
        return Act.REPORT
    if kind in _DECIDED:
        return Act.DECIDE
    return next((act for begins, act in _BEGINNINGS.items() if kind.startswith(begins)), Act.RECORD)


def must_be_allowed(sight: Sight, event: Event, author: str) -> None:
    """Raise NotAllowed unless he may record the event. `author`: as the log names him."""
    for plan in _plans_of(event):
        if not sight.sees_plan(plan):
            raise NotAllowed(422, _NO_PLAN, plan=plan)
    if not sight.everything:
        _must_be_within(sight, event, act_of(event.type))
    if event.type == "document.attached":
        _must_be_of_his(sight, event, author)
    elif event.corrects is not None:
        _must_see_what_it_is_of(sight, event, author)
    elif not (sight.who.may(act_of(event.type)) or _happens_at_his(sight, event)):
        raise NotAllowed(403, _NOT_YOURS)


def must_see_everything(sight: Sight) -> None:
    """Raise NotAllowed where what holds everywhere is not his to say."""
    if not sight.presides:
        raise NotAllowed(403, _EVERYWHERE)


def _plans_of(event: Event) -> list[str]:
    if event.type == "plan.adopted":
        return []
    members = [one.partition("/")[0] for one in _texts(event, "members")]
    return [*([event.plan] if event.plan else []), *_texts(event, "plans"), *members]


def _texts(event: Event, name: str) -> list[str]:
    found = event.data.get(name)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _must_be_within(sight: Sight, event: Event, act: Act) -> None:
    """Raise NotAllowed unless all that an event is about is within the reach of who does not reach everything.

    Whoever follows a plan says all of it; who does not, says nothing of the whole of it.
    """
    if event.type in _TEXTS and _follower(event) not in sight.units:
        raise NotAllowed(403, _NOT_YOURS)
    if event.subject is not None and event.type.startswith(_OF_TASKS):
        _must_be_his(sight, event.subject, act)
    plans = _plans_of(event)
    if plans and all(sight.of_plan(plan).follows for plan in plans):
        return
    if plans and event.unit is None and event.type.startswith(_OF_A_PLAN):
        raise NotAllowed(403, _NOT_YOURS)
    everywhere = event.type in ("calendar.amended", "suspension.began") and event.unit is None and event.plan is None
    if (everywhere or event.type == "report.handed_up") and not sight.presides:
        raise NotAllowed(403, _EVERYWHERE)
    for unit in _units_of(event):
        if not sight.sees_unit(unit):
            raise NotAllowed(422, _NO_UNIT, unit=unit)


def _follower(event: Event) -> str:
    """The unit that follows the plan whose text an event has. Raises PlanError."""
    from rules.compiling import compile_plan  # noqa: PLC0415 - plans are seldom recorded

    return compile_plan(str(event.data.get("source")), path="source").follower


def _units_of(event: Event) -> list[str]:
    units = [event.unit] if event.unit is not None else []
    if event.type.startswith(("unit.", "units.")):
        units += [*([event.subject] if event.subject else []), *_texts(event, "into"), *_registered(event)]
    return units


def _registered(event: Event) -> list[str]:
    """The agencies that an event names within lists: those that end, who takes over, and what others stand below."""
    lists = chain.from_iterable(event.data.get(name) or () for name in ("units", "ended"))
    records = [one for one in lists if isinstance(one, dict)]
    return [one[name] for one in records for name in ("unit", "into", "parent") if isinstance(one.get(name), str)]


def _must_be_his(sight: Sight, task: str, act: Act) -> None:
    """Raise NotAllowed unless a task is his own; or he follows its row, and does not speak for who does it."""
    if not (sees_task_named(sight, task, own=True) or (act is not Act.REPORT and _follows_row(sight, task))):
        raise NotAllowed(422, _NO_TASK, task=task)


def _follows_row(sight: Sight, task: str) -> bool:
    name = plan_of(task)
    plan = sight.snapshot.plan(name)
    try:
        rule = plan.rules.get(task_parts(name, task)[0]) if plan else None
    except ValueError:
        return False
    return rule is not None and rule.follow in sight.units


def sees_task_named(sight: Sight, task: str, *, own: bool = False) -> bool:
    """True if he sees the task with that key, whether it has begun or not; `own`: and it is his to do."""
    row = sight.snapshot.session.task(task)
    if row is not None:
        return sight.has(row) if own and not sight.of_plan(row.plan).follows else sight.sees_task(row)
    return _sees_not_begun(sight, task, own=own)


def _sees_not_begun(sight: Sight, task: str, *, own: bool) -> bool:
    name = plan_of(task)
    plan = sight.snapshot.plan(name)
    try:
        rule, unit, _ = task_parts(name, task)
    except ValueError:
        return False
    if plan is None or rule not in plan.rules:
        return False
    lead = led_by(plan.rules[rule], unit, sight.who.units.leading)
    of = sight.of_plan(name)
    return sight.sees_unit(unit) or sight.sees_unit(lead) or of.follows or (not own and rule in of.rows)


def _happens_at_his(sight: Sight, event: Event) -> bool:
    """True of a milestone that happens at each unit of a kind, where it is said of one within his reach."""
    if not event.type.startswith("milestone.") or not sight.who.may(Act.HAPPEN) or event.unit is None:
        return False
    plan = sight.snapshot.plan(event.plan or "")
    of = plan.milestones.get(event.subject or "") if plan else None
    return of is not None and of.of_each is not None and event.unit in (sight.who.reach or sight.units)


def _must_be_of_his(sight: Sight, event: Event, author: str) -> None:
    """Raise NotAllowed unless a file is of an event that he recorded, or might record."""
    found = sight.snapshot.session.find(event.subject or "")
    if found is None or not _sees(sight, found.event):
        raise NotAllowed(422, _NO_EVENT, event=event.subject)
    if not (sight.who.may(Act.RECORD) or (sight.who.may(Act.REPORT) and found.event.actor == author)):
        raise NotAllowed(403, _NOT_YOURS)
    if not sight.everything:
        _must_be_within(sight, root_of(sight.snapshot.session, found.event), act_of(event.type))


def _must_see_what_it_is_of(sight: Sight, event: Event, author: str) -> None:
    """Raise NotAllowed unless he may go back to what the event goes back to: who said it may, if he still could."""
    found = sight.snapshot.session.find(event.corrects or "")
    if found is None or not _sees(sight, found.event):
        raise NotAllowed(422, _NO_EVENT, event=event.corrects)
    asked_of_him = event.type == "part.answered" and sight.sees_unit(str(found.event.data.get("of")))
    if not (sight.everything or asked_of_him):
        _must_be_within_all(sight, found.event, event)
    if sight.who.may(act_of(event.type)) and (event.type != "part.answered" or asked_of_him):
        return
    his = found.event.actor == author and found.event.corrects is None
    if not (his and (sight.who.may(act_of(found.event.type)) or _happens_at_his(sight, found.event))):
        raise NotAllowed(403, _NOT_YOURS)


def _must_be_within_all(sight: Sight, of: Event, event: Event) -> None:
    """Raise NotAllowed unless what an event goes back to is within his reach, and where it is moved to as well."""
    root = root_of(sight.snapshot.session, of)
    asked_of_him = root.type == "part.asked" and sight.sees_unit(str(root.data.get("of")))
    if not asked_of_him:
        _must_be_within(sight, root, act_of(event.type))
    unit = event.data.get("unit")
    if isinstance(unit, str) and not (sight.sees_unit(unit) or (root.plan and sight.of_plan(root.plan).follows)):
        raise NotAllowed(422, _NO_UNIT, unit=unit)


def _sees(sight: Sight, event: Event) -> bool:
    """True if he sees an event that may be gone back to."""
    if sight.everything:
        return True
    if event.type == "part.asked" and sight.sees_unit(str(event.data.get("of"))):
        return True
    if event.subject and event.plan and event.type.startswith(("task.", "extension.", "part.")):
        return sees_task_named(sight, event.subject)
    return event.plan is None or sight.sees_plan(event.plan)


def sees_logged(sight: Sight, event: Event) -> bool:
    """True if he sees an event in the log, and its files: it is of what concerns him, or of a plan that he follows."""
    root = root_of(sight.snapshot.session, event)
    if sight.everything or (root.plan is not None and sight.of_plan(root.plan).follows):
        return True
    if root.subject and root.type.startswith(_OF_TASKS):
        return sees_task_named(sight, root.subject) or sight.sees_unit(str(root.data.get("of") or ""))
    if root.plan is None:
        return any(sight.sees_unit(one) for one in _units_of(root))
    return sight.sees_plan(root.plan) and (root.unit is None or sight.sees_unit(root.unit))

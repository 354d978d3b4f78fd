"""The clauses of one phrase together: what one leaves out, another may say."""

from collections.abc import Sequence
from dataclasses import replace

from rules.phrases.items import PhraseClause, UnreadError, dated, is_cyclic, recurring, with_own_cycle
from rules.phrases.moments import Day, Span, joined
from rules.phrases.sense import DeadlineKind, Recurrence, Sense
from rules.problems import N_

WHOSE_CYCLE = N_("It is not clear which of the dates comes round how often.")
OPEN_YEARS = N_("“The following years” leaves open what is due when in them.")
MIXED = N_("Deadlines of different kinds stand together; which of them holds is not said.")
NOT_DUE_ONCE = N_("A standing task and a deadline of its own stand together.")

FAMILIES = {
    DeadlineKind.BEFORE_DATE: "date",
    DeadlineKind.BY_DATE: "date",
    DeadlineKind.PERIOD: "period",
    DeadlineKind.RECURRING: "cycle",
    DeadlineKind.AFTER_EVENT: "event",
    DeadlineKind.BEFORE_EVENT: "event",
    DeadlineKind.RIGHT_AFTER_EVENT: "event",
    DeadlineKind.ONCE_EVENT: "event",
    DeadlineKind.PER_PLAN: "event",
}
"""Kinds that may stand beside each other without contradiction."""


def combine(items: Sequence[PhraseClause]) -> tuple[Sense, ...]:
    """One sense for each deadline that the clauses give together. Raises UnreadError."""
    several = _lengths(list(items))
    several = _cycles(_inherited(several))
    several = _years_after(several)
    several = [item if item.sense.kind is not DeadlineKind.UNREAD else with_own_cycle(item) for item in several]
    return tuple(item.sense for item in _sorted_out(_standing(_unqualified(_joined(several)))))


def _lengths(items: list[PhraseClause]) -> list[PhraseClause]:
    """`sớm nhất 20 ngày và chậm nhất 10 ngày trước X`: both count from the same event, though not for certain."""
    for at, item in enumerate(items):
        beside = [other.sense for other in items[max(0, at - 1) : at + 2] if other.sense.offset and other.sense.event]
        if item.role == "length" and beside:
            other = beside[0]
            taken = replace(item.sense, kind=other.kind, event=other.event, direction=other.direction)
            items[at] = replace(item, sense=taken)
    return items


def _cycles(items: list[PhraseClause]) -> list[PhraseClause]:
    """A cycle said alone is that of the days said beside it."""
    alone = [item for item in items if item.role == "cycle"]
    days = [item for item in items if is_cyclic(item)]
    adopted = next((item.cycle for item in items if item.cycle and item.role != "cycle"), None)
    if not days or not (alone or adopted):
        return items
    if not alone and _all_yearly(items):
        return [recurring(Recurrence.YEARLY, item) if is_cyclic(item) else item for item in items]
    if len(alone) > 1 or (not alone and adopted):
        cycle = Recurrence.YEARLY if len(alone) > 1 else adopted
        marked = [item for item in items if item.role != "cycle"]
        return [_adopting(cycle, item) for item in marked]
    made = [recurring(alone[0].cycle, item) if is_cyclic(item) and alone[0].cycle else item for item in items]
    made = [item for item in made if item.role != "cycle"]
    return made if len(days) == 1 else [item.noted(WHOSE_CYCLE) for item in made]


def _all_yearly(items: list[PhraseClause]) -> bool:
    """`trước 20/6 và 20/12 hằng năm`: days of a year, and the last of them says of which."""
    of_year = isinstance(items[-1].sense.month_of_period, int) and items[-1].cycle is Recurrence.YEARLY
    return of_year and all(isinstance(item.at, Day) and is_cyclic(item) for item in items[:-1])


def _adopting(cycle: Recurrence | None, item: PhraseClause) -> PhraseClause:
    """The clause with the cycle of its neighbour, which is doubtful."""
    if is_cyclic(item) and cycle:
        item = recurring(cycle, item)
    return item.noted(WHOSE_CYCLE)


def _inherited(items: list[PhraseClause]) -> list[PhraseClause]:
    """`trước 15/6 và 15/12`: the second date is one to be before as well."""
    made = items[:1]
    for item in items[1:]:
        before = made[-1]
        if before.side == "BEFORE" and item.role == "each" and item.side is None and isinstance(before.at, Day):
            made.append(replace(item, sense=replace(item.sense, direction="before")))
            continue
        bare = isinstance(item.at, Day) and not item.bounds and not item.side and item.time is None
        if bare and before.side == "BEFORE" and isinstance(before.at, Day):
            inherited = dated(item.at or 0, bounds=before.bounds, side=before.side)
            notes = inherited.sense.notes + item.sense.notes
            made.append(replace(inherited, sense=replace(inherited.sense, notes=notes)))
        else:
            made.append(item)
    return made


def _years_after(items: list[PhraseClause]) -> list[PhraseClause]:
    """`Quý III/2025 và các năm tiếp theo`: from 1 January of the year after."""
    made: list[PhraseClause] = []
    for item in items:
        if item.role == "follow":
            last = made[-1].sense.end or made[-1].sense.date if made else None
            if last is None:
                raise UnreadError
            first = last.replace(year=last.year + 1, month=1, day=1)
            made.append(replace(item, sense=Sense(kind=DeadlineKind.FROM_DATE, date=first)).noted(OPEN_YEARS))
        else:
            made.append(item)
    return made


def _joined(items: list[PhraseClause]) -> list[PhraseClause]:
    """`Quý III và Quý IV/2025` is one period."""
    made = items[:1]
    for item in items[1:]:
        one, other = made[-1], item
        whole = None
        if (
            one.sense.kind is other.sense.kind is DeadlineKind.PERIOD
            and isinstance(one.at, Span)
            and isinstance(other.at, Span)
        ):
            whole = joined(one.at, other.at)
        if whole is None:
            made.append(item)
        else:
            notes = one.sense.notes + other.sense.notes
            sense = Sense(kind=DeadlineKind.PERIOD, start=whole.start, end=whole.end, notes=notes)
            made[-1] = replace(one, at=whole, sense=sense)
    return made


def _standing(items: list[PhraseClause]) -> list[PhraseClause]:
    """`thường xuyên, hằng năm`: a standing task, and not certainly more."""
    standing = [item for item in items if item.sense.kind is DeadlineKind.CONTINUOUS]
    others = [item for item in items if item.sense.kind is not DeadlineKind.CONTINUOUS]
    if not standing or not others:
        return items
    if all(item.role == "cycle" for item in others):
        return [standing[0].noted(NOT_DUE_ONCE)]
    return [item.noted(NOT_DUE_ONCE) for item in items]


def _unqualified(items: list[PhraseClause]) -> list[PhraseClause]:
    """`thường xuyên, theo quy định`: what a task follows is no deadline beside another one."""
    kept = [item for item in items if item.sense.kind is not DeadlineKind.PER_PLAN]
    standing = any(item.sense.kind is DeadlineKind.CONTINUOUS for item in kept)
    return kept if kept and (standing or all(_is_rule(item) for item in items if item not in kept)) else items


def _is_rule(item: PhraseClause) -> bool:
    """True if the clause only says `theo quy định`."""
    return (item.sense.event or "").lower().startswith(("quy định", "đúng quy định"))


def _sorted_out(items: list[PhraseClause]) -> list[PhraseClause]:
    """Deadlines of one family may stand together; of different ones, it is open which of them is meant."""
    families = {FAMILIES.get(item.sense.kind, "other") for item in items}
    if len(items) == 1 or (len(families) == 1 and families != {"other"}):
        return items
    return [item.noted(MIXED) for item in items]

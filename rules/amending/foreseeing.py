"""The decisions that will not go together, found before anybody decides: a row kept, and one that is taken.

Each row in which two versions differ, and which hangs together with another one, is tried: kept, with all others taken.
Of the plan only what these rows wait for is read again, so that this takes no longer where a plan has many rows.
"""

from collections.abc import Callable, Iterator, Mapping

from rules.amending.merging import Choice, Merging, PlanText, awaited_rules
from rules.compiling import compile_plan
from rules.plan import Plan
from rules.problems import MergeError, Problem

OF_TWO_ROWS = ("kept-waits", "taken-waits", "same-number")
"""Problems that Merging finds, of two rows; those of the head of a plan and of milestones are of many."""


def foreseen(
    running: str, proposed: str, *, compiling: Callable[[str], Plan] = compile_plan, path: str = "<plan>"
) -> tuple[Problem, ...]:
    """What would be refused if one row were kept and another one taken, each pair once. Raises PlanError."""
    old, new = (PlanText.of(text, compiling(text), path) for text in (running, proposed))
    found: dict[tuple[str, str], Problem] = {}
    differing = set(Merging(old, new, {}, Choice.TAKE, Choice.TAKE).comparison.rules.names)
    for name in sorted(_hanging_together(old.plan, new.plan, differing)):
        merging = Merging(old, new, {name: Choice.KEEP}, Choice.TAKE, Choice.TAKE)
        for problem in _tried(merging, compiling):
            found.setdefault((problem.code, repr(problem.args)), problem)
    return tuple(sorted(found.values(), key=lambda one: (one.line, one.column, repr(one.args))))


def _hanging_together(old: Plan, new: Plan, differing: set[str]) -> Iterator[str]:
    """The rows in which the versions differ that wait for another one of these, or are waited for by one."""
    waits = {name: awaited_in(old, name) | awaited_in(new, name) for name in differing}
    for name in differing:
        if waits[name] & differing or any(name in others for others in waits.values()):
            yield name


def awaited_in(plan: Plan, rule: str) -> set[str]:
    """The rules that a rule waits for in that plan; none where it has no such rule."""
    return set(awaited_rules(plan.rules[rule])) if rule in plan.rules else set()


def _tried(merging: Merging, compiling: Callable[[str], Plan]) -> Iterator[Problem]:
    """What is wrong with a merged plan, as far as two rows are to blame."""
    try:
        merging.check_together()
    except MergeError as error:
        found = [problem for problem in error.problems if problem.code in OF_TWO_ROWS]
        yield from found
        if found:
            return
    waits = {name: set(awaited_rules(rule)) for name, rule in merging.rules.items()}
    kept = set(merging.kept)
    near = {name for name in waits if name in kept or waits[name] & kept}
    only = _closed({*near, *(one for name in kept for one in waits.get(name, ()))}, waits)
    try:
        merging.compiled(merging.text(only), compiling)
    except MergeError as error:
        yield from (problem for problem in error.problems if "kept" in problem.args)


def _closed(names: set[str], waits: Mapping[str, set[str]]) -> set[str]:
    """The rows, and all that they wait for."""
    todo, found = list(names), set[str]()
    while todo:
        name = todo.pop()
        if name in waits and name not in found:
            found.add(name)
            todo += waits[name]
    return found

"""The changes that a new version of a plan makes: two versions held against each other, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.canonical import plan_content
from rules.offsets import Recurring
from rules.plan import Plan, TaskRule
from rules.row_names import BY_KEY, as_numbered
from rules.rule_selectors import means, milestones_of

_RECORDS = ("units", "milestones", "rules")

_Content = Mapping[str, Any]
_Contents = Mapping[str, _Content]
_SAME: tuple[_Contents, _Contents] = ({}, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that differs, in words; None where a version does not give it."""

    field: str  # as the plan file calls it; those below `policies` with that before them
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One record that both versions have, and that differs.

    `dates`: dates of its tasks can change. That may be so without a field of its own: by the head of the plan, or
    because a milestone it waits for happens elsewhere.
    """

    name: str
    fields: tuple[FieldChange, ...]
    dates: bool = False

    @property
    def in_level(self) -> bool:
        """True if nothing but how secret it is differs: that may be by the head of the plan."""
        return not self.dates and {one.field for one in self.fields} == {"secrecy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Units by code, milestones by name, or rules by id: those that came, went and changed, in the file's order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All that differ."""
        return (*self.added, *self.removed, *(one.name for one in self.changed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbered:
    """A rule that both versions have, under another number. That is no change of the rule."""

    name: str  # its id
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All in which one version of a plan differs from another."""

    header: tuple[FieldChange, ...]  # the head of the plan, its policies among it
    units: Differences
    milestones: Differences
    rules: Differences
    reordered: bool  # the rules that both have stand in another order
    renumbered: tuple[Renumbered, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)  # rule id -> what an officer who decides on it calls it

    @property
    def nothing(self) -> bool:
        """True if both versions say the same."""
        parts = (self.units, self.milestones, self.rules)
        return not (self.header or self.reordered or self.renumbered or any(part.names for part in parts))

    def called(self, rule: str) -> str:
        """The rule's name for whoever decides on it: its number in the new version, else the one it had."""
        return self.numbers.get(rule, rule)


def compare(running: Plan, proposed: Plan) -> Comparison:
    """The changes that `proposed` makes in `running`."""
    before, after = plan_content(running), plan_content(proposed)
    said = plan_content(as_numbered(running)), plan_content(as_numbered(proposed))
    common = [name for name in running.rules if name in proposed.rules]
    rules = _differences(
        _by_id(before["rules"]),
        _by_id(after["rules"]),
        _dated(running, proposed),
        said=(_in_words(running, said[0]["rules"]), _in_words(proposed, said[1]["rules"])),
    )
    return Comparison(
        header=tuple(_fields(_head(before), _head(after), said=(_head(said[0]), _head(said[1])))),
        units=_differences(before["units"], after["units"]),
        milestones=_differences(before["milestones"], after["milestones"]),
        rules=rules,
        reordered=common != [name for name in proposed.rules if name in running.rules],
        renumbered=tuple(_renumbered(running, proposed)),
        numbers=names_to_decide(running, proposed),
    )


def names_to_decide(running: Plan, proposed: Plan) -> Mapping[str, str]:
    """By id of every rule of both versions, what an officer calls it: its number in the new version, else the old one.

    Where a rule that is left out had a number that another one has now, it is `=` and its id.
    """
    gone = {
        name: BY_KEY + name if rule.number in proposed.keys else rule.number
        for name, rule in running.rules.items()
        if name not in proposed.rules
    }
    return {**{name: rule.number for name, rule in proposed.rules.items()}, **gone}


def _renumbered(running: Plan, proposed: Plan) -> Iterator[Renumbered]:
    for name, rule in proposed.rules.items():
        was = running.rules.get(name)
        if was and was.number != rule.number:
            yield Renumbered(name=name, before=was.number, after=rule.number)


def awaited_milestones(plan: Plan) -> Mapping[str, frozenset[str]]:
    """By rule, the names of the milestones that it waits for, counts from, or is suspended by: read in the rules."""
    return {rule.id: frozenset((*milestones_of(rule), *_suspending(plan, rule))) for rule in plan.rules.values()}


def _suspending(plan: Plan, rule: TaskRule) -> Iterator[str]:
    """The milestones with which the plan's own suspensions of the rule begin and end."""
    for suspension in plan.suspensions:
        if suspension.reaches(plan.id) and means(suspension.selectors, rule):
            yield from (name for name in (suspension.since, suspension.until) if name)


def moved_milestones(running: Plan, proposed: Plan) -> frozenset[str]:
    """The names of the milestones that both have, and that happen at another unit, or at units of another kind."""
    both = ((name, running.milestones[name], proposed.milestones.get(name)) for name in running.milestones)
    return frozenset(name for name, was, now in both if now and (was.at, was.of_each) != (now.at, now.of_each))


def _dated(running: Plan, proposed: Plan) -> frozenset[str]:
    """The rules that both have, and whose dates can change."""
    moved, awaited = moved_milestones(running, proposed), awaited_milestones(proposed)
    elsewhere, ends = running.unit != proposed.unit, running.ends != proposed.ends
    both = ((name, rule, proposed.rules.get(name)) for name, rule in running.rules.items())
    return frozenset(
        name
        for name, was, now in both
        if now
        and (
            was.hash != now.hash
            or elsewhere
            or (ends and isinstance(now.due, Recurring))
            or not moved.isdisjoint(awaited[name])
        )
    )


def _differences(
    before: _Contents,
    after: _Contents,
    dated: frozenset[str] = frozenset(),
    *,
    said: tuple[_Contents, _Contents] = _SAME,
) -> Differences:
    """The differences of two mappings of records; `dated` names the records whose dates can change.

    `said` are the same records in the words in which differences are told, where these are others.
    """
    words = ((said[0].get(name, before.get(name, {})), said[1].get(name, content)) for name, content in after.items())
    told = dict(zip(after, words, strict=True))
    both = ((name, tuple(_fields(before[name], after[name], said=told[name]))) for name in after if name in before)
    changed = (Changed(name=name, fields=fields, dates=name in dated) for name, fields in both)
    return Differences(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        changed=tuple(one for one in changed if one.fields or one.dates),
    )


def _fields(before: _Content, after: _Content, *, said: tuple[_Content, _Content]) -> Iterator[FieldChange]:
    """The fields that differ, in the order of the older version, in the words of `said`."""
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            was, now = _words(said[0].get(name)), _words(said[1].get(name))
            if was == now:  # another row with the same number: only their keys tell them apart
                was, now = _words(before.get(name)), _words(after.get(name))
            yield FieldChange(field=name, before=was, after=now)


def _head(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of the plan itself, its policies one by one."""
    policies = {f"policies: {name}": value for name, value in content["policies"].items()}
    return {**{name: value for name, value in content.items() if name not in (*_RECORDS, "policies")}, **policies}


def _by_id(rules: Sequence[_Content]) -> _Contents:
    """The rules by their ids, without their numbers: another number is no other rule."""
    return {rule["id"]: {name: value for name, value in rule.items() if name != "number"} for rule in rules}


def _in_words(plan: Plan, rules: Sequence[_Content]) -> _Contents:
    """The rules of `plan` by their ids, as they call each other by number."""
    return dict(zip(plan.rules, rules, strict=True))


def _words(value: Any) -> str | None:
    """A value of the canonical form on one line, None for nothing."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            said = ((name, _words(below)) for name, below in value.items())
            return "; ".join(f"{name}: {below}" for name, below in said if below) or None
        case list() | tuple():
            return ", ".join(filter(None, map(_words, value))) or None
        case _:
            return None if value is None else str(value)

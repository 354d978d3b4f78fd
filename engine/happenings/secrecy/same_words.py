"""Rows that bring in again, less secret, the words of a row that is secret, or was when they were last there.

Titles are compared, as rows are found again over versions (`rules.amending.likeness`), and a title is found too where
it stands whole in a longer one (`contained`). Looked at are the plan itself in all its versions, the plans of which
rows passed to it, and others of the same document (`documents`). Equal titles of other documents are another's
business: “Báo cáo” says nothing of whose report it is. See docs/decisions/0160-words-of-secret-rows.md, 0172.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from engine.facts.plans import ending_of
from engine.happenings.secrecy.contained import Letters
from engine.happenings.secrecy.documents import are_one_document
from engine.snapshot import Snapshot
from rules.phrases.normalising import folded
from rules.plan import Plan
from rules.secrecy import Level


class Said(NamedTuple):
    """The level of words when they were last there, and the number of what they stood in."""

    level: Level
    number: str


class Lowered(NamedTuple):
    """A row (or, by the plan's number, its title) that says what another says or said that is more secret."""

    number: str
    level: Level
    said: Said


def brought_in(snapshot: Snapshot, running: Plan | None, proposed: Plan) -> Iterator[Lowered]:
    """What `proposed` says anew, at a lower level than the same words had; `running` is its version in force.

    Of words that stood in several rows of a version the least secret counts: there everybody could read them.
    """
    before = {key: title for key, title, *_ in _titles(running)} if running else {}
    fresh = [(title, one) for key, title, one in _titles(proposed) if before.get(key) != title]
    known = _known(snapshot, proposed, [title for title, _ in fresh]) if fresh else {}
    if any(said.level > one.level for said in known.values() for _, one in fresh):
        letters = {other: Letters(other) for other in known}
        secret = [other for other, said in known.items() if said.level > Level.OPEN]
        for title, one in fresh:
            inside = _inside(Letters(title), secret, letters, known)
            said = known.get(title) or _most(_likest(title, known), inside)
            if said and said.level > one.level:
                yield Lowered(one.number, one.level, said)


def _likest(title: str, known: Mapping[str, Said]) -> Said | None:
    """What is known of the words most like a title; None: none are like it."""
    from rules.amending.likeness import likeness  # noqa: PLC0415 - slow to load, and few plans have secret rows

    like = ((likeness(title, other), said.level, said) for other, said in known.items())
    found = max((one for one in like if one[0]), default=None)
    return found[-1] if found else None


def _inside(
    title: Letters, secret: Iterable[str], letters: Mapping[str, Letters], known: Mapping[str, Said]
) -> Said | None:
    """What is known of the most secret words that stand whole in a title; words that an open one has too are open."""
    there = [other for other in secret if title.has(letters[other])]
    least = (min(known[one] for one in known if letters[one].has(letters[other])) for other in there)
    return max(least, default=None)


def _most(*found: Said | None) -> Said | None:
    return max(filter(None, found), default=None)


def _known(snapshot: Snapshot, proposed: Plan, titles: Sequence[str]) -> Mapping[str, Said]:
    """All that was said, by its folded title: by the plan itself, else by others that are the same document."""
    others: dict[str, Said] = {}
    for name in _others(snapshot, proposed, titles):
        for title, said in _last_said(snapshot, name).items():
            there = others.get(title)
            others[title] = max(there, said) if there else said
    return {**others, **_last_said(snapshot, proposed.id, own=True)}


def _others(snapshot: Snapshot, proposed: Plan, titles: Iterable[str]) -> Iterator[str]:
    """Ids of the plans that `proposed` stands for, and of those of the same document that have one of the titles."""
    passed = {row.id for row in snapshot.session.plans() if (end := ending_of(row)) and end.said.by == proposed.id}
    alike = {row.plan for row in snapshot.session.titled_as(set(titles))} - passed - {proposed.id}
    yield from sorted(passed)
    for name in sorted(alike):
        plan = snapshot.plan(name)
        if plan and are_one_document(plan, proposed):
            yield name


def _last_said(snapshot: Snapshot, name: str, *, own: bool = False) -> dict[str, Said]:
    """The words of all versions of a plan, each as the last version had it that had it."""
    found: dict[str, Said] = {}
    for version in map(snapshot.version, snapshot.versions(name)):
        there: dict[str, Said] = {}
        for _, title, said in _titles(version):
            called = said if own else Said(said.level, f"{name}/{said.number}")
            there[title] = min(there.get(title, called), called)
        found = {**there, **found}
    return found


def _titles(plan: Plan) -> Iterator[tuple[str, str, Said]]:
    """The folded titles of a plan's rows, by key, and its own, where that is not just its number."""
    own = [("", plan.title, Said(plan.secrecy, plan.number))] if plan.title != plan.number else []
    rows = ((name, rule.title, Said(rule.secrecy, rule.number)) for name, rule in plan.rules.items())
    yield from ((key, " ".join(folded(title).split()), said) for key, title, said in chain(own, rows))

"""Acts rebuilt from memory of their shape, and how well they are read: `python -m tests.samples.acts [tuned|held]`."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from adapters.documents.files.errors import DocumentRefused
from adapters.documents.meaning.importing import source_of
from rules.document import ListNode, MapNode, Scalar
from rules.drafting.draft_plan import draft_plan
from rules.drafting.draft_rules import QUESTION
from rules.drafting.source import PlanDraft, Source
from rules.phrases.reading import read
from rules.plan_file.yaml_reading import read_document
from tests.samples.act_files import file_of
from tests.samples.reading import read_content

FOLDER = Path(__file__).parents[1] / "cases" / "acts"
NEXT, RIGHT, NONE, ASKED = "##### ", "=== right", "-", "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A task that an act gives: who leads, its deadline in words that are read for certain, words of its title."""

    lead: str
    due: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A short act and its tasks."""

    name: str
    text: str
    wanted: tuple[Wanted, ...]

    @property
    def data(self) -> bytes:
        """The file in which it comes."""
        return file_of(self.name, self.text)


@dataclass(slots=True)
class Score:
    """Counts of tasks, and what was wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def acts_of(half: str) -> Iterator[Act]:
    """The acts of a file: `prose_tuned`, `prose_held`, `tables_tuned`, `tables_held`."""
    for part in (FOLDER / f"{half}.txt").read_text(encoding="utf-8").split(NEXT)[1:]:
        name, _, rest = part.partition("\n")
        text, _, right = rest.partition(RIGHT)
        lines = [line.split(" | ") for line in right.strip().splitlines()]
        wanted = tuple(Wanted(lead=lead, due=due, title=title) for lead, due, title in lines)
        yield Act(name=name, text=text, wanted=wanted)


def score_of(half: str) -> Score:
    """How well the acts of a file are read."""
    score = Score()
    for act in acts_of(half):
        try:
            source = source_of(read_content(act.data), known_units={})
        except DocumentRefused as refused:
            score.counts["lost"] += len(act.wanted)
            score.counts["tasks"] += len(act.wanted)
            score.wrong.append(f"{act.name}: {refused}")
            continue
        _compare(act, source, draft_plan(source), score)
    return score


def _compare(act: Act, source: Source, draft: PlanDraft, score: Score) -> None:
    rules = list(_rules(draft))
    year = source.heading.year
    score.counts["acts"] += 1
    score.counts["questions"] += len(draft.asked)
    score.counts["drafted"] += len(rules)
    score.counts["tasks"] += len(act.wanted)
    asked = Counter(row for one in draft.asked for row in one.rows)
    for wanted in act.wanted:
        found = next((rule for rule in rules if wanted.title in rule["title"]), None)
        if found is None:
            score.counts["lost"] += 1
            score.wrong.append(f"{act.name}: lost {wanted.title}")
            continue
        rules.remove(found)
        _judge(act, wanted, found, (source, draft, year, bool(asked[found["id"]])), score)
    for rule in rules:
        score.counts["too many"] += 1
        score.counts["wrong, certain"] += not asked[rule["id"]]
        score.wrong.append(f"{act.name}: too many: {rule['title']} {'' if asked[rule['id']] else '(certain)'}")


def _judge(
    act: Act, wanted: Wanted, rule: dict[str, str], read_as: tuple[Source, PlanDraft, int | None, bool], score: Score
) -> None:
    source, draft, year, asked = read_as
    leads = _leads(rule, source)
    due = rule["due"]
    meant = None if wanted.due == NONE else read(wanted.due, year)
    suggested = [choice.value for one in draft.asked if rule["id"] in one.rows for choice in one.choices]
    suggested += [meant for one in draft.asked for says, meant in one.dues.items() if says == rule["says"]]
    if meant is None:
        due_right = due == QUESTION
    elif wanted.due == ASKED or (meant.rule is None and not meant.event):
        due_right = due.startswith(QUESTION) and due != QUESTION
    elif meant.event:
        due_right = any(_form(said) == _form(meant.rule) for said in (due, *suggested))
    else:
        due_right = due == meant.rule or (due.startswith(QUESTION) and meant.rule in suggested)
    right = due_right and wanted.lead in leads
    score.counts["due"] += wanted.due != NONE
    score.counts["due and lead right"] += wanted.due != NONE and right
    score.counts["right"] += right
    score.counts["right, certain"] += right and (not asked or meant is None)
    score.counts["wrong, certain"] += not right and not asked
    if not right:
        score.wrong.append(f"{act.name}: {wanted} read as {leads} | {due} | {suggested}{'' if asked else ' CERTAIN'}")


def _form(rule: str | None) -> str:
    """A deadline without the name of the milestone that it counts from."""
    return re.sub(r"\w+$", "", rule or "").strip() or "-"


def _leads(rule: dict[str, str], source: Source) -> set[str]:
    """The names by which the act calls the unit that leads."""
    if rule["lead"] == "each":
        return {f"each {rule['for each']}"}
    return {named.words for named in source.named.values() if named.code == rule["lead"]}


def _rules(draft: PlanDraft) -> Iterator[dict[str, str]]:
    root = read_document(draft.text, path="draft").root
    assert isinstance(root, MapNode)
    listed = next(entry.value for entry in root.entries if entry.key.text == "rules")
    for item in listed.items if isinstance(listed, ListNode) else ():
        assert isinstance(item, MapNode)
        yield {one.key.text: _text(one.value) for one in item.entries}


def _text(node: object) -> str:
    if isinstance(node, Scalar):
        return node.text
    return ", ".join(_text(one) for one in node.items) if isinstance(node, ListNode) else ""


def main(halves: list[str]) -> None:
    """Print the counts of each half, and what was wrong in the tuned ones."""
    for half in halves or ["prose_tuned", "tables_tuned", "prose_held", "tables_held"]:
        score = score_of(half)
        sys.stdout.write(f"{half} {dict(score.counts)}\n")
        if half.endswith("_tuned") or "-v" in sys.argv:
            sys.stdout.write("".join(f"   {line}\n" for line in score.wrong))


if __name__ == "__main__":
    main([half for half in sys.argv[1:] if not half.startswith("-")])

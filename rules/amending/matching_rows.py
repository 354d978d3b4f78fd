"""The rows of a new version found again among those of the version in force, by what they say: number and title.

What is sure is matched: the number and the title are the same; or the title alone, if nothing else is titled so; or
the number, and the title but for a slip. What may be the same row or another is asked, never guessed: the answer
stands in the file as `was`, or is given beside it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from rules.amending.likeness import near
from rules.document import Document, ListNode, MapNode, Node, Scalar
from rules.phrases.normalising import folded
from rules.plan import Plan, TaskRule
from rules.problem_report import ProblemReport
from rules.problems import N_, MergeError
from rules.secrecy import Level, Quoted, level_named

NEW = "new"
"""As the number that a row had before: it had none, the row is new."""

UNSURE = N_(
    "Row {number} of the new version, “{title}”, may be row {before} of the version in force, “{said}”, or a new one."
)
SAY_WHICH = N_(
    "Write `was: {before}` below its number if it is the same row, so that it keeps its tasks, and `was: new` if it "
    "is a new one; or say so with --was {number}={before} or --was {number}=new."
)
NO_SUCH_ROW = N_("Row {number} is said to have been row {read}, and the version in force has no such row.")
CORRECT_WAS = N_("Correct the number, or write `new` for a row that is new. The rows in force are: {known}.")
NO_SUCH_KEY = N_("Row {number} has the key {read}, and no version of the plan has had a row with that key.")
LEAVE_OUT = N_("Leave the key out; the program finds it, or asks.")
TWICE = N_("The rows {first} and {second} are both said to be row {before} of the version in force.")
CORRECT_ONE = N_("Correct one of them.")
NO_ROW = N_("It was said which row “{read}” was before, and the new version has no such row.")
CORRECT_NUMBER = N_("Correct the number.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of the new version as it stands in the file."""

    number: str
    title: str
    at: Node
    key: str | None
    was: str | None
    secrecy: Level


def matched(running: Plan, earlier: Sequence[Plan], proposed: Document, was: Mapping[str, str]) -> Mapping[str, str]:
    """The key of each row of `proposed`, by number. `earlier` are the versions before `running`, the latest first.

    `was` says of rows by number which one each was in the version in force, or NEW; it goes before what the file says.
    Raises MergeError where that is not certain, or not right.
    """
    matching = _Matching(running, earlier, list(_rows(proposed, was)), ProblemReport(proposed.path))
    for number in was:
        if number not in {row.number for row in matching.rows}:
            matching.report.unknown("unknown-rule", proposed.root, NO_ROW, CORRECT_NUMBER, number, ())
    matching.take_answers()
    matching.take_alike()
    matching.ask()
    if matching.report.refused:
        raise MergeError(matching.report.in_order())
    matching.take_dropped()
    matching.name_new()
    return matching.keys


@dataclass(slots=True)
class _Matching:
    """Rows and their keys, as far as they are found."""

    running: Plan
    earlier: Sequence[Plan]
    rows: Sequence[_Row]
    report: ProblemReport
    keys: dict[str, str] = field(default_factory=dict)  # by number

    def take_answers(self) -> None:
        """Rows of which the file, or the officer, says which they are."""
        known = {key for plan in (self.running, *self.earlier) for key in plan.rules}
        for row in self.rows:
            if row.was and row.was != NEW:
                key = self.running.keys.get(row.was)
                if key is None:
                    rows = self.running.keys
                    self.report.unknown(
                        "unknown-row", row.at, NO_SUCH_ROW, CORRECT_WAS, row.was, rows, number=row.number
                    )
                else:
                    self._take(row, key)
            elif row.key and not row.was:
                if row.key in known:
                    self._take(row, row.key)
                elif row.key != row.number:
                    self.report.unknown("unknown-key", row.at, NO_SUCH_KEY, LEAVE_OUT, row.key, (), number=row.number)

    def take_alike(self) -> None:
        """Rows with the number and the title of one in force; then with a title that only one has; then nearly so."""
        self._take_numbered(lambda one, other: folded(one) == folded(other))
        for row, rule in _only(self.open_rows(), list(self.open_rules())):
            self._take(row, rule.id)
        self._take_numbered(near)

    def _take_numbered(self, alike: Callable[[str, str], bool]) -> None:
        """Rows with the number of one in force, and with a title that is `alike`."""
        free = {rule.id for rule in self.open_rules()}
        for row in self.open_rows():
            rule = self.running.rules.get(self.running.keys.get(row.number, ""))
            if rule and rule.id in free and alike(row.title, rule.title):
                self._take(row, rule.id)

    def ask(self) -> None:
        """Report rows that may be one in force: with its title, or one like it, or with its number."""
        rules = list(self.open_rules())
        for row in self.open_rows():
            may_be = [rule for rule in rules if rule.number == row.number or near(row.title, rule.title)]
            if may_be:
                may_be.sort(key=lambda rule: fuzz.ratio(folded(row.title), folded(rule.title)), reverse=True)
                best = may_be[0]
                title, said = (Quoted(of.title, of.number, max(row.secrecy, best.secrecy)) for of in (row, best))
                args = {"number": row.number, "title": title, "before": best.number, "said": said}
                self.report.error("which-row", row.at, UNSURE, SAY_WHICH, **args)

    def take_dropped(self) -> None:
        """Rows that an earlier version had, with number and title, and that come back."""
        for plan in self.earlier:
            for row in [row for row in self.rows if row.number not in self.keys and row.was != NEW]:
                rule = plan.rules.get(plan.keys.get(row.number, ""))
                free = rule and rule.id not in self.running.rules and rule.id not in self.keys.values()
                if rule and free and folded(rule.title) == folded(row.title):
                    self._take(row, rule.id)

    def name_new(self) -> None:
        """New rows: the number is the key, with a suffix where a row has had that key."""
        used = {key for plan in (self.running, *self.earlier) for key in plan.rules} | set(self.keys.values())
        for row in self.rows:
            if row.number not in self.keys:
                key, nth = row.number, 1
                while key in used:
                    nth += 1
                    key = f"{row.number[:36]}-{nth}"
                used.add(key)
                self.keys[row.number] = key

    def open_rows(self) -> list[_Row]:
        """Rows of the new version that have no key yet, and are not said to be new."""
        return [row for row in self.rows if row.number not in self.keys and row.was != NEW]

    def open_rules(self) -> Iterator[TaskRule]:
        """Rows in force that none of the new version is found to be."""
        taken = set(self.keys.values())
        return (rule for rule in self.running.rules.values() if rule.id not in taken)

    def _take(self, row: _Row, key: str) -> None:
        first = next((number for number, taken in self.keys.items() if taken == key), None)
        if first is not None and first != row.number:
            before = self.running.rules[key].number if key in self.running.rules else key
            args = {"first": first, "second": row.number, "before": before}
            self.report.error("same-row", row.at, TWICE, CORRECT_ONE, **args)
        self.keys[row.number] = key


def _rows(document: Document, was: Mapping[str, str]) -> Iterator[_Row]:
    """The rows of a plan file without errors."""
    rules = document.root.get("rules")
    for item in rules.items if isinstance(rules, ListNode) else ():
        if isinstance(item, MapNode):
            said = {name: _text(item.get(name)) for name in ("id", "title", "key", "was", "secrecy")}
            level = level_named(said["secrecy"] or _text(document.root.get("secrecy")) or "") or Level.OPEN
            number = said["id"] or ""
            given = was.get(number, said["was"])
            at = item.get("id") or item
            yield _Row(number=number, title=said["title"] or "", at=at, key=said["key"], was=given, secrecy=level)


def _text(node: Node | None) -> str | None:
    return node.text.strip() if isinstance(node, Scalar) else None


def _only(rows: Sequence[_Row], rules: Sequence[TaskRule]) -> Iterator[tuple[_Row, TaskRule]]:
    """Rows and rules with the same title, which no other of either has."""
    among, named = _counted(row.title for row in rows), _counted(rule.title for rule in rules)
    by_title = {folded(rule.title): rule for rule in rules}
    for row in rows:
        title = folded(row.title)
        if among[title] == named[title] == 1:
            yield row, by_title[title]


def _counted(titles: Iterable[str]) -> Counter[str]:
    return Counter(map(folded, titles))

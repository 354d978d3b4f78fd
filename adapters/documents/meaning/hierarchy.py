"""From raw rows to tasks: numbers put under their sections, agencies taken from headings, split rows joined."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from adapters.documents.files.cleaning import one_line
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.vocabulary import BULLET, is_agency, is_capitals, number_kind
from adapters.documents.meaning.agencies import split_agencies
from adapters.documents.meaning.dittos import filled
from adapters.documents.meaning.persons import is_person, with_position
from adapters.documents.prose.whos import heading_agency
from rules.drafting.row_answers import NO_DEADLINE
from rules.drafting.row_answers import NO_LEAD as NO_LEAD_ASKED
from rules.drafting.source import Doubt, SourceRow
from rules.problems import N_, shown

NO_DUE = N_("No deadline is written for this task.")
NO_LEAD = N_("No lead agency is written, neither here nor in a heading above.")
PERSON = N_("“{words}” is a person or a position, no agency: name the agency whose task it is.")
PERSONS = "persons"
NO_TITLE = N_("The title of this task was not found.")
NO_AGENCY = N_("“{words}”, who follows this task, is no agency: name the agency to follow it, or leave it out.")
TWICE = N_("The number {number} stands more than once in the document; {id} was made for this task.")

LONGEST_TITLE = 4_000
LONGEST_ID = 34
"""An id has at most 40 characters; the rest is for a count behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One heading, or numbered task, that is open above the row being read."""

    kind: str
    number: str
    title: str  # empty for a task
    lead: str
    cooperate: str = ""
    doubts: tuple[Doubt, ...] = ()  # about who leads, for every task below


@dataclass(slots=True)
class _Walker:
    stack: list[Level] = field(default_factory=list)
    tasks: list[SourceRow] = field(default_factory=list)
    bare_ids: list[str] = field(default_factory=list)  # the same ids without the ordinals of unnumbered headings
    headings: int = 0
    doubts: list[Doubt] = field(default_factory=list)  # about the headings above, told at the next task alone
    bullets: Counter[str] = field(default_factory=Counter)


def tasks_of(rows: Sequence[RawRow]) -> list[SourceRow]:
    """The tasks among `rows`, each once, in order, with unique ids."""
    walker = _Walker()
    joined = list(filled(_joined(rows)))
    for index, row in enumerate(joined):
        if row.fresh:
            walker.stack.clear()
        below = joined[index + 1] if index + 1 < len(joined) else None
        if _is_heading(row, below):
            _open(walker, row)
        else:
            _add(walker, row)
    ids = walker.bare_ids if len(set(walker.bare_ids)) == len(walker.bare_ids) else [task.id for task in walker.tasks]
    return _unique(walker.tasks, ids)


def _joined(rows: Sequence[RawRow]) -> list[RawRow]:
    """Rows that a page break or a sub-line cut in two, put together again."""
    joined: list[RawRow] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last is not None and not last.wide and _continues(last, row):
            joined[-1] = _merged(last, row)
        else:
            joined.append(row)
    return joined


def _continues(last: RawRow, row: RawRow) -> bool:
    if row.wide or (row.number and not row.repeated):
        return False
    if row.repeated:
        return row.due in ("", last.due)
    title = row.title.strip()
    if not title:
        return True
    other_page = row.place.page != last.place.page
    small = title[0].islower() or title[0] in "(),;"
    return (other_page and small) or (bool(BULLET.match(title)) and row.bare and bool(last.due))


def _merged(last: RawRow, row: RawRow) -> RawRow:
    """`last` with the rest of its texts from `row`; what a merged cell repeats is not added twice."""

    def both(name: str, between: str) -> str:
        first, second = getattr(last, name), getattr(row, name)
        return first if not second or second == first else between.join(filter(None, (first, second)))

    return replace(
        last,
        title=last.title if row.repeated else both("title", "\n" if BULLET.match(row.title) else " "),
        lead=both("lead", " " if not row.repeated else "\n"),
        cooperate=both("cooperate", " " if not row.repeated else "\n"),
        due=both("due", " "),
        product=both("product", " "),
        follow=both("follow", " "),
    )


def _is_heading(row: RawRow, below: RawRow | None) -> bool:
    if row.due:
        return False
    if row.wide:
        return True
    if row.number and below is not None and below.number and _deeper(row.number, below.number):
        return True
    if not row.bare or not row.title:
        return False
    kind = number_kind(row.number) if row.number else ""
    if kind in ("roman", "upper") or is_capitals(row.title):
        return True
    return not row.number and (row.title.rstrip().endswith(":") or bool(heading_agency(row.title)))


def _deeper(number: str, below: str) -> bool:
    """True if `below` numbers a part of `number`: 1 and 1.1, I and 1, 2 and a."""
    if below.startswith(f"{number}."):
        return True
    order = ("roman", "upper", "digits1", "lower")
    kinds = (number_kind(number), number_kind(below))
    both = all(kind in order for kind in kinds)
    return both and order.index(kinds[0]) < order.index(kinds[1]) and below in ("1", "01", "a", "A")


def _kind(walker: _Walker, number: str) -> str:
    """Roman or letter: `C`, `D`, `I`, `V`, `X` are letters where they follow one."""
    last = next((level.number for level in reversed(walker.stack) if level.kind == "upper"), "")
    if len(number) == 1 and len(last) == 1 and ord(number) == ord(last) + 1:
        return "upper"
    return number_kind(number)


def _open(walker: _Walker, row: RawRow) -> None:
    kind = _kind(walker, row.number) if row.number else "heading"
    _close(walker, kind)
    number = row.number
    if not number:
        walker.headings += 1
        number = f"s{walker.headings}"
    title = one_line(row.title)
    about_lead = tuple(doubt for doubt in row.doubts if doubt.field == "lead")
    walker.doubts += (doubt for doubt in row.doubts if doubt.field != "lead")
    walker.stack.append(
        Level(
            kind=kind,
            number=number,
            title=title,
            lead=row.lead or heading_agency(title),
            cooperate=row.cooperate,
            doubts=about_lead,
        )
    )


def _close(walker: _Walker, kind: str) -> None:
    """Leave the levels that a number of this kind ends."""
    ending = [index for index, level in enumerate(walker.stack) if _ends(kind, level.kind)]
    if ending:
        del walker.stack[ending[0] :]


def _ends(kind: str, level: str) -> bool:
    """True if a number of `kind` (or a `heading` without one) ends a level: its own sort, and the finer ones."""
    if kind == "heading":
        return level.startswith(("digits", "lower", "heading"))
    finer = kind.startswith("digits") and (level == "lower" or (level.startswith("digits") and level > kind))
    return level == kind or finer


def _add(walker: _Walker, row: RawRow) -> None:
    if row.number:
        kind = _kind(walker, row.number)
        _close(walker, kind)
    path = tuple(walker.stack)
    number = row.number or _ordinal(walker, path)
    lead, cooperate, persons = _agencies(walker, row)
    above = () if row.lead else [doubt for level in path for doubt in level.doubts]
    if row.number:
        walker.stack.append(Level(kind=kind, number=number, title="", lead=row.lead))
    walker.tasks.append(
        SourceRow(
            id=_id([*(level.number for level in path), number]),
            section=" > ".join([*(_headed(level) for level in path if level.title), *_group(row)]),
            title=one_line(BULLET.sub("", row.title))[:LONGEST_TITLE],
            lead=lead,
            cooperate=cooperate,
            says=one_line(row.due),
            product=one_line(row.product),
            follow=tuple(name for name in split_agencies(row.follow) if is_agency(name) and not is_person(name)),
            place=row.place,
            read_as=row.read_as,
            status=one_line(row.status),
            person="; ".join(dict.fromkeys(filter(None, (*persons, one_line(row.person))))),
            unsure=row.unsure,
            out=row.out,
            out_surely=row.out_surely,
            doubts=(*above, *walker.doubts, *row.doubts, *_doubts(row, lead, persons)),
        )
    )
    walker.doubts.clear()
    walker.bare_ids.append(_id([*(level.number for level in path if level.kind != "heading"), number]))


def _group(row: RawRow) -> list[str]:
    return [one_line(row.group)] if row.group else []


def _ordinal(walker: _Walker, path: Sequence[Level]) -> str:
    above = _id([level.number for level in path])
    walker.bullets[above] += 1
    return str(walker.bullets[above])


def _id(numbers: Sequence[str]) -> str:
    """`XIV`, `1`, `1.5` -> `XIV.1.5`."""
    pairs = zip_longest(numbers, numbers[1:], fillvalue="")
    return ".".join(number for number, after in pairs if not after.startswith(f"{number}."))


def _headed(level: Level) -> str:
    return level.title if level.kind == "heading" else f"{level.number}. {level.title}".rstrip()


def _agencies(walker: _Walker, row: RawRow) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Who leads and who cooperates, here or by a heading above; and the persons named in their place."""
    lead = row.lead or next((level.lead for level in reversed(walker.stack) if level.lead), "")
    cooperate = row.cooperate or next((level.cooperate for level in reversed(walker.stack) if level.cooperate), "")
    leading, helping = split_agencies(lead), split_agencies(cooperate)
    persons = tuple(name for name in (*leading, *helping) if is_person(name))
    return _units(leading), _units(helping), persons


def _units(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if not is_person(name))


def _doubts(row: RawRow, lead: tuple[str, ...], persons: tuple[str, ...]) -> list[Doubt]:
    doubts = [] if row.due else [Doubt(field="due", template=NO_DUE, key=NO_DEADLINE)]
    if persons and not (lead and with_position(row.lead)[0]):
        args = {"words": shown("; ".join(persons))}
        doubts.append(Doubt(field="lead", template=PERSON, args=args, key=PERSONS if lead else NO_LEAD_ASKED))
    elif not lead:
        doubts.append(Doubt(field="lead", template=NO_LEAD, key=NO_LEAD_ASKED))
    doubts += [
        Doubt(field="follow", template=NO_AGENCY, args={"words": shown(name)})
        for name in split_agencies(row.follow)
        if not is_agency(name)
    ]
    if not row.title:
        doubts.append(Doubt(field="title", template=NO_TITLE))
    return doubts


def _unique(tasks: list[SourceRow], ids: list[str]) -> list[SourceRow]:
    """`tasks` with `ids`; one that stands twice gets a count behind it, and a doubt."""
    seen: Counter[str] = Counter()
    unique = []
    for task, written in zip(tasks, ids, strict=True):
        number = written[-LONGEST_ID:].lstrip(".-")
        seen[number] += 1
        if seen[number] == 1:
            unique.append(replace(task, id=number))
            continue
        again = f"{number}-{seen[number]}"
        doubt = Doubt(field="id", template=TWICE, args={"number": number, "id": again})
        unique.append(replace(task, id=again, doubts=(*task.doubts, doubt)))
    return unique

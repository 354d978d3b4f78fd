"""The rows of a table out of text copied from a PDF: displaced pieces put back where their words belong.

A heading, a title or the cells of a row may stand at the end of their page. Each goes to the row or section of that
page that lacks it; where several could, what the rows speak of decides. Whatever was put back carries a doubt.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from adapters.documents.layout.cells import joined
from adapters.documents.layout.pasted import Line, sections_of
from adapters.documents.layout.rawrow import RawRow
from adapters.documents.layout.roles import Role
from adapters.documents.layout.unweaving import Loose, Slot, take_apart
from adapters.documents.meaning.agencies import split_agencies
from adapters.documents.meaning.matching import key_of
from adapters.documents.prose.whos import heading_agency
from rules.drafting.source import Doubt, Place
from rules.problems import N_, shown

MOST_TRIED = 6
"""So many headings on one page are tried in every order; more are taken as they stand."""

MOST_LOOSE = 300
"""Pieces of each sort that are put back; a text with more is no table that lost some."""

MOST_NOTES = 30
CLEARLY = 1.0
"""By how much one order of headings must fit better than another to be taken for it."""

MOVED = N_("These words stood elsewhere on page {page} and were put here because this place was empty: “{words}”.")
ORDERED = N_("The headings of page {page} stood apart from their sections; “{words}” was taken for this one.")
LEFT_OVER = N_("Page {page}: these words found no row: “{words}”.")

COMMON = frozenset(
    [
        "dang",
        "uy",
        "ban",
        "tinh",
        "cac",
        "co",
        "quan",
        "va",
        "cua",
        "cap",
        "viet",
        "nam",
        "uy",
        "thuoc",
        "bo",
        "trung",
        "uong",
        "xa",
        "phuong",
        "hoi",
        "so",
        "nhan",
        "dan",
    ]
)
"""Words of agencies' names that tell none from another."""


def unweave(text: str) -> tuple[list[RawRow], list[Doubt]]:
    """The raw rows of the pasted table in `text`, section by section, and notes on what found no place."""
    found = take_apart(text)
    slots, loose = found.slots, found.loose
    notes = [*_place_headings(slots, loose), *_place_titles(slots, loose), *_place_cells(slots, loose)]
    by_chunk = {id(slot.chunk): slot for slot in slots}
    ordered = [by_chunk[id(chunk)] for _, own in sections_of([slot.chunk for slot in slots]) for chunk in own]
    return [row for slot in ordered for row in _rows(slot)], notes[:MOST_NOTES]


def _place_headings(slots: Sequence[Slot], loose: Loose) -> Iterator[Doubt]:
    for page, lines in sorted(loose.headings.items())[:MOST_LOOSE]:
        open_slots = [slot for slot in slots if slot.chunk.is_section and not slot.title and slot.chunk.page <= page]
        headings = _headings(lines, len(open_slots))
        yield from (_left(page, heading) for heading in headings[len(open_slots) :])
        headings = headings[: len(open_slots)]
        chosen, doubtful = _best_order(slots, open_slots, headings)
        for slot, heading in zip(chosen, headings, strict=True):
            slot.title = heading
            if doubtful:
                slot.doubts.append(
                    Doubt(field="lead", template=ORDERED, args={"page": page, "words": shown(heading)}, key="ordered")
                )


def _headings(lines: Sequence[Line], wanted: int) -> list[str]:
    """The headings in `lines`: each its own, joined where there are more lines than sections without a heading."""
    headings = [line.text for line in lines[:MOST_LOOSE]]
    while len(headings) > max(wanted, 1):
        begins = [
            index
            for index in range(1, len(headings))
            if headings[index - 1].endswith((",", "-")) or not heading_agency(headings[index])
        ]
        if not begins:
            break
        headings[begins[0] - 1 : begins[0] + 1] = [f"{headings[begins[0] - 1]} {headings[begins[0]]}"]
    return headings


def _best_order(slots: Sequence[Slot], open_slots: Sequence[Slot], headings: Sequence[str]) -> tuple[list[Slot], bool]:
    """To which sections `headings` belong; doubtful if not in reading order, or if no order is clearly better."""
    if len(headings) < 2 and len(open_slots) == len(headings):
        return list(open_slots), False
    if len(open_slots) > MOST_TRIED:
        return list(open_slots[: len(headings)]), True
    texts = [_texts(slots, slot) for slot in open_slots]
    scores = [[_fits(heading, *text) for text in texts] for heading in headings]
    orders = list(permutations(range(len(open_slots)), len(headings)))
    ranked = sorted(orders, key=lambda order: -sum(scores[i][slot] for i, slot in enumerate(order)))
    totals = {order: sum(scores[i][slot] for i, slot in enumerate(order)) for order in orders}
    as_read = max((order for order in orders if list(order) == sorted(order)), key=totals.__getitem__)
    best = ranked[0] if totals[ranked[0]] >= totals[as_read] + CLEARLY else as_read
    rivals = [total for order, total in totals.items() if order != best]
    doubtful = best != as_read or totals[best] < max(rivals, default=-1.0) + CLEARLY
    return [open_slots[index] for index in best], doubtful


def _texts(slots: Sequence[Slot], section: Slot) -> tuple[str, list[str]]:
    """The titles of a section's rows as one text, and the agencies that cooperate in them."""
    own = [slot.cells for slot in slots if slot.chunk.roman == section.chunk.roman]
    titles = " ".join(cells.text(Role.TITLE) for cells in own)
    names = [key_of(name) for cells in own for name in split_agencies(cells.text(Role.COOPERATE))]
    return key_of(titles), names


def _fits(heading: str, titles: str, cooperating: Sequence[str]) -> float:
    """The weight of a heading as a section's: its own words occur in the titles, and nobody cooperates with himself."""
    key = key_of(heading_agency(heading) or heading)
    words = [word if word not in COMMON else "" for word in key.split()]
    pairs = [f"{one} {two}" for one, two in pairwise(words) if one and two] or [word for word in words if word]
    said = sum(min(len(re.findall(rf"\b{pair}\b", titles)), 3) for pair in pairs) / max(len(pairs), 1)
    return said - 2 * (key in cooperating)


def _place_titles(slots: Sequence[Slot], loose: Loose) -> Iterator[Doubt]:
    for lines in loose.titles[:MOST_LOOSE]:
        page = lines[0].page
        lacking = [
            slot
            for slot in slots
            if not slot.title and not slot.cells.cells.get(Role.TITLE) and not slot.chunk.is_section
        ]
        near = [slot for slot in lacking if page - 1 <= slot.chunk.page <= page]
        if not near:
            yield _left(page, joined(lines))
            continue
        slot = min(near, key=lambda slot: page - slot.chunk.page)
        slot.title = joined(lines)
        slot.doubts.append(_moved("title", page, slot.title))


def _place_cells(slots: Sequence[Slot], loose: Loose) -> Iterator[Doubt]:
    for group in loose.cells[:MOST_LOOSE]:
        first = next(iter(group.cells.values()))[0]
        near = [slot for slot in slots if slot.lacks_cells and first.page - 1 <= slot.chunk.page <= first.page]
        if not near:
            yield _left(first.page, " ".join(group.text(column) for column in group.cells))
            continue
        slot = min(near, key=lambda slot: first.page - slot.chunk.page)
        for column, lines in group.cells.items():
            slot.cells.cells[column] = lines
            slot.doubts.append(_moved(str(column), first.page, group.text(column)))


def _moved(name: str, page: int, words: str) -> Doubt:
    return Doubt(field=name, template=MOVED, args={"page": page, "words": shown(words)}, key="moved")


def _left(page: int, words: str) -> Doubt:
    return Doubt(field="document", template=LEFT_OVER, args={"page": page, "words": shown(words)})


def _rows(slot: Slot) -> Iterator[RawRow]:
    """The section's heading and the row without a number that may stand below it; or the row itself."""
    chunk, cells = slot.chunk, slot.cells
    place = Place(page=chunk.page, line=chunk.line)
    if chunk.is_section:
        yield RawRow(number=chunk.number, title=slot.title, place=place, wide=True, doubts=tuple(slot.doubts))
        if not cells.cells:
            return
    yield RawRow(
        number="" if chunk.is_section else chunk.number,
        title=cells.text(Role.TITLE) if chunk.is_section else slot.title or cells.text(Role.TITLE),
        lead=cells.text(Role.LEAD),
        cooperate=cells.text(Role.COOPERATE),
        due=cells.text(Role.DUE),
        product=cells.text(Role.PRODUCT),
        follow=cells.text(Role.FOLLOW),
        place=place,
        doubts=() if chunk.is_section else tuple(slot.doubts),
    )

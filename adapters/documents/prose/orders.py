"""A sentence taken apart into what it orders: who, what, until when; several where it orders several things."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from adapters.documents.layout.rawrow import RawRow
from adapters.documents.prose.labels import Label, LabelKind, bracketed
from adapters.documents.prose.whens import When, in_order, whens_of
from adapters.documents.prose.whos import (
    TOPIC,
    VERBS,
    cooperating_in,
    directed_in,
    guessed_lead,
    heading_agency,
    lead_of,
)
from rules.drafting.source import Doubt, Place
from rules.problems import N_, shown

IN_SENTENCE = N_("The deadline was taken from the middle of the sentence.")
SEVERAL_DAYS = N_("Several days stand in this sentence: {days}. If they are of several tasks, make one of each.")
OF_THE_NEXT = N_("The deadline stands with the next task of the same sentence; perhaps it is of both.")

NAME_ENDS = N_("“{words}” was taken for the agency that is told; where its name ends was told by its capital letters.")
DIRECTED = N_("“{leader}” is to have it done by “{agency}”; it was taken as a task of the latter.")
OF_THE_RECEIVER = N_("Perhaps whoever is sent the result is to do this; it was taken as a task of the agency before.")

HANDED_OVER = re.compile(r"(?i)\bđể\s+(?:\w+\s+){0,4}?(?:tổng hợp|xem xét|thẩm định|theo dõi|cho ý kiến)[^,;]{0,40}$")
"""A step ends with it whose result goes to another, who may be the one to go on: `gửi Sở Y tế … để tổng hợp`."""

APPROVES = re.compile(r"(?i)^(?:cơ bản )?(?:đồng ý|thống nhất|nhất trí|ghi nhận|biểu dương|đánh giá cao|chấp thuận)\b")
"""A clause that says what was agreed, and orders nothing by itself."""

MOST_ORDERS = 12
MOST_CLAUSES, LONGEST_PARTED = 40, 5_000
"""A sentence with more clauses or characters is no order of several things, and stays whole."""

LATER_STEP = re.compile(rf",\s*(?:và\s+|đồng thời\s+|sau đó\s+)?(?=(?:{VERBS})\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One thing that a sentence orders."""

    title: str
    lead: str = ""
    cooperate: str = ""
    due: str = ""
    unsure: bool = False  # the deadline may be of something else
    doubts: tuple[Doubt, ...] = ()


def orders_of(text: str) -> tuple[Order, ...]:
    """The orders of a sentence, in its order; one where it cannot be parted surely."""
    sentence, labels = bracketed(text)
    parts = _parts(sentence)
    orders = [_order(part) for part in parts]
    if len(orders) < 2 or labels:
        return (_labelled(_order(sentence), labels),)
    return tuple(_handed_on(orders))


def _parts(text: str) -> Sequence[str]:
    """The sentence cut where another agency or another deadline has its own part; whole where none has."""
    found: list[str] = []
    clauses = _clauses(text)
    if len(clauses) > MOST_CLAUSES or len(text) > LONGEST_PARTED:
        return [text]
    for clause in clauses:
        if found and not _stands_alone(found[-1], clause):
            found[-1] = f"{found[-1]}; {clause}"
        else:
            found.append(clause)
    stepped = [step for clause in found for step in _steps(clause)]
    return stepped if 1 < len(stepped) <= MOST_ORDERS else [text]


def _clauses(text: str) -> list[str]:
    """The parts between semicolons and full stops that stand in no brackets."""
    cut = re.split(r";\s*(?![^()]*\))|(?<=[\w)]{2})\.\s+(?=[A-ZĐÀ-Ỹ])(?![^()]*\))", text)
    return [clause.strip() for clause in cut if clause.strip(" .;")]


def _stands_alone(before: str, clause: str) -> bool:
    """True if a clause is a task of its own beside the one before: it has a deadline, or another agency."""
    if heading_agency(before) == before.strip(" :.-") and not whens_of(before):
        return False
    if APPROVES.match(TOPIC.sub("", before)) and not lead_of(before)[0]:
        return False
    if lead_of(clause)[0]:
        return bool(whens_of(clause) or whens_of(before))
    return bool(whens_of(clause)) and bool(whens_of(before))


def _steps(clause: str) -> Iterator[str]:
    """`… trước ngày A, báo cáo … trước ngày B` as two: cut at the comma behind the first deadline."""
    whens = whens_of(clause)
    begin = 0
    for first, second in pairwise(whens):
        cut = LATER_STEP.search(clause, first.end, second.start)
        if cut and first.sure:
            yield clause[begin : cut.start()]
            begin = cut.end()
    yield clause[begin:]


def _order(text: str) -> Order:
    whens = whens_of(text)
    lead = _told(text, whens)
    doubts = _doubts(whens)
    order = Order(
        title=text, lead=lead, cooperate=cooperating_in(text), due=_due(whens), unsure=bool(doubts), doubts=doubts
    )
    directed = directed_in(text)
    if directed:
        return _directed(order, directed)
    guessed = "" if lead else guessed_lead(text[_ahead(whens) :].lstrip(" ,:"))
    return _guessed(order, guessed) if guessed else order


def _guessed(order: Order, lead: str) -> Order:
    doubt = Doubt(field="lead", template=NAME_ENDS, args={"words": shown(lead)}, key="name-ends")
    return replace(order, lead=lead, doubts=(*order.doubts, doubt))


def _ahead(whens: Sequence[When]) -> int:
    """The end of a deadline with which a sentence begins."""
    return whens[0].end if whens and whens[0].start == 0 else 0


def _directed(order: Order, agency: str) -> Order:
    """The order as one of the agency that a leader is to have it done by, which is asked about."""
    args = {"leader": shown(order.lead), "agency": shown(agency)}
    doubt = Doubt(field="lead", template=DIRECTED, args=args, key="directed")
    return replace(order, lead=agency, doubts=(*order.doubts, doubt))


def _told(text: str, whens: Sequence[When]) -> str:
    """The one who is told: at the beginning, behind a deadline there, or in a clause of its own (`…. Sở A chủ trì`)."""
    first = lead_of(text[_ahead(whens) :].lstrip(" ,:"))[0] or lead_of(text)[0]
    if first:
        return first
    return next((lead for clause in _clauses(text)[1:MOST_ORDERS] if (lead := lead_of(clause)[0])), "")


def _due(whens: Sequence[When]) -> str:
    return "; ".join(in_order(tuple(whens)))


def _doubts(whens: Sequence[When]) -> tuple[Doubt, ...]:
    days = list(in_order(tuple(whens)))
    if len(days) > 1:
        return (Doubt(field="due", template=SEVERAL_DAYS, args={"days": shown("; ".join(days))}),)
    if whens and not all(when.sure for when in whens):
        return (Doubt(field="due", template=IN_SENTENCE),)
    return ()


def _handed_on(orders: Sequence[Order]) -> Iterator[Order]:
    """The orders, each with the agency of the one before if it names none."""
    lead = before = ""
    for index, said in enumerate(orders):
        order = _doubtful_lead(said) if not said.lead and HANDED_OVER.search(before) else said
        lead, before = order.lead or lead, order.title
        after = next((one.due for one in orders[index + 1 :] if one.due), "")
        if not order.due and after:
            doubt = Doubt(field="due", template=OF_THE_NEXT)
            yield replace(order, lead=lead, due=after, unsure=True, doubts=(*order.doubts, doubt))
        else:
            yield replace(order, lead=lead)


def _doubtful_lead(order: Order) -> Order:
    return replace(order, doubts=(*order.doubts, Doubt(field="lead", template=OF_THE_RECEIVER)))


def _labelled(order: Order, labels: Sequence[Label]) -> Order:
    """The order with what the labels in its brackets say."""
    for label in labels:
        if label.kind is LabelKind.DUE:
            order = replace(order, due=label.value, unsure=False, doubts=())
        elif label.kind is LabelKind.LEAD:
            order = replace(order, lead=label.value)
        elif label.kind is LabelKind.COOPERATE:
            order = replace(order, cooperate=label.value)
    return order


def row_of(order: Order, number: str, place: Place) -> RawRow:
    """The order as a row."""
    return RawRow(
        number=number,
        title=order.title,
        lead=order.lead,
        cooperate=order.cooperate,
        due=order.due,
        unsure=order.unsure,
        place=place,
        doubts=order.doubts,
    )

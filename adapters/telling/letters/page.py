"""The page of a mail: all that a template is given, in words, of what may be said outside the office.

Plain values, so that they go to another program as they are. The recipient's name is left open (`RECIPIENT`), so that a
body that 3,321 offices share is composed once.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from adapters.telling.change_words import CHANGE_WORDS
from adapters.telling.links.own_page import MARK, SAID
from adapters.telling.message_content import ChangeKind, Content, Item
from adapters.words.amounts import amount_text
from adapters.words.catalogue import day_text, say, tr, translator
from adapters.words.events import words_of
from adapters.words.plain_text import one_line
from rules.problems import N_

RECIPIENT = "\ue000"
"""Stands where the recipient's name goes. A private-use character: cleaning removes it from every text that is told."""

ORDER = {change: place for place, change in enumerate(ChangeKind)}
"""The kinds of change, the most pressing first."""

Page = dict[str, Any]
"""The names that a template has, as docs/telling.md lists them: texts, numbers, and lists of the same."""

_DEAR = N_("To: {recipient}")
_FORMER = N_("the former {unit}")
_CLOSING = N_(
    "This mail was sent by the deadline system. Due dates run to 24:00 of the day shown. "
    "Please tell the office in charge of the plan if anything in it is wrong."
)


def page(parts: Iterable[Content], subject: str, lang: str, *, own_page: bool = False) -> Page:
    """The page of a mail about these plans, in their order; with the mark of the recipient's `own_page` or without."""
    closing = translator(lang)(_CLOSING)
    return {
        "lang": lang,
        "subject": subject,
        "recipient": RECIPIENT,
        "dear": tr(_DEAR, lang, recipient=RECIPIENT),
        "plans": [_plan(part, lang) for part in parts],
        "closing": f"{closing} {tr(SAID, lang, address=MARK)}" if own_page else closing,
    }


def notice_page(subject: str, lines: Iterable[tuple[str, str]], closing: str, lang: str) -> Page:
    """The page of a mail about no plan: labelled lines alone."""
    cleaned = ((one_line(label), one_line(value)) for label, value in lines)
    plans = [{"number": "", "title": "", "head": _lines(cleaned), "groups": []}]
    named = {"recipient": RECIPIENT, "dear": tr(_DEAR, lang, recipient=RECIPIENT)}
    return {"lang": lang, "subject": subject, **named, "plans": plans, "closing": closing}


def _plan(content: Content, lang: str) -> Page:
    return {
        "number": content.number,
        "title": content.plan,
        "head": _lines(_head(content, lang)),
        "groups": [_group(change, items, lang) for change, items in _groups(content)],
    }


def _group(change: ChangeKind, items: list[Item], lang: str) -> Page:
    heading = translator(lang)(CHANGE_WORDS[change].heading)
    tasks = [_task(item, lang) for item in items]
    return {"change": str(change), "heading": heading, "count": len(items), "tasks": tasks}


def _task(item: Item, lang: str) -> Page:
    due = item.due.isoformat() if item.due else ""
    return {
        "title": item.title,
        "name": name(item),
        "due": due,
        "late": item.late,
        "withheld": item.withheld,
        "facts": _lines(_facts(item, lang)),
    }


def name(item: Item) -> str:
    """The number of a task, with its cycle."""
    return f"{item.task} [{item.cycle}]" if item.cycle else item.task


def _lines(pairs: Iterable[tuple[str, str]]) -> list[Page]:
    return [{"label": label, "value": value} for label, value in pairs]


def _groups(content: Content) -> list[tuple[ChangeKind, list[Item]]]:
    ordered = sorted(content.items, key=lambda item: (ORDER[item.change], item.due or item.set_by or date.max))
    return [(change, list(items)) for change, items in groupby(ordered, key=lambda item: item.change)]


def _head(content: Content, lang: str) -> Iterator[tuple[str, str]]:
    """The subject of the mail, as labelled lines: plan, event, document."""
    label = translator(lang)
    plan = ", ".join(filter(None, (content.number, content.plan)))
    if plan:
        yield label(N_("Plan")), plan
    if content.day:
        day = day_text(content.day, lang, weekday=True)
        words = words_of(content.happened)
        template = (words.elsewhere if content.event else None) or words.message
        yield label(N_("Event")), tr(template, lang, event=content.event, day=day)
    if content.why:
        yield label(N_("Reason")), content.why
    if content.document:
        yield label(N_("Document")), content.document


PASS_ON = N_("This is for your leader, of whom no address is registered: please pass it on.")
"""For the office, of what is withheld, and in a text message."""


def _facts(item: Item, lang: str) -> Iterator[tuple[str, str]]:
    """The facts of one task, as labelled lines: the same in text and HTML."""
    label = translator(lang)
    yield from _dates(item, lang)
    yield from ((label(one.label), one.mark) for one in item.links)
    if item.withheld:
        if item.for_leader:
            yield label(N_("Your part")), label(PASS_ON)
        return
    lapsed = item.change is ChangeKind.LAPSED
    if not lapsed or item.waits or item.follows:
        yield label(N_("Your part")), label(_role(item))
    if item.through:
        yield label(N_("Report through")), item.through
    of = label(N_("Unit") if lapsed else N_("Task of"))
    if item.unit:
        yield of, tr(_FORMER, lang, unit=item.unit) if item.former else item.unit
    elif item.count > 1:
        yield of, tr(N_("{count} units"), lang, count=item.count)
    yield from _grounds(item, lang)


def _role(item: Item) -> str:
    if item.follows:
        return N_("follows")
    if item.waits:
        return N_("has tasks that wait for it")
    if item.oversees:
        return N_("is above the unit that leads")
    if item.passes_on:
        return N_("passes the report on")
    if item.as_leader:
        return N_("leads; this goes to you as its leader")
    if item.for_leader:
        return N_("leads; this is for your leader, of whom no address is registered: please pass it on")
    return N_("decides") if item.decides else N_("leads") if item.leads else N_("cooperates")


def _dates(item: Item, lang: str) -> Iterator[tuple[str, str]]:
    label = translator(lang)
    due = day_text(item.due, lang, weekday=True) if item.due else ""
    if item.change is ChangeKind.LAPSED:
        yield label(N_("Planned for")), due
        return
    if due:
        template = N_("{due} (overdue)") if item.late else N_("{due} (provisional)") if item.provisional else ""
        yield label(N_("Due")), tr(template, lang, due=due) if template else due
    if item.safe and item.safe != item.due:
        yield label(N_("Safest by")), day_text(item.safe, lang, weekday=True)
    if item.previous_due and item.previous_due != item.due:
        yield label(N_("Due date until now")), day_text(item.previous_due, lang, weekday=True)
    if item.set_by and not item.due:
        yield label(N_("Set a date by")), day_text(item.set_by, lang, weekday=True)
    if item.left:
        yield label(N_("Time left once it resumes")), amount_text(item.left, lang)


def _grounds(item: Item, lang: str) -> Iterator[tuple[str, str]]:
    grounds = grounds_of(item, lang)
    if grounds or item.cite:
        yield (
            translator(lang)(N_("Grounds")),
            f"{grounds} ({item.cite})" if grounds and item.cite else grounds or item.cite,
        )


def grounds_of(item: Item, lang: str) -> str:
    """Why it is due on its day: the phrase of the document, and what it is counted from; "" where nothing is said."""
    reason = one_line(say(item.reason, lang)) if item.reason else ""
    said = f"“{item.says}”" if item.says and item.says not in reason else ""
    return "; ".join(filter(None, (said, reason)))

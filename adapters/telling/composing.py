"""Content becomes words: a mail in plain text and HTML, and one short text message.

The recipient's name is left open (`RECIPIENT`), so that a body that 3,321 offices share is composed once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from textwrap import wrap

from adapters.telling.change_words import CHANGE_WORDS
from adapters.telling.message_content import ChangeKind, Content, Item, Released
from adapters.telling.sms.gsm import clip, fold
from adapters.words.amounts import amount_text
from adapters.words.catalogue import VIETNAMESE, day_text, say, tr, translator
from adapters.words.events import words_of
from adapters.words.plain_text import one_line
from adapters.words.tasks import OF_FORMER
from rules.problems import N_

RECIPIENT = "\ue000"
"""Stands where the recipient's name goes. A private-use character: cleaning removes it from every text that is told."""

SMS_PARTS = 3
_COLUMNS = 76
_HTML_COLUMNS = 150  # a line of mail may have 998 octets (RFC 5322, 2.1.1); one character escapes to six at most
_SUBJECT = 150

_ORDER = {change: place for place, change in enumerate(ChangeKind)}

_DEAR = N_("To: {recipient}")
_NEAREST = N_("nearest due date {due}")
_IN_SUBJECT = N_("[thời hạn] {summary} ({plan})")
_IN_SMS = N_("[thời hạn] {plan}: {summary}.")
_SEVERAL = N_("{count} plans")
_SMS_NEAREST = N_("Nearest due date {due}: {title}.")
_FORMER = N_("the former {unit}")
_CLOSING = N_(
    "This mail was sent by the deadline system. Due dates run to 24:00 of the day shown. "
    "Please tell the office in charge of the plan if anything in it is wrong."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """One body in words. `text` and `html` hold `RECIPIENT` once each; lines of `html` stay under 998 octets."""

    subject: str
    text: str
    html: str
    sms: str
    reply_to: str = ""  # the e-mail address that answers go to, as it was entered; "": to the sender
    thread: str = ""  # the one task that it is about; "": there are several


def composing(content: Released, lang: str = VIETNAMESE, *, plain_sms: bool = False) -> Composed:
    """`content` in words. `plain_sms` drops the diacritics from the text message: 160 characters a part, not 70."""
    parts = sorted(content.of_each_plan, key=_pressing)
    subject = tr(_IN_SUBJECT, lang, summary=_summary(content, lang), plan=_plan(content, lang))
    return Composed(
        subject=one_line(subject, _SUBJECT),
        text=_text(parts, lang),
        html=_html(parts, lang, subject),
        sms=_sms(content, lang, plain=plain_sms),
        thread=_thread(content),
    )


def _pressing(content: Content) -> tuple[int, date]:
    """Of several plans the one with the most pressing news comes first."""
    nearest = content.nearest()
    most = min((_ORDER[item.change] for item in content.items), default=len(_ORDER))
    return most, (nearest.due if nearest else None) or date.max


def _plan(content: Content, lang: str) -> str:
    if content.parts:
        return tr(_SEVERAL, lang, count=len(content.parts))
    return content.number or content.plan


def _thread(content: Content) -> str:
    """The task that a mail is about, whatever was done to it; "" where it is about several."""
    if content.parts:
        return ""
    tasks = {(item.task, item.unit, item.cycle) for item in content.items}
    alone = len(tasks) == 1 and all(item.count == 1 for item in content.items)
    return "/".join((content.plan_id, *tasks.pop())) if alone else ""


def _groups(content: Content) -> list[tuple[ChangeKind, list[Item]]]:
    ordered = sorted(content.items, key=lambda item: _ORDER[item.change])
    return [(change, list(items)) for change, items in groupby(ordered, key=lambda item: item.change)]


def _counts(content: Content, lang: str) -> str:
    counts = Counter(item.change for item in content.items)
    words = {change: CHANGE_WORDS[change].counted for change in ChangeKind if counts[change]}
    return ", ".join(tr(counted, lang, count=counts[change]) for change, counted in words.items())


def _summary(content: Content, lang: str) -> str:
    nearest = content.nearest()
    if nearest is None or nearest.due is None:
        return _counts(content, lang)
    return f"{_counts(content, lang)}, {tr(_NEAREST, lang, due=nearest.due)}"


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
    if content.document:
        yield label(N_("Document")), content.document


def _facts(item: Item, lang: str) -> Iterator[tuple[str, str]]:
    """The facts of one task, as labelled lines: the same in text and HTML."""
    label = translator(lang)
    yield from _dates(item, lang)
    if item.withheld:
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
    reason = one_line(say(item.reason, lang)) if item.reason else ""
    said = f"“{item.says}”" if item.says and item.says not in reason else ""
    grounds = "; ".join(filter(None, (said, reason)))
    if grounds or item.cite:
        yield (
            translator(lang)(N_("Grounds")),
            f"{grounds} ({item.cite})" if grounds and item.cite else grounds or item.cite,
        )


def _title(item: Item, lang: str) -> str:
    if item.withheld:
        return f"{_name(item)}, {item.title}"
    return tr(OF_FORMER, lang, title=item.title, unit=item.unit) if item.former else item.title


def _name(item: Item) -> str:
    return f"{item.task} [{item.cycle}]" if item.cycle else item.task


def _text(parts: Iterable[Content], lang: str) -> str:
    lines = [tr(_DEAR, lang, recipient=RECIPIENT)]
    for content in parts:
        lines += ["", *_part(content, lang)]
    lines += ["", "-- ", *_wrapped(translator(lang)(_CLOSING), "", "")]
    return "\n".join(lines) + "\n"


def _part(content: Content, lang: str) -> list[str]:
    lines = list[str]()
    for label, value in _head(content, lang):
        lines += _wrapped(f"{label}: {value}", "", "  ")
    for change, items in _groups(content):
        lines += ["", *_wrapped(f"{translator(lang)(CHANGE_WORDS[change].heading).upper()} ({len(items)})", "", "")]
        for number, item in enumerate(items, start=1):
            lines += ["", *_wrapped(f"{item.title} ({_name(item)})", f"{number:>2}. ", "    ")]
            for label, value in _facts(item, lang):
                lines += _wrapped(f"{label}: {value}", "    ", "      ")
    return lines


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return wrap(text, _COLUMNS, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


_PAGE = (
    '<!DOCTYPE html>\n<html lang="{lang}">\n<head><meta charset="utf-8"><title>\n{title}\n</title></head>\n'
    '<body style="font-family:Arial,Helvetica,sans-serif;font-size:14px;color:#111">\n{body}</body>\n</html>\n'
)
_CELL = "border:1px solid #999;padding:6px 8px;text-align:left;vertical-align:top"
_TABLE = '<table style="border-collapse:collapse;width:100%;margin-bottom:16px">\n{rows}</table>\n'
_ROW = (
    '<tr>\n<td style="{cell};width:40%"><b>\n{title}\n</b><br>\n{name}\n</td>\n'
    '<td style="{cell}">\n{facts}</td>\n</tr>\n'
)


def _html(parts: Iterable[Content], lang: str, title: str) -> str:
    body = [f"<p>{tr(_DEAR, lang, recipient=RECIPIENT)}</p>\n"]
    for content in parts:
        body.append(f"<p>\n{_labelled(_head(content, lang))}</p>\n")
        for change, items in _groups(content):
            heading = _safe(translator(lang)(CHANGE_WORDS[change].heading))
            body.append(f'<h3 style="margin:16px 0 6px">{heading} ({len(items)})</h3>\n')
            body.append(_TABLE.format(rows="".join(_row(item, lang) for item in items)))
    body.append(f'<p style="color:#555">\n{_safe(translator(lang)(_CLOSING))}\n</p>\n')
    return _PAGE.format(lang=lang, title=_safe(one_line(title, _SUBJECT)), body="".join(body))


def _row(item: Item, lang: str) -> str:
    facts = _labelled(_facts(item, lang))
    return _ROW.format(cell=_CELL, title=_safe(item.title), name=_safe(_name(item)), facts=facts)


def _labelled(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{_safe(label)}: {_safe(value)}<br>\n" for label, value in pairs)


def _safe(text: str) -> str:
    """`text` as HTML, in lines short enough for a mail."""
    return "\n".join(map(escape, wrap(text, _HTML_COLUMNS, break_on_hyphens=False)))


def _sms(content: Content, lang: str, *, plain: bool) -> str:
    plan = one_line(_plan(content, lang), 40)
    text = tr(_IN_SMS, lang, plan=plan, summary=_counts(content, lang))
    nearest = content.nearest()
    if nearest is not None and nearest.due:
        text = f"{text} {tr(_SMS_NEAREST, lang, due=nearest.due, title=_title(nearest, lang))}"
    within = "".join(c if ord(c) <= 0xFFFF else "?" for c in text)  # UCS-2 has no more (3GPP TS 23.038, 6.2.3)
    return clip(fold(within) if plain else within, SMS_PARTS)

"""Content becomes words: a mail in plain text and HTML, by templates, and one short text message."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from adapters.telling.change_words import CHANGE_WORDS
from adapters.telling.letters.due_dates import DatedTask, dated
from adapters.telling.letters.page import ORDER, PASS_ON, name, notice_page, page
from adapters.telling.letters.rendering import SHIPPED, MailTemplates
from adapters.telling.links.wanted import Wanted
from adapters.telling.message_content import ChangeKind, Content, Item, Released
from adapters.telling.sms.gsm import clip, fold
from adapters.words.catalogue import VIETNAMESE, tr, translator
from adapters.words.plain_text import one_line
from adapters.words.tasks import OF_FORMER
from rules.problems import N_

SMS_PARTS = 3
_NEAREST = N_("nearest due date {due}")
_IN_SUBJECT = N_("[thời hạn] {summary} ({plan})")
_IN_SMS, _IN_SMS_OF = N_("[thời hạn] {plan}: {summary}."), N_("[thời hạn] On {day}, {plan}: {summary}.")
_SMS_TASK, _SMS_AMONG = N_("Task: {title}."), N_("Among them: {title}.")
_SEVERAL = N_("{count} plans")
_SMS_NEAREST = N_("Nearest due date {due}: {title}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """One body in words. `RECIPIENT` stands where the name goes; lines stay under 998 octets."""

    subject: str
    text: str
    html: str
    sms: str
    reply_to: str = ""  # the e-mail address that answers go to, as it was entered; "": to the sender
    content: Released | None = field(default=None, compare=False)  # that it was made of, for programs that are told
    links: tuple[Wanted, ...] = ()  # by their numbers, which stand in `text` and `html`
    sms_link: str = ""  # the mark of the one that the text message has
    thread: str = ""  # the one task that it is about; "": there are several
    dates: tuple[DatedTask, ...] = ()  # what a calendar would have of it


def composing(
    content: Released,
    lang: str = VIETNAMESE,
    *,
    plain_sms: bool = False,
    letters: MailTemplates = SHIPPED,
    own_page: bool = False,
) -> Composed:
    """`content` in words. `plain_sms` drops the diacritics from the text message: 160 characters a part, not 70."""
    parts = sorted(content.of_each_plan, key=_pressing)
    subject = tr(_IN_SUBJECT, lang, summary=_summary(content, lang), plan=_plan(content, lang))
    mail = letters.words(page(parts, subject, lang, own_page=own_page))
    return Composed(
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        sms=_sms(content, lang, plain=plain_sms),
        thread=_thread(content),
        dates=dated(content, lang),
        sms_link=_sms_link(content),
    )


def _pressing(content: Content) -> tuple[int, date]:
    """Of several plans the one with the most pressing news comes first."""
    nearest = content.nearest()
    most = min((ORDER[item.change] for item in content.items), default=len(ORDER))
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


def _counts(content: Content, lang: str) -> str:
    counts = Counter(item.change for item in content.items)
    words = {change: CHANGE_WORDS[change].counted for change in ChangeKind if counts[change]}
    return ", ".join(tr(counted, lang, count=counts[change]) for change, counted in words.items())


def _summary(content: Content, lang: str) -> str:
    nearest = content.nearest()
    if nearest is None or nearest.due is None:
        return _counts(content, lang)
    return f"{_counts(content, lang)}, {tr(_NEAREST, lang, due=nearest.due)}"


def _title(item: Item, lang: str) -> str:
    if item.withheld:
        return f"{name(item)}, {item.title}"
    return tr(OF_FORMER, lang, title=item.title, unit=item.unit) if item.former else item.title


def _sms(content: Content, lang: str, *, plain: bool) -> str:
    plan = one_line(_plan(content, lang), 40)
    how_it_is = {"plan": plan, "summary": _counts(content, lang)}
    on = next(filter(None, (part.said_on for part in content.of_each_plan)), None)  # it may arrive, or be read, later
    text = tr(_IN_SMS_OF, lang, day=on, **how_it_is) if on else tr(_IN_SMS, lang, **how_it_is)
    if any(item.for_leader for item in content.items):
        text = f"{text} {translator(lang)(PASS_ON)}"
    nearest = content.nearest()
    if nearest is not None and nearest.due:
        text = f"{text} {tr(_SMS_NEAREST, lang, due=nearest.due, title=_title(nearest, lang))}"
    elif content.items:
        first = min(content.items, key=lambda item: ORDER[item.change])
        text = f"{text} {tr(_SMS_TASK if len(content.items) == 1 else _SMS_AMONG, lang, title=_title(first, lang))}"
    within = "".join(c if ord(c) <= 0xFFFF else "?" for c in text)  # UCS-2 has no more (3GPP TS 23.038, 6.2.3)
    return clip(fold(within) if plain else within, SMS_PARTS)


def notice(subject: str, lines: Sequence[tuple[str, str]], closing: str, lang: str = VIETNAMESE) -> Composed:
    """A mail of the program's own to the office that runs it: labelled lines, of no task and no plan."""
    mail = SHIPPED.words(notice_page(subject, lines, closing, lang))
    return Composed(subject=mail.subject, text=mail.text, html=mail.html, sms="")


def _sms_link(content: Content) -> str:
    """The mark of the link that a text message has: of the nearest task."""
    nearest = content.nearest()
    return next((one.mark for one in nearest.links if one.by_sms), "") if nearest else ""

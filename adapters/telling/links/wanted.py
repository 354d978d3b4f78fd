"""The links that a message is to have: of each open task of whoever leads it, for each thing that he may do.

A body that many share is composed once, so a mark stands where a link goes, and is filled in for each recipient. All
that a link says follows from the content, which is frozen: the same message has the same links whenever it is sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape

from adapters.signing.links import PURPOSE_WORDS, Link, Links, Purpose
from adapters.telling.message_content import Content, Item, LinkMark
from adapters.telling.sms.gsm import clip_before
from adapters.words.catalogue import translator
from engine.tasks import task_id
from rules.problems import N_

HOLDS = timedelta(days=30)
"""For so long after a message, and after the due date, its links hold."""

_BEGIN, _END = "\ue001", "\ue002"
"""Around the number of a link. Private-use characters: cleaning removes them from every text that is told."""

_OPEN_PAGE = N_("open the page")
_LEAST_SMS = 70  # characters of a text message that a link must leave


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link, but for its recipient."""

    purpose: Purpose
    plan: str
    rule: str
    unit: str  # whose task it is; "": the recipient's own
    cycle: str
    expires: date

    def link(self, recipient: str) -> Link:
        """The link of that recipient."""
        task = task_id(self.plan, self.rule, self.unit or recipient, self.cycle)
        return Link(purpose=self.purpose, task=task, unit=recipient, expires=self.expires)


def with_links(content: Content) -> tuple[Content, tuple[Wanted, ...]]:
    """The content with a mark for each link, and the links by their numbers."""
    wanted: list[Wanted] = []
    if not content.parts:
        return _marked(content, wanted), tuple(wanted)
    parts = tuple(_marked(part, wanted) for part in content.parts)
    whole = replace(content, parts=parts, items=tuple(item for part in parts for item in part.items))
    return whole, tuple(wanted)


def _marked(content: Content, wanted: list[Wanted]) -> Content:
    if content.said_on is None:
        return content
    items = tuple(replace(item, links=tuple(_links(content, item, wanted))) for item in content.items)
    return replace(content, items=items)


def _links(content: Content, item: Item, wanted: list[Wanted]) -> Iterator[LinkMark]:
    if not item.acts or content.said_on is None:
        return
    expires = max(content.said_on, item.due or content.said_on) + HOLDS
    for purpose in Purpose:
        if purpose is Purpose.EXTENSION and item.due is None:
            continue
        mark = f"{_BEGIN}{len(wanted)}{_END}"
        wanted.append(Wanted(purpose, content.plan_id, item.rule, item.whose or "", item.cycle, expires))
        yield LinkMark(PURPOSE_WORDS[purpose], mark, by_sms=purpose is Purpose.REPORT)


@dataclass(frozen=True, slots=True)
class Filled:
    """The texts of a message with its links."""

    text: str
    html: str
    sms: str


def filled(texts: Filled, wanted: tuple[Wanted, ...], sms_mark: str, recipient: str, links: Links, lang: str) -> Filled:
    """The texts with the links of that recipient; a text message has the one of `sms_mark`, if there is room."""
    text, html, sms, page = texts.text, texts.html, texts.sms, escape(translator(lang)(_OPEN_PAGE))
    for number, one in enumerate(wanted):
        mark, url = f"{_BEGIN}{number}{_END}", links.url(one.link(recipient))
        text = text.replace(mark, url)
        html = html.replace(mark, f'<a href="{escape(url)}">{page}</a>')
        if mark == sms_mark:
            sms = clip_before(sms, url, least=_LEAST_SMS)
    return Filled(text, html, sms)

"""The link by which an agency sees how it is told: at which addresses, in which hours, and whether all at once.

A directive cannot be unsubscribed, so this is all that stands where other mails have that. A body that many share is
composed once: a mark stands where the agency's own page goes.
"""

from html import escape
from urllib.parse import quote

from adapters.words.catalogue import translator
from rules.problems import N_

MARK = "\ue003"
"""A private-use character: cleaning removes it from every text that is told."""

PATH = "/co-quan/"
"""The beginning of its page's address, below the one under which officers reach the program."""

SAID = N_("At which addresses you are told, in which hours, and whether all at once: {address}")
_OPEN = N_("open the page")


def address_of(web: str, unit: str) -> str:
    """The address of an agency's page."""
    return f"{web.rstrip('/')}{PATH}{quote(unit, safe='')}"


def filled(text: str, html: str, web: str, unit: str, lang: str) -> tuple[str, str]:
    """The texts of a mail with the page of that agency."""
    url = address_of(web, unit)
    link = f'<a href="{escape(url)}">{escape(translator(lang)(_OPEN))}</a>'
    return text.replace(MARK, url), html.replace(MARK, link)

"""Pages set by templates (Jinja2): the subject, the plain text and the HTML of a mail.

The program's own templates are compiled once; thousands of letters take no more than their lines.
"""

import re
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from adapters.telling.letters.page import RECIPIENT, Page
from adapters.words.catalogue import Said
from adapters.words.plain_text import harmless, one_line

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment

SUBJECT, TEXT, HTML = "subject.txt", "letter.txt", "letter.html"
PARTS = SUBJECT, TEXT, HTML
"""The templates of a mail."""

FOLDER = Path(__file__).parent / "templates"
"""Where the program's own are."""

OURS = "thoihan"
"""The folder by which an administrator's templates name the program's own: `{% extends "thoihan/letter.html" %}`."""

LONGEST_LINE = 990
"""Octets of a line; RFC 5322, 2.1.1 has 998."""

_COLUMNS = 76
_HTML_COLUMNS = 150  # of a text in HTML; one character escapes to six at most
_LONGEST_SUBJECT = 150
_SPACES = re.compile(r"[ \t]+")
_NAME = 600  # octets that a recipient's name may come to, escaped


class MailWords(NamedTuple):
    """A mail in words; `RECIPIENT` stands where the recipient's name goes."""

    subject: str
    text: str
    html: str


class LongLineError(ValueError):
    """A line that no mail may have, and that cannot be broken since it has no spaces."""


class MailTemplates(Protocol):
    """The one who sets pages."""

    @property
    def fault(self) -> Said | None:
        """Why an administrator's own templates were not used; None where they were, or there are none."""
        ...

    @property
    def own(self) -> bool:
        """True if there are an administrator's own templates."""
        ...

    def words(self, page: Page) -> MailWords:
        """The page in words."""
        ...

    def close(self) -> None:
        """Let go of what was needed for it; more may follow."""
        ...


class Shipped:
    """The program's own templates."""

    fault: Said | None = None
    own = False

    def words(self, page: Page) -> MailWords:
        """The page in words."""
        template = _shipped().get_template
        return finished(MailWords(*(template(name).render(page) for name in PARTS)))

    def close(self) -> None:
        """There is nothing to let go of."""


SHIPPED = Shipped()


def finished(words: MailWords) -> MailWords:
    """The same as a mail can have it: one line of subject, no characters that act, no line too long.

    Raises LongLineError.
    """
    text, html = (_lines(harmless(one)) for one in (words.text, words.html))
    return MailWords(one_line(words.subject, _LONGEST_SUBJECT), text, html)


def _lines(text: str) -> str:
    return "".join(f"{line}\n" for one in text.splitlines() for line in _broken(one))


def _broken(line: str) -> list[str]:
    """A line in pieces that are not too long, broken at spaces: in HTML, one is as good as a line break."""
    if _octets(line) <= LONGEST_LINE:
        return [line]
    pieces, here = list[str](), ""
    for word in _SPACES.split(line):
        if _octets(word) > LONGEST_LINE:
            raise LongLineError
        if here and _octets(f"{here} {word}") > LONGEST_LINE:
            pieces.append(here)
            here = word
        else:
            here = f"{here} {word}" if here else word
    return [*pieces, here]


def _octets(line: str) -> int:
    return len(line.encode()) + _NAME * line.count(RECIPIENT)


def prepared(environment: "Environment") -> "Environment":
    """`environment` with what templates are given beside a page: `lines` breaks a text into those of a plain mail."""
    from markupsafe import Markup  # noqa: PLC0415 - it comes with jinja2

    def in_lines(value: Any) -> Any:
        if isinstance(value, Markup) or not isinstance(value, str):
            return value
        return "\n".join(wrap(value, _HTML_COLUMNS, break_on_hyphens=False))

    environment.filters["lines"] = _wrapped
    environment.filters["short"] = in_lines
    return environment


def options(loader: "BaseLoader") -> dict[str, Any]:
    """How an environment for these templates is made: HTML is escaped, whatever is missing is an error."""
    from jinja2 import StrictUndefined  # noqa: PLC0415 - most commands send nothing

    return {
        "loader": loader,
        "autoescape": lambda name: bool(name) and name.endswith(".html"),
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "auto_reload": False,
    }


def sources() -> dict[str, str]:
    """The program's own templates, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir()) if path.is_file()}


@cache
def _shipped() -> "Environment":
    from jinja2 import DictLoader, Environment  # noqa: PLC0415 - the same

    return prepared(Environment(**options(DictLoader(sources()))))  # noqa: S701 - HTML is escaped, by its name


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    found = wrap(str(text), _COLUMNS, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return "\n".join(found)

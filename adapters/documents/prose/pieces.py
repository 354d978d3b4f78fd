"""The paragraphs of an act as pieces with their numbers or bullets, each as deep as its number says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from adapters.documents.files.cleaning import one_line
from adapters.documents.files.document import Paragraph
from adapters.documents.layout.vocabulary import is_capitals, number_kind, split_number
from adapters.documents.prose.labels import labels_of
from rules.drafting.source import Place

SENTENCE_ENDS = (".", ";", ":", "!", "?", ")")
LONGEST_SENTENCE = 20_000
"""Characters; one that is longer is no sentence, and nothing more is joined to it."""

ARTICLE = re.compile(r"^Điều\s+(?P<n>\d{1,3})\s*[.:]?\s*(?P<rest>.*)$")
CHAPTER = re.compile(
    r"^(?P<n>(?:Phần|Chương|Mục|PHẦN|CHƯƠNG|MỤC)\s+(?:[IVXL]{1,6}|\d{1,2}|thứ \w+))\s*[.:]?\s*(?P<rest>.*)$"
)
BRACKETED = re.compile(r"^\((?P<n>\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s*(?P<rest>\S.*)$")
OF_BRACKETS = "m"
"""Before a number in brackets, which stands below those without: `2.1.m1`."""

BULLETED = re.compile(r"^\s*(?P<mark>[-–•*+●▪])\s*(?P<rest>.*)$")
EMPHASIS = re.compile(r"\*\*|(?<=\S)\*|(?<!^)\*(?=\S)")
"""Marks of bold and italics that a program left in the text; a star before a space is a bullet."""

RANKS = {
    "chapter": 0,
    "roman": 2,
    "upper": 2,
    "article": 3,
    **{f"digits{depth}": 3 + depth for depth in range(1, 7)},
    "lower": 10,
    "brackets": 10,
    "plain": 11,
    "bullet": 12,
}
"""How deep each sort of number stands; those with the same rank follow the order in which the act has them."""

MOST_DEEP = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One paragraph: its number without marks (empty: none), the sort of it, and the words behind."""

    text: str
    number: str = ""
    kind: str = "plain"  # a key of RANKS; bullets have their mark behind: `bullet-`
    place: Place

    @property
    def rank(self) -> int:
        """How deep it stands."""
        return RANKS["bullet" if self.kind.startswith("bullet") else self.kind]

    @property
    def is_section(self) -> bool:
        """True if its number is one of those that part a whole act."""
        return self.rank <= RANKS["upper"] or bool(self.number and is_capitals(self.text))


@dataclass(slots=True)
class Node:
    """A piece, and the pieces below it."""

    piece: Piece
    below: list["Node"] = field(default_factory=list)


def pieces_of(paragraphs: Iterable[Paragraph]) -> Iterator[Piece]:
    """The paragraphs without marks of bold as pieces, those cut by a line or page end put together."""
    for paragraph in _whole(paragraphs):
        yield _piece(paragraph)


def outline_of(pieces: Iterable[Piece]) -> Node:
    """The pieces as a tree: each below the nearest one before it that is less deep."""
    root = Node(piece=Piece(text="", kind="chapter", place=Place()))
    stack = [root]
    for piece in pieces:
        _leave(stack, piece)
        if piece.kind.startswith("bullet") and labels_of(piece.text):
            _leave_bullets(stack)
        node = Node(piece=piece)
        stack[-1].below.append(node)
        if (piece.kind != "plain" or piece.text.endswith(":")) and len(stack) < MOST_DEEP:
            stack.append(node)
    return root


def _leave(stack: list[Node], piece: Piece) -> None:
    """Leave the pieces that are not above `piece`: those of its own sort, and those that are deeper."""
    for index in range(1, len(stack)):
        above = stack[index].piece
        if above.kind == piece.kind or above.rank > piece.rank:
            del stack[index:]
            return


def _leave_bullets(stack: list[Node]) -> None:
    """A label is of the items before it, whatever its own bullet looks like; it is below none that opens no list."""
    while stack[-1].piece.kind.startswith("bullet") and not stack[-1].piece.text.endswith(":"):
        stack.pop()


def _piece(paragraph: Paragraph) -> Piece:
    text = paragraph.text
    bullet = BULLETED.match(text)
    if bullet:
        mark = "-" if bullet.group("mark") in "-–" else bullet.group("mark")
        return Piece(text=bullet.group("rest"), kind=f"bullet{mark}", place=paragraph.place)
    article, chapter = ARTICLE.match(text), CHAPTER.match(text)
    if article:
        return Piece(text=article.group("rest"), number=f"D{article.group('n')}", kind="article", place=paragraph.place)
    if chapter:
        return Piece(text=text, kind="chapter", place=paragraph.place)
    bracketed = BRACKETED.match(text)
    if bracketed:
        number, rest = bracketed.group("n", "rest")
        return Piece(text=rest, number=f"{OF_BRACKETS}{number}", kind="brackets", place=paragraph.place)
    number, rest = split_number(text)
    kind = number_kind(number) if number else "plain"
    return Piece(text=rest, number=number, kind=kind if kind in RANKS else "plain", place=paragraph.place)


def _whole(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    last: Paragraph | None = None
    for paragraph in paragraphs:
        text = one_line(EMPHASIS.sub("", paragraph.text))
        if not text:
            continue
        if last is not None and _goes_on(last.text, text):
            last = replace(last, text=f"{last.text} {text}")
            continue
        if last is not None:
            yield last
        last = replace(paragraph, text=text)
    if last is not None:
        yield last


def _goes_on(last: str, text: str) -> bool:
    """True if a line or page end cut `text` off from `last`."""
    whole = last.endswith(SENTENCE_ENDS) or len(last) >= LONGEST_SENTENCE
    return text[0].islower() and not whole and not split_number(text)[0]

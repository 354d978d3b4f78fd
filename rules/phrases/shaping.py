"""Pieces become what the grammar reads: events gathered, dates whole, words that do not matter taken out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rules.phrases.bracketing import open_brackets
from rules.phrases.cleaning import CleanText
from rules.phrases.dating import date_pieces
from rules.phrases.gathering import LENGTHS, MOMENTS, STRONG, WEAK, Gatherer
from rules.phrases.harmless import DOING, is_beside, is_noise, is_recipient, is_step, may_be_name
from rules.phrases.pieces import Piece
from rules.problems import N_, Note

NOTHING_BETWEEN = N_("In “{read}”, two deadlines stand together without anything between them.")
EITHER = N_("The phrase gives a choice (“{read}”).")
IN_TURN = N_("The phrase gives steps in turn (“{read}”).")

RUN_ON = frozenset({"BEFORE", "LATEST", "RIGHT", "AFTER", "DATE", "SPAN"})
"""Types that begin a clause of their own behind a date, also where nothing stands between them."""

LIMITS = STRONG | {"BEFORE", "IN", "TO"}
"""Types that make a later clause the deadline, where an earlier date belongs to a noun: `tổng kết năm 2025 trước …`."""

COUNTERS = frozenset({"SINCE", "THAN", "BEFORE", "AFTER", "RIGHT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapedPhrase:
    """A phrase made ready for the grammar: the `pieces` that it reads, and those `left` out, not understood."""

    pieces: tuple[Piece, ...]
    left: tuple[Piece, ...]
    notes: tuple[Note, ...]


def shape(text: CleanText, scanned: Sequence[Piece], year: int | None) -> ShapedPhrase:
    """The shape of a phrase; `year` is the plan's."""
    opened, left = open_brackets(text.key, scanned)
    gatherer = Gatherer(text, date_pieces(text.key, opened, year))
    gathered = gatherer.gather()
    parted = any(piece.type == "SEP" for piece in gathered)
    kept, over = _without_words(text.key, gathered, _names_of_recipients(text.key, gathered) if parted else ())
    notes = [*gatherer.notes, *_choices(text.key, kept)]
    return ShapedPhrase(
        pieces=tuple(_tidied(text.key, kept)), left=tuple(sorted([*left, *over], key=_start)), notes=tuple(notes)
    )


def _start(piece: Piece) -> int:
    """The place by which pieces are sorted."""
    return piece.start


def _without_words(key: str, pieces: Sequence[Piece], named: Collection[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces but ordinary words, and of those the ones that may matter; `named` are parts of names that do not."""
    kept: list[Piece] = []
    over: list[Piece] = []
    owned = step = False
    for at, piece in enumerate(pieces):
        if owned and any(later.type in LIMITS for later in pieces[at + 1 :]):
            over.append(piece)
            owned = False
        elif piece.type != "TEXT":
            kept.append(_apart(piece) if step and piece.type == "SPAN" else piece)
            step = step and piece.type != "SPAN"
        else:
            words = key[piece.start : piece.end]
            before, after = _types(pieces[at - 1 : at]), _types(pieces[at + 1 : at + 2])
            owned = after in (["DATE"], ["SPAN"]) and not DOING.fullmatch(words)
            blank = words.endswith("ngày") and bool(MOMENTS.intersection(after) or LENGTHS.intersection(after))
            leading = not before or before[0] in ("SEP", "TEXT")
            harmless = piece in named or is_noise(words) or is_beside(words, leading=leading)
            step = step or (is_step(words) and any(one.type == "SPAN" for one in kept))
            if owned or blank or LENGTHS.intersection(before) or not harmless:
                over.append(piece)
    return kept, over


def _apart(span: Piece) -> Piece:
    """The span as that of another step: `năm 2026 xây dựng, năm 2027 triển khai`."""
    return replace(span, value=replace(span.value, apart=True))


def _names_of_recipients(key: str, pieces: Sequence[Piece]) -> Collection[Piece]:
    """The words behind a comma or an `và` that go on with whom something is sent to."""
    found: list[Piece] = []
    open_name = False
    for piece in pieces:
        if piece.type == "TEXT" and open_name:
            open_name = may_be_name(key[piece.start : piece.end])
            found += [piece] if open_name else []
        elif piece.type == "TEXT":
            open_name = is_recipient(key[piece.start : piece.end])
        elif piece.type != "SEP":
            open_name = False
    return found


def _choices(key: str, pieces: Sequence[Piece]) -> list[Note]:
    """Notes on deadlines with nothing between them, in a choice (`hoặc`), or one after the other (`sau đó`)."""
    notes = []
    for before, piece in pairwise(pieces):
        if before.type in ("DATE", "SPAN") and piece.type in RUN_ON:
            notes.append(Note(template=NOTHING_BETWEEN, args={"read": key[before.start : piece.end]}))
    for piece in pieces:
        words = key[piece.start : piece.end] if piece.type == "SEP" else ""
        if words.startswith("hoặc") or words == "sau đó":
            notes.append(Note(template=EITHER if words.startswith("hoặc") else IN_TURN, args={"read": words}))
    return notes


def _tidied(key: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Separators only between clauses; one word for one thing."""
    tidy: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.type == "SEP" and (not tidy or not _parts(key, tidy, pieces[at:])):
            continue
        if (
            piece.type == "CONT"
            and tidy
            and (tidy[-1].type in ("CONT", "AMOUNT") or _types(tidy[-2:]) == ["CONT", "SEP"])
        ):
            tidy = tidy[:-1] if tidy[-1].type == "SEP" else tidy
            continue
        if piece.type == "FOLLOW" and tidy and tidy[-1].type != "SEP":
            tidy.append(Piece("SEP", piece.start, piece.start))
        if tidy and (_runs_on(tidy[-1], piece) or _limits(tidy[-1], pieces[at : at + 2])):
            tidy.append(Piece("SEP", piece.start, piece.start))
        tidy.append(_as_from(tidy, piece, pieces[at + 1 :]))
    while tidy and tidy[-1].type in ("SEP", "DASH"):
        tidy.pop()
    return tidy


def _runs_on(before: Piece, piece: Piece) -> bool:
    """True if a clause of its own begins behind a date."""
    return before.type in ("DATE", "SPAN") and piece.type in RUN_ON


def _limits(before: Piece, pieces: Sequence[Piece]) -> bool:
    """True if a limit and its date begin behind an event: `theo quy định trong quý II`."""
    begins = before.type == "EVENT" and pieces[0].type in ("IN", "BEFORE", "TO")
    return begins and bool(MOMENTS.intersection(_types(pieces[1:])))


def _parts(key: str, before: Sequence[Piece], after: Sequence[Piece]) -> bool:
    """True if the separator that `after` begins with parts two clauses."""
    last, types = before[-1].type, _types(after[1:])
    following = types[0] if types else "END"
    if following in ("SEP", "END") or last in ("SEP", "DASH"):
        return False
    if last in ("CLOCK", "WEEKDAY") and following in ("DATE", "WEEKDAY", "DAY"):
        return False
    if last in LENGTHS and following in COUNTERS:
        return False
    if last == "EVENT" and key[after[0].start : after[0].end] != ";":
        skipped = next((at for at, kind in enumerate(types) if kind not in STRONG | WEAK), len(types))
        counted = types[skipped : skipped + 1] and types[skipped] in LENGTHS
        alone = (types[skipped + 1 : skipped + 2] or ["SEP"])[0] == "SEP"
        return not (counted and alone) or _is_counted(before)
    return True


def _is_counted(pieces: Sequence[Piece]) -> bool:
    """True if the last clause has its length of time already."""
    clause = _types(pieces)
    clause = clause[len(clause) - clause[::-1].index("SEP") :] if "SEP" in clause else clause
    return any(kind in LENGTHS for kind in clause)


def _as_from(before: Sequence[Piece], piece: Piece, after: Sequence[Piece]) -> Piece:
    """`kể từ` and a date is `từ`, unless a length is counted from it."""
    since = piece.type == "SINCE" and bool(after) and after[0].type in MOMENTS
    counted = bool(before) and before[-1].type in LENGTHS
    return replace(piece, type="FROM") if since and not counted else piece


def _types(pieces: Sequence[Piece]) -> list[str]:
    """The types of the pieces, in order."""
    return [piece.type for piece in pieces]

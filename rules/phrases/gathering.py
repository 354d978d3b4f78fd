"""The words of an event are gathered behind what opens it: `sau khi` + `có hướng dẫn của Trung ương`.

An event may be of any words, so where it ends is told by what can only begin something else: a length of time,
a limit with a date, a new clause.
"""

import re
from collections.abc import Sequence

from rules.phrases.cleaning import CleanText
from rules.phrases.doubting import WHERE_EVENT_ENDS, event_notes, is_numbered
from rules.phrases.harmless import QUALIFIERS, SUBJECT, is_noise, may_name_recipient, without_recipient
from rules.phrases.pieces import Piece
from rules.problems import Note

OPENERS = frozenset({"AFTER", "RIGHT", "SINCE", "THAN", "WHEN", "PER", "BEFORE", "FROM"})
STRONG = frozenset({"LATEST", "LEAST", "EARLIEST"})
WEAK = frozenset({"TO", "IN", "FROM", "AT"})
LENGTHS = frozenset({"AMOUNT", "AMOUNTS"})
MOMENTS = frozenset({"DATE", "SPAN", "CLOCK", "DAY", "WEEKDAY", "PART", "WEEK"})
CLAUSES = MOMENTS | LENGTHS | {"CYCLE", "CONT", "DONE", "NOW"}
ASIDE = frozenset({"WHEN", "DONE", "CONT", "CYCLE", "PER", "RIGHT", "AFTER", "ONGOING", "SINCE"}) | WEAK
"""Words that begin an event as well as anything else, if ordinary words follow: `kể từ ngày đến hạn`."""

TIME_WORDS = frozenset({"ngày", "tháng", "năm", "quý", "tuần", "giờ", "khi", "lúc"})
UNTIL = re.compile(r"(?:ngày|khi|lúc|thời\s+điểm|trước)(?![^\W\d_])")
TASK = re.compile(
    r"(?:hoàn thành|thực hiện|trình|gửi|triển khai|tham mưu|tổng hợp|tiến hành|khẩn trương|phải"
    r"|thời gian|thời hạn|chưa|không|nếu|trường hợp|riêng|đối với|trừ)(?![^\W\d_])"
)
"""Words that begin a clause about work rather than one more name of an event."""


class Gatherer:
    """One pass over the pieces of one phrase. `notes` fills with what is not clear about its events."""

    def __init__(self, text: CleanText, pieces: Sequence[Piece]) -> None:
        """`pieces` are those of `text`, in order."""
        self.text = text
        self.pieces = pieces
        self.notes: list[Note] = []

    def gather(self) -> list[Piece]:
        """The pieces, with an EVENT behind each opener that has words."""
        gathered: list[Piece] = []
        at = 0
        while at < len(self.pieces):
            piece = self.pieces[at]
            at += 1
            if piece.type in LENGTHS and gathered and gathered[-1].type == "BEFORE" and self._type(at) == "TEXT":
                gathered += self._length_first(piece, at)
                at += 1
            elif piece.type in OPENERS and self._begins(at):
                end, after = self._end(piece.type, at, counted=any(p.type in LENGTHS for p in gathered))
                gathered += self._opened(piece, at, end)
                at = after
            else:
                gathered.append(piece)
        return gathered

    def _length_first(self, length: Piece, at: int) -> list[Piece]:
        """`trước 15 ngày diễn ra Đại hội`: what follows the length is what it is counted back from."""
        words = self.pieces[at]
        if is_noise(self._words(at)):
            return [length, words]
        self._doubt(at, at)
        return [length, Piece("BEFORE", words.start, words.start), *self._opened(length, at, at + 1)[1:]]

    def _opened(self, opener: Piece, first: int, end: int) -> list[Piece]:
        """The opener and the EVENT of the pieces from `first` to before `end`; these pieces if they name none."""
        event = self.pieces[first:end]
        start, stop = event[0].start, event[-1].end
        words = without_recipient(QUALIFIERS.sub("", self.text.key[start:stop]))
        if opener.type == "FROM":  # `từ ngày ký`: the day is the event's
            opener = Piece("SINCE", opener.start, opener.end)
            start += len("ngày ") if words.startswith("ngày ") else 0
            words = words.removeprefix("ngày ")
        said = self.text.clean[start : start + len(words)].strip(" ,;:.\"'")
        if not said or (self._words(first) in TIME_WORDS and self._type(first + 1) not in ASIDE - {"CYCLE"}):
            return [opener, *event]
        self._doubt(first, end - 1, when=opener.type != "PER" and may_name_recipient(words))
        self.notes += event_notes(self.text, opener, event, said)
        return [opener, Piece("EVENT", start, stop, said)]

    def _type(self, at: int) -> str:
        """The type of a piece; END behind the last."""
        return self.pieces[at].type if at < len(self.pieces) else "END"

    def _words(self, at: int) -> str:
        """The words of a piece; empty behind the last."""
        return self.text.key[self.pieces[at].start : self.pieces[at].end] if at < len(self.pieces) else ""

    def _begins(self, at: int) -> bool:
        """True if words that may be an event begin at this piece."""
        kind = self._type(at)
        return kind == "TEXT" or (kind in ASIDE and self._type(at + 1) == "TEXT")

    def _end(self, opener: str, first: int, *, counted: bool) -> tuple[int, int]:
        """Index past the event that begins at `first`, and index of the piece to go on with."""
        at, comma = first + 1, 0
        while at < len(self.pieces):
            kind = self._type(at)
            if kind == "SEP":
                if self._cites_day(at):
                    at += 2
                    continue
                if self._separates(at):
                    self._doubt(first, at, when=self._type(at + 1) in MOMENTS)
                    return at, at
                if counted and self._main_clause(at):
                    return at, self._clause(at)
                self._doubt(first, at, when=TASK.match(self._words(at + 1)) is not None)
                comma = at
            elif kind in LENGTHS and opener != "PER" and self._type(at + 1) != "TEXT":
                self._doubt(first, at, when=self._words(at - 1).endswith(("thời hạn", "thời gian", "hết hạn")))
                return (comma, comma) if comma and counted else (at, at)
            elif kind in LENGTHS:
                self._doubt(first, at, when=opener != "PER")
            elif kind in STRONG | WEAK | OPENERS | {"BAD"} and self._breaks(opener, first, at):
                return (comma, comma) if comma and (counted or self._type(at + 1) not in LENGTHS) else (at, at)
            at += 1
        return at, at

    def _breaks(self, opener: str, first: int, at: int) -> bool:
        """True if a limit or an opener inside an event begins something new."""
        kind, following = self._type(at), self._type(at + 1)
        if kind == "BAD":
            return True
        if kind in STRONG:
            return following in CLAUSES | WEAK
        if kind in WEAK:
            if following in LENGTHS:
                return True
            if opener == "PER" and kind == "IN" and following in MOMENTS:
                return True
            after = self._type(at + 2)
            self._doubt(first, at, when=following in MOMENTS and after != "TEXT" and opener != "PER")
            self._doubt(first, at, when=kind in ("TO", "FROM") and UNTIL.match(self._words(at + 1)) is not None)
            return False
        if kind == "BEFORE":
            self._doubt(first, at, when=following not in CLAUSES)
            return following in CLAUSES
        return kind in ("AFTER", "SINCE", "RIGHT") and following in CLAUSES

    def _separates(self, at: int) -> bool:
        """True if a comma or an `và` parts the event from another clause."""
        if self._words(at) == ";":
            return True
        after = at + 1
        while self._type(after) == "SEP" or (self._type(after) == "TEXT" and is_noise(self._words(after))):
            after += 1
        kind, following = self._type(after), self._type(after + 1)
        if kind == "END":
            return all(self._type(skipped) == "SEP" for skipped in range(at, after))
        if kind in CLAUSES | STRONG:
            return True
        if kind in ("BEFORE", "AFTER", "RIGHT"):
            return True
        return kind in WEAK and following in CLAUSES | {"BEFORE"}

    def _cites_day(self, at: int) -> bool:
        """`Kế hoạch số 376-KH/TU, ngày 21/7/2025`: the day of the document."""
        return self._type(at + 1) == "DATE" and self._type(at - 1) == "TEXT" and is_numbered(self._words(at - 1))

    def _main_clause(self, at: int) -> bool:
        """True if the main clause of a sentence begins behind this comma: who has to do what."""
        rest = self.text.key[self.pieces[at].end :].strip()
        return self._type(at + 1) == "TEXT" and SUBJECT.match(rest) is not None

    def _clause(self, at: int) -> int:
        """Index of the next piece that a clause of its own can begin with."""
        while at < len(self.pieces) and self._type(at) not in CLAUSES | STRONG:
            at += 1
        return at

    def _doubt(self, first: int, at: int, *, when: bool = True) -> None:
        """Note, if `when`, that the event that begins at `first` may not go as far as the piece `at`."""
        if when:
            read = self.text.clean[self.pieces[first].start : self.pieces[at].end]
            self.notes.append(Note(template=WHERE_EVENT_ENDS, args={"read": read}))

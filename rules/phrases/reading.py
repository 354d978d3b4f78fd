"""Read a Vietnamese deadline phrase."""

from collections.abc import Iterable
from dataclasses import fields, replace

from rules.phrases.cleaning import LONGEST, CleanText, normalise
from rules.phrases.doubting import MISSPELT_EVENTS
from rules.phrases.items import UnreadError
from rules.phrases.moments import YEARS
from rules.phrases.parsing import parse
from rules.phrases.ruling import rule_of
from rules.phrases.scanning import scan
from rules.phrases.sense import DeadlineKind, PhraseReading, Sense
from rules.phrases.shaping import shape
from rules.phrases.spelling import corrected
from rules.problems import N_, Note, shown

TOO_LONG = N_("The phrase has {length} characters; at most {longest} are read.")
TOO_MANY = N_("The phrase has too many parts to be one deadline.")
NOT_READ = N_("“{read}” is no deadline in a form that is known.")
LEFT_OVER = N_("Not understood: “{read}”.")
MISSPELT = N_("“{read}” was taken for “{meant}”.")
SUSPECT = N_("Invisible control or direction marks were taken out.")
GLUED = N_("Several dates stand together without anything between them.")
LOOKALIKE = N_("Letters of another alphabet were taken for the Vietnamese ones that they look like.")
MISTYPED = N_("Letters were taken for figures, or two marks for one.")
LUNAR = N_("The phrase counts in the lunar calendar, which is not converted.")
EMPTY = N_("There is no phrase.")

MOST_PIECES = 120
SENSE_FIELDS = tuple(field.name for field in fields(Sense))

__all__ = ["PhraseReading", "read"]


def read(phrase: str, year: int | None = None) -> PhraseReading:
    """The reading of `phrase`; `year` is the plan's, for dates without one. Never raises.

    Every text gives a PhraseReading: one that is not understood is UNREAD, with `notes` that say why.
    """
    if len(phrase) > LONGEST:
        note = Note(template=TOO_LONG, args={"length": len(phrase), "longest": LONGEST})
        return PhraseReading(phrase=phrase, kind=DeadlineKind.UNREAD, certain=False, notes=(note,))
    known = year if year in YEARS else None
    text = normalise(phrase)
    reading = _read(phrase, text, known)
    misspelt = any(note.template in MISSPELT_EVENTS for note in reading.notes)
    if (reading.rest or misspelt) and (respelt := corrected(text)):
        other = _read(phrase, respelt.text, known)
        if other.kind is not DeadlineKind.UNREAD and (misspelt or len(other.rest) < len(reading.rest)):
            note = Note(template=MISSPELT, args={"read": respelt.read, "meant": respelt.meant})
            return _uncertain(other, note)
    return reading


def _uncertain(reading: PhraseReading, note: Note) -> PhraseReading:
    """The same reading, not certain, with a note more."""
    return replace(reading, certain=False, notes=(*reading.notes, note))


def _read(phrase: str, text: CleanText, year: int | None) -> PhraseReading:
    """The reading of a phrase that is short enough, as it is spelt."""
    scanned = scan(text.key)
    if not scanned or len(scanned) > MOST_PIECES:
        return _unread(phrase, text, [Note(template=TOO_MANY if scanned else EMPTY)])
    shaped = shape(text, scanned, year)
    try:
        senses = parse(shaped.pieces)
    except UnreadError:
        notes = [piece.note for piece in shaped.pieces if piece.note is not None]
        notes = notes or [Note(template=NOT_READ, args={"read": shown(phrase)})]
        return _unread(phrase, text, notes)
    left = tuple(text.clean[piece.start : piece.end] for piece in shaped.left)
    notes = [*shaped.notes, *_marks(text), *(Note(template=LEFT_OVER, args={"read": shown(words)}) for words in left)]
    return _concluded(phrase, senses, tuple(word for words in left for word in words.split()), tuple(notes))


def _once(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes, each once."""
    found: list[Note] = []
    for note in notes:
        if note not in found:
            found.append(note)
    return tuple(found)


def _unread(phrase: str, text: CleanText, notes: list[Note]) -> PhraseReading:
    """The reading of a phrase of which no word was understood."""
    rest = tuple(text.clean.split())
    return PhraseReading(phrase=phrase, kind=DeadlineKind.UNREAD, certain=False, rest=rest, notes=tuple(notes))


def _marks(text: CleanText) -> list[Note]:
    """Notes on what is wrong with the text as a whole."""
    marks = (
        (SUSPECT, text.suspect),
        (GLUED, text.glued),
        (LOOKALIKE, text.lookalike),
        (MISTYPED, text.mistyped),
        (LUNAR, "âm lịch" in text.key),
    )
    return [Note(template=template) for template, holds in marks if holds]


def _concluded(phrase: str, senses: tuple[Sense, ...], rest: tuple[str, ...], notes: tuple[Note, ...]) -> PhraseReading:
    """The reading of one sense, or the readings of several as parts."""
    if len(senses) == 1:
        return _reading(phrase, senses[0], rest, notes)
    parts = tuple(_reading(phrase, sense, (), ()) for sense in senses)
    found = _once((*notes, *(note for part in parts for note in part.notes)))
    return PhraseReading(
        phrase=phrase, kind=DeadlineKind.SEVERAL, certain=not found, rest=rest, notes=found, parts=parts
    )


def _reading(phrase: str, sense: Sense, rest: tuple[str, ...], notes: tuple[Note, ...]) -> PhraseReading:
    """The reading of one sense; it is certain if there is no note."""
    said = {name: getattr(sense, name) for name in SENSE_FIELDS}
    said["notes"] = found = _once((*notes, *sense.notes))
    return PhraseReading(phrase=phrase, certain=not found, rest=rest, rule=rule_of(sense), **said)

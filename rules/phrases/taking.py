"""Take a phrase for a deadline in the offset language, or say why it cannot be taken for one."""

from collections.abc import Iterator

from rules.language.offset_text import OffsetSyntaxError, parse_due
from rules.phrases.phrase import Phrase, Taken
from rules.phrases.reading import read
from rules.phrases.resolving import Resolution, resolve
from rules.phrases.ruling import rule_of
from rules.phrases.sense import DeadlineKind, PhraseReading
from rules.problems import N_, Note, shown

STILL_ASKED = N_("A question mark stands in it.")
NO_FORM = N_("The offset language has no form for what it says.")
NO_LAST_DAY = N_("It says how early or how long at the least, and no last day.")
HOUR = N_("The hour ({time}) is left out: in the offset language a deadline ends with its day.")
SEVERAL_DUES = N_("These are several deadlines, which need a task rule each: {rules}.")
SEVERAL_EVENTS = N_(
    "“{event}” are several events: say which of them counts, each unit's own (`{name}`), the first "
    "(`first KIND {name}`) or the last (`last KIND {name}`)."
)
NO_MILESTONE = N_("No milestone of the plan is called “{event}”; declare it, such as `{name}`.")
WHICH_MILESTONE = N_("Which milestone “{event}” is, is not certain; it may be: {names}.")
TOO_MANY = N_("The plan has more than {most} milestones, among which none is looked for by its title.")

MOST_LISTED = 5
MOST_MILESTONES = 300
"""So many titles are compared with the words of each event."""

WHOLE_DAY = ("00:00", "24:00")
"""Hours at which a day begins or ends, so that the rule says all."""


def taken(phrase: Phrase) -> Taken:
    """The offset text that `phrase` is taken for, and the reasons against it. Never raises."""
    return _taken(read(phrase.text, phrase.year), phrase)


def _taken(reading: PhraseReading, phrase: Phrase) -> Taken:
    """The outcome for a reading, or for one of its parts."""
    resolution = _resolution(reading, phrase)
    rule = _rule(reading, resolution)
    why = tuple(_doubts(reading, resolution, phrase, rule))
    return Taken(rule=rule, certain=reading.certain and rule is not None and not why, why=why)


def _resolution(reading: PhraseReading, phrase: Phrase) -> Resolution | None:
    """The milestone that the event of the reading means; None where it names no event."""
    if reading.event is None:
        return None
    among = phrase.milestones if len(phrase.milestones) <= MOST_MILESTONES else {}
    return resolve(reading.event, among, phrase.title)


def _rule(reading: PhraseReading, resolution: Resolution | None) -> str | None:
    """The offset text; it names the milestone meant, else the likeliest, else one that has to be declared."""
    rule = reading.rule
    if resolution is not None:
        name = resolution.name or next(iter(resolution.candidates), resolution.proposed_name)
        rule = rule_of(reading, name)
    return rule if rule is not None and _is_readable(rule) else None


def _is_readable(rule: str) -> bool:
    """True if the offset language reads it back: numbers and names have their limits there."""
    try:
        parse_due(rule)
    except OffsetSyntaxError:
        return False
    return True


def _doubts(reading: PhraseReading, resolution: Resolution | None, phrase: Phrase, rule: str | None) -> Iterator[Note]:
    """Every reason why `rule` is not all that the phrase says."""
    for note in reading.notes:
        yield Note(template=note.template, args={name: _cut(value) for name, value in note.args.items()})
    if "?" in phrase.text:
        yield Note(template=STILL_ASKED)
    if reading.time not in (None, *WHOLE_DAY):
        yield Note(template=HOUR, args={"time": reading.time})
    if reading.parts:
        rules = [part.rule for part in (_taken(part, phrase) for part in reading.parts) if part.rule]
        yield Note(template=SEVERAL_DUES, args={"rules": "; ".join(f"`{each}`" for each in rules)})
    elif rule is None and reading.kind is not DeadlineKind.UNREAD:
        yield Note(template=NO_LAST_DAY if reading.bound else NO_FORM)
    if resolution is not None:
        yield from _about_event(shown(reading.event or ""), resolution, phrase)


def _about_event(event: str, resolution: Resolution, phrase: Phrase) -> Iterator[Note]:
    """The reasons why it is open which milestone the event is."""
    if resolution.name is not None:
        return
    candidates = resolution.candidates
    if resolution.several:
        name = next(iter(candidates), resolution.proposed_name)
        yield Note(template=SEVERAL_EVENTS, args={"event": event, "name": shown(name)})
    if len(phrase.milestones) > MOST_MILESTONES:
        yield Note(template=TOO_MANY, args={"most": MOST_MILESTONES})
    elif not candidates:
        yield Note(template=NO_MILESTONE, args={"event": event, "name": resolution.proposed_name})
    elif len(candidates) > 1 or not resolution.several:
        names = ", ".join([*map(shown, candidates[:MOST_LISTED]), *(["…"] if len(candidates) > MOST_LISTED else [])])
        yield Note(template=WHICH_MILESTONE, args={"event": event, "names": names})


def _cut(value: str | int) -> str | int:
    """The value, a text cut to a size that a message can have."""
    return shown(value) if isinstance(value, str) else value

"""A form as it was typed, and what is read from it: each error stands beside its field, and nothing typed is lost."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, time

from adapters.names.days import NotADay, written_day
from adapters.web.pages.acts.fields import Field, FieldKind
from adapters.web.pages.acts.naming import Names, SeveralMeant
from adapters.words.catalogue import Said
from adapters.words.plain_text import one_line
from adapters.words.refused.refusal import Refused
from rules.problems import N_

_EMPTY = N_("Type something here.")
_NOT_A_DAY = N_("“{text}” is not a date. Type it like 30/9/2025.")
_NO_SUCH_DAY = N_("There is no day {text} in the calendar.")
_NOT_AN_HOUR = N_("“{text}” is not a time of day. Type it like 14:30.")
_TOO_LONG = N_("At most {most} characters; there are {count}.")
_NO_CHOICE = N_("Choose one of these.")
_NO_FIGURE = N_("“{text}” names no document: no letter or figure is in it. Type its number, as 331-KH/TU.")
_UNSEEN = N_("What stands here cannot be read: type it anew.")
_HOUR = re.compile(r"(?P<hour>[0-9]{1,2}) ?(?:[:hg]|giờ) ?(?P<minute>[0-9]{2})?")
_AND_MORE = N_("and {count} more")
_LINES = N_("{count} line(s)")
_MOST_NAMED, _SHORT = 6, 200
CHOSEN = ".chosen"
"""Behind the name of a field: what was chosen of several that its text may mean."""

Value = str | date | time | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A form, filled in."""

    typed: Mapping[str, str]  # as it was typed
    read: Mapping[str, Value]
    errors: dict[str, Said] = field(default_factory=dict)  # by the field; "" of the whole
    meant: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)  # of which one is to be chosen
    shown: Mapping[str, object] = field(default_factory=dict)  # what was read, as people say it

    def chosen(self, of: Field) -> str:
        """The code that a form which goes on carries beside what was typed; "" where that says all."""
        read = self.read.get(of.name)
        return read if of.kind in (FieldKind.UNIT, FieldKind.NAMED) and isinstance(read, str) else ""

    def anything_in(self, fields: Sequence[Field]) -> bool:
        """True if something stands in one of the fields, or is wrong with it."""
        return any(self.typed.get(one.name) or one.name in self.errors for one in fields)

    def weekday_of(self, name: str) -> date | None:
        """The day that stands in a field, if it is one."""
        try:
            return written_day(self.typed.get(name, ""))
        except ValueError:
            return None

    def text(self, name: str) -> str | None:
        """The text of a field; None: there is none."""
        found = self.read.get(name)
        return found if isinstance(found, str) and found else None

    def words(self, name: str) -> str:
        """The text of a field that must have one."""
        return self.text(name) or ""

    def day(self, name: str) -> date | None:
        """The day of a field."""
        found = self.read.get(name)
        return found if isinstance(found, date) else None

    def hour(self, name: str) -> time | None:
        """The time of day of a field."""
        found = self.read.get(name)
        return found if isinstance(found, time) else None

    def units(self, name: str) -> tuple[str, ...]:
        """The codes of a field that takes several agencies."""
        found = self.read.get(name)
        return found if isinstance(found, tuple) else ()

    def checked(self, name: str) -> bool:
        """True if a box is ticked."""
        return self.read.get(name) is True


def filled(form: Mapping[str, object], fields: Sequence[Field], names: Names) -> Filled:
    """A form as it was typed into these fields, with its meaning, and all that is wrong with it."""
    typed = {one.name: _typed(form, one.name) for one in fields}
    found = Filled(typed, {}, meant={})
    read, meant = dict[str, Value](), dict[str, Sequence[tuple[str, str]]]()
    for one in fields:
        chosen = _typed(form, one.name + CHOSEN)
        try:
            read[one.name] = _read(one, chosen or typed[one.name], names)
        except SeveralMeant as several:
            meant[one.name], found.errors[one.name] = several.things, several.said
        except Refused as refused:
            found.errors[one.name] = refused.said
    shown = {one.name: _shown(one, read.get(one.name), names) for one in fields if read.get(one.name)}
    return Filled(typed, read, found.errors, meant, shown)


def _shown(of: Field, value: Value, names: Names) -> object:
    match of.kind:
        case FieldKind.UNIT:
            return names.units.name(str(value))
        case FieldKind.NAMED:
            return names.called(str(value))
        case FieldKind.ROWS:
            lines = str(value).splitlines()
            return str(value) if len(str(value)) <= _SHORT else Said(_LINES, {"count": len(lines)})
        case FieldKind.UNITS:
            codes = value if isinstance(value, tuple) else ()
            more = [Said(_AND_MORE, {"count": len(codes) - _MOST_NAMED})] if len(codes) > _MOST_NAMED else []
            return [*(names.units.name(code) for code in codes[:_MOST_NAMED]), *more]
        case FieldKind.CHOICE:
            return Said(next((label for code, label in of.choices if code == value), ""))
    return value


def empty(fields: Sequence[Field], given: Mapping[str, str]) -> Filled:
    """A form as it is before anybody has typed; `given` stands in it already."""
    return Filled({one.name: given.get(one.name, one.usual) for one in fields}, {})


def _typed(form: Mapping[str, object], name: str) -> str:
    found = form.get(name, "")
    return found.replace("\r\n", "\n").strip() if isinstance(found, str) else ""


def _read(of: Field, text: str, names: Names) -> Value:
    if len(text) > of.longest:
        raise Refused(_TOO_LONG, most=of.longest, count=len(text))
    if not text:
        if of.required:
            raise Refused(_EMPTY)
        return False if of.kind is FieldKind.CHECK else None
    if "\x00" in text or not any(sign.isprintable() for sign in text):
        raise Refused(_UNSEEN)
    if of.kind in _OF_NAMES:
        return _OF_NAMES[of.kind](names, text)
    return _READERS[of.kind](of, text)


def _line(of: Field, text: str) -> str:
    if of.name == "document" and not any(map(str.isalnum, text)):
        raise Refused(_NO_FIGURE, text=one_line(text, 40))
    return " ".join(text.split())


def _choice(of: Field, text: str) -> str:
    if text not in (value for value, _ in of.choices):
        raise Refused(_NO_CHOICE)
    return text


def _day(text: str) -> date:
    try:
        return written_day(text)
    except NotADay:
        raise Refused(_NOT_A_DAY, text=one_line(text, 40)) from None
    except ValueError:
        raise Refused(_NO_SUCH_DAY, text=one_line(text, 40)) from None


def _hour(text: str) -> time:
    found = _HOUR.fullmatch(text)
    with suppress(ValueError):  # there is no such hour
        if found:
            return time(int(found["hour"]), int(found["minute"] or 0))
    raise Refused(_NOT_AN_HOUR, text=one_line(text, 20))


_OF_NAMES: Mapping[FieldKind, Callable[[Names, str], Value]] = {
    FieldKind.UNIT: Names.unit,
    FieldKind.UNITS: Names.several,
    FieldKind.NAMED: Names.thing,
}
_READERS: Mapping[FieldKind, Callable[[Field, str], Value]] = {
    FieldKind.DAY: lambda _, text: _day(text),
    FieldKind.HOUR: lambda _, text: _hour(text),
    FieldKind.CHOICE: _choice,
    FieldKind.CHECK: lambda _of, _text: True,
    FieldKind.TEXT: _line,
    FieldKind.LONG: lambda _, text: " ".join(text.split()),  # what is recorded is a line
    FieldKind.ROWS: lambda _, text: text,
}

"""The words that people read: English templates turned into Vietnamese, with their fields filled in.

Templates come from the program; the fields' values may come from anybody, and are only ever put in as they are:
nothing in a value is looked up, formatted or run.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Protocol, cast

from adapters.clock import in_viet_nam
from rules.problems import N_
from rules.unit_kinds import COMMUNE

VIETNAMESE, ENGLISH = "vi", "en"
LANGUAGES = (VIETNAMESE, ENGLISH)

_FIELD = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}|\{\{|\}\}")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LIKE_ROUND = re.compile(r"\d{4}-[QHW0-9]\d?\d?", re.ASCII)
_DEEPEST = 5
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
KINDS: Mapping[str, str] = {
    "central": N_("central bodies"),
    "province": N_("provinces"),
    "commune": N_("communes and wards"),
    "party-body": N_("Party bodies"),
    "party-committee": N_("Party committees"),
    "department": N_("departments"),
    "group": N_("groups"),
}
_EACH_COMMUNE, _EACH_OF = N_("each commune and ward"), N_("each {kind}")
_BETWEEN = " / "
_YES, _NO = N_("yes"), N_("no")
_LISTING, _DASH = ("known", "open", "adopted"), "–"
_NONE = N_("none")
"""The word where a list of what there is has nothing in it."""


class Templated(Protocol):
    """A sentence for either language: a template, and beside it `fields` or `args`, a mapping."""

    @property
    def template(self) -> str:
        """The English template, with {named} fields."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence before it has a language."""

    template: str
    args: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return both(self.template, self.args)


@cache
def _catalogue(lang: str) -> NullTranslations:
    path = files("adapters") / "locale" / lang / "LC_MESSAGES" / "thoihan.mo"
    if lang not in LANGUAGES or not path.is_file():
        return NullTranslations()
    return GNUTranslations(BytesIO(path.read_bytes()))


def kind_said(kind: str) -> "Said | str":
    """All agencies of a kind, in words; a kind that a plan makes up as it is."""
    return Said(KINDS[kind]) if kind in KINDS else kind


def each_said(kind: str) -> "Said":
    """Each agency of a kind, in words."""
    return Said(_EACH_COMMUNE) if kind == COMMUNE else Said(_EACH_OF, {"kind": kind_said(kind)})


def translator(lang: str) -> Callable[[str], str]:
    """The translation of templates into `lang`, their fields still open; English itself where there is none."""
    catalogue = _catalogue(lang)
    return lambda template: catalogue.gettext(template) if template else ""


def tr(template: str, lang: str, /, **args: object) -> str:
    """`template` in `lang`, with its fields filled in."""
    return say(Said(template, args), lang)


def say(said: Templated, lang: str) -> str:
    """A sentence in `lang`. A field without a value stays as it is written, `{so}`."""
    return _said(said, lang, _DEEPEST)


def both(template: str, args: Mapping[str, object]) -> str:
    """`Tiếng Việt / English`, for readers whose language isn't known; once only where they are the same."""
    vietnamese, english = (tr(template, lang, **args) for lang in LANGUAGES)
    return vietnamese if vietnamese == english else f"{vietnamese}{_BETWEEN}{english}"


def half(text: str, lang: str) -> str:
    """The half of a kept text of `both` that is in `lang`; any other text as it is."""
    parts = text.split(_BETWEEN)
    middle = len(parts) // 2
    vietnamese, english = (_BETWEEN.join(one) for one in (parts[:middle], parts[middle:]))
    if len(parts) % 2 or vietnamese.isascii():  # what others answer is in no two languages
        return text
    return vietnamese if lang == VIETNAMESE else english


def day_text(day: date, lang: str, *, weekday: bool = False) -> str:
    """`24/11/2026`, or with its weekday `thứ Ba, 24/11/2026`."""
    numbers = f"{day.day:02}/{day.month:02}/{day.year:04}"
    return f"{translator(lang)(WEEKDAYS[day.weekday()])}, {numbers}" if weekday else numbers


def moment_text(moment: datetime, lang: str) -> str:
    """`08:30 24/11/2026`, on a Vietnamese clock. `moment` must be aware."""
    there = in_viet_nam(moment)
    return f"{there:%H:%M} {day_text(there, lang)}"


def shown(value: object, lang: str) -> str:
    """A field's value as people read it: days as dd/mm/yyyy, lists with commas, sentences in `lang`."""
    return _shown(value, lang, _DEEPEST)


def _said(said: Templated, lang: str, depth: int) -> str:
    fields = _fields(said)

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return found[0][0]
        if name in _LISTING and fields.get(name) in (_DASH, ""):
            return translator(lang)(_NONE)
        return _shown(fields[name], lang, depth) if name in fields else found[0]

    return _FIELD.sub(fill, translator(lang)(said.template))


def _fields(said: Templated) -> Mapping[str, object]:
    """The fields of a value or of an error, whose own `args` are a tuple."""
    candidates = (getattr(said, name, None) for name in ("fields", "args"))
    return next((fields for fields in candidates if isinstance(fields, Mapping)), {})


def _template_of(value: StrEnum) -> str:
    """The words of the state of a task; others stand as they are."""
    from adapters.words.tasks import STATES  # noqa: PLC0415 - what speaks of no task need not load them
    from engine.tasks import State  # noqa: PLC0415

    return STATES[value] if isinstance(value, State) else value


def _shown(value: object, lang: str, depth: int) -> str:
    match value:
        case StrEnum():
            return translator(lang)(_template_of(value))
        case str():
            return _text(value, lang)
        case None:
            return ""
        case bool():
            return translator(lang)(_YES if value else _NO)
        case datetime():
            return moment_text(value, lang) if value.tzinfo else str(value)
        case date():
            return day_text(value, lang)
    return _compound(value, lang, depth - 1) if depth else "…"


def _compound(value: object, lang: str, depth: int) -> str:
    if isinstance(value, Mapping) and isinstance(value.get("template"), str):
        args = value.get("args")
        return _said(Said(value["template"], args if isinstance(args, Mapping) else {}), lang, depth)
    if isinstance(getattr(value, "template", None), str):
        return _said(cast("Templated", value), lang, depth)
    if isinstance(value, Iterable) and not isinstance(value, bytes | Mapping):
        return ", ".join(_shown(each, lang, depth) for each in value)
    return str(value)


def _text(text: str, lang: str) -> str:
    """`text` itself, but a day that came through JSON reads as a day, and the name of a round (`2025-Q3`) as one."""
    if not _ISO_DAY.fullmatch(text):
        return round_text(text, lang) if _LIKE_ROUND.fullmatch(text) else text
    try:
        return day_text(date.fromisoformat(text), lang)
    except ValueError:
        return text


def round_text(text: str, lang: str) -> str:
    """The name of a round as it is said: `2025-Q3` is quý III/2025."""
    from adapters.names.cycles import cycle_words  # noqa: PLC0415 - seldom something recurs

    words = cycle_words(text)
    return tr(words[0], lang, **words[1]) if words else text

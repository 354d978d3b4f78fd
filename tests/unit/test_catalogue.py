"""Words: one Vietnamese catalogue, complete and compiled, into which anybody's text goes as it is."""

import importlib.util
import re
import string
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.setting_table import BY_KEY
from adapters.words.catalogue import Said, both, day_text, half, moment_text, say, tr, translator
from events.errors import EventError

TOOL = Path(__file__).parents[1] / "tools" / "compile_catalogue.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_catalogue", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def marked(tool: ModuleType) -> set[str]:
    """Every template that the packages mark."""
    found: set[str] = tool.literals()
    return found


def fields(template: str) -> list[str]:
    """The fields of a template; refuses any but plain `{named}` ones."""
    found = []
    for _, name, form, conversion in string.Formatter().parse(template):
        if name is not None:
            assert name.isidentifier(), template
            assert not form, template
            assert not conversion, template
            found.append(name)
    return sorted(found)


def test_every_marked_template_has_a_translation(tool: ModuleType, marked: set[str]) -> None:
    """Every template that the program can say has a Vietnamese translation."""
    assert tool.untranslated(tool.merged(marked, [tool.PO])) == []


def test_translations_have_the_fields_of_their_templates(tool: ModuleType) -> None:
    """A translation names the same fields as its template, each plain and in braces."""
    for message in tool.read(tool.PO):
        if message.id and message.string:
            assert set(fields(str(message.string))) == set(fields(str(message.id))), message.id


def test_settings_are_called_by_their_variable_and_by_their_name_in_a_file(marked: set[str]) -> None:
    """Where an error says what a settings file calls a setting, that is so, and the variable stands beside it."""
    said = [text for text in marked if "` in a settings file)" in text and "{key}" not in text]
    assert len(said) >= 10
    for text in said:
        keys = re.findall(r"`(\w+)`", text[text.index("(`") : text.index(" in a settings file")])
        assert [BY_KEY[key].variable for key in keys] == re.findall(r"THOIHAN_\w+", text)


def test_the_catalogue_holds_nothing_that_is_used_no_more(tool: ModuleType, marked: set[str]) -> None:
    """The catalogue has exactly the templates that the packages mark."""
    assert {message.id for message in tool.read(tool.PO) if message.id} == marked


def test_the_compiled_catalogue_is_the_written_one(tool: ModuleType) -> None:
    """The .mo file that ships is what the .po file compiles to."""
    assert tool.MO.read_bytes() == tool.as_mo(tool.read(tool.PO))


def test_the_mark_takes_literals_only(tool: ModuleType) -> None:
    """A computed template is refused, for it could not be in the catalogue."""
    assert list(tool.marked('x = N_("a " "b")', "x.py")) == ["a b"]
    with pytest.raises(ValueError, match=r"x\.py:1: N_ marks a literal"):
        list(tool.marked('N_(f"{x}")', "x.py"))


def test_pages_are_read_for_what_they_say(tool: ModuleType) -> None:
    """What a page's template says by `_` is in the catalogue, wherever it stands; a computed text is refused."""
    page = """<p title="{{ _('a') }}">{% if x %}{{ _("b {n}", n=x.y) | upper }}{% endif %}</p>"""
    assert {*tool.said_on_a_page(page, "x.html")} == {"a", "b {n}"}
    with pytest.raises(ValueError, match=r"x\.html:1: _ is given a literal"):
        list(tool.said_on_a_page("{{ _(words) }}", "x.html"))


@pytest.mark.parametrize(
    ("day", "vietnamese", "english"),
    [
        (date(2026, 11, 24), "thứ Ba, 24/11/2026", "Tuesday, 24/11/2026"),
        (date(2021, 2, 7), "Chủ nhật, 07/02/2021", "Sunday, 07/02/2021"),
    ],
)
def test_days_read_as_officers_write_them(day: date, vietnamese: str, english: str) -> None:
    """A day is dd/mm/yyyy, with its weekday in the reader's language where asked for."""
    assert day_text(day, "vi", weekday=True) == vietnamese
    assert day_text(day, "en", weekday=True) == english
    assert day_text(day, "vi") == vietnamese.split(", ")[1]


def test_moments_are_told_on_a_vietnamese_clock() -> None:
    """17:30 UTC is half past midnight of the next day in Viet Nam."""
    assert moment_text(datetime(2026, 11, 24, 17, 30, tzinfo=UTC), "vi") == "00:30 25/11/2026"


def test_one_sentence_in_each_language_and_in_both() -> None:
    """A template is said in Vietnamese, in English, or in both with a slash between."""
    assert tr("nearest due date {due}", "vi", due=date(2025, 10, 1)) == "hạn gần nhất 01/10/2025"
    assert tr("nearest due date {due}", "en", due="2025-10-01") == "nearest due date 01/10/2025"
    assert both("{count} overdue", {"count": 2}) == "2 việc quá hạn / 2 overdue"
    assert both("not in the catalogue", {}) == "not in the catalogue"
    assert translator("vi")("Monday") == "thứ Hai"
    assert translator("vi")("") == ""
    assert translator("xx")("Monday") == "Monday"


def test_values_read_as_people_write_them() -> None:
    """Lists have commas, yes and no are words, nothing is nothing, a sentence in a sentence has its language."""
    inner = Said("{count} overdue", {"count": 3})
    assert tr("{a}; {b}; {c}; {d}", "vi", a=["x", "2025-01-02"], b=True, c=None, d=inner) == (
        "x, 02/01/2025; có; ; 3 việc quá hạn"
    )
    assert tr("{a}", "vi", a={"template": "{count} overdue", "args": {"count": 4}}) == "4 việc quá hạn"
    assert tr("{a}", "vi", a="2025-13-45") == "2025-13-45"


def test_errors_of_the_layers_below_are_said_too() -> None:
    """An error that carries a template and its fields is told as any other sentence."""
    assert say(EventError("{count} overdue", count=5), "vi") == "5 việc quá hạn"
    assert str(Said("{count} overdue", {"count": 1})) == "1 việc quá hạn / 1 overdue"


def test_a_field_without_a_value_stays_as_written() -> None:
    """A missing field is shown in braces and breaks nothing; doubled braces are braces."""
    assert tr("{count} overdue", "vi") == "{count} việc quá hạn"
    assert tr("Close it with `}}` or {{x}}", "en") == "Close it with `}` or {x}"


def test_sentences_nested_without_end_stop() -> None:
    """A sentence that holds itself is cut, not followed for ever."""
    args: dict[str, object] = {}
    args["x"] = {"template": "({x})", "args": args}
    assert tr("{x}", "vi", **args).endswith("…" + ")" * 5)


@settings(max_examples=100)
@given(st.text(), st.text())
def test_nobodys_text_is_a_template(value: str, other: str) -> None:
    """Whatever a field's value is, it stands in the sentence as it is, and isn't read for fields again."""
    told = tr("<{a}|{b}>", "vi", a="{b}{0.__class__}%s" + value, b=other + "!")
    assert told == "<{b}{0.__class__}%s" + value + "|" + other + "!>"


def test_a_kept_text_is_halved() -> None:
    """For each reader the own half, also where a field has the same sign in it; what others answered stays whole."""
    text = both("There is no unit “{text}”. Perhaps: {known}. `thoihan units list` lists them.", {"text": "a / b"})
    assert text.count(" / ") == 3
    assert half(text, "en").startswith("There is no unit “a / b”.")
    assert f"{half(text, 'vi')} / {half(text, 'en')}" == text
    assert half("550 a / b", "vi") == "550 a / b"
